"""Functions: added, filled, vacant, and what each carries."""

import re
from datetime import timedelta

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schakel.domain.connections.actions import accept_carrying, connect, give_carriers
from schakel.domain.connections.models import Carrier
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.staff.actions import add_position
from schakel.domain.staff.models import Position, StaffMember
from schakel.domain.staff.rules import Role
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def administrator(actor, team):
    member = make.colleague(
        actor, "Ada Beheer", roles=[Role.ADMINISTRATOR], networks=[team.network], hours=0
    )
    return staff_client(member)


@pytest.fixture
def connected(actor, team):
    found = connect(
        actor=actor, party=make.party(actor, "Buurttuin De Eik"), network=team.network,
        theme=team.theme, area=team.area, today=TODAY, now=NOW,
    )  # fmt: skip
    give_carriers(actor=actor, connection=found, members={CarrierRank.FIRST: team.noor}, now=NOW)
    accept_carrying(connection=found, member=team.noor, now=NOW)
    return found


@pytest.fixture
def position(actor, team):
    return add_position(
        actor=actor, name="Gebiedsregisseur Oost", fallback=team.sam, holder=None, now=NOW
    )


def words(answer, status=200):
    assert answer.status_code == status
    text = re.sub(r"<(title|style)[^>]*>.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def carriers(of):
    now = Carrier.objects.filter(connection=of, until_at__isnull=True)
    return dict(now.values_list("rank", "staff_id"))


def test_a_function_is_added_and_stands_vacant(team, administrator):
    assert "Nog geen functie draagt iets" in words(administrator.get(reverse("positions")))
    typed = {"name": "Gebiedsregisseur Oost", "fallback": team.sam.pk}
    told = words(administrator.post(reverse("position-new"), typed, follow=True))
    assert "Gebiedsregisseur Oost is vacant: Sam Jansen neemt waar." in told
    assert "Er is al een functie" in words(administrator.post(reverse("position-new"), typed))
    other = {**typed, "name": "Een andere", "holder": team.sam.pk}
    assert "daar zijn twee mensen voor nodig" in words(
        administrator.post(reverse("position-new"), other)
    )
    assert "1 functie, waarvan 1 vacant" in words(
        administrator.get(reverse("question-group", args=["mensen"]))
    )


def test_only_administrators_arrange_functions(team, position, client):
    for url in (
        reverse("positions"), reverse("position-new"), reverse("position-fill", args=[position.pk]),
    ):  # fmt: skip
        assert client.get(url).status_code == 404


def test_a_function_carries_and_who_fills_it_carries_all_of_it(
    actor, team, position, connected, administrator, client
):
    url = reverse("connection-position", args=[connected.pk])
    client.post(url, {"position": position.pk, "rank": "first"})
    assert carriers(connected) == {"first": team.sam.pk}
    page = words(client.get(reverse("connection", args=[connected.pk])))
    assert "Gebiedsregisseur Oost is vacant" in page
    iris = make.colleague(actor, "Iris Bakker", networks=[team.network])
    fill = reverse("position-fill", args=[position.pk])
    told = words(administrator.get(fill))
    assert "Deze functie draagt 1 contact." in told
    assert "Is de functie vacant, dan draagt Sam Jansen alles." in told
    administrator.post(fill, {"holder": iris.pk})
    assert carriers(connected) == {"first": iris.pk}
    assert Passing.objects.get().course == "accepted"
    assert "Gebiedsregisseur Oost is Iris Bakker." in words(
        client.get(reverse("connection-places", args=[connected.pk]))
    )
    administrator.post(fill, {"holder": ""})
    assert carriers(connected) == {"first": team.sam.pk}


def test_the_list_of_functions_asks_as_many_queries_for_thirty(actor, team, administrator):
    for number in range(31):
        add_position(actor=actor, name=f"Functie {number}", fallback=team.sam, now=NOW)
    with CaptureQueriesContext(db) as queries:
        told = administrator.get(reverse("positions"))
    assert len(queries) <= 15 + 6
    assert "?voor=" in told.content.decode()


def test_nobody_leaves_while_something_would_be_nobodys(team, connected, administrator):
    url = reverse("settings-let-go", args=[team.noor.pk])
    told = words(administrator.get(url))
    assert "Noor de Wit draagt 1 contact. Dat zou van niemand zijn." in told
    assert "Laat gaan en begin de overdracht" in told
    last_day = (TODAY + timedelta(days=20)).isoformat()
    told = words(administrator.post(url, {"last_day": last_day}))
    assert "Aantal contacten van Noor de Wit: 1. Begin meteen de overdracht." in told
    assert StaffMember.objects.get(pk=team.noor.pk).works_until is None
    administrator.post(url, {"last_day": last_day, "starts_hand_over": "on"})
    assert StaffMember.objects.get(pk=team.noor.pk).works_until is not None
    assert HandOver.objects.get().staff == team.noor


def test_who_carries_nothing_just_leaves(actor, team, administrator):
    member = make.colleague(actor, "Iris Bakker", networks=[team.network])
    url = reverse("settings-let-go", args=[member.pk])
    assert "Iris Bakker draagt niets." in words(administrator.get(url))
    administrator.post(url, {"last_day": TODAY.isoformat()})
    assert not HandOver.objects.exists()
    assert StaffMember.objects.get(pk=member.pk).works_until is not None


def test_a_function_carries_no_place_of_who_is_there_already(actor, team, connected, position):
    give_carriers(
        actor=actor, connection=connected, members={CarrierRank.SECOND: team.sam}, now=NOW
    )
    client = staff_client(team.noor)
    url = reverse("connection-position", args=[connected.pk])
    assert "Sam Jansen draagt dit al." in words(
        client.post(url, {"position": position.pk, "rank": "first"})
    )
    assert not Position.objects.filter(holder__isnull=False).exists()
