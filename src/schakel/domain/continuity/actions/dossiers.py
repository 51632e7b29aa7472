"""What goes along to who comes after: dossiers that are given out, and last words."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.continuity.models import Decline, LastWord, Passing
from schakel.domain.continuity.rules.dossier import DossierForm, check_give_out, check_last_word
from schakel.domain.matters.models import Matter
from schakel.domain.parties.actions import hold_party
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor


def give_out_dossier(
    *,
    actor: Actor,
    connections: Collection[int],
    form: DossierForm,
    receiver_id: int | None,
    now: datetime,
) -> None:
    """The dossiers of these connections leave Schakel, or go to who takes over: a line of each."""
    check_give_out(actor)
    with journal.written_together():
        for connection_id in sorted(connections):
            journal.record(
                "dossier.given",
                actor=actor,
                subject="connection",
                subject_id=connection_id,
                details={"form": form, "receiver_id": receiver_id},
                now=now,
            )


@transaction.atomic
def write_last_word(*, actor: Actor, connection: Connection, text: str, now: datetime) -> LastWord:
    """What a carrier wants who comes next to know; what they wrote before makes way for it.

    The party may ask to read it. What was asked of the carrier is done with it.
    """
    carried = Carrier.objects.filter(connection=connection, staff_id=actor.staff_id)
    stopped = [each.until_at for each in carried if each.until_at is not None]
    check_last_word(
        text,
        carries=any(each.until_at is None for each in carried),
        stopped_at=max(stopped, default=None),
        now=now,
    )
    for party in sorted(connection.parties, key=lambda each: each.pk):
        hold_party(party)
    matter = Matter.objects.filter(connection=connection, confidential=True).first()
    word, _made = LastWord.objects.update_or_create(
        tenant_id=actor.tenant_id,
        connection=connection,
        staff=StaffMember.objects.get(pk=actor.staff_id or 0),
        defaults={
            "matter": matter,
            "confidential": matter is not None,
            "text": text.strip(),
            "written_at": now,
        },
    )
    journal.record(
        "last_word.written",
        actor=actor,
        subject="connection",
        subject_id=connection.pk,
        matter_id=matter.pk if matter else None,
        details={"last_word_id": word.pk},
        now=now,
    )
    asked = Task.objects.open().filter(
        staff_id=actor.staff_id, connection=connection, kind=TaskKind.LAST_WORD.value
    )
    for task in asked:
        finish_task(actor=actor, task=task, now=now)
    return word


def forget_continuity(*, connections: Collection[int], matters: Collection[int], word: str) -> None:
    """What was written for who came after is gone; that it was handed over, and when, stays."""
    about = Q(connection__in=connections) | Q(matter__in=matters)
    LastWord.objects.filter(about).update(text=word)
    passings = Passing.objects.filter(about)
    Decline.objects.filter(passing__in=passings).exclude(reason="").update(reason=word)
    passings.update(words="")
