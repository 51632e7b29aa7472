import django.db.models.deletion
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("party_id", models.BigIntegerField()),
                ("registered_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("request", "They ask for it (AVG 17)."),
                            ("unlawful", "We should not have kept this."),
                            ("retention", "We kept it long enough."),
                        ],
                        max_length=12,
                    ),
                ),
                ("staff_id", models.BigIntegerField(blank=True, null=True)),
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
                        fields=("tenant", "party_id", "registered_at"),
                        name="privacy_erasure_once_a_party",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["request", "unlawful", "retention"])),
                        name="privacy_erasure_reason_known",
                    ),
                ],
            },
        ),
        tenant_table("Erasure", may=("INSERT",)),
    ]
