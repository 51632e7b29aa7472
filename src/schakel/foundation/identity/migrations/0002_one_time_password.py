from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_is_one_time",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
