"""The course of a hand-over, in tables."""

from datetime import date, timedelta

import pytest

from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity import rules
from schakel.domain.continuity.rules import (
    Course,
    HandOverKind,
    Introduction,
    Next,
    Steps,
    Successor,
)
from schakel.foundation.kernel.actor import Actor, ActorKind
from schakel.foundation.kernel.refused import Refused

TODAY = date(2026, 11, 24)
LATER = TODAY + timedelta(days=14)
FIRST, SECOND = CarrierRank.FIRST, CarrierRank.SECOND
MEETING, MESSAGE = Introduction.MEETING, Introduction.MESSAGE


def steps(course=Course.ACCEPTED, rank=FIRST, **fields) -> Steps:
    return Steps(course=course, rank=rank, **fields)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (steps(Course.SEEKING), Next.ASK),
        (steps(Course.ASKED), Next.ANSWER),
        (steps(), Next.INTRODUCE),
        (steps(from_on=LATER), Next.INTRODUCE),
        (steps(from_on=LATER, introduction=MESSAGE, is_introduced=True), Next.WAIT_FOR_DAY),
        (steps(is_taken_over=True, introduction=MEETING), Next.MEET),
        (steps(is_taken_over=True, introduction=MESSAGE, is_introduced=True), Next.TELL),
        (
            steps(is_taken_over=True, introduction=MESSAGE, is_introduced=True, is_told=True),
            Next.SPEAK,
        ),
        (steps(is_taken_over=True, is_told=True, has_spoken=True), Next.NOTHING),
        (steps(rank=SECOND, is_taken_over=True), Next.INTRODUCE),
        (steps(rank=SECOND, is_taken_over=True, introduction=MEETING), Next.MEET),
        (
            steps(rank=SECOND, is_taken_over=True, introduction=MEETING, is_introduced=True),
            Next.NOTHING,
        ),
        (steps(Course.DONE), Next.NOTHING),
        (steps(Course.DROPPED), Next.NOTHING),
    ],
)
def test_what_happens_next(of, expected):
    assert rules.next_of(of, TODAY) is expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (steps(is_taken_over=True, is_told=True, has_spoken=True), True),
        (steps(is_taken_over=True, is_told=True), False),
        (steps(is_taken_over=True, has_spoken=True), False),
        (steps(is_told=True, has_spoken=True), False),
        (steps(Course.ASKED, is_taken_over=True, is_told=True, has_spoken=True), False),
        (steps(rank=SECOND, is_taken_over=True), False),
        (steps(rank=SECOND, is_taken_over=True, is_introduced=True), True),
        (steps(rank=SECOND, is_taken_over=True, has_spoken=True), True),
    ],
)
def test_it_is_done_only_when_they_were_told_and_spoke(of, expected):
    assert rules.is_complete(of) is expected


def refusal(act) -> str:
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("kind", "from_on", "until_on", "expected"),
    [
        (HandOverKind.PLANNED, LATER, None, ""),
        (HandOverKind.PLANNED, TODAY, None, ""),
        (HandOverKind.PLANNED, TODAY - timedelta(days=1), None, "hand_over_begins_before_today"),
        (HandOverKind.PLANNED, TODAY + timedelta(days=366), None, ""),
        (HandOverKind.PLANNED, TODAY + timedelta(days=367), None, "hand_over_too_far"),
        (HandOverKind.PLANNED, date.max, None, "hand_over_too_far"),
        (HandOverKind.PLANNED, TODAY, LATER, "only_temporary_ends"),
        (HandOverKind.TEMPORARY, TODAY, None, "hand_over_needs_end"),
        (HandOverKind.TEMPORARY, TODAY, LATER, ""),
        (HandOverKind.TEMPORARY, LATER, LATER, "ends_before_it_begins"),
        (HandOverKind.SUDDEN, TODAY, None, ""),
        (HandOverKind.PARTIAL, TODAY, None, ""),
    ],
)
def test_the_days_of_a_hand_over(kind, from_on, until_on, expected):
    assert refusal(lambda: rules.check_days(kind, from_on, until_on, TODAY)) == expected


@pytest.mark.parametrize(
    ("successor", "rank", "other", "expected"),
    [
        (Successor(2, "Sam"), FIRST, 3, ""),
        (Successor(2, "Sam"), FIRST, 2, ""),
        (Successor(2, "Sam"), SECOND, 2, "successor_carries_it_already"),
        (Successor(1, "Noor"), FIRST, 2, "hand_over_to_oneself"),
        (Successor(2, "Sam", works_here=False), FIRST, 3, "successor_does_not_work_here"),
        (Successor(2, "Sam", leaves=True), FIRST, 3, "successor_leaves_too"),
        (Successor(2, "Sam", may_carry=False), FIRST, 3, "successor_cannot_carry"),
    ],
)
def test_whom_it_can_go_to(successor, rank, other, expected):
    asked = {"leaver_id": 1, "rank": rank, "other_id": other}
    assert refusal(lambda: rules.check_successor(successor, **asked)) == expected


@pytest.mark.parametrize(
    ("staff_id", "roles", "expected"),
    [
        (1, (), True),
        (2, (), True),
        (3, (), True),
        (4, (), False),
        (4, ("administrator",), True),
        (4, ("sponsor",), False),
        (None, (), False),
    ],
)
def test_who_may_begin(staff_id, roles, expected):
    actor = Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=staff_id, roles=frozenset(roles))
    assert rules.may_begin(actor, staff_id=1, lead_id=2, owner_ids=[3, None]) is expected


@pytest.mark.parametrize(
    ("how", "words", "meet_on", "can_be_told", "expected"),
    [
        (MESSAGE, "Sam komt.", None, True, ""),
        (MESSAGE, "  ", None, True, "introduction_needs_words"),
        (MESSAGE, "Sam komt.", None, False, "introduction_needs_meeting"),
        (MEETING, "", LATER, False, ""),
        (MEETING, "", None, True, "introduction_needs_day"),
        (MEETING, "", TODAY - timedelta(days=1), True, "introduction_needs_day"),
    ],
)
def test_how_they_get_to_know_who_comes(how, words, meet_on, can_be_told, expected):
    told = {"words": words, "meet_on": meet_on, "today": TODAY, "can_be_told": can_be_told}
    assert refusal(lambda: rules.check_introduce(how, **told)) == expected


@pytest.mark.parametrize("course", list(Course))
@pytest.mark.parametrize("to", list(Course))
def test_only_what_goes_on_can_become_something_else(course, to):
    expected = "" if to in rules.FOLLOWS[course] else "passing_is_further"
    assert refusal(lambda: rules.check_follows(course, to)) == expected
    if course not in rules.GOES_ON:
        assert expected


@pytest.mark.parametrize(
    ("staff_id", "roles", "leaver", "expected"),
    [
        (1, (), 1, True),
        (2, (), 1, True),
        (3, (), 1, True),
        (4, (), 1, True),
        (5, (), 1, True),
        (6, (), 1, False),
        (6, ("connector",), 1, True),
        (6, ("administrator",), 1, True),
        (1, (), None, False),
        (2, (), None, False),
        (3, (), None, True),
        (4, (), None, True),
        (5, (), None, True),
        (6, ("administrator",), None, False),
    ],
)
def test_who_may_ask_somebody_for_a_place(staff_id, roles, leaver, expected):
    """1 leaves and 2 leads them; 3 owns the network and 4 is its deputy; 5 carries; 6 is others."""
    actor = Actor(
        kind=ActorKind.STAFF,
        tenant_id=1,
        staff_id=staff_id,
        roles=frozenset(roles),
        network_ids=frozenset({7}),
    )
    may = rules.may_ask(
        actor,
        staff_id=leaver,
        lead_id=2 if leaver else None,
        network_id=7,
        network_owner_id=3,
        network_deputy_id=4,
        carriers=[5],
    )
    assert may is expected


@pytest.mark.parametrize(
    ("works_until", "expected"),
    [
        (TODAY - timedelta(days=1), HandOverKind.SUDDEN),
        (TODAY, HandOverKind.SUDDEN),
        (TODAY + timedelta(days=1), HandOverKind.PLANNED),
    ],
)
def test_who_is_gone_by_then_went_suddenly(works_until, expected):
    assert rules.leaves_by(works_until, TODAY) is expected
