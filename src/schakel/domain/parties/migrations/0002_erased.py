from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="party",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
