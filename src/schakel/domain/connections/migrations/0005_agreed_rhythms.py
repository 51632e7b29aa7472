from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("connections", "0004_resting_from")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="connection",
            name="agreed_rhythms",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
