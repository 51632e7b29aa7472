"""Directions of contact, what a moment weighs, and when it may be recorded."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from schakel.domain.connections.rules import ContactWeight
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

LONGEST_SUMMARY = 20_000
MINUTES_A_DAY = 1_440
# A phone or browser clock may run ahead a little; a diary entry for tomorrow is no contact.
CLOCK_SKEW = timedelta(minutes=5)


class Direction(StrEnum):
    """From whom it went to whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    BOTH_WAYS = "both_ways"


IN_PERSON = frozenset({"visit", "meeting", "desk"})

WEIGHTS: Mapping[Direction, ContactWeight] = {
    Direction.INBOUND: ContactWeight.INBOUND,
    Direction.OUTBOUND: ContactWeight.OUTBOUND,
    Direction.BOTH_WAYS: ContactWeight.SPOKE,
}


def weight_of(channel: str, direction: Direction, *, succeeded: bool = True) -> ContactWeight:
    """What the moment was, as far as it keeps the connection alive.

    A call that nobody answered is outbound only, whatever was planned.
    """
    if not succeeded:
        return ContactWeight.OUTBOUND
    if direction is Direction.BOTH_WAYS and channel in IN_PERSON:
        return ContactWeight.MET
    return WEIGHTS[direction]


def may_record(actor: Actor, matter_id: int | None = None) -> bool:
    """Connectors, officials and volunteers record contact, and residents on their own page."""
    if actor.is_system:
        return True
    if actor.is_staff:
        return actor.has_role("connector", "official", "volunteer")
    return matter_id is not None and actor.matter_id == matter_id


def check_record(
    *,
    actor: Actor,
    summary: str,
    happened_at: datetime,
    minutes: int | None,
    now: datetime,
    matter_id: int | None = None,
) -> None:
    """Refused when the actor may not, nothing was written, or it has not happened yet."""
    if not may_record(actor, matter_id):
        raise Refused("contact_not_yours_to_record")
    if not summary.strip():
        raise Refused("contact_needs_summary")
    if len(summary) > LONGEST_SUMMARY:
        raise Refused("contact_summary_too_long", most=LONGEST_SUMMARY)
    if happened_at > now + CLOCK_SKEW:
        raise Refused("contact_in_future")
    if minutes is not None and not 0 <= minutes <= MINUTES_A_DAY:
        raise Refused("contact_minutes_out_of_range", most=MINUTES_A_DAY)


def shown_name(name: str) -> str:
    """The name of an attachment as we keep it: without a path, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    printable = "".join(letter for letter in last if letter.isprintable())
    stem, dot, ending = printable.rpartition(".")
    if not dot or len(ending) > 10:
        return printable[:200] or "bijlage"
    return f"{stem[: 199 - len(ending)] or 'bijlage'}.{ending}"
