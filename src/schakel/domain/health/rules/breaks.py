"""The course of a break: found, owned, repaired in steps, and ended by the other side."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from schakel.domain.connections.rules import may_work_on
from schakel.domain.health.rules.signals import SignalKind
from schakel.domain.surveys.rules import Word
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

DAYS_TO_REPLY = 14
ASKED_AT_MOST = 2
MOST_PEOPLE_HARMED = 1_000_000


class Cause(StrEnum):
    """Why a connection broke.

    The first eight are those of the national ombudsman (report 2009/180).
    """

    ALREADY_DECIDED = "already_decided"
    INVOLVED_TOO_LATE = "involved_too_late"
    INPUT_IGNORED = "input_ignored"
    NO_INFORMATION = "no_information"
    EXPECTATIONS_MISMATCH = "expectations_mismatch"
    NOT_CAREFUL = "not_careful"
    NO_CONVERSATION = "no_conversation"
    UNCLEAR_INFORMATION = "unclear_information"
    OWNER_LOST = "owner_lost"
    UNREACHABLE = "unreachable"
    NOT_ANCHORED = "not_anchored"
    CONTRADICTORY_ANSWERS = "contradictory_answers"


# What is offered first; of "their word" only they can say it.
OFFERED: Mapping[SignalKind, tuple[Cause, ...]] = {
    SignalKind.UNANSWERED: (Cause.INPUT_IGNORED, Cause.NO_INFORMATION),
    SignalKind.PROMISE: (Cause.NOT_CAREFUL,),
    SignalKind.SILENCE: (Cause.NO_CONVERSATION,),
    SignalKind.CARRIER: (Cause.OWNER_LOST,),
    SignalKind.REACH: (Cause.UNREACHABLE,),
    SignalKind.REPEATED: (Cause.UNCLEAR_INFORMATION,),
    SignalKind.THEIR_WORD: (
        Cause.ALREADY_DECIDED,
        Cause.INVOLVED_TOO_LATE,
        Cause.EXPECTATIONS_MISMATCH,
    ),
    SignalKind.ANCHORING: (Cause.NOT_ANCHORED,),
}


class End(StrEnum):
    """How a break ended: repaired only by what the other side says or does.

    ``GONE`` is when the other side was erased: nobody is left to say anything.
    """

    REPAIRED = "repaired"
    DISAGREED = "disagreed"
    NO_CONTACT_WANTED = "no_contact_wanted"
    ELSEWHERE = "elsewhere"
    CONTACT_LIMITED = "contact_limited"
    GONE = "gone"


# By a person, with why.
ENDED_BY_US = frozenset(End) - {End.REPAIRED, End.GONE}


def check_work_on(actor: Actor, carriers: frozenset[int], owner: int | None, network: int) -> None:
    """Refused unless the actor owns the break, or may work on the connection."""
    if not may_work_on(actor, {owner, *carriers}, network):
        raise Refused("break_not_yours")


def check_owner(staff_id: int, could_own: frozenset[int]) -> None:
    """Refused when it is given to somebody who may not see the connection, or is not here."""
    if staff_id not in could_own:
        raise Refused("break_owner_may_not_see")


def check_open(ended_on: date | None) -> None:
    """Refused when it has ended."""
    if ended_on is not None:
        raise Refused("break_has_ended", ended_on=ended_on)


def check_harm(people: int | None) -> None:
    """Refused when a number of people is none, or more than live anywhere."""
    if people is not None and not 0 < people <= MOST_PEOPLE_HARMED:
        raise Refused("break_people_out_of_range")


def check_step(text: str) -> None:
    """Refused when nothing is said of what was done."""
    if not text.strip():
        raise Refused("break_step_needs_words")


def check_end(end: End, reason: str, review_on: date | None, today: date) -> None:
    """Refused when we call it repaired ourselves, say not why, or limit contact without a day."""
    if end not in ENDED_BY_US:
        raise Refused("break_repaired_by_them")
    if not reason.strip():
        raise Refused("break_end_needs_reason")
    if end is End.CONTACT_LIMITED and (review_on is None or review_on <= today):
        raise Refused("break_limit_needs_review")


def check_reopen(ended_on: date | None, reason: str, *, nobody_left: bool) -> None:
    """Refused while it is open, when nobody can say that it is repaired, or without why."""
    if ended_on is None:
        raise Refused("break_is_open")
    if nobody_left:
        raise Refused("break_nobody_left")
    if not reason.strip():
        raise Refused("break_end_needs_reason")


def confirmed_on(
    repaired_on: date | None,
    since: date,
    words: tuple[tuple[date, Word], ...],
    spoken_on: tuple[date, ...],
) -> date | None:
    """The day on which the other side confirmed the repair: by their word, or by speaking with us.

    Their "good" counts from the day after ``since``, when it broke or was opened again; two-way
    contact after we said that it was repaired.
    """
    good = [day for day, word in words if word is Word.GOOD and day > since]
    spoken = [day for day in spoken_on if repaired_on is not None and day > repaired_on]
    return min([*good, *spoken], default=None)


def reply_by(asked_on: date) -> date:
    """The last day for their reply to whether it is repaired; then we ask once more, or note it."""
    return asked_on + timedelta(days=DAYS_TO_REPLY)


def check_ask(
    repaired_on: date | None, asked_on: date | None, times_asked: int, today: date
) -> None:
    """Refused before we said that it is repaired, while they may still reply, and after twice."""
    if repaired_on is None:
        raise Refused("break_not_said_repaired")
    if times_asked >= ASKED_AT_MOST:
        raise Refused("break_asked_enough")
    if asked_on is not None and today <= reply_by(asked_on):
        raise Refused("break_may_still_reply", by=reply_by(asked_on))


def did_not_reply(asked_on: date | None, times_asked: int, today: date) -> bool:
    """Asked twice, and their time to reply is over."""
    return times_asked >= ASKED_AT_MOST and asked_on is not None and today > reply_by(asked_on)
