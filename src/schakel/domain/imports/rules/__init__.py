"""What a list says, who is in it, and who of them may be known already."""

from datetime import datetime, timedelta

from schakel.domain.imports.rules.alike import colleague_called
from schakel.domain.imports.rules.columns import Field, guess
from schakel.domain.imports.rules.columns import check as check_columns
from schakel.domain.imports.rules.duplicates import (
    ANOTHER,
    Duplicate,
    Known,
    Likeness,
    Match,
    sort_out,
)
from schakel.domain.imports.rules.entries import (
    MOST_ROWS,
    Entry,
    Given,
    Table,
    entries,
    table_of,
)
from schakel.domain.imports.rules.people import Bond, Newcomer, in_order, people
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

__all__ = [
    "ANOTHER",
    "KEPT_FOR",
    "MOST_ROWS",
    "UNDONE_WITHIN",
    "Bond",
    "Duplicate",
    "Entry",
    "Field",
    "Given",
    "Known",
    "Likeness",
    "Match",
    "Newcomer",
    "Table",
    "check_columns",
    "check_import",
    "check_undo",
    "colleague_called",
    "entries",
    "guess",
    "in_order",
    "may_import",
    "people",
    "sort_out",
    "table_of",
]

# A list that was never read in is thrown away.
KEPT_FOR = timedelta(days=7)
UNDONE_WITHIN = timedelta(days=30)


def may_import(actor: Actor) -> bool:
    """Who brings people together: who only administers sees no people."""
    return actor.is_system or actor.has_role("connector")


def check_import(actor: Actor, network_id: int) -> None:
    """Refused unless a connector reads a list into a network of their own."""
    if not may_import(actor):
        raise Refused("import_not_yours")
    if not actor.is_system and network_id not in actor.network_ids:
        raise Refused("import_network_not_yours")


def check_undo(actor: Actor, staff_id: int | None, finished_at: datetime, now: datetime) -> None:
    """Refused unless who read it in takes it back, within thirty days."""
    if not actor.is_system and actor.staff_id != staff_id:
        raise Refused("import_not_yours")
    if now > finished_at + UNDONE_WITHIN:
        raise Refused("import_too_long_ago", finished_at=finished_at)
