from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="postal_address",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
    ]
