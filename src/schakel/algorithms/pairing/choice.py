"""Each item takes one of its options, and every place has room for so much: at least cost.

The generalized assignment problem (Martello, Toth, *Knapsack problems*, 1990, chapter 7), with room
that can be bought. All numbers are whole, so that sums are exact: costs are in millionths. A value
is a total cost.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

MILLION = 1_000_000

# What rounding may add to a bound: of a step, and of the bound.
_SLIP_OF_STEP, _SLIP_OF_BOUND = 1e-6, 1e-12


class Room(NamedTuple):
    """Room that can be bought, as columns: at which place, how much at most, cost of each one.

    Of each place the cheapest stands first, and only the last is without end.
    """

    places: Whole
    most: Numbers
    costs: Whole

    @classmethod
    def none(cls) -> "Room":
        """No room can be bought."""
        return cls(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))


class Priced(NamedTuple):
    """No value is below ``bound``, and none with option ``k`` below ``bound + reduced[k]``."""

    bound: float
    reduced: Numbers


@dataclass(frozen=True)
class Choice:
    """Option ``k`` puts item ``items[k]`` at ``places[k]``, takes ``sizes[k]`` of its room, and
    costs ``costs[k]``, which is not below 0. Options stand by item and then by place; every item
    from 0 on has one or more."""

    items: Whole
    places: Whole
    sizes: Whole
    costs: Whole
    room: Whole
    bought: Room

    @cached_property
    def starts(self) -> Whole:
        """The first option of each item."""
        return np.flatnonzero(np.diff(self.items, prepend=-1))

    @cached_property
    def step(self) -> int:
        """Every value is a multiple of this."""
        return int(np.gcd.reduce(np.concatenate([self.costs, self.bought.costs]))) or 1

    def value(self, chosen: Whole) -> int | None:
        """What these options cost together, one of each item; nothing when there is no room."""
        total = int(self.costs[chosen].sum())
        missing = self.loads(chosen) - self.room
        for place, most, cost in zip(*self.bought, strict=True):
            taken = int(max(0, min(missing[place], most)))
            missing[place] -= taken
            total += taken * int(cost)
        return None if (missing > 0).any() else total

    def options_at(self, places: Whole) -> Whole:
        """The option with which each item is at its place of these."""
        count = len(self.room)
        return np.searchsorted(
            self.items * count + self.places, np.arange(len(places)) * count + places
        )

    def loads(self, chosen: Whole) -> Whole:
        """How much room these options take at each place."""
        loads = np.zeros(len(self.room), np.int64)
        np.add.at(loads, self.places[chosen], self.sizes[chosen])
        return loads

    def priced(self, prices: Numbers) -> Priced:
        """What follows from any prices of room (Lagrangian relaxation; Fisher, *Management Science*
        27, 1981): a room that is paid for can be free to take. Anyone can check it by adding up."""
        asked = np.minimum(np.maximum(prices, 0.0), self.dearest(np.inf))
        full = self.costs + self.sizes * asked[self.places]
        least = np.minimum.reduceat(full, self.starts) if len(full) else full
        gain = np.maximum(asked[self.bought.places] - self.bought.costs, 0.0)
        limited = gain > 0
        bound = least.sum() - asked @ self.room - gain[limited] @ self.bought.most[limited]
        return Priced(float(bound), full - least[self.items])

    def dearest(self, otherwise: float = 0.0) -> Numbers:
        """At each place the price at which more room is always to be had."""
        prices = np.full(len(self.room), otherwise)
        endless = np.isinf(self.bought.most)
        prices[self.bought.places[endless]] = self.bought.costs[endless]
        return prices

    def lifted(self, bound: float) -> int:
        """The first multiple of the step that is not below this bound."""
        slip = _SLIP_OF_STEP + _SLIP_OF_BOUND * abs(bound) / self.step
        return self.step * int(np.ceil(bound / self.step - slip))
