"""Who could be the second carrier of what, at what cost, and why nobody can."""

from datetime import timedelta

import pytest

from schakel.domain.continuity.rules.proposal import (
    HOLDS_FOR,
    Free,
    Lack,
    ProposalState,
    RowCourse,
    Seeking,
    WhyNobody,
    answer_for,
    check_replaces,
    check_row,
    cost_of,
    is_too_old,
    may_propose,
    reasons_for,
)
from schakel.domain.matters.rules import Reason
from schakel.foundation.kernel.actor import Actor, ActorKind, resident, system
from schakel.foundation.kernel.refused import Refused
from tests.make import NOW

NOOR, SAM, IRIS = 1, 2, 3
GREEN, OAK = 10, 20


def free(staff_id, hours=8.0, **fields):
    return Free(staff_id, hours, **fields)


def sought(number, **fields):
    return Seeking(number, **{"theme_id": GREEN, "area_id": OAK, "hours": 0.5, **fields})


def chosen(answer):
    return {each.connection_id: each.staff_id for each in answer.places if each.staff_id}


def test_nobody_is_their_own_second():
    found = answer_for([sought(1, carriers={NOOR})], [free(NOOR), free(SAM)])
    assert chosen(found) == {1: SAM}


@pytest.mark.parametrize(
    ("lost", "why"),
    [
        ({"carriers": {NOOR, SAM}}, WhyNobody.ALONE),
        ({"carriers": {NOOR}, "declined": {SAM}}, WhyNobody.ASKED_BEFORE),
        ({"carriers": {NOOR}, "unwanted": {SAM}}, WhyNobody.NOT_BY_THEM),
    ],
)
def test_who_has_no_candidate_at_all_stands_apart_with_why(lost, why):
    (place,) = answer_for([sought(1, **lost)], [free(NOOR), free(SAM)]).places
    assert (place.course, place.staff_id, place.reasons) == (RowCourse.NOBODY, None, (why,))


def test_who_leaves_or_is_long_away_is_no_candidate():
    (place,) = answer_for([sought(1)], [free(SAM, is_gone=True)]).places
    assert place.reasons == (WhyNobody.AWAY,)


def test_knowing_them_counts_for_more_than_all_reasons_after_it():
    knows = {Reason.KNOWS_PARTY}
    rest = set(Reason) - knows
    assert cost_of(knows) < cost_of(rest)
    costs = [cost_of(set(Reason) - {each}) for each in Reason]
    assert costs == sorted(costs, reverse=True)
    assert cost_of(set(Reason)) == 0
    assert cost_of(set()) == 2 ** len(Reason) - 1


def test_the_reasons_stand_in_their_order():
    person = free(SAM, theme_ids={GREEN}, is_here=False)
    found = reasons_for(sought(1, known_by={SAM}), person)
    assert found == (
        Reason.KNOWS_PARTY, Reason.KNOWS_THEME, Reason.SHARES_NETWORK, Reason.HAS_HOURS,
    )  # fmt: skip


def test_all_together_are_divided_better_than_one_by_one():
    # Sam knows both; Iris only fits the first. One by one Sam would take the first.
    rows = [sought(1, known_by={SAM, IRIS}), sought(2, known_by={SAM})]
    found = answer_for(rows, [free(SAM, 0.5), free(IRIS, 0.5)])
    assert chosen(found) == {1: IRIS, 2: SAM}
    assert found.is_proven
    assert found.missing_hours == 0


def test_free_hours_are_respected_and_what_lacks_is_told_by_theme_and_area():
    rows = [sought(1), sought(2), sought(3, theme_id=None)]
    found = answer_for(rows, [free(SAM, 0.5), free(IRIS, -2.0)])
    assert len(chosen(found)) == 1
    assert found.missing_hours == 1.0
    assert sum(each.hours for each in found.missing) == pytest.approx(1.0)
    assert {type(each) for each in found.missing} == {Lack}
    assert {each.area_id for each in found.missing} == {OAK}
    assert sorted(each.course for each in found.places) == ["no_hours", "no_hours", "proposed"]


def test_the_same_input_has_the_same_answer_in_whatever_order():
    rows = [sought(number) for number in range(1, 9)]
    people = [free(SAM, 2.0), free(IRIS, 2.0)]
    found = answer_for(rows, people)
    assert chosen(answer_for(rows[::-1], people[::-1])) == chosen(found)


def test_nothing_to_seek_is_an_answer_too():
    assert answer_for([], []).places == ()


@pytest.mark.parametrize(
    ("roles", "staff_id", "networks", "may"),
    [
        ({"connector"}, IRIS, {7}, True),
        ({"official"}, NOOR, {7}, True),
        ({"official"}, SAM, {7}, True),
        ({"official"}, IRIS, {7}, False),
        ({"connector"}, IRIS, {8}, False),
        ({"administrator", "sponsor"}, NOOR, set(), False),
    ],
)
def test_owner_deputy_and_connectors_of_the_network_see_to_it(roles, staff_id, networks, may):
    actor = Actor(
        kind=ActorKind.STAFF, tenant_id=1, staff_id=staff_id, roles=frozenset(roles),
        network_ids=frozenset(networks),
    )  # fmt: skip
    of_network = {"network_id": 7, "owner_id": NOOR, "deputy_id": SAM}
    assert may_propose(actor, **of_network) is may
    assert may_propose(system(1), **of_network)
    assert not may_propose(resident(1), **of_network)


def test_a_proposal_holds_for_thirty_days():
    assert not is_too_old(NOW, NOW + HOLDS_FOR)
    assert is_too_old(NOW, NOW + HOLDS_FOR + timedelta(minutes=1))
    assert is_too_old(None, NOW)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"newest_id": 2, "seen_id": 1}, "proposal_was_made_meanwhile"),
        ({"newest_id": 2, "seen_id": None}, "proposal_was_made_meanwhile"),
        ({"is_being_made": True}, "proposal_is_being_made"),
        ({"is_being_made": True, "asked_at": NOW - timedelta(hours=1)}, None),
        ({"newest_id": None, "seen_id": None}, None),
    ],
)
def test_one_of_two_proposals_at_once_wins_and_a_dead_worker_blocks_nothing(given, code):
    given = {"newest_id": 1, "seen_id": 1, "is_being_made": False, "asked_at": NOW, **given}
    if code is None:
        check_replaces(**given, now=NOW)
        return
    with pytest.raises(Refused, match=code):
        check_replaces(**given, now=NOW)


@pytest.mark.parametrize(
    ("course", "state", "code"),
    [
        (RowCourse.ASKED, ProposalState.MADE, "second_carrier_asked_before"),
        (RowCourse.PROPOSED, ProposalState.REPLACED, "proposal_was_replaced"),
        (RowCourse.PROPOSED, ProposalState.UNDER_WAY, "proposal_was_replaced"),
    ],
)
def test_a_row_is_asked_once_and_only_of_the_newest_proposal(course, state, code):
    with pytest.raises(Refused, match=code):
        check_row(course, state)
