import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogInDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(max_length=253)),
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
            name="GroupMeaning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=16)),
                (
                    "network",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
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
        migrations.AddConstraint(
            model_name="logindomain",
            constraint=models.UniqueConstraint(
                fields=("tenant", "domain"), name="networks_domain_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmeaning",
            constraint=models.UniqueConstraint(
                fields=("tenant", "group", "role", "network"),
                name="networks_group_means_it_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmeaning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "administrator",
                            "connector",
                            "official",
                            "volunteer",
                            "sponsor",
                            "councillor",
                        ],
                    )
                ),
                name="networks_group_role_known",
            ),
        ),
        tenant_table("LogInDomain"),
        tenant_table("GroupMeaning"),
    ]
