from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="ended_by_groups",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
