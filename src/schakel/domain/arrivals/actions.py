"""Mail is kept, and put where it belongs: by what its addresses prove, or by a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.access.actions import act_by_link
from schakel.domain.access.models import ActionLink
from schakel.domain.access.rules import LinkAction, check_confidence
from schakel.domain.answers.actions import Writing, keep_draft, send
from schakel.domain.answers.rules import Purpose
from schakel.domain.arrivals import queries, rules
from schakel.domain.arrivals.models import Arrival, ArrivalFile, PlannedMeeting
from schakel.domain.arrivals.queries import Addressed, TakesPart
from schakel.domain.arrivals.rules import (
    Attached,
    Door,
    Doubt,
    Facts,
    IncomingMail,
    Kind,
    Mailbox,
    Meeting,
    Proof,
    State,
    TokenState,
    Way,
    Why,
)
from schakel.domain.contacts.actions import KeptFile, Upload, record_contact
from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.contacts.rules import LONGEST_SUMMARY, Direction, shown_name
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import choose_carriers, network_for, place_of_staff
from schakel.domain.matters.rules import Status, check_work_on
from schakel.domain.messages.actions import mark_bounced, mark_delivered, queue_message
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way as MessageWay
from schakel.domain.messages.rules import untagged
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import colleagues
from schakel.domain.notices.actions import end_news, tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.actions import verify_address
from schakel.domain.parties.models import Channel, DigitalAddress, Party
from schakel.domain.promises.actions import record_promise, record_told
from schakel.domain.promises.rules import Side, Suggestion
from schakel.domain.staff.actions import give_sign_of_life
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Carried, Colleague, living
from schakel.domain.submissions.actions import Received, Sender, take_in
from schakel.domain.submissions.rules import LONGEST_STORY
from schakel.domain.tasks.actions import ask_for, finish_task, put_off
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.actions import conclude_matter, hear_from_them, take_up_again
from schakel.foundation.files.actions import forget_files, keep_bytes, keep_file, read_file
from schakel.foundation.files.sniff import RAW_MAIL
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor, resident, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import add_working_days


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How a mail was handed to us, as the other server says: nothing of it is proven."""

    door: Door
    envelope_from: str = ""
    envelope_to: Sequence[str] = ()
    client: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a mail says, and what is proven of its sender."""

    mail: IncomingMail
    proof: Proof


@journal.written_together()
def keep_mail(*, actor: Actor, content: BinaryIO, delivery: Delivery, now: datetime) -> Arrival:
    """Keep a mail as it came, whatever it looks like, before anybody reads it."""
    raw = keep_bytes(actor=actor, content=content, content_type=RAW_MAIL, now=now)
    arrival = Arrival.objects.create(
        tenant_id=actor.tenant_id,
        raw=raw,
        door=delivery.door.value,
        envelope_from=delivery.envelope_from[:320],
        envelope_to=[each[:320] for each in delivery.envelope_to],
        client=delivery.client[:45],
        arrived_at=now,
    )
    _journal("mail.kept", actor, arrival, now, door=delivery.door.value)
    return arrival


@transaction.atomic
def place_mail(
    *, actor: Actor, arrival_id: int, reading: Reading, today: date, now: datetime
) -> Arrival:
    """Put a mail where it belongs, once: what was placed before stays as it is.

    What is refused on the way undoes nothing but itself: then a person places the mail.
    """
    arrival = _locked(arrival_id)
    if State(arrival.state) is not State.KEPT:
        return arrival
    _write_down(arrival, reading)
    before = Arrival.objects.same_as(arrival.identity).exclude(pk=arrival.pk).first()
    if before is not None:
        arrival.identity = ""
        _belongs(arrival, before.matter)
        arrival.network = before.network
        return _end(actor, arrival, State.DUPLICATE, now, before=before.pk)
    keep_files(actor, arrival, reading.mail.attachments, now)
    mail = _look_up(actor, arrival, reading, today, now)
    try:
        with transaction.atomic():
            return _place(mail)
    except Refused as refused:
        # Read anew: it may name a contact that was undone with the rest.
        arrival = _locked(arrival_id)
        _write_down(arrival, reading)
        return _hold(actor, arrival, Why.REFUSED, today, now, _meant(mail), refused.code)


@transaction.atomic
def hold_unread(
    *, actor: Actor, arrival_id: int, fault: Why, today: date, now: datetime
) -> Arrival:
    """A mail that could not be read, or was not placed in time, is given to a person."""
    arrival = _locked(arrival_id)
    if State(arrival.state) is not State.KEPT:
        return arrival
    return _hold(actor, arrival, fault, today, now)


@dataclass(frozen=True, kw_only=True)
class _Mail:
    """One mail on its way to where it belongs, with what is known of it."""

    actor: Actor
    arrival: Arrival
    mail: IncomingMail
    proof: Proof
    addressed: Addressed
    colleague: StaffMember | None
    answered: Message | None
    today: date
    now: datetime

    @property
    def link_matter(self) -> Matter:
        """The matter of the link in its address."""
        link = self.addressed.link
        assert link is not None, "a token of this purpose leads to a link"
        return Matter.objects.select_related("party", "owner").get(pk=link.matter_id)


def _look_up(actor: Actor, arrival: Arrival, reading: Reading, today: date, now: datetime) -> _Mail:
    mail = reading.mail
    addresses = queries.addresses_in(mail, arrival.envelope_to)
    return _Mail(
        actor=actor,
        arrival=arrival,
        mail=mail,
        proof=reading.proof,
        addressed=queries.addressed(addresses, now),
        colleague=queries.colleague_at(mail.sender.address),
        answered=queries.message_answered(mail.references),
        today=today,
        now=now,
    )


def _place(mail: _Mail) -> Arrival:
    ways = {
        Way.RECORD: _record,
        Way.ADD: _add,
        Way.FINISH: _finish,
        Way.ANSWER: _answer,
        Way.LOG: _log,
        Way.OPEN: _open,
    }
    course = rules.course(_facts(mail))
    if course.why is not None:
        return _hold(mail.actor, mail.arrival, course.why, mail.today, mail.now, _meant(mail))
    return ways[course.way](mail)


def _facts(mail: _Mail) -> Facts:
    said = mail.mail
    return Facts(
        kind=said.kind,
        proof=mail.proof,
        token=mail.addressed.state,
        purpose=mail.addressed.purpose,
        is_loop=said.is_loop,
        is_empty=rules.untold(said),
        has_sender=bool(said.sender.address),
        from_us=queries.is_ours(said.sender.address),
        from_colleague=mail.colleague is not None,
        answers_ours=mail.answered is not None,
        lately=queries.opened_lately(said.sender.address, mail.now),
        faults=frozenset(said.faults),
    )


def _record(mail: _Mail) -> Arrival:
    """What a machine made: it stands with the mail that it answers, and starts nothing."""
    arrival = mail.arrival
    addresses = queries.addresses_in(mail.mail, arrival.envelope_to)
    bounced = queries.bounced_message(addresses)
    report = mail.mail.report
    about = bounced or mail.answered
    if about is None and report is not None:
        about = queries.message_answered([report.message_id])
    arrival.ours = about
    matter = about.matter if about is not None else None
    if matter is None and mail.addressed.state is TokenState.LIVE and mail.addressed.link:
        matter = mail.link_matter
    _belongs(arrival, matter)
    if matter is None:
        # Found by who would have placed it.
        arrival.network = _network_of(arrival)
    if bounced is not None:
        _heard_of(mail, bounced)
    return _end(mail.actor, arrival, State.RECORDED, mail.now, kind=arrival.kind)


def _heard_of(mail: _Mail, message: Message) -> None:
    """What a mail server says of a message of ours, to the address of its own envelope."""
    kind, report = mail.mail.kind, mail.mail.report
    if kind is Kind.BOUNCED:
        status = report.status if report else ""
        mark_bounced(
            actor=mail.actor,
            message=message,
            failure=f"{status} {report.explanation if report else ''}".strip(),
            permanent=rules.is_for_ever(status),
            now=mail.now,
        )
    elif kind is Kind.DELIVERED:
        mark_delivered(actor=mail.actor, message=message, now=mail.now)


def _add(mail: _Mail) -> Arrival:
    """What they write back stands with their matter; one that was closed is open again."""
    matter = mail.link_matter
    if Status(matter.status) in {Status.WITHDRAWN, Status.PASSED_ON}:
        return _hold(mail.actor, mail.arrival, Why.MATTER_ENDED, mail.today, mail.now, matter.pk)
    arrival = mail.arrival
    arrival.contact = _hear(mail.actor, arrival, matter, mail.today, mail.now)
    _belongs(arrival, matter)
    return _end(mail.actor, arrival, State.ADDED, mail.now)


def _hear(
    actor: Actor, arrival: Arrival, matter: Matter, today: date, now: datetime
) -> ContactMoment:
    """Their words, in their own name: whoever writes to this address holds its token."""
    if Status(matter.status) not in {Status.OPEN, Status.ANSWERED}:
        matter = take_up_again(
            actor=actor,
            matter=matter,
            reason=rules.one_line(arrival.reply or arrival.subject),
            today=today,
            now=now,
        )
    return hear_from_them(
        actor=resident(actor.tenant_id, matter.pk),
        matter=matter,
        text=_words(arrival),
        channel=Channel.MAIL,
        uploads=kept_files(arrival),
        today=today,
        now=now,
    )


def _finish(mail: _Mail) -> Arrival:
    """They let us know that it is done. What they add to that is kept with it."""
    matter, arrival = mail.link_matter, mail.arrival
    if Status(matter.status) in {Status.OPEN, Status.ANSWERED}:
        if arrival.reply.strip():
            arrival.contact = _hear(mail.actor, arrival, matter, mail.today, mail.now)
        conclude_matter(
            actor=resident(mail.actor.tenant_id, matter.pk),
            matter=matter,
            reason="",
            today=mail.today,
            now=mail.now,
        )
    _belongs(arrival, matter)
    return _end(mail.actor, arrival, State.ADDED, mail.now)


def _answer(mail: _Mail) -> Arrival:
    """A colleague answers a resident from their own mail program.

    It goes out when all of it is proven; else it waits as their draft, and they are told why.
    """
    act, arrival = mail.addressed.act, mail.arrival
    assert act is not None, "a token of this purpose leads to an action link"
    arrival.colleague = act.staff
    place = place_of_staff(tenant_id=mail.actor.tenant_id, staff_id=act.staff_id, today=mail.today)
    matter = Matter.objects.select_related("party", "owner", "connection", "network").get(
        pk=act.matter_id or 0
    )
    if place is None:
        return _hold(mail.actor, arrival, Why.REFUSED, mail.today, mail.now, matter.pk)
    _belongs(arrival, matter)
    writing = Writing(
        matter=matter, purpose=Purpose.ANSWER, text=arrival.reply, uploads=_copies(arrival)
    )
    doubt: str | None = rules.doubt_about_answer(
        proof=mail.proof,
        above_marker=mail.mail.above_marker,
        sender=mail.mail.sender.address,
        colleague=act.staff.email,
        text=arrival.reply,
    )
    actor = replace(place.actor, by_link=True)
    if doubt is not None:
        return _as_draft(mail, act.staff, place.actor, writing, doubt)
    try:
        _send(mail, act, actor, writing)
    except Refused as refused:
        return _as_draft(mail, act.staff, place.actor, writing, refused.code)
    give_sign_of_life(staff_id=act.staff_id, today=mail.today)
    return _end(mail.actor, arrival, State.ADDED, mail.now, answered=True)


@transaction.atomic
def _send(mail: _Mail, act: ActionLink, actor: Actor, writing: Writing) -> None:
    """As by the link in the same mail, which is spent with it."""
    check_confidence(LinkAction(act.action), confidential=act.confidential)
    queries.check_answerable(writing.matter, actor)
    act_by_link(
        actor=actor,
        link=act,
        staff_works_here=True,
        act=lambda: send(actor=actor, writing=writing, today=mail.today, now=mail.now),
        now=mail.now,
    )


def _as_draft(
    mail: _Mail, member: StaffMember, actor: Actor, writing: Writing, doubt: str
) -> Arrival:
    """With what they were writing already; one button sends it."""
    begun = queries.draft_of(actor, writing.matter, writing.purpose)
    text = f"{begun.text}\n\n{writing.text}" if begun and begun.text else writing.text
    keep_draft(actor=actor, writing=replace(writing, text=text), now=mail.now)
    tell(
        actor=mail.actor,
        members=[member],
        kind=NoticeKind.MAILED_DRAFT,
        trigger=f"mail:{mail.arrival.pk}",
        matter=writing.matter,
        text=_doubted(doubt, mail.mail.sender.address),
        now=mail.now,
    )
    return _end(mail.actor, mail.arrival, State.ADDED, mail.now, draft=True, doubt=doubt)


_DOUBTS = {
    Doubt.OTHER_SENDER: gettext_lazy("It came from %(address)s, which is not your address."),
    Doubt.SENDER_UNPROVEN: gettext_lazy("Nothing proves that it came from you."),
    Doubt.NO_MARKER: gettext_lazy("The line above which you answer is not in it."),
    Doubt.NO_WORDS: gettext_lazy("There is nothing above the line of our mail."),
}


def _doubted(doubt: str, address: str) -> str:
    """Why what they mailed did not go out by itself."""
    why = _DOUBTS[Doubt(doubt)] % {"address": address} if doubt in _DOUBTS else ""
    said = _("Your answer by mail waits as a draft. Look at it, and send it.")
    return f"{said} {why}".strip()[:300]


def _log(mail: _Mail) -> Arrival:
    """A colleague lets us read along: contact with whoever else takes part is recorded."""
    arrival, colleague = mail.arrival, mail.colleague
    assert colleague is not None, "this way is for the mail of colleagues"
    arrival.colleague = colleague
    place = place_of_staff(tenant_id=mail.actor.tenant_id, staff_id=colleague.pk, today=mail.today)
    taking_part = (
        queries.taking_part(mail.mail, arrival.reply, place.actor) if place is not None else []
    )
    if place is not None and taking_part and mail.mail.meeting is not None:
        for each in taking_part:
            _plan(mail, mail.mail.meeting, each, place.actor)
        _belongs(arrival, taking_part[0].matter)
        return _end(mail.actor, arrival, State.ADDED, mail.now, meeting=True)
    if place is None or not taking_part:
        asked = place is not None and _is_alone(mail) and _send_sheet(mail, place.actor)
        if asked:
            return _end(mail.actor, arrival, State.ADDED, mail.now, sheet=True)
        return _hold(mail.actor, arrival, Why.COLLEAGUE_UNCLEAR, mail.today, mail.now)
    for each in taking_part:
        recorded = record_contact(
            actor=place.actor,
            party=each.party,
            matter=each.matter,
            connection=each.connection,
            channel=Channel.MAIL,
            direction=each.direction,
            summary=rules.in_short(each.words or mail.mail.subject, LONGEST_SUMMARY),
            happened_at=min(mail.mail.sent_at or mail.now, mail.now),
            staff_id=colleague.pk,
            uploads=kept_files(arrival),
            now=mail.now,
        )
        arrival.contact = arrival.contact or recorded
        _record_told(mail, each, place.actor)
    _belongs(arrival, taking_part[0].matter)
    return _end(mail.actor, arrival, State.ADDED, mail.now)


def _record_told(mail: _Mail, part: TakesPart, actor: Actor) -> None:
    """What the colleague wrote that somebody promised; never what they forward."""
    connection = part.matter.connection if part.matter is not None else part.connection
    colleague = mail.colleague
    if colleague is None or connection is None or part.direction is Direction.INBOUND:
        return
    record_told(
        actor=actor,
        writer=colleague,
        connection=connection,
        matter=part.matter,
        text=part.words,
        written_on=timezone.localdate(min(mail.mail.sent_at or mail.now, mail.now)),
        today=mail.today,
        now=mail.now,
    )


def _plan(mail: _Mail, meeting: Meeting, part: TakesPart, actor: Actor) -> None:
    """Whether they met is asked on the next working day; a change or cancellation changes that."""
    colleague = mail.colleague
    assert colleague is not None, "a colleague invited them"
    planned = (
        PlannedMeeting.objects.select_for_update(of=("self",))
        .select_related("task")
        .filter(uid=rules.uid_digest(meeting.uid), staff=colleague, party=part.party)
        .first()
    )
    if planned is not None and meeting.sequence < planned.sequence:
        return
    if meeting.method == "CANCEL":
        if planned is not None and planned.task.done_at is None:
            finish_task(actor=actor, task=planned.task, outcome="", now=mail.now)
        return
    due_on = add_working_days(timezone.localdate(meeting.ends_at), 1, closed_days())
    if planned is None:
        planned = PlannedMeeting(
            tenant_id=actor.tenant_id,
            matter=part.matter,
            confidential=part.matter is not None and part.matter.confidential,
            connection=part.connection,
            party=part.party,
            staff=colleague,
            uid=rules.uid_digest(meeting.uid),
            task=ask_for(
                actor=actor,
                member=colleague,
                kind=TaskKind.MEET,
                due_on=due_on,
                matter=part.matter,
                connection=part.connection,
                text=rules.one_line(meeting.title),
                now=mail.now,
            ),
        )
    planned.sequence = meeting.sequence
    planned.starts_at, planned.ends_at = meeting.starts_at, max(meeting.starts_at, meeting.ends_at)
    planned.save()
    put_off(actor=actor, task=planned.task, due_on=due_on, now=mail.now)


@transaction.atomic
def say_met(*, actor: Actor, task: Task, met: bool, said: str, now: datetime) -> PlannedMeeting:
    """A colleague says whether a meeting took place; if so, it is a contact of that moment."""
    planned = (
        PlannedMeeting.objects.select_for_update(of=("self",))
        .select_related("party", "matter", "connection", "task")
        .get(task=task)
    )
    finish_task(actor=actor, task=planned.task, outcome="", now=now)
    if met:
        planned.contact = record_contact(
            actor=actor,
            party=planned.party,
            matter=planned.matter,
            connection=planned.connection,
            channel=Channel.MEETING,
            direction=Direction.BOTH_WAYS,
            summary=said.strip() or planned.task.text or _("We met."),
            happened_at=min(planned.starts_at, now),
            minutes=rules.minutes_of(planned.starts_at, planned.ends_at),
            staff_id=planned.staff_id,
            now=now,
        )
        planned.save(update_fields=["contact"])
    return planned


def _is_alone(mail: _Mail) -> bool:
    """Whether a colleague writes to us and to nobody else."""
    said, to_us = mail.mail, {untagged(each) for each in mail.arrival.envelope_to}
    others = {each.address for each in (*said.to, *said.cc)} - to_us
    return not (any(not queries.is_ours(each) for each in others) or said.forwarded or said.meeting)


def _send_sheet(mail: _Mail, actor: Actor) -> bool:
    """A colleague who mails a street or a name gets its Buurtblad back, at their own address."""
    arrival = mail.arrival
    words = queries.sheet_asked(actor, arrival.subject, arrival.reply)
    if not words or arrival.colleague is None:
        return False
    queue_message(
        actor=mail.actor,
        kind=MessageKind.SHEET,
        way=MessageWay.EMAIL,
        to_address=arrival.colleague.email,
        key=f"sheet:{arrival.pk}",
        typed=words,
        staff=arrival.colleague,
        now=mail.now,
    )
    return True


@journal.written_together()
def _open(mail: _Mail) -> Arrival:
    """Somebody writes for the first time, or about something else."""
    arrival = mail.arrival
    known = queries.proven_party(arrival.sender_address) if mail.proof is Proof.PROVEN else None
    uploads = kept_files(arrival) if mail.mail.attachments else []
    matter = _take_in(mail.actor, arrival, known, uploads, mail.today, mail.now)
    if known is None and mail.proof is Proof.PROVEN:
        _verify(mail.actor, matter.party, arrival.sender_address, mail.now)
    return _opened(mail.actor, arrival, matter, mail.now)


def _take_in(
    actor: Actor,
    arrival: Arrival,
    known: Party | None,
    uploads: Sequence[KeptFile],
    today: date,
    now: datetime,
) -> Matter:
    words = arrival.text.strip() or arrival.reply.strip()
    where = queries.receiving_address(arrival.envelope_to)
    return take_in(
        actor=actor,
        received=Received(
            source="mail",
            key=arrival.identity or f"mail:{arrival.pk}",
            story=rules.in_short(words, LONGEST_STORY),
            subject=rules.bare_subject(arrival.subject),
            channel=Channel.MAIL,
            received_at=arrival.arrived_at,
            theme=where.theme if where else None,
            area=where.area if where else None,
            uploads=uploads,
        ),
        sender=known
        or Sender(
            name=rules.sender_name(
                Mailbox(address=arrival.sender_address, name=arrival.sender_name)
            ),
            email=arrival.sender_address,
            language=arrival.language or "nl",
        ),
        today=today,
        now=now,
    )


def _verify(actor: Actor, party: Party, address: str, now: datetime) -> None:
    """Their own domain vouches that it is theirs."""
    theirs = DigitalAddress.objects.filter(party=party, address__iexact=address).first()
    if theirs is not None:
        verify_address(actor=actor, address=theirs, now=now)


def _opened(actor: Actor, arrival: Arrival, matter: Matter, now: datetime) -> Arrival:
    contacts = ContactMoment.objects.filter(matter=matter).order_by("pk")
    arrival.contact_id = contacts.values_list("pk", flat=True).first()
    _belongs(arrival, matter)
    return _end(actor, arrival, State.OPENED, now)


def _meant(mail: _Mail) -> int | None:
    if mail.addressed.meant is not None:
        return mail.addressed.meant
    return mail.answered.matter_id if mail.answered is not None else None


def _hold(
    actor: Actor,
    arrival: Arrival,
    why: Why,
    today: date,
    now: datetime,
    meant: int | None = None,
    reason: str = "",
) -> Arrival:
    """A person places it, by a date. What was meant for confidence stays with who was confided."""
    matter = Matter.objects.select_related("owner").filter(pk=meant or 0).first()
    arrival.meant = matter
    if matter is not None and matter.confidential:
        _belongs(arrival, matter)
    arrival.state, arrival.why, arrival.reason = State.HELD.value, why.value, reason[:500]
    arrival.network = None if arrival.confidential else _network_of(arrival)
    arrival.owner_id = _owner_of(arrival, why, matter, today)
    arrival.due_on = add_working_days(today, rules.WORKING_DAYS_HELD, closed_days())
    arrival.save()
    _tell_owner(actor, arrival, now)
    _journal("mail.held", actor, arrival, now, why=why.value, owner_id=arrival.owner_id)
    return arrival


def _network_of(arrival: Arrival) -> Network | None:
    where = queries.receiving_address(arrival.envelope_to)
    return network_for(
        theme_id=where.theme_id if where else None, area_id=where.area_id if where else None
    )


def _owner_of(arrival: Arrival, why: Why, matter: Matter | None, today: date) -> int:
    """Who knows it best: whose mail it is, who carries what was meant, or who has time."""
    if why is Why.COLLEAGUE_UNCLEAR and arrival.colleague_id is not None:
        return arrival.colleague_id
    if matter is not None:
        return matter.owner_id
    choice = choose_carriers(
        party_id=None, theme_id=None, area_id=None, network_id=arrival.network_id, today=today
    )
    return choice.owner_id


@transaction.atomic
def add_to_matter(
    *,
    actor: Actor,
    arrival: Arrival,
    matter: Matter,
    today: date,
    now: datetime,
    promises: Sequence[Suggestion] = (),
) -> Arrival:
    """A person says that a held mail belongs to a matter; who carries it hears of it.

    ``promises`` are what they picked out of its words; nothing else is recorded as one.
    """
    arrival = _locked(arrival.pk)
    rules.check_place(State(arrival.state))
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)
    check_reads(actor, arrival)
    if Status(matter.status) not in {Status.OPEN, Status.ANSWERED}:
        reason = rules.one_line(arrival.reply or arrival.subject)
        matter = take_up_again(actor=actor, matter=matter, reason=reason, today=today, now=now)
    arrival.contact = hear_from_them(
        actor=actor,
        matter=matter,
        text=_words(arrival),
        channel=Channel.MAIL,
        uploads=kept_files(arrival),
        today=today,
        now=now,
    )
    _belongs(arrival, matter)
    _record_picked(actor, arrival, matter, promises, today, now)
    carriers = [each for each in (matter.owner, matter.second) if each is not None]
    tell(
        actor=actor,
        members=[each for each in carriers if each.pk != actor.staff_id],
        kind=NoticeKind.NEW_CONTACT,
        trigger=f"contact:{arrival.contact.pk}",
        matter=matter,
        now=now,
    )
    return _placed(actor, arrival, State.ADDED, now)


@transaction.atomic
def open_as_new(
    *,
    actor: Actor,
    arrival: Arrival,
    today: date,
    now: datetime,
    promises: Sequence[Suggestion] = (),
) -> Arrival:
    """A person says that a held mail is something new: it gets a matter, carriers and a term.

    ``promises`` are what they picked out of its words; nothing else is recorded as one.
    """
    arrival = _locked(arrival.pk)
    rules.check_place(State(arrival.state))
    check_reads(actor, arrival)
    matter = _take_in(system(actor.tenant_id), arrival, None, kept_files(arrival), today, now)
    first = ContactMoment.objects.filter(matter=matter).order_by("pk").first()
    arrival.contact = first
    _belongs(arrival, matter)
    _record_picked(actor, arrival, matter, promises, today, now)
    return _placed(actor, arrival, State.OPENED, now)


def _record_picked(
    actor: Actor,
    arrival: Arrival,
    matter: Matter,
    promises: Sequence[Suggestion],
    today: date,
    now: datetime,
) -> None:
    """Of a colleague's mail what is ours is theirs to confirm; any other mail promises us."""
    for promise in promises:
        record_promise(
            actor=actor,
            connection=matter.connection,
            matter=matter,
            side=promise.side,
            words=promise.words,
            given_by=arrival.colleague if promise.side is Side.OURS else None,
            made_on=timezone.localdate(arrival.arrived_at),
            due_on=promise.due_on,
            today=today,
            now=now,
        )


@transaction.atomic
def set_aside(*, actor: Actor, arrival: Arrival, reason: str, now: datetime) -> Arrival:
    """A person says that nothing has to be done with it; why is kept, and so is the mail."""
    arrival = _locked(arrival.pk)
    rules.check_place(State(arrival.state))
    rules.check_set_aside(reason)
    check_reads(actor, arrival)
    arrival.reason = reason.strip()[:500]
    return _placed(actor, arrival, State.SET_ASIDE, now)


def check_reads(actor: Actor, arrival: Arrival) -> None:
    """Refused for whom a held mail is not to place."""
    if not Arrival.objects.visible_to(actor).filter(pk=arrival.pk).exists():
        raise Refused("mail_not_yours")


@transaction.atomic
def find_owners(*, actor: Actor, today: date, now: datetime) -> int:
    """Held mail whose owner left or is away without a deputy goes to somebody who is here."""
    here, moved = colleagues(today), 0
    held = Arrival.objects.held().select_for_update(of=("self",)).select_related("matter")
    for arrival in held.order_by("pk"):
        owner_id = _living_owner(arrival, here, today)
        if owner_id == arrival.owner_id:
            continue
        arrival.owner_id = owner_id
        arrival.save(update_fields=["owner"])
        _tell_owner(actor, arrival, now)
        _journal("mail.owner_found", actor, arrival, now, owner_id=owner_id)
        moved += 1
    return moved


def _living_owner(arrival: Arrival, here: Mapping[int, Colleague], today: date) -> int | None:
    """What was meant for confidence stays with who carries that: no deputy may read it.

    Other mail goes to a deputy who sees the network for which it came.
    """
    matter: Matter | None = arrival.matter
    if matter is not None:
        return matter.owner_id
    stands_in = living(arrival.owner_id or 0, here, today, Carried(arrival.network_id))
    return stands_in or _owner_of(arrival, Why(arrival.why), None, today)


@transaction.atomic
def tell_of_late(
    *, actor: Actor, administrators: Collection[StaffMember], today: date, now: datetime
) -> int:
    """Held mail that nobody placed in time: its owner hears it, and so does every administrator.

    An administrator hears that a mail waits, and nothing of what is in it.
    """
    late = list(Arrival.objects.late_on(today).select_related("owner").order_by("pk"))
    for arrival in late:
        tell(
            actor=actor,
            members=sorted({arrival.owner, *administrators}, key=lambda each: each.pk),
            kind=NoticeKind.MAIL_LATE,
            trigger=f"mail:{arrival.pk}",
            now=now,
        )
    return len(late)


@transaction.atomic
def give_up_placing(*, actor: Actor, today: date, now: datetime) -> int:
    """Mail that was kept and never placed is given to a person. Returns how many."""
    stuck = Arrival.objects.waiting().filter(arrived_at__lt=now - rules.PLACED_WITHIN)
    held = list(stuck.values_list("pk", flat=True)[:100])
    for number in held:
        hold_unread(actor=actor, arrival_id=number, fault=Why.NOT_PLACED, today=today, now=now)
    return len(held)


def keep_files(
    actor: Actor, arrival: Arrival, attachments: Sequence[Attached], now: datetime
) -> None:
    """The files of a mail, each typed by its content; what we do not take stays in the raw mail."""
    for each in attachments[: rules.MOST_FILES]:
        kept = ArrivalFile(
            tenant_id=actor.tenant_id,
            arrival=arrival,
            name=shown_name(each.name),
            size=len(each.content),
        )
        try:
            with transaction.atomic():
                kept.file = keep_file(
                    actor=actor, content=each.content, name=each.name or kept.name, now=now
                )
        except Refused as refused:
            kept.untaken = refused.code[:40]
        kept.save()


def kept_files(arrival: Arrival) -> list[KeptFile]:
    """The files that go along with what a mail says."""
    files = ArrivalFile.objects.filter(arrival=arrival, file__isnull=False)
    return [KeptFile(each.name, each.file) for each in files.select_related("file").order_by("pk")]


def _copies(arrival: Arrival) -> list[Upload]:
    """The same files once more, for what is kept and thrown away apart from the mail."""
    return [Upload(each.name, b"".join(read_file(each.file))) for each in kept_files(arrival)]


def forget_arrivals(*, matters: Collection[int], now: datetime, also: Collection[int] = ()) -> None:
    """What was written is gone, raw too; that a mail came stays, and it comes in no second time.

    ``also`` are mails in no matter, of who is erased.
    """
    within = Arrival.objects.filter(matter__in=matters).values_list("pk", flat=True)
    _forget({*within, *also}, now)


@journal.written_together()
def forget_unplaced(*, actor: Actor, before: datetime, most: int, now: datetime) -> int:
    """The words of mail that ended before a moment and belongs to nothing are gone.

    The longest ago first, at most ``most``. Returns how many.
    """
    gone = Arrival.objects.unplaced_before(before).select_for_update(of=("self",))
    numbers = list(gone.values_list("pk", flat=True)[:most])
    _forget(numbers, now)
    for number in numbers:
        journal.record("mail.expired", actor=actor, subject="mail", subject_id=number, now=now)
    return len(numbers)


def _forget(numbers: Collection[int], now: datetime) -> None:
    """Its identity stays: by that the same mail is known again."""
    Arrival.objects.filter(pk__in=numbers, ended_at__isnull=True).update(
        state=State.SET_ASIDE.value, ended_at=now
    )
    files = ArrivalFile.objects.filter(arrival__in=numbers)
    gone = [
        *Arrival.objects.filter(pk__in=numbers, raw__isnull=False).values_list("raw", flat=True),
        *files.filter(file__isnull=False).values_list("file", flat=True),
    ]
    files.delete()
    Arrival.objects.filter(pk__in=numbers).update(
        raw=None,
        envelope_from="",
        envelope_to=[],
        client="",
        message_id="",
        sender_address="",
        sender_name="",
        subject="",
        text="",
        reply="",
        html="",
        reason="",
    )
    still = Attachment.objects.filter(file__in=gone).values_list("file", flat=True)
    forget_files(files=set(gone) - set(still))


def _write_down(arrival: Arrival, reading: Reading) -> None:
    """What a person needs to place it, and by which it is known again."""
    mail = reading.mail
    arrival.kind, arrival.proof = mail.kind.value, reading.proof.value
    arrival.message_id = mail.message_id[:300]
    arrival.identity = rules.identity(mail.message_id, mail.digest)
    arrival.sender_address = mail.sender.address[:320]
    arrival.sender_name = mail.sender.name[:200]
    arrival.subject = mail.subject[:300]
    arrival.text = rules.in_short(mail.text, rules.LONGEST_TEXT)
    arrival.reply = rules.in_short(mail.reply, rules.LONGEST_TEXT)
    arrival.html = mail.html if len(mail.html) <= rules.LONGEST_HTML else ""
    arrival.language = mail.language


def _words(arrival: Arrival) -> str:
    said = arrival.reply.strip() or arrival.text.strip() or arrival.subject.strip()
    return rules.in_short(said or "…", LONGEST_SUMMARY)


def _belongs(arrival: Arrival, matter: Matter | None) -> None:
    """A mail and its files are as confidential as the matter to which they belong."""
    if matter is None:
        return
    arrival.matter, arrival.confidential = matter, matter.confidential
    ArrivalFile.objects.filter(arrival=arrival).update(
        matter=matter, confidential=matter.confidential
    )


def _locked(arrival_id: int) -> Arrival:
    return Arrival.objects.select_for_update(of=("self",)).get(pk=arrival_id)


def _placed(actor: Actor, arrival: Arrival, state: State, now: datetime) -> Arrival:
    arrival.placed_by_id = actor.staff_id
    end_news(about=f"mail:{arrival.pk}", now=now)
    return _end(actor, arrival, state, now)


def _end(actor: Actor, arrival: Arrival, state: State, now: datetime, **details: object) -> Arrival:
    arrival.state, arrival.ended_at = state.value, now
    arrival.save()
    _journal(_ENDS[state], actor, arrival, now, **details)
    return arrival


_ENDS = {
    State.ADDED: "mail.added",
    State.OPENED: "mail.opened",
    State.RECORDED: "mail.recorded",
    State.DUPLICATE: "mail.came_twice",
    State.SET_ASIDE: "mail.set_aside",
}


def _tell_owner(actor: Actor, arrival: Arrival, now: datetime) -> None:
    tell(
        actor=actor,
        members=[StaffMember.objects.get(pk=arrival.owner_id or 0)],
        kind=NoticeKind.MAIL_HELD,
        trigger=f"mail:{arrival.pk}",
        matter=arrival.matter if arrival.confidential else None,
        now=now,
    )


def _journal(what: str, actor: Actor, arrival: Arrival, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="mail",
        subject_id=arrival.pk,
        matter_id=arrival.matter_id,
        details=details,
        now=now,
    )
