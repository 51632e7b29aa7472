"""Reads over colleagues: who somebody is here, and who carries what on a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Subquery

from schakel.domain.staff.models import Absence, StaffMember
from schakel.domain.staff.rules import Colleague, is_here, living, works_here
from schakel.foundation.kernel.periods import Period


def colleagues(today: date) -> Mapping[int, Colleague]:
    """Everybody who works here on ``today`` with their absences, in two queries."""
    members = StaffMember.objects.working_on(today).values_list(
        "pk", "works_from", "works_until", "deputy_id"
    )
    absences: dict[int, list[Period]] = {}
    away = Absence.objects.on(today).values_list("staff_id", "from_on", "until_on")
    for staff_id, from_on, until_on in away:
        absences.setdefault(staff_id, []).append(Period(from_on, until_on))
    return {
        number: Colleague(
            id=number,
            works_from=works_from,
            works_until=works_until,
            absences=tuple(absences.get(number, ())),
            deputy_id=deputy_id,
        )
        for number, works_from, works_until, deputy_id in members
    }


def leaning_on(staff_ids: Collection[int]) -> frozenset[int]:
    """These colleagues, and all whose work falls to them along deputies. One query."""
    deputies = dict(StaffMember.objects.filter(deputy__isnull=False).values_list("pk", "deputy_id"))
    found = set(staff_ids)
    while more := {each for each, deputy in deputies.items() if deputy in found} - found:
        found |= more
    return frozenset(found)


def coming_absences(staff_ids: Collection[int], today: date) -> list[Absence]:
    """The absences of these people that are under way or still to come, the first first."""
    return list(
        Absence.objects.not_over(today).filter(staff_id__in=staff_ids).order_by("from_on", "pk")
    )


@dataclass(frozen=True)
class Presence:
    """Who works here on a day, who is away, and who does the work of whom."""

    day: date
    names: Mapping[int, str]
    colleagues: Mapping[int, Colleague]

    def stand_in_for(self, staff_id: int) -> frozenset[int]:
        """Those whose work this colleague does today: their own, and of who is away."""
        return frozenset(each for each in self.colleagues if self._living(each) == staff_id) | {
            staff_id
        }

    def nobody_for(self) -> frozenset[int]:
        """Those who left, and those who are away without a deputy who is here."""
        return frozenset(
            each
            for each, colleague in self.colleagues.items()
            if not works_here(colleague, self.day) or self._living(each) is None
        )

    def back_on(self, staff_id: int) -> date | None:
        """First day on which somebody who is away is back, if known."""
        absences = self.colleagues[staff_id].absences
        return absences[0].until_on if absences else None

    def is_here(self, staff_id: int) -> bool:
        """Whether this colleague works here today and is not away."""
        return staff_id in self.colleagues and is_here(self.colleagues[staff_id], self.day)

    def left_on(self, staff_id: int) -> date | None:
        """First day after somebody left; None for who works here."""
        colleague = self.colleagues[staff_id]
        return None if works_here(colleague, self.day) else colleague.works_until

    def stands_in(self, staff_id: int) -> int | None:
        """Who does this colleague's work today: they themselves, a deputy, or nobody."""
        return self._living(staff_id)

    def _living(self, staff_id: int) -> int | None:
        return living(staff_id, self.colleagues, self.day, lambda candidate: True)


def presence(day: date) -> Presence:
    """Everybody who ever worked here, as far as ``day`` goes, in one query."""
    away = Absence.objects.on(day).filter(staff=OuterRef("pk"))
    longest = away.order_by(F("until_on").desc(nulls_first=True)).values("until_on")[:1]
    members = list(
        StaffMember.objects.annotate(away=Exists(away), back_on=Subquery(longest)).values_list(
            "pk", "name", "works_from", "works_until", "deputy_id", "away", "back_on"
        )
    )
    return Presence(
        day=day,
        names={number: name for number, name, *_ in members},
        colleagues={
            number: Colleague(
                id=number,
                works_from=works_from,
                works_until=works_until,
                absences=(Period(day, back_on),) if is_away else (),
                deputy_id=deputy_id,
            )
            for number, _, works_from, works_until, deputy_id, is_away, back_on in members
        },
    )


def away_until(staff_ids: Collection[int], today: date) -> Mapping[int, date | None]:
    """Who of these is away today, and the first day on which they are back, if known."""
    absences = Absence.objects.on(today).filter(staff_id__in=staff_ids)
    return dict(absences.order_by("from_on").values_list("staff_id", "until_on"))
