"""Colleagues are asked to do something, and do it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import check_work_on
from schakel.domain.messages.actions import (
    drop_message,
    mark_call_in_vain,
    queue_message,
    send_again,
    take_back_dropping,
)
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import BY_HAND, UNDER_WAY, Way, check_other_way
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import State as MessageState
from schakel.domain.notices.actions import end_news, tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.models import Channel, Party
from schakel.domain.parties.queries import Reach, addresses_of, how_to_reach
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks import rules
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import (
    WORKING_DAYS_TO_CALL_AGAIN,
    WORKING_DAYS_TO_REACH,
    Kind,
)
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.steps import Step, check_take_back
from schakel.foundation.kernel.working_days import add_working_days, last_of_week


@transaction.atomic
def ask_for(
    *,
    actor: Actor,
    member: StaffMember,
    kind: Kind,
    due_on: date,
    now: datetime,
    matter: Matter | None = None,
    connection: Connection | None = None,
    message: Message | None = None,
    about: StaffMember | None = None,
    text: str = "",
) -> Task:
    """Ask a colleague to do something by a day; they hear of it, unless they do so themselves."""
    task = Task.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter is not None and matter.confidential,
        connection=connection,
        message=message,
        about=about,
        staff=member,
        kind=kind.value,
        text=text.strip(),
        due_on=due_on,
        asked_by_id=actor.staff_id,
        created_at=now,
    )
    _journal("task.asked", actor, task, now)
    # Who acts by a link is not at the desk, where it stands.
    if member.pk != actor.staff_id or actor.by_link:
        _tell(actor, task, NoticeKind.TASK_ASKED, f"task:{task.pk}", now)
    return task


@transaction.atomic
def plan_call(
    *, actor: Actor, member: StaffMember, connection: Connection, today: date, now: datetime
) -> Task:
    """A colleague says that they call this week; it stands among what they do until they did.

    Of two who say so at once the second finds what the first did.
    """
    Connection.objects.select_for_update(no_key=True, of=("self",)).get(pk=connection.pk)
    planned = _planned_calls(member, connection)
    rules.check_plan_call(is_planned=planned.exists())
    return ask_for(
        actor=actor,
        member=member,
        kind=Kind.CALL,
        connection=connection,
        due_on=last_of_week(today, closed_days()),
        now=now,
    )


@transaction.atomic
def tell_that_we_spoke(
    *,
    actor: Actor,
    member: StaffMember,
    connection: Connection,
    channel: str,
    summary: str,
    happened_at: datetime,
    now: datetime,
) -> ContactMoment:
    """The two spoke: a contact, and the call that this colleague planned for it is made."""
    moment = record_contact(
        actor=actor,
        party=connection.party,
        connection=connection,
        channel=channel,
        direction=Direction.BOTH_WAYS,
        summary=summary,
        happened_at=happened_at,
        staff_id=member.pk,
        now=now,
    )
    for task in _planned_calls(member, connection):
        finish_task(actor=actor, task=task, outcome="", now=now)
    return moment


def _planned_calls(member: StaffMember, connection: Connection) -> QuerySet[Task]:
    """Those without words to say: else more has to be told than that they spoke."""
    calls = Task.objects.open().filter(staff=member, connection=connection, kind=Kind.CALL.value)
    return calls.filter(message__isnull=True, text="")


@transaction.atomic
def give_tasks(
    *,
    actor: Actor,
    connection: Connection,
    leaver: StaffMember,
    to: StaffMember,
    now: datetime,
) -> None:
    """What was asked of who leaves about a connection is asked of who comes; not how they leave."""
    theirs = Task.objects.open().filter(
        Q(connection=connection) | Q(matter__connection=connection), staff=leaver
    )
    for task in theirs.exclude(kind__in=[kind.value for kind in rules.OF_LEAVING]):
        asked_before = Task.objects.open().filter(matter=task.matter_id, kind=task.kind, staff=to)
        if Kind(task.kind) in rules.ASKED_ONCE and asked_before.exists():
            task.done_at = now
        else:
            task.staff = to
        task.save(update_fields=["staff", "done_at"])
        end_news(about=f"task:{task.pk}", now=now)
        _journal("task.given", actor, task, now)
        if task.done_at is None:
            _tell(actor, task, NoticeKind.TASK_ASKED, f"task:{task.pk}:{to.pk}", now)


@transaction.atomic
def put_off(*, actor: Actor, task: Task, due_on: date, now: datetime) -> Task:
    """An open task is due on another day; one that was done stays as it is."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is not None or task.due_on == due_on:
        return task
    task.due_on = due_on
    task.save(update_fields=["due_on"])
    _journal("task.put_off", actor, task, now)
    return task


@transaction.atomic
def reach_party(
    *,
    actor: Actor,
    matter: Matter,
    kind: MessageKind,
    key: str,
    today: date,
    now: datetime,
    typed: str = "",
    reach: Reach | None = None,
) -> Message | None:
    """Send a party something in the way they can be reached; None: they were erased.

    ``reach`` is that way, for who looked it up already.

    Who has no mail, or wants none, is called or written to: then a colleague is asked to. Of whom
    no way is known, that colleague has to find one.
    """
    party = matter.party
    if party.erased_at is not None:
        return None
    reach = reach or how_to_reach(party)
    way = {"mail": Way.EMAIL, "letter": Way.LETTER}.get(reach.way or "", Way.CALL)
    message = queue_message(
        actor=actor,
        kind=kind,
        way=way,
        to_address=reach.address.address if reach.address else _address(party, way),
        typed=typed,
        key=key,
        matter=matter,
        party=party,
        language=party.language,
        now=now,
    )
    _ask_to_send(actor, message, today, now)
    return message


def _address(party: Party, way: Way) -> str:
    """Where a party is reached in this way; empty when that is not known."""
    known = addresses_of(party)
    return {Way.EMAIL: known.email, Way.LETTER: party.postal_address, Way.CALL: known.phone}[way]


def _ask_to_send(actor: Actor, message: Message, today: date, now: datetime) -> None:
    """Somebody has to print or call: who carries the matter, and is not asked already."""
    way, matter = Way(message.way), message.matter
    if way not in BY_HAND or matter is None or MessageState(message.state) not in UNDER_WAY:
        return
    if Task.objects.open().filter(message=message).exists():
        return
    ask_for(
        actor=actor,
        member=matter.owner,
        kind=Kind.SEND_LETTER if way is Way.LETTER else Kind.CALL,
        text=message.kind,
        matter=matter,
        message=message,
        due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
        now=now,
    )


@transaction.atomic
def send_once_more(*, actor: Actor, message: Message, today: date, now: datetime) -> Message:
    """It did not arrive, and goes again in the same way: by hand, when it was a letter."""
    message = send_again(actor=actor, message=message, now=now)
    _ask_to_send(actor, message, today, now)
    return message


@transaction.atomic
def send_in_another_way(
    *, actor: Actor, message: Message, to: Way, reason: str, today: date, now: datetime
) -> Message:
    """What did not arrive, or still lies here, goes in another way; ``reason`` is why it does."""
    matter, party = message.matter, message.party
    if matter is None or party is None:
        raise ValueError(f"{message} goes to no party")
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)
    address = _address(party, to)
    check_other_way(Way(message.way), MessageState(message.state), to, address)
    if MessageState(message.state) in UNDER_WAY:
        stop_sending(actor=actor, message=message, reason=reason, now=now)
    other = queue_message(
        actor=actor,
        kind=MessageKind(message.kind),
        way=to,
        to_address=address,
        typed=message.typed,
        key=f"{message.key}:{to.value}",
        matter=matter,
        party=party,
        language=message.language,
        now=now,
    )
    _ask_to_send(actor, other, today, now)
    return other


@transaction.atomic
def stop_sending(*, actor: Actor, message: Message, reason: str, now: datetime) -> Message:
    """A letter or call is not needed any more, and nobody is asked for it either."""
    message = drop_message(actor=actor, message=message, reason=reason, now=now)
    finish_sending(actor=actor, message=message, now=now)
    return message


@transaction.atomic
def call_in_vain(
    *, actor: Actor, message: Message, summary: str, today: date, now: datetime
) -> Message:
    """Nobody answered: call again on the next working day, until it has been tried often enough.

    The call stands in the timeline, with ``summary``.
    """
    message = mark_call_in_vain(actor=actor, message=message, now=now)
    matter = message.matter
    assert matter is not None, "a call is about a matter"
    record_contact(
        actor=actor,
        party=matter.party,
        matter=matter,
        channel=Channel.PHONE,
        direction=Direction.OUTBOUND,
        summary=summary,
        happened_at=now,
        staff_id=actor.staff_id,
        succeeded=False,
        now=now,
    )
    if MessageState(message.state) not in UNDER_WAY:
        finish_sending(actor=actor, message=message, now=now)
        return message
    again_on = add_working_days(today, WORKING_DAYS_TO_CALL_AGAIN, closed_days())
    for task in Task.objects.open().filter(message=message):
        task.due_on = again_on
        task.save(update_fields=["due_on"])
        if actor.by_link:
            _tell(actor, task, NoticeKind.TASK_DUE, f"task:{task.pk}:{again_on}", now)
    return message


@transaction.atomic
def finish_sending(*, actor: Actor, message: Message, now: datetime) -> None:
    """A letter or call came to an end, and with it what a colleague was asked for."""
    for task in Task.objects.select_for_update(of=("self",)).open().filter(message=message):
        task.done_at = now
        task.save(update_fields=["done_at"])
        end_news(about=f"task:{task.pk}", now=now)
        _journal("task.done", actor, task, now)


@transaction.atomic
def ask_other_carrier(
    *, actor: Actor, matter: Matter, wish: str, today: date, now: datetime
) -> Sequence[Task]:
    """They want to speak to somebody else: the second carrier and the owner of the network hear it.

    In confidence only the second carrier does. The first carrier is asked when there is nobody
    else. While that is open, asking again only tells it again.
    """
    beside = [matter.second] if matter.confidential else [matter.second, matter.network.owner]
    members = {each.pk: each for each in beside if each and each.pk != matter.owner_id}
    members = members or {matter.owner_id: matter.owner}
    open_tasks = Task.objects.open().filter(matter=matter, kind=Kind.OTHER_CARRIER.value)
    asked = set(open_tasks.values_list("staff_id", flat=True))
    tell(
        actor=actor,
        members=members.values(),
        kind=NoticeKind.WANTS_OTHER_CARRIER,
        trigger=f"wants_other:{today}",
        matter=matter,
        now=now,
    )
    return [
        ask_for(
            actor=actor,
            member=member,
            kind=Kind.OTHER_CARRIER,
            text=wish,
            matter=matter,
            due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
            now=now,
        )
        for member in members.values()
        if member.pk not in asked
    ]


@transaction.atomic
def finish_task(*, actor: Actor, task: Task, now: datetime, outcome: str = "") -> Task:
    """It is done; ``outcome`` says how it went."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    matter, message = task.matter, task.message
    rules.check_finish(
        actor=actor,
        staff_id=task.staff_id,
        carries=matter is not None and actor.staff_id in (matter.owner_id, matter.second_id),
        done=task.done_at is not None,
        to_send=message is not None and MessageState(message.state) in UNDER_WAY,
    )
    task.done_at, task.outcome = now, outcome.strip()
    task.save(update_fields=["done_at", "outcome"])
    end_news(about=f"task:{task.pk}", now=now)
    _journal("task.done", actor, task, now)
    return task


@transaction.atomic
def take_back_finishing(*, actor: Actor, step: Step, now: datetime) -> Task:
    """It is not done after all: the task waits as it did before."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=step.number)
    same = Task.objects.open().filter(matter=task.matter_id, kind=task.kind, staff=task.staff_id)
    is_free = Kind(task.kind) not in rules.ASKED_ONCE or not same.exists()
    check_take_back(
        step,
        actor=actor,
        now=now,
        is_so=task.done_at == step.at and task.message_id is None and is_free,
    )
    return _reopen(actor, task, now)


@transaction.atomic
def take_back_stopping(*, actor: Actor, step: Step, now: datetime) -> Message:
    """It has to go after all: the letter or call waits again, and who was asked is asked again."""
    message = take_back_dropping(actor=actor, step=step, now=now)
    reopen_sending(actor=actor, message=message, step=step, now=now)
    return message


@transaction.atomic
def reopen_sending(*, actor: Actor, message: Message, step: Step, now: datetime) -> None:
    """A letter or call did not come to an end: what was done by that step waits again."""
    done = Task.objects.select_for_update(of=("self",)).filter(message=message, done_at=step.at)
    for task in done:
        _reopen(actor, task, now)


def _reopen(actor: Actor, task: Task, now: datetime) -> Task:
    task.done_at, task.outcome = None, ""
    task.save(update_fields=["done_at", "outcome"])
    _journal("task.reopened", actor, task, now)
    return task


def forget_tasks(*, matters: Collection[int], party: Party | None = None) -> None:
    """What was done for a party stays, without its words; what still had to be done need not.

    Without ``party`` only of these matters.
    """
    of_party = Q(connection__party=party) if party else Q()
    about = Task.objects.filter(of_party | Q(matter__in=matters))
    about.filter(done_at__isnull=True).delete()
    about.update(text="", outcome="")


def _tell(actor: Actor, task: Task, kind: NoticeKind, trigger: str, now: datetime) -> None:
    tell(
        actor=actor,
        members=[task.staff],
        kind=kind,
        trigger=trigger,
        matter=task.matter,
        now=now,
    )


def _journal(what: str, actor: Actor, task: Task, now: datetime) -> None:
    journal.record(
        what,
        actor=actor,
        subject="task",
        subject_id=task.pk,
        matter_id=task.matter_id,
        details={"kind": task.kind, "staff_id": task.staff_id},
        now=now,
    )
