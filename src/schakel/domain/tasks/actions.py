"""Colleagues are asked to do something, and do it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from schakel.domain.connections.models import Connection
from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.queries import how_to_reach
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks import rules
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import WORKING_DAYS_TO_REACH, Kind
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.working_days import add_working_days


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
    text: str = "",
) -> Task:
    """Ask a colleague to do something by a day."""
    task = Task.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter is not None and matter.confidential,
        connection=connection,
        staff=member,
        kind=kind.value,
        text=text.strip(),
        due_on=due_on,
        asked_by_id=actor.staff_id,
        created_at=now,
    )
    _journal("task.asked", actor, task, now)
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
) -> Message | Task:
    """Send a party something in the way they can be reached.

    Who has no mail, or wants none, is called or written to: then a colleague is asked to.
    """
    party = matter.party
    reach = how_to_reach(party)
    if reach.address is not None:
        return queue_message(
            actor=actor,
            kind=kind,
            way=Way.EMAIL,
            to_address=reach.address.address,
            typed=typed,
            key=key,
            matter=matter,
            party=party,
            language=party.language,
            now=now,
        )
    return ask_for(
        actor=actor,
        member=matter.owner,
        kind=Kind.SEND_LETTER if reach.way == "letter" else Kind.CALL,
        text=kind.value,
        matter=matter,
        due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
        now=now,
    )


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
    matter = task.matter
    rules.check_finish(
        actor=actor,
        staff_id=task.staff_id,
        carries=matter is not None and actor.staff_id in (matter.owner_id, matter.second_id),
        done=task.done_at is not None,
    )
    task.done_at, task.outcome = now, outcome.strip()
    task.save(update_fields=["done_at", "outcome"])
    _journal("task.done", actor, task, now)
    return task


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
