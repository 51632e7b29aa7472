"""What falls apart in a graph without one node, or without one edge.

Hopcroft, Tarjan, *Algorithm 447: efficient algorithms for graph manipulation* (Communications of
the ACM 16, 1973): one depth-first pass finds all cut points and bridges, in time that grows with
nodes + edges. The same pass says, for a graph with a root, who no longer reaches it without a node.

- ``graph``: an undirected graph as numpy arrays.
- ``search``: the pass, and what it found.

``python -m schakel.algorithms.cut_points --help``
"""

from schakel.algorithms.cut_points.graph import Graph
from schakel.algorithms.cut_points.search import Found, looked_through

__all__ = ["Found", "Graph", "looked_through"]
