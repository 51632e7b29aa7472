from typing import ClassVar

from django.db import migrations

# After five rounds PostgreSQL would plan once for all: for any word and any number of weeks, and
# then the index of words is not asked for weeks any more.
PLANNED = """
ALTER FUNCTION search_newest(tsquery, bigint[], text[], integer, integer, integer)
  SET plan_cache_mode = force_custom_plan
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("search", "0003_no_temporary_tables")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL([(PLANNED, None)], migrations.RunSQL.noop),
    ]
