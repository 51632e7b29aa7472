from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.algorithms.tie_decay.calendar import ALWAYS, Calendar

START = date(2026, 1, 1)
days = st.integers(0, 300).map(lambda offset: START + timedelta(days=offset))
ranges = st.lists(
    st.tuples(days, st.integers(1, 40)).map(lambda each: (each[0], each[0] + timedelta(each[1]))),
    max_size=8,
)


def counts(day, quiet):
    return not any(first <= day < after for first, after in quiet)


@given(ranges, days, days)
def test_only_days_that_are_not_quiet_are_counted(quiet, one, other):
    one, other = sorted((one, other))
    between = (one + timedelta(days=n) for n in range(1, (other - one).days + 1))
    expected = sum(counts(day, quiet) for day in between)
    assert Calendar(quiet).days_between(one, other) == expected
    assert Calendar(quiet).days_between(other, one) == -expected


@given(ranges, days, st.integers(1, 200))
def test_the_day_after_so_many_is_the_first_on_which_they_have_counted(quiet, day, count):
    calendar = Calendar(quiet)
    found = calendar.day_after(day, count)
    assert counts(found, quiet)
    assert calendar.days_between(day, found) == count


@given(days, days)
def test_without_quiet_weeks_each_day_counts(one, other):
    assert ALWAYS.days_between(one, other) == (other - one).days


@given(ranges, days)
def test_after_no_days_it_is_the_day_itself(quiet, day):
    assert Calendar(quiet).day_after(day, 0) == day


def test_what_makes_no_sense_is_refused_in_words():
    with pytest.raises(ValueError, match="ends before it begins"):
        Calendar([(START, START)])
    with pytest.raises(ValueError, match="later than 9999-12-31"):
        ALWAYS.day_after(START, 4_000_000)


@given(ranges, st.lists(days, min_size=1), st.integers(1, 200))
def test_many_days_at_once_are_counted_as_each_by_itself(quiet, some, count):
    calendar = Calendar(quiet)
    counted = calendar.counted_of_each(np.array([day.toordinal() for day in some]))
    begin = some[0]
    assert (counted - counted[0]).tolist() == [calendar.days_between(begin, day) for day in some]
    assert calendar.day_of_each(counted + count).tolist() == [
        calendar.day_after(day, count).toordinal() for day in some
    ]
