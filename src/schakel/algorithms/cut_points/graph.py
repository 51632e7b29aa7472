"""An undirected simple graph: the neighbours of each node beside each other, in order."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

_MOST_NODES = 2**31 - 1

Nodes = NDArray[np.int32]


@dataclass(frozen=True)
class Graph:
    """Nodes 0 to n − 1; those beside node v are ``neighbours[starts[v]:starts[v + 1]]``.

    Each edge stands there twice, once from each end: ``starts`` has n + 1 places, ``neighbours``
    twice the number of edges (compressed sparse rows).
    """

    starts: NDArray[np.int64]
    neighbours: Nodes

    @classmethod
    def of(cls, ends_a: ArrayLike, ends_b: ArrayLike, nodes: int) -> Self:
        """From the two ends of each edge, in any order.

        Loops from a node to itself are dropped and an edge that is named more than once counts
        once, whichever end came first. Ends that are no nodes: ValueError.
        """
        if not 0 <= nodes <= _MOST_NODES:
            raise ValueError(f"a graph has 0 to {_MOST_NODES} nodes, not {nodes}")
        one, other = _ends(ends_a, nodes), _ends(ends_b, nodes)
        if len(one) != len(other):
            raise ValueError(f"{len(one)} edges have one end and {len(other)} have another")
        apart = one != other
        one, other = one[apart], other[apart]
        # From and to in one number, so that sorting once puts both in order.
        both = np.concatenate([one * nodes + other, other * nodes + one])
        both.sort()
        both = both[np.diff(both, prepend=-1) > 0]
        starts = np.searchsorted(both, np.arange(nodes + 1) * nodes)
        neighbours = both - np.repeat(np.arange(nodes) * nodes, np.diff(starts))
        return cls(starts, neighbours.astype(np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def edges(self) -> int:
        """How many different edges there are, loops not counted."""
        return len(self.neighbours) // 2


def _ends(ends: ArrayLike, nodes: int) -> NDArray[np.int64]:
    numbers: NDArray[Any] = np.asarray(ends)
    if numbers.ndim != 1:
        raise ValueError(f"the ends of edges stand in one row, not in {numbers.ndim} dimensions")
    if numbers.size and numbers.dtype.kind not in "iu":
        raise ValueError(f"the ends of edges are whole numbers, not {numbers.dtype}")
    outside = (numbers < 0) | (numbers >= nodes)
    if outside.any():
        raise ValueError(f"edge {outside.argmax()} ends in {numbers[outside.argmax()]}, no node")
    return numbers.astype(np.int64)
