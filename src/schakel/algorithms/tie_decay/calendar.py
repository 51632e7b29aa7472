"""Quiet days, on which nobody expects to speak: between two days only the others are counted."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Ordinals = NDArray[np.signedinteger]


class Calendar:
    """Days that count, and quiet ranges ``(from_on, until_on)`` of which no day counts.

    ``until_on`` is the first day after. Ranges may overlap. Both ways O(log n) in their number.
    """

    def __init__(self, quiet: Iterable[tuple[date, date]] = ()) -> None:
        ranges = _apart(quiet)
        self._first = [first for first, _ in ranges]
        self._after = [after for _, after in ranges]
        self._quiet_before = [0, *accumulate(after - first for first, after in ranges)]
        # How many days count before each range begins.
        self._counted_before = [
            first - 1 - quiet
            for first, quiet in zip(self._first, self._quiet_before[:-1], strict=True)
        ]

    def days_between(self, day: date, later: date) -> int:
        """How many days after ``day`` up to and including ``later`` count; negative when before."""
        return self._counted(later.toordinal()) - self._counted(day.toordinal())

    def day_after(self, day: date, count: int) -> date:
        """The day on which ``count`` days after ``day`` have counted; ``day`` itself for 0.

        It counts itself. ValueError when no calendar knows it.
        """
        if count <= 0:
            return day
        wanted = self._counted(day.toordinal()) + count
        ordinal = wanted + self._quiet_before[bisect_left(self._counted_before, wanted)]
        if ordinal > date.max.toordinal():
            raise ValueError(f"{count} days after {day} is later than {date.max}")
        return date.fromordinal(ordinal)

    def counted_of_each(self, ordinals: Ordinals) -> Ordinals:
        """How many days up to and including each of these have counted, since the first of all."""
        if not self._first:
            return ordinals
        begun = np.searchsorted(self._first, ordinals, side="right")
        quiet = np.array(self._quiet_before)[begun]
        after = np.array([0, *self._after])[begun]
        counted: Ordinals = ordinals - quiet + np.maximum(0, after - 1 - ordinals)
        return counted

    def day_of_each(self, counted: Ordinals) -> Ordinals:
        """The days, as ordinals, on which so many had counted first."""
        passed = np.searchsorted(self._counted_before, counted, side="left")
        days: Ordinals = counted + np.array(self._quiet_before)[passed]
        return days

    def _counted(self, ordinal: int) -> int:
        """How many days up to and including this one count."""
        begun = bisect_right(self._first, ordinal)
        if not begun:
            return ordinal
        still_to_come = max(0, self._after[begun - 1] - 1 - ordinal)
        return ordinal - self._quiet_before[begun] + still_to_come


def _apart(quiet: Iterable[tuple[date, date]]) -> list[tuple[int, int]]:
    """The ranges as ordinals, in order, those that touch or overlap as one."""
    apart: list[tuple[int, int]] = []
    for from_on, until_on in sorted(quiet):
        first, after = from_on.toordinal(), until_on.toordinal()
        if after <= first:
            raise ValueError(f"a quiet time from {from_on} ends before it begins")
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(after, apart[-1][1]))
        else:
            apart.append((first, after))
    return apart


ALWAYS = Calendar()
