"""What is in every table: how many rows, and a digest that does not depend on their order."""

from typing import Any

import psycopg
from psycopg import sql

from schakel.foundation.kernel.refused import Refused

Contents = dict[str, list[str]]

_AS_TEXT = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_OF_ALL = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
# Those that somebody else than who makes the tables owns: they are made so again.
_OWNERS = """
SELECT p.oid::regprocedure::text, pg_get_userbyid(p.proowner) FROM pg_proc AS p
WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> current_user::regrole
  AND NOT EXISTS (SELECT FROM pg_depend AS d
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1
"""

_STEPS = "SELECT app || '.' || name FROM public.django_migrations ORDER BY 1"

Connection = psycopg.Connection[Any]


def check_sees_all(connection: Connection) -> None:
    """Refused for a role from which row-level security would hide rows: half a back-up."""
    found = connection.execute(_OF_ALL).fetchone()
    if not (found and found[0]):
        raise Refused("backup_needs_all_rows")


def contents_of(connection: Connection) -> Contents:
    """Per table the number of rows and their digest, in the transaction of the connection."""
    for statement in _AS_TEXT:
        connection.execute(statement)
    return {name: _contents(connection, name) for name in tables_of(connection)}


def tables_of(connection: Connection) -> list[str]:
    """The tables of the database; none when it is empty."""
    return [str(name) for (name,) in connection.execute(_TABLES)]


def owners_of(connection: Connection) -> dict[str, str]:
    """The functions that have an owner of their own."""
    connection.execute("SET LOCAL search_path = public, pg_catalog")
    return {str(name): str(owner) for name, owner in connection.execute(_OWNERS)}


def steps_of(connection: Connection) -> list[str]:
    """The migrations that made the tables what they are."""
    return [str(step) for (step,) in connection.execute(_STEPS)]


def _contents(connection: Connection, table: str) -> list[str]:
    query = sql.SQL(
        "SELECT count(*)::text, coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint), 0)"
        "::text FROM public.{} AS t"
    ).format(sql.Identifier(table))
    found = connection.execute(query).fetchone()
    assert found is not None, table
    return [str(each) for each in found]
