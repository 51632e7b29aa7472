"""Reads over the institution: its closed days and its norms."""

from datetime import date

from schakel.domain.organisations.models import ClosedDay


def closed_days() -> frozenset[date]:
    """Days on which this institution is closed beside the public holidays."""
    return frozenset(ClosedDay.objects.values_list("day", flat=True))
