from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0002_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="network",
            name="reads_along",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
