"""A size that no set is below, by counting only: at once, however many items there are.

Let each item be divided equally over its carriers. It is orphaned only when all of its parts leave,
so that a set orphans no more than the parts that its carriers have together. (The program relaxed,
with y at most the mean of its x.)
"""

from collections import defaultdict
from itertools import accumulate

from schakel.algorithms.truck_factor.groups import Groups

# Parts are floats: what comes this near to what is wanted may be it.
_NEAR = 1e-6


def at_least(groups: Groups, wanted: int) -> int:
    """How many carriers it takes at least to orphan ``wanted`` items of all that there are."""
    parts: dict[int, float] = defaultdict(float)
    for own, weight in zip(groups.sets, groups.weights, strict=True):
        for carrier in own:
            parts[carrier] += weight / len(own)
    together = accumulate(sorted(parts.values(), reverse=True))
    return next(size for size, most in enumerate(together, 1) if most >= wanted - _NEAR)
