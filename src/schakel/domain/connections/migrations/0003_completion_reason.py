from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("connections", "0002_search")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="connection",
            name="completion_reason",
            field=models.CharField(blank=True, db_default="", max_length=500),
        ),
    ]
