import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


def _within_the_tenant(model: str) -> schakel.foundation.tenancy.models.TenantForeignKey:
    return schakel.foundation.tenancy.models.TenantForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=model,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0001_initial"),
        ("files", "0001_initial"),
        ("matters", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftFile",
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
                ("confidential", models.BooleanField(default=False)),
                ("name", models.CharField(max_length=200)),
                ("draft", _within_the_tenant("answers.draft")),
                ("file", _within_the_tenant("files.file")),
                ("matter", _within_the_tenant("matters.matter")),
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
                    models.Index(fields=["tenant", "draft"], name="answers_file_of_draft"),
                ],
            },
        ),
        tenant_table("DraftFile", matter="matter_id"),
    ]
