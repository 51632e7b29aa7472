"""One depth-first pass over a graph, without recursion: cut points, bridges and who is cut off.

Nodes are numbered in the order in which the pass first meets them. ``low`` of a node is the least
of those numbers that it, or any node below it, has an edge to (Hopcroft, Tarjan 1973). Where the
low of a child is not before its parent, all below the child hangs on that parent; where it is
after, on the edge between them. What is below a node stands together in that order, so that who is
cut off by a node is a few ranges of it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schakel.algorithms.compiled import compiled
from schakel.algorithms.cut_points.graph import Graph, Nodes

_NONE = -1


class _Walk(NamedTuple):
    """The tree of the pass; per node, but for ``order`` and ``reached``."""

    order: Nodes
    # From this place in ``order``, up to but not including that one, are the node and all below.
    places: Nodes
    ends: Nodes
    parents: Nodes
    # Whether it hangs on its parent, and whether it hangs on the edge to its parent.
    hangs: NDArray[np.bool_]
    hangs_on_edge: NDArray[np.bool_]
    hanging: Nodes
    cut_off: NDArray[np.float64]
    reached: int


@dataclass(frozen=True)
class Found:
    """What falls apart. Arrays per node have one place for each node of the graph.

    - ``pieces``: into how many pieces the component of a node falls when that node is removed; 0
      for a node without edges.
    - ``bridges``: (number of bridges, 2): edges whose removal makes one component two; the lower
      end first, in order.
    - ``cut_off``: the total weight of the nodes that reached the root and no longer do when this
      node is removed, itself not counted; of the root all others that reach it. 0 without a root.
    - ``unreached``: the nodes that do not reach the root anyhow, in order. Without a root: none.
    """

    root: int | None
    pieces: NDArray[np.int32]
    bridges: Nodes
    cut_off: NDArray[np.float64]
    unreached: Nodes
    _graph: Graph = field(repr=False)
    _walk: _Walk = field(repr=False)

    @property
    def cut_points(self) -> NDArray[np.bool_]:
        """Of each node whether its removal makes one component more."""
        cut: NDArray[np.bool_] = self.pieces > 1
        return cut

    def cut_off_by(self, node: int) -> Nodes:
        """The nodes that ``cut_off`` weighs, in order: the time grows with them and the degree."""
        if self.root is None:
            raise ValueError("without a root nobody is cut off from it")
        if not 0 <= node < len(self._graph):
            raise ValueError(f"node {node} is none of the {len(self._graph)} nodes")
        walk = self._walk
        if walk.places[node] >= walk.reached:
            return np.zeros(0, np.int32)
        beside = self._graph.neighbours[self._graph.starts[node] : self._graph.starts[node + 1]]
        below = beside[(walk.parents[beside] == node) & walk.hangs[beside]]
        ranges = [walk.order[walk.places[child] : walk.ends[child]] for child in below]
        return np.sort(np.concatenate([np.zeros(0, np.int32), *ranges]))


def looked_through(
    graph: Graph, root: int | None = None, weights: ArrayLike | None = None
) -> Found:
    """All cut points and bridges, and with a root what each node cuts off from it.

    ``weights``: for each node 0 or more; 1 each when there are none. Whole weights are added
    exactly, up to 2⁵³. A root or weights that do not fit the graph: ValueError.
    """
    count = len(graph)
    if root is not None and not 0 <= root < count:
        raise ValueError(f"the root {root} is none of the {count} nodes")
    first = _NONE if root is None else root
    walk = _Walk(*_walked(graph.starts, graph.neighbours, first, _weights(weights, count)))
    # Above each node that is not the first of its component, one piece is left.
    pieces = walk.hanging + (walk.parents != _NONE)
    walk.cut_off[walk.order[walk.reached :]] = 0.0
    children = np.flatnonzero(walk.hangs_on_edge).astype(np.int32)
    bridges = np.sort(np.column_stack([walk.parents[children], children]))
    bridges = bridges[np.lexsort((bridges[:, 1], bridges[:, 0]))]
    unreached = walk.order[walk.reached :] if root is not None else walk.order[:0]
    return Found(root, pieces, bridges, walk.cut_off, np.sort(unreached), graph, walk)


def _weights(weights: ArrayLike | None, count: int) -> NDArray[np.float64]:
    if weights is None:
        return np.ones(count)
    numbers = np.array(weights, dtype=np.float64)
    if numbers.shape != (count,):
        raise ValueError(f"{count} nodes have {count} weights, not {numbers.size}")
    if not (np.isfinite(numbers).all() and (numbers >= 0).all()):
        raise ValueError("a node weighs 0 or more")
    return numbers


@compiled
def _walked(
    starts: NDArray[np.int64], neighbours: Nodes, root: int, below: NDArray[np.float64]
) -> tuple[
    Nodes,
    Nodes,
    Nodes,
    Nodes,
    NDArray[np.bool_],
    NDArray[np.bool_],
    Nodes,
    NDArray[np.float64],
    int,
]:
    """The root and all that reaches it first, then the others; ``below`` are weights, used up."""
    count = len(starts) - 1
    order, ends = np.zeros(count, np.int32), np.zeros(count, np.int32)
    places, low = np.full(count, -1, np.int32), np.zeros(count, np.int32)
    parents, hanging = np.full(count, -1, np.int32), np.zeros(count, np.int32)
    hangs, hangs_on_edge = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    cut_off = np.zeros(count)
    following = starts[:-1].copy()
    met = reached = 0
    for turn in range(-1, count):
        begin = root if turn < 0 else turn
        if begin < 0 or places[begin] >= 0:
            continue
        places[begin] = low[begin] = met
        order[met] = begin
        met += 1
        node = begin
        while node >= 0:
            if following[node] < starts[node + 1]:
                other = neighbours[following[node]]
                following[node] += 1
                if places[other] < 0:
                    parents[other] = node
                    places[other] = low[other] = met
                    order[met] = other
                    met += 1
                    node = other
                elif other != parents[node] and places[other] < low[node]:
                    low[node] = places[other]
                continue
            above = parents[node]
            ends[node] = met
            if above >= 0:
                low[above] = min(low[above], low[node])
                below[above] += below[node]
                if low[node] >= places[above]:
                    hangs[node] = True
                    hanging[above] += 1
                    cut_off[above] += below[node]
                hangs_on_edge[node] = low[node] > places[above]
            node = above
        if turn < 0:
            reached = met
    return order, places, ends, parents, hangs, hangs_on_edge, hanging, cut_off, reached
