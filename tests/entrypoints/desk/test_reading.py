"""A second reader: never a lock, always the writer who decides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.answers.actions import tell_of_silent_readers
from schakel.domain.answers.models import Draft
from schakel.domain.messages.models import Message
from schakel.domain.networks.models import Network
from schakel.domain.notices.models import Notice
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.models import Task
from schakel.domain.terms.models import Term
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def reads_along(team):
    Network.objects.filter(pk=team.network.pk).update(reads_along=True)


@pytest.fixture
def asked(reads_along, team, client, matter):
    client.post(url(matter), {"text": "Ja, dat kan.", "reader": team.sam.pk, "ask": "1"})
    return Draft.objects.get(matter=matter)


def url(matter):
    return f"/kwesties/{matter.pk}/antwoord/"


def reading(matter):
    return f"/kwesties/{matter.pk}/meelezen/"


def test_it_is_off_to_begin_with(client, matter):
    assert "meelezen" not in client.get(url(matter)).content.decode()


def test_an_administrator_turns_it_on_for_a_network(actor, team, client, matter):
    boss = staff_client(make.colleague(actor, "Beheer", roles=[Role.ADMINISTRATOR]))
    boss.post("/beheer/meelezen/", {"networks": [team.network.pk]})
    assert Network.objects.get(pk=team.network.pk).reads_along
    assert Line.objects.filter(what="network.reading_along_chosen").count() == 1
    page = client.get(url(matter)).content.decode()
    assert "Een collega laten meelezen" in page
    assert client.get("/beheer/meelezen/").status_code == 404


def test_the_way_back_from_reading_along_is_that_to_the_settings(actor, team):
    boss = staff_client(make.colleague(actor, "Beheer", roles=[Role.ADMINISTRATOR]))
    assert '<a href="/beheer/">Annuleren</a>' in boss.get("/beheer/meelezen/").text


def test_a_colleague_is_asked_with_a_task_and_the_clock_runs(team, asked, matter):
    assert (asked.reader, asked.verdict) == (team.sam, "")
    assert Task.objects.get(matter=matter, kind="read_along").staff == team.sam
    assert Term.objects.running().filter(matter=matter, suspended_from=None).exists()
    sam = staff_client(team.sam)
    assert reading(matter) in sam.get("/vandaag/").content.decode()
    assert "Ja, dat kan." in sam.get(reading(matter)).content.decode()


def test_the_reader_changes_it_and_agrees(team, client, asked, matter):
    sam = staff_client(team.sam)
    sam.post(reading(matter), {"text": "Ja, dat kan in maart.", "remark": "kanarie", "agreed": "1"})
    assert not Task.objects.open().filter(matter=matter, kind="read_along").exists()
    assert Notice.objects.get(kind="draft_read").staff == team.noor
    page = client.get(url(matter)).content.decode()
    for words in (
        "Ja, dat kan in maart.",
        "Sam Jansen: akkoord.",
        "kanarie",
        "veranderde de tekst",
    ):
        assert words in page
    client.post(url(matter), {"text": "Ja, dat kan in maart.", "revision": "1"})
    sent = Message.objects.get(matter=matter, kind="answer")
    assert "kanarie" not in sent.typed
    line = Line.objects.get(what="draft.sent")
    assert line.details["verdict"] == "agreed"
    assert "kanarie" not in str(list(Line.objects.values_list("details", flat=True)))


def test_line_ends_of_a_browser_change_nothing(team, client, reads_along, matter):
    client.post(url(matter), {"text": "Ja.\n\nDat kan.", "reader": team.sam.pk, "ask": "1"})
    staff_client(team.sam).post(reading(matter), {"text": "Ja.\r\n\r\nDat kan.", "agreed": "1"})
    assert Draft.objects.get(matter=matter).revision == 0


def test_rather_not_does_not_hold_it_up(team, client, asked, matter):
    staff_client(team.sam).post(reading(matter), {"text": asked.text, "rather_not": "1"})
    assert "liever niet zo" in client.get(url(matter)).content.decode()
    client.post(url(matter), {"text": "Ja, dat kan."})
    assert Message.objects.filter(matter=matter, kind="answer").exists()


def test_the_writer_need_not_wait(client, asked, matter):
    client.post(url(matter), {"text": "Ja, dat kan."})
    assert Message.objects.filter(matter=matter, kind="answer").exists()
    assert not Task.objects.open().filter(matter=matter, kind="read_along").exists()


def test_who_is_not_asked_finds_nothing(actor, team, client, asked, matter):
    assert client.get(reading(matter)).status_code == 404
    third = make.colleague(actor, "Derde", networks=[team.network])
    assert staff_client(third).get(reading(matter)).status_code == 404
    assert "Ja, dat kan." not in staff_client(third).get(url(matter)).content.decode()


def test_somebody_who_may_not_see_it_cannot_be_asked(actor, reads_along, client, matter):
    outsider = make.colleague(actor, "Gast", networks=[make.network(actor)])
    page = client.post(url(matter), {"text": "Ja.", "reader": outsider.pk, "ask": "1"})
    assert page.status_code == 200
    assert not Task.objects.filter(kind="read_along").exists()


def test_after_a_working_day_the_writer_hears_that_they_can_send(actor, team, asked):
    for moment in (NOW + timedelta(hours=1), NOW + timedelta(days=7), NOW + timedelta(days=8)):
        tell_of_silent_readers(actor=actor, today=timezone.localdate(moment), now=moment)
    told = Notice.objects.get(kind="reader_silent")
    assert told.staff == team.noor


def test_reading_costs_few_queries(team, asked, matter, django_assert_max_num_queries):
    sam = staff_client(team.sam)
    sam.get(reading(matter))
    with django_assert_max_num_queries(15 + 4):
        sam.get(reading(matter))
