from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.algorithms import tie_decay
from schakel.algorithms.tie_decay import grouped as grouping
from schakel.algorithms.tie_decay.bulk import days_until_below, ties_of
from schakel.algorithms.tie_decay.grouped import grouped

START = date(2026, 1, 1).toordinal()
contacts = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(START, START + 900),
        st.sampled_from([0.0, 0.5, 1.0, 1.5, 4.0]),
    ),
    max_size=60,
)


def one_by_one(events, half_lives):
    """Each tie by itself, as ``(strength, as_of)``."""
    found = []
    for tie, half_life in enumerate(half_lives):
        strength, as_of = 0.0, 0
        for _, day, weight in sorted(event for event in events if event[0] == tie):
            then = date.fromordinal(as_of or day)
            strength, then = tie_decay.add_contact(
                strength, then, date.fromordinal(day), weight, half_life
            )
            as_of = then.toordinal()
        found.append((strength, as_of))
    return found


def all_at_once(events, half_lives):
    columns = zip(*events, strict=True) if events else ((), (), ())
    ties, days, weights = (
        np.array(column, kind)
        for column, kind in zip(columns, (np.int32, np.int32, np.float64), strict=True)
    )
    return ties_of(grouped(ties, days, weights, len(half_lives)), np.array(half_lives))


@given(contacts, st.lists(st.floats(3, 180), min_size=5, max_size=5))
def test_all_at_once_is_what_each_by_itself_gives(events, half_lives):
    found = all_at_once(events, half_lives)
    assert found.as_of.tolist() == [as_of for _, as_of in one_by_one(events, half_lives)]
    assert found.strengths == pytest.approx(
        [strength for strength, _ in one_by_one(events, half_lives)], abs=1e-9
    )


def test_many_ties_of_very_different_length_go_in_steps_in_parts_and_alone(monkeypatch):
    monkeypatch.setattr(grouping, "_TIES_AT_A_TIME", 150)
    chance = np.random.default_rng(5)
    often = chance.exponential(1.0, 400) ** 3
    ties = chance.choice(400, 8_000, p=often / often.sum())
    days = START + chance.integers(0, 700, 8_000)
    weights = chance.choice([0.5, 1.0, 1.5], 8_000)
    half_lives = chance.uniform(3, 180, 400).tolist()
    events = list(zip(ties.tolist(), days.tolist(), weights.tolist(), strict=True))
    found, alone = all_at_once(events, half_lives), one_by_one(events, half_lives)
    assert np.abs(found.strengths - [strength for strength, _ in alone]).max() < 1e-9
    assert found.as_of.tolist() == [as_of for _, as_of in alone]


@given(st.lists(st.floats(0, 4), min_size=1, max_size=20), st.floats(0.5, 180))
def test_the_silent_day_of_many_is_that_of_each(strengths, half_life):
    half_lives = np.full(len(strengths), half_life)
    begin = date.fromordinal(START)
    assert [
        begin + timedelta(days=each)
        for each in days_until_below(np.array(strengths), half_lives).tolist()
    ] == [tie_decay.silent_on(strength, begin, half_life) for strength in strengths]


@pytest.mark.parametrize("half_life", [1.0, 3.0, 7.0, 30.0, 49.0, 98.0, 180.0])
def test_ties_that_meet_the_line_exactly_are_not_yet_below_it(half_life):
    strengths = 0.25 * 2.0 ** np.arange(5)
    days = days_until_below(strengths, np.full(5, half_life))
    assert days.tolist() == [half_life * halvings + 1 for halvings in range(5)]


@pytest.mark.parametrize(
    ("ties", "weight", "half_life", "words"),
    [
        ([0], -1.0, 30, "weighs 0 or more"),
        ([0], float("nan"), 30, "weighs 0 or more"),
        ([1], 1.0, 30, "one of 1 ties"),
        ([0], 1.0, 0.0, "more than 0 days"),
        ([0], 1.0, float("nan"), "more than 0 days"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(ties, weight, half_life, words):
    with pytest.raises(ValueError, match=words):
        ties_of(
            grouped(np.array(ties), np.array([START]), np.array([weight]), 1),
            np.array([float(half_life)]),
        )


def test_without_ties_there_is_nothing():
    assert all_at_once([], []).strengths.size == 0
