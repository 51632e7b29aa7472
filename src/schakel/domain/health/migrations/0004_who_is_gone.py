from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("health", "0003_open_ones_not_told")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AlterField(
            model_name="break",
            name="end",
            field=models.CharField(
                blank=True,
                choices=[
                    ("repaired", "repaired"),
                    ("disagreed", "heard, and still not agreed"),
                    ("no_contact_wanted", "they want no contact"),
                    ("elsewhere", "goes on as a complaint or in court"),
                    ("contact_limited", "contact is limited, by a decision with reasons"),
                    ("gone", "who it was is not known here any more"),
                ],
                max_length=17,
            ),
        ),
    ]
