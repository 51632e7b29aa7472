"""One proposal for the second carriers of a network, from the facts to a yes."""

from datetime import timedelta

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext

from schakel.domain.connections.actions import accept_carrying, connect, give_carriers
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity.actions.passings import accept_passing, decline_passing
from schakel.domain.continuity.actions.second_carriers import (
    ask_next,
    ask_proposal,
    ask_second,
    leave_second,
    take_proposal,
)
from schakel.domain.continuity.models import Passing, Proposal, ProposalRow
from schakel.domain.continuity.queries.second_carriers import answer, lacking, said_no
from schakel.domain.continuity.rules.proposal import HOLDS_FOR, RowCourse
from schakel.domain.matters.models import Matter
from schakel.domain.staff.actions import let_go, plan_absence
from schakel.domain.tasks.actions import ask_other_carrier
from schakel.entrypoints.worker import second_carriers as worker
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.domain.matters.test_at_once import at_once
from tests.make import NOW, TODAY

LATER = NOW + HOLDS_FOR + timedelta(hours=1)


@pytest.fixture
def team(actor):
    return grown(actor)


def grown(actor):
    team = make.Team(actor)
    team.iris = make.colleague(actor, "Iris Bakker", networks=[team.network])
    return team


def carried(actor, team, name, *members, accept=True, **fields):
    party = make.party(actor, name)
    found = connect(
        actor=actor, party=party, network=team.network, theme=team.theme, area=team.area,
        today=TODAY, now=NOW,
    )  # fmt: skip
    ranks = dict(zip(CarrierRank, members, strict=False))
    give_carriers(actor=actor, connection=found, members=ranks, now=NOW)
    for each in members if accept else ():
        accept_carrying(connection=found, member=each, now=NOW)
    Connection.objects.filter(pk=found.pk).update(**fields)
    return found


def numbers(team, **fields):
    found = lacking([team.network.pk], TODAY)[team.network.pk]
    return {each.connection.pk: each.is_asked for each in found}


def proposed(team, by=None, instead_of=None):
    by = by or make.acting(team.noor)
    return ask_proposal(actor=by, network=team.network, instead_of=instead_of, today=TODAY, now=NOW)


def rows(proposal):
    return {each.connection_id: each for each in ProposalRow.objects.filter(proposal=proposal)}


def test_what_lacks_a_living_second_who_said_yes(actor, team):
    alone = carried(actor, team, "Alleen Noor", team.noor)
    both = carried(actor, team, "Noor en Sam", team.noor, team.sam)
    asked = carried(actor, team, "Sam zei nog niets", team.noor, team.sam, accept=False)
    gone = carried(actor, team, "Iris is weg", team.noor, team.iris)
    carried(actor, team, "Afgerond", team.noor, completed_on=TODAY)
    carried(actor, team, "In vertrouwen", team.noor, is_confidential=True)
    type(team.iris).objects.filter(pk=team.iris.pk).update(works_until=TODAY)
    assert numbers(team) == {alone.pk: False, asked.pk: True, gone.pk: False}
    assert both.pk not in numbers(team)


def test_one_proposal_has_who_fits_with_the_reasons(actor, team):
    first = carried(actor, team, "De Eik", team.noor)
    earlier = carried(actor, team, "De Beuk", team.noor)
    Carrier.objects.create(
        tenant_id=actor.tenant_id, connection=earlier, staff=team.iris, rank="second",
        from_at=NOW, until_at=NOW,
    )  # fmt: skip
    found = rows(proposed(team))
    assert found[earlier.pk].staff == team.iris
    assert found[earlier.pk].reasons == [
        "knows_party", "knows_theme", "knows_area", "shares_network", "has_hours", "is_here",
    ]  # fmt: skip
    assert found[first.pk].staff_id in {team.iris.pk, team.sam.pk}
    assert found[first.pk].hours == pytest.approx(0.1)


def test_what_is_in_confidence_and_what_was_learned_there_stays_out(actor, team):
    open_one = carried(actor, team, "De Eik", team.noor)
    secret = connect(
        actor=actor, party=open_one.party, network=team.network, theme=None, area=None,
        today=TODAY, now=NOW,
    )  # fmt: skip
    Connection.objects.filter(pk=secret.pk).update(is_confidential=True)
    give_carriers(actor=actor, connection=secret, members={CarrierRank.FIRST: team.iris}, now=NOW)
    found = rows(proposed(team))
    assert set(found) == {open_one.pk}
    assert "knows_party" not in found[open_one.pk].reasons


def test_who_goes_is_long_away_or_was_not_wanted_is_no_candidate(actor, team):
    matter = make.matter(actor)
    Matter.objects.filter(pk=matter.pk).update(owner=team.sam, second=None)
    give_carriers(
        actor=actor, connection=matter.connection,
        members={CarrierRank.FIRST: team.noor, CarrierRank.SECOND: None}, now=NOW,
    )  # fmt: skip
    matter.refresh_from_db()
    ask_other_carrier(actor=actor, matter=matter, wish="Niet Sam", today=TODAY, now=NOW)
    plan_absence(
        actor=make.acting(team.iris), member=team.iris, from_on=TODAY,
        until_on=TODAY + timedelta(days=60), now=NOW,
    )  # fmt: skip
    (row,) = rows(proposed(team)).values()
    assert (row.course, row.reasons) == ("nobody", ["they_want_others"])


def test_hours_that_lack_are_told_by_theme_and_area(actor, team):
    for each in (team.sam, team.iris):
        type(each).objects.filter(pk=each.pk).update(connecting_hours=0)
    for number in range(3):
        carried(actor, team, f"Groep {number}", team.noor)
    proposal = proposed(team)
    assert {each.course for each in rows(proposal).values()} == {"no_hours"}
    assert proposal.missing_hours == pytest.approx(0.3)
    assert proposal.missing == [[team.theme.pk, team.area.pk, pytest.approx(0.3)]]


def test_what_somebody_carries_and_is_asked_for_takes_of_their_hours(actor, team):
    type(team.iris).objects.filter(pk=team.iris.pk).update(connecting_hours=0)
    type(team.sam).objects.filter(pk=team.sam.pk).update(connecting_hours=0.3)
    carried(actor, team, "Sam draagt dit", team.sam, team.noor)
    for number in range(3):
        carried(actor, team, f"Groep {number}", team.noor)
    proposal = proposed(team)
    courses = sorted(each.course for each in rows(proposal).values())
    assert courses == ["no_hours", "proposed", "proposed"]


def test_who_is_asked_says_yes_and_carries_it(actor, team):
    found = carried(actor, team, "De Eik", team.noor)
    row = rows(proposed(team))[found.pk]
    row = ask_second(actor=make.acting(team.noor), row=row, today=TODAY, now=NOW)
    assert (row.course, row.passing.course, row.passing.successor) == ("asked", "asked", row.staff)
    assert numbers(team) == {found.pk: True}
    accept_passing(actor=make.acting(row.staff), passing=row.passing, today=TODAY, now=NOW)
    assert numbers(team) == {}
    second = Carrier.objects.get(connection=found, rank="second", until_at__isnull=True)
    assert (second.staff, second.accepted_at) == (row.staff, NOW)


def test_who_says_no_is_not_proposed_for_it_again(actor, team):
    found = carried(actor, team, "De Eik", team.noor)
    proposal = proposed(team)
    row = ask_second(
        actor=make.acting(team.noor), row=rows(proposal)[found.pk], today=TODAY, now=NOW
    )
    decline_passing(
        actor=make.acting(row.staff), passing=row.passing, reason="Geen tijd", today=TODAY, now=NOW
    )
    assert said_no([row]) == {row.pk}


def test_somebody_else_can_be_chosen_but_not_who_carries_it(actor, team):
    found = carried(actor, team, "De Eik", team.noor)
    row = rows(proposed(team))[found.pk]
    other = team.iris if row.staff == team.sam else team.sam
    asking = {"actor": make.acting(team.noor), "row": row, "today": TODAY, "now": NOW}
    with pytest.raises(Refused, match="second_carrier_not_to_choose"):
        ask_second(**asking, member=team.noor)
    row = ask_second(**asking, member=other)
    assert (row.staff, row.reasons) == (other, [])
    with pytest.raises(Refused, match="second_carrier_asked_before"):
        ask_second(**asking)


def test_who_may_not_arrange_it_does_nothing(actor, team):
    found = carried(actor, team, "De Eik", team.noor)
    stranger = make.acting(make.colleague(actor, "Vreemd"))
    with pytest.raises(Refused, match="second_carriers_not_yours"):
        proposed(team, by=stranger)
    proposal = proposed(team)
    row = rows(proposal)[found.pk]
    for deed in (
        lambda: ask_second(actor=stranger, row=row, today=TODAY, now=NOW),
        lambda: leave_second(actor=stranger, row=row, now=NOW),
        lambda: take_proposal(actor=stranger, proposal=proposal, today=TODAY, now=NOW),
    ):
        with pytest.raises(Refused, match="second_carriers_not_yours"):
            deed()


@pytest.mark.parametrize("change", ["too old", "has a second", "person left", "person goes"])
def test_a_row_whose_facts_changed_is_outdated_and_nobody_is_asked(actor, team, change):
    found = carried(actor, team, "De Eik", team.noor)
    row = rows(proposed(team))[found.pk]
    if change == "has a second":
        other = {CarrierRank.SECOND: team.sam}
        give_carriers(actor=actor, connection=found, members=other, now=NOW)
    if change == "person left":
        let_go(actor=actor, member=row.staff, last_day=TODAY - timedelta(days=1), now=NOW)
    if change == "person goes":
        let_go(actor=actor, member=row.staff, last_day=TODAY + timedelta(days=9), now=NOW)
    now = LATER if change == "too old" else NOW
    row = ask_second(actor=make.acting(team.noor), row=row, today=TODAY, now=now)
    assert row.course == "outdated"
    assert not Passing.objects.exists()


def test_taking_all_over_asks_each_and_stops_at_nothing(actor, team):
    for number in range(4):
        carried(actor, team, f"Groep {number}", team.noor)
    proposal = proposed(team)
    first, *_rest = ProposalRow.objects.filter(proposal=proposal).order_by("pk")
    leave_second(actor=make.acting(team.noor), row=first, now=NOW)
    take_proposal(actor=make.acting(team.noor), proposal=proposal, today=TODAY, now=NOW)
    courses = sorted(each.course for each in rows(proposal).values())
    assert courses == ["asked", "asked", "asked", "not_wanted"]
    assert Passing.objects.filter(course="asked").count() == 3


def test_a_new_proposal_replaces_the_last_one_and_leaves_out_who_is_asked(actor, team):
    for number in range(2):
        carried(actor, team, f"Groep {number}", team.noor)
    old = proposed(team)
    row = ProposalRow.objects.filter(proposal=old).first()
    ask_second(actor=make.acting(team.noor), row=row, today=TODAY, now=NOW)
    with pytest.raises(Refused, match="proposal_was_made_meanwhile"):
        proposed(team)
    new = proposed(team, instead_of=old.pk)
    old.refresh_from_db()
    assert (old.state, new.state, len(rows(new))) == ("replaced", "made", 1)
    left = ProposalRow.objects.filter(proposal=old, course="proposed").first()
    with pytest.raises(Refused, match="proposal_was_replaced"):
        ask_second(actor=make.acting(team.noor), row=left, today=TODAY, now=NOW)


def test_the_journal_says_what_was_proposed_by_numbers_alone(actor, team):
    carried(actor, team, "De Eik", team.noor)
    proposal = proposed(team)
    line = Line.objects.get(what="proposal.made")
    assert (line.subject_id, line.details) == (proposal.pk, {"network_id": team.network.pk})


def test_reading_takes_as_many_queries_for_many_as_for_few(actor, team):
    counts = []
    for number in range(2):
        for each in range(1 if number == 0 else 12):
            carried(actor, team, f"Groep {number} {each}", team.noor)
        with CaptureQueriesContext(db) as asked:
            answer(team.network, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


def test_of_two_proposals_at_once_one_wins(committed):
    town = make.tenant()
    actor = system(town.pk)
    with within_tenant(town.pk):
        team = grown(actor)
        carried(actor, team, "De Eik", team.noor)
        people = [make.acting(each) for each in (team.noor, team.sam)]
    ends = at_once(town.pk, *(lambda by=by: proposed(team, by=by) for by in people))
    assert "proposal_was_made_meanwhile" in ends
    with within_tenant(town.pk):
        assert Proposal.objects.count() == 1


def test_a_large_network_is_proposed_and_taken_over_by_the_worker(committed, monkeypatch):
    monkeypatch.setattr("schakel.domain.continuity.actions.second_carriers.MOST_AT_ONCE", 2)
    monkeypatch.setattr(worker, "ASKED_TOGETHER", 2)
    town = make.tenant()
    actor = system(town.pk)
    with within_tenant(town.pk):
        team = grown(actor)
        for number in range(5):
            carried(actor, team, f"Groep {number}", team.noor)
        proposal = proposed(team)
        assert (proposal.state, rows(proposal)) == ("waiting", {})
        assert Line.objects.filter(what="proposal.asked").exists()
    ids = {"tenant_id": town.pk, "subject_id": proposal.pk, "line_id": 0}
    for _twice in range(2):
        worker.make_proposal(**ids)
    with within_tenant(town.pk):
        assert len(rows(proposal)) == 5
        take_proposal(actor=make.acting(team.noor), proposal=proposal, today=TODAY, now=NOW)
        assert Line.objects.filter(what="proposal.taking_asked").exists()
    worker.take_proposal(**ids)
    with within_tenant(town.pk):
        assert {each.course for each in rows(proposal).values()} == {RowCourse.ASKED}
        assert ask_next(actor=actor, proposal=proposal, most=2, today=TODAY, now=NOW) == 0
