"""The three questions of a pairing, answered one after the other."""

from time import monotonic
from typing import NamedTuple

import numpy as np

from schakel.algorithms.pairing.best import Best, best
from schakel.algorithms.pairing.choice import Choice, Whole
from schakel.algorithms.pairing.mended import mended
from schakel.algorithms.pairing.programs import Programs

# Of the time that is left: for how many can be placed, and for how many hours are missing.
_SHARE = 0.4


class Answer(NamedTuple):
    """Where each item is; how many are left at least, what it costs and at least costs in
    millionths, and when some are left: the extra hours, and of each helper in thousandths."""

    at: Whole
    fewest_left: Best
    cost: Best
    extra: Best | None
    extra_hours: Whole

    @property
    def in_time(self) -> bool:
        """No search was stopped by the clock."""
        return all(found.in_time for found in (self.fewest_left, self.cost, self.extra) if found)


def answered(programs: Programs, until: float) -> Answer:
    """The best answers that are found before the moment ``until`` (``time.monotonic``)."""
    placing = programs.placing()
    start = _least(placing, _starts(programs, placing, until))
    fewest_left = best(placing, start, programs.one_price(), _part(until))
    at = placing.places[fewest_left.chosen]
    extra, extra_hours = None, np.zeros(programs.nobody, np.int64)
    if fewest_left.value:
        missing = programs.extra()
        extended = missing.options_at(programs.extended(at))
        start = mended(missing, extended, missing.costs, until)
        start = _least(missing, [extended, start])
        extra = best(missing, start, missing.dearest(), _part(until))
        helpers = missing.places[extra.chosen]
        extra_hours = programs.extra_hours(helpers)
        at = at if extra.value else helpers
    costing = programs.costing(int(np.count_nonzero(at == programs.nobody)))
    cost = best(costing, costing.options_at(at), costing.dearest(), until)
    return Answer(costing.places[cost.chosen], fewest_left, cost, extra, extra_hours)


def _starts(programs: Programs, placing: Choice, until: float) -> list[Whole]:
    greedy = placing.options_at(programs.greedy())
    packed = placing.options_at(programs.packed())
    return [greedy, mended(placing, packed, placing.costs, _part(until))]


def _least(choice: Choice, ways: list[Whole]) -> Whole:
    """The first of these that costs least, of those for which there is room."""
    values = [choice.value(way) for way in ways]
    return ways[values.index(min(value for value in values if value is not None))]


def _part(until: float) -> float:
    now = monotonic()
    return now + _SHARE * (until - now)
