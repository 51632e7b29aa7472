from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="is_history",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
