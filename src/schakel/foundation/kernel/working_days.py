"""Dutch working days: not Saturday, Sunday or a holiday (Algemene termijnenwet, art. 1 and 3).

``extra`` holds days that count as a holiday besides: those that a royal decree equates with one
(Atw 3 lid 3), or on which a tenant is closed.
"""

from datetime import date, timedelta
from functools import lru_cache

from holidays import OPTIONAL, PUBLIC, country_holidays

NO_DAYS: frozenset[date] = frozenset()
_SATURDAY = 5
_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def holidays_in(year: int) -> frozenset[date]:
    """The holidays of Atw 3 lid 1 and 2 in a year, Easter Sunday and Whit Sunday as well.

    5 May counts every year (Atw 3 lid 1), although most employees have it off once in five years:
    hence the optional holidays too.
    """
    dutch = country_holidays("NL", years=year, categories=(PUBLIC, OPTIONAL))
    return frozenset(dutch)


def is_working_day(day: date, extra: frozenset[date] = NO_DAYS) -> bool:
    """Neither a weekend, nor a holiday, nor one of the ``extra`` closed days."""
    return day.weekday() < _SATURDAY and day not in holidays_in(day.year) and day not in extra


def next_working_day_from(day: date, extra: frozenset[date] = NO_DAYS) -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not is_working_day(day, extra):
        day += _DAY
    return day


def add_working_days(day: date, count: int, extra: frozenset[date] = NO_DAYS) -> date:
    """The ``count``-th working day after ``day``, which is day zero; before it if negative."""
    step = _DAY if count > 0 else -_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day, extra):
            day += step
    return day


def last_of_week(day: date, extra: frozenset[date] = NO_DAYS) -> date:
    """The last working day from ``day`` up to its Sunday; without one, the first one after it."""
    left = [day + offset * _DAY for offset in range(7 - day.weekday())]
    working = [each for each in left if is_working_day(each, extra)]
    return working[-1] if working else next_working_day_from(day, extra)


def working_days_between(start: date, end: date, extra: frozenset[date] = NO_DAYS) -> int:
    """How many working days come after ``start``, up to and including ``end``."""
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day, extra) for day in days)
