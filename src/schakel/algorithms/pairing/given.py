"""What a pairing is asked of: items, helpers, and which of them may be paired at what cost.

Hours are counted in thousandths and costs in millionths, rounded to the nearest: so sums are exact,
and the rows may come in any order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from schakel.algorithms.pairing.choice import MILLION, Whole

THOUSAND = 1_000
MOST = 1_000_000

Name = TypeVar("Name", int, str)


class Item(NamedTuple, Generic[Name]):
    """Needs somebody for so many hours a week; hours that are missing are added up by ``group``."""

    name: Name
    hours: float
    group: str = ""


class Helper(NamedTuple, Generic[Name]):
    """Has so many hours a week free; below 0 is none."""

    name: Name
    hours: float


class Pair(NamedTuple, Generic[Name]):
    """This helper may take this item; the lower the cost, the better they fit."""

    item: Name
    helper: Name
    cost: float


@dataclass(frozen=True)
class Given(Generic[Name]):
    """The same in order of name, as columns: hours needed and free in thousandths, and the pairs by
    item and then by helper, as places in these, with their costs in millionths."""

    items: Sequence[Item[Name]]
    helpers: Sequence[Helper[Name]]
    needed: Whole
    free: Whole
    pair_items: Whole
    pair_helpers: Whole
    costs: Whole


def given(
    items: Iterable[Item[Name]], helpers: Iterable[Helper[Name]], pairs: Iterable[Pair[Name]]
) -> Given[Name]:
    """The input, checked: a ValueError says in words what is wrong with it."""
    items, helpers, pairs = sorted(items), sorted(helpers), sorted(pairs)
    for item in items:
        if not 1 / THOUSAND <= item.hours <= MOST:
            raise ValueError(f"item {item.name} must need hours above 0, not {item.hours}")
    for helper in helpers:
        if not -MOST <= helper.hours <= MOST:
            raise ValueError(f"helper {helper.name} must have hours, not {helper.hours}")
    item_places = _places("item", [item.name for item in items])
    helper_places = _places("helper", [helper.name for helper in helpers])
    _check(pairs, item_places, helper_places)
    return Given(
        items,
        helpers,
        _counted([item.hours for item in items], THOUSAND),
        np.maximum(0, _counted([helper.hours for helper in helpers], THOUSAND)),
        np.array([item_places[pair.item] for pair in pairs], np.int64),
        np.array([helper_places[pair.helper] for pair in pairs], np.int64),
        _counted([pair.cost for pair in pairs], MILLION),
    )


def _counted(values: Sequence[float], parts: int) -> Whole:
    return np.rint(np.array(values, np.float64) * parts).astype(np.int64)


def _places(kind: str, names: Sequence[Name]) -> dict[Name, int]:
    for name, following in pairwise(names):
        if name == following:
            raise ValueError(f"{kind} {name} is there more than once")
    return {name: place for place, name in enumerate(names)}


def _check(pairs: Sequence[Pair[Name]], items: dict[Name, int], helpers: dict[Name, int]) -> None:
    before: tuple[Name, Name] | None = None
    for item, helper, cost in pairs:
        if item not in items:
            raise ValueError(f"a pair names item {item}, which is not there")
        if helper not in helpers:
            raise ValueError(f"a pair names helper {helper}, who is not there")
        if (item, helper) == before:
            raise ValueError(f"item {item} and helper {helper} are paired more than once")
        if not 0 <= cost <= MOST:
            raise ValueError(
                f"item {item} with helper {helper} must cost from 0 to {MOST}, not {cost}"
            )
        before = item, helper
