"""A choice that takes more room than there is, mended by moving and exchanging items.

The local search of Yagiura, Ibaraki, Glover, *An ejection chain approach for the generalized
assignment problem*, INFORMS Journal on Computing 16, 2004, with its shortest chains only.
"""

from time import monotonic
from typing import NamedTuple

import numpy as np

from schakel.algorithms.pairing.choice import Choice, Flags, Numbers, Whole

# Moves: so many without gain before it gives up, and for so many rests who moved.
_PATIENCE = 200
_REST = 20


def mended(choice: Choice, chosen: Whole, guide: Numbers | Whole, until: float) -> Whole:
    """One option of each item: as little excess over the room as such moves reach, and then as
    little cost. ``guide`` says of each option what it costs as long as there is excess, and
    ``until`` (``time.monotonic``) when to stop."""
    table = _Table(choice, chosen, guide)
    least, best, patience = table.excess(), table.at.copy(), _PATIENCE
    while least and patience and monotonic() < until and table.relieve():
        patience -= 1
        if table.excess() < least:
            least, best, patience = table.excess(), table.at.copy(), _PATIENCE
    if least:
        return choice.options_at(best)
    idle = 0
    while idle < len(choice.room) and monotonic() < until:
        for place in range(len(choice.room)):
            idle = 0 if table.cheapen(place) else idle + 1
    return choice.options_at(table.at)


class _Moves(NamedTuple):
    """``own[r]`` goes from a place to ``there[c]``, from where ``other[c]`` comes: row, column."""

    own: Whole
    other: Whole
    there: Whole
    cost: Numbers
    here: Whole
    away: Whole
    fewer: Numbers
    possible: Flags


class _Table:
    """Options as tables of items by places. The last row is nothing: who moves without exchange
    changes places with it."""

    def __init__(self, choice: Choice, chosen: Whole, guide: Numbers | Whole) -> None:
        shape = len(chosen) + 1, len(choice.room)
        self.room = choice.room
        self.guide, self.costs = np.full(shape, np.inf), np.full(shape, np.inf)
        self.guide[choice.items, choice.places] = guide
        self.costs[choice.items, choice.places] = choice.costs
        self.guide[-1] = self.costs[-1] = 0.0
        self.sizes = np.zeros(shape, np.int64)
        self.sizes[choice.items, choice.places] = choice.sizes
        # One item too many weighs as much where items are counted as where their hours are.
        largest = np.maximum(1, self.sizes.max(axis=0))
        self.weights = largest.max() / largest
        self.at = choice.places[chosen]
        self.loads = choice.loads(chosen)
        self.rests_until = np.zeros(len(chosen), np.int64)
        self.moment = 0

    def excess(self) -> float:
        """How much more is taken than there is room for."""
        return float((self.weights * np.maximum(0, self.loads - self.room)).sum())

    def relieve(self) -> bool:
        """The move away from the fullest place that costs least for what it takes away."""
        self.moment += 1
        place = int((self.weights * (self.loads - self.room)).argmax())
        moves = self._moves(place, self.guide, self.rests_until < self.moment)
        if not moves.possible.any():
            return False
        useful = moves.possible & (moves.fewer > 0)
        if useful.any():
            rate = (moves.cost + 1.0) / np.where(useful, moves.fewer, 1.0)
        else:
            useful = moves.possible & (moves.fewer == moves.fewer[moves.possible].max())
            rate = moves.cost
        self._do(place, moves, np.where(useful, rate, np.inf))
        return True

    def cheapen(self, place: int) -> bool:
        """The move from here within the room that saves most; false when none does."""
        moves = self._moves(place, self.costs, np.ones(len(self.at), np.bool_))
        saving = moves.possible & (moves.fewer >= 0) & (moves.cost < -0.5)
        if saving.any():
            self._do(place, moves, np.where(saving, moves.cost, np.inf))
        return bool(saving.any())

    def _moves(self, place: int, costs: Numbers, awake: Flags) -> _Moves:
        own = np.flatnonzero((self.at == place) & awake)
        row = own[:, None]
        others = np.flatnonzero((self.at != place) & awake)
        other = np.concatenate([others, np.full(len(self.room), len(self.at))])
        there = np.concatenate([self.at[others], np.arange(len(self.room))])
        cost = costs[row, there] - costs[row, place] + costs[other, place] - costs[other, there]
        here = self.loads[place] - self.sizes[row, place] + self.sizes[other, place]
        away = self.loads[there] - self.sizes[other, there] + self.sizes[row, there]
        fewer = self.weights[place] * (
            max(0, self.loads[place] - self.room[place]) - np.maximum(0, here - self.room[place])
        ) + self.weights[there] * (
            np.maximum(0, self.loads[there] - self.room[there])
            - np.maximum(0, away - self.room[there])
        )
        possible = (there != place) & np.isfinite(cost)
        return _Moves(own, other, there, cost, here, away, fewer, possible)

    def _do(self, place: int, moves: _Moves, rate: Numbers) -> None:
        """The move with the least rate. Who moved rests, so that it is not undone at once."""
        row, column = np.unravel_index(int(rate.argmin()), rate.shape)
        there = int(moves.there[column])
        self.loads[place], self.loads[there] = moves.here[row, column], moves.away[row, column]
        self.at[moves.own[row]] = there
        self.rests_until[moves.own[row]] = self.moment + _REST
        if moves.other[column] < len(self.at):
            self.at[moves.other[column]] = place
            self.rests_until[moves.other[column]] = self.moment + _REST
