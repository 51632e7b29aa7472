import django.db.models.functions.text
from django.db import migrations, models

from schakel.foundation.tenancy.operations import open_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last login"
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email"))
                        ),
                        name="identity_user_email_is_lower_case",
                    )
                ],
            },
        ),
        open_table(
            "User", reason="a log-in belongs to no tenant", may=("INSERT", "UPDATE")
        ),
    ]
