import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table

CAUSES = [
    ("already_decided", "it was decided already"),
    ("involved_too_late", "they were involved too late"),
    ("input_ignored", "nothing was done with what they said"),
    ("no_information", "they heard nothing"),
    ("expectations_mismatch", "the two sides expected different things"),
    ("not_careful", "we were not careful"),
    ("no_conversation", "there was no conversation"),
    ("unclear_information", "what we said was not clear or not complete"),
    ("owner_lost", "their contact person was gone"),
    ("unreachable", "we could not reach them"),
    ("not_anchored", "nobody in the organisation stood behind it"),
    ("contradictory_answers", "our answers contradicted each other"),
]
# As rules.place_in_list says; date.toordinal() counts from the year 1.
PLACES = """
DO $$ DECLARE each bigint; BEGIN
  FOR each IN SELECT id FROM tenancy_tenant LOOP
    PERFORM set_config('app.tenant', each::text, true), set_config('app.matters', 'all', true);
    UPDATE health_standing SET place = since - date '0001-01-01' + 1 + 1000000 * CASE state
      WHEN 'broken' THEN 0 WHEN 'strained' THEN 1 WHEN 'good' THEN 2 WHEN 'resting' THEN 3
      ELSE 4 END WHERE tenant_id = each;
  END LOOP;
  PERFORM set_config('app.tenant', '', true), set_config('app.matters', '', true);
END $$;
"""


def _number() -> models.BigAutoField:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _tenant() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="tenancy.tenant",
    )


def _perhaps(model: str) -> schakel.foundation.tenancy.models.TenantForeignKey:
    return schakel.foundation.tenancy.models.TenantForeignKey(
        blank=True,
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=model,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0001_initial"),
        ("organisations", "0001_initial"),
        ("tenancy", "0003_mail_route"),
    ]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="place",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["tenant", "place", "id"], name="health_standing_place"),
        ),
        migrations.AddIndex(
            model_name="break",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", False)),
                fields=["tenant", "ended_on"],
                name="health_break_ended",
            ),
        ),
        migrations.CreateModel(
            name="RepairSuggestion",
            fields=[
                ("id", _number()),
                ("tenant", _tenant()),
                ("cause", models.CharField(choices=CAUSES, max_length=21)),
                ("who_calls", models.CharField(blank=True, max_length=300)),
                ("say_first", models.CharField(blank=True, max_length=500)),
                ("whom_to_bring", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "cause"), name="health_suggestion_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakNumber",
            fields=[
                ("id", _number()),
                ("tenant", _tenant()),
                ("quarter_from", models.DateField()),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("begun", "got stuck"),
                            ("repaired", "repaired"),
                            ("days", "days to repair"),
                            ("stuck", "still stuck"),
                        ],
                        max_length=8,
                    ),
                ),
                ("area", _perhaps("organisations.area")),
                ("theme", _perhaps("organisations.theme")),
                ("cause", models.CharField(blank=True, choices=CAUSES, max_length=21)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "quarter_from", "measure", "area", "theme", "cause"),
                        name="health_number_given_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__isnull", True),
                            models.Q(("number__range", (1, 4)), _negated=True),
                            ("measure", "days"),
                            _connector="OR",
                        ),
                        name="health_number_is_not_small",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("area__isnull", True), ("theme__isnull", True), _connector="OR"
                        ),
                        name="health_number_of_area_or_theme",
                    ),
                ],
            },
        ),
        tenant_table("RepairSuggestion"),
        tenant_table("BreakNumber", may=("INSERT",)),
    ]
