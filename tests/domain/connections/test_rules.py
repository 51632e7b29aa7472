from dataclasses import replace
from datetime import date, timedelta
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.algorithms.tie_decay.calendar import Calendar
from schakel.algorithms.tie_decay.grouped import grouped
from schakel.algorithms.tie_decay.learned import learned_ties
from schakel.domain.connections import rules
from schakel.domain.connections.rules import ContactWeight, Tie

START = date(2026, 1, 1)


def day(offset):
    return START + timedelta(days=offset)


def tie_after(*offsets, prior_days=30.0, weight=1.0):
    tie = Tie(as_of=START, prior_days=prior_days)
    for offset in offsets:
        tie = rules.after_contact(tie, day(offset), weight)
    return tie


@pytest.mark.parametrize(
    ("gaps", "prior_days", "rhythm"),
    [
        ((), 30, 30),
        ((10,), 30, 25),
        ((10, 20, 60), 30, 25),
        ((1,) * 15, 3, 3),
        ((400,) * 15, 90, 180),
        ((), 500, 180),
    ],
)
def test_the_rhythm_is_learned_from_own_gaps_and_the_theme(gaps, prior_days, rhythm):
    assert rules.learned_rhythm(gaps, prior_days) == rhythm


@given(st.lists(st.integers(1, 400), max_size=40), st.floats(3, 180))
def test_a_learned_rhythm_is_between_3_and_180_days(gaps, prior_days):
    assert 3 <= rules.learned_rhythm(gaps, prior_days) <= 180


def test_the_last_15_gaps_are_kept():
    tie = tie_after(*(offset * (offset + 1) // 2 for offset in range(21)))
    assert tie.gaps == tuple(range(6, 21))


def test_two_contacts_on_one_day_are_no_gap():
    assert tie_after(0, 0, 12, 12).gaps == (12,)


def test_an_agreed_rhythm_goes_before_a_learned_one_and_can_be_given_up():
    tie = rules.with_agreed_rhythm(tie_after(0, 10, 20), day(20), 60)
    assert tie.rhythm_days == 60
    assert rules.with_agreed_rhythm(tie, day(25), None).rhythm_days == pytest.approx(22)


def test_a_new_rhythm_counts_from_its_day_on():
    tie = rules.with_agreed_rhythm(Tie(START, 30, strength=2.0), day(30), 10)
    assert (tie.strength, tie.as_of) == (1.0, day(30))
    assert rules.silent_on(tie) == day(51)


def test_what_was_sent_without_an_answer_changes_nothing():
    tie = tie_after(0)
    outbound = rules.DEFAULT_WEIGHTS[ContactWeight.OUTBOUND]
    assert rules.after_contact(tie, day(9), outbound) == tie


def test_a_back_dated_contact_must_be_replayed():
    with pytest.raises(ValueError, match="replay"):
        rules.after_contact(tie_after(0, 20), day(10), 1.0)


@given(
    st.lists(st.tuples(st.integers(0, 700), st.sampled_from([0.0, 0.5, 1.0, 1.5])), min_size=1),
    st.randoms(),
)
def test_replaying_in_any_order_gives_what_was_kept_along_the_way(moments, random):
    ordered = sorted(moments)
    kept = Tie(as_of=day(ordered[0][0]), prior_days=30)
    for offset, weight in ordered:
        kept = rules.after_contact(kept, day(offset), weight)
    random.shuffle(moments)
    replayed = rules.replayed(30, [(day(offset), weight) for offset, weight in moments])
    assert replayed.gaps == kept.gaps
    assert replayed.as_of == kept.as_of
    assert replayed.strength == pytest.approx(kept.strength, abs=1e-9)


def test_replaying_knows_from_when_a_rhythm_was_agreed():
    tie = rules.with_agreed_rhythm(tie_after(0, 10), day(15), 90)
    tie = rules.after_contact(tie, day(15), 1.0)
    moments = [(day(offset), 1.0) for offset in (15, 0, 10)]
    assert rules.replayed(30, moments, [(day(15), 90)]) == tie


def test_without_contacts_there_is_no_tie():
    assert rules.replayed(30, []) is None


def test_a_connection_fades_before_it_is_silent():
    tie = tie_after(0)
    assert rules.fading_on(tie) == day(31)
    assert rules.silent_on(tie) == day(61)


@pytest.mark.parametrize(("offset", "lost"), [(100, False), (101, True)])
def test_silence_of_more_than_eight_own_gaps_is_probably_a_lost_tie(offset, lost):
    tie = tie_after(0, 10, 20)
    assert 8 * median(tie.gaps) == 80
    assert rules.is_probably_lost(tie, day(offset)) is lost


def test_without_an_own_rhythm_nothing_is_said_to_be_lost():
    assert not rules.is_probably_lost(tie_after(0), day(1000))


def test_meeting_weighs_more_than_speaking_and_speaking_more_than_one_way():
    weights = [rules.DEFAULT_WEIGHTS[kind] for kind in ContactWeight]
    assert weights == [1.5, 1.0, 1.0, 0.5, 0.0]


SUMMER = Calendar([(day(20), day(62))])


def test_quiet_weeks_stretch_the_rhythm():
    tie = replace(tie_after(0), calendar=SUMMER)
    assert rules.strength_on(tie, day(19)) == rules.strength_on(tie, day(61))
    assert rules.fading_on(tie) == day(31 + 42)
    assert rules.silent_on(tie) == day(61 + 42)
    assert rules.strength_on(tie, day(60 + 42)) == 0.25


def test_quiet_weeks_are_no_part_of_the_gaps_that_a_rhythm_is_learned_from():
    tie = rules.after_contact(replace(tie_after(0, 10), calendar=SUMMER), day(65), 1.0)
    assert tie.gaps == (10, 55 - 42)
    assert rules.after_contact(replace(tie_after(0, 25), calendar=SUMMER), day(30), 1.0).gaps == (
        25,
    )


def test_quiet_weeks_that_are_chosen_later_move_only_the_days_to_come():
    tie = tie_after(0, 10)
    stretched = replace(tie, calendar=Calendar([(day(30), day(44))]))
    assert stretched == tie
    assert rules.silent_on(stretched) == rules.silent_on(tie) + timedelta(days=14)
    over = replace(tie, calendar=Calendar([(day(300), day(314))]))
    assert rules.silent_on(over) == rules.silent_on(tie)


def test_a_weight_below_nothing_is_refused_in_words():
    with pytest.raises(ValueError, match="weighs 0 or more"):
        rules.after_contact(tie_after(0), day(1), -1.0)


@given(
    st.lists(
        st.tuples(st.integers(0, 700), st.sampled_from([0.5, 1.0, 1.5])), min_size=1, max_size=60
    ),
    st.floats(3, 180),
)
def test_very_many_at_once_are_as_each_replayed(moments, prior):
    alone = rules.replayed(prior, [(day(offset), weight) for offset, weight in moments])
    days, weights = zip(*moments, strict=True)
    found = learned_ties(
        grouped(
            np.zeros(len(moments), np.int32),
            np.array(days) + START.toordinal(),
            np.array(weights),
            1,
        ),
        np.array([prior]),
        rules.LEARNING,
    )
    assert found.strengths[0] == pytest.approx(alone.strength, abs=1e-9)
    assert found.as_of[0] == alone.as_of.toordinal()
    assert tuple(found.gaps[0][: found.known[0]]) == alone.gaps
    assert found.rhythms[0] == pytest.approx(alone.rhythm_days)
