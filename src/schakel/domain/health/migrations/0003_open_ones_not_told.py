from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("health", "0002_numbers")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AlterField(
            model_name="breaknumber",
            name="measure",
            field=models.CharField(
                choices=[
                    ("begun", "got stuck"),
                    ("repaired", "repaired"),
                    ("days", "days to repair"),
                ],
                max_length=8,
            ),
        ),
    ]
