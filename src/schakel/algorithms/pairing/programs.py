"""The three questions of a pairing, each as a choice: how many, at what cost, what is missing."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from schakel.algorithms.pairing.choice import MILLION, Choice, Numbers, Room, Whole
from schakel.algorithms.pairing.given import THOUSAND, Given


@dataclass(frozen=True)
class Programs:
    """Of items that have a pair and helpers that no other items ask for: ``item_places`` and
    ``helper_places`` among all. What is needed is in steps of ``step`` thousandths of an hour.

    Places in a choice are those of the helpers here and, where one may be left, ``nobody``.
    """

    item_places: Whole
    helper_places: Whole
    items: Whole
    helpers: Whole
    costs: Whole
    needed: Whole
    free: Whole
    step: int

    @classmethod
    def of(cls, asked: Given[Any]) -> "list[Programs]":
        """For each set of items and helpers that no pair joins to others: what is best for all of
        them together is best for each."""
        joined = _joined(asked)[asked.pair_helpers]
        return [cls._of(asked, np.flatnonzero(joined == first)) for first in np.unique(joined)]

    @classmethod
    def _of(cls, asked: Given[Any], pairs: Whole) -> "Programs":
        item_places, items = np.unique(asked.pair_items[pairs], return_inverse=True)
        helper_places, helpers = np.unique(asked.pair_helpers[pairs], return_inverse=True)
        needed, free = asked.needed[item_places], asked.free[helper_places]
        step = int(np.gcd.reduce(needed))
        return cls(
            item_places,
            helper_places,
            items,
            helpers,
            asked.costs[pairs],
            needed // step,
            free,
            step,
        )

    @property
    def room(self) -> Whole:
        """The whole steps that each helper has free."""
        return self.free // self.step

    @property
    def nobody(self) -> int:
        """The place of who is left."""
        return len(self.free)

    def placing(self) -> Choice:
        """As few as can be are left."""
        none = np.zeros(len(self.costs), np.int64)
        return self._with_nobody(none, MILLION, len(self.item_places))

    def costing(self, left: int) -> Choice:
        """At most so many are left, and the pairs cost as little as can be."""
        return self._with_nobody(self.costs, 0, left)

    def extra(self) -> Choice:
        """Nobody is left, for as few extra hours as can be, in millionths of an hour."""
        rest = self.free % self.step
        helpers = np.arange(len(self.free))
        return Choice(
            self.items,
            self.helpers,
            self.needed[self.items],
            np.zeros(len(self.items), np.int64),
            self.room,
            # The first extra step needs less, by what is there beyond whole steps.
            Room(
                np.concatenate([helpers, helpers]),
                np.repeat([1.0, np.inf], len(helpers)),
                np.concatenate([self.step - rest, np.full(len(helpers), self.step)])
                * (MILLION // THOUSAND),
            ),
        )

    def one_price(self) -> Numbers:
        """For ``placing``: the price of a step that is best when it is the same with every helper.

        The first item that is left, or taken in part, says what an hour is worth.
        """
        left = self._smallest_first()[1]
        price = MILLION / self.needed[left[0]] if len(left) else 0.0
        return np.append(np.full(self.nobody, price), 0.0)

    def packed(self) -> Whole:
        """The place of each item when those that need fewest hours are taken until the hours of all
        together are; the largest of these first, each with whom has most hours left. Some helpers
        may have too few."""
        at = np.full(len(self.item_places), self.nobody)
        left = self.room.copy()
        for item in self._smallest_first()[0][::-1].tolist():
            own = self._helpers_of(item)
            own = own[self.room[own] >= self.needed[item]]
            if len(own):
                at[item] = helper = own[left[own].argmax()]
                left[helper] -= self.needed[item]
        return at

    def extended(self, at: Whole) -> Whole:
        """The same, and who is left goes where it takes fewest extra hours."""
        extended = at.copy()
        loads = np.bincount(at, self.needed, minlength=self.nobody + 1)[:-1] * self.step
        for item in np.flatnonzero(at == self.nobody).tolist():
            own = self._helpers_of(item)
            hours = self.needed[item] * self.step
            extra = np.maximum(0, loads[own] + hours - np.maximum(loads, self.free)[own])
            extended[item] = helper = own[extra.argmin()]
            loads[helper] += hours
        return extended

    def extra_hours(self, at: Whole) -> Whole:
        """What each helper has too little for the items that are at their place, in thousandths."""
        loads = np.bincount(at, self.needed, minlength=len(self.free)).astype(np.int64)
        extra: Whole = np.maximum(0, loads * self.step - self.free)
        return extra

    def greedy(self) -> Whole:
        """The place of each item when the cheapest pair for which there are hours is always next.

        Pairs that cost the same come by item and then by helper.
        """
        at = np.full(len(self.item_places), self.nobody)
        room = self.room.tolist()
        needed = self.needed.tolist()
        for pair in np.argsort(self.costs, kind="stable").tolist():
            item, helper = int(self.items[pair]), int(self.helpers[pair])
            if at[item] == self.nobody and needed[item] <= room[helper]:
                at[item] = helper
                room[helper] -= needed[item]
        return at

    def _smallest_first(self) -> tuple[Whole, Whole]:
        """The items for which there are hours if all helpers are one, and those that are left."""
        order = np.argsort(self.needed, kind="stable")
        fitting = np.searchsorted(self.needed[order].cumsum(), self.room.sum(), side="right")
        return order[:fitting], order[fitting:]

    def _helpers_of(self, item: int) -> Whole:
        first, end = np.searchsorted(self.items, [item, item + 1])
        return self.helpers[first:end]

    def _with_nobody(self, costs: Whole, cost_of_nobody: int, most: int) -> Choice:
        fitting = np.flatnonzero(self.needed[self.items] <= self.room[self.helpers])
        count = len(self.item_places)
        items = np.concatenate([self.items[fitting], np.arange(count)])
        places = np.concatenate([self.helpers[fitting], np.full(count, self.nobody)])
        order = np.lexsort((places, items))
        sizes = np.concatenate([self.needed[self.items[fitting]], np.ones(count, np.int64)])
        every = np.concatenate([costs[fitting], np.full(count, cost_of_nobody)])
        return Choice(
            items[order],
            places[order],
            sizes[order],
            every[order],
            np.append(self.room, most),
            Room.none(),
        )


def _joined(asked: Given[Any]) -> Whole:
    """Of each helper the first one to whom pairs join them, over any number of pairs."""
    first = np.arange(len(asked.free))
    while True:
        of_item = np.full(len(asked.needed), len(first))
        np.minimum.at(of_item, asked.pair_items, first[asked.pair_helpers])
        nearer = first.copy()
        np.minimum.at(nearer, asked.pair_helpers, of_item[asked.pair_items])
        if (nearer == first).all():
            return first
        first = nearer
