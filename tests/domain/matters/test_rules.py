from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.matters import rules
from schakel.domain.matters.rules import (
    FOLLOWS,
    Candidate,
    Proposal,
    Reason,
    Receiver,
    Status,
    propose_carriers,
)
from schakel.foundation.kernel.refused import Refused

GREEN, ROADS, OAKS = 1, 2, 11


def candidate(number, **values):
    return Candidate(number, f"Colleague {number}", **{"free_hours": 4.0, **values})


def proposed(*candidates, theme_id=GREEN, area_id=OAKS, wanted_not=frozenset()):
    return propose_carriers(candidates, theme_id, area_id, wanted_not)


def test_every_status_says_what_may_follow():
    assert set(FOLLOWS) == set(Status)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("to", Status)
def test_a_status_follows_only_from_the_table(status, to):
    if to in FOLLOWS[status]:
        rules.check_move(status, to, "ze belde opnieuw")
    else:
        with pytest.raises(Refused) as refused:
            rules.check_move(status, to, "ze belde opnieuw")
        assert (
            refused.value.code
            in {
                Status.OPEN: {"matter_is_open"},
                Status.ANSWERED: {"matter_cannot_become"},
                Status.CLOSED: {"matter_was_closed"},
                Status.WITHDRAWN: {"matter_was_withdrawn"},
                Status.PASSED_ON: {"matter_was_passed_on"},
            }[status]
        )


@pytest.mark.parametrize("status", [each for each in Status if Status.OPEN in FOLLOWS[each]])
def test_a_matter_is_opened_again_with_a_reason(status):
    rules.check_move(status, Status.OPEN, "het gat zit er nog")
    with pytest.raises(Refused) as refused:
        rules.check_move(status, Status.OPEN, " ")
    assert refused.value.code == "reopening_needs_reason"


@pytest.mark.parametrize(
    ("status", "receiver_name", "receiver", "consents", "code"),
    [
        (Status.OPEN, "waterschap", Receiver.GOVERNMENT, False, None),
        (Status.OPEN, "woningcorporatie", Receiver.OTHER, True, None),
        (Status.OPEN, "woningcorporatie", Receiver.OTHER, False, "passing_on_needs_consent"),
        (Status.OPEN, " ", Receiver.GOVERNMENT, True, "passing_on_needs_receiver"),
        (Status.CLOSED, "waterschap", Receiver.GOVERNMENT, True, "matter_was_closed"),
    ],
)
def test_only_another_government_gets_it_without_consent(
    status, receiver_name, receiver, consents, code
):
    if code is None:
        rules.check_pass_on(status, receiver_name, receiver, consents)
        return
    with pytest.raises(Refused) as refused:
        rules.check_pass_on(status, receiver_name, receiver, consents)
    assert refused.value.code == code


def test_after_four_weeks_we_ask_whether_they_were_heard():
    assert rules.ask_whether_heard_on(date(2026, 11, 3)) == date(2026, 12, 1)


def test_who_spoke_with_the_party_before_goes_first():
    knows_theme = candidate(1, theme_ids=frozenset({GREEN}), area_ids=frozenset({OAKS}))
    knows_party = candidate(2, earlier_contacts=1, free_hours=0.0)
    proposal = proposed(knows_theme, knows_party)
    assert (proposal.first, proposal.second) == (2, 1)
    assert proposal.reasons_first == (Reason.KNOWS_PARTY, Reason.IS_HERE)
    assert proposal.reasons_second == (
        Reason.KNOWS_THEME,
        Reason.KNOWS_AREA,
        Reason.HAS_HOURS,
        Reason.IS_HERE,
    )


def test_the_theme_goes_before_the_area_and_the_area_before_hours():
    theme = candidate(3, theme_ids=frozenset({GREEN}), free_hours=0.0)
    area = candidate(2, area_ids=frozenset({OAKS}), free_hours=0.0)
    hours = candidate(1, theme_ids=frozenset({ROADS}))
    assert proposed(hours, area, theme).first == 3
    assert proposed(hours, area).first == 2


def test_the_second_preferably_shares_a_network_with_the_first():
    first = candidate(1, earlier_contacts=1, network_ids=frozenset({7}))
    same_network = candidate(3, network_ids=frozenset({7, 8}), free_hours=0.0)
    other_network = candidate(2, network_ids=frozenset({9}))
    proposal = proposed(first, other_network, same_network)
    assert proposal.second == 3
    assert Reason.SHARES_NETWORK in proposal.reasons_second


def test_nobody_who_is_absent_or_not_wanted_is_proposed():
    people = (candidate(1, absent=True), candidate(2), candidate(3))
    assert proposed(*people, wanted_not=frozenset({2})) == Proposal(
        first=3, reasons_first=(Reason.HAS_HOURS, Reason.IS_HERE)
    )


def test_of_equals_the_one_with_fewest_open_matters_is_proposed():
    people = (candidate(1, open_matters=9), candidate(2, open_matters=3), candidate(3))
    assert proposed(*people).first == 3


def test_with_nobody_there_is_no_proposal():
    assert proposed(candidate(1, absent=True)) == Proposal()


def test_a_matter_without_theme_or_area_is_still_carried():
    proposal = propose_carriers([candidate(1), candidate(2)], None, None)
    assert (proposal.first, proposal.second) == (1, 2)


ids = st.frozensets(st.integers(1, 3), max_size=3)
candidates = st.lists(
    st.builds(
        Candidate,
        staff_id=st.integers(1, 9),
        name=st.just("Noor"),
        theme_ids=ids,
        area_ids=ids,
        network_ids=ids,
        free_hours=st.sampled_from([0.0, 0.5, 1.0, 8.0]),
        open_matters=st.integers(0, 3),
        absent=st.booleans(),
        earlier_contacts=st.integers(0, 2),
    ),
    max_size=9,
    unique_by=lambda each: each.staff_id,
)


def test_who_belongs_to_the_network_of_the_matter_goes_before_who_has_hours():
    proposal = propose_carriers(
        [
            candidate(1, free_hours=9.0),
            candidate(2, free_hours=0.0, network_ids=frozenset({7})),
            candidate(3, free_hours=0.0, network_ids=frozenset({7, 8})),
        ],
        None,
        None,
        network_id=7,
    )
    assert (proposal.first, proposal.second) == (2, 3)
    assert Reason.SHARES_NETWORK in proposal.reasons_first


def worth(candidate, theme_id, area_id, beside=None):
    """Higher is better: the order of importance, written out for one person."""
    return (
        bool(candidate.earlier_contacts),
        theme_id in candidate.theme_ids,
        area_id in candidate.area_ids,
        bool(beside and candidate.network_ids & beside.network_ids),
        candidate.free_hours >= 1,
        candidate.earlier_contacts,
        -candidate.open_matters,
        candidate.free_hours,
        -candidate.staff_id,
    )


@given(candidates, st.integers(1, 3) | st.none(), st.integers(1, 3) | st.none(), ids)
def test_the_proposal_is_the_best_of_all_pairs(people, theme_id, area_id, wanted_not):
    here = [each for each in people if not each.absent and each.staff_id not in wanted_not]
    proposal = propose_carriers(people, theme_id, area_id, wanted_not)
    if len(here) < 2:
        assert (proposal.first, proposal.second) == (here[0].staff_id if here else None, None)
        return
    first, second = max(
        permutations(here, 2),
        key=lambda pair: (
            worth(pair[0], theme_id, area_id),
            worth(pair[1], theme_id, area_id, beside=pair[0]),
        ),
    )
    assert (proposal.first, proposal.second) == (first.staff_id, second.staff_id)


@given(st.data(), candidates)
def test_the_order_of_the_candidates_does_not_matter(source, people):
    shuffled = source.draw(st.permutations(people))
    assert propose_carriers(people, 1, 1) == propose_carriers(shuffled, 1, 1)
