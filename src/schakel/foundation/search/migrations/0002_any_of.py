from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import SEARCH_ROLE
from schakel.foundation.tenancy.operations import APP_ROLE

SIGNATURE = "search_any_of(text[], bigint[], text, integer, integer)"

# Of the newest that these keys may see and in which any of these words stands, those with most.
ANY_OF = r"""
CREATE FUNCTION search_any_of(
  words text[], keys bigint[], a_kind text, newest integer, best integer
) RETURNS TABLE (thing_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE query text;
BEGIN
  SELECT string_agg(DISTINCT quote_literal(lexeme), ' | ') INTO query
  FROM unnest(words[1:12]) AS word,
    unnest(array_append(ts_lexize('public.schakel_stem', word), word)) AS lexeme
  WHERE ts_lexize('public.schakel_stem', word) <> '{}';
  IF query IS NULL THEN
    RETURN;
  END IF;
  -- Planned with the words themselves, as search_find is.
  RETURN QUERY EXECUTE format($query$
    SELECT found.thing_id FROM (
      SELECT d.thing_id, d.vector, d.happened_at FROM search_document AS d
      WHERE d.tenant_id = %2$L AND d.kind = %4$L AND d.vector @@ %1$L::tsquery
        -- No key for the index: what somebody may see is much, what holds rare words is little.
        AND d.seen_by || '{}' && %3$L::bigint[]
      ORDER BY d.happened_at DESC, d.id DESC LIMIT %5$s
    ) AS found
    ORDER BY ts_rank(found.vector, %1$L::tsquery) DESC, found.happened_at DESC LIMIT %6$s
  $query$, query, search_tenant(), keys, a_kind, newest, best);
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("search", "0001_search")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL([(ANY_OF, None)], migrations.RunSQL.noop),
        migrations.RunSQL(
            [
                (f"ALTER FUNCTION {SIGNATURE} OWNER TO {SEARCH_ROLE}", None),
                (f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC", None),
                (f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {APP_ROLE}", None),
            ],
            migrations.RunSQL.noop,
        ),
    ]
