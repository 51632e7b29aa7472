"""The course of a hand-over, who may begin it, whom it may go to, and when it is done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schakel.domain.connections.rules import CarrierRank, may_work_on
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

WORKING_DAYS_TO_ANSWER = 5
# Nobody carries it as they said they would: who is asked answers at once.
WORKING_DAYS_TO_ANSWER_AT_ONCE = 2
# Long enough to introduce somebody to each of them.
BEGINS_BEFORE = timedelta(weeks=6)
# Who goes later than this is asked again by then.
FURTHEST = timedelta(days=366)
# Whom nobody asked by then, Schakel asks.
ASKS_ITSELF_BEFORE = timedelta(weeks=2)
WORKING_DAYS_TO_INTRODUCE = 10
# Where nobody was found, a person looks again.
SEEKS_AGAIN_AFTER = timedelta(weeks=2)


# Whoever goes so soon is not asked to take anything over.
GOES_SOON = timedelta(days=60)
# A connection with nothing open asks a phone call now and then.
HOURS_A_WEEK = 0.1
HOURS_A_WEEK_PER_OPEN_MATTER = 0.25


def hours_of(open_matters: int) -> float:
    """Hours a week that a connection asks, until they are known from what was recorded."""
    return HOURS_A_WEEK + HOURS_A_WEEK_PER_OPEN_MATTER * open_matters


class HandOverKind(StrEnum):
    """Why what somebody carries goes to others."""

    PLANNED = "planned"
    SUDDEN = "sudden"
    TEMPORARY = "temporary"
    PARTIAL = "partial"


class Course(StrEnum):
    """Where the passing of one connection stands."""

    SEEKING = "seeking"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DONE = "done"
    DROPPED = "dropped"


class Introduction(StrEnum):
    """How the other side gets to know who comes."""

    MEETING = "meeting"
    MESSAGE = "message"


class Next(StrEnum):
    """What has to happen next in a passing, in this order."""

    ASK = "ask"
    ANSWER = "answer"
    WAIT_FOR_DAY = "wait_for_day"
    INTRODUCE = "introduce"
    MEET = "meet"
    TELL = "tell"
    SPEAK = "speak"
    NOTHING = "nothing"


# Nobody hands over to somebody who goes as well; for a time, or a part of it, they stay.
FOR_GOOD = frozenset({HandOverKind.PLANNED, HandOverKind.SUDDEN})
GOES_ON = frozenset({Course.SEEKING, Course.ASKED, Course.ACCEPTED})
FOLLOWS: Mapping[Course, frozenset[Course]] = {
    Course.SEEKING: frozenset({Course.ASKED, Course.DROPPED}),
    Course.ASKED: frozenset({Course.SEEKING, Course.ACCEPTED, Course.DROPPED}),
    Course.ACCEPTED: frozenset({Course.SEEKING, Course.DONE, Course.DROPPED}),
    Course.DONE: frozenset(),
    Course.DROPPED: frozenset(),
}


@dataclass(frozen=True)
class Steps:
    """What happened in a passing so far. ``from_on`` is None where nobody leaves the place."""

    course: Course
    rank: CarrierRank
    from_on: date | None = None
    is_taken_over: bool = False
    introduction: Introduction | None = None
    is_introduced: bool = False
    is_told: bool = False
    has_spoken: bool = False


def takes_over_on(from_on: date | None, today: date) -> bool:
    """Whether who said yes carries it from now on."""
    return from_on is None or from_on <= today


def next_of(steps: Steps, today: date) -> Next:
    """The first contact person is told of and speaks them; the second is introduced."""
    match steps.course:
        case Course.SEEKING:
            return Next.ASK
        case Course.ASKED:
            return Next.ANSWER
        case Course.DONE | Course.DROPPED:
            return Next.NOTHING
    if steps.introduction is None and not steps.is_introduced and not steps.has_spoken:
        return Next.INTRODUCE
    if not steps.is_taken_over and not takes_over_on(steps.from_on, today):
        return Next.WAIT_FOR_DAY
    if steps.introduction is Introduction.MEETING and not (steps.is_introduced or steps.has_spoken):
        return Next.MEET
    if steps.rank is CarrierRank.FIRST and not steps.is_told:
        return Next.TELL
    return Next.NOTHING if is_complete(steps) else Next.SPEAK


def is_complete(steps: Steps) -> bool:
    """Only with a first own conversation it is done; a second carrier need only be introduced."""
    if steps.course is not Course.ACCEPTED or not steps.is_taken_over:
        return False
    if steps.rank is CarrierRank.SECOND:
        return steps.is_introduced or steps.has_spoken
    return steps.is_told and steps.has_spoken


def check_follows(course: Course, to: Course) -> None:
    """Refused when it was answered, handed over or dropped meanwhile."""
    if to not in FOLLOWS[course]:
        raise Refused("passing_is_further", course=course)


def may_begin(
    actor: Actor, *, staff_id: int, lead_id: int | None, owner_ids: Collection[int | None]
) -> bool:
    """They themselves, their lead, an administrator, or who owns a network that they carry in."""
    if actor.is_system or actor.has_role(Role.ADMINISTRATOR):
        return True
    return actor.staff_id is not None and actor.staff_id in {staff_id, lead_id, *owner_ids}


def check_begin(
    actor: Actor, *, staff_id: int, lead_id: int | None, owner_ids: Collection[int | None]
) -> None:
    """Refused unless the actor may hand over what this colleague carries."""
    if not may_begin(actor, staff_id=staff_id, lead_id=lead_id, owner_ids=owner_ids):
        raise Refused("hand_over_not_yours")


def may_ask(
    actor: Actor,
    *,
    staff_id: int | None,
    lead_id: int | None,
    network_id: int,
    network_owner_id: int | None,
    network_deputy_id: int | None,
    carriers: Collection[int],
) -> bool:
    """Who may hand over what a colleague (``staff_id``) carries, or works on the connection.

    Without somebody who leaves the place, who works on the connection.
    """
    if staff_id is not None and may_begin(
        actor, staff_id=staff_id, lead_id=lead_id, owner_ids=[network_owner_id]
    ):
        return True
    return may_work_on(actor, [*carriers, network_owner_id, network_deputy_id], network_id)


def check_ask(*, may: bool) -> None:
    """Refused unless the actor may ask somebody for it."""
    if not may:
        raise Refused("connection_not_yours")


def check_days(kind: HandOverKind, from_on: date, until_on: date | None, today: date) -> None:
    """Refused when it begins before today, or is for a time without an end after its beginning."""
    if from_on < today:
        raise Refused("hand_over_begins_before_today")
    if from_on > today + FURTHEST:
        raise Refused("hand_over_too_far", latest=today + FURTHEST)
    if kind is HandOverKind.TEMPORARY and until_on is None:
        raise Refused("hand_over_needs_end")
    if kind is not HandOverKind.TEMPORARY and until_on is not None:
        raise Refused("only_temporary_ends")
    if until_on is not None and until_on <= from_on:
        raise Refused("ends_before_it_begins")


def check_something(name: str, places: int) -> None:
    """Refused for somebody who carries nothing."""
    if not places:
        raise Refused("nothing_to_hand_over", name=name)


@dataclass(frozen=True)
class Successor:
    """Who is asked, as far as it decides on whether they can be."""

    staff_id: int
    name: str
    works_here: bool = True
    may_carry: bool = True
    leaves: bool = False


def check_successor(
    successor: Successor, *, leaver_id: int | None, rank: CarrierRank, other_id: int | None
) -> None:
    """Refused for oneself, for who leaves too, cannot carry, or has the other place already.

    Who is the second may become the first: then a second is sought.
    """
    name = successor.name
    if successor.staff_id == leaver_id:
        raise Refused("hand_over_to_oneself")
    if not successor.works_here:
        raise Refused("successor_does_not_work_here")
    if successor.leaves:
        raise Refused("successor_leaves_too", name=name)
    if not successor.may_carry:
        raise Refused("successor_cannot_carry", name=name)
    if rank is CarrierRank.SECOND and successor.staff_id == other_id:
        raise Refused("successor_carries_it_already", name=name)


def check_asked(staff_id: int | None, successor_id: int | None) -> None:
    """Refused unless the actor was asked."""
    if staff_id is None or staff_id != successor_id:
        raise Refused("not_asked_to_take_over")


def check_decline(course: Course, reason: str) -> None:
    """Refused when it was answered before, or without a word on why: who is asked next reads it."""
    if course is not Course.ASKED:
        raise Refused("passing_is_further", course=course)
    if not reason.strip():
        raise Refused("declining_needs_reason")


def check_introduce(
    how: Introduction, *, words: str, meet_on: date | None, today: date, can_be_told: bool
) -> None:
    """Refused without words to send, a day to meet that is not past, or a way to send words."""
    if how is Introduction.MESSAGE and not words.strip():
        raise Refused("introduction_needs_words")
    if how is Introduction.MESSAGE and not can_be_told:
        raise Refused("introduction_needs_meeting")
    if how is Introduction.MEETING and (meet_on is None or meet_on < today):
        raise Refused("introduction_needs_day")


def leaves_by(works_until: date, today: date) -> HandOverKind:
    """Suddenly, for who is gone by the first day on which they do not work here; else as agreed."""
    return HandOverKind.SUDDEN if works_until <= today else HandOverKind.PLANNED


def check_end_account(places: int, *, starts_hand_over: bool, name: str) -> None:
    """Refused while something would be nobody's, unless the hand-over starts in the same step."""
    if places and not starts_hand_over:
        raise Refused("would_be_unowned", name=name, places=places)
