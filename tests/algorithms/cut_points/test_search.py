import random
from itertools import combinations

import numpy as np
import pytest

from schakel.algorithms.cut_points import Graph, looked_through


def searched(edges, nodes, **more):
    ends = list(zip(*edges, strict=True)) or [(), ()]
    return looked_through(Graph.of(*ends, nodes), **more)


def cut(found):
    return np.flatnonzero(found.cut_points).tolist()


PATH = [(0, 1), (1, 2), (2, 3)]
CYCLE = [*PATH, (3, 0)]
STAR = [(0, 1), (0, 2), (0, 3)]
TWO_TRIANGLES = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 2)]
APART = [(0, 1), (1, 2), (3, 4), (4, 5)]
WITH_A_BRIDGE = [(0, 1), (1, 2), (2, 0), (5, 2), (3, 4), (4, 5), (5, 3)]


@pytest.mark.parametrize(
    ("name", "edges", "nodes", "cut_points", "bridges", "pieces"),
    [
        ("no nodes", [], 0, [], [], []),
        ("one node", [], 1, [], [], [0]),
        ("two without an edge", [], 2, [], [], [0, 0]),
        ("one edge", [(1, 0)], 2, [], [[0, 1]], [1, 1]),
        ("a path", PATH, 4, [1, 2], [[0, 1], [1, 2], [2, 3]], [1, 2, 2, 1]),
        ("a cycle", CYCLE, 4, [], [], [1, 1, 1, 1]),
        ("a star", STAR, 4, [0], [[0, 1], [0, 2], [0, 3]], [3, 1, 1, 1]),
        ("two triangles at one node", TWO_TRIANGLES, 5, [2], [], [1, 1, 2, 1, 1]),
        ("two triangles at one edge", WITH_A_BRIDGE, 6, [2, 5], [[2, 5]], [1, 1, 2, 1, 1, 2]),
        ("apart", APART, 7, [1, 4], [[0, 1], [1, 2], [3, 4], [4, 5]], [1, 2, 1, 1, 2, 1, 0]),
        ("an edge twice", [*PATH, (1, 0), (0, 1)], 4, [1, 2], PATH, [1, 2, 2, 1]),
        ("a loop", [*PATH, (0, 0), (1, 1)], 4, [1, 2], PATH, [1, 2, 2, 1]),
        ("only a loop", [(0, 0)], 1, [], [], [0]),
    ],
)
def test_cut_points_bridges_and_pieces(name, edges, nodes, cut_points, bridges, pieces):
    found = searched(edges, nodes)
    assert (cut(found), found.pieces.tolist()) == (cut_points, pieces)
    assert found.bridges.tolist() == [list(bridge) for bridge in bridges]
    assert (found.cut_off.tolist(), found.unreached.tolist()) == ([0.0] * nodes, [])


@pytest.mark.parametrize(
    ("name", "edges", "root", "cut_off"),
    [
        ("a path from its end", PATH, 0, [[1, 2, 3], [2, 3], [3], []]),
        ("a path from within", PATH, 1, [[], [0, 2, 3], [3], []]),
        ("a cycle", CYCLE, 2, [[], [], [0, 1, 3], []]),
        ("a star from its middle", STAR, 0, [[1, 2, 3], [], [], []]),
        ("a star from a point", STAR, 3, [[1, 2], [], [], [0, 1, 2]]),
        ("two triangles", TWO_TRIANGLES, 4, [[], [], [0, 1], [], [0, 1, 2, 3]]),
        ("apart from the root", APART, 3, [[], [], [], [4, 5], [5], []]),
    ],
)
def test_each_node_cuts_off_those_that_reach_the_root_only_through_it(name, edges, root, cut_off):
    found = searched(edges, len(cut_off), root=root)
    assert [found.cut_off_by(node).tolist() for node in range(len(cut_off))] == cut_off
    assert found.cut_off.tolist() == [len(nodes) for nodes in cut_off]


def test_who_does_not_reach_the_root_anyhow_is_told_apart_and_nobody_cuts_them_off():
    found = searched(APART, 7, root=4)
    assert found.unreached.tolist() == [0, 1, 2, 6]
    assert found.cut_off.tolist() == [0, 0, 0, 0, 2, 0, 0]
    assert cut(found) == [1, 4]


def test_only_what_weighs_counts_in_what_is_cut_off():
    found = searched(PATH, 4, root=0, weights=[0, 0, 2.5, 1])
    assert found.cut_off.tolist() == [3.5, 3.5, 1, 0]
    assert found.cut_off_by(1).tolist() == [2, 3]


def test_the_weights_of_the_caller_stay_as_they_are():
    weights = np.ones(4)
    searched(PATH, 4, root=0, weights=weights)
    assert weights.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: Graph.of([0], [2], 2), "edge 0 ends in 2, no node"),
        (lambda: Graph.of([0, -1], [1, 1], 2), "edge 1 ends in -1, no node"),
        (lambda: Graph.of([0], [0], 0), "edge 0 ends in 0, no node"),
        (lambda: Graph.of([0, 1], [1], 2), "2 edges have one end and 1 have another"),
        (lambda: Graph.of([0.5], [1], 2), "whole numbers, not float64"),
        (lambda: Graph.of(["a"], [1], 2), "whole numbers, not <U1"),
        (lambda: Graph.of([[0]], [[1]], 2), "in one row, not in 2 dimensions"),
        (lambda: Graph.of([], [], -1), "nodes, not -1"),
        (lambda: Graph.of([], [], 2**31), "nodes, not 2147483648"),
        (lambda: searched(PATH, 4, root=4), "the root 4 is none of the 4 nodes"),
        (lambda: searched(PATH, 4, root=-1), "the root -1 is none of the 4 nodes"),
        (lambda: searched([], 0, root=0), "the root 0 is none of the 0 nodes"),
        (lambda: searched(PATH, 4, weights=[1, 1]), "4 nodes have 4 weights, not 2"),
        (lambda: searched(PATH, 4, weights=[1, 1, 1, -1]), "a node weighs 0 or more"),
        (lambda: searched(PATH, 4, weights=[1, 1, 1, float("nan")]), "a node weighs 0 or more"),
        (lambda: searched(PATH, 4).cut_off_by(0), "without a root nobody is cut off"),
        (lambda: searched(PATH, 4, root=0).cut_off_by(4), "node 4 is none of the 4 nodes"),
        (lambda: searched(PATH, 4, root=0).cut_off_by(-1), "node -1 is none of the 4 nodes"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(made, words):
    with pytest.raises(ValueError, match=words):
        made()


def reaching(edges, start, without=None):
    """Breadth first, edge by edge."""
    reached, before = {start} - {without}, set()
    while reached != before:
        before = set(reached)
        for one, other in edges:
            if without not in (one, other) and (one in before or other in before):
                reached |= {one, other}
    return reached


def components(edges, nodes):
    left, count = set(nodes), 0
    within = [edge for edge in edges if left.issuperset(edge)]
    while left:
        left -= reaching(within, min(left))
        count += 1
    return count


def test_on_1000_random_small_graphs_real_removal_says_the_same():
    chance = random.Random(2026)
    for _ in range(1_000):
        count = chance.randint(1, 9)
        nodes = range(count)
        likely = chance.choice([0.1, 0.25, 0.4, 0.7])
        edges = [pair for pair in combinations(nodes, 2) if chance.random() < likely]
        named = [pair[:: chance.choice([1, -1])] for pair in edges for _ in range(2)]
        named += [(node, node) for node in nodes if chance.random() < 0.2]
        chance.shuffle(named)
        root, weights = chance.choice(nodes), [chance.randint(0, 3) for _ in nodes]
        found = searched(named, count, root=root, weights=weights)
        whole, at_root = components(edges, nodes), reaching(edges, root)
        for node in nodes:
            rest = components(edges, set(nodes) - {node})
            assert found.pieces[node] == rest - (whole - 1)
            assert found.cut_points[node] == (rest > whole)
            lost = at_root - {node} - reaching(edges, root, without=node)
            assert found.cut_off_by(node).tolist() == sorted(lost)
            assert found.cut_off[node] == sum(weights[each] for each in lost)
        assert found.bridges.tolist() == [
            list(edge)
            for edge in edges
            if components([each for each in edges if each != edge], nodes) > whole
        ]
        assert found.unreached.tolist() == sorted(set(nodes) - at_root)
        assert cut(searched(named, count)) == cut(found)


def test_the_order_of_edges_and_ends_does_not_matter():
    edges = [(one, one // 2) for one in range(1, 60)] + [(50, 7), (31, 44)]
    found = searched(edges, 60, root=5)
    turned = searched([edge[::-1] for edge in reversed(edges)], 60, root=5)
    assert found.bridges.tolist() == turned.bridges.tolist()
    assert found.cut_off.tolist() == turned.cut_off.tolist()


def test_a_path_of_200_000_nodes_is_not_too_deep():
    count = 200_000
    ends = np.arange(count - 1)
    found = looked_through(Graph.of(ends, ends + 1, count), root=0)
    assert found.cut_points.sum() == count - 2
    assert len(found.bridges) == count - 1
    assert (found.cut_off == np.arange(count - 1, -1, -1)).all()
    assert (found.cut_off_by(1_000) == np.arange(1_001, count)).all()
