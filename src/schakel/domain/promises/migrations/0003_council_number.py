from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("promises", "0002_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="council_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
    ]
