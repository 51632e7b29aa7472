from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.staff.models import Absence, StaffMember
from schakel.domain.staff.rules import Role
from tests import make
from tests.pages import staff_client


@pytest.fixture
def day():
    return timezone.localdate() + timedelta(days=3)


def plan(client, day, last_day=None, path="/afwezig/"):
    last = last_day.isoformat() if last_day else ""
    return client.post(path, {"asked": "plan", "from_on": day.isoformat(), "last_day": last})


def test_the_last_day_is_still_away(client, team, day):
    assert plan(client, day, day).status_code == 302
    absence = Absence.objects.get(staff=team.noor)
    assert (absence.from_on, absence.until_on) == (day, day + timedelta(days=1))
    assert len(client.get("/afwezig/").context["planned"]) == 1


def test_an_absence_that_ends_before_it_begins_is_refused(client, day):
    answer = plan(client, day, day - timedelta(days=1))
    assert answer.status_code == 200
    assert day.isoformat() in answer.content.decode()
    assert not Absence.objects.exists()


def test_an_absence_can_be_taken_back(client, team, day):
    plan(client, day)
    number = Absence.objects.get().pk
    client.post("/afwezig/", {"asked": "cancel", "absence": number})
    assert not Absence.objects.exists()


def test_the_own_deputy_is_shown_and_chosen(client, team):
    client.post("/afwezig/", {"asked": "deputy", "deputy": team.sam.pk})
    assert StaffMember.objects.get(pk=team.noor.pk).deputy == team.sam
    assert client.get("/afwezig/").context["deputy"].initial["deputy"] == team.sam.pk
    answer = client.post("/afwezig/", {"asked": "deputy", "deputy": team.noor.pk})
    assert answer.status_code == 200


def test_who_answers_for_somebody_is_shown_and_chosen(client, team):
    client.post("/afwezig/", {"asked": "deputy", "secretary": team.sam.pk})
    assert StaffMember.objects.get(pk=team.noor.pk).secretary == team.sam
    assert client.get("/afwezig/").context["deputy"].initial["secretary"] == team.sam.pk
    client.post("/afwezig/", {"asked": "deputy"})
    assert StaffMember.objects.get(pk=team.noor.pk).secretary is None


def test_what_has_nobody_on_those_days_is_said_in_words(actor, client, team, day):
    matter = make.matter(actor, theme=team.theme, now=timezone.now())
    plan(client, day, day + timedelta(days=4))
    assert client.get("/afwezig/").context["unattended"] == []
    plan(staff_client(team.sam), day + timedelta(days=2))
    row = client.get("/afwezig/").context["unattended"][0]
    assert row.who == matter.party.name
    assert "Sam Jansen is ook weg" in row.what
    assert row.steps[0].url == f"/kwesties/{matter.pk}/overdragen/"


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 302), (Role.CONNECTOR, 404)])
def test_only_an_administrator_or_the_lead_plans_for_others(actor, team, day, role, status):
    other = staff_client(make.colleague(actor, "Ada", roles=[role]))
    path = f"/afwezig/?colleague={team.noor.pk}"
    assert plan(other, day, path=path).status_code == status


def test_a_lead_plans_for_their_people(actor, team, day):
    lead = make.colleague(actor, "Lea", roles=[Role.SPONSOR])
    StaffMember.objects.filter(pk=team.noor.pk).update(lead=lead)
    client = staff_client(lead)
    assert "Noor de Wit" in client.get("/afwezig/").content.decode()
    assert plan(client, day, path=f"/afwezig/?colleague={team.noor.pk}").status_code == 302


@pytest.mark.parametrize("many", [3, 30])
def test_the_number_of_queries_does_not_grow(
    actor, client, team, day, django_assert_max_num_queries, many
):
    for _ in range(many):
        make.matter(actor, theme=team.theme, now=timezone.now())
    plan(client, day)
    plan(staff_client(team.sam), day)
    client.get("/afwezig/")
    with django_assert_max_num_queries(15 + 4):
        assert len(client.get("/afwezig/").context["unattended"]) == many
