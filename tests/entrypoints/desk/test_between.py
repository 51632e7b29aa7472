"""The pages about a connection between two whom we introduced."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.health import actions as health
from schakel.domain.health.models import Break, Standing
from schakel.domain.initiatives.actions import rather_not_meet
from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.surveys.rules import Word
from schakel.entrypoints.desk.standings import reasons
from schakel.foundation.kernel.actor import resident
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.introduced import introduced, told, two_matters
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture
def team(actor):
    Tenant.objects.filter(pk=actor.tenant_id).update(created_at=NOW - 200 * DAY)
    return make.Team(actor)


@pytest.fixture
def two(actor, team):
    return two_matters(actor)


@pytest.fixture
def between(two):
    return introduced(*two, today=TODAY, now=NOW)


@pytest.fixture
def noor(two):
    return staff_client(two[0].owner)


def words(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def looked(actor) -> None:
    numbers = list(Connection.objects.values_list("pk", flat=True))
    health.look_again(tenant_id=actor.tenant_id, connections=numbers, today=TODAY, now=NOW)
    health.look(actor=actor, today=TODAY, now=NOW)


def test_the_page_names_both_and_when_we_introduced_them(two, between, noor):
    page = words(noor, f"/verbindingen/{between.pk}/")
    assert "<h1>Fatima el Amrani en Piet de Vries</h1>" in page
    assert "Wij stelden hen aan elkaar voor op" in page
    assert "Zij vertelden nog niet over contact" in page
    for never in ("about=connection-", "Wat wij beloofden", "/ritme/", "/rust/"):
        assert never not in page
    assert f"/partijen/{two[1].party_id}/" in page


def test_what_both_say_stands_there_with_who_said_it(actor, two, between, noor):
    told(between, two[0], Word.GOOD, NOW, "Wij planten samen.")
    told(between, two[1], Word.DOES_NOT_GO, NOW, "Zij belt nooit.")
    looked(actor)
    page = words(noor, f"/verbindingen/{between.pk}/")
    assert "Fatima el Amrani: het gaat goed" in page
    assert "Piet de Vries: het loopt niet" in page
    assert "Een van beiden zegt dat het niet loopt." in page
    assert "Zij vertelden één keer over contact." in page
    assert "Fatima el Amrani en Piet de Vries" in words(noor, "/vandaag/")
    found = Standing.objects.get(connection=between)
    assert found.state == "broken"


def test_lists_and_both_parties_show_it(actor, two, between, noor):
    looked(actor)
    assert "Fatima el Amrani en Piet de Vries" in words(noor, "/verbindingen/")
    for of, other in (two, two[::-1]):
        page = words(noor, f"/partijen/{of.party_id}/")
        assert f"met {other.party.name}, door ons voorgesteld" in page


def test_a_contact_is_never_about_it(two, between, noor):
    page = words(noor, f"/contact/?party={two[0].party_id}&text=Gebeld+met+Fatima")
    assert f"connection-{between.pk}" not in page
    assert f"connection-{two[0].connection_id}" in page
    response = noor.post(f"/verbindingen/{between.pk}/ritme/", {"days": "30"})
    assert "Dit is tussen die twee." in response.content.decode()


def test_who_may_not_see_the_connection_sees_no_words_on_the_matter(actor, team, two, between):
    told(between, two[1], Word.DOES_NOT_GO, NOW, "Zij belt nooit.")
    assert "Zij belt nooit." not in words(staff_client(two[1].owner), f"/kwesties/{two[1].pk}/")
    stranger = make.colleague(actor, "Kees Stam", networks=[make.network(actor, "Elders")])
    assert staff_client(stranger).get(f"/verbindingen/{between.pk}/").status_code == 404


def test_a_network_that_knows_one_of_them_gets_no_page_of_the_other(actor, team, two, between):
    """The connection is of the network of the first; the other is a name there."""
    away = make.network(actor, "Elders")
    theirs = make.colleague(actor, "Kees Stam", networks=[away])
    Connection.objects.filter(pk=between.pk).update(network=away)
    page = words(staff_client(theirs), f"/verbindingen/{between.pk}/")
    assert "Piet de Vries" in page
    assert f"/partijen/{two[1].party_id}/" not in page
    assert staff_client(theirs).get(f"/partijen/{two[1].party_id}/").status_code == 404


def test_with_many_words_it_takes_as_many_queries(
    two, between, noor, django_assert_max_num_queries
):
    told(between, two[0], Word.GOOD, NOW)
    with django_assert_max_num_queries(19) as few:
        words(noor, f"/verbindingen/{between.pk}/")
    for number in range(1, 15):
        told(between, two[number % 2], Word.GOOD, NOW - number * DAY)
    with django_assert_max_num_queries(19) as many:
        words(noor, f"/verbindingen/{between.pk}/")
    assert len(few) == len(many)


def test_the_reason_speaks_of_the_two_of_them(actor, two, between):
    Carrier.objects.filter(connection=between).update(accepted_at=NOW)
    told(between, two[1], Word.COULD_BE_BETTER, NOW)
    looked(actor)
    found = Standing.objects.select_related("connection").get(connection=between)
    assert [each.what for each in reasons(found, TODAY)] == [
        "Een van beiden zegt dat het beter kan."
    ]


def test_of_what_was_stuck_between_them_is_told_that_one_stopped_and_not_who(
    actor, two, between, noor
):
    told(between, two[0], Word.DOES_NOT_GO, now=NOW)
    looked(actor)
    stuck = Break.objects.get()
    ending = words(noor, f"/vastgelopen/{stuck.pk}/einde/")
    assert "Zij gaan niet samen verder" in ending
    assert "ons niet meer spreken" not in ending
    assert "met u te spreken" not in words(noor, f"/vastgelopen/{stuck.pk}/hersteld/")
    side = IntroductionSide.objects.get(matter=two[1])
    whose = resident(side.tenant_id, side.matter_id)
    rather_not_meet(actor=whose, side=side, today=TODAY, now=NOW)
    looked(actor)
    assert "Piet" not in words(noor, "/vastgelopen/")
    page = words(noor, f"/vastgelopen/{stuck.pk}/")
    assert "zij gaan niet samen verder" in page
    assert "Een van beiden stopte ermee." in page
    assert "Heropenen" not in page
