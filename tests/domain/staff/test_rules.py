from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.staff.rules import Carried, Colleague, check_chain, is_here, living
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused

TODAY = date(2026, 11, 24)
AWAY = (Period(date(2026, 11, 23), date(2026, 12, 1)),)
HIRED = date(2020, 1, 1)
EVERYBODY_SEES = Carried()


def colleague(
    number, deputy=None, absences=(), works_until=None, works_from=HIRED, networks=(), deputies=()
):
    return Colleague(
        number, works_from, works_until, absences, deputy, dict(deputies), frozenset(networks)
    )


def carried_by(*colleagues, carried=EVERYBODY_SEES):
    return living(1, {each.id: each for each in colleagues}, TODAY, carried)


@pytest.mark.parametrize(
    ("values", "here"),
    [
        ({}, True),
        ({"works_until": TODAY}, False),
        ({"works_until": date(2026, 11, 25)}, True),
        ({"works_from": date(2026, 11, 25)}, False),
        ({"works_from": TODAY}, True),
        ({"absences": AWAY}, False),
        ({"absences": (Period(date(2026, 11, 1), TODAY),)}, True),
    ],
)
def test_a_colleague_is_here_when_they_work_and_are_not_absent(values, here):
    assert is_here(colleague(1, **values), TODAY) is here


def test_who_is_here_carries_it():
    assert carried_by(colleague(1, deputy=2), colleague(2)) == 1


def test_a_deputy_carries_it_during_an_absence():
    assert carried_by(colleague(1, deputy=2, absences=AWAY), colleague(2)) == 2


def test_a_deputy_carries_it_after_somebody_has_left():
    assert carried_by(colleague(1, deputy=2, works_until=TODAY), colleague(2)) == 2


def test_the_deputy_of_an_absent_deputy_carries_it():
    absent = colleague(2, deputy=3, absences=AWAY)
    assert carried_by(colleague(1, deputy=2, absences=AWAY), absent, colleague(3)) == 3


def test_a_deputy_who_may_not_see_it_is_passed_over():
    people = (
        colleague(1, deputy=2, absences=AWAY, networks={7}),
        colleague(2, deputy=3),
        colleague(3, networks={7}),
    )
    assert carried_by(*people, carried=Carried(7)) == 3


def test_who_may_not_see_it_does_not_carry_it():
    assert carried_by(colleague(1), carried=Carried(7)) is None


def test_nobody_carries_it_without_a_deputy():
    assert carried_by(colleague(1, absences=AWAY)) is None


def test_nobody_carries_it_when_the_deputy_is_unknown():
    assert carried_by(colleague(1, deputy=9, absences=AWAY)) is None


def test_deputies_who_replace_each_other_while_both_are_away_carry_nothing():
    assert carried_by(colleague(1, 2, AWAY), colleague(2, 1, AWAY)) is None


@pytest.mark.parametrize(("deputies", "found"), [(10, True), (11, False)])
def test_a_chain_holds_at_most_ten_deputies(deputies, found):
    absent = [colleague(number, number + 1, AWAY) for number in range(1, deputies + 1)]
    last = colleague(deputies + 1)
    assert (carried_by(*absent, last) is not None) is found


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 8) | st.none()), min_size=1, max_size=8))
def test_whoever_carries_it_is_here_and_on_the_chain(people):
    colleagues = {
        number: colleague(number, deputy, AWAY if away else ())
        for number, (away, deputy) in enumerate(people, start=1)
    }
    chain, number = [], 1
    while number in colleagues and number not in chain:
        chain.append(number)
        number = colleagues[number].deputy_id
    here = [number for number in chain if not people[number - 1][0]]
    assert living(1, colleagues, TODAY, Carried()) == (here[0] if here else None)


@pytest.mark.parametrize(
    ("chosen", "here", "code"),
    [
        (0, 0, "chain_needs_somebody"),
        (2, 2, None),
        (2, 1, "successor_does_not_work_here"),
    ],
)
def test_somebody_who_works_here_takes_what_nobody_can_take(chosen, here, code):
    try:
        check_chain(chosen, here)
    except Refused as refused:
        assert refused.code == code
    else:
        assert code is None
