"""``schakel check migrations``: what the migrations say, and whether old pages survive them."""

import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from django.core.management import call_command
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddField,
    AlterField,
    AlterModelTable,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

EXAMPLES = """\
  schakel check migrations   fail when a model was changed without a migration, or when one
                             takes away what the release before it still uses
"""

_TAKES_AWAY = (AlterModelTable, DeleteModel, RemoveField, RenameField, RenameModel)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("what", choices=("migrations",), help="migrations: models against them")


def run(arguments: Namespace) -> int:
    """0 when nothing is missing or taken away too early, else 1 with what is."""
    # It also looks at the history of the database, which on a fresh one is not there yet.
    warnings.filterwarnings("ignore", "Got an error checking a consistent migration history")
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    except SystemExit:
        print("A model was changed without a migration: see above.")
        return 1
    found = list(_objections())
    for each in found:
        print(each)
    return 1 if found else 0


def objections(migration: Migration, before: ProjectState) -> Iterator[str]:
    """Why a migration cannot be applied while the release before it serves pages.

    A step that takes away is right once no running release uses it any more. The migration then
    says which was the first that did not: ``unused_since = "0.3.0"``.
    """
    name = f"{migration.app_label}.{migration.name}"
    if not migration.atomic and len(migration.operations) > 1:
        yield f"{name}: what is not atomic stands alone, so that it can be tried again"
    if getattr(migration, "unused_since", ""):
        return
    state = before.clone()
    for operation in migration.operations:
        if _hinders_old_pages(operation, migration.app_label, before, state):
            yield (
                f"{name}: {operation.describe()}. The release before it still uses that: do it in"
                " a later release, with unused_since = the release that no longer uses it."
            )
        operation.state_forwards(migration.app_label, state)


def _objections() -> Iterator[str]:
    loader = MigrationLoader(None)
    for key, migration in sorted(loader.disk_migrations.items()):
        if type(migration).__module__.startswith("schakel."):
            yield from objections(migration, loader.project_state(key, at_end=False))


def _hinders_old_pages(
    operation: Operation, app: str, before: ProjectState, state: ProjectState
) -> bool:
    """A table that the migration itself makes is used by no old page."""
    named = str(getattr(operation, "model_name", "") or getattr(operation, "name", ""))
    if (app, named.lower()) not in before.models and not isinstance(operation, RenameModel):
        return False
    if isinstance(operation, AddField):
        return _must_be_filled(operation.field)
    if isinstance(operation, AlterField):
        was = state.models[app, operation.model_name_lower].fields[operation.name]
        return was.null and _must_be_filled(operation.field)
    return isinstance(operation, _TAKES_AWAY)


def _must_be_filled(field: "Field[object, object]") -> bool:
    """Whether a row of a page that does not know this column is refused."""
    return not (field.null or field.many_to_many) and field.db_default is NOT_PROVIDED
