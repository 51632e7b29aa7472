from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("networks", "0001_initial"),
        ("organisations", "0001_initial"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Caution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("said_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                *(
                    (
                        name,
                        schakel.foundation.tenancy.models.TenantForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=to,
                        ),
                    )
                    for name, to in (
                        ("area", "organisations.area"),
                        ("theme", "organisations.theme"),
                        ("network", "networks.network"),
                        ("said_by", "staff.staffmember"),
                    )
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
            options={
                "indexes": [
                    models.Index(
                        fields=["tenant", "-said_on", "-id"], name="cautions_newest"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(words=""), name="cautions_has_words"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            area__isnull=False, theme__isnull=True, network__isnull=True
                        )
                        | models.Q(area__isnull=True, theme__isnull=False, network__isnull=True)
                        | models.Q(area__isnull=True, theme__isnull=True, network__isnull=False),
                        name="cautions_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(until_on__isnull=True)
                        | models.Q(until_on__gte=models.F("said_on")),
                        name="cautions_ends_after_it_begins",
                    ),
                ],
            },
        ),
        tenant_table("Caution"),
    ]
