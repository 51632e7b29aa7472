"""Who together leave the most items behind: the question and its answer."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from schakel.algorithms.truck_factor.counting import at_least
from schakel.algorithms.truck_factor.greedy import few
from schakel.algorithms.truck_factor.groups import Groups
from schakel.algorithms.truck_factor.program import fewest


@dataclass(frozen=True)
class Orphaning:
    """Carriers whose leaving orphans more than the share that was asked.

    - ``carriers``: who, in order.
    - ``orphaned``: how many items then have no carrier left, of how many (``of``) that had one.
    - ``uncarried``: how many items had no carrier to begin with; they count in neither.
    - ``bound``: no set of fewer carriers than this orphans so many.
    """

    carriers: tuple[int, ...]
    orphaned: int
    of: int
    uncarried: int
    bound: int

    @property
    def gap(self) -> int:
        """How many carriers fewer there could be at most; 0: these are proven to be the fewest."""
        return len(self.carriers) - self.bound


def smallest_orphaning(
    items: Iterable[Collection[int]], share: float = 0.5, seconds: float = 10.0
) -> Orphaning:
    """The fewest carriers whose leaving orphans more than this share of the items.

    ``items`` are the carriers of each item, each by a number; one that is named twice counts once.
    An item is orphaned when all of its carriers leave. After so many seconds the best so far is
    the answer, with its gap. The order of items does not matter. A share below 0 or from 1 on, or
    no time: ValueError.
    """
    if not 0 <= share < 1:
        raise ValueError(f"a share of the items is from 0 up to, not including, 1, not {share}")
    if not seconds > 0:
        raise ValueError(f"it takes more than 0 seconds, not {seconds}")
    listed = list(items)
    groups = Groups.of(listed)
    of = groups.items
    # The share as it is written: 0.29 of 100 is 29, which floats do not say.
    wanted = math.floor(Fraction(str(share)) * of) + 1
    leaving, bound = _fewest(groups, wanted, seconds) if of else (frozenset[int](), 0)
    return Orphaning(tuple(sorted(leaving)), groups.orphaned(leaving), of, len(listed) - of, bound)


def _fewest(groups: Groups, wanted: int, seconds: float) -> tuple[frozenset[int], int]:
    """The smaller of what both ways find, the first when they are equal; and the higher bound."""
    greedily, least = few(groups, wanted), at_least(groups, wanted)
    if len(greedily) == least:
        return greedily, least
    found, bound = fewest(groups, wanted, greedily, seconds)
    better = len(found) < len(greedily) and groups.orphaned(found) >= wanted
    return found if better else greedily, max(least, bound)
