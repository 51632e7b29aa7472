"""Strength of very many ties at once: what ``closed_form`` says, for each of them.

All ties of a block take one step at a time: first the first contact of each, then the second of
each that has one, and so on. So the cap is kept at every contact, and the work is one reading of
the contacts. Where few ties are left, each goes on alone.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schakel.algorithms.tie_decay import closed_form
from schakel.algorithms.tie_decay.closed_form import BEYOND, CAP, SILENT
from schakel.algorithms.tie_decay.grouped import Block, Contacts, Numbers, blocks

# Fewer ties than this go on alone: a step of all together costs as much as this many alone.
_ALONE = 24
# Where the computed strength is this near to the line, the line is met exactly or nearly so.
_NEAR = 1e-9

Days = NDArray[np.int32]


@dataclass(frozen=True)
class Ties:
    """Each tie at the end of its last contact. ``as_of`` is 0 where there was none.

    Days are ordinals (``date.toordinal``).
    """

    strengths: Numbers
    as_of: Days

    def strengths_at(self, at: int, half_lives: Numbers) -> Numbers:
        """The strengths on a day that is not before ``as_of``."""
        with np.errstate(over="ignore"):
            faded: Numbers = self.strengths * np.exp2((self.as_of - at) / half_lives)
        return faded


def ties_of(contacts: Contacts, half_lives: Numbers) -> Ties:
    """Each tie after all its contacts, by its own half-life in days."""
    if not (np.isfinite(half_lives).all() and (half_lives > 0).all()):
        raise ValueError("a half-life is more than 0 days")
    strengths, as_of = np.zeros(len(contacts)), np.zeros(len(contacts), np.int32)
    with np.errstate(over="ignore"):
        for block in blocks(contacts):
            own = half_lives[block.ties]
            strengths[block.ties], as_of[block.ties] = _stepped(contacts, block, own)
    return Ties(strengths, as_of)


def _stepped(contacts: Contacts, block: Block, half_lives: Numbers) -> tuple[Numbers, Days]:
    size = len(block.ties)
    strengths, as_of = np.zeros(size), np.zeros(size, np.int32)
    # Room that every step uses again; making it anew takes longer than the sums.
    places, days, factors, weights = (
        block.starts.copy(),
        np.zeros(size, np.int32),
        np.zeros(size),
        np.zeros(size),
    )
    together = int(np.count_nonzero(block.having >= _ALONE))
    for having in block.having[:together]:
        each = slice(0, having)
        np.take(contacts.days, places[each], out=days[each], mode="clip")
        np.take(contacts.weights, places[each], out=weights[each], mode="clip")
        np.subtract(as_of[each], days[each], out=as_of[each])
        np.divide(as_of[each], half_lives[each], out=factors[each])
        np.exp2(factors[each], out=factors[each])
        strengths[each] *= factors[each]
        strengths[each] += weights[each]
        np.minimum(strengths[each], CAP, out=strengths[each])
        as_of[each] = days[each]
        places[each] += 1
    if together < len(block.having):
        for tie in range(block.having[together]):
            strengths[tie], as_of[tie] = _alone(
                contacts, block, tie, together, (float(strengths[tie]), int(as_of[tie])), half_lives
            )
    return strengths, as_of


def _alone(
    contacts: Contacts,
    block: Block,
    tie: int,
    step: int,
    so_far: tuple[float, int],
    half_lives: Numbers,
) -> tuple[float, int]:
    """One tie from a step on."""
    strength, as_of = so_far
    half_life = float(half_lives[tie])
    end = int(np.count_nonzero(block.having > tie))
    own = slice(int(block.starts[tie]) + step, int(block.starts[tie]) + end)
    days, weights = contacts.days[own].tolist(), contacts.weights[own].tolist()
    for day, weight in zip(days, weights, strict=True):
        strength = min(CAP, strength * math.exp2((as_of - day) / half_life) + weight)
        as_of = day
    return strength, as_of


def days_until_below(
    strengths: Numbers, half_lives: Numbers, line: float = SILENT
) -> NDArray[np.int64]:
    """For each the least number of days until it is below ``line``, as for one tie."""
    halvings = np.log2(np.maximum(strengths, line) / line)
    with np.errstate(over="ignore"):
        exact = np.minimum(halvings * half_lives, BEYOND)
    days = np.where(strengths < line, 0, np.floor(exact) + 1).astype(np.int64)
    near = (strengths >= line) & (np.abs(exact - np.rint(exact)) <= _NEAR * np.maximum(1.0, exact))
    for place in np.flatnonzero(near):
        days[place] = closed_form.days_until_below(
            float(strengths[place]), float(half_lives[place]), line
        )
    return days
