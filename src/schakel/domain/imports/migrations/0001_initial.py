import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("networks", "0001_initial"),
        ("parties", "0003_search"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="NetworkImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("sheet", models.CharField(blank=True, max_length=200)),
                ("columns", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "not read in yet"),
                            ("waiting", "waits until we read it in"),
                            ("under_way", "is being read in"),
                            ("done", "read in"),
                            ("failed", "could not be read in"),
                            ("undone", "taken back"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=60)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                    ),
                ),
                (
                    "network",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
                    ),
                ),
                (
                    "staff",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.staffmember",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportedThing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("party", "Party"),
                            ("address", "Address"),
                            ("postal", "Postal Address"),
                            ("relation", "Relation"),
                            ("knows", "Acquaintance"),
                            ("connection", "Connection"),
                            ("carrier", "Carrier"),
                            ("contact", "Contact"),
                            ("promise", "Promise"),
                        ],
                        max_length=10,
                    ),
                ),
                ("thing_id", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "party",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
                (
                    "source",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="imports.networkimport",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="networkimport",
            index=models.Index(fields=["tenant", "staff", "-created_at"], name="imports_of_staff"),
        ),
        migrations.AddConstraint(
            model_name="networkimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "waiting", "under_way", "done", "failed", "undone"])
                ),
                name="imports_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="networkimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "undone"]), _negated=True),
                    ("finished_at__isnull", False),
                    _connector="OR",
                ),
                name="imports_done_on_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="importedthing",
            index=models.Index(fields=["tenant", "party"], name="imports_thing_party"),
        ),
        migrations.AddConstraint(
            model_name="importedthing",
            constraint=models.UniqueConstraint(
                fields=("tenant", "source", "kind", "thing_id"), name="imports_thing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="importedthing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "party",
                            "address",
                            "postal",
                            "relation",
                            "knows",
                            "connection",
                            "carrier",
                            "contact",
                            "promise",
                        ],
                    )
                ),
                name="imports_thing_kind_known",
            ),
        ),
        tenant_table("NetworkImport"),
        tenant_table("ImportedThing"),
    ]
