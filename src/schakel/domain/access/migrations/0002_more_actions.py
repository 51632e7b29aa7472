import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("matters", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="actionlink",
            name="action",
            field=models.CharField(
                choices=[
                    ("accept", "accept"),
                    ("answer", "answer"),
                    ("called", "called"),
                    ("finish", "finish"),
                    ("hand_over", "hand_over"),
                    ("keep", "keep"),
                    ("posted", "posted"),
                    ("read", "read"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="actionlink",
            name="matter",
            field=schakel.foundation.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="matters.matter",
            ),
        ),
        migrations.AddField(
            model_name="actionlink",
            name="about_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="actionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "accept",
                            "answer",
                            "called",
                            "finish",
                            "hand_over",
                            "keep",
                            "posted",
                            "read",
                        ],
                    )
                ),
                name="access_actionlink_action_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("about_id__isnull", True),
                        ("action__in", ["accept", "answer"]),
                        ("matter__isnull", False),
                    ),
                    models.Q(
                        models.Q(("action__in", ["accept", "answer"]), _negated=True),
                        ("about_id__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="access_actionlink_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("matter__isnull", False), ("confidential", False), _connector="OR"
                ),
                name="access_actionlink_confidential_by_matter",
            ),
        ),
    ]
