from datetime import date

import pytest

from schakel.foundation.kernel.periods import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_period_holds_its_first_day_and_not_its_end(day, inside):
    assert MARCH.contains(day) is inside


def test_a_period_without_end_goes_on():
    assert Period(date(2026, 3, 1)).contains(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Period(date(2026, 4, 1), date(2026, 5, 1)), False),
        (Period(date(2026, 2, 1), date(2026, 3, 1)), False),
        (Period(date(2026, 2, 1), date(2026, 3, 2)), True),
        (Period(date(2026, 3, 31)), True),
        (Period(date(2026, 1, 1)), True),
        (Period(date(2026, 3, 10), date(2026, 3, 11)), True),
        (MARCH, True),
    ],
)
def test_periods_overlap_when_they_share_a_day(other, overlaps):
    assert MARCH.overlaps(other) is overlaps
    assert other.overlaps(MARCH) is overlaps


@pytest.mark.parametrize("end", [date(2026, 3, 1), date(2026, 2, 1)])
def test_a_period_ends_after_it_begins(end):
    with pytest.raises(ValueError, match="ends after it begins"):
        Period(date(2026, 3, 1), end)
