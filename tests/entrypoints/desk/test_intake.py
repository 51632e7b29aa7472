from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.domain.contacts.models import Attachment
from schakel.domain.initiatives.models import Initiative
from schakel.domain.matters.models import Matter
from schakel.domain.parties.models import Party
from schakel.domain.staff.rules import Role
from schakel.domain.terms.models import Term
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client


def typed(team, **fields):
    return {
        "key": "een-sleutel",
        "name": "Fatima el Amrani",
        "party_kind": "person",
        "sector": "resident",
        "email": "fatima@bewoner.example",
        "phone": "",
        "story": "Een groenstrook op de Kastanjelaan.",
        "kind": "idea",
        "channel": "desk",
        "came_on": timezone.localdate().isoformat(),
        "theme": team.theme.pk,
        "area": team.area.pk,
        **fields,
    }


def test_a_colleague_enters_what_somebody_came_with_in_their_name(client, team):
    answer = client.post(
        "/kwesties/nieuw/", typed(team, avoid_channels=["phone"], avoid_note="Niet inspreken")
    )
    matter = Matter.objects.get()
    assert answer.url == f"/kwesties/{matter.pk}/"
    assert matter.entered_by == team.noor
    assert matter.party.name == "Fatima el Amrani"
    assert matter.party.avoid_channels == ["phone"]
    assert Initiative.objects.filter(matter=matter).exists()
    opened = Line.objects.get(what="matter.opened")
    assert (opened.actor_kind, opened.actor_id) == ("staff", team.noor.pk)


def test_the_term_counts_from_the_day_on_which_it_came(client, team):
    came_on = timezone.localdate() - timedelta(days=6)
    client.post("/kwesties/nieuw/", typed(team, came_on=came_on.isoformat()))
    assert Term.objects.get().started_on == came_on


def test_sending_it_twice_makes_one(client, team):
    client.post("/kwesties/nieuw/", typed(team))
    client.post("/kwesties/nieuw/", typed(team))
    assert Matter.objects.count() == 1


def test_somebody_whom_we_know_stays_one_party(actor, client, team):
    known = make.matter(actor, theme=team.theme).party
    page = client.get(f"/kwesties/nieuw/?party={known.pk}").content.decode()
    assert known.name in page
    client.post(f"/kwesties/nieuw/?party={known.pk}", typed(team, name=""))
    assert Party.objects.count() == 1
    assert Matter.objects.filter(party=known).count() == 2


def test_somebody_of_another_network_does_not_exist(actor, team):
    known = make.matter(actor, theme=team.theme).party
    outsider = staff_client(make.colleague(actor, "Gast", roles=[Role.OFFICIAL]))
    assert outsider.get(f"/kwesties/nieuw/?party={known.pk}").status_code == 404
    assert outsider.get("/kwesties/nieuw/?party=x").status_code == 404


def test_who_does_not_share_it_hears_who_carries_it(actor, team):
    outsider = staff_client(make.colleague(actor, "Gast", roles=[Role.OFFICIAL], hours=0))
    answer = outsider.post("/kwesties/nieuw/", typed(team), follow=True)
    assert answer.redirect_chain[0][0] == "/vandaag/"
    assert Matter.objects.get().reference in answer.content.decode()


def test_in_confidence_only_the_carriers_see_it(actor, client, team):
    client.post("/kwesties/nieuw/", typed(team, confidential="on", supporter="Buurvrouw Ans"))
    assert not Matter.objects.exists()
    assert "Fatima el Amrani" in client.get("/kwesties/").content.decode()
    colleague = make.colleague(actor, "Els", networks=[team.network])
    assert "Fatima el Amrani" not in staff_client(colleague).get("/kwesties/").content.decode()


def test_attachments_come_along(client, team):
    files = [SimpleUploadedFile(f"brief-{n}.txt", b"Beste gemeente") for n in (1, 2)]
    client.post("/kwesties/nieuw/", typed(team, attachments=files))
    assert sorted(Attachment.objects.values_list("name", flat=True)) == [
        "brief-1.txt",
        "brief-2.txt",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"story": ""},
        {"name": ""},
        {"email": "geen adres"},
        {"phone": "12"},
        {"came_on": (timezone.localdate() + timedelta(days=1)).isoformat()},
    ],
)
def test_what_was_typed_stays_when_it_is_refused(client, team, fields):
    answer = client.post("/kwesties/nieuw/", typed(team, **fields))
    assert answer.status_code == 200
    assert "alert--error" in answer.content.decode()
    assert not Matter.objects.exists()


def test_who_carries_nothing_takes_nothing_in(actor):
    councillor = make.colleague(actor, "Wim", roles=[Role.COUNCILLOR])
    assert staff_client(councillor).get("/kwesties/nieuw/").status_code == 404
