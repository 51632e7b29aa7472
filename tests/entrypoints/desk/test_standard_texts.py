"""Texts to begin with: what was sent keeps its words."""

import pytest
from django.utils import timezone

from schakel.domain.answers.actions import add_standard_text
from schakel.domain.answers.models import StandardText
from schakel.domain.messages.models import Message
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
LIST = "/beheer/standaardteksten/"


@pytest.fixture
def boss(actor):
    return staff_client(make.colleague(actor, "Beheer", roles=[Role.ADMINISTRATOR]))


@pytest.fixture
def text(actor):
    return add_standard_text(
        actor=actor, name="Bedankt", text="Dank voor {onderwerp} ({kenmerk}).", now=NOW
    )


def url(matter):
    return f"/kwesties/{matter.pk}/antwoord/"


def test_an_administrator_makes_one_and_all_can_begin_with_it(boss, client, matter):
    boss.post(LIST, {"name": "Bedankt", "text": "Dank voor {onderwerp} ({kenmerk})."})
    made = StandardText.objects.get()
    assert "Bedankt" in boss.get(LIST).content.decode()
    assert "Bedankt" in client.get(url(matter)).content.decode()
    page = client.post(
        url(matter), {"text": "Dag.", "standard_text": made.pk, "begin": "1"}, follow=True
    ).content.decode()
    assert "Dag.\n\nDank voor {onderwerp} ({kenmerk})." in page.replace("\r", "")


def test_the_preview_and_the_mail_have_the_real_values(client, matter):
    typed = "Dank voor {onderwerp} ({kenmerk}), {naam}."
    page = client.post(url(matter), {"text": typed, "preview": "1"}).content.decode()
    assert f"({matter.reference}), Fatima el Amrani." in page
    client.post(url(matter), {"text": typed})
    sent = Message.objects.get(matter=matter, kind="answer").typed
    assert sent == f"Dank voor {matter.subject} ({matter.reference}), Fatima el Amrani."


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Bel {telefoon}.", "niet wat bij {telefoon} hoort"), ("Dag {adres}.", "kennen {adres} niet")],
)
@pytest.mark.parametrize("button", [{}, {"preview": "1"}])
def test_what_cannot_be_filled_in_is_said_before_sending(client, matter, typed, said, button):
    page = client.post(url(matter), {"text": typed, **button}).content.decode()
    assert said in page
    assert not Message.objects.filter(matter=matter, kind="answer").exists()


def test_a_phone_number_is_filled_in_when_there_is_one(team, client, matter):
    StaffMember.objects.filter(pk__in=[team.noor.pk, team.sam.pk]).update(phone="0500 123456")
    client.post(url(matter), {"text": "Bel {telefoon}."})
    assert Message.objects.get(matter=matter, kind="answer").typed == "Bel 0500 123456."


def test_a_change_is_a_new_version_and_what_was_sent_stays(boss, client, matter, text):
    client.post(url(matter), {"text": "", "standard_text": text.pk, "begin": "1"})
    client.post(url(matter), {"text": text.text})
    before = Message.objects.get(matter=matter, kind="answer").typed
    boss.post(f"{LIST}{text.pk}/", {"name": "Bedankt", "text": "Heel veel dank."})
    new = StandardText.objects.current().get()
    assert (new.version, new.text, new.before) == (2, "Heel veel dank.", text)
    assert StandardText.objects.get(pk=text.pk).text == "Dank voor {onderwerp} ({kenmerk})."
    assert Message.objects.get(matter=matter, kind="answer").typed == before
    assert Line.objects.get(what="draft.sent").details["standard_text_id"] == text.pk
    assert boss.get(f"{LIST}{text.pk}/").status_code == 404


def test_a_retired_one_cannot_be_chosen(boss, client, matter, text):
    boss.post(f"{LIST}{text.pk}/weg/")
    assert "Bedankt" not in client.get(url(matter)).content.decode()
    assert Line.objects.filter(what="standard_text.retired").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Nieuw", "text": "Dag {adres}."}, "kennen {adres} niet"),
        ({"name": "bedankt", "text": "Dag."}, "al een standaardtekst"),
    ],
)
def test_what_cannot_be_kept_is_said(boss, text, fields, said):
    assert said in boss.post(LIST, fields).content.decode()
    assert StandardText.objects.count() == 1


def test_colleagues_cannot_change_them(client, text):
    assert client.get(LIST).status_code == 404
    assert client.post(f"{LIST}{text.pk}/weg/").status_code == 404
