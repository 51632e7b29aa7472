"""A text that waits goes out by the calendar, also when another one cannot."""

from datetime import timedelta

from django.utils import timezone

from schakel.domain.answers.actions import Writing, keep_draft
from schakel.domain.answers.models import Draft
from schakel.domain.answers.rules import Purpose
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.terms.actions import conclude_matter
from schakel.domain.terms.models import Term
from schakel.entrypoints.worker.answers import send_due_answers, tell_of_silent_readers
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make


def test_what_waits_goes_out_once_and_one_that_cannot_holds_up_no_other(town, mails, work):
    now = timezone.now()
    today = timezone.localdate(now)
    with within_tenant(town.pk, matters=ALL_MATTERS):
        actor = system(town.pk)
        team = make.Team(actor)
        closed, open_one, secret = (
            make.matter(actor, now=now, today=today, confidential=in_confidence)
            for in_confidence in (False, False, True)
        )
        for matter in (closed, open_one, secret):
            writer = make.acting(secret.owner if matter is secret else team.noor, today)
            writing = Writing(matter=matter, purpose=Purpose.ANSWER, text="Ja, dat kan.")
            keep_draft(actor=writer, writing=writing, now=now - timedelta(hours=1))
        Draft.objects.update(send_at=now - timedelta(minutes=1))
        conclude_matter(actor=actor, matter=closed, reason="klaar", today=today, now=now)
    for _ in range(2):
        send_due_answers(town.pk)
    work()
    with within_tenant(town.pk, matters=ALL_MATTERS):
        sent = Message.objects.filter(kind="answer")
        assert {each.matter_id for each in sent} == {open_one.pk, secret.pk}
        assert {each.state for each in sent} == {"sent"}
        assert not Term.objects.running().filter(matter=open_one).exists()
        assert Matter.objects.get(pk=open_one.pk).status == "answered"
        assert Draft.objects.get().matter_id == closed.pk
        assert Notice.objects.get(kind="answer_held").matter_id == closed.pk


def test_a_reader_who_says_nothing_is_told_of_once(town):
    now = timezone.now()
    with within_tenant(town.pk):
        team = make.Team(system(town.pk))
        matter = make.matter(system(town.pk), now=now, today=timezone.localdate(now))
        writing = Writing(matter=matter, purpose=Purpose.ANSWER, text="Ja.")
        keep_draft(actor=make.acting(team.noor, timezone.localdate(now)), writing=writing, now=now)
        Draft.objects.update(reader=team.sam, asked_at=now - timedelta(days=14))
    for _ in range(2):
        tell_of_silent_readers(town.pk)
    with within_tenant(town.pk):
        assert Notice.objects.get(kind="reader_silent").staff_id == team.noor.pk
