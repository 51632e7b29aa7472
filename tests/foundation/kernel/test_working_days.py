from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.foundation.kernel.working_days import (
    add_working_days,
    holidays_in,
    is_working_day,
    last_of_week,
    next_working_day_from,
    working_days_between,
)

SUNDAY = 6
days = st.dates(date(2015, 1, 1), date(2060, 12, 31))


def easter(year):
    """Easter Sunday (Butcher, anonymous Gregorian computus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * n) // 433
    month = (h + n - 7 * m + 90) // 25
    return date(year, month, (h + n - 7 * m + 33 * month + 19) % 32)


def holidays_by_law(year):
    """Atw 3 lid 1 and 2, written out."""
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == SUNDAY:
        kings_day = date(year, 4, 26)
    about_easter = {easter(year) + timedelta(days=days) for days in (-2, 0, 1, 39, 49, 50)}
    fixed = {date(year, *day) for day in ((1, 1), (5, 5), (12, 25), (12, 26))}
    return fixed | about_easter | {kings_day}


@pytest.mark.parametrize("year", range(2015, 2100))
def test_the_holidays_are_those_of_the_law(year):
    assert holidays_in(year) == holidays_by_law(year)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_5_may_is_a_holiday_every_year(year):
    assert not is_working_day(date(year, 5, 5))


def test_a_day_equated_by_decree_is_no_working_day():
    friday_after_ascension = date(2026, 5, 15)
    assert is_working_day(friday_after_ascension)
    assert not is_working_day(friday_after_ascension, frozenset({friday_after_ascension}))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 12, 28), -1, date(2026, 12, 24)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_the_first_day_is_day_zero(start, count, end):
    assert add_working_days(start, count) == end


def test_a_working_day_is_its_own_next_working_day():
    assert next_working_day_from(date(2026, 4, 2)) == date(2026, 4, 2)
    assert next_working_day_from(date(2026, 4, 3)) == date(2026, 4, 7)


@given(days, st.integers(1, 60))
def test_counting_back_what_was_added_gives_the_same_number(day, count):
    assert working_days_between(day, add_working_days(day, count)) == count


@given(days, st.integers(0, 120))
def test_between_is_a_plain_count(day, length):
    end = day + timedelta(days=length)
    plain = 0
    at = day
    while at < end:
        at += timedelta(days=1)
        plain += at.weekday() < 5 and at not in holidays_by_law(at.year)
    assert working_days_between(day, end) == plain


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 23), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 11, 27)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        # Christmas is on Friday, and the day after on Saturday.
        (date(2026, 12, 21), date(2026, 12, 24)),
        (date(2026, 12, 25), date(2026, 12, 28)),
    ],
)
def test_this_week_ends_on_its_last_working_day(day, last):
    assert last_of_week(day) == last


def test_this_week_ends_before_a_day_on_which_all_is_closed():
    assert last_of_week(date(2026, 11, 26), frozenset({date(2026, 11, 27)})) == date(2026, 11, 26)
