import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Lower

from schakel.foundation.tenancy.operations import open_table


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0002_postal_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailRoute",
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
                ("address", models.CharField(max_length=254, unique=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("address", Lower("address"))),
                        name="tenancy_mailroute_address_in_small_letters",
                    )
                ],
            },
        ),
        open_table(
            "MailRoute",
            reason="whose mail it is has to be known before a tenant is; holds addresses of ours",
            may=("INSERT", "DELETE"),
        ),
    ]
