"""What happened while somebody was away, and after whom a lead looks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.contacts.rules import Direction
from schakel.domain.networks.actions import appoint_network_deputy
from schakel.domain.networks.models import NetworkDeputy
from schakel.domain.staff.actions import appoint_lead, plan_absence
from schakel.domain.staff.models import SilentAfter, StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.actions import ask_for
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind
from tests import make
from tests.pages import staff_client

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def was_away(actor, member, today):
    plan_absence(
        actor=actor, member=member, from_on=today - 5 * DAY, until_on=today, now=timezone.now()
    )


def rows(client):
    return client.get("/terug/").context["rows"]


def test_what_happened_meanwhile_is_read_per_matter(actor, team, matter, today):
    client = staff_client(matter.owner)
    assert rows(client) == []
    was_away(actor, matter.owner, today)
    now = timezone.now()
    make.contact(
        make.acting(matter.second, today),
        matter,
        direction=Direction.OUTBOUND,
        staff_id=matter.second_id,
        happened_at=now,
        now=now,
    )
    row = rows(client)[0]
    assert row.who == matter.party.name
    assert f"{matter.second.name} antwoordde op" in row.what
    assert "Nieuw op" in row.what


def test_only_what_the_reader_may_see(actor, team, matter, today):
    outside = make.colleague(actor, "Olaf", roles=[Role.OFFICIAL])
    was_away(actor, outside, today)
    make.matter(actor, theme=team.theme, confidential=True, now=timezone.now(), today=today)
    assert rows(staff_client(outside)) == []
    sponsor = make.colleague(actor, "Ada", roles=[Role.SPONSOR])
    assert staff_client(sponsor).get("/terug/").status_code == 404


@pytest.mark.parametrize("many", [3, 30])
def test_the_number_of_queries_of_the_summary_does_not_grow(
    actor, team, today, django_assert_max_num_queries, many
):
    was_away(actor, team.noor, today)
    for _ in range(many):
        made = make.matter(actor, theme=team.theme, now=timezone.now(), today=today)
        make.contact(actor, made, happened_at=timezone.now(), now=timezone.now())
    client = staff_client(team.noor)
    with django_assert_max_num_queries(15):
        assert len(rows(client)) == many


def test_a_deputy_in_one_network_is_chosen_among_who_sees_it(actor, client, team, today):
    outside = make.colleague(actor, "Olaf")
    place = f"network_{team.network.pk}"
    page = client.get("/afwezig/")
    assert [name for _, name in page.context["per_network"].fields[place].choices][1:] == [
        "Sam Jansen"
    ]
    assert "geen vervanger" in page.content.decode()
    refused = client.post("/afwezig/", {"asked": "networks", place: outside.pk})
    assert refused.status_code == 200
    client.post("/afwezig/", {"asked": "networks", place: team.sam.pk})
    assert NetworkDeputy.objects.get().deputy == team.sam
    appoint_network_deputy(
        actor=actor, network=team.network, member=team.sam, deputy=team.noor, now=make.NOW
    )
    assert "vervangen de vervangers elkaar" in client.get("/afwezig/").content.decode()


def test_a_lead_looks_after_a_colleague_and_says_that_all_is_well(actor, team, today):
    lead = make.colleague(actor, "Lea Leidt", roles=[Role.SPONSOR])
    appoint_lead(actor=actor, member=team.noor, lead=lead, now=make.NOW)
    task = ask_for(
        actor=actor,
        member=lead,
        kind=Kind.LOOK_AFTER,
        about=team.noor,
        due_on=today,
        now=timezone.now(),
    )
    client = staff_client(lead)
    assert "Noor de Wit" in client.get("/vandaag/").content.decode()
    page = client.get("/omzien/").content.decode()
    assert f"/afwezig/?colleague={team.noor.pk}" in page
    assert staff_client(team.sam).get("/omzien/").context["rows"] == []
    client.post(f"/taken/{task.pk}/klaar/", {"next": "/omzien/"})
    assert client.get("/omzien/").context["rows"] == []
    assert Task.objects.get(pk=task.pk).done_at is not None


def test_an_administrator_says_who_leads_and_when_silence_asks_attention(actor, team):
    client = staff_client(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))
    path = f"/beheer/medewerkers/{team.noor.pk}/leidinggevende/"
    assert client.post(path, {"lead": team.sam.pk}).status_code == 302
    assert StaffMember.objects.get(pk=team.noor.pk).lead == team.sam
    assert client.post(path, {"lead": team.noor.pk}).status_code == 200
    assert staff_client(team.sam).get(path).status_code == 404
    assert client.post("/beheer/vragen/stilte/", {"days": 8}).status_code == 302
    assert SilentAfter.objects.get().working_days == 8
    page = client.get("/beheer/vragen/stilte/").content.decode()
    assert "Na 8 werkdagen zonder teken van leven" in page
    assert client.post("/beheer/vragen/stilte/", {"days": 99}).status_code == 200


def test_who_does_something_here_is_seen_and_nobody_reads_when(team, client, today):
    StaffMember.objects.filter(pk=team.noor.pk).update(seen_on=None)
    client.get("/vandaag/")
    assert StaffMember.objects.get(pk=team.noor.pk).seen_on == today
