"""To and from the export record."""

from datetime import date

from schakel.domain.health.models import (
    Break,
    BreakNumber,
    BreakStep,
    RepairSuggestion,
    Standing,
)
from schakel.domain.health.rules import State, place_in_list
from schakel.foundation.records.shapes import Record, Shape


def _settled(record: Record) -> Record:
    """An export of before there were places has them too."""
    since = date.fromisoformat(record["since"])
    return {**record, "place": place_in_list(State(record["state"]), since)}


SHAPES = [
    Shape(noun="standing", model=Standing, settled=_settled),
    Shape(noun="break", model=Break),
    Shape(noun="break_step", model=BreakStep),
    Shape(noun="break_number", model=BreakNumber),
    Shape(noun="repair_suggestion", model=RepairSuggestion),
]
