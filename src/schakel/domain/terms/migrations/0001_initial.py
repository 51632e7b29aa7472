import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("matters", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Term",
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
                            ("receipt", "receipt"),
                            ("first_answer", "first answer in content"),
                            ("decision", "decision"),
                            ("citizens_motion", "citizens' motion"),
                            ("right_to_challenge", "right to challenge"),
                            ("complaint", "complaint"),
                            ("objection", "objection"),
                            ("woo_request", "request under the Woo"),
                            ("notice_of_default", "notice of default"),
                        ],
                        max_length=20,
                    ),
                ),
                ("length", models.PositiveSmallIntegerField()),
                (
                    "second_length",
                    models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                (
                    "extension_length",
                    models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working_days"),
                            ("days", "days"),
                            ("weeks", "weeks"),
                            ("months", "months"),
                        ],
                        max_length=12,
                    ),
                ),
                ("article", models.CharField(max_length=200)),
                ("extension_article", models.CharField(blank=True, max_length=200)),
                ("is_statutory", models.BooleanField(default=False)),
                ("started_on", models.DateField()),
                ("due_on", models.DateField()),
                ("second_due_on", models.DateField(blank=True, null=True)),
                ("suspended_from", models.DateField(blank=True, null=True)),
                (
                    "extended_by",
                    models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                ("extension_reason", models.CharField(blank=True, max_length=1000)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
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
            name="Suspension",
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
                    "reason",
                    models.CharField(
                        choices=[
                            (
                                "awaiting_completion",
                                "we wait for something that you send us",
                            ),
                            ("applicant_agreed", "you agreed that we take more time"),
                            ("delay_by_applicant", "the delay is on your side"),
                            ("force_majeure", "we cannot work on it for now"),
                        ],
                        max_length=20,
                    ),
                ),
                ("article", models.CharField(max_length=100)),
                ("explanation", models.CharField(max_length=1000)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
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
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
                (
                    "term",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="terms.term",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True)),
                fields=["tenant", "due_on", "id"],
                name="terms_running_by_due_day",
            ),
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index(fields=["tenant", "matter"], name="terms_matter"),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("tenant", "matter"),
                name="terms_one_running_a_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "receipt",
                            "first_answer",
                            "decision",
                            "citizens_motion",
                            "right_to_challenge",
                            "complaint",
                            "objection",
                            "woo_request",
                            "notice_of_default",
                        ],
                    )
                ),
                name="terms_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit__in", ["working_days", "days", "weeks", "months"])
                ),
                name="terms_unit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("started_on"))),
                name="terms_due_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("ended_on__gte", models.F("started_on")),
                    _connector="OR",
                ),
                name="terms_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extended_by__isnull", True),
                    models.Q(("extension_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="terms_extension_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="suspension",
            index=models.Index(
                fields=["tenant", "term", "from_on"], name="terms_suspension_term"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_on__isnull", True)),
                fields=("tenant", "term"),
                name="terms_suspension_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True),
                    ("until_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="terms_suspension_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("explanation", ""), _negated=True),
                name="terms_suspension_is_explained",
            ),
        ),
        tenant_table("Term", matter="matter_id"),
        tenant_table("Suspension", matter="matter_id"),
    ]
