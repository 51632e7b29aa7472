"""How long things are kept: by the day, in leap years too."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.matters.rules import Kind, Status
from schakel.domain.privacy.rules import (
    DEFAULTS,
    MAIL_ROW,
    MAIL_YEARS,
    ROWS,
    Outcome,
    is_over,
    kept_until,
    months_before,
    outcome_of,
    years_before,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
YEARS = st.integers(1, 20)


@pytest.mark.parametrize(
    ("ended_on", "years", "first_day_gone"),
    [
        (date(2026, 3, 10), 1, date(2027, 3, 11)),
        (date(2026, 12, 31), 5, date(2032, 1, 1)),
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 3, 1)),
        (date(2023, 2, 28), 1, date(2024, 2, 29)),
    ],
)
def test_a_term_begins_the_day_after_the_end_and_ends_on_the_same_day(
    ended_on: date, years: int, first_day_gone: date
) -> None:
    assert kept_until(ended_on, years) == first_day_gone
    assert not is_over(ended_on, years, first_day_gone - timedelta(days=1))
    assert is_over(ended_on, years, first_day_gone)


@given(DAYS, YEARS)
def test_who_ended_later_is_never_gone_earlier(ended_on: date, years: int) -> None:
    assert kept_until(ended_on, years) <= kept_until(ended_on + timedelta(days=1), years)
    assert kept_until(ended_on, years) - ended_on >= timedelta(days=365 * years)


@given(DAYS, YEARS)
def test_the_last_day_that_goes_is_the_last_of_which_the_term_is_over(
    today: date, years: int
) -> None:
    last = years_before(today, years)
    assert is_over(last, years, today)
    assert not is_over(last + timedelta(days=1), years, today)


@pytest.mark.parametrize(
    ("today", "months", "before"),
    [
        (date(2026, 11, 24), 24, date(2024, 11, 24)),
        (date(2026, 2, 28), 24, date(2024, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
    ],
)
def test_months_ago_is_the_same_day_or_the_last_of_the_month(
    today: date, months: int, before: date
) -> None:
    assert months_before(today, months) == before


def test_every_kind_has_a_term_for_each_end_with_a_row_of_the_list() -> None:
    assert set(DEFAULTS) == {(kind, outcome) for kind in Kind for outcome in Outcome}
    assert {MAIL_ROW, *(keeping.row for keeping in DEFAULTS.values())} <= set(ROWS)
    assert MAIL_YEARS > 0


@pytest.mark.parametrize("status", [Status.OPEN, Status.ANSWERED])
def test_no_term_runs_before_the_end(status: Status) -> None:
    assert outcome_of(status) is None
