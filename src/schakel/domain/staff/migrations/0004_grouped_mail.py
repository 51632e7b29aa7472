from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0003_secretary"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="grouped_mail",
            field=models.CharField(
                choices=[
                    ("working_day", "working_day"),
                    ("twice_a_week", "twice_a_week"),
                    ("week", "week"),
                    ("never", "never"),
                ],
                db_default="twice_a_week",
                default="twice_a_week",
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grouped_mail__in", ["working_day", "twice_a_week", "week", "never"])
                ),
                name="staff_grouped_mail_known",
            ),
        ),
    ]
