import django.db.models.deletion
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0005_positions"),
        ("tenancy", "0003_mail_route"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="seen_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="SilentAfter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("working_days", models.PositiveSmallIntegerField(default=5)),
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
                        fields=("tenant",), name="staff_silentafter_once_a_tenant"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("working_days__range", (2, 20))),
                        name="staff_silentafter_in_range",
                    ),
                ],
            },
        ),
        tenant_table("SilentAfter"),
    ]
