from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0004_mail_is_looked_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="retentionsetting",
            name="mail_row",
            field=models.CharField(db_default="6.3", default="6.3", max_length=200),
        ),
        migrations.AddField(
            model_name="retentionsetting",
            name="mail_years",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name="retentionsetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("mail_years__gt", 0)), name="privacy_mail_is_kept_some_time"
            ),
        ),
    ]
