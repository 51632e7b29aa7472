"""The best pairing of 2,000 items with 60 helpers, all pairs possible, beside a greedy one.

python -m bench.pairing [--items 2000] [--helpers 60] [--seconds 8]

Ample hours are a fifth more than needed, tight hours 3 % fewer. Costs are sums of a few reasons, as
people give them, of which many are equal; and once any number, of which none are. Greedy takes the
cheapest pair for which there are hours, again and again.
"""

import argparse

import numpy as np

from schakel.algorithms.pairing import Helper, Item, Pair, paired
from schakel.algorithms.pairing.choice import MILLION
from schakel.algorithms.pairing.given import given
from schakel.algorithms.pairing.programs import Programs

THEMES, AREAS = 20, 10
AMPLE, TIGHT = 1.2, 0.97
CASES = {
    "ample hours": (False, AMPLE, False),
    "tight hours": (False, TIGHT, False),
    "unequal, ample": (True, AMPLE, False),
    "unequal, tight": (True, TIGHT, False),
    "unequal, tight, any cost": (True, TIGHT, True),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.pairing",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--items", type=int, default=2_000)
    parser.add_argument("--helpers", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=8.0)
    asked = parser.parse_args()
    print("| hours | s | placed | at most | cost | bound | gap | missing h | bound | greedy |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|")
    for number, (name, (unequal, share, any_cost)) in enumerate(CASES.items()):
        chance = np.random.default_rng(2026 + number)
        _measure(
            name, _made(chance, asked.items, asked.helpers, unequal, share, any_cost), asked.seconds
        )


Input = tuple[list[Item[int]], list[Helper[int]], list[Pair[int]]]


def _made(
    chance: np.random.Generator,
    items: int,
    helpers: int,
    unequal: bool,
    share: float,
    any_cost: bool,
) -> Input:
    hours = chance.choice([0.25, 0.5, 0.75, 1.0, 1.5, 2.0], items) if unequal else np.ones(items)
    free = chance.uniform(0.4, 1.6, helpers)
    free = np.floor(free * hours.sum() * share / free.sum() * 4) / 4
    costs = chance.random((items, helpers)) * 10 if any_cost else _fit(chance, items, helpers)
    groups = [f"network {number}" for number in chance.integers(0, 25, items)]
    return (
        [Item(number, float(hours[number]), groups[number]) for number in range(items)],
        [Helper(number, float(free[number])) for number in range(helpers)],
        [
            Pair(item, helper, float(costs[item, helper]))
            for item in range(items)
            for helper in range(helpers)
        ],
    )


def _fit(chance: np.random.Generator, items: int, helpers: int) -> np.ndarray:
    """3 without a shared theme, 2 without a shared area, 4 without earlier contact, 1 not asked."""
    themes = chance.random((helpers, THEMES)).argsort(axis=1) < 3
    areas = chance.random((helpers, AREAS)).argsort(axis=1) < 2
    of_item = themes[:, chance.integers(0, THEMES, items)].T
    in_area = areas[:, chance.integers(0, AREAS, items)].T
    met = chance.random((items, helpers)) < 0.02
    wished = chance.random((items, helpers)) < 0.01
    return 10.0 - 3 * of_item - 2 * in_area - 4 * met - wished


def _measure(name: str, made: Input, seconds: float) -> None:
    found = paired(*made, seconds=seconds)
    (programs,) = Programs.of(given(*made))
    at = programs.greedy()
    placed = int(np.count_nonzero(at != programs.nobody))
    taken = programs.helpers == at[programs.items]
    cost = int(programs.costs[taken].sum()) / MILLION
    print(
        f"| {name} | {found.seconds:.1f}{' (stopped)' if found.out else ''} | {len(found.chosen)}"
        f" | {found.most} | {found.cost:.2f} | {found.bound:.2f} | {found.gap:.3%}"
        f" | {found.missing.hours:g} | {found.missing.bound:g} | {placed} placed,"
        f" {cost / placed / (found.cost / len(found.chosen)):.2f} times the cost of each |"
    )


if __name__ == "__main__":
    main()
