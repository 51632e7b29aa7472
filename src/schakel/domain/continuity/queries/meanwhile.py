"""What happened to what somebody carries while they were away."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from schakel.domain.connections.models import Carrier
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.matters.models import Handover, Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.promises.models import Promise
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import Actor


def moved_since(actor: Actor, begun: datetime, most: int) -> list[Any]:
    """What the actor carries, carried, or would have got, and in which something happened since.

    At most ``most`` matters that they may see, the newest first, each with the day ``due_on`` on
    which its term ends, if one runs.
    """
    staff_id = actor.staff_id
    of_it = {"matter": OuterRef("pk")}
    handed_over = Handover.objects.filter(**of_it, changed_at__gte=begun)
    carried = Carrier.objects.filter(
        connection=OuterRef("connection"), staff=staff_id, until_at__isnull=True
    )
    running = Term.objects.running().filter(**of_it)
    theirs = (
        Q(owner=staff_id)
        | Q(second=staff_id)
        | Exists(handed_over.filter(before=staff_id))
        | (Q(received_at__gte=begun) & Exists(carried))
    )
    moved = (
        Q(received_at__gte=begun)
        | Q(ended_at__gte=begun)
        | Exists(handed_over)
        | Exists(ContactMoment.objects.that_were().filter(**of_it, recorded_at__gte=begun))
        | Exists(Promise.objects.filter(**of_it, recorded_at__gte=begun))
        | Exists(running)
    )
    found = Matter.objects.visible_to(actor).filter(theirs & moved).select_related("party", "owner")
    due = Subquery(running.order_by("due_on").values("due_on")[:1])
    return list(found.annotate(due_on=due).order_by("-received_at", "-pk")[:most])


def handed_over_since(matters: Collection[Matter], begun: datetime) -> list[Handover]:
    """Who became the first contact person of these since then."""
    changes = Handover.objects.filter(
        matter__in=matters, changed_at__gte=begun, rank=Rank.FIRST.value
    )
    return list(changes.select_related("after"))
