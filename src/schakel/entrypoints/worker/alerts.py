"""Terms, promises and tasks that are due, and letters that lie here: who has to know hears it."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import waits_too_long
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.promises.models import Promise
from schakel.domain.promises.queries import answering_for, carriers_of, keepers
from schakel.domain.promises.rules import Side
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import REMINDED_AFTER
from schakel.domain.terms.models import Suspension, Term
from schakel.domain.terms.queries import clock_with
from schakel.domain.terms.rules import Alert, Level, Recipient, Thresholds, alerts_due
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.worker.alarms import nobody_reachable
from schakel.entrypoints.worker.recipients import Roster, roster

# Longer than any stretch of closed days and the warning before it.
_LOOK_AHEAD = timedelta(days=21)

_KINDS = {
    Level.APPROACHING: Kind.TERM_APPROACHING,
    Level.LATE: Kind.TERM_LATE,
    Level.SECOND_LATE: Kind.TERM_SECOND_LATE,
}


def tell_of_terms(tenant_id: int) -> None:
    """All that should have been told by today; what was told before is not told again."""
    with inside(tenant_id) as here:
        here_today = roster(here.today)
        terms = list(
            Term.objects.due_by(here.today + _LOOK_AHEAD).select_related(
                "matter__owner", "matter__second", "matter__network"
            )
        )
        suspensions = _suspensions(terms)
        for term in terms:
            clock = clock_with(term, suspensions.get(term.pk, ()))
            for alert in alerts_due(clock, here.today, Thresholds()):
                _tell(here, here_today, term.matter, alert)


def _tell(here: Here, here_today: Roster, matter: Matter, alert: Alert) -> None:
    trigger = f"{alert.level}:{alert.due_on}"
    members = here_today.living(matter, _wanted(matter, alert.to))
    if not members:
        nobody_reachable(here, here_today, matter, f"{alert.to}:{trigger}")
    tell(
        actor=here.actor,
        members=members,
        kind=_KINDS[alert.level],
        trigger=trigger,
        matter=matter,
        now=here.now,
    )


def tell_of_unsent(tenant_id: int) -> None:
    """A letter that was not posted, or a call that was not made, for two working days.

    Who carries the matter hears it; where nobody is, every administrator does.
    """
    with inside(tenant_id) as here:
        here_today, closed = roster(here.today), closed_days()
        waiting = Message.objects.by_hand().select_related("matter__owner", "matter__second")
        for message in waiting.filter(created_at__lt=here.now - timedelta(days=1)):
            matter = message.matter
            if matter is None or not waits_too_long(
                timezone.localdate(message.created_at), here.today, closed
            ):
                continue
            members = here_today.living(matter, (matter.owner_id, matter.second_id))
            if not members:
                nobody_reachable(here, here_today, matter, f"unsent:{message.pk}")
            tell(
                actor=here.actor,
                members=members[:1],
                kind=Kind.NOT_SENT,
                trigger=f"unsent:{message.pk}",
                matter=matter,
                now=here.now,
            )


def tell_of_due(tenant_id: int) -> None:
    """What was promised is due, and so is what was asked some days ago: once for each day.

    What they promised is due the day after: until then it is in time.
    """
    with inside(tenant_id) as here:
        here_today = roster(here.today)
        due = Promise.objects.due_by(here.today)
        ours_or_over = Q(side=Side.OURS.value) | Q(due_on__lt=here.today)
        promises = list(due.filter(ours_or_over).select_related("matter"))
        keeping = keepers(promises)
        for promise in promises:
            matter, trigger = promise.matter, f"promise:{promise.pk}:{promise.due_on}"
            members = here_today.living(matter, keeping[promise.pk])[:1]
            if not members and matter is not None:
                nobody_reachable(here, here_today, matter, trigger)
            tell(
                actor=here.actor,
                members=members,
                kind=Kind.PROMISE_DUE,
                trigger=trigger,
                matter=matter,
                now=here.now,
            )
        asked_before = here.now - REMINDED_AFTER
        for task in Task.objects.to_remind_of(here.today, asked_before).select_related("matter"):
            tell(
                actor=here.actor,
                members=[here_today.members[task.staff_id]]
                if here_today.is_here(task.staff_id)
                else [],
                kind=Kind.TASK_DUE,
                trigger=f"task:{task.pk}:{task.due_on}",
                matter=task.matter,
                now=here.now,
            )


def tell_of_unconfirmed(tenant_id: int) -> None:
    """Who is said to have promised was silent for two working days: their secretary is asked.

    Without one who is here their deputy is, and else who carries it now.
    """
    with inside(tenant_id) as here:
        here_today = roster(here.today)
        unconfirmed = Promise.objects.unconfirmed_on(here.today)
        for promise in unconfirmed.select_related("matter", "given_by"):
            asked = [*answering_for(promise), *carriers_of(promise)]
            others = here_today.living(promise.matter, asked)
            tell(
                actor=here.actor,
                members=[each for each in others if each.pk != promise.given_by_id][:1],
                kind=Kind.PROMISE_HEARD,
                trigger=f"promise:{promise.pk}:{promise.confirm_by}",
                matter=promise.matter,
                now=here.now,
            )


def _wanted(matter: Matter, to: Recipient) -> tuple[int | None, ...]:
    match to:
        case Recipient.FIRST_CARRIER:
            return (matter.owner_id,)
        case Recipient.SECOND_CARRIER:
            return (matter.second_id,)
        case Recipient.SPONSOR:
            network = matter.network
            return (network.administrative_sponsor_id, network.political_sponsor_id)


def _suspensions(terms: Sequence[Term]) -> dict[int, list[Suspension]]:
    found: dict[int, list[Suspension]] = {}
    for each in Suspension.objects.filter(term__in=terms).order_by("from_on"):
        found.setdefault(each.term_id, []).append(each)
    return found
