"""The fewest carriers as a program for HiGHS.

For each carrier c a whole x_c from 0 to 1: it leaves. For each group g of items with the same
carriers a y_g from 0 to 1, at most x_c of each of its carriers: it is orphaned. The y, each as
heavy as its group, come to ``wanted`` or more; the sum of x is the least.

HiGHS: Huangfu, Hall, *Parallelizing the dual revised simplex method* (Mathematical Programming
Computation 10, 2018). One thread and a fixed seed: the same items have the same answer, unless
time runs out.
"""

import math
from typing import NamedTuple

import numpy as np

# The public class prints a line on standard output, which belongs to answers.
from highspy import _core

from schakel.algorithms.truck_factor.groups import Groups

_ROWS, _MINIMISE = 2, 1
_CONTINUOUS, _INTEGER = 0, 1
# Sizes are whole: what is nearer than this to a whole number is that number.
_NEAR = 1e-6


class Fewest(NamedTuple):
    """Those who leave, none when no set was found in time, and a size that no set is below."""

    leaving: frozenset[int]
    bound: int


def fewest(groups: Groups, wanted: int, known: frozenset[int], seconds: float) -> Fewest:
    """The smallest set that orphans ``wanted`` or more items; ``known`` is one that does."""
    program = _program(groups, wanted)
    program.setOptionValue("parallel", "off")
    program.setOptionValue("time_limit", seconds)
    program.setOptionValue("mip_rel_gap", 0.0)
    program.setOptionValue("mip_abs_gap", 1 - 2 * _NEAR)
    start = np.array([known.issuperset(each) for each in _columns(groups)], np.float64)
    program.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    program.run()
    shares = program.getSolution().col_value[: len(groups.carriers)]
    leaving = {who for who, share in zip(groups.carriers, shares, strict=False) if share > 0.5}
    bound = program.getInfo().mip_dual_bound
    return Fewest(frozenset(leaving), math.ceil(bound - _NEAR) if math.isfinite(bound) else 0)


def _columns(groups: Groups) -> list[tuple[int, ...]]:
    """Who must leave for each x, and for each y."""
    return [*((carrier,) for carrier in groups.carriers), *groups.sets]


def _program(groups: Groups, wanted: int) -> _core._Highs:
    carriers, count = len(groups.carriers), len(groups.sets)
    places = {carrier: place for place, carrier in enumerate(groups.carriers)}
    sizes = [len(own) for own in groups.sets]
    pairs, columns = sum(sizes), carriers + count
    # A row for each carrier of each group, y − x ≤ 0, and then the row of all weights.
    of_group = carriers + np.repeat(np.arange(count), sizes)
    of_carrier = np.array([places[carrier] for own in groups.sets for carrier in own])
    program = _core._Highs()
    program.setOptionValue("output_flag", False)
    program.passModel(
        columns,
        pairs + 1,
        2 * pairs + count,
        _ROWS,
        _MINIMISE,
        0.0,
        np.repeat([1.0, 0.0], [carriers, count]),
        np.zeros(columns),
        np.ones(columns),
        np.append(np.full(pairs, -np.inf), wanted),
        np.append(np.zeros(pairs), np.inf),
        np.append(2 * np.arange(pairs), 2 * pairs).astype(np.int32),
        np.concatenate(
            [np.column_stack([of_group, of_carrier]).ravel(), carriers + np.arange(count)]
        ).astype(np.int32),
        np.concatenate([np.tile([1.0, -1.0], pairs), np.array(groups.weights, np.float64)]),
        np.repeat([_INTEGER, _CONTINUOUS], [carriers, count]).astype(np.int32),
    )
    return program
