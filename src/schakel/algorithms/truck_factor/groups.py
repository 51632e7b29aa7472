"""Items with the same carriers as one group, which weighs as many as they are."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Self


@dataclass(frozen=True)
class Groups:
    """Each different set of carriers, and how many items have it; sets and carriers in order."""

    sets: list[tuple[int, ...]]
    weights: list[int]
    carriers: list[int]

    @classmethod
    def of(cls, items: Iterable[Collection[int]]) -> Self:
        """From the carriers of each item; items without any are in no group."""
        counted = Counter(tuple(sorted(set(item))) for item in items if len(item))
        sets = sorted(counted)
        return cls(sets, [counted[each] for each in sets], sorted(set(chain.from_iterable(sets))))

    @property
    def items(self) -> int:
        """How many items they are together."""
        return sum(self.weights)

    def orphaned(self, leaving: frozenset[int]) -> int:
        """How many items have no carrier left when these leave."""
        return sum(
            weight
            for own, weight in zip(self.sets, self.weights, strict=True)
            if leaving.issuperset(own)
        )
