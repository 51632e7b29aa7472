"""Numbers of breaks: what is told, and that nothing hidden follows from it."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schakel.domain.health.rules import (
    Cause,
    Counted,
    Measure,
    Of,
    Repaired,
    numbers_to_tell,
    quarter_of,
    quarters_to_tell,
    repairs_to_tell,
)
from schakel.domain.health.rules.numbers import DAYS_UNTIL_TOLD, LEAST, QUARTERS_BACK

EAST, WEST, NORTH = 1, 2, 3
GREEN, TRAFFIC = 11, 12
AREAS, THEMES = (EAST, WEST, NORTH), (GREEN, TRAFFIC)
HEARD, LATE = Cause.NO_INFORMATION, Cause.INVOLVED_TOO_LATE
DAY = timedelta(days=1)


def told(*counted, areas=AREAS, themes=THEMES):
    return numbers_to_tell([Counted(*each) for each in counted], areas, themes)


@pytest.mark.parametrize(
    ("day", "first", "until"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 9, 30), date(2026, 7, 1), date(2026, 10, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 4, 1)),
    ],
)
def test_a_quarter_is_three_months_of_the_calendar(day, first, until):
    quarter = quarter_of(day)
    assert (quarter.from_on, quarter.until_on) == (first, until)


def test_a_quarter_is_told_once_its_late_days_are_over():
    over = date(2026, 10, 1)
    before = list(quarters_to_tell(date(2026, 5, 4), over + (DAYS_UNTIL_TOLD - 1) * DAY))
    after = list(quarters_to_tell(date(2026, 5, 4), over + DAYS_UNTIL_TOLD * DAY))
    assert [each.from_on for each in before] == [date(2026, 4, 1)]
    assert [each.from_on for each in after] == [date(2026, 4, 1), date(2026, 7, 1)]
    assert len(list(quarters_to_tell(date(1980, 1, 1), over))) == QUARTERS_BACK


def test_what_is_large_everywhere_is_told_everywhere():
    found = told(*((area, theme, HEARD, 6) for area in AREAS for theme in THEMES))
    assert found[Of()] == 36
    assert found[Of(area=EAST)] == found[Of(area=EAST, cause=HEARD)] == 12
    assert found[Of(theme=GREEN)] == 18


def test_under_five_in_all_nothing_is_told():
    assert told((EAST, GREEN, HEARD, 2), (WEST, TRAFFIC, LATE, 2)) == {}


def test_what_is_left_of_the_whole_gives_no_area_away():
    found = told((EAST, GREEN, None, 9), (WEST, GREEN, None, 7), (NORTH, GREEN, None, 2))
    assert found[Of()] == 18
    assert Of(area=NORTH) not in found
    assert Of(area=WEST) not in found
    assert found[Of(area=EAST)] == 9


def test_that_nothing_broke_elsewhere_is_told():
    found = told((EAST, GREEN, None, 9))
    assert (found[Of()], found[Of(area=EAST)], found[Of(area=WEST)]) == (9, 9, 0)


def test_four_and_four_are_given_away_by_eight():
    """Both are under five, so of eight each is four: another one goes along."""
    found = told((EAST, GREEN, None, 4), (WEST, GREEN, None, 4), (NORTH, GREEN, None, 9))
    assert found == {Of(): 17, Of(theme=GREEN): 17, Of(theme=TRAFFIC): 0}


def test_of_what_is_hidden_no_cause_is_told():
    found = told(
        (EAST, GREEN, HEARD, 30), (WEST, GREEN, HEARD, 8), (NORTH, GREEN, HEARD, 1),
        (EAST, TRAFFIC, LATE, 20), (WEST, TRAFFIC, LATE, 9),
    )  # fmt: skip
    for each in found:
        if each.cause is not None and (each.area or each.theme):
            assert Of(area=each.area, theme=each.theme) in found
            assert Of(cause=each.cause) in found


def test_days_to_repair_are_told_where_their_number_is():
    repaired = [Repaired(EAST, GREEN, days) for days in (10, 20, 30, 40, 90)]
    repaired += [Repaired(WEST, GREEN, 5) for _ in range(5)] + [Repaired(NORTH, GREEN, 400)]
    found = repairs_to_tell(repaired, AREAS, THEMES)
    numbers, days = found[Measure.REPAIRED], found[Measure.DAYS]
    assert {of for of, number in numbers.items() if number} == days.keys()
    assert days[Of()] == 10
    assert Of(area=NORTH) not in days
    assert repairs_to_tell([], AREAS, THEMES)[Measure.DAYS] == {}


def ways_to_divide(found, numbers, names):
    """Every row of numbers that fits what is told; which are zero, and small, is known."""
    likely = [
        [number]
        if number == 0 or name in found
        else range(1, LEAST if number < LEAST else sum(numbers) + 1)
        for number, name in zip(numbers, names, strict=True)
    ]
    return [tried for tried in product(*likely) if sum(tried) == sum(numbers)]


@given(st.tuples(*[st.integers(0, 9)] * 4))
@settings(max_examples=100, deadline=None)
@example((4, 4, 8, 0))
@example((0, 0, 8, 0))
@example((4, 4, 4, 0))
@example((1, 1, 5, 0))
def test_every_hidden_number_of_an_area_can_be_another_one(numbers):
    """Tried out: all ways to divide the whole; the last is in no area."""
    places = (*AREAS, None)
    found = told(*((place, None, None, each) for place, each in zip(places, numbers, strict=True)))
    if Of() not in found:
        assert found == {}
        return
    names = [*(Of(area=each) for each in AREAS), None]
    ways = ways_to_divide(found, numbers, names)
    for place, name in enumerate(names):
        if numbers[place] > 0 and name not in found and (name or numbers[place] < LEAST):
            assert len({way[place] for way in ways}) > 1


CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from([*AREAS, None]),
        st.sampled_from([*THEMES, None]),
        st.sampled_from([HEARD, LATE, Cause.OWNER_LOST, None]),
    ),
    st.integers(0, 14),
    max_size=14,
)


@given(CELLS)
@settings(max_examples=40, deadline=None)
def test_no_hidden_number_follows_from_all_that_is_told(cells):
    """All equations solved at once, by elimination; within what is told, zero is known."""
    found = told(*((*key, number) for key, number in cells.items()))
    assert all(number == 0 or number >= LEAST for number in found.values())
    if found:
        assert determined(found, there_are(cells)) == set()


def there_are(cells):
    """The numbers that are not zero, by their name in the equations."""
    found = set()
    for (area, theme, cause), number in cells.items():
        if number:
            found |= {("whole",), ("cause", cause)}
            found |= {("area", area), ("area", area, cause)}
            found |= {("theme", theme), ("theme", theme, cause)}
    return found


def determined(found, there):
    """The numbers that could be told, are not, and follow from those that are."""
    causes = [*Cause, None]
    rows = []
    places = [("area", each) for each in (*AREAS, None)]
    places += [("theme", each) for each in (*THEMES, None)]
    for kind, place in places:
        rows.append({(kind, place): 1, **{(kind, place, cause): -1 for cause in causes}})
    for kind, among in (("area", (*AREAS, None)), ("theme", (*THEMES, None))):
        rows.append({("whole",): 1, **{(kind, place): -1 for place in among}})
        for cause in causes:
            cells = {(kind, place, cause): -1 for place in among}
            rows.append({("cause", cause): 1, **cells})
    known = {name_of(each) for each in found}
    rows = [
        {
            key: Fraction(value)
            for key, value in row.items()
            if key not in known and (key in there or is_within_what_is_hidden(key, known))
        }
        for row in rows
    ]
    settled = {next(iter(row)) for row in reduced(rows) if len(row) == 1}
    return {each for each in settled if None not in each and each in there}


def is_within_what_is_hidden(key, known):
    return None not in key and len(key) == 3 and not {key[:2], ("cause", key[2])} <= known


def name_of(each):
    kind, place = ("area", each.area) if each.area else ("theme", each.theme)
    if place is None:
        return ("cause", each.cause) if each.cause else ("whole",)
    return (kind, place, each.cause) if each.cause else (kind, place)


def reduced(rows):
    """The rows in reduced echelon form."""
    done = []
    for row in rows:
        for pivot, other in done:
            if pivot in row:
                row = minus(row, other, row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        row = {key: value / row[pivot] for key, value in row.items()}
        done = [
            (key, minus(each, row, each[pivot]) if pivot in each else each) for key, each in done
        ]
        done.append((pivot, row))
    return [row for _, row in done]


def minus(row, other, times):
    found = dict(row)
    for key, value in other.items():
        found[key] = found.get(key, Fraction(0)) - times * value
        if not found[key]:
            del found[key]
    return found
