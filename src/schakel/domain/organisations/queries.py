"""Reads over the institution: its closed days, and how its areas lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schakel.domain.organisations.models import Area, ClosedDay, QuietWeek, TurnedOn
from schakel.domain.organisations.rules import Module


def closed_days() -> frozenset[date]:
    """Days on which this institution is closed beside the public holidays."""
    return frozenset(ClosedDay.objects.values_list("day", flat=True))


def modules_on() -> frozenset[Module]:
    """What this institution turned on of what it can do without."""
    return frozenset(map(Module, TurnedOn.objects.values_list("module", flat=True)))


def days_to_come(today: date) -> list[ClosedDay]:
    """The closed days from today on, the first first."""
    return list(ClosedDay.objects.filter(day__gte=today).order_by("day"))


def quiet_weeks_to_come(today: date) -> list[QuietWeek]:
    """The quiet weeks that are not over, the first first."""
    return list(QuietWeek.objects.filter(until_on__gt=today).order_by("from_on", "pk"))


@dataclass(frozen=True)
class Surroundings:
    """An area with what lies in it, and what it lies in; all as numbers of areas."""

    area: Area
    within: frozenset[int]
    around: frozenset[int]


def surroundings_of(area_id: int) -> Surroundings | None:
    """An area, and all that lies in it or around it, in one query; None: there is none."""
    areas = {area.pk: area for area in Area.objects.all()}
    if area_id not in areas:
        return None
    chains = {number: _upwards(number, areas) for number in areas}
    return Surroundings(
        area=areas[area_id],
        within=frozenset(number for number, chain in chains.items() if area_id in chain),
        around=frozenset(chains[area_id]),
    )


def _upwards(number: int, areas: Mapping[int, Area]) -> list[int]:
    """An area and those that it lies in, from small to large."""
    chain: list[int] = []
    above: int | None = number
    while above is not None and above not in chain:
        chain.append(above)
        above = areas[above].parent_id
    return chain
