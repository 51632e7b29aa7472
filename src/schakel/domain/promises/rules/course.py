"""The course of a promise: what may follow what, who keeps it, and who hears of it."""

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


def check_record(
    actor: Actor, words: str, side: Side, given_by: int | None, made_on: date, today: date
) -> None:
    """Refused without words, when one of ours was given by nobody, or when it is still to come."""
    if not (actor.is_system or actor.is_staff):
        raise Refused("promise_not_yours_to_record")
    check_words(words)
    if side is Side.OURS and given_by is None:
        raise Refused("promise_needs_giver")
    if made_on > today:
        raise Refused("promise_made_later")


def check_may_settle(actor: Actor, *, is_asked: bool) -> None:
    """Refused unless it is asked of the actor, who gave or carries it; connectors may always."""
    if not (actor.is_system or actor.has_role("connector") or is_asked):
        raise Refused("promise_not_yours_to_settle")


def is_told(side: Side, to: Course) -> bool:
    """Whether the other side hears of it in words: ours is not kept as it was given."""
    return side is Side.OURS and to in NEEDS_REASON


def who_keeps(
    side: Side,
    given_by: int | None,
    carriers: Collection[int | None],
    handed_over: Collection[int],
) -> list[int]:
    """Who keeps a promise, or asks them kindly to keep theirs; the first of these who is here.

    The giver, as long as they did not hand over since what it is about; then who carries it now.
    """
    of_giver = side is Side.OURS and given_by not in handed_over
    found = [*([given_by] if of_giver else []), *carriers]
    return list(dict.fromkeys(each for each in found if each is not None))


def is_unconfirmed(course: Course, confirm_by: date | None, today: date) -> bool:
    """Whether who is said to have promised was silent until their last day to confirm."""
    return course is Course.HEARD and confirm_by is not None and today > confirm_by
