"""Who stands behind each network, for who sees it; and what is asked of a sponsor."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.domain.access.actions import make_action_link
from schakel.domain.access.rules import LinkAction
from schakel.domain.anchoring.actions import anchor_network, ask_sponsors, look_at_anchoring
from schakel.domain.anchoring.models import Confirmation, NetworkGap
from schakel.domain.health import actions as health
from schakel.domain.networks.actions import Backing
from schakel.domain.networks.models import Network
from schakel.domain.staff.actions import let_go
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture
def team(actor):
    Tenant.objects.filter(pk=actor.tenant_id).update(created_at=NOW - 400 * DAY)
    team = make.Team(actor)
    team.ada = make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR], hours=0)
    team.peter = make.colleague(actor, "Peter Bos", roles=[Role.SPONSOR], hours=0)
    team.vera = make.colleague(actor, "Vera", roles=[Role.COUNCILLOR], hours=0)
    return team


@pytest.fixture
def network(actor, team) -> Network:
    """All is there but hours; one sponsor is both."""
    backing = Backing(
        owner=team.noor,
        deputy=team.sam,
        administrative_sponsor=team.peter,
        political_sponsor=team.peter,
        hours=Decimal(0),
        mandate="Tot 2.500 euro per idee.",
        ends_on=None,
    )
    return anchor_network(actor=actor, network=team.network, backing=backing, today=TODAY, now=NOW)


@pytest.fixture
def asked(actor, network) -> Confirmation:
    return ask_sponsors(actor=actor, today=TODAY, now=NOW)[0]


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_in_words_how_each_network_stands(network, team):
    page = text(staff_client(team.noor).get("/wie-staat-hierachter/"))
    assert network.name in page
    assert "er ontbreekt iets" in page
    assert "uren per week" in page


def test_one_network_has_its_people_hours_mandate_gaps_and_answers(network, asked, team):
    page = text(staff_client(team.sam).get(f"/wie-staat-hierachter/{network.pk}/"))
    for said in ("Noor de Wit", "Peter Bos", "Tot 2.500 euro", "Er zijn geen uren", "Gevraagd"):
        assert said in page
    assert "wijzigen" not in page, "neither owner nor administrator"


@pytest.mark.parametrize("path", ["", "wijzigen/"])
def test_who_has_nothing_to_do_with_it_sees_no_network(network, team, path):
    client = staff_client(team.vera)
    assert client.get(f"/wie-staat-hierachter/{network.pk}/{path}").status_code == 404
    assert network.name not in text(client.get("/wie-staat-hierachter/"))


def test_a_deputy_changes_nothing(network, team):
    client = staff_client(team.sam)
    assert client.post(f"/wie-staat-hierachter/{network.pk}/wijzigen/", {}).status_code == 404


def test_the_owner_fills_in_what_is_missing_and_keeps_the_network(network, team):
    client = staff_client(team.noor)
    page = f"/wie-staat-hierachter/{network.pk}/"
    typed = {
        "owner": team.sam.pk, "deputy": team.sam.pk, "administrative_sponsor": team.peter.pk,
        "political_sponsor": team.peter.pk, "hours": "16", "mandate": "Tot 2.500 euro per idee.",
        "ends_on": (TODAY + 400 * DAY).isoformat(),
    }  # fmt: skip
    assert client.post(f"{page}wijzigen/", typed).url == page
    network.refresh_from_db()
    assert (network.owner, network.hours) == (team.noor, Decimal(16))
    assert "Alles wat nodig is, is er." in text(client.get(page))
    assert not NetworkGap.objects.filter(until_on__isnull=True).exists()


@pytest.mark.parametrize("wrong", [{"hours": "-3"}, {"hours": "1000"}, {"owner": "999999"},
                                   {"ends_on": "gisteren"}, {"deputy": "x"}])  # fmt: skip
def test_nonsense_is_refused_and_what_was_typed_stays(network, team, wrong):
    client = staff_client(team.ada)
    typed = {"mandate": "Een nieuw mandaat", **wrong}
    shown = text(client.post(f"/wie-staat-hierachter/{network.pk}/wijzigen/", typed))
    assert "Een nieuw mandaat" in shown
    network.refresh_from_db()
    assert network.owner == team.noor


def test_at_settings_the_same_is_filled_in_and_what_changed_is_told(network, team):
    client = staff_client(team.ada)
    page = f"/beheer/vragen/netwerken/{network.pk}/"
    typed = {"owner": team.noor.pk, "deputy": team.sam.pk, "hours": "8", "mandate": "Alles"}
    assert client.post(page, typed).status_code == 302
    shown = text(client.get(page))
    assert "8 uur per week" in shown
    assert "bestuurlijk opdrachtgever" in shown


def test_the_days_on_which_sponsors_are_asked_are_chosen_at_settings(team):
    client = staff_client(team.ada)
    page = "/beheer/vragen/opdrachtgevers-vragen/"
    assert "1 maart en 1 september" in text(client.get(page))
    typed = {"first_day": 1, "first_month": 5, "second_day": 20, "second_month": 11}
    assert client.post(page, typed).status_code == 302
    assert "1 mei en 20 november" in text(client.get(page))
    typed["second_month"], typed["second_day"] = 2, 30
    assert "twee verschillende dagen" in text(client.post(page, typed))


def test_a_sponsor_reads_what_is_asked_and_says_yes_in_one_click(actor, asked, team):
    matter = make.matter(actor, story="Kanarie van Fatima")
    client = staff_client(team.peter)
    page = text(client.get("/wat-wordt-er-van-mij-gevraagd/"))
    assert team.network.name in page
    assert "Er zijn geen uren" in page
    assert "Kanarie" not in page
    assert matter.party.name not in page
    say = f"/wie-staat-hierachter/woord/{asked.pk}/"
    assert client.post(say, {"word": "yes"}).url == "/wat-wordt-er-van-mij-gevraagd/"
    asked.refresh_from_db()
    assert (asked.word, asked.said_on) == ("yes", TODAY)


def test_no_needs_a_reason_and_the_owner_reads_it(asked, team):
    client = staff_client(team.peter)
    say = f"/wie-staat-hierachter/woord/{asked.pk}/"
    assert "Schrijf waarom" in text(client.post(say, {"word": "no", "words": " "}))
    client.post(say, {"word": "no", "words": "Geen geld meer."})
    owner = staff_client(team.noor)
    page = text(owner.get(f"/wie-staat-hierachter/{asked.network_id}/"))
    assert "Geen geld meer." in page
    assert team.network.name in text(owner.get("/vandaag/"))


def test_the_word_of_another_is_no_page(asked, team):
    for member in (team.noor, team.ada, team.vera):
        client = staff_client(member)
        say = f"/wie-staat-hierachter/woord/{asked.pk}/"
        assert client.get(say).status_code == client.post(say, {"word": "yes"}).status_code == 404
    asked.refresh_from_db()
    assert asked.word == ""


def test_on_vandaag_a_sponsor_says_yes_in_one_click(asked, team):
    page = text(staff_client(team.peter).get("/vandaag/"))
    assert f"/wie-staat-hierachter/woord/{asked.pk}/" in page
    assert reverse("asked-of-me") in page


def test_the_owner_has_one_row_for_a_network_with_many_connections(actor, network, team):
    for _ in range(3):
        make.matter(actor)
    numbers = make.matter(actor).connection_id
    health.look_again(tenant_id=actor.tenant_id, connections=[numbers], today=TODAY, now=NOW)
    health.look(actor=actor, today=TODAY, now=NOW)
    look_at_anchoring(actor=actor, today=TODAY, now=NOW)
    page = text(staff_client(team.noor).get("/vandaag/"))
    assert page.count(f"/wie-staat-hierachter/{network.pk}/") == 2, "the name and the step"
    connection = text(staff_client(team.noor).get(f"/verbindingen/{numbers}/"))
    assert "Het netwerk mist iets in de organisatie" in connection


@pytest.mark.parametrize("path", ["/wie-staat-hierachter/", "/wat-wordt-er-van-mij-gevraagd/"])
def test_the_number_of_queries_does_not_follow_from_the_number_of_networks(
    actor, asked, team, path, django_assert_max_num_queries
):
    client = staff_client(team.peter)
    for count in (3, 27):
        for _ in range(count):
            make.network(actor, administrative_sponsor=team.peter)
        with django_assert_max_num_queries(15):
            client.get(path)


def test_one_network_takes_few_queries(asked, team, django_assert_max_num_queries):
    client = staff_client(team.peter)
    for path in ("", "wijzigen/"):
        with django_assert_max_num_queries(15):
            client.get(f"/wie-staat-hierachter/{asked.network_id}/{path}")


def by_link(asked) -> str:
    token = make_action_link(
        actor=system(asked.tenant_id),
        matter=None,
        member=asked.sponsor,
        action=LinkAction.CONFIRM_BACKING,
        about_id=asked.task_id,
        now=NOW,
    )
    return f"/doen/{token}/"


def word(asked) -> str:
    asked.refresh_from_db()
    return str(asked.word)


def test_by_the_link_in_a_mail_looking_does_nothing_and_one_click_says_yes_once(asked):
    address = by_link(asked)
    for _ in range(2):
        shown = text(Client().get(address))
    assert "Staat u hier nog achter?" in shown
    assert word(asked) == ""
    assert "Gelukt" in text(Client().post(address, {"yes": ""}))
    assert word(asked) == "yes"
    Client().post(address, {"no": "", "words": "Toch niet"})
    assert word(asked) == "yes", "a link is used once; on the page they can come back on it"


def test_by_the_link_a_no_asks_why_and_is_not_spent_by_that(asked):
    address = by_link(asked)
    assert "Schrijf waarom" in text(Client().post(address, {"no": ""}))
    assert "Gelukt" in text(Client().post(address, {"no": "", "words": "Geen geld."}))
    assert word(asked) == "no"


def test_the_link_is_dead_when_the_sponsor_left_or_is_none_any_more(actor, asked, team):
    address = by_link(asked)
    let_go(actor=actor, member=team.peter, last_day=TODAY - DAY, now=NOW)
    assert "werkt niet meer" in text(Client().post(address, {"yes": ""}))
    assert word(asked) == ""


def test_the_link_does_nothing_once_somebody_else_is_the_sponsor(actor, asked, network, team):
    address = by_link(asked)
    backing = Backing(
        owner=team.noor, deputy=None, administrative_sponsor=team.ada, political_sponsor=team.ada,
        hours=Decimal(3), mandate="x", ends_on=None,
    )  # fmt: skip
    anchor_network(actor=actor, network=network, backing=backing, today=TODAY, now=NOW)
    text(Client().post(address, {"yes": ""}))
    assert word(asked) == ""
