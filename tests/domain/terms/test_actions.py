from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.messages.models import Message
from schakel.domain.organisations.actions import close_on, set_norm
from schakel.domain.organisations.models import ServiceNorm
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.models import Task
from schakel.domain.terms import actions
from schakel.domain.terms.models import Suspension, Term
from schakel.domain.terms.rules import SuspensionReason
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY


@pytest.fixture
def matter(actor):
    team = make.Team(actor)
    return make.matter(actor, theme=team.theme)


@pytest.fixture
def owner(matter):
    return make.acting(matter.owner)


def term_of(matter) -> Term:
    return Term.objects.filter(matter=matter).latest("pk")


def test_an_answer_goes_out_stops_the_clock_and_passes_the_move(matter, owner):
    actions.answer_matter(
        actor=owner, matter=matter, text="Ja, dat kan.", today=TODAY, now=NOW, minutes=20
    )
    matter.refresh_from_db()
    assert (matter.status, matter.waits_for_them) == ("answered", True)
    assert term_of(matter).ended_on == TODAY
    message = Message.objects.get(kind="answer")
    assert (message.typed, message.to_address) == ("Ja, dat kan.", "fatima@bewoner.example")
    assert {"term.ended", "message.queued", "matter.answered"} <= set(
        Line.objects.values_list("what", flat=True)
    )


def test_who_has_no_mail_is_called_or_written_to_by_a_colleague(actor):
    make.Team(actor)
    for sender, kind in (
        (Sender(name="Jan", phone="0501234567"), "call"),
        (Sender(name="Ria", postal_address="Dorpsstraat 1"), "send_letter"),
    ):
        matter = make.matter(actor, sender=sender)
        task = Task.objects.get(matter=matter)
        message = Message.objects.get(matter=matter)
        assert (task.kind, task.message) == (kind, message)
        assert message.state == "queued"


def test_mail_is_not_used_for_who_does_not_want_mail(actor):
    make.Team(actor)
    sender = Sender(name="Jan", email="jan@x.example", phone="0501234567", avoid_channels=("mail",))
    matter = make.matter(actor, sender=sender)
    assert Task.objects.get(matter=matter).kind == "call"


def test_what_a_resident_says_on_opening_again_stands_in_the_timeline(matter, owner):
    them = resident(matter.tenant_id, matter.pk)
    actions.conclude_matter(actor=owner, matter=matter, reason="", today=TODAY, now=NOW)
    actions.take_up_again(
        actor=them, matter=matter, reason="Het bankje staat scheef.", today=TODAY, now=NOW
    )
    said = ContactMoment.objects.latest("pk")
    assert (said.summary, said.direction) == ("Het bankje staat scheef.", "inbound")
    actions.conclude_matter(actor=owner, matter=matter, reason="", today=TODAY, now=NOW)
    actions.take_up_again(
        actor=owner, matter=matter, reason="Wij vergaten de tegels.", today=TODAY, now=NOW
    )
    assert not ContactMoment.objects.filter(summary="Wij vergaten de tegels.").exists()


def test_an_interim_word_stops_no_clock(matter, owner):
    actions.send_interim_word(
        actor=owner, matter=matter, text="Wij zijn ermee bezig.", today=TODAY, now=NOW
    )
    assert term_of(matter).ended_on is None
    assert Message.objects.get(kind="interim").typed == "Wij zijn ermee bezig."


def test_while_they_complete_it_the_clock_stands_still(matter, owner):
    term = term_of(matter)
    assert term.due_on == date(2026, 12, 8)
    actions.suspend_term(
        actor=owner,
        term=term,
        reason=SuspensionReason.AWAITING_COMPLETION,
        explanation="Wij missen de tekening.",
        today=TODAY,
        now=NOW,
    )
    suspension = Suspension.objects.get(term=term)
    assert (suspension.from_on, suspension.article) == (
        date(2026, 11, 25),
        "Awb 4:5 en 4:15 lid 1",
    )
    assert not Term.objects.due_by(date(2027, 3, 1)).exists()
    later = TODAY + timedelta(days=8)
    actions.resume_term(actor=owner, term=term, today=later, now=NOW)
    term.refresh_from_db()
    assert term.due_on == date(2026, 12, 15)
    assert term.suspended_from is None
    assert set(Message.objects.values_list("kind", flat=True)) == {
        "receipt",
        "suspended",
        "resumed",
    }


def test_a_suspension_is_explained(matter, owner):
    with pytest.raises(Refused, match="suspension_needs_explanation"):
        actions.suspend_term(
            actor=owner,
            term=term_of(matter),
            reason=SuspensionReason.APPLICANT_AGREED,
            explanation=" ",
            today=TODAY,
            now=NOW,
        )


def test_a_term_is_extended_once_in_time_with_a_reason(matter, owner):
    term = term_of(matter)
    extend = {"actor": owner, "term": term, "today": TODAY, "now": NOW}
    actions.extend_term(amount=5, reason="Wij vragen advies.", **extend)
    term.refresh_from_db()
    assert term.due_on == date(2026, 12, 15)
    with pytest.raises(Refused, match="term_was_extended_before"):
        actions.extend_term(amount=5, reason="Nog eens.", **extend)


def test_it_is_too_late_to_extend_what_is_late(matter, owner):
    with pytest.raises(Refused, match="term_is_over"):
        actions.extend_term(
            actor=owner,
            term=term_of(matter),
            amount=5,
            reason="Te laat.",
            today=date(2026, 12, 9),
            now=NOW,
        )


def test_a_running_term_keeps_its_norm_when_the_norm_changes(actor, matter, owner):
    set_norm(
        actor=actor,
        norm=ServiceNorm(
            kind="first_answer", length=3, unit="working_days", article="besluit 2027"
        ),
        now=NOW,
    )
    assert term_of(matter).due_on == date(2026, 12, 8)
    assert term_of(make.matter(actor)).due_on == date(2026, 11, 27)


def test_a_closing_day_of_our_own_counts_for_our_own_norm(actor):
    make.Team(actor)
    close_on(actor=actor, day=date(2026, 11, 27), name="Brugdag", now=NOW)
    assert term_of(make.matter(actor)).due_on == date(2026, 12, 9)


def test_a_stranger_does_not_answer(actor, matter):
    stranger = make.acting(make.colleague(actor, "Vreemd"))
    with pytest.raises(Refused, match="matter_not_yours"):
        actions.answer_matter(actor=stranger, matter=matter, text="x", today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("received", "day"),
    [
        ("2026-03-28T23:30:00+00:00", "2026-03-29"),
        ("2026-03-29T21:59:00+00:00", "2026-03-29"),
        ("2026-10-24T22:30:00+00:00", "2026-10-25"),
        ("2026-10-25T22:59:00+00:00", "2026-10-25"),
        ("2026-10-25T23:30:00+00:00", "2026-10-26"),
    ],
)
def test_the_night_on_which_the_clock_is_changed_moves_no_day(actor, received, day):
    make.Team(actor)
    with timezone.override("Europe/Amsterdam"):
        matter = make.matter(actor, received_at=datetime.fromisoformat(received))
        assert str(Term.objects.get(matter=matter).started_on) == day
