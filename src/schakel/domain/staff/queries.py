"""Reads over colleagues: who somebody is here, and who carries what on a day."""

from collections.abc import Mapping
from datetime import date

from schakel.domain.staff.models import Absence, StaffMember
from schakel.domain.staff.rules import Colleague
from schakel.foundation.kernel.periods import Period


def colleagues(today: date) -> Mapping[int, Colleague]:
    """Everybody who works here on ``today`` with their absences, in two queries."""
    members = list(
        StaffMember.objects.working_on(today).only(
            "pk", "works_from", "works_until", "deputy_id"
        )
    )
    absences: dict[int, list[Period]] = {}
    for absence in Absence.objects.on(today):
        absences.setdefault(absence.staff_id, []).append(
            Period(absence.from_on, absence.until_on)
        )
    return {
        member.pk: Colleague(
            id=member.pk,
            works_from=member.works_from,
            works_until=member.works_until,
            absences=tuple(absences.get(member.pk, ())),
            deputy_id=member.deputy_id,
        )
        for member in members
    }
