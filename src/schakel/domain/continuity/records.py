"""To and from the export record."""

from schakel.domain.continuity.models import (
    Decline,
    HandOver,
    LastWord,
    Passing,
    Proposal,
    ProposalRow,
)
from schakel.domain.continuity.rules.proposal import BEING_MADE, ProposalState
from schakel.foundation.records.shapes import Record, Shape


def _settled(record: Record) -> Record:
    """What was being made is made by nobody elsewhere: they ask for it again."""
    if record["state"] in BEING_MADE:
        record["state"] = ProposalState.REPLACED.value
    return record


SHAPES = [
    Shape(noun="hand_over", model=HandOver),
    Shape(noun="passing", model=Passing),
    Shape(noun="decline", model=Decline),
    Shape(noun="last_word", model=LastWord),
    Shape(noun="proposal", model=Proposal, settled=_settled),
    Shape(noun="proposal_row", model=ProposalRow),
]
