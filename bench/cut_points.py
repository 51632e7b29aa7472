"""Who breaks what, for all people at once: cut points, bridges and "cut off by" at a million edges.

python -m bench.cut_points [--size 1000000] [--checks 200] [--json FILE]

``--size`` connections with a third as many parties and one person for every 300 connections, each
connection with one or two carriers who mostly are of one team; a root beside every person. One
process, one thread; ratios are of processor time, so that what else runs here does not count, and
wall time stands beside it. networkx has the same edges in the same run, once; rustworkx beside it.
All answers are compared; ``--checks`` nodes, half of them people, are really removed, and so is
every node and every edge of 1,000 random small graphs.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import networkx as nx
import numba
import numpy as np
import rustworkx as rx

from schakel.algorithms.cut_points import Found, Graph, looked_through
from schakel.algorithms.cut_points.search import _walked

TEAM = 12
TWO_CARRIERS = 0.7
OF_ANOTHER_TEAM = 0.1

Result = TypeVar("Result")
Ends = np.ndarray


class Spent(NamedTuple):
    """Seconds on the clock, and of the processor."""

    wall: float
    processor: float

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall + other.wall, self.processor + other.processor)

    def __str__(self) -> str:
        return f"{self.wall * 1e3:.4g} ms ({self.processor * 1e3:.4g} ms of processor)"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.cut_points",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--checks", type=int, default=200)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    report = _measured(arguments.size, arguments.checks)
    for name, value in report.items():
        print(f"{name}: {value:.4g}" if isinstance(value, float) else f"{name}: {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1))
    return 0


def _measured(size: int, checks: int) -> dict[str, Any]:
    people, parties = max(TEAM, size // 300), max(1, size * 3 // 10)
    ones, others = _edges(size, people, parties)
    nodes = 1 + people + parties
    weights = np.repeat([0.0, 1.0], [1 + people, parties])
    loading = _spent(lambda: looked_through(Graph.of([0], [1], 2), root=0), 1)[1]
    compiling = _spent(_compiled_anew, 1)[1]
    graph, building = _spent(lambda: Graph.of(ones, others, nodes))
    found, searching = _spent(lambda: looked_through(graph, 0, weights))
    lists, listing = _spent(lambda: [found.cut_off_by(who) for who in range(1, 1 + people)], 3)
    ours = building + searching
    theirs = _networkx(ones, others, nodes, found)
    rust = _rustworkx(ones, others, nodes, found)
    assert [int(weights[each].sum()) for each in lists] == found.cut_off[1 : 1 + people].tolist()
    return {
        "connections": size,
        "people": people,
        "parties": parties,
        "edges": len(ones),
        "different edges": graph.edges,
        "first call: loading what was compiled, or compiling it": str(loading),
        "compiling anew": str(compiling),
        "graph from its edges": str(building),
        "cut points, bridges and cut off by, for all": str(searching),
        "both": str(ours),
        "all lists of who is cut off by a person": str(listing),
        **_beside("networkx", theirs, building, searching),
        **_beside("rustworkx", rust, building, searching),
        "cut points": int(found.cut_points.sum()),
        "of them people": int(found.cut_points[1 : 1 + people].sum()),
        "bridges": len(found.bridges),
        "people who cut off a party": int((found.cut_off[1 : 1 + people] > 0).sum()),
        "parties cut off by the one who cuts off most": int(found.cut_off[1:].max()),
        "parties that nobody reaches": int(weights[found.unreached].sum()),
        "networkx and rustworkx find the same": "cut points and bridges",
        "nodes really removed, all as was said": _removed(ones, others, people, found, checks),
        "small graphs, each node and edge really removed": _small_graphs(1_000),
    }


def _beside(
    name: str, theirs: dict[str, Spent], building: Spent, searching: Spent
) -> dict[str, Any]:
    both = theirs["building"] + theirs["searching"]
    without = theirs["searching"].processor / searching.processor
    return {
        f"{name}, building": str(theirs["building"]),
        f"{name}, cut points and bridges": str(theirs["searching"]),
        f"{name} / ours, building in both": both.processor / (building + searching).processor,
        f"{name} / ours, building in neither": without,
    }


def _compiled_anew() -> None:
    edge = Graph.of([0], [1], 2)
    numba.njit(_walked.py_func)(edge.starts, edge.neighbours, 0, np.ones(2))


def _edges(size: int, people: int, parties: int) -> tuple[Ends, Ends]:
    """0 is the root, then the people, then the parties."""
    chance = np.random.default_rng(2026)
    # Every party has a connection; some have many and some people carry many, as it is.
    often = np.cumsum(chance.gamma(0.7, 1.0, parties))
    more = np.searchsorted(often, chance.random(size - parties) * often[-1])
    party = 1 + people + np.concatenate([np.arange(parties), more])
    busy = np.cumsum(chance.gamma(2.0, 1.0, people))
    # What a party is about is of one team; its carriers are, but for some.
    home = np.searchsorted(busy, chance.random(parties) * busy[-1])[party - 1 - people]
    carriers = [_of_team(home, people, chance), _of_team(home, people, chance)]
    second = chance.random(size) < TWO_CARRIERS
    root, all_people = np.zeros(people, np.int64), np.arange(1, 1 + people)
    return (
        np.concatenate([party, party[second], root]),
        np.concatenate([1 + carriers[0], 1 + carriers[1][second], all_people]),
    )


def _of_team(home: Ends, people: int, chance: np.random.Generator) -> Ends:
    within = home - home % TEAM + chance.integers(0, TEAM, len(home))
    elsewhere = chance.integers(0, people, len(home))
    chosen = np.where(chance.random(len(home)) < OF_ANOTHER_TEAM, elsewhere, within)
    return np.minimum(chosen, people - 1)


def _networkx(ones: Ends, others: Ends, nodes: int, found: Found) -> dict[str, Spent]:
    def built() -> "nx.Graph[int]":
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(nodes))
        graph.add_edges_from(zip(ones.tolist(), others.tolist(), strict=True))
        return graph

    graph, building = _spent(built, 1)
    answer, searching = _spent(
        lambda: (set(nx.articulation_points(graph)), list(nx.bridges(graph))), 1
    )
    _compare(found, *answer)
    return {"building": building, "searching": searching}


def _rustworkx(ones: Ends, others: Ends, nodes: int, found: Found) -> dict[str, Spent]:
    def built() -> "rx.PyGraph[None, None]":
        graph: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
        graph.add_nodes_from([None] * nodes)
        # One edge for each pair: it counts bridges as if every edge stood there once.
        different = np.unique(np.minimum(ones, others) * nodes + np.maximum(ones, others))
        pairs = zip((different // nodes).tolist(), (different % nodes).tolist(), strict=True)
        graph.extend_from_edge_list(list(pairs))
        return graph

    graph, building = _spent(built, 1)
    answer, searching = _spent(lambda: (rx.articulation_points(graph), rx.bridges(graph)), 1)
    _compare(found, *answer)
    return {"building": building, "searching": searching}


def _compare(found: Found, cut_points: Any, bridges: Any) -> None:
    assert set(np.flatnonzero(found.cut_points).tolist()) == set(cut_points)
    assert sorted(sorted(bridge) for bridge in bridges) == found.bridges.tolist()


def _removed(ones: Ends, others: Ends, people: int, found: Found, checks: int) -> int:
    """Removes nodes by chance and looks who still reaches the root, edge by edge."""
    chance, nodes = np.random.default_rng(5), len(found.pieces)
    of_people = chance.integers(1, 1 + people, checks - checks // 2)
    chosen = np.concatenate([of_people, chance.integers(1, nodes, checks // 2)])
    at_root = _reaching(ones, others, nodes, None)
    assert np.flatnonzero(~at_root).tolist() == found.unreached.tolist()
    for node in chosen.tolist():
        lost = at_root & ~_reaching(ones, others, nodes, node)
        lost[node] = False
        assert np.flatnonzero(lost).tolist() == found.cut_off_by(node).tolist()
        assert lost[1 + people :].sum() == found.cut_off[node]
    return len(chosen)


def _reaching(ones: Ends, others: Ends, nodes: int, without: int | None) -> np.ndarray:
    if without is not None:
        left = (ones != without) & (others != without)
        ones, others = ones[left], others[left]
    reached, before = np.zeros(nodes, bool), -1
    reached[0] = True
    while (now := int(reached.sum())) != before:
        before = now
        reached[others[reached[ones]]] = True
        reached[ones[reached[others]]] = True
    return reached


def _small_graphs(count: int) -> int:
    """Every node and every edge of random small graphs really removed, components counted."""
    chance = random.Random(2026)
    for _ in range(count):
        nodes = chance.randint(1, 12)
        graph = nx.gnp_random_graph(nodes, chance.uniform(0.05, 0.5), seed=chance)
        ends = list(zip(*graph.edges, strict=True)) or [(), ()]
        found = looked_through(Graph.of(*ends, nodes), root=0)
        whole, at_root = (
            nx.number_connected_components(graph),
            nx.node_connected_component(graph, 0),
        )
        for node in graph:
            rest = graph.subgraph(set(graph) - {node})
            assert nx.number_connected_components(rest) == whole - 1 + found.pieces[node]
            still = nx.node_connected_component(rest, 0) if node else set()
            assert found.cut_off_by(node).tolist() == sorted(at_root - {node} - still)
        bridges = {tuple(bridge) for bridge in found.bridges.tolist()}
        for edge in graph.edges:
            rest = nx.restricted_view(graph, [], [edge])
            assert (nx.number_connected_components(rest) > whole) == (edge in bridges)
    return count


def _spent(work: Callable[[], Result], times: int = 7) -> tuple[Result, Spent]:
    """What it gives, and the median time that it takes."""
    wall, processor = [], []
    for _ in range(times):
        begin, begin_processor = time.perf_counter(), time.process_time()
        result = work()
        wall.append(time.perf_counter() - begin)
        processor.append(time.process_time() - begin_processor)
    return result, Spent(statistics.median(wall), statistics.median(processor))


if __name__ == "__main__":
    sys.exit(main())
