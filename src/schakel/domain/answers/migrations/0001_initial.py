import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

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
            name="StandardText",
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
                ("name", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                (
                    "before",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="answers.standardtext",
                    ),
                ),
                (
                    "made_by",
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
            name="Draft",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("answer", "answer"),
                            ("interim", "word of how it stands"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField()),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("began_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("revision", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreed", "agrees"),
                            ("rather_not", "rather not like this"),
                        ],
                        max_length=10,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=1000)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("send_at", models.DateTimeField(blank=True, null=True)),
                (
                    "matter",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                (
                    "reader",
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
                (
                    "standard_text",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="answers.standardtext",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Spokesperson",
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
                ("chosen_at", models.DateTimeField()),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("me", "me"),
                            ("colleague", "colleague"),
                            ("anyway", "anyway"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "chosen_by",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.staffmember",
                    ),
                ),
                (
                    "matter",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                (
                    "speaker",
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
            options={
                "indexes": [
                    models.Index(
                        fields=["tenant", "matter", "-chosen_at"],
                        name="answers_last_chosen",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("choice__in", ["me", "colleague"]),
                                ("speaker__isnull", False),
                            ),
                            models.Q(
                                ("choice", "anyway"),
                                ("speaker__isnull", True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answers_spokesperson_or_reason",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="standardtext",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at__isnull", True)),
                fields=("tenant", "name"),
                name="answers_standard_text_once",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                fields=["tenant", "staff", "-saved_at"], name="answers_draft_of_staff"
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("send_at__isnull", False)),
                fields=["tenant", "send_at"],
                name="answers_draft_to_go_out",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("reader__isnull", False), ("verdict", "")),
                fields=["tenant", "asked_at"],
                name="answers_draft_to_read",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("tenant", "matter", "staff", "purpose"), name="answers_draft_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["answer", "interim"])),
                name="answers_draft_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="answers_draft_has_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_at__isnull", True), ("reader__isnull", True)),
                    models.Q(("asked_at__isnull", False), ("reader__isnull", False)),
                    _connector="OR",
                ),
                name="answers_draft_reader_was_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("read_at__isnull", True), ("verdict", "")),
                    models.Q(
                        ("read_at__isnull", False),
                        ("reader__isnull", False),
                        ("verdict__in", ["agreed", "rather_not"]),
                    ),
                    _connector="OR",
                ),
                name="answers_draft_verdict_of_reader",
            ),
        ),
        tenant_table("StandardText"),
        tenant_table("Draft", matter="matter_id"),
        tenant_table("Spokesperson", matter="matter_id"),
    ]
