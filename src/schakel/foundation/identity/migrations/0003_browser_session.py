import django.db.models.deletion
from django.db import migrations, models

from schakel.foundation.tenancy.operations import open_table


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_one_time_password"),
    ]

    operations = [
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("browser", models.CharField(blank=True, max_length=80)),
                ("started_at", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="identity.user",
                    ),
                ),
            ],
        ),
        open_table(
            "BrowserSession",
            reason="a log-in belongs to no tenant",
            may=("INSERT", "UPDATE", "DELETE"),
        ),
    ]
