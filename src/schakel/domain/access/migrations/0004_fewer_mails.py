from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_met"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="actionlink",
            name="access_actionlink_action_known",
        ),
        migrations.AlterField(
            model_name="actionlink",
            name="action",
            field=models.CharField(
                choices=[
                    ("accept", "accept"),
                    ("answer", "answer"),
                    ("called", "called"),
                    ("fewer_mails", "fewer_mails"),
                    ("finish", "finish"),
                    ("hand_over", "hand_over"),
                    ("keep", "keep"),
                    ("met", "met"),
                    ("posted", "posted"),
                    ("read", "read"),
                ],
                max_length=20,
            ),
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
                            "fewer_mails",
                            "finish",
                            "hand_over",
                            "keep",
                            "met",
                            "posted",
                            "read",
                        ],
                    )
                ),
                name="access_actionlink_action_known",
            ),
        ),
    ]
