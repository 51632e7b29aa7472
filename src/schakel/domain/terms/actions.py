"""Clocks start, stand still and stop; an answer in content stops one."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from schakel.domain.contacts.actions import (
    Enclosed,
    answer_contacts,
    record_contact,
    take_back_answering,
)
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.actions import (
    close_matter,
    mark_answered,
    pass_on_matter,
    refer_to_case,
    reopen_matter,
    say_whether_heard,
    take_back_move,
    wait_for_them,
    withdraw_matter,
)
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import (
    Kind,
    Receiver,
    Status,
    check_open,
    check_was_passed_on,
    check_work_on,
)
from schakel.domain.messages.actions import mark_posted, mark_spoken, take_back_posting
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import BY_HAND, Way
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.notices.actions import end_news_of_term
from schakel.domain.organisations.actions import set_norm
from schakel.domain.organisations.models import ServiceNorm
from schakel.domain.parties.models import Channel
from schakel.domain.parties.queries import how_to_reach
from schakel.domain.spokespersons.actions import tell_both
from schakel.domain.tasks.actions import finish_sending, reach_party, reopen_sending
from schakel.domain.terms import rules
from schakel.domain.terms.models import Suspension, Term
from schakel.domain.terms.queries import clock_of, clock_with, norm_for
from schakel.domain.terms.rules import (
    CHOSEN_HERE,
    DEFAULT_NORMS,
    Clock,
    Length,
    Norm,
    SuspensionReason,
    TermKind,
    Unit,
    check_norm,
)
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.steps import Step, check_take_back


@transaction.atomic
def choose_norm(
    *,
    actor: Actor,
    kind: TermKind,
    amount: int,
    second_amount: int,
    article: str,
    now: datetime,
) -> ServiceNorm:
    """How long this kind of answer may take from now on; what runs keeps its term.

    Amounts are in the unit of the default, which says too how long it may be extended.
    """
    check_norm(kind, amount, second_amount, article)
    unit = DEFAULT_NORMS[kind].length.unit
    norm = replace(
        DEFAULT_NORMS[kind],
        length=Length(amount, unit),
        second_length=Length(second_amount, unit),
        article=article.strip(),
    )
    return _lay_down(actor, norm, now)


@transaction.atomic
def restore_norm(*, actor: Actor, kind: TermKind, now: datetime) -> ServiceNorm:
    """The norm with which every institution begins holds again."""
    return _lay_down(actor, DEFAULT_NORMS[kind], now)


@transaction.atomic
def begin_with_default_norms(*, actor: Actor, now: datetime) -> None:
    """Lay down the norms with which an institution begins, so that it sees what it may change."""
    for kind in CHOSEN_HERE:
        _lay_down(actor, DEFAULT_NORMS[kind], now)


def _lay_down(actor: Actor, norm: Norm, now: datetime) -> ServiceNorm:
    return set_norm(
        actor=actor,
        norm=ServiceNorm(
            kind=norm.kind.value,
            length=norm.length.amount,
            unit=norm.length.unit.value,
            second_length=norm.second_length.amount if norm.second_length else None,
            extension_length=norm.extension.amount if norm.extension else None,
            extension_article=norm.extension_article,
            article=norm.article,
            is_statutory=norm.statutory,
        ),
        now=now,
    )


@transaction.atomic
def start_term(
    *,
    actor: Actor,
    matter: Matter,
    started_on: date,
    today: date,
    now: datetime,
    kind: TermKind | None = None,
) -> Term:
    """Start the clock that this kind of matter has; the day on which it came is day zero."""
    norm = norm_for(kind or rules.TERM_FOR[Kind(matter.kind)])
    term = Term(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter.confidential,
        kind=norm.kind.value,
        length=norm.length.amount,
        second_length=norm.second_length.amount if norm.second_length else None,
        extension_length=norm.extension.amount if norm.extension else None,
        unit=norm.length.unit.value,
        article=norm.article,
        extension_article=norm.extension_article,
        is_statutory=norm.statutory,
        started_on=started_on,
    )
    _set_dates(term, clock_with(term, ()), today)
    term.save()
    _journal("term.started", actor, term, now)
    return term


@transaction.atomic
def restart_term(
    *, actor: Actor, matter: Matter, started_on: date, today: date, now: datetime
) -> Term:
    """The kind of a matter changed: another clock counts, from the same first day."""
    running = Term.objects.running().filter(matter=matter).first()
    if running is not None and (
        running.runs_elsewhere or running.kind == rules.TERM_FOR[Kind(matter.kind)]
    ):
        return running
    if running is not None:
        _end(actor, running, today, "other_kind", now)
    return start_term(actor=actor, matter=matter, started_on=started_on, today=today, now=now)


@transaction.atomic
def suspend_term(
    *,
    actor: Actor,
    term: Term,
    reason: SuspensionReason,
    explanation: str,
    today: date,
    now: datetime,
) -> Suspension:
    """The clock stands still; the other side hears why, and by which article."""
    term, clock = _locked(term)
    _check_work_on(actor, term.matter)
    rules.check_explanation(explanation)
    from_on = rules.suspends_from(reason, today)
    rules.check_suspend(clock, from_on, today)
    suspension = Suspension.objects.create(
        tenant_id=actor.tenant_id,
        matter_id=term.matter_id,
        confidential=term.confidential,
        term=term,
        reason=reason.value,
        article=rules.SUSPENSION_ARTICLES[reason],
        explanation=explanation.strip(),
        from_on=from_on,
    )
    term.suspended_from = from_on
    term.save(update_fields=["suspended_from"])
    wait_for_them(actor=actor, matter=term.matter, waits=True, now=now)
    _tell(actor, term, MessageKind.SUSPENDED, f"suspension:{suspension.pk}", today, now)
    _journal("term.suspended", actor, term, now, reason=reason)
    return suspension


@transaction.atomic
def resume_term(*, actor: Actor, term: Term, today: date, now: datetime) -> Term:
    """The clock runs again from today; the other side hears the new date."""
    term, clock = _locked(term)
    if actor.matter_id != term.matter_id:
        _check_work_on(actor, term.matter)
    rules.check_resume(clock)
    suspension = Suspension.objects.get(term=term, until_on__isnull=True)
    suspension.until_on = max(suspension.from_on, today)
    suspension.save(update_fields=["until_on"])
    term.suspended_from = None
    _set_dates(term, clock_of(term), today)
    term.save(update_fields=["suspended_from", "due_on", "second_due_on"])
    wait_for_them(actor=actor, matter=term.matter, waits=False, now=now)
    _tell(actor, term, MessageKind.RESUMED, f"resumed:{suspension.pk}", today, now)
    _journal("term.resumed", actor, term, now)
    return term


@transaction.atomic
def extend_term(
    *, actor: Actor, term: Term, amount: int, reason: str, today: date, now: datetime
) -> Term:
    """More time, told before the term is over, once, with the reason and the article."""
    term, clock = _locked(term)
    _check_work_on(actor, term.matter)
    rules.check_extend(clock, Length(amount, Unit(term.unit)), reason, today)
    term.extended_by, term.extension_reason = amount, reason.strip()
    _set_dates(term, clock_of(term), today)
    term.save(update_fields=["extended_by", "extension_reason", "due_on", "second_due_on"])
    _tell(actor, term, MessageKind.EXTENDED, f"extension:{term.pk}", today, now)
    _journal("term.extended", actor, term, now)
    return term


@transaction.atomic
def end_term(
    *, actor: Actor, matter: Matter, reason: str, today: date, now: datetime
) -> Term | None:
    """Stop the clock of a matter, if one runs; ``reason`` is a code."""
    term = Term.objects.running().filter(matter=matter).first()
    return None if term is None else _end(actor, term, today, reason, now)


@transaction.atomic
def refer_matter(
    *,
    actor: Actor,
    matter: Matter,
    number: str,
    system: str,
    url: str,
    their_due_on: date | None,
    today: date,
    now: datetime,
) -> Matter:
    """Say which case elsewhere this is; with their date, that system owns the term from now on.

    Our clock then ends and no second one runs. Without their date the term is ours: a clock that
    ran elsewhere is counted here, from the same first day.
    """
    matter = refer_to_case(
        actor=actor, matter=matter, number=number, system=system, url=url, now=now
    )
    running = Term.objects.running().filter(matter=matter).first()
    if their_due_on is not None:
        check_open(Status(matter.status))
        _run_elsewhere(actor, matter, running, their_due_on, today, now)
    elif running is not None and running.runs_elsewhere:
        _end(actor, running, today, "runs_here_again", now)
        start_term(actor=actor, matter=matter, started_on=running.started_on, today=today, now=now)
    return matter


def _run_elsewhere(
    actor: Actor, matter: Matter, running: Term | None, due_on: date, today: date, now: datetime
) -> None:
    started_on = running.started_on if running else today
    rules.check_their_date(
        number=matter.case_number,
        system=matter.case_system,
        due_on=due_on,
        started_on=started_on,
    )
    if running is not None and running.runs_elsewhere:
        running.due_on = due_on
        running.save(update_fields=["due_on"])
        _journal("term.moved", actor, running, now)
        return
    if running is not None:
        _end(actor, running, today, "runs_elsewhere", now)
    norm = norm_for(rules.TERM_FOR[Kind(matter.kind)])
    term = Term.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter.confidential,
        kind=norm.kind.value,
        length=norm.length.amount,
        unit=norm.length.unit.value,
        article=norm.article,
        is_statutory=norm.statutory,
        runs_elsewhere=True,
        started_on=started_on,
        due_on=due_on,
    )
    _journal("term.started", actor, term, now, runs_elsewhere=True)


@transaction.atomic
def conclude_matter(
    *, actor: Actor, matter: Matter, reason: str, today: date, now: datetime
) -> Matter:
    """It is done: the matter and its clock come to an end."""
    end_term(actor=actor, matter=matter, reason="closed", today=today, now=now)
    return close_matter(actor=actor, matter=matter, reason=reason, now=now)


@transaction.atomic
def take_back_concluding(*, actor: Actor, step: Step, now: datetime) -> Matter:
    """It is not done after all: the matter is open, and its clock runs as it did."""
    matter = take_back_move(actor=actor, step=step, now=now)
    _run_on(actor, step.beside("term.ended"), now)
    return matter


@transaction.atomic
def take_back_restart(*, actor: Actor, step: Step, now: datetime) -> None:
    """The kind did not change after all: the clock of the kind before runs as it did."""
    started = step.beside("term.started")
    if started is not None:
        term = Term.objects.select_for_update(of=("self",)).get(pk=started.number)
        _journal("term.start_taken_back", actor, term, now)
        term.delete()
    _run_on(actor, step.beside("term.ended"), now)


def _run_on(actor: Actor, ended: Step | None, now: datetime) -> None:
    """The clock that was ended by this runs again, or stands still again, with its own dates."""
    if ended is None:
        return
    term = Term.objects.select_for_update(of=("self",)).get(pk=ended.number)
    term.ended_on, term.end_reason = None, ""
    stood_still = Suspension.objects.filter(pk=ended.details["suspension_id"] or 0).first()
    if stood_still is not None:
        stood_still.until_on, term.suspended_from = None, stood_still.from_on
        stood_still.save(update_fields=["until_on"])
        term.due_on = date.fromisoformat(ended.details["due_on"])
        second = ended.details["second_due_on"]
        term.second_due_on = date.fromisoformat(second) if second else None
    term.save()
    _journal("term.end_taken_back", actor, term, now)


@transaction.atomic
def pass_on(
    *,
    actor: Actor,
    matter: Matter,
    to: str,
    receiver: Receiver,
    consents: bool,
    today: date,
    now: datetime,
) -> Matter:
    """It belongs elsewhere: it goes there with its original date, and our clock ends."""
    end_term(actor=actor, matter=matter, reason="passed_on", today=today, now=now)
    return pass_on_matter(
        actor=actor,
        matter=matter,
        to=to,
        receiver=receiver,
        consents=consents,
        today=today,
        now=now,
    )


@transaction.atomic
def take_back(*, actor: Actor, matter: Matter, reason: str, today: date, now: datetime) -> Matter:
    """They take it back: the matter and its clock come to an end."""
    end_term(actor=actor, matter=matter, reason="withdrawn", today=today, now=now)
    return withdraw_matter(actor=actor, matter=matter, reason=reason, now=now)


@transaction.atomic
def take_up_again(
    *, actor: Actor, matter: Matter, reason: str, today: date, now: datetime
) -> Matter:
    """It turns out not to be done: a new clock runs from today, unless one still does.

    What a resident says of it stands in the timeline, and the carriers hear of it.
    """
    matter = _open_again(actor, matter, reason, today, now)
    if actor.by_link:
        _in_their_words(actor, matter, reason, now)
    return matter


def _open_again(actor: Actor, matter: Matter, reason: str, today: date, now: datetime) -> Matter:
    matter = reopen_matter(actor=actor, matter=matter, reason=reason, now=now)
    if not Term.objects.running().filter(matter=matter).exists():
        start_term(actor=actor, matter=matter, started_on=today, today=today, now=now)
    return matter


def _in_their_words(
    actor: Actor,
    matter: Matter,
    text: str,
    now: datetime,
    uploads: Sequence[Enclosed] = (),
    channel: str = Channel.WEB,
) -> ContactMoment:
    return record_contact(
        actor=actor,
        party=matter.party,
        matter=matter,
        channel=channel,
        direction=Direction.INBOUND,
        summary=text,
        happened_at=now,
        uploads=uploads,
        now=now,
    )


@transaction.atomic
def hear_whether_heard(
    *, actor: Actor, matter: Matter, heard: bool, reason: str, today: date, now: datetime
) -> Matter:
    """The sender says whether who we passed it on to let hear; if not, it is ours again."""
    check_was_passed_on(Status(matter.status))
    matter = say_whether_heard(actor=actor, matter=matter, heard=heard, now=now)
    if heard:
        return matter
    return _open_again(actor, matter, reason, today, now)


@transaction.atomic
def hear_from_them(
    *,
    actor: Actor,
    matter: Matter,
    text: str,
    today: date,
    now: datetime,
    uploads: Sequence[Enclosed] = (),
    channel: str = Channel.WEB,
) -> ContactMoment:
    """They add something: the next move is ours, and a clock that waited for this runs again."""
    check_open(Status(matter.status))
    moment = _in_their_words(actor, matter, text, now, uploads, channel)
    waited = Suspension.objects.filter(
        matter=matter,
        until_on__isnull=True,
        reason=SuspensionReason.AWAITING_COMPLETION.value,
    )
    for suspension in waited.select_related("term"):
        resume_term(actor=actor, term=suspension.term, today=today, now=now)
    wait_for_them(actor=actor, matter=matter, waits=False, now=now)
    return moment


@transaction.atomic
def answer_matter(
    *,
    actor: Actor,
    matter: Matter,
    text: str,
    today: date,
    now: datetime,
    minutes: int | None = None,
    uploads: Sequence[Enclosed] = (),
) -> Matter:
    """Give the answer in content: it goes out, stops the clock and stands in the timeline.

    As a letter or a call, it stops the clock when it is posted or spoken, and not before.
    """
    moment_id = _say(actor, matter, text, minutes, uploads, now)
    message = reach_party(
        actor=actor,
        matter=matter,
        kind=MessageKind.ANSWER,
        typed=text.strip(),
        key=f"answer:{moment_id}",
        today=today,
        now=now,
    )
    if message is not None:
        tell_both(actor=actor, matter=matter, message=message, now=now)
        if Way(message.way) in BY_HAND:
            return matter
    return _have_answered(actor, matter, today, now)


def _have_answered(actor: Actor, matter: Matter, today: date, now: datetime) -> Matter:
    end_term(actor=actor, matter=matter, reason="answered", today=today, now=now)
    answer_contacts(matter=matter, now=now)
    if Status(matter.status) is Status.ANSWERED:
        return wait_for_them(actor=actor, matter=matter, waits=True, now=now)
    return mark_answered(actor=actor, matter=matter, now=now)


@transaction.atomic
def post_letters(
    *, actor: Actor, letters: Collection[Message], today: date, now: datetime
) -> list[Message]:
    """Letters were posted: from now on they have heard from us, and an answer stops its clock."""
    posted = []
    for letter in sorted(letters, key=lambda each: each.pk):
        posted.append(mark_posted(actor=actor, message=letter, now=now))
        _have_told(actor, posted[-1], today, now)
    return posted


@transaction.atomic
def take_back_letter(*, actor: Actor, step: Step, now: datetime) -> Message:
    """It was not posted after all: it lies here, and what it answered is not answered."""
    message = take_back_posting(actor=actor, step=step, now=now)
    reopen_sending(actor=actor, message=message, step=step, now=now)
    matter: Matter | None = message.matter
    assert matter is not None, "what goes to a party is about a matter"
    if message.kind == MessageKind.ANSWER.value:
        check_take_back(
            step, actor=actor, now=now, is_so=not step.is_followed_by("term", "contact")
        )
        _not_answered(actor, step, matter, now)
    return message


def _not_answered(actor: Actor, step: Step, matter: Matter, now: datetime) -> None:
    take_back_answering(actor=actor, step=step, matter=matter, now=now)
    answered, passed = step.beside("matter.answered"), step.beside("matter.move_passed")
    if answered is not None:
        take_back_move(actor=actor, step=answered, now=now)
    elif passed is not None:
        wait_for_them(actor=actor, matter=matter, waits=not passed.details["theirs"], now=now)
    _run_on(actor, step.beside("term.ended"), now)


@transaction.atomic
def tell_by_phone(
    *, actor: Actor, message: Message, summary: str, today: date, now: datetime
) -> Message:
    """They were told on the phone; ``summary`` is what the conversation was about."""
    message = mark_spoken(actor=actor, message=message, now=now)
    matter = _have_told(actor, message, today, now)
    record_contact(
        actor=actor,
        party=matter.party,
        matter=matter,
        channel=Channel.PHONE,
        direction=Direction.BOTH_WAYS,
        summary=summary,
        happened_at=now,
        staff_id=actor.staff_id,
        now=now,
    )
    return message


def _have_told(actor: Actor, message: Message, today: date, now: datetime) -> Matter:
    """Nobody has to send it any more; what came to an end meanwhile is left as it is."""
    finish_sending(actor=actor, message=message, now=now)
    matter: Matter | None = message.matter
    assert matter is not None, "what goes to a party is about a matter"
    is_open = Status(matter.status) in {Status.OPEN, Status.ANSWERED}
    if message.kind == MessageKind.ANSWER.value and is_open:
        return _have_answered(actor, matter, today, now)
    return matter


@transaction.atomic
def send_interim_word(
    *, actor: Actor, matter: Matter, text: str, today: date, now: datetime
) -> None:
    """Tell how it stands; this stops no clock."""
    moment_id = _say(actor, matter, text, None, (), now)
    message = reach_party(
        actor=actor,
        matter=matter,
        kind=MessageKind.INTERIM,
        typed=text.strip(),
        key=f"interim:{moment_id}",
        today=today,
        now=now,
    )
    if message is not None:
        tell_both(actor=actor, matter=matter, message=message, now=now)


def _say(
    actor: Actor,
    matter: Matter,
    text: str,
    minutes: int | None,
    uploads: Sequence[Enclosed],
    now: datetime,
) -> int:
    _check_work_on(actor, matter)
    check_open(Status(matter.status))
    moment = record_contact(
        actor=actor,
        party=matter.party,
        matter=matter,
        channel=how_to_reach(matter.party).way or Channel.PHONE,
        direction=Direction.OUTBOUND,
        summary=text,
        happened_at=now,
        minutes=minutes,
        staff_id=actor.staff_id,
        uploads=uploads,
        now=now,
    )
    return moment.pk


def forget_terms(*, matters: Collection[int], word: str) -> None:
    """The dates stay; of why a term stood still or was made longer, the article does."""
    about = Term.objects.filter(matter__in=matters)
    about.exclude(extension_reason="").update(extension_reason=word)
    Suspension.objects.filter(matter__in=matters).update(explanation=word)


def _end(actor: Actor, term: Term, today: date, reason: str, now: datetime) -> Term:
    term, clock = _locked(term)
    rules.check_end(clock, today, today)
    stands_still = Suspension.objects.filter(term=term, until_on__isnull=True).first()
    before = {
        "suspension_id": stands_still.pk if stands_still else None,
        "due_on": term.due_on.isoformat(),
        "second_due_on": term.second_due_on.isoformat() if term.second_due_on else None,
    }
    if stands_still is not None:
        stands_still.until_on = today
        stands_still.save(update_fields=["until_on"])
    if term.suspended_from:
        _set_dates(term, clock_of(term), today)
    term.ended_on, term.end_reason, term.suspended_from = today, reason, None
    term.save()
    end_news_of_term(matter_id=term.matter_id, now=now)
    _journal("term.ended", actor, term, now, reason=reason, **before)
    return term


def _set_dates(term: Term, clock: Clock, today: date) -> None:
    days = rules.dates(clock, today)
    term.due_on, term.second_due_on = days.due_on, days.second_due_on


def _tell(
    actor: Actor, term: Term, kind: MessageKind, key: str, today: date, now: datetime
) -> None:
    reach_party(actor=actor, matter=term.matter, kind=kind, key=key, today=today, now=now)


def _locked(term: Term) -> tuple[Term, Clock]:
    term = Term.objects.select_for_update(of=("self",)).select_related("matter").get(pk=term.pk)
    return term, clock_of(term)


def _check_work_on(actor: Actor, matter: Matter) -> None:
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)


def _journal(what: str, actor: Actor, term: Term, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="term",
        subject_id=term.pk,
        matter_id=term.matter_id,
        details={"kind": term.kind, **details},
        now=now,
    )
