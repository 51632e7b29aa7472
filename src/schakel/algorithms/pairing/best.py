"""The best answer to a choice, and a bound that proves how good it is.

First the linear relaxation: its prices of room give a bound, and say of each option how much worse
than the bound every answer with it is. Its shares, rounded and mended, are mostly close to it. What
cannot be better than that is left out (reduced cost fixing; Nemhauser, Wolsey, *Integer and
combinatorial optimization*, 1988, II.5). Branch and bound goes over the most promising few options
of each item, and then over all that are still open.
"""

from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from schakel.algorithms.pairing.choice import Choice, Numbers, Whole
from schakel.algorithms.pairing.mended import mended
from schakel.algorithms.pairing.solver import branched, relaxed

# Options of each item, and what each branch and bound gets of the time that is left.
_FEW, _SHARE = 4, 0.7


@dataclass(frozen=True)
class Best:
    """One option of each item; ``bound`` is proven, and equal to ``value`` for an optimum."""

    chosen: Whole
    value: int
    bound: int
    in_time: bool

    @property
    def proven(self) -> bool:
        """Nothing is below this value."""
        return self.value <= self.bound


def best(choice: Choice, start: Whole, prices: Numbers, until: float) -> Best:
    """The least value found before the moment ``until`` (``time.monotonic``); ``start`` must fit.

    ``prices`` are a guess at what room is worth at each place: often the bound that follows from it
    proves the start, and nothing needs to be searched. All that a clock decides is when to stop:
    before that, the same choice has the same answer.
    """
    value = choice.value(start)
    if value is None:
        raise ValueError("there is no room for what the search starts from")
    guessed = max(0, choice.lifted(choice.priced(prices).bound))
    known = Best(start, value, min(value, guessed), True)
    if known.proven:
        return known
    shares, prices, in_time = relaxed(choice, until - monotonic())
    bound, reduced = choice.priced(prices)
    proven = min(value, max(guessed, choice.lifted(bound)))
    known = replace(known, bound=proven, in_time=in_time)
    if known.proven or not in_time:
        return known
    return _Search(choice, shares, reduced, bound, until).best(known)


@dataclass(frozen=True)
class _Search:
    """What the relaxation says, and until when whole numbers are looked for."""

    choice: Choice
    shares: Numbers
    reduced: Numbers
    bound: float
    until: float

    def best(self, known: Best) -> Best:
        rounded = np.lexsort((-self.shares, self.choice.items))[self.choice.starts]
        known = self._better(known, rounded)
        for guide in (self.reduced, self.choice.costs):
            if not known.proven:
                known = self._better(known, mended(self.choice, rounded, guide, self.until))
        for few in (_FEW, len(self.choice.room)):
            if not known.proven:
                known = self._branched(known, few, _SHARE * (self.until - monotonic()))
        return known

    def _better(self, known: Best, chosen: Whole) -> Best:
        value = self.choice.value(chosen)
        if value is None or value >= known.value:
            return known
        return replace(known, chosen=chosen, value=value)

    def _branched(self, known: Best, few: int, seconds: float) -> Best:
        if seconds <= 0:
            return replace(known, in_time=False)
        still_open = np.flatnonzero(self.reduced < known.value - self.bound)
        options = self._promising(still_open, few)
        found = branched(self.choice, np.union1d(options, known.chosen), known.chosen, seconds)
        if found.chosen is not None:
            known = self._better(known, found.chosen)
        bound = known.bound
        if len(options) == len(still_open) and found.chosen is not None:
            if found.optimal and self.choice.value(found.chosen) == known.value:
                bound = known.value
            elif np.isfinite(found.bound):
                bound = max(bound, self.choice.lifted(found.bound))
        in_time = known.in_time and found.in_time
        return Best(known.chosen, known.value, min(known.value, bound), in_time)

    def _promising(self, options: Whole, few: int) -> Whole:
        """So many of these options of each item: with the greatest share, or the least to lose.

        Among equals each item begins at a place of its own, so that not all go to the same few.
        """
        items, places = self.choice.items[options], self.choice.places[options]
        turned = (places - items) % len(self.choice.room)
        lost = np.rint(self.reduced[options])
        order = np.lexsort((turned, lost, -self.shares[options], items))
        rank = np.arange(len(order)) - np.searchsorted(items, items)
        return np.sort(options[order[rank < few]])
