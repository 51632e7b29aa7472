import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("matters", "0001_initial"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked_to_carry", "asked to be the contact person"),
                            ("term_approaching", "answer is due soon"),
                            ("term_late", "answer is late"),
                            ("term_second_late", "answer is very late"),
                            ("new_contact", "they wrote something"),
                            (
                                "wants_other_carrier",
                                "they want to speak to somebody else",
                            ),
                            ("nobody_reachable", "nobody can take this"),
                            ("message_failed", "a message did not arrive"),
                            ("import_receipt", "your file is in"),
                            ("confidence_broken", "somebody looked at this in confidence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("trigger", models.CharField(max_length=80)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "matter",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                (
                    "staff",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
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
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["tenant", "staff", "-created_at"],
                        name="notices_unseen",
                    ),
                    models.Index(
                        fields=["tenant", "kind", "-created_at"], name="notices_kind"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "staff", "matter", "kind", "trigger"),
                        name="notices_once_a_trigger",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "asked_to_carry",
                                    "term_approaching",
                                    "term_late",
                                    "term_second_late",
                                    "new_contact",
                                    "wants_other_carrier",
                                    "nobody_reachable",
                                    "message_failed",
                                    "import_receipt",
                                    "confidence_broken",
                                ],
                            )
                        ),
                        name="notices_kind_known",
                    ),
                ],
            },
        ),
        tenant_table("Notice", matter="matter_id"),
    ]
