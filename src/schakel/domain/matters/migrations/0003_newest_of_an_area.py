from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("matters", "0002_search"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["tenant", "area", "-received_at", "-id"], name="matters_area_newest"
            ),
        ),
    ]
