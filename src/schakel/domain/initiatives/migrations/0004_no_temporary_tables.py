from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import SAFE_PATH

COPIES = "search_copies(bigint[], bigint[], integer)"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("initiatives", "0003_likeness"),
        ("search", "0003_no_temporary_tables"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(
            [(f"ALTER FUNCTION {COPIES} SET search_path = {SAFE_PATH}", None)],
            migrations.RunSQL.noop,
        ),
    ]
