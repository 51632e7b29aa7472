"""Reads over colleagues: when they are away."""

from collections.abc import Collection, Mapping
from datetime import date

from schakel.domain.staff.models import Absence, SilentAfter
from schakel.domain.staff.rules import DEFAULT_SILENT_DAYS


def coming_absences(staff_ids: Collection[int], today: date) -> list[Absence]:
    """The absences of these people that are under way or still to come, the first first."""
    return list(
        Absence.objects.not_over(today).filter(staff_id__in=staff_ids).order_by("from_on", "pk")
    )


def away_until(staff_ids: Collection[int], today: date) -> Mapping[int, date | None]:
    """Who of these is away today, and the first day on which they are back, if known."""
    absences = Absence.objects.on(today).filter(staff_id__in=staff_ids)
    return dict(absences.order_by("from_on").values_list("staff_id", "until_on"))


def silent_days() -> int:
    """After how many working days without a sign of life a lead is asked."""
    return SilentAfter.objects.values_list("working_days", flat=True).first() or DEFAULT_SILENT_DAYS
