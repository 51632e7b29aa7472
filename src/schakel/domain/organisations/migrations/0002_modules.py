import django.db.models.deletion
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="TurnedOn",
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
                ("module", models.CharField(max_length=24)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "module"), name="organisations_turnedon_module_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("module__in", ["ideas", "introductions", "council"])),
                        name="organisations_turnedon_module_known",
                    ),
                ],
            },
        ),
        tenant_table("TurnedOn", may=("INSERT", "DELETE")),
    ]
