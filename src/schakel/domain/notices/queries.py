"""Reads over notices: what is loud, and what a colleague has not looked at yet."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import F, Q

from schakel.domain.notices.models import Notice, NoticeQuerySet
from schakel.domain.notices.rules import LOUD, OF_MAIL, Kind, number_of
from schakel.foundation.kernel.actor import Actor

SHOWN = 20


def loud_notices() -> NoticeQuerySet:
    """What administrators have to see: nobody can take it, or it did not arrive. No content."""
    return (
        Notice.objects.filter(kind__in=[kind.value for kind in LOUD], seen_at__isnull=True)
        .annotate(reference=F("matter__reference"))
        .order_by("-created_at")[:SHOWN]
    )


def unseen_answers(actor: Actor) -> list[Notice]:
    """What the actor asked about matters that are not theirs to see, answered since they looked."""
    return list(
        Notice.objects.unseen_by(actor.staff_id).filter(
            kind=Kind.QUESTION_ANSWERED.value, matter__isnull=True
        )[:SHOWN]
    )


def unseen_of(actor: Actor, kinds: Collection[Kind]) -> list[Notice]:
    """What the actor was told of these kinds, about a matter or a mail, and has not seen yet."""
    about = Q(matter__isnull=False) | Q(kind__in=[kind.value for kind in OF_MAIL])
    return list(
        Notice.objects.unseen_by(actor.staff_id)
        .filter(about, kind__in=[kind.value for kind in kinds])
        .select_related("matter__party")[:SHOWN]
    )


def unseen_of_networks(actor: Actor) -> dict[int, Notice]:
    """By network the newest that the actor was told of what it lacks, and did not mend yet."""
    told = Notice.objects.unseen_by(actor.staff_id).filter(kind=Kind.ANCHORING.value)
    by_number = {number_of("network", each.trigger): each for each in told.order_by("created_at")}
    return {number: each for number, each in by_number.items() if number is not None}


def told_of(*, connections: Collection[int], breaks: Collection[int]) -> set[int]:
    """The colleagues who were told that these ask attention, or are theirs to repair. One query."""
    beginnings = [
        *(f"connection:{each}:" for each in connections),
        *(f"break:{each}:" for each in breaks),
    ]
    if not beginnings:
        return set()
    about = reduce(or_, (Q(trigger__startswith=each) for each in beginnings))
    told = Notice.objects.filter(about, kind=Kind.CONNECTION.value)
    return set(told.order_by().values_list("staff_id", flat=True))
