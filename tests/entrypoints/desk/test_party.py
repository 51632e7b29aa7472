from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.domain.parties.actions import correct_party
from schakel.domain.parties.models import DigitalAddress, Party, PartyRelation
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# A request in a test runs inside the transaction of that test: a savepoint more, settings put back.
QUERIES_OF_THE_TEST = 4


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def matter(actor, team):
    return make.matter(actor, theme=team.theme, area=team.area, now=NOW, today=TODAY)


@pytest.fixture
def client(team):
    return staff_client(team.noor)


def text_of(client, party: Party) -> str:
    answer = client.get(f"/partijen/{party.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_page_tells_who_they_are_and_what_is_between_us(actor, team, client, matter):
    correct_party(
        actor=actor,
        party=matter.party,
        changes={
            "matters_to_them": "Ouderen die alleen thuis zijn.",
            "avoid_note": "Geen voicemail.",
            "avoid_channels": ["letter"],
            "preferred_channel": "phone",
        },
        now=NOW,
    )
    record_promise(
        actor=make.acting(team.noor),
        connection=matter.connection,
        matter=matter,
        side=Side.OURS,
        words="Ik zoek het uit.",
        given_by=team.noor,
        made_on=TODAY,
        due_on=None,
        today=TODAY,
        now=NOW,
    )
    page = text_of(client, matter.party)
    assert "Ouderen die alleen thuis zijn." in page
    assert "<dt>Liefst</dt><dd>telefoon</dd>" in page
    assert "<dt>Niet via</dt><dd><b>brief</b></dd>" in page
    assert "Geen voicemail." in page
    assert "Ik zoek het uit." in page
    assert f"/kwesties/{matter.pk}/" in page
    assert f"/verbindingen/{matter.connection_id}/" in page
    assert "nog niet gecontroleerd" in page


def test_an_address_that_failed_says_so(client, matter):
    DigitalAddress.objects.filter(party=matter.party).update(failed_at=NOW)
    assert "niet aangekomen" in text_of(client, matter.party)


def test_only_what_the_reader_may_see_stands_on_the_page(actor, team, matter):
    theme = make.theme(actor, "Energie")
    make.colleague(actor, "Els", networks=[make.network(actor, "Energie", themes=[theme])])
    hidden = make.matter(
        actor, sender=matter.party, story="Kanarie-elders", theme=theme, now=NOW, today=TODAY
    )
    reader = make.colleague(actor, "Vera", networks=[team.network])
    page = text_of(staff_client(reader), matter.party)
    assert f"/kwesties/{matter.pk}/" in page
    assert "Kanarie-elders" not in page
    assert f"/kwesties/{hidden.pk}/" not in page
    assert f"/verbindingen/{hidden.connection_id}/" not in page


def test_relations_name_only_those_whom_the_reader_knows(actor, team, client, matter):
    known = make.matter(actor, story="Een bankje", theme=team.theme, now=NOW, today=TODAY).party
    unknown = make.party(actor, "Kanarie Onbekend")
    for other in (known, unknown):
        PartyRelation.objects.create(
            tenant_id=actor.tenant_id,
            party=matter.party,
            other=other,
            kind="works_with",
            from_on=TODAY,
        )
    page = text_of(client, matter.party)
    assert "werkt samen met" in page
    assert "Kanarie Onbekend" not in page


def test_what_we_hold_can_be_corrected(client, matter):
    form = client.get(f"/partijen/{matter.party_id}/wijzigen/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {
        "name": "Fatima el Amrani",
        "matters_to_them": "De stoep is te smal.",
        "avoid_channels": ["phone"],
    }
    answer = client.post(f"/partijen/{matter.party_id}/wijzigen/", typed, follow=True)
    assert "De stoep is te smal." in answer.content.decode()
    party = Party.objects.get(pk=matter.party_id)
    assert party.avoid_channels == ["phone"]


def test_an_empty_name_is_refused_and_the_rest_stays_typed(client, matter):
    answer = client.post(
        f"/partijen/{matter.party_id}/wijzigen/", {"name": "", "matters_to_them": "De stoep."}
    )
    assert answer.status_code == 200
    assert "De stoep." in answer.content.decode()


def test_others_do_not_find_the_page(actor, matter):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    assert outsider.get(f"/partijen/{matter.party_id}/").status_code == 404
    assert outsider.get(f"/partijen/{matter.party_id}/wijzigen/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_contacts(team, client, matter):
    def filled(contacts: int) -> int:
        for number in range(contacts):
            make.contact(
                make.acting(team.noor), matter, happened_at=NOW - timedelta(days=number), now=NOW
            )
        with CaptureQueriesContext(connection) as queries:
            text_of(client, matter.party)
        return len(queries)

    few = filled(3)
    many = filled(27)
    assert few == many
    assert many <= 15 + QUERIES_OF_THE_TEST
