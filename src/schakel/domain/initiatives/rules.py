"""Phases of an initiative, who carries it, and which help goes with it."""

from collections.abc import Mapping
from enum import StrEnum

from schakel.foundation.kernel.refused import Refused


class Kind(StrEnum):
    GOVERNMENT_PARTICIPATION = "government_participation"
    RIGHT_TO_CHALLENGE = "right_to_challenge"
    CITIZENS_MOTION = "citizens_motion"


class Phase(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    EXPLORED = "explored"
    AGREED = "agreed"
    ADAPTED = "adapted"
    DECLINED = "declined"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"
    EVALUATED = "evaluated"


FOLLOWS: Mapping[Phase, frozenset[Phase]] = {
    Phase.RECEIVED: frozenset({Phase.ACKNOWLEDGED, Phase.STOPPED}),
    Phase.ACKNOWLEDGED: frozenset({Phase.EXPLORED, Phase.STOPPED}),
    Phase.EXPLORED: frozenset({Phase.AGREED, Phase.ADAPTED, Phase.DECLINED, Phase.STOPPED}),
    Phase.AGREED: frozenset({Phase.UNDER_WAY, Phase.ADAPTED, Phase.STOPPED}),
    Phase.ADAPTED: frozenset({Phase.UNDER_WAY, Phase.STOPPED}),
    Phase.DECLINED: frozenset({Phase.EXPLORED, Phase.EVALUATED}),
    Phase.UNDER_WAY: frozenset({Phase.DONE, Phase.STOPPED}),
    Phase.DONE: frozenset({Phase.UNDER_WAY, Phase.EVALUATED}),
    Phase.STOPPED: frozenset({Phase.EXPLORED, Phase.EVALUATED}),
    Phase.EVALUATED: frozenset({Phase.EXPLORED}),
}

# Moves back: the initiative is taken up again.
REOPENS: frozenset[tuple[Phase, Phase]] = frozenset(
    {
        (Phase.DECLINED, Phase.EXPLORED),
        (Phase.DONE, Phase.UNDER_WAY),
        (Phase.STOPPED, Phase.EXPLORED),
        (Phase.EVALUATED, Phase.EXPLORED),
    }
)


class Course(StrEnum):
    """Who carries the initiative."""

    THEY_CARRY = "they_carry"
    TOGETHER = "together"
    WE_CARRY = "we_carry"


class RobStep(StrEnum):
    """Role of the government, from little to much (Raad voor het openbaar bestuur, 2012)."""

    LETTING_GO = "letting_go"
    FACILITATING = "facilitating"
    STIMULATING = "stimulating"
    DIRECTING = "directing"
    REGULATING = "regulating"


class HelpKind(StrEnum):
    """What an initiator can ask for, or gets."""

    MONEY = "money"
    TIME = "time"
    PLACE = "place"
    MATERIAL = "material"
    PERMIT = "permit"
    KNOWLEDGE = "knowledge"
    CONTACTS = "contacts"
    PUBLICITY = "publicity"
    OTHER = "other"


def needs_motivation(phase: Phase, to: Phase) -> bool:
    """The initiator hears why: it is declined or adapted, or taken up again."""
    return to in {Phase.DECLINED, Phase.ADAPTED} or (phase, to) in REOPENS


def check_move(phase: Phase, to: Phase, motivation: str = "") -> None:
    """Refused when the phase cannot follow, or needs a motivation that is not there."""
    if to not in FOLLOWS[phase]:
        raise Refused("initiative_cannot_become", phase=phase, to=to)
    if needs_motivation(phase, to) and not motivation.strip():
        raise Refused("initiative_needs_motivation", to=to)


def check_help(words: str) -> None:
    """Refused when it does not say which help."""
    if not words.strip():
        raise Refused("help_needs_words")
