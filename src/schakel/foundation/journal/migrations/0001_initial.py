import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import open_table, tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Line",
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
                ("what", models.CharField(max_length=80)),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("by_link", models.BooleanField(default=False)),
                ("subject", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                ("matter_id", models.BigIntegerField(null=True)),
                ("details", models.JSONField(default=dict)),
                ("commitment", models.CharField(blank=True, max_length=64)),
                ("happened_at", models.DateTimeField()),
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
                "db_table": "journal_line",
            },
        ),
        migrations.CreateModel(
            name="Detail",
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
                ("salt", models.CharField(max_length=64)),
                ("content", models.JSONField()),
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
                    "line",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.line",
                    ),
                ),
            ],
            options={
                "db_table": "journal_detail",
            },
        ),
        migrations.CreateModel(
            name="Pending",
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
                ("line_id", models.BigIntegerField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[("dispatch", "Dispatch"), ("seal", "Seal")],
                        max_length=8,
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
            options={
                "db_table": "journal_pending",
            },
        ),
        migrations.CreateModel(
            name="Seal",
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
                ("sequence", models.BigIntegerField()),
                ("line_id", models.BigIntegerField()),
                ("mac", models.CharField(max_length=64)),
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
                "db_table": "journal_seal",
            },
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(
                fields=["tenant", "subject", "subject_id", "id"], name="journal_subject"
            ),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(
                fields=["tenant", "matter_id", "id"], name="journal_matter"
            ),
        ),
        migrations.AddIndex(
            model_name="pending",
            index=models.Index(
                fields=["purpose", "tenant", "line_id"], name="journal_pending_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(
                fields=("tenant", "sequence"), name="journal_seal_sequence_is_unbroken"
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(
                fields=("tenant", "line_id"), name="journal_seal_once_a_line"
            ),
        ),
        tenant_table("Line", may=("INSERT",)),
        tenant_table("Detail", may=("INSERT", "DELETE")),
        open_table(
            "Pending",
            reason="ids only; the dispatcher and the sealer read it for all tenants",
            may=("INSERT", "UPDATE", "DELETE"),
        ),
        tenant_table("Seal", may=("INSERT",)),
    ]
