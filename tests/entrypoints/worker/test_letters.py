from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.submissions.actions import Sender
from schakel.domain.terms.actions import answer_matter
from schakel.entrypoints.worker.alerts import tell_of_unsent
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
BY_LETTER = Sender(name="Ria Bos", postal_address="Kade 1, 9700 AA Waterhoven")
BY_PHONE = Sender(name="Jan Vos", phone="0501234567")


@pytest.mark.parametrize("sender", [BY_LETTER, BY_PHONE])
def test_a_letter_or_call_gets_its_words_and_waits_for_a_colleague(town, mails, work, sender):
    with within_tenant(town.pk):
        actor = system(town.pk)
        make.Team(actor)
        matter = make.matter(actor, sender=sender, now=NOW, today=TODAY)
        owner = make.acting(matter.owner, TODAY)
        answer_matter(actor=owner, matter=matter, text="Ja, dat kan.", today=TODAY, now=NOW)
    work()
    with within_tenant(town.pk):
        answer = Message.objects.get(matter=matter, kind="answer")
        assert answer.state == "queued"
        assert "Ja, dat kan." in answer.body
        assert "uw-pagina" not in answer.body
        is_letter = answer.way == "letter"
        assert ("Ria Bos," in answer.body) == is_letter
        assert ("Met vriendelijke groet" in answer.body) == is_letter


def test_a_letter_that_lies_here_for_two_working_days_is_told_once(committed):
    town = make.tenant()
    long_ago = NOW - timedelta(days=7)
    with within_tenant(town.pk):
        actor = system(town.pk)
        make.Team(actor)
        matter = make.matter(
            actor, sender=BY_LETTER, now=long_ago, today=timezone.localdate(long_ago)
        )
        fresh = make.matter(actor, sender=BY_PHONE, now=NOW, today=TODAY)
    for _ in range(2):
        tell_of_unsent(town.pk)
    with within_tenant(town.pk):
        told = Notice.objects.get(kind="not_sent")
        assert (told.matter, told.staff) == (matter, matter.owner)
        assert fresh.pk != matter.pk
