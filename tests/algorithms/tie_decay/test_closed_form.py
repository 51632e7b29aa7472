from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.algorithms.tie_decay import (
    CAP,
    SILENT,
    add_contact,
    change_half_life,
    fading_on,
    is_fading,
    recompute,
    silent_on,
    strength_at,
)

START = date(2026, 1, 1)
days = st.integers(0, 1500).map(lambda offset: START + timedelta(days=offset))
half_lives = st.floats(3, 180)
strengths = st.floats(0, CAP)
# Together below the cap, whenever they happen.
light_contacts = st.lists(st.tuples(days, st.floats(0.01, 0.2)), min_size=1, max_size=20)
contacts = st.lists(st.tuples(days, st.sampled_from([0.5, 1.0, 1.5])), max_size=30)


def stored(events, half_life):
    strength, as_of = 0.0, events[0][0]
    for day, weight in events:
        strength, as_of = add_contact(strength, as_of, day, weight, half_life)
    return strength, as_of


def closed_form(events, half_life, at):
    """Sum of w · 2^(−(at − t)/H), arXiv:1805.00193."""
    return sum(weight * 0.5 ** ((at - day).days / half_life) for day, weight in events)


def test_the_strength_halves_in_every_half_life():
    assert strength_at(2.0, START, START + timedelta(days=30), 30) == 1.0
    assert strength_at(2.0, START, START + timedelta(days=60), 30) == 0.5


def test_contacts_40_and_10_days_ago_with_a_half_life_of_60_give_1_52():
    today = START + timedelta(days=40)
    events = [(START, 1.0), (START + timedelta(days=30), 1.0)]
    assert recompute(events, 60, today) == pytest.approx(1.521, abs=5e-4)
    assert recompute(events, 60, today + timedelta(days=30)) == pytest.approx(1.075, abs=5e-4)


@given(light_contacts, half_lives, days)
def test_recomputed_is_the_closed_form_below_the_cap(events, half_life, at):
    past = [event for event in events if event[0] <= at]
    assert recompute(events, half_life, at) == pytest.approx(
        closed_form(past, half_life, at), abs=1e-9
    )


@given(light_contacts, half_lives)
def test_stored_and_recomputed_agree_below_the_cap(events, half_life):
    strength, as_of = stored(events, half_life)
    assert strength == pytest.approx(recompute(events, half_life, as_of), abs=1e-9)


@given(st.data(), light_contacts, half_lives)
def test_the_order_of_arrival_does_not_matter_below_the_cap(source, events, half_life):
    shuffled = source.draw(st.permutations(events))
    strength, as_of = stored(events, half_life)
    other, other_as_of = stored(shuffled, half_life)
    assert as_of == other_as_of == max(day for day, _ in events)
    assert strength == pytest.approx(other, abs=1e-9)


@given(contacts, half_lives, days)
def test_the_strength_never_exceeds_the_cap(events, half_life, at):
    assert 0 <= recompute(events, half_life, at) <= CAP


@given(contacts.filter(bool).map(sorted), half_lives)
def test_in_order_of_time_stored_and_recomputed_agree_at_the_cap_too(events, half_life):
    strength, as_of = stored(events, half_life)
    assert strength == pytest.approx(recompute(events, half_life, as_of), abs=1e-9)


def test_fifty_mails_in_a_week_do_not_keep_a_tie_alive_for_years():
    strength, as_of = stored([(START, 1.0)] * 50, 30)
    assert strength == CAP
    assert (silent_on(strength, as_of, 30) - START).days == 121


@given(strengths, days, half_lives, st.sampled_from([SILENT, 0.5, 1.0]))
def test_silent_on_is_the_first_day_below_the_line(strength, as_of, half_life, line):
    day = silent_on(strength, as_of, half_life, line)
    assert strength_at(strength, as_of, day, half_life) < line
    if day > as_of:
        assert strength_at(strength, as_of, day - timedelta(days=1), half_life) >= line


@given(st.integers(1, 40), st.integers(3, 180))
def test_a_tie_that_is_on_the_line_is_not_yet_below_it(halvings, half_life):
    strength = SILENT * 2**halvings
    on_the_line = START + timedelta(days=halvings * half_life)
    assert silent_on(strength, START, half_life) == on_the_line + timedelta(days=1)


@pytest.mark.parametrize(("strength", "fading"), [(0.5, False), (0.49, True), (0.1, True)])
def test_a_tie_fades_below_a_half(strength, fading):
    assert is_fading(strength) is fading


@given(light_contacts, half_lives, half_lives, st.integers(0, 1500), st.integers(0, 400))
def test_a_changed_half_life_counts_forward_only(events, before, after, changed, later):
    on, at = START + timedelta(days=changed), START + timedelta(days=changed + later)
    past = sorted(event for event in events if event[0] <= on)
    strength, as_of = stored(past, before) if past else (0.0, on)
    strength, as_of = change_half_life(strength, as_of, on, before)
    assert strength == pytest.approx(closed_form(past, before, on), abs=1e-9)
    for day, weight in sorted(event for event in events if on < event[0] <= at):
        strength, as_of = add_contact(strength, as_of, day, weight, after)
    new = [event for event in events if on < event[0] <= at]
    expected = closed_form(past, before, on) * 0.5 ** (later / after) + closed_form(new, after, at)
    assert strength_at(strength, as_of, at, after) == pytest.approx(expected, abs=1e-9)


def test_a_half_life_cannot_change_before_the_last_contact():
    with pytest.raises(ValueError, match="counts from before 2026-01-01"):
        change_half_life(1.0, START, START - timedelta(days=1), 30)


@given(contacts.filter(bool), half_lives, days, st.floats(0.01, 0.2))
def test_a_late_contact_is_exact_while_the_cap_was_never_reached(events, half_life, at, weight):
    light = sorted((day, each / 20) for day, each in events)
    strength, as_of = add_contact(*stored(light, half_life), at, weight, half_life)
    again = recompute([*light, (at, weight)], half_life, as_of)
    assert strength == pytest.approx(again, abs=1e-9)


def test_a_late_contact_at_the_cap_is_only_right_when_all_are_computed_anew():
    events = [(START, 4.0), (START + timedelta(days=60), 0.5)]
    late = (START - timedelta(days=30), 4.0)
    strength, as_of = add_contact(*stored(events, 30), *late, 30)
    assert strength == 2.0
    assert recompute([*events, late], 30, as_of) == 1.5


@given(strengths, days, half_lives)
def test_a_tie_fades_no_later_than_it_is_silent(strength, as_of, half_life):
    fading = fading_on(strength, as_of, half_life)
    assert fading <= silent_on(strength, as_of, half_life)
    assert is_fading(strength_at(strength, as_of, fading, half_life))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: add_contact(1.0, START, START, -0.1, 30), "weighs 0 or more, not -0.1"),
        (lambda: add_contact(1.0, START, START, float("nan"), 30), "weighs 0 or more, not nan"),
        (lambda: recompute([(START, float("inf"))], 30, START), "weighs 0 or more, not inf"),
        (lambda: strength_at(1.0, START, START, 0), "more than 0 days, not 0"),
        (lambda: recompute([], -3, START), "more than 0 days, not -3"),
        (lambda: silent_on(1.0, START, float("inf")), "more than 0 days, not inf"),
        (lambda: silent_on(float("nan"), START, 30), "a strength is a number, not nan"),
        (lambda: silent_on(1.0, START, 1e9), "not silent before 9999-12-31"),
        (lambda: silent_on(4.0, date(9999, 12, 30), 30), "not silent before 9999-12-31"),
        (lambda: strength_at(1.0, START, date(1, 1, 1), 0.1), "is too long before"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(asked, words):
    with pytest.raises(ValueError, match=words):
        asked()


def test_a_half_life_of_almost_nothing_leaves_nothing():
    assert strength_at(4.0, START, START + timedelta(days=1), 5e-324) == 0.0
    assert recompute([(START, 1.0)], 5e-324, START) == 1.0
