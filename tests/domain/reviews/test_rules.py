from datetime import date

import pytest

from schakel.domain.reviews.rules import check_day, last_review_day
from schakel.foundation.kernel.refused import Refused


@pytest.mark.parametrize(
    ("today", "month", "day", "expected"),
    [
        (date(2026, 2, 1), 2, 1, date(2026, 2, 1)),
        (date(2026, 1, 31), 2, 1, date(2025, 2, 1)),
        (date(2026, 12, 31), 2, 1, date(2026, 2, 1)),
        (date(2026, 3, 1), 2, 29, date(2026, 2, 28)),
        (date(2028, 2, 28), 2, 29, date(2027, 2, 28)),
        (date(2028, 2, 29), 2, 29, date(2028, 2, 29)),
    ],
)
def test_a_review_day_comes_once_a_year(today, month, day, expected):
    assert last_review_day(today, month, day) == expected


@pytest.mark.parametrize(("month", "day"), [(1, 1), (2, 29), (12, 31), (4, 30)])
def test_a_day_that_some_year_has_is_taken(month, day):
    check_day(month, day)


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (2, 30), (4, 31), (1, 0)])
def test_a_day_that_no_year_has_is_not(month, day):
    with pytest.raises(Refused, match="review_day_not_valid"):
        check_day(month, day)
