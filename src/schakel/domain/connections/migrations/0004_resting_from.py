from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("connections", "0003_completion_reason")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="connection",
            name="resting_from",
            field=models.DateField(blank=True, null=True),
        ),
    ]
