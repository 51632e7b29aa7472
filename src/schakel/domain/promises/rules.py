"""The course of a promise, and what in a note may be one."""

import calendar
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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


@dataclass(frozen=True)
class Suggestion:
    """Words of a note that may be a promise, to be offered and never recorded on their own.

    ``due_on`` is the last day on which it is in time, as far as the words tell.
    """

    words: str
    due_on: date | None = None
    side: Side = Side.OURS


_LONGEST_WORDS = 300
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_FRIDAY = 4
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_BEFORE = r"(?P<before>v(?:oo|óó|óo)r )?(?:(?:aanstaande|komende) )?"
_WEEKDAY = re.compile(
    rf"\b{_BEFORE}(?P<next>volgende week )?(?P<day>{'|'.join(_WEEKDAYS)})"
    r"(?P<after> volgende week)?\b"
)
_DAY_OF_MONTH = re.compile(
    rf"\b{_BEFORE}(?P<day>[12]?\d|3[01]) (?P<month>{'|'.join(_MONTHS)})(?: (?P<year>20\d\d))?\b"
)
_CHRISTMAS = re.compile(r"\bv(?:oo|óó|óo)r (?:de )?kerst\b")
_IN_DAYS = ((re.compile(r"\bovermorgen\b"), 2), (re.compile(r"(?<!['’]s )\bmorgen\b"), 1),
            (re.compile(r"\bvandaag nog\b"), 0))  # fmt: skip
_NEXT_WEEK = re.compile(r"\bvolgende week\b")
_THIS_WEEK = re.compile(r"\b(?:eind(?: van)? (?:deze|de) week|deze week)\b")
_NEXT_MONTH = re.compile(r"\bvolgende maand\b")

_GIVES = (
    r"(?:zoeke?n?|belt?|bellen|stuurt?|sturen|komt?|komen|laat|laten|regelt?|regelen|vraagt?|vragen"
    r"|mailt?|mailen|kijkt?|kijken|geeft?|geven|maakt?|maken|zorgt?|zorgen|zal|zullen|gaat?|gaan"
    r"|belooft?|beloven|overlegt?|overleggen|brengt?|brengen|antwoordt?|antwoorden|plant?|plannen)"
)


def _somebody_gives(who: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{who})\b(?: \w+){{0,2}} {_GIVES}\b|\b{_GIVES} (?:{who})\b")


_FIRST_PERSON = _somebody_gives("ik|wij|we")
_THIRD_PERSON = _somebody_gives("hij|zij|ze")
_IMPERSONAL = re.compile(r"\b(?:terugbellen|terugmailen|uitzoeken|toegezegd|beloofd|afgesproken)\b")
_BY_NAME = re.compile(rf"^[A-ZÀ-Þ][\w'’-]+(?: [\w'’-]+)? {_GIVES}\b")


def suggestions(text: str, today: date) -> list[Suggestion]:
    """Sentences in which somebody says that they will do something, with the day that they name.

    A day counts as the last one in time: "vóór vrijdag" is the working day before it.
    """
    found = []
    for sentence in re.split(r"(?<=[.!?;])\s+|\n+", text):
        words = sentence.strip()
        due_on = due_day(words, today)
        side = _who_promises(words, names_day=due_on is not None)
        if side is not None:
            found.append(Suggestion(words[:_LONGEST_WORDS], due_on, side))
    return found


def due_day(words: str, today: date) -> date | None:
    """The last day in time that these words name, seen from ``today``; None: they name none."""
    said = words.lower()
    if match := _DAY_OF_MONTH.search(said):
        return _last_in_time(_day_of_month(match, today), today, before=bool(match["before"]))
    if match := _WEEKDAY.search(said):
        day = _weekday(_WEEKDAYS.index(match["day"]), today, bool(match["next"] or match["after"]))
        return _last_in_time(day, today, before=bool(match["before"]))
    if _CHRISTMAS.search(said):
        return _last_in_time(_in_coming_year(today, 12, 25), today, before=True)
    for expression, days in _IN_DAYS:
        if expression.search(said):
            return today + timedelta(days=days)
    if _NEXT_WEEK.search(said):
        return _weekday(_FRIDAY, today, in_next_week=True)
    if _THIS_WEEK.search(said):
        return max(today, today + timedelta(days=_FRIDAY - today.weekday()))
    if _NEXT_MONTH.search(said):
        first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return None


def _who_promises(words: str, *, names_day: bool) -> Side | None:
    said = words.lower()
    if _FIRST_PERSON.search(said):
        return Side.OURS
    if names_day and (_THIRD_PERSON.search(said) or _BY_NAME.search(words)):
        return Side.THEIRS
    return Side.OURS if _IMPERSONAL.search(said) else None


def _weekday(weekday: int, today: date, in_next_week: bool) -> date:
    """The first such day after today; or the one of next week."""
    if in_next_week:
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    month, day = _MONTHS.index(match["month"]) + 1, int(match["day"])
    if match["year"]:
        year = int(match["year"])
        return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None
    return _in_coming_year(today, month, day)


def _in_coming_year(today: date, month: int, day: int) -> date | None:
    """That day of this year, or of the next when it has passed; None: there is no such day."""
    for year in (today.year, today.year + 1):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    return None


def _last_in_time(day: date | None, today: date, *, before: bool) -> date | None:
    if day is None or not before:
        return day
    return max(today, add_working_days(day, -1))
