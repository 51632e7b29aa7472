"""Chains of deputies against an oracle that walks them one by one, with loops and per network."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.domain.staff.rules import (
    DEPUTY_CHAIN_LIMIT,
    Carried,
    Colleague,
    comes_back,
    is_silent,
    last_stretch,
    living,
    without_anybody,
)
from schakel.foundation.kernel.periods import Period

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
HIRED = date(2020, 1, 1)
NETWORK = 1
NO_DAYS: frozenset[date] = frozenset()

people = st.lists(
    st.fixed_dictionaries(
        {
            "away": st.booleans(),
            "deputy": st.integers(1, 12) | st.none(),
            "in_network": st.integers(1, 12) | st.none(),
            "sees": st.booleans(),
        }
    ),
    min_size=1,
    max_size=12,
)


def made(told):
    return {
        number: Colleague(
            number,
            HIRED,
            absences=(Period(TODAY, TODAY + 7 * DAY),) if each["away"] else (),
            deputy_id=each["deputy"],
            deputies={NETWORK: each["in_network"]} if each["in_network"] else {},
            networks=frozenset({NETWORK}) if each["sees"] else frozenset(),
        )
        for number, each in enumerate(told, start=1)
    }


def by_hand(told, network_id):
    """One after the other, until somebody was asked before."""
    number, asked = 1, set()
    while number is not None and number <= len(told) and number not in asked:
        each = told[number - 1]
        if not each["away"] and (network_id is None or each["sees"]):
            return number
        asked.add(number)
        if len(asked) > DEPUTY_CHAIN_LIMIT:
            return None
        number = (each["in_network"] if network_id else None) or each["deputy"]
    return None


@settings(max_examples=150)
@given(people, st.sampled_from([None, NETWORK]))
def test_whoever_stands_in_is_the_first_who_is_here_and_may_see_it(told, network_id):
    found = living(1, made(told), TODAY, Carried(network_id))
    assert found == by_hand(told, network_id)


def colleague(number, *absences, **fields):
    return Colleague(number, HIRED, absences=tuple(absences), networks=frozenset({1}), **fields)


def test_the_deputy_in_a_network_comes_before_the_one_for_all_else():
    here = {
        1: colleague(1, Period(TODAY), deputy_id=2, deputies={NETWORK: 3}),
        2: colleague(2),
        3: colleague(3),
    }
    assert living(1, here, TODAY, Carried(NETWORK)) == 3
    assert living(1, here, TODAY, Carried()) == 2


def test_in_confidence_only_who_was_told_stands_in():
    here = {1: colleague(1, Period(TODAY), deputy_id=2), 2: colleague(2)}
    carried = Carried(NETWORK, carriers={1}, confided=frozenset())
    assert living(1, here, TODAY, carried) is None
    assert living(1, here, TODAY, Carried(NETWORK, {1}, frozenset({2}))) == 2


def test_two_who_stand_in_for_each_other_are_said_to():
    here = {1: colleague(1, deputy_id=2), 2: colleague(2, deputy_id=1), 3: colleague(3)}
    assert comes_back(1, here, NETWORK)
    assert not comes_back(3, here, NETWORK)


def test_nobody_is_there_on_the_days_that_both_are_away():
    here = {
        1: colleague(1, Period(TODAY + 5 * DAY, TODAY + 15 * DAY)),
        2: colleague(2, Period(TODAY + 10 * DAY, TODAY + 20 * DAY)),
    }
    carried = Carried(NETWORK, {1, 2})
    shared = Period(TODAY + 10 * DAY, TODAY + 15 * DAY)
    assert without_anybody(here, carried, TODAY, TODAY + 22 * DAY) == [shared]
    assert without_anybody(here, carried, TODAY, TODAY + 10 * DAY) == []
    with_deputy = here | {2: colleague(2, *here[2].absences, deputy_id=3), 3: colleague(3)}
    assert without_anybody(with_deputy, carried, TODAY, TODAY + 22 * DAY) == []


def test_absences_with_a_weekend_between_them_are_one():
    monday = date(2026, 11, 2)
    first = Period(monday, monday + 5 * DAY)
    second = Period(monday + 7 * DAY, monday + 12 * DAY)
    earlier = Period(monday - 14 * DAY, monday - 10 * DAY)
    found = last_stretch([second, earlier, first], TODAY, NO_DAYS)
    assert found == Period(monday, monday + 12 * DAY)
    assert last_stretch([Period(TODAY)], TODAY, NO_DAYS) is None


def test_whole_working_days_count_as_silent_and_today_does_not():
    monday = date(2026, 11, 16)
    assert not is_silent(monday, monday + 7 * DAY, 5, NO_DAYS)
    assert is_silent(monday, monday + 8 * DAY, 5, NO_DAYS)
