"""Reads over notices: what is loud, and what a colleague has not looked at yet."""

from collections.abc import Collection

from django.db.models import F

from schakel.domain.notices.models import Notice, NoticeQuerySet
from schakel.domain.notices.rules import LOUD, Kind
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


def unseen_about_matters(actor: Actor, kinds: Collection[Kind]) -> list[Notice]:
    """What the actor was told of these kinds about matters, and has not looked at yet."""
    return list(
        Notice.objects.unseen_by(actor.staff_id)
        .filter(kind__in=[kind.value for kind in kinds], matter__isnull=False)
        .select_related("matter__party")[:SHOWN]
    )
