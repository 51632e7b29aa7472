"""Reads over colleagues: when they are away."""

from collections.abc import Collection, Mapping
from datetime import date

from schakel.domain.staff.models import Absence, SilentAfter
from schakel.domain.staff.rules import DEFAULT_SILENT_DAYS, back_on
from schakel.foundation.kernel.periods import Period


def coming_absences(staff_ids: Collection[int], today: date) -> list[Absence]:
    """The absences of these people that are under way or still to come, the first first."""
    return list(
        Absence.objects.not_over(today).filter(staff_id__in=staff_ids).order_by("from_on", "pk")
    )


def away_until(staff_ids: Collection[int], today: date) -> Mapping[int, date | None]:
    """Who of these is away today, and the first day on which they are back, if known."""
    absences = Absence.objects.not_over(today).filter(staff_id__in=staff_ids).order_by("from_on")
    found: dict[int, list[Period]] = {}
    for staff_id, from_on, until_on in absences.values_list("staff_id", "from_on", "until_on"):
        found.setdefault(staff_id, []).append(Period(from_on, until_on))
    return {
        staff_id: back_on(periods, today)
        for staff_id, periods in found.items()
        if any(each.contains(today) for each in periods)
    }


def silent_days() -> int:
    """After how many working days without a sign of life a lead is asked."""
    return SilentAfter.objects.values_list("working_days", flat=True).first() or DEFAULT_SILENT_DAYS
