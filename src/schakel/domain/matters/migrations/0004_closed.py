from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("matters", "0003_newest_of_an_area"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("status", "closed")),
                fields=["tenant", "ended_at"],
                name="matters_closed",
            ),
        ),
    ]
