"""The days that follow from a clock.

A term begins on the day after ``started_on``, which is day zero. Its end follows the Algemene
termijnenwet (Atw); suspension and extension follow the Algemene wet bestuursrecht (Awb). Service
norms and terms from local ordinances are counted in the same way.
"""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schakel.domain.terms.rules.norms import Length, Norm, Unit
from schakel.foundation.kernel.working_days import NO_DAYS, add_working_days, is_working_day

_DAY = timedelta(days=1)
# Atw 2: a term of at least three days holds at least two working days.
_ATW_LEAST_DAYS = 3
_ATW_LEAST_WORKING_DAYS = 2
# Atw 4: not for longer terms. A term in working days ends on one anyhow.
_ATW_LONGEST: Mapping[Unit, int] = {Unit.DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3}


class SuspensionReason(StrEnum):
    AWAITING_COMPLETION = "awaiting_completion"
    APPLICANT_AGREED = "applicant_agreed"
    DELAY_BY_APPLICANT = "delay_by_applicant"
    FORCE_MAJEURE = "force_majeure"


SUSPENSION_ARTICLES: Mapping[SuspensionReason, str] = {
    SuspensionReason.AWAITING_COMPLETION: "Awb 4:5 en 4:15 lid 1",
    SuspensionReason.APPLICANT_AGREED: "Awb 4:15 lid 2 onder a",
    SuspensionReason.DELAY_BY_APPLICANT: "Awb 4:15 lid 2 onder b",
    SuspensionReason.FORCE_MAJEURE: "Awb 4:15 lid 2 onder c",
}


@dataclass(frozen=True)
class Suspension:
    """Days on which the clock stands still; ``until_on`` is the first day on which it runs again.

    Equal days are a suspension that was lifted before it began.
    """

    from_on: date
    reason: SuspensionReason
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True)
class Extension:
    length: Length
    reason: str


@dataclass(frozen=True)
class Clock:
    """All that the days of one term follow from.

    ``closed_on`` are extra holidays: for a statutory term only those of a royal decree (Atw 3
    lid 3), for a service norm also the days on which the organisation is closed. ``their_due_on``
    is the date that another system, which owns the term, gave: nothing is counted then.
    """

    norm: Norm
    started_on: date
    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None
    ended_on: date | None = None
    closed_on: frozenset[date] = NO_DAYS
    their_due_on: date | None = None


@dataclass(frozen=True)
class Dates:
    """``moving``: an open suspension pushes these days on with every day that it lasts."""

    due_on: date
    second_due_on: date | None
    moving: bool = False


class State(StrEnum):
    RUNNING = "running"
    SUSPENDED = "suspended"
    LATE = "late"
    SECOND_LATE = "second_late"
    MET = "met"
    MET_LATE = "met_late"


def due_on(norm: Norm, started_on: date, closed_on: frozenset[date] = NO_DAYS) -> date:
    """Last day of a term that is neither suspended nor extended.

    An objection counts from the last day on which it could be made, not from its receipt
    (Awb 7:10 lid 1): that day is then ``started_on``.
    """
    return _end(norm.length, Clock(norm, started_on, closed_on=closed_on), started_on)


def dates(clock: Clock, today: date) -> Dates:
    """The due days as far as known; under an open suspension, as if it were lifted today."""
    if clock.their_due_on is not None:
        return Dates(clock.their_due_on, None)
    second = clock.norm.second_length
    return Dates(
        due_on=_end(clock.norm.length, clock, today),
        second_due_on=_end(second, clock, today) if second else None,
        moving=clock.ended_on is None and open_suspension(clock) is not None,
    )


def state(clock: Clock, today: date) -> State:
    """Where the clock stands; a suspension that began after the due day does not undo lateness."""
    days = dates(clock, today)
    if clock.ended_on is not None:
        return State.MET if clock.ended_on <= days.due_on else State.MET_LATE
    if days.second_due_on is not None and today > days.second_due_on:
        return State.SECOND_LATE
    if today > days.due_on:
        return State.LATE
    if any(suspension.covers(today) for suspension in clock.suspensions):
        return State.SUSPENDED
    return State.RUNNING


def days_late(clock: Clock, today: date) -> int:
    """Calendar days from the due day to the end, or to today; 0 in time."""
    return max(0, ((clock.ended_on or today) - dates(clock, today).due_on).days)


def suspends_from(reason: SuspensionReason, told_on: date) -> date:
    """First day of a suspension: after a request to complete, the next day (Awb 4:15 lid 1)."""
    return told_on + _DAY if reason is SuspensionReason.AWAITING_COMPLETION else told_on


def lifted(suspension: Suspension, today: date) -> Suspension:
    """The suspension, ended today."""
    return Suspension(suspension.from_on, suspension.reason, max(suspension.from_on, today))


def open_suspension(clock: Clock) -> Suspension | None:
    return next((each for each in clock.suspensions if each.until_on is None), None)


def length_in_days(length: Length, from_on: date) -> int:
    if length.unit is Unit.WORKING_DAYS:
        return (add_working_days(from_on, length.amount) - from_on).days
    return _calendar_days(length, from_on)


def _end(length: Length, clock: Clock, today: date) -> date:
    """Last day of a term of this length on this clock, with its extension.

    Counted day by day, since suspensions, holidays and both rules of the Atw meet in one day.
    """
    suspensions = [
        each if each.until_on is not None else lifted(each, clock.ended_on or today)
        for each in clock.suspensions
    ]

    def runs(day: date) -> bool:
        return not any(suspension.covers(day) for suspension in suspensions)

    def works(day: date) -> bool:
        return is_working_day(day, clock.closed_on) and runs(day)

    end, counted = clock.started_on, 0
    pieces = [length] if clock.extension is None else [length, clock.extension.length]
    for piece in pieces:
        days = piece.amount if piece.unit is Unit.WORKING_DAYS else _calendar_days(piece, end)
        end = _nth_day(days, end, works if piece.unit is Unit.WORKING_DAYS else runs)
        counted += days
    if _beyond_atw(pieces[-1]):
        return end
    end = _nth_day(1, end - _DAY, works)
    if counted < _ATW_LEAST_DAYS:
        return end
    return max(end, _nth_day(_ATW_LEAST_WORKING_DAYS, clock.started_on, works))


def _nth_day(count: int, after: date, counts: Callable[[date], bool]) -> date:
    day = after
    while count > 0:
        day += _DAY
        count -= counts(day)
    return day


def _calendar_days(length: Length, from_on: date) -> int:
    """Days in a length in days, weeks or months; a month from 31 January ends with February."""
    if length.unit is not Unit.MONTHS:
        return length.amount * (7 if length.unit is Unit.WEEKS else 1)
    years, month = divmod(from_on.month - 1 + length.amount, 12)
    year, month = from_on.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return (date(year, month, min(from_on.day, last)) - from_on).days


def _beyond_atw(length: Length) -> bool:
    """The Atw does not apply to terms over 90 days, 12 weeks or 3 months (Atw 4)."""
    longest = _ATW_LONGEST.get(length.unit)
    return longest is not None and length.amount > longest
