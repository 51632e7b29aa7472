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
            name="Initiative",
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
                            ("government_participation", "own initiative"),
                            ("right_to_challenge", "right to challenge"),
                            ("citizens_motion", "citizens' motion"),
                        ],
                        default="government_participation",
                        max_length=24,
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("acknowledged", "acknowledged"),
                            ("explored", "being explored"),
                            ("agreed", "agreed"),
                            ("adapted", "agreed in another form"),
                            ("declined", "declined, with reasons"),
                            ("under_way", "under way"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                            ("evaluated", "evaluated"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
                ("phase_since", models.DateField()),
                (
                    "course",
                    models.CharField(
                        choices=[
                            ("they_carry", "they carry it, we help"),
                            ("together", "together"),
                            ("we_carry", "we carry it"),
                        ],
                        default="they_carry",
                        max_length=12,
                    ),
                ),
                (
                    "rob_step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("letting_go", "letting go"),
                            ("facilitating", "facilitating"),
                            ("stimulating", "stimulating"),
                            ("directing", "directing"),
                            ("regulating", "regulating"),
                        ],
                        max_length=12,
                    ),
                ),
                ("people_touched", models.PositiveIntegerField(blank=True, null=True)),
                ("is_public", models.BooleanField(default=False)),
                (
                    "matter",
                    schakel.foundation.tenancy.models.TenantOneToOneField(
                        db_constraint=False,
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
            name="Help",
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
                            ("money", "money"),
                            ("time", "time"),
                            ("place", "a place"),
                            ("material", "material"),
                            ("permit", "a permit"),
                            ("knowledge", "knowledge"),
                            ("contacts", "contacts"),
                            ("publicity", "publicity"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("asked", models.CharField(max_length=500)),
                ("asked_on", models.DateField()),
                ("given", models.CharField(blank=True, max_length=500)),
                ("given_on", models.DateField(blank=True, null=True)),
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
                    "initiative",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="initiatives.initiative",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PhaseChange",
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
                    "before",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("acknowledged", "acknowledged"),
                            ("explored", "being explored"),
                            ("agreed", "agreed"),
                            ("adapted", "agreed in another form"),
                            ("declined", "declined, with reasons"),
                            ("under_way", "under way"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                            ("evaluated", "evaluated"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("acknowledged", "acknowledged"),
                            ("explored", "being explored"),
                            ("agreed", "agreed"),
                            ("adapted", "agreed in another form"),
                            ("declined", "declined, with reasons"),
                            ("under_way", "under way"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                            ("evaluated", "evaluated"),
                        ],
                        max_length=12,
                    ),
                ),
                ("motivation", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "initiative",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="initiatives.initiative",
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
                    "staff",
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
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(
                fields=["tenant", "phase", "-id"], name="initiatives_phase"
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "phase__in",
                        [
                            "received",
                            "acknowledged",
                            "explored",
                            "agreed",
                            "adapted",
                            "declined",
                            "under_way",
                            "done",
                            "stopped",
                            "evaluated",
                        ],
                    )
                ),
                name="initiatives_phase_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("course__in", ["they_carry", "together", "we_carry"])
                ),
                name="initiatives_course_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidential", False), ("is_public", False), _connector="OR"
                ),
                name="initiatives_confidential_is_not_public",
            ),
        ),
        migrations.AddIndex(
            model_name="help",
            index=models.Index(
                fields=["tenant", "initiative"], name="initiatives_help_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="help",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("given_on__isnull", True),
                    models.Q(("given", ""), _negated=True),
                    _connector="OR",
                ),
                name="initiatives_help_given_is_said",
            ),
        ),
        migrations.AddIndex(
            model_name="phasechange",
            index=models.Index(
                fields=["tenant", "initiative", "changed_at"], name="initiatives_change"
            ),
        ),
        tenant_table("Initiative", matter="matter_id"),
        tenant_table("Help", matter="matter_id"),
        tenant_table("PhaseChange", matter="matter_id"),
    ]
