"""Which numbers of breaks may be told, so that nobody is found in them.

A number from 1 to 4 is hidden: the minimum frequency rule. What is left may give it away, as the
whole minus the rest. So others are hidden along (secondary suppression, as Statistics Netherlands
does with its tau-ARGUS; Hundepool and others, *Statistical Disclosure Control*, 2012), until no
hidden number follows from all that is told. Behind a zero is nobody: it is told, but not within
what is hidden.

All numbers of one quarter are one circulation: the whole flows to the areas, from each area to the
causes, from each cause to the themes, and back to the whole. At each of these what comes in goes
out, and those are all equations that there are: area by theme is never told, nor a sum over
quarters. A hidden number can be another one exactly if a circle of hidden numbers runs through
it, along which one can be moved (Gusfield, *A graph theoretic approach to statistical data
security*, 1988; Cox, *Network models for complementary cell suppression*, 1995). It is looked for
as somebody would who knows of each hidden number whether it is small, and that it is not zero;
within what is hidden they know nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import Literal

from schakel.domain.health.rules.breaks import Cause
from schakel.foundation.kernel.periods import Period

LEAST = 5
# So that what was found late is in it, and what caused it is known. Later nothing changes.
DAYS_UNTIL_TOLD = 28
QUARTERS_BACK = 40
_MONTHS = 3


class Measure(StrEnum):
    """What was counted in a quarter.

    ``BEGUN`` are breaks by the day on which it happened, ``REPAIRED`` those of which the other side
    confirmed it on a day in the quarter, ``DAYS`` the median of how long those took. How many are
    open at its end is never told: with that of the quarter before, four new ones would follow.
    """

    BEGUN = "begun"
    REPAIRED = "repaired"
    DAYS = "days"


@dataclass(frozen=True)
class Of:
    """What a number is about: the whole, an area, a theme, a cause, or a cause in one of them."""

    area: int | None = None
    theme: int | None = None
    cause: Cause | None = None


@dataclass(frozen=True)
class Counted:
    """So many breaks in one area, about one theme, by one cause; None is not known, or none."""

    area: int | None
    theme: int | None
    cause: Cause | None
    number: int


@dataclass(frozen=True)
class Repaired:
    """One that was repaired, and after how many days."""

    area: int | None
    theme: int | None
    days: int


def quarter_of(day: date) -> Period:
    """The quarter in which a day falls."""
    first = day.replace(month=(day.month - 1) // _MONTHS * _MONTHS + 1, day=1)
    later = first + timedelta(days=31 * _MONTHS)
    return Period(first, later.replace(day=1))


def quarters_to_tell(first: date, today: date) -> Iterator[Period]:
    """The quarters from that of ``first`` of which the numbers can be told today, oldest first."""
    told_until = quarter_of(today - timedelta(days=DAYS_UNTIL_TOLD)).from_on
    earliest = date(told_until.year - QUARTERS_BACK // 4, told_until.month, 1)
    quarter = quarter_of(max(first, earliest))
    while quarter.from_on < told_until:
        yield quarter
        assert quarter.until_on is not None
        quarter = quarter_of(quarter.until_on)


def numbers_to_tell(
    counted: Iterable[Counted], areas: Collection[int], themes: Collection[int]
) -> dict[Of, int]:
    """The numbers that may be told, of these areas and themes.

    What is hidden is not in it; neither is a cause that nothing had.
    """
    arcs = _circulation(list(counted), areas, themes)
    hidden = _hidden(arcs)
    return {
        arc.of: arc.number
        for number, arc in enumerate(arcs)
        if arc.of is not None and number not in hidden and (arc.number or arc.of.cause is None)
    }


def repairs_to_tell(
    repaired: Sequence[Repaired], areas: Collection[int], themes: Collection[int]
) -> dict[Measure, dict[Of, int]]:
    """How many were repaired, and the median of their days wherever that number is told."""
    counted = [Counted(each.area, each.theme, None, 1) for each in repaired]
    numbers = numbers_to_tell(counted, areas, themes)
    return {
        Measure.REPAIRED: numbers,
        Measure.DAYS: {of: _median_days(repaired, of) for of, number in numbers.items() if number},
    }


def _median_days(repaired: Iterable[Repaired], of: Of) -> int:
    return round(
        median(
            each.days
            for each in repaired
            if of.area in (None, each.area) and of.theme in (None, each.theme)
        )
    )


_Layer = Literal["whole", "area", "before", "after", "theme", "end"]
_Node = tuple[_Layer, int | str | None]


@dataclass(frozen=True)
class _Arc:
    """A number as what flows from one node to another; without ``of`` it is never told."""

    start: _Node
    end: _Node
    number: int
    of: Of | None

    @property
    def is_small(self) -> bool:
        """Whether it may not be known."""
        return 0 < self.number < LEAST

    @property
    def is_guarded(self) -> bool:
        """Whether nobody may work it out once it is hidden."""
        return self.is_small or (self.of is not None and self.number > 0)

    @property
    def most(self) -> float:
        """The most that it can be for somebody who knows why it is hidden."""
        return LEAST - 1 if self.is_small else float("inf")


def _circulation(
    counted: Sequence[Counted], areas: Collection[int], themes: Collection[int]
) -> list[_Arc]:
    """Every number that could be told, and those of what is not known, as one circulation."""
    causes = {each.cause for each in counted} | {None}
    known = [*Cause, None] if len(causes) > 1 else [None]
    sums: dict[tuple[int | None, int | None, Cause | None, str], int] = defaultdict(int)
    for each in counted:
        area = each.area if each.area in areas else None
        theme = each.theme if each.theme in themes else None
        for key in (
            (None, None, None, "whole"),
            (area, None, None, "area"),
            (area, None, each.cause, "area of cause"),
            (None, None, each.cause, "cause"),
            (None, theme, each.cause, "theme of cause"),
            (None, theme, None, "theme"),
        ):
            sums[key] += each.number
    whole: _Node = ("whole", None)
    end: _Node = ("end", None)
    arcs = [_Arc(end, whole, sums[None, None, None, "whole"], Of())]
    for area in (*areas, None):
        of = None if area is None else Of(area=area)
        node: _Node = ("area", area)
        arcs.append(_Arc(whole, node, sums[area, None, None, "area"], of))
        for cause in known:
            number = sums[area, None, cause, "area of cause"]
            cell = None if of is None or cause is None else Of(area=area, cause=cause)
            arcs.append(_Arc(node, ("before", cause), number, cell))
    for cause in known:
        of = None if cause is None else Of(cause=cause)
        number = sums[None, None, cause, "cause"]
        arcs.append(_Arc(("before", cause), ("after", cause), number, of))
    for theme in (*themes, None):
        of = None if theme is None else Of(theme=theme)
        node = ("theme", theme)
        arcs.append(_Arc(node, end, sums[None, theme, None, "theme"], of))
        for cause in known:
            number = sums[None, theme, cause, "theme of cause"]
            cell = None if of is None or cause is None else Of(theme=theme, cause=cause)
            arcs.append(_Arc(("after", cause), node, number, cell))
    return [arc for arc in arcs if arc.of is not None or arc.number > 0]


def _hidden(arcs: Sequence[_Arc]) -> set[int]:
    """The places of what is not told. What once cannot be known stays so when more is hidden."""
    hidden = _Hidden(arcs)
    for number, arc in enumerate(arcs):
        if arc.is_small or arc.of is None:
            hidden.add(number)
    guarded = [number for number, arc in enumerate(arcs) if arc.is_guarded]
    before = -1
    while len(hidden.numbers) > before:
        before = len(hidden.numbers)
        for number in guarded:
            while hidden.gives_away(number) and (beside := hidden.told_beside(arcs[number])):
                hidden.add(beside[0])
    return hidden.numbers


class _Hidden:
    """What is hidden, and the ways along which hidden numbers can be moved."""

    def __init__(self, arcs: Sequence[_Arc]) -> None:
        self.arcs = arcs
        self.numbers: set[int] = set()
        # Within what is hidden nothing is told, also not whether it is zero.
        self.within: set[int] = set()
        self.at: dict[_Node, list[int]] = defaultdict(list)
        self.parts: dict[Of, list[int]] = defaultdict(list)
        for number, arc in enumerate(arcs):
            self.at[arc.start].append(number)
            self.at[arc.end].append(number)
            for whole in _wholes(arc.of):
                self.parts[whole].append(number)

    def add(self, number: int) -> None:
        """Hide one, and of a whole its parts."""
        if number in self.numbers:
            return
        self.numbers.add(number)
        of = self.arcs[number].of
        for part in self.parts[of] if of is not None else ():
            self.within.add(part)
            self.add(part)

    def gives_away(self, number: int) -> bool:
        """Whether it is hidden, and can be no other number all the same."""
        if number not in self.numbers:
            return False
        arc = self.arcs[number]
        if self._can_rise(number) and self._leads(arc.end, arc.start, number):
            return False
        return not (self._can_fall(number) and self._leads(arc.start, arc.end, number))

    def _can_rise(self, number: int) -> bool:
        arc = self.arcs[number]
        return number in self.within or 0 < arc.number < arc.most

    def _can_fall(self, number: int) -> bool:
        return self.arcs[number].number > (0 if number in self.within else 1)

    def _leads(self, start: _Node, end: _Node, without: int) -> bool:
        seen, next_ones = {start, end}, [start]
        while next_ones:
            node = next_ones.pop()
            for number in self.at[node]:
                if number == without or number not in self.numbers:
                    continue
                arc = self.arcs[number]
                is_along = arc.start == node
                if not (self._can_rise(number) if is_along else self._can_fall(number)):
                    continue
                beyond = arc.end if is_along else arc.start
                if beyond == end:
                    return True
                if beyond not in seen:
                    seen.add(beyond)
                    next_ones.append(beyond)
        return False

    def told_beside(self, arc: _Arc) -> list[int]:
        """What is told, from what is best hidden with it on.

        That is what is beside it, a part before a whole, and the smallest.
        """
        ends = {arc.start, arc.end}

        def cost(number: int) -> tuple[bool, bool, int, int]:
            each = self.arcs[number]
            is_beside = bool(ends & {each.start, each.end})
            return each.of == Of(), not is_beside, -len(_wholes(each.of)), each.number

        told = [number for number, each in enumerate(self.arcs) if each.number > 0]
        return sorted((number for number in told if number not in self.numbers), key=cost)


def _wholes(part: Of | None) -> list[Of]:
    """What it is a part of."""
    if part is None or part == Of():
        return []
    if part.cause is None or part == Of(cause=part.cause):
        return [Of()]
    return [Of(), Of(cause=part.cause), Of(area=part.area, theme=part.theme)]
