from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import SAFE_PATH

# Where a path does not name pg_temp, what anybody may make for themselves is looked at first of
# all. And whoever may call what a trigger calls, may put that trigger on a table of their own.
SAFE = f"""
DO $$ DECLARE each regprocedure; BEGIN
  FOR each IN
    SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      AND 'search_path=pg_catalog, public' = ANY (proconfig)
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = {SAFE_PATH}', each);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', each);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("search", "0002_any_of")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL([(SAFE, None)], migrations.RunSQL.noop),
    ]
