"""The migration operations with which a module lets its things be found."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SEARCH_ROLE = "schakel_search"
# Of what runs with the rights of that role: a table that somebody makes for themselves comes last.
SAFE_PATH = "pg_catalog, public, pg_temp"


class _Statements(Operation):
    """Runs plain statements; of the models nothing changes."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes for the models."""

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Triggers go with their tables."""


class SearchScope(_Statements):
    """Whose eyes things are for: everything within one matter, connection or party alike.

    ``keys`` is a query that gives, for the scope with id ``$1``, the keys of who may see it: twice
    the id of a network (negative: of its connectors only), or twice the id of a colleague plus one.
    ``follows`` names each table on which that depends, its column with the id of the scope, and the
    columns that matter.
    """

    def __init__(self, scope: str, *, keys: str, follows: Mapping[str, tuple[str, ...]]) -> None:
        self.scope = scope
        self.keys = keys
        self.follows = follows

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        return "SearchScope", [self.scope], {"keys": self.keys, "follows": self.follows}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the function that gives the keys, and the triggers that keep them."""
        for statement in self._statements():
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """For ``migrate --plan``."""
        return f"Who finds what is within a {self.scope}"

    def _statements(self) -> Iterable[str]:
        scope = self.scope
        yield (
            f"CREATE FUNCTION search_keys_of_{scope}(bigint) RETURNS bigint[] LANGUAGE sql"
            f" SET search_path = {SAFE_PATH} AS"
            f" $$ SELECT coalesce(array_agg(DISTINCT key), '{{}}') FROM ({self.keys}) AS keys"
            " WHERE key IS NOT NULL $$"
        )
        yield f"ALTER FUNCTION search_keys_of_{scope}(bigint) OWNER TO {SEARCH_ROLE}"
        yield f"REVOKE ALL ON FUNCTION search_keys_of_{scope}(bigint) FROM PUBLIC"
        for table, (column, *depends) in self.follows.items():
            name = f"search_{scope}_by_{table}"
            yield f"GRANT SELECT ON {table} TO {SEARCH_ROLE}"
            yield f"CREATE POLICY search ON {table} FOR SELECT TO {SEARCH_ROLE} USING (true)"
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
                f" SET search_path = {SAFE_PATH} AS $$ BEGIN"
                f" IF TG_OP <> 'INSERT' THEN PERFORM search_see('{scope}', OLD.tenant_id,"
                f" OLD.{column}, search_keys_of_{scope}(OLD.{column})); END IF;"
                f" IF TG_OP <> 'DELETE' THEN PERFORM search_see('{scope}', NEW.tenant_id,"
                f" NEW.{column}, search_keys_of_{scope}(NEW.{column})); END IF;"
                f" RETURN NULL; END $$"
            )
            yield f"ALTER FUNCTION {name}() OWNER TO {SEARCH_ROLE}"
            yield f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC"
            # Of the scope itself a new row is seen to when its own document is written.
            events = "" if column == "id" else "INSERT OR DELETE OR "
            yield (
                f"CREATE TRIGGER {name} AFTER {events}UPDATE OF {', '.join((column, *depends))}"
                f" ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


class Searchable(_Statements):
    """Keep a search document for each row of ``model``.

    ``title`` and ``body`` are columns, the first weighs more. ``within`` gives per scope the column
    with its id; the first that is filled counts. ``at`` is the column by which it is new or old.
    ``only`` is a condition on ``{row}``: other rows have no document, and pay next to nothing.
    ``start`` is how many characters of each column of ``body`` count, when not all do.
    """

    def __init__(
        self,
        model: str,
        *,
        kind: str,
        at: str,
        within: Mapping[str, str],
        title: tuple[str, ...] = (),
        body: tuple[str, ...] = (),
        only: str = "",
        start: int | None = None,
    ) -> None:
        self.model = model
        self.kind = kind
        self.at = at
        self.within = within
        self.title = title
        self.body = body
        self.only = only
        self.start = start

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        named = {
            "kind": self.kind,
            "at": self.at,
            "within": self.within,
            "title": self.title,
            "body": self.body,
            "only": self.only,
            "start": self.start,
        }
        return "Searchable", [self.model], named

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the trigger, and the documents of what is there already."""
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in self._statements(table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """For ``migrate --plan``."""
        return f"Find each {self.kind}"

    def _statements(self, table: str) -> Iterable[str]:
        name = f"search_{table}"
        forget = f"DELETE FROM search_document WHERE kind = '{self.kind}' AND thing_id ="
        leave = f" ELSIF NOT ({_of(self.only, 'NEW')}) THEN {forget} NEW.id;" if self.only else ""
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
            f" SET search_path = {SAFE_PATH} AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' THEN"
            f" {forget} OLD.id;{leave}"
            f" ELSE PERFORM {self._put('NEW')}; END IF;"
            f" RETURN NULL; END $$"
        )
        yield f"ALTER FUNCTION {name}() OWNER TO {SEARCH_ROLE}"
        yield f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC"
        yield from self._triggers(name, table)
        # Row by row through the wall of each tenant: the owner of the tables has no way around it.
        yield (
            f"DO $$ DECLARE each bigint; BEGIN FOR each IN SELECT id FROM tenancy_tenant LOOP"
            f" PERFORM set_config('app.tenant', each::text, true),"
            f" set_config('app.matters', 'all', true);"
            f" PERFORM {self._put('thing')} FROM {table} AS thing WHERE tenant_id = each"
            f" AND ({_of(self.only or 'true', 'thing')});"
            f" END LOOP;"
            f" PERFORM set_config('app.tenant', '', true), set_config('app.matters', '', true);"
            f" END $$"
        )

    def _triggers(self, name: str, table: str) -> Iterable[str]:
        """One for all that happens to a row; with a condition one each, which has OLD or NEW."""
        columns = [*self.title, *self.body, *self.within.values(), self.at]
        old, new = (f"({_of(self.only, row)})" for row in ("OLD", "NEW"))
        events = [("", f"INSERT OR DELETE OR UPDATE OF {', '.join(dict.fromkeys(columns))}", "")]
        if self.only:
            events = [
                ("_new", "INSERT", f" WHEN {new}"),
                ("", "UPDATE", f" WHEN ({old} OR {new})"),
                ("_gone", "DELETE", f" WHEN {old}"),
            ]
        for end, event, when in events:
            yield (
                f"CREATE TRIGGER {name}{end} AFTER {event} ON {table}"
                f" FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
            )

    def _put(self, row: str) -> str:
        scopes = [
            (f"{row}.{column} IS NOT NULL", scope, f"{row}.{column}")
            for scope, column in self.within.items()
        ]
        scope = " ".join(f"WHEN {filled} THEN '{name}'" for filled, name, _ in scopes)
        keys = " ".join(
            f"WHEN {filled} THEN search_keys_of_{name}({column})" for filled, name, column in scopes
        )
        scope_id = ", ".join(column for *_, column in scopes)
        return (
            f"search_put('{self.kind}', {row}.tenant_id, {row}.id, {row}.{self.at},"
            f" {_together(row, self.title)}, {_together(row, self.body, self.start)},"
            f" CASE {scope} END, coalesce({scope_id}), CASE {keys} END)"
        )


def _together(row: str, columns: tuple[str, ...], start: int | None = None) -> str:
    whole = [f"{row}.{column}" for column in columns]
    named = whole if start is None else [f"left({each}, {start})" for each in whole]
    return f"concat_ws(' ', {', '.join(named)})" if named else "''"


def _of(only: str, row: str) -> str:
    return only.format(row=row)


def search_scope(scope: str, *, keys: str, follows: Mapping[str, tuple[str, ...]]) -> SearchScope:
    """Say whose eyes things within a scope are for; see ``SearchScope``."""
    return SearchScope(scope, keys=keys, follows=follows)


def searchable(
    model: str,
    *,
    kind: str,
    at: str,
    within: Mapping[str, str],
    title: tuple[str, ...] = (),
    body: tuple[str, ...] = (),
    only: str = "",
    start: int | None = None,
) -> Searchable:
    """Let the rows of ``model`` be found; see ``Searchable``."""
    return Searchable(
        model, kind=kind, at=at, within=within, title=title, body=body, only=only, start=start
    )
