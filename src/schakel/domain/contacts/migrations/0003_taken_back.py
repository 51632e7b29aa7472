from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("contacts", "0002_search")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="contactmoment",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
