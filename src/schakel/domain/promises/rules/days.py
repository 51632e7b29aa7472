"""The day that Dutch words name, as the last day on which something is in time."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from schakel.foundation.kernel.working_days import add_working_days

_FRIDAY = 4
_DECEMBER = 12
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_SHORT_MONTHS = {
    "jan": 1, "feb": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(_MONTHS, start=1)},
    **_SHORT_MONTHS,
}
_AMOUNTS = {
    "een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7,
    "acht": 8, "negen": 9, "tien": 10, "twaalf": 12, "veertien": 14,
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
_BEFORE = r"(?P<before>v(?:oo|óó|óo)r )?(?:(?:aanstaande|komende|deze) )?"
_NOT_PAST = r"(?<!vorige )(?<!vorige week )(?<!afgelopen )(?<!elke )(?<!iedere )"

_DAY_OF_MONTH = re.compile(
    rf"\b{_BEFORE}(?:(?:{'|'.join(_WEEKDAYS)}) )?"
    rf"(?P<day>[12]?\d|3[01]) {_MONTH}(?: (?P<year>20\d\d))?"
)
_IN_NUMBERS = re.compile(
    rf"\b{_BEFORE}(?P<day>0?[1-9]|[12]\d|3[01])(?P<mark>[-/])(?P<month>0?[1-9]|1[0-2])"
    r"(?:(?P=mark)(?P<year>20\d\d))?(?![-/\d]| uur)"
)
_WEEKDAY = re.compile(
    rf"{_NOT_PAST}\b{_BEFORE}(?P<next>volgende week )?(?P<day>{'|'.join(_WEEKDAYS)})"
    r"(?:och?tend|middag|avond)?(?P<after> (?:over een week|volgende week))?\b"
)
_WITHIN = re.compile(
    rf"\b(?:binnen|over) (?:nu en )?(?P<amount>\d{{1,2}}|{'|'.join(_AMOUNTS)}) "
    r"(?P<unit>werkdag|dag|week|maand|weken)(?:en)?\b"
)
_CHRISTMAS = re.compile(r"\bv(?:oo|óó|óo)r (?:de )?kerst(?:mis)?\b")
_IN_DAYS = ((re.compile(r"\bovermorgen\b"), 2), (re.compile(r"(?<!['’]s )\bmorgen\b"), 1),
            (re.compile(r"\b(?:vandaag(?: nog)?|vanmiddag|vanavond|straks)\b"), 0))  # fmt: skip
_NEXT_WEEK = re.compile(r"\b(?:volgende|komende) week\b")
_THIS_WEEK = re.compile(r"\b(?:eind(?: van)? (?:deze|de) week|deze week)\b")
_NEXT_MONTH = re.compile(r"\bvolgende maand\b")
_THIS_MONTH = re.compile(r"\b(?:eind(?:e)?(?: van)? (?:deze|de) maand|deze maand)\b")
_END_OF_MONTH = re.compile(rf"\b(?:eind|in de loop van|in) {_MONTH}")
_THIS_YEAR = re.compile(r"\b(?:dit jaar|eind(?:e)? van het jaar|jaareinde)\b")


def due_day(words: str, today: date) -> date | None:
    """The last day in time that these words name, seen from ``today``; None: they name none.

    "vóór vrijdag" is the working day before it, "volgende week" the Friday of that week.
    """
    return next(_named(words.lower(), today), None)


def _named(said: str, today: date) -> Iterator[date | None]:
    """The days that are named, what is said most precisely first."""
    for exact in (_DAY_OF_MONTH, _IN_NUMBERS):
        if match := exact.search(said):
            yield _last_in_time(_day_of_month(match, today), today, before=bool(match["before"]))
    if match := _WEEKDAY.search(said):
        day = _weekday(_WEEKDAYS.index(match["day"]), today, bool(match["next"] or match["after"]))
        yield _last_in_time(day, today, before=bool(match["before"]))
    if match := _WITHIN.search(said):
        yield _within(match["amount"], match["unit"], today)
    if _CHRISTMAS.search(said):
        yield _last_in_time(_in_coming_year(today, _DECEMBER, 25), today, before=True)
    for expression, days in _IN_DAYS:
        if expression.search(said):
            yield today + timedelta(days=days)
    if _NEXT_WEEK.search(said):
        yield _weekday(_FRIDAY, today, in_next_week=True)
    if _THIS_WEEK.search(said):
        yield max(today, today + timedelta(days=_FRIDAY - today.weekday()))
    if _NEXT_MONTH.search(said):
        yield _end_of_month(_months_on(today.replace(day=1), 1))
    if _THIS_MONTH.search(said):
        yield _end_of_month(today)
    if match := _END_OF_MONTH.search(said):
        yield _end_of_coming_month(_MONTH_NUMBERS[match["month"]], today)
    if _THIS_YEAR.search(said):
        yield date(today.year, _DECEMBER, 31)


def _weekday(weekday: int, today: date, in_next_week: bool) -> date:
    """The first such day after today; or the one of next week."""
    if in_next_week:
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _within(amount: str, unit: str, today: date) -> date:
    number = _AMOUNTS.get(amount) or int(amount)
    match unit:
        case "werkdag":
            return add_working_days(today, number)
        case "dag":
            return today + timedelta(days=number)
        case "maand":
            return _months_on(today, number)
        case _:
            return today + timedelta(weeks=number)


def _months_on(day: date, months: int) -> date:
    """The same day some months on, or the last of that month when it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _end_of_coming_month(month: int, today: date) -> date:
    return _end_of_month(date(today.year + (month < today.month), month, 1))


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    named, day = match["month"], int(match["day"])
    month = int(named) if named.isdecimal() else _MONTH_NUMBERS[named]
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
