"""The course of a promise."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import NO_DAYS, add_working_days

WORKING_DAYS_TO_CONFIRM = 2


class Side(StrEnum):
    """Who gave the promise."""

    OURS = "ours"
    THEIRS = "theirs"


class Course(StrEnum):
    HEARD = "heard"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"
    BROKEN = "broken"
    RENEGOTIATED = "renegotiated"


FOLLOWS: Mapping[Course, frozenset[Course]] = {
    Course.HEARD: frozenset({Course.CONFIRMED, Course.WITHDRAWN, Course.KEPT}),
    Course.CONFIRMED: frozenset(
        {Course.KEPT, Course.BROKEN, Course.RENEGOTIATED, Course.WITHDRAWN}
    ),
    Course.RENEGOTIATED: frozenset(
        {Course.KEPT, Course.BROKEN, Course.RENEGOTIATED, Course.WITHDRAWN}
    ),
    Course.BROKEN: frozenset({Course.KEPT, Course.RENEGOTIATED}),
    Course.KEPT: frozenset(),
    Course.WITHDRAWN: frozenset(),
}

STANDS: frozenset[Course] = frozenset({Course.HEARD, Course.CONFIRMED, Course.RENEGOTIATED})
NEEDS_REASON: frozenset[Course] = frozenset({Course.WITHDRAWN, Course.BROKEN, Course.RENEGOTIATED})


def check_words(words: str) -> None:
    """Refused when a promise is recorded without the words in which it was given."""
    if not words.strip():
        raise Refused("promise_needs_words")


def check_move(course: Course, to: Course, reason: str = "") -> None:
    """Refused when ``to`` cannot follow, or is not explained to whom it was promised."""
    if to not in FOLLOWS[course]:
        raise Refused("promise_cannot_become", course=course, to=to)
    if to in NEEDS_REASON and not reason.strip():
        raise Refused("promise_needs_reason", to=to)


def check_renegotiate(course: Course, reason: str, due_on: date, today: date) -> None:
    """Refused without a reason, or without a new day that is still to come."""
    check_move(course, Course.RENEGOTIATED, reason)
    if due_on <= today:
        raise Refused("promise_needs_later_day", due_on=due_on)


def is_overdue(course: Course, due_on: date | None, today: date) -> bool:
    """Still stands and its day has passed; from the day after."""
    return course in STANDS and due_on is not None and today > due_on


def who_confirms_by(today: date, extra: frozenset[date] = NO_DAYS) -> date:
    """Last day for who is said to have promised to confirm; then it goes to their secretary."""
    return add_working_days(today, WORKING_DAYS_TO_CONFIRM, extra)


def check_record(actor: Actor, words: str, side: Side, given_by: int | None) -> None:
    """Refused without words, or when one of ours was given by nobody."""
    if not (actor.is_system or actor.is_staff):
        raise Refused("promise_not_yours_to_record")
    check_words(words)
    if side is Side.OURS and given_by is None:
        raise Refused("promise_needs_giver")


def check_may_settle(
    actor: Actor, *, given_by: int | None, carriers: Collection[int | None]
) -> None:
    """Refused unless who promised, or who carries the matter, says what became of it."""
    if actor.is_system or actor.has_role("connector"):
        return
    if actor.staff_id is None or actor.staff_id not in {given_by, *carriers}:
        raise Refused("promise_not_yours_to_settle")
