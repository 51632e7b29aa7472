"""The second wall says "no rows"; this one says "you forgot the tenant", which finds bugs."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import NotSupportedError
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg import ClientCursor

from schakel.foundation.tenancy.context import current_tenant_id, is_in_one_piece

OWNER = "owner"
# A statement that comes back is planned once for a connection: that is a quarter of the time of a
# mail. PostgreSQL plans it anew each time where it thinks that cheaper, as for a partial index.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}
# Values that PostgreSQL takes beside one statement: their number has 16 bits.
MOST_BOUND = 65_535
# A worker asks some hundreds; a plan takes tens of kilobytes.
MOST_PREPARED = 200


class OutsideTenant(Exception):
    """A table of a tenant was touched outside ``within_tenant``: a bug."""


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's; those of the app role have the guard, and keep what they plan."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        if alias != OWNER:
            self.execute_wrappers += [_guard, _plan_anew, _bind_here]

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, with what the app role prepares."""
        if self.alias != OWNER:
            self.settings_dict["OPTIONS"] = PREPARED | self.settings_dict["OPTIONS"]
        params: dict[str, Any] = super().get_connection_params()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """As Django's, with room for as many plans as are worth it."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = MOST_PREPARED
        return connection

    def binding_here(self) -> ClientCursor[Any]:
        """A cursor that writes values into the statement: of any number, and planned each time."""
        cursor = ClientCursor(self.connection)
        register_tzloader(self.timezone, cursor)
        return cursor

    def _savepoint_allowed(self) -> bool:
        allowed: bool = super()._savepoint_allowed()  # type: ignore[misc]
        return allowed and not is_in_one_piece()


def _guard(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if current_tenant_id() is None and (table := _tenant_table_in(str(sql))):
        raise OutsideTenant(f"{table} was queried outside a tenant transaction")
    return execute(sql, params, many, context)


def _plan_anew(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Once a migration changed a column, what was planned before fails. Within a transaction its
    rollback takes that away; outside of one nothing happened yet, and the statement comes again.
    """
    try:
        return execute(sql, params, many, context)
    except NotSupportedError:
        if context["connection"].in_atomic_block:
            raise
        execute("DEALLOCATE ALL", None, False, context)
        return execute(sql, params, many, context)


def _bind_here(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """What is about very many rows at once, such as taking back a long list."""
    if params and not many and len(params) > MOST_BOUND:
        context["cursor"].cursor.close()
        context["cursor"].cursor = context["connection"].binding_here()
    return execute(sql, params, many, context)


def _tenant_table_in(sql: str) -> str | None:
    names = _tenant_tables()
    return next((name for name in re.findall(r'"(\w+)"', sql) if name in names), None)


@cache
def _tenant_tables() -> frozenset[str]:
    return frozenset(
        model._meta.db_table for model in apps.get_models() if getattr(model, "of_tenant", False)
    )
