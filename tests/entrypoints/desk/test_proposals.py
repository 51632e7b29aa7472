"""Vervangers: the networks, one proposal with its reasons, asking one by one or all at once."""

from datetime import timedelta

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schakel.domain.connections.models import Connection
from schakel.domain.continuity.actions.passings import accept_passing, decline_passing
from schakel.domain.continuity.models import Passing, Proposal, ProposalRow
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from tests import make
from tests.entrypoints.desk.test_what_if import QUERIES, carried, words
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def iris(actor, team):
    return make.colleague(actor, "Iris Bakker", networks=[team.network])


@pytest.fixture
def client(team):
    return staff_client(team.noor)


def made(client, team, instead_of=""):
    page = reverse("second-carriers-of", args=[team.network.pk])
    return client.post(page, {"instead_of": instead_of}, follow=True).content.decode()


def row_of(connection):
    return ProposalRow.objects.get(connection=connection, proposal__state="made")


def test_the_list_says_how_many_have_no_deputy(actor, team, client):
    carried(actor, team, "Alleen Noor", team.noor)
    carried(actor, team, "Noor en Sam", team.noor, team.sam)
    assert "1 contact heeft geen vervanger die ja zei." in words(client, "second-carriers")


def test_a_proposal_says_who_and_why_and_asks_nobody(actor, team, client):
    carried(actor, team, "Buurttuin De Eik", team.noor)
    assert "Schakel vraagt nog niemand: u kiest." in made(client, team)
    told = words(client, "second-carriers-of", team.network.pk)
    assert "Buurttuin De Eik" in told
    assert "Sam Jansen kan dit doen. Ongeveer 0,1 uur per week." in told
    why = "Sam Jansen kent het onderwerp, kent het gebied, heeft uren over en is er vandaag."
    assert why in told
    assert "Dit is de best mogelijke verdeling." in told
    assert not Passing.objects.exists()


@pytest.mark.parametrize(
    ("role", "inside", "place", "status"),
    [
        (Role.CONNECTOR, True, "", 200),
        (Role.CONNECTOR, False, "", 404),
        (Role.OFFICIAL, True, "", 404),
        (Role.OFFICIAL, True, "owner", 200),
        (Role.OFFICIAL, True, "deputy", 200),
        (Role.OFFICIAL, False, "owner", 404),
        (Role.SPONSOR, True, "", 404),
        (Role.ADMINISTRATOR, False, "", 404),
    ],
)
def test_only_owner_deputy_and_connectors_of_the_network_see_it(
    actor, team, role, inside, place, status
):
    member = make.colleague(
        actor, "Kijker", roles=[role], networks=[team.network] if inside else []
    )
    if place:
        setattr(team.network, place, member)
        team.network.save()
    found = carried(actor, team, "De Eik", team.noor)
    made(staff_client(team.noor), team)
    client = staff_client(member)
    number = row_of(found).pk
    for name, key in (
        ("second-carriers-of", team.network.pk), ("second-carriers-all", team.network.pk),
        ("second-carrier-ask", number),
    ):  # fmt: skip
        assert client.get(reverse(name, args=[key])).status_code == status, name
    answer = client.post(reverse("second-carrier-leave", args=[number]))
    assert answer.status_code == (302 if status == 200 else 404)


def test_who_is_asked_says_yes_or_no_and_the_row_tells_it(actor, team, client, iris):
    one = carried(actor, team, "De Eik", team.noor)
    other = carried(actor, team, "De Beuk", team.noor)
    made(client, team)
    page = reverse("second-carrier-ask", args=[row_of(one).pk])
    told = client.post(page, {"to": str(team.sam.pk)}, follow=True).content.decode()
    assert "Sam Jansen is gevraagd." in told
    assert "Sam Jansen is gevraagd en antwoordt uiterlijk" in told
    page = reverse("second-carrier-ask", args=[row_of(other).pk])
    client.post(page, {"to": str(iris.pk)})
    at = {"today": TODAY, "now": NOW}
    accept_passing(actor=make.acting(team.sam), passing=row_of(one).passing, **at)
    decline_passing(actor=make.acting(iris), passing=row_of(other).passing, reason="Druk", **at)
    told = words(client, "second-carriers-of", team.network.pk)
    assert "Sam Jansen zei ja. Nu maken zij kennis." in told
    assert "Iris Bakker kan het niet doen. Schakel zoekt verder." in told


def test_all_at_once_after_reading_what_follows(actor, team, client):
    for number in range(3):
        carried(actor, team, f"Groep {number}", team.noor)
    made(client, team)
    told = words(client, "second-carriers-all", team.network.pk)
    assert "Voor 3 contacten vragen wij wie daarvoor is voorgesteld." in told
    assert not Passing.objects.exists()
    client.post(reverse("second-carriers-all", args=[team.network.pk]))
    assert Passing.objects.filter(course="asked").count() == 3
    told = words(client, "second-carriers-of", team.network.pk)
    assert "Voor 3 van de 3 contacten is iemand gevraagd." in told
    assert "Neem alles over" not in told


def test_nobody_for_now_can_still_become_somebody(actor, team, client):
    found = carried(actor, team, "De Eik", team.noor)
    made(client, team)
    client.post(reverse("second-carrier-leave", args=[row_of(found).pk]))
    assert "U vraagt hiervoor nu niemand." in words(client, "second-carriers-of", team.network.pk)
    page = reverse("second-carrier-ask", args=[row_of(found).pk])
    client.post(page, {"to": str(team.sam.pk)})
    assert row_of(found).course == "asked"


def test_hours_that_lack_are_told_by_theme_and_area_and_never_by_person(actor, team, client):
    StaffMember.objects.filter(pk=team.sam.pk).update(connecting_hours=0)
    for number in range(4):
        carried(actor, team, f"Groep {number}", team.noor)
    made(client, team)
    told = words(client, "second-carriers-of", team.network.pk)
    assert "Er ontbreken 0,4 uur per week: 0,4 voor Groen · Oosterpoort." in told
    assert "Sam Jansen" not in told


def test_what_changed_or_is_old_says_so_and_offers_nothing(actor, team, client):
    one = carried(actor, team, "De Eik", team.noor)
    carried(actor, team, "De Beuk", team.noor)
    made(client, team)
    Connection.objects.filter(pk=one.pk).update(completed_on=TODAY)
    told = words(client, "second-carriers-of", team.network.pk)
    assert told.count("Hier is iets veranderd. Maak een nieuw voorstel.") == 1
    assert told.count("Vraag hem of haar") == 1
    Proposal.objects.update(made_at=NOW - timedelta(days=31))
    told = words(client, "second-carriers-of", team.network.pk)
    assert "Dit voorstel is ouder dan 30 dagen." in told
    assert "Vraag hem of haar" not in told
    assert "Neem alles over" not in told


def test_who_left_is_not_asked_and_the_row_is_outdated(actor, team, client):
    found = carried(actor, team, "De Eik", team.noor)
    made(client, team)
    StaffMember.objects.filter(pk=team.sam.pk).update(works_until=TODAY)
    page = reverse("second-carrier-ask", args=[row_of(found).pk])
    told = client.post(page, {"to": str(team.sam.pk)}, follow=True).content.decode()
    assert "Hier is iets veranderd." in told
    assert row_of(found).course == "outdated"


def test_a_colleague_who_made_one_meanwhile_is_not_overruled(actor, team, client):
    carried(actor, team, "De Eik", team.noor)
    made(client, team)
    assert "Een collega maakte intussen een voorstel." in made(client, team)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("typed", ["x", "0", "", "99999999999999999999"])
def test_nonsense_asks_nobody(actor, team, client, typed):
    found = carried(actor, team, "De Eik", team.noor)
    assert "instead_of" in made(client, team, typed) or Proposal.objects.exists()
    Proposal.objects.exists() or made(client, team)
    page = reverse("second-carrier-ask", args=[row_of(found).pk])
    assert client.post(page, {"to": typed}).status_code == 200
    assert client.get(page + "?voor=x").status_code == 200
    assert not Passing.objects.exists()


def test_what_came_in_confidence_since_is_seen_by_nobody_else(actor, team, client):
    found = carried(actor, team, "Kanarie", team.sam)
    made(client, team)
    number = row_of(found).pk
    Connection.objects.filter(pk=found.pk).update(is_confidential=True)
    assert "Kanarie" not in words(client, "second-carriers-of", team.network.pk)
    assert client.get(reverse("second-carrier-ask", args=[number])).status_code == 404


def test_as_many_queries_for_three_as_for_thirty(actor, team, client):
    counts = []
    for more in (3, 27):
        for number in range(more):
            carried(actor, team, f"Groep {more} {number}", team.noor)
        Proposal.objects.update(state="replaced")
        made(client, team)
        with CaptureQueriesContext(db) as asked:
            words(client, "second-carriers-of", team.network.pk)
        with CaptureQueriesContext(db) as asked_list:
            words(client, "second-carriers")
        counts.append((len(asked), len(asked_list)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= QUERIES
