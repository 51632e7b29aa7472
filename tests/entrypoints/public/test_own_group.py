"""The page of a group asks whether somebody else speaks for it, and keeps private what is."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from schakel.domain.access.models import PageLink
from schakel.domain.contacts.actions import Upload, record_contact
from schakel.domain.contacts.models import Attachment
from schakel.domain.contacts.rules import Direction
from schakel.domain.parties.actions import verify_address
from schakel.domain.parties.models import DigitalAddress, PartyKind
from schakel.domain.spokespersons.actions import ask_change, confirm_change
from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.domain.spokespersons.rules import Course, Given, Proof
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.rules import Word
from schakel.foundation.kernel.actor import resident
from tests import make
from tests.residents import address_of, link_to, opened

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
AT = {"today": TODAY, "now": NOW}


@pytest.fixture
def world(actor):
    team = make.Team(actor)
    sender = Sender(name="Tuingroep", kind=PartyKind.GROUP, email="oud@bewoner.example")
    matter = make.matter(actor, sender=sender, theme=team.theme, **AT)
    new = make.party(actor, "Nel Nieuw", email="nieuw@bewoner.example")
    noor = make.acting(matter.owner, TODAY)
    verify_address(actor=noor, address=DigitalAddress.objects.get(party=new), now=NOW)
    link = link_to(matter)
    client = opened(link)
    return SimpleNamespace(
        actor=actor, matter=matter, new=new, noor=noor, link=link, client=client,
        page=address_of(link),
    )  # fmt: skip


def asked(world):
    return ask_change(
        actor=world.noor, group=world.matter.party, newcomer=world.new, today=TODAY, now=NOW
    )


def test_the_page_of_a_group_asks_it_and_a_yes_closes_it(world):
    assert "woordvoerder" not in world.client.get(world.page).content.decode()
    change = asked(world)
    page = world.client.get(world.page).content.decode()
    assert "Nel Nieuw zegt voor uw groep te spreken." in page
    answer = world.client.post(f"{world.page}woordvoerder/", {"right": "yes"})
    assert answer.status_code == 302
    assert answer.url == "/"
    change.refresh_from_db()
    assert change.course is Course.CONFIRMED
    assert world.client.get(f"{world.page}woordvoerder/").status_code == 302
    assert "groenstrook" not in world.client.get(world.page).content.decode()


def test_a_no_needs_a_word_and_nothing_changes(world):
    change = asked(world)
    page = world.client.post(f"{world.page}woordvoerder/", {"right": "no"}).content.decode()
    assert "Schrijf waarom het niet klopt." in page
    sent = {"right": "no", "objection": "Wij kozen haar niet."}
    page = world.client.post(f"{world.page}woordvoerder/", sent, follow=True).content.decode()
    assert "Een collega spreekt met u allebei." in page
    change.refresh_from_db()
    assert (change.course, change.objection) == (Course.CONTESTED, "Wij kozen haar niet.")


def test_where_nothing_is_asked_there_is_no_such_page(world):
    assert world.client.get(f"{world.page}woordvoerder/").status_code == 404
    assert not SpokespersonChange.objects.exists()


def test_the_new_one_sees_what_is_of_the_group_and_nothing_private(world):
    own = resident(world.actor.tenant_id, world.matter.pk)
    say(
        actor=own, connection=world.matter.connection, matter=world.matter,
        party=world.matter.party, word=Word.DOES_NOT_GO, own_words="Ik word er moe van", now=NOW,
    )  # fmt: skip
    old = make.party(world.actor, "Olga Oud")
    common = {"matter": world.matter, "channel": "phone", "direction": Direction.INBOUND}
    for party, words in ((world.matter.party, "Wij willen bomen"), (old, "Thuis gaat het slecht")):
        record_contact(
            actor=world.noor, party=party, summary=words, happened_at=NOW, now=NOW,
            uploads=(Upload(f"{words}.txt", b"tekst"),), **common,
        )  # fmt: skip
    later = timezone.now() + timedelta(seconds=1)
    confirm_change(
        actor=world.noor, change=asked(world), today=TODAY, now=later,
        given=Given(proof=Proof.DOCUMENT, words="Notulen", document_on=TODAY),
    )  # fmt: skip
    link = PageLink.objects.get(matter=world.matter, revoked_at__isnull=True)
    client, page = opened(link), address_of(link)
    shown = client.get(page).content.decode()
    told = json.loads(client.get(f"{page}gegevens/").content)
    for text in (shown, json.dumps(told)):
        assert "Wij willen bomen" in text
        for private in ("Thuis gaat het slecht", "Ik word er moe van", "oud@bewoner.example"):
            assert private not in text, private
    of_old = Attachment.objects.get(contact__party=old)
    of_group = Attachment.objects.get(contact__party=world.matter.party)
    assert client.get(f"{page}bijlage/{of_old.pk}/").status_code == 404
    assert client.get(f"{page}bijlage/{of_group.pk}/").status_code == 200
    corrected = client.get(f"{page}verbeteren/").content.decode()
    assert "nieuw@bewoner.example" in corrected
    assert "oud@bewoner" not in corrected
