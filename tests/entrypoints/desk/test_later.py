"""Sending later: the term stops when it goes out, not before."""

from datetime import datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.domain.answers.actions import go_out
from schakel.domain.answers.models import Draft
from schakel.domain.contacts.models import Attachment
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.staff.models import StaffMember
from schakel.domain.terms.actions import conclude_matter
from schakel.domain.terms.models import Term
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.working_days import add_working_days

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
NEXT = add_working_days(TODAY, 2)
AT = timezone.make_aware(datetime.combine(NEXT, time(9)))


def url(matter):
    return f"/kwesties/{matter.pk}/antwoord/"


def later(client, matter, day=NEXT, **fields):
    return client.post(
        url(matter),
        {
            "text": "Ja, {naam}, op {datum}.", "later": "1", "send_on": day.isoformat(),
            "send_time": "09:00", **fields,
        },
        follow=True,
    )  # fmt: skip


def goes_out(actor, draft, at=AT + timedelta(minutes=1)):
    go_out(actor=actor, draft=draft, today=timezone.localdate(at), now=at)


def test_it_waits_and_the_term_runs(client, matter):
    assert "Tot dan kunt u het terugnemen." in later(client, matter).content.decode()
    draft = Draft.objects.get(matter=matter)
    assert draft.send_at == AT
    assert Term.objects.running().filter(matter=matter).exists()
    assert not Message.objects.filter(matter=matter, kind="answer").exists()
    assert "Uw antwoord gaat uit op" in client.get("/vandaag/").content.decode()
    on_matter = client.get(f"/kwesties/{matter.pk}/").content.decode()
    assert "Wat Noor de Wit schreef gaat uit op" in on_matter
    page = client.get(url(matter)).content.decode()
    assert "Terugnemen" in page
    assert "<textarea" not in page


def test_files_wait_with_it_and_go_out_with_it(actor, client, matter):
    page = later(client, matter, attachments=SimpleUploadedFile("plan.txt", b"het plan"))
    assert "Tot dan kunt u het terugnemen." in page.content.decode()
    assert "plan.txt" in client.get(url(matter)).content.decode()
    goes_out(actor, Draft.objects.get(matter=matter))
    assert Attachment.objects.get(matter=matter).name == "plan.txt"


def test_at_its_moment_it_goes_out_and_the_clock_stops_then(actor, client, matter):
    later(client, matter)
    draft = Draft.objects.get(matter=matter)
    goes_out(actor, draft, AT - timedelta(minutes=1))
    assert Draft.objects.filter(pk=draft.pk).exists()
    goes_out(actor, draft)
    sent = Message.objects.get(matter=matter, kind="answer")
    assert sent.typed.startswith("Ja, Fatima el Amrani, op ")
    assert str(NEXT.day) in sent.typed
    assert Term.objects.get(matter=matter).ended_on == NEXT
    assert not Draft.objects.filter(matter=matter).exists()
    goes_out(actor, draft)
    assert Message.objects.filter(matter=matter, kind="answer").count() == 1


def test_it_can_be_taken_back_until_it_goes(actor, client, matter):
    later(client, matter)
    client.post(url(matter), {"back": "1"})
    draft = Draft.objects.get(matter=matter)
    assert draft.send_at is None
    goes_out(actor, draft)
    assert not Message.objects.filter(matter=matter, kind="answer").exists()
    assert Line.objects.filter(what="answer.taken_back").exists()


def test_what_waits_is_not_changed_by_the_page_that_is_still_open(client, matter):
    later(client, matter)
    before = Draft.objects.get(matter=matter).text
    told = client.post(f"/kwesties/{matter.pk}/concept/", {"text": "Anders", "purpose": "answer"})
    assert told.status_code == 409
    assert client.post(url(matter), {"text": "Anders"}).status_code == 200
    assert Draft.objects.get(matter=matter).text == before
    assert not Message.objects.filter(matter=matter, kind="answer").exists()


def test_after_the_term_only_when_that_is_meant(client, matter):
    due_on = Term.objects.get(matter=matter).due_on
    late = add_working_days(due_on, 1)
    assert "Zij horen van ons uiterlijk" in later(client, matter, late).content.decode()
    assert Draft.objects.filter(send_at__isnull=False).count() == 0
    later(client, matter, late, after_term="on")
    assert Draft.objects.get(matter=matter).send_at is not None


@pytest.mark.parametrize("days", [-1, 0, 200])
def test_another_day_is_asked_for(client, matter, days):
    page = later(client, matter, TODAY + timedelta(days=days), send_time="00:00")
    assert page.status_code == 200
    assert not Draft.objects.filter(send_at__isnull=False).exists()


def test_what_was_closed_meanwhile_does_not_go_out(actor, team, client, matter):
    later(client, matter)
    conclude_matter(
        actor=actor, matter=Matter.objects.get(pk=matter.pk), reason="klaar", today=TODAY, now=NOW
    )
    draft = Draft.objects.get(matter=matter)
    goes_out(actor, draft)
    assert not Message.objects.filter(matter=matter, kind="answer").exists()
    assert Draft.objects.get(pk=draft.pk).send_at is None
    assert Notice.objects.get(kind="answer_held").staff == team.noor


def test_when_the_writer_has_left_the_contact_person_hears_it(actor, team, client, matter):
    later(client, matter)
    Matter.objects.filter(pk=matter.pk).update(owner=team.sam, second=None)
    StaffMember.objects.filter(pk=team.noor.pk).update(works_until=TODAY + timedelta(days=1))
    goes_out(actor, Draft.objects.get(matter=matter))
    assert Notice.objects.get(kind="answer_held").staff == team.sam
