from typing import ClassVar

from django.db import migrations, models

from schakel.foundation.tenancy.operations import APP_ROLE, open_table

MAKE_ROLE = f"""
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
    CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;  -- another database of this server was being set up at the same moment
END $$;
DO $$
BEGIN
  IF NOT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER') THEN
    EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(MAKE_ROLE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("hostname", models.CharField(blank=True, max_length=253)),
                (
                    "time_zone",
                    models.CharField(default="Europe/Amsterdam", max_length=64),
                ),
                ("language", models.CharField(default="nl", max_length=5)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("is_demo", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("hostname", ""), _negated=True),
                        fields=("hostname",),
                        name="tenancy_tenant_has_its_own_hostname",
                    )
                ],
            },
        ),
        open_table(
            "Tenant",
            reason="sweeps and dispatch loop over the tenants, and hold no data of one",
            may=("INSERT", "UPDATE"),
        ),
    ]
