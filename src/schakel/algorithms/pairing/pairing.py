"""The best pairing of many items with helpers at once, and what is missing for the rest.

One after the other: as many items as can be; of what does that, the least cost. Two programs and
not one with a heavy weight on each item: in one, the part of an item that the relaxation still
places would outweigh all costs together, and the bound would say nothing about them.

Hours come in equal steps (the greatest that divides what every item needs), and what a helper has
beyond whole steps is of no use. When all items need the same, the relaxation is a transport problem
and its answer is whole: no search is needed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Generic

import numpy as np

from schakel.algorithms.pairing.answer import Answer, answered
from schakel.algorithms.pairing.choice import MILLION
from schakel.algorithms.pairing.given import (
    THOUSAND,
    Given,
    Helper,
    Item,
    Name,
    Pair,
    given,
)
from schakel.algorithms.pairing.programs import Programs

_LEFT, _WITHOUT_ANY = -1, -2


@dataclass(frozen=True)
class Missing(Generic[Name]):
    """The least extra hours a week with which every item that has a pair is placed.

    ``by_helper``: whose hours, in one way to do it with so few. ``by_group``: the same hours, over
    the groups of the items that are left, by the hours that those need. No way needs fewer than
    ``bound``.
    """

    hours: float = 0.0
    bound: float = 0.0
    by_group: dict[str, float] = field(default_factory=dict)
    by_helper: dict[Name, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Pairing(Generic[Name]):
    """``chosen`` says the helper of each placed item; ``left`` are those that have a pair but no
    helper; more hours do not help those ``without_any`` pair.

    No pairing places more than ``most``, and none that places as many as this one costs less than
    ``bound``. ``seconds`` is what it took. When time ran ``out``, another run may find another
    pairing; otherwise the same input always has the same one.
    """

    chosen: dict[Name, Name]
    left: list[Name]
    without_any: list[Name]
    most: int
    cost: float
    bound: float
    missing: Missing[Name]
    seconds: float
    out: bool

    @property
    def gap(self) -> float:
        """What part of its cost a better pairing of as many could save: 0 when there is none."""
        return (self.cost - self.bound) / self.cost if self.cost > self.bound else 0.0

    @property
    def proven(self) -> bool:
        """No pairing places more, and none places as many for less (to a millionth of cost)."""
        return len(self.chosen) == self.most and self.gap == 0.0


def paired(
    items: Iterable[Item[Name]],
    helpers: Iterable[Helper[Name]],
    pairs: Iterable[Pair[Name]],
    seconds: float = 8.0,
) -> Pairing[Name]:
    """The best pairing that is found in so many seconds, within the hours of every helper.

    An item gets one helper at most, and a pair that is not given is impossible. Of pairings that
    are equally good one is taken by the order of names, never by that of the rows. ValueError says
    in words what is wrong with the input.
    """
    begin = monotonic()
    asked = given(items, helpers, pairs)
    at = np.full(len(asked.items), _LEFT)
    at[np.setdiff1d(np.arange(len(at)), asked.pair_items)] = _WITHOUT_ANY
    parts = Programs.of(asked)
    answers = []
    for number, part in enumerate(parts):
        # Of the time that is left, by how many of the pairs that are left.
        share = len(part.items) / sum(len(later.items) for later in parts[number:])
        answer = answered(part, monotonic() + share * (begin + seconds - monotonic()))
        at[part.item_places] = np.append(part.helper_places, _LEFT)[answer.at]
        answers.append(answer)
    names = [item.name for item in asked.items]
    return Pairing(
        chosen={
            names[item]: asked.helpers[at[item]].name for item in np.flatnonzero(at >= 0).tolist()
        },
        left=[names[item] for item in np.flatnonzero(at == _LEFT).tolist()],
        without_any=[names[item] for item in np.flatnonzero(at == _WITHOUT_ANY).tolist()],
        most=sum(len(answer.at) - answer.fewest_left.bound // MILLION for answer in answers),
        cost=sum(answer.cost.value for answer in answers) / MILLION,
        bound=sum(answer.cost.bound for answer in answers) / MILLION,
        missing=_missing(asked, parts, answers),
        seconds=monotonic() - begin,
        out=not all(answer.in_time for answer in answers),
    )


def _missing(asked: Given[Name], parts: list[Programs], answers: list[Answer]) -> Missing[Name]:
    hours = bound = 0
    by_group: dict[str, float] = {}
    by_helper: dict[Name, float] = {}
    for part, answer in zip(parts, answers, strict=True):
        left = part.item_places[answer.at == part.nobody].tolist()
        if not (left and answer.extra):
            continue
        hours += answer.extra.value
        bound += answer.extra.bound
        each = answer.extra.value / MILLION / sum(asked.items[item].hours for item in left)
        for item in left:
            _, own, group = asked.items[item]
            by_group[group] = by_group.get(group, 0.0) + each * own
        for helper, own in zip(
            part.helper_places.tolist(), answer.extra_hours.tolist(), strict=True
        ):
            if own:
                by_helper[asked.helpers[helper].name] = own / THOUSAND
    return Missing(
        hours / MILLION,
        bound / MILLION,
        dict(sorted(by_group.items())),
        dict(sorted(by_helper.items())),
    )
