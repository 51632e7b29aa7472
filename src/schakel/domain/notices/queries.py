"""Reads over notices: what is loud."""

from django.db.models import F

from schakel.domain.notices.models import Notice, NoticeQuerySet
from schakel.domain.notices.rules import LOUD

SHOWN = 20


def loud_notices() -> NoticeQuerySet:
    """What administrators have to see: nobody can take it, or it did not arrive. No content."""
    return (
        Notice.objects.filter(kind__in=[kind.value for kind in LOUD], seen_at__isnull=True)
        .annotate(reference=F("matter__reference"))
        .order_by("-created_at")[:SHOWN]
    )
