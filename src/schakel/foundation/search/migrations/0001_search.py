from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import SEARCH_ROLE
from schakel.foundation.tenancy.operations import APP_ROLE

ROLE = f"""
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{SEARCH_ROLE}') THEN
    CREATE ROLE {SEARCH_ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;  -- another database of this server was being set up at the same moment
END $$;
DO $$
BEGIN
  IF NOT pg_has_role(current_user, '{SEARCH_ROLE}', 'MEMBER') THEN
    EXECUTE format('GRANT {SEARCH_ROLE} TO %I', current_user);
  END IF;
END $$;
-- CREATE: who is to own a function must be able to make one.
GRANT USAGE, CREATE ON SCHEMA public TO {SEARCH_ROLE};
"""

# Words as typed, and their stems; both without accents, and without words that say nothing.
WORDS = """
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE TEXT SEARCH DICTIONARY public.schakel_typed (TEMPLATE = simple, STOPWORDS = dutch);
CREATE TEXT SEARCH DICTIONARY public.schakel_stem
  (TEMPLATE = snowball, LANGUAGE = dutch, STOPWORDS = dutch);
CREATE TEXT SEARCH CONFIGURATION public.schakel_typed (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION public.schakel_typed ALTER MAPPING FOR
  asciiword, word, asciihword, hword, hword_asciipart, hword_part, numword, numhword, hword_numpart
  WITH public.unaccent, public.schakel_typed;
CREATE TEXT SEARCH CONFIGURATION public.schakel_stem (COPY = public.schakel_typed);
ALTER TEXT SEARCH CONFIGURATION public.schakel_stem ALTER MAPPING FOR
  asciiword, word, asciihword, hword, hword_asciipart, hword_part, numword, numhword, hword_numpart
  WITH public.unaccent, public.schakel_stem;
"""

TABLES = f"""
CREATE TABLE search_document (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES tenancy_tenant,
  kind text NOT NULL,
  thing_id bigint NOT NULL,
  happened_at timestamptz NOT NULL,
  scope text NOT NULL,
  scope_id bigint NOT NULL,
  seen_by bigint[] NOT NULL,
  weeks integer[] NOT NULL,
  vector tsvector NOT NULL,
  CONSTRAINT search_document_once UNIQUE (kind, thing_id)
);
-- What is written is found at once: a list of pending entries would be read by every search.
CREATE INDEX search_document_words ON search_document USING gin (vector, seen_by, weeks)
  WITH (fastupdate = off);
CREATE INDEX search_document_newest ON search_document (tenant_id, happened_at DESC, id DESC);
CREATE INDEX search_document_scope ON search_document (tenant_id, scope, scope_id);
COMMENT ON TABLE search_document IS 'read and written by the functions of {SEARCH_ROLE} only';

-- Every word that occurs, with the words that are left when one letter is taken out.
CREATE TABLE search_word (
  tenant_id bigint NOT NULL REFERENCES tenancy_tenant,
  word text NOT NULL,
  slips integer[] NOT NULL,
  PRIMARY KEY (tenant_id, word)
);
CREATE INDEX search_word_slips ON search_word USING gin (slips);
CREATE INDEX search_word_parts ON search_word USING gin (word public.gin_trgm_ops);
COMMENT ON TABLE search_word IS 'read and written by the functions of {SEARCH_ROLE} only';

CREATE TABLE search_unread (
  document_id bigint PRIMARY KEY REFERENCES search_document ON DELETE CASCADE,
  tenant_id bigint NOT NULL REFERENCES tenancy_tenant
);
CREATE INDEX search_unread_tenant ON search_unread (tenant_id, document_id);
COMMENT ON TABLE search_unread IS 'read and written by the functions of {SEARCH_ROLE} only';
"""

WALLS = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY search ON {table} TO {SEARCH_ROLE} USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {SEARCH_ROLE};
"""
    for table in ("search_document", "search_word", "search_unread")
)

FUNCTIONS = r"""
CREATE FUNCTION search_tenant() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('app.tenant', true), '')::bigint
$$;

-- 'straat/plein', 'straat.Morgen' and '06-123' are words, not a path, a host and a number.
CREATE FUNCTION search_plain(text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT regexp_replace(left($1, 100000), '[^[:alnum:]]+', ' ', 'g')
$$;

CREATE FUNCTION search_vector(title text, body text) RETURNS tsvector LANGUAGE sql STABLE AS $$
  SELECT setweight(to_tsvector('public.schakel_typed', public.search_plain(title))
      || to_tsvector('public.schakel_stem', public.search_plain(title)), 'A')
    || to_tsvector('public.schakel_typed', public.search_plain(body))
    || to_tsvector('public.schakel_stem', public.search_plain(body))
$$;

-- Two words that differ by one letter have one in common (symmetric delete, W. Garbe, 2012).
CREATE FUNCTION search_slips(word text) RETURNS integer[] LANGUAGE sql IMMUTABLE AS $$
  SELECT array_agg(DISTINCT ('x' || left(md5(slip), 8))::bit(32)::integer)
  FROM (SELECT overlay(word placing '' from at for 1) FROM generate_series(1, length(word)) AS at
    UNION SELECT word) AS slips(slip)
$$;

CREATE FUNCTION search_week(timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT floor(extract(epoch FROM $1) / 604800)::integer
$$;

CREATE FUNCTION search_put(
  a_kind text, a_tenant bigint, thing bigint, moment timestamptz, title text, body text,
  a_scope text, a_scope_id bigint, keys bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE document bigint;
BEGIN
  IF a_scope IS NULL THEN
    DELETE FROM search_document WHERE kind = a_kind AND thing_id = thing;
    RETURN;
  END IF;
  INSERT INTO search_document AS found
    (tenant_id, kind, thing_id, happened_at, weeks, scope, scope_id, seen_by, vector)
  VALUES (a_tenant, a_kind, thing, moment, ARRAY[search_week(moment)], a_scope, a_scope_id, keys,
    search_vector(title, body))
  ON CONFLICT (kind, thing_id) DO UPDATE SET happened_at = excluded.happened_at,
    weeks = excluded.weeks,
    scope = excluded.scope, scope_id = excluded.scope_id, seen_by = excluded.seen_by,
    vector = excluded.vector
  WHERE (found.happened_at, found.scope, found.scope_id, found.seen_by, found.vector)
    IS DISTINCT FROM (excluded.happened_at, excluded.scope, excluded.scope_id, excluded.seen_by,
      excluded.vector)
  RETURNING id INTO document;
  INSERT INTO search_unread (document_id, tenant_id)
    SELECT document, a_tenant WHERE document IS NOT NULL ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION search_see(a_scope text, a_tenant bigint, an_id bigint, keys bigint[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  UPDATE search_document SET seen_by = keys
  WHERE tenant_id = a_tenant AND scope = a_scope AND scope_id = an_id AND seen_by <> keys
$$;

-- Takes up what was written since, and gives how many documents that were.
CREATE FUNCTION search_learn(at_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE done integer;
BEGIN
  -- One reader for each tenant: two would wait for each other's new words.
  IF NOT pg_try_advisory_xact_lock(7201, (search_tenant() % 2147483647)::integer) THEN
    RETURN 0;
  END IF;
  WITH read AS (
    DELETE FROM search_unread WHERE document_id IN (
      SELECT document_id FROM search_unread WHERE tenant_id = search_tenant()
      ORDER BY document_id LIMIT at_most)
    RETURNING document_id
  ), words AS (
    SELECT DISTINCT word FROM read JOIN search_document ON id = document_id,
      unnest(tsvector_to_array(vector)) AS word
    WHERE length(word) BETWEEN 3 AND 40
  ), learned AS (
    INSERT INTO search_word (tenant_id, word, slips)
    SELECT search_tenant(), word, search_slips(word) FROM words
    WHERE NOT EXISTS (SELECT FROM search_word AS known
      WHERE known.tenant_id = search_tenant() AND known.word = words.word)
    ON CONFLICT DO NOTHING
  )
  SELECT count(*) INTO done FROM read;
  RETURN done;
END $$;

-- Forgets those of these words that occur nowhere any more; of all words when it is NULL.
CREATE FUNCTION search_forget(words text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE gone integer;
BEGIN
  DELETE FROM search_word AS known
  WHERE tenant_id = search_tenant() AND (words IS NULL OR word = ANY (words))
    AND NOT EXISTS (SELECT FROM search_document AS found
      WHERE found.vector @@ quote_literal(known.word)::tsquery
        AND found.tenant_id = search_tenant());
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

-- What a word may be: its stem, words that hold it, its two halves, words that look like it.
CREATE FUNCTION search_expand(typed text[])
RETURNS TABLE (word text, is_known boolean, stem text, holding text[], halves text[], alike text[])
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_indexscan = off SET enable_seqscan = off AS $$
  SELECT asked,
    EXISTS (SELECT FROM search_word AS known
      WHERE known.tenant_id = search_tenant() AND known.word = asked),
    coalesce((ts_lexize('public.schakel_stem', asked))[1], ''),
    CASE WHEN length(asked) >= 3 THEN ARRAY(SELECT known.word FROM search_word AS known
      WHERE known.tenant_id = search_tenant() AND known.word <> asked
        AND known.word LIKE CASE WHEN length(asked) >= 5 THEN '%' ELSE '' END || asked || '%'
      ORDER BY length(known.word), known.word LIMIT 16) END,
    CASE WHEN length(asked) >= 8 THEN ARRAY(SELECT known.word FROM search_word AS known
      WHERE known.tenant_id = search_tenant() AND known.word = ANY (
        SELECT left(asked, at) FROM generate_series(4, length(asked) - 4) AS at
        UNION SELECT substr(asked, at) FROM generate_series(5, length(asked) - 3) AS at)
      LIMIT 40) END,
    CASE WHEN length(asked) >= 3 THEN ARRAY(SELECT known.word FROM search_word AS known
      WHERE known.tenant_id = search_tenant() AND known.slips && its.slips
        AND known.word <> asked
      ORDER BY abs(length(known.word) - length(asked)), known.word LIMIT 100) END
  FROM unnest(typed[1:12]) AS asked,
    -- OFFSET 0: worked out once for each word, and not for each word that it is held against.
    LATERAL (SELECT search_slips(asked) AS slips OFFSET 0) AS its
$$;

-- The newest documents that match and that these keys may see.
--
-- Looks at the last two weeks first, and goes back as far as it takes to find enough: what a common
-- word costs does not grow with the years. The index of words knows the week of each document.
CREATE FUNCTION search_newest(
  asked tsquery, keys bigint[], kinds text[], newest integer, first_week integer, last_week integer
) RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
-- The planner does not know what is common of late: it would read the newest one by one.
SET enable_indexscan = off SET enable_seqscan = off AS $$
DECLARE
  here bigint := search_tenant();
  back integer := 1;
  found bigint[];
BEGIN
  LOOP
    -- Beyond a few years a list of weeks narrows nothing down any more.
    IF back > 200 OR last_week - back < first_week THEN
      back := NULL;
    END IF;
    found := ARRAY(
      SELECT d.id FROM search_document AS d
      WHERE d.tenant_id = here AND d.vector @@ asked AND d.seen_by && keys
        AND (kinds IS NULL OR d.kind = ANY (kinds))
        AND (back IS NULL
          OR d.weeks && ARRAY(SELECT generate_series(last_week - back, last_week)))
      ORDER BY d.happened_at DESC, d.id DESC LIMIT newest);
    IF back IS NULL OR cardinality(found) >= newest THEN
      RETURN found;
    END IF;
    -- As far as should do, and half as far again.
    back := greatest(2 * back, back * 3 * newest / (2 * greatest(cardinality(found), 1)));
  END LOOP;
END $$;

-- Of what these keys may see, the newest that match, the best of those first.
CREATE FUNCTION search_find(query text, keys bigint[], kinds text[], newest integer)
RETURNS TABLE (kind text, thing_id bigint, happened_at timestamptz, rank real)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT d.kind, d.thing_id, d.happened_at, ts_rank(d.vector, query::tsquery, 1)
  FROM unnest(search_newest(query::tsquery, keys, kinds, newest,
    (SELECT search_week(min(e.happened_at)) FROM search_document AS e
      WHERE e.tenant_id = search_tenant()),
    (SELECT search_week(max(e.happened_at)) FROM search_document AS e
      WHERE e.tenant_id = search_tenant()))) AS found(id)
  JOIN search_document AS d USING (id)
  ORDER BY 4 DESC, 3 DESC, 2 DESC
$$;

-- The words within these scopes, as they stand in the index.
CREATE FUNCTION search_words_of(scopes text[], ids bigint[]) RETURNS text[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT coalesce(array_agg(DISTINCT word), '{}')
  FROM unnest(scopes, ids) AS asked(scope, id)
  JOIN search_document AS found ON found.tenant_id = search_tenant()
    AND found.scope = asked.scope AND found.scope_id = asked.id,
    unnest(tsvector_to_array(found.vector)) AS word
$$;
"""

SIGNATURES = {
    "search_put(text, bigint, bigint, timestamptz, text, text, text, bigint, bigint[])": False,
    "search_see(text, bigint, bigint, bigint[])": False,
    "search_learn(integer)": True,
    "search_forget(text[])": True,
    "search_expand(text[])": True,
    "search_newest(tsquery, bigint[], text[], integer, integer, integer)": False,
    "search_find(text, bigint[], text[], integer)": True,
    "search_words_of(text[], bigint[])": True,
}
RIGHTS = "".join(
    f"ALTER FUNCTION {signature} OWNER TO {SEARCH_ROLE};"
    f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;"
    + (f"GRANT EXECUTE ON FUNCTION {signature} TO {APP_ROLE};" if for_the_app else "")
    for signature, for_the_app in SIGNATURES.items()
)


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("tenancy", "0001_tenant")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL([(sql, None)], migrations.RunSQL.noop)
        for sql in (ROLE, WORDS, TABLES, WALLS, FUNCTIONS, RIGHTS)
    ]
