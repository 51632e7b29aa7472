"""A choice as a program for HiGHS: its linear relaxation, and the whole numbers themselves.

HiGHS: Huangfu, Hall, *Parallelizing the dual revised simplex method*, Mathematical Programming
Computation 10, 2018. One thread and a fixed seed: the same program has the same answer everywhere.
"""

from typing import NamedTuple

import numpy as np

# The public class prints a line on standard output, which belongs to answers.
from highspy import _core

from schakel.algorithms.pairing.choice import MILLION, Choice, Numbers, Whole

_COLUMNS, _MINIMISE = 1, 1
_CONTINUOUS, _INTEGER = 0, 1
_OPTIMAL = _core.HighsModelStatus.kOptimal
_TIME = _core.HighsModelStatus.kTimeLimit


class Relaxed(NamedTuple):
    """How much of each option is taken when parts may be, and the price of room at each place."""

    shares: Numbers
    prices: Numbers
    in_time: bool


class Branched(NamedTuple):
    """The best that was found, whether that is proven, and what none is below."""

    chosen: Whole | None
    optimal: bool
    bound: float
    in_time: bool


def relaxed(choice: Choice, seconds: float) -> Relaxed:
    """The linear relaxation, by the simplex method: when all sizes are one, its answer is whole."""
    program = _program(choice, np.arange(len(choice.items)), seconds, _CONTINUOUS)
    program.setOptionValue("solver", "simplex")
    program.run()
    solution = program.getSolution()
    shares = np.array(solution.col_value)[: len(choice.items)]
    duals = np.array(solution.row_dual)[len(choice.starts) :]
    in_time = program.getModelStatus() == _OPTIMAL
    known = len(shares) == len(choice.items) and len(duals) == len(choice.room)
    if not (known and np.isfinite(shares).all() and np.isfinite(duals).all()):
        return Relaxed(np.zeros(len(choice.items)), np.zeros(len(choice.room)), False)
    return Relaxed(shares, -duals * MILLION, in_time)


def branched(choice: Choice, options: Whole, start: Whole, seconds: float) -> Branched:
    """Branch and bound over these options only; ``start``, one of each item, is among them."""
    program = _program(choice, options, seconds, _INTEGER)
    program.setOptionValue("mip_rel_gap", 0.0)
    program.setOptionValue("mip_abs_gap", max(1.0, choice.step - 0.5) / MILLION)
    known = np.searchsorted(options, start).astype(np.int32)
    program.setSolution(len(known), known, np.ones(len(known)))
    program.run()
    status = program.getModelStatus()
    shares = np.array(program.getSolution().col_value)[: len(options)]
    chosen = options[np.flatnonzero(shares > 0.5)]
    whole = len(chosen) == len(start) and bool((choice.items[chosen] == choice.items[start]).all())
    bound = program.getInfo().mip_dual_bound * MILLION
    return Branched(chosen if whole else None, status == _OPTIMAL, bound, status != _TIME)


def _program(choice: Choice, options: Whole, seconds: float, kind: int) -> _core._Highs:
    count, bought = len(options), choice.bought
    columns = count + len(bought.places)
    rows = np.concatenate(
        [
            np.column_stack(
                [choice.items[options], len(choice.starts) + choice.places[options]]
            ).ravel(),
            len(choice.starts) + bought.places,
        ]
    )
    values = np.concatenate(
        [
            np.column_stack([np.ones(count), choice.sizes[options]]).ravel(),
            np.full(len(bought.places), -1.0),
        ]
    )
    starts = np.concatenate([2 * np.arange(count), 2 * count + np.arange(len(bought.places))])
    ones = np.ones(len(choice.starts))
    program = _core._Highs()
    program.setOptionValue("output_flag", False)
    program.setOptionValue("parallel", "off")
    program.setOptionValue("time_limit", max(0.0, seconds))
    program.passModel(
        columns,
        len(choice.starts) + len(choice.room),
        len(rows),
        _COLUMNS,
        _MINIMISE,
        0.0,
        np.concatenate([choice.costs[options], bought.costs]) / MILLION,
        np.zeros(columns),
        np.concatenate([np.ones(count), bought.most]),
        np.concatenate([ones, np.full(len(choice.room), -np.inf)]),
        np.concatenate([ones, choice.room]),
        starts.astype(np.int32),
        rows.astype(np.int32),
        values,
        np.repeat([kind, _CONTINUOUS], [count, len(bought.places)]).astype(np.int32),
    )
    return program
