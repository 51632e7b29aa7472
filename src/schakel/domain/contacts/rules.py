"""Directions of contact, what a moment weighs, and when it may be recorded."""

import re
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
YEARS_TOLD_OF = 10
# Stands where the words stood of what was recorded by mistake.
NO_WORDS = "–"


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


# What people write about a contact, and which channel that was (codes of ``parties.Channel``).
_CHANNEL_WORDS: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(
        r"\b(?:(?:terug)?gebeld|(?:terug)?bel(?:de|den|t|len)?|aan de lijn)\b|telefo|voicemail"
    ),
    "mail": re.compile(r"\b(?:e-?)?mail(?:s|de|den|t|tje|tjes)?\b|\bgemaild\b"),
    "letter": re.compile(r"\b(?:brief|brieven|briefje|post|kaartje)\b"),
    "desk": re.compile(r"\b(?:balie|loket|stadhuis|gemeentehuis)\b"),
    "visit": re.compile(r"\b(?:langs|thuis|bezoek|bezocht|gewandeld|wandeling|koffie)\b"),
    "meeting": re.compile(
        r"vergadering|bijeenkomst|\b(?:overleg|ontmoeting|buurtfeest|bewonersavond)\b"
    ),
}
_FROM_THEM = re.compile(
    r"\b(?:belde|mailde|schreef|vroeg|meldde|appte) (?:mij|me|ons|zelf|terug|dat|of|over)\b"
    r"|\b(?:mail|e-mail|brief|briefje|kaartje|telefoontje|bericht) (?:van|ontvangen|gekregen)\b"
    r"|\b(?:kreeg|ontving|kregen|ontvingen)\b|\bliet(?:en)? (?:mij |ons )?weten\b"
)
_FROM_US = re.compile(
    r"\bgeen gehoor\b|\bnam(?:en)? niet op\b|\bniet bereikt\b|\bniemand thuis\b|voicemail"
    r"|\b(?:mail|e-mail|brief|briefje|kaartje|bericht|uitnodiging) (?:ge|ver)stuurd\b"
    r"|\b(?:stuurde|mailde) (?:hem|haar|hen|ze)\b|\bgemaild\b|\buitgenodigd\b"
)
_WRITTEN = frozenset({"mail", "letter"})


def guess_channel(text: str) -> str:
    """Which channel a note is about: the one named first; by phone when none is."""
    said = text.lower()
    found = [
        (match.start(), channel)
        for channel, words in _CHANNEL_WORDS.items()
        if (match := words.search(said))
    ]
    return min(found)[1] if found else "phone"


def guess_direction(text: str) -> Direction:
    """From whom to whom, by the words of a note; a conversation unless the words say otherwise."""
    said = text.lower()
    if _FROM_US.search(said):
        return Direction.OUTBOUND
    if _FROM_THEM.search(said) or guess_channel(text) in _WRITTEN:
        return Direction.INBOUND
    return Direction.BOTH_WAYS


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


def check_told(happened_at: datetime, now: datetime) -> None:
    """Refused when somebody tells of a contact so long ago that the year must be wrong.

    It would count for how often the two speak.
    """
    if happened_at < now - timedelta(days=365.25 * YEARS_TOLD_OF):
        raise Refused("contact_too_long_ago", years=YEARS_TOLD_OF)


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
