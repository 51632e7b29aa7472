"""The migration operations that put up the wall around a table of a tenant."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from schakel.foundation.tenancy.models import TenantForeignKey, TenantOneToOneField

APP_ROLE = "schakel_app"

# '' is what is left of a setting after its transaction: it means no tenant, as NULL does.
CURRENT_TENANT = "nullif(current_setting('app.tenant', true), '')::bigint"

# A sub-select, so that PostgreSQL evaluates it once per query and not once per row.
MAY_SEE_CONFIDENTIAL = (
    "NOT confidential"
    " OR (SELECT current_setting('app.matters', true)) = 'all'"
    " OR {matter} = ANY ((SELECT CASE WHEN left(current_setting('app.matters', true), 1) = '{{'"
    " THEN current_setting('app.matters', true) ELSE '{{}}' END)::bigint[])"
)


class TenantTable(Operation):
    """Policy, unique and foreign keys that include the tenant, and rights of the app role.

    ``matter`` names the column that holds the matter of a row that may be confidential
    (``id`` for the matter itself): such a table gets a restrictive policy on top, unless it holds
    no content (``restrictive=False``): a link is looked up before its matter is known.
    ``may`` lists what the app role may do beside SELECT.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        model: str,
        *,
        matter: str | None = None,
        restrictive: bool = True,
        may: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE"),
    ) -> None:
        self.model = model
        self.matter = matter
        self.restrictive = restrictive
        self.may = may

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        named = {"matter": self.matter, "restrictive": self.restrictive, "may": self.may}
        return "TenantTable", [self.model], named

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes for the models."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Put up the wall."""
        model = to_state.apps.get_model(app_label, self.model)
        for statement in self._statements(model):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The table goes with the migration that made it; nothing to take down apart."""

    def describe(self) -> str:
        """For ``migrate --plan``."""
        return f"Row-level security on {self.model}"

    def _statements(self, model: Any) -> Iterable[str]:
        table = model._meta.db_table
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
        yield (
            f'CREATE POLICY tenant ON "{table}" USING (tenant_id = {CURRENT_TENANT})'
            f" WITH CHECK (tenant_id = {CURRENT_TENANT})"
        )
        if self.matter and self.restrictive:
            rule = MAY_SEE_CONFIDENTIAL.format(matter=self.matter)
            yield f'CREATE POLICY confidential ON "{table}" AS RESTRICTIVE USING ({rule})'
        yield (
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_within_tenant" UNIQUE (tenant_id, id)'
        )
        if self.matter == "id":
            yield (
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_confidentiality"'
                " UNIQUE (tenant_id, id, confidential)"
            )
        for field in model._meta.local_fields:
            if isinstance(field, (TenantForeignKey, TenantOneToOneField)):
                yield from foreign_key(table, field, matter=self.matter)
        rights = ", ".join(("SELECT", *self.may))
        yield f'GRANT {rights} ON "{table}" TO {APP_ROLE}'


def foreign_key(table: str, field: Any, matter: str | None = None) -> Iterable[str]:
    """The composite foreign key of a reference; of ``matter``, with how confidential it is."""
    column, other = field.column, field.related_model._meta.db_table
    ours, theirs, follows = f'tenant_id, "{column}"', "tenant_id, id", ""
    if matter == column:
        # A matter that becomes confidential takes along all that hangs on it.
        ours, theirs = f"{ours}, confidential", f"{theirs}, confidential"
        follows = " ON UPDATE CASCADE"
    yield (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_within_tenant"'
        f' FOREIGN KEY ({ours}) REFERENCES "{other}" ({theirs}){follows}'
        " DEFERRABLE INITIALLY DEFERRED"
    )


def tenant_table(
    model: str,
    *,
    matter: str | None = None,
    restrictive: bool = True,
    may: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE"),
) -> TenantTable:
    """Wall off the table of ``model``; see ``TenantTable``."""
    return TenantTable(model, matter=matter, restrictive=restrictive, may=may)


class TenantReference(Operation):
    """The foreign key, tenant and all, of a reference that a table got after it was made."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        return "TenantReference", [self.model, self.field], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes for the models."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Hold the column to rows of the same tenant."""
        model = to_state.apps.get_model(app_label, self.model)
        field = model._meta.get_field(self.field)
        for statement in foreign_key(model._meta.db_table, field):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The key goes with its column."""

    def describe(self) -> str:
        """For ``migrate --plan``."""
        return f"Within one tenant: {self.field} of {self.model}"


def tenant_reference(model: str, field: str) -> TenantReference:
    """Hold a reference within the tenant; see ``TenantReference``."""
    return TenantReference(model, field)


class OpenTable(Operation):
    """Rights of the app role on a table without a policy, with the reason why it has none."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, *, reason: str, may: tuple[str, ...]) -> None:
        self.model = model
        self.reason = reason
        self.may = may

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        return "OpenTable", [self.model], {"reason": self.reason, "may": self.may}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes for the models."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Grant, and leave the reason on the table itself."""
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        reason = self.reason.replace("'", "''")
        rights = ", ".join(("SELECT", *self.may))
        schema_editor.execute(f'GRANT {rights} ON "{table}" TO {APP_ROLE}')
        schema_editor.execute(f"COMMENT ON TABLE \"{table}\" IS 'no policy: {reason}'")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The table goes with the migration that made it."""

    def describe(self) -> str:
        """For ``migrate --plan``."""
        return f"Rights on {self.model}: {self.reason}"


def open_table(model: str, *, reason: str, may: tuple[str, ...]) -> OpenTable:
    """Give the app role rights on a table that has no policy; ``reason`` says why it has none."""
    return OpenTable(model, reason=reason, may=may)
