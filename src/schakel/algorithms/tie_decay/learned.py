"""Strength of very many ties at once, where each learns its half-life from its own contacts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schakel.algorithms.tie_decay.bulk import Days, Ties
from schakel.algorithms.tie_decay.closed_form import CAP
from schakel.algorithms.tie_decay.grouped import Block, Contacts, Numbers, blocks

# Sorts after every gap.
_NO_GAP = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Learning:
    """``(n·median own gap + weight·prior) / (n + weight)`` days, clamped.

    Of the days between contacts the last ``gaps_kept`` are known; n is how many there are.
    """

    gaps_kept: int
    prior_weight: float
    shortest: float
    longest: float

    def rhythms(self, median: Numbers, known: Days, priors: Numbers) -> Numbers:
        """The rhythm of each tie, by the median and number of its gaps."""
        learned = (known * median + self.prior_weight * priors) / (known + self.prior_weight)
        clamped: Numbers = np.clip(learned, self.shortest, self.longest)
        return clamped


@dataclass(frozen=True)
class LearnedTies(Ties):
    """With the rhythm by which each fades on, and its last gaps in days, the oldest first.

    Of a row of ``gaps`` the first ``known`` are gaps.
    """

    rhythms: Numbers
    gaps: NDArray[np.int32]
    known: Days


def learned_ties(contacts: Contacts, priors: Numbers, learning: Learning) -> LearnedTies:
    """Each tie after all its contacts, by the rhythm as it was at each of them.

    A contact counts by the rhythm as it was; the rhythm that it teaches counts from its day.
    """
    count = len(contacts)
    found = LearnedTies(
        strengths=np.zeros(count),
        as_of=np.zeros(count, np.int32),
        rhythms=np.zeros(count),
        gaps=np.zeros((count, learning.gaps_kept), np.int32),
        known=np.zeros(count, np.int32),
    )
    for block in blocks(contacts):
        _step(found, contacts, block, priors, learning)
    return found


def _step(
    found: LearnedTies,
    contacts: Contacts,
    block: Block,
    priors: Numbers,
    learning: Learning,
) -> None:
    size = len(block.ties)
    strengths, as_of, known = np.zeros(size), np.zeros(size, np.int32), np.zeros(size, np.int32)
    priors = priors[block.ties]
    rhythms = learning.rhythms(np.zeros(size), known, priors)
    # The last gap stands where the oldest did: at its number, modulo the size of the window.
    window = np.full((size, learning.gaps_kept), _NO_GAP, np.int32)
    for step, having in enumerate(block.having):
        places = block.starts[:having] + step
        days = contacts.days[places]
        passed = days - as_of[:having]
        strengths[:having] *= np.exp2(-passed / rhythms[:having])
        strengths[:having] += contacts.weights[places]
        np.minimum(strengths[:having], CAP, out=strengths[:having])
        as_of[:having] = days
        learns = np.flatnonzero(passed) if step else np.zeros(0, np.int64)
        window[learns, known[learns] % learning.gaps_kept] = passed[learns]
        known[learns] += 1
        rhythms[learns] = learning.rhythms(
            *_median(window[learns], np.minimum(known[learns], learning.gaps_kept)), priors[learns]
        )
    found.strengths[block.ties], found.as_of[block.ties] = strengths, as_of
    found.rhythms[block.ties] = rhythms
    found.known[block.ties] = np.minimum(known, learning.gaps_kept)
    found.gaps[block.ties] = _oldest_first(window, known)


def _median(window: NDArray[np.int32], known: Days) -> tuple[Numbers, Days]:
    """The median of the known gaps of each row, and their number."""
    ordered = np.sort(window, axis=1)
    rows = np.arange(len(window))
    middle = ordered[rows, (known - 1) // 2].astype(np.float64) + ordered[rows, known // 2]
    return middle / 2, known


def _oldest_first(window: NDArray[np.int32], known: Days) -> NDArray[np.int32]:
    kept = window.shape[1]
    oldest = np.where(known > kept, known % kept, 0)
    turned = (oldest[:, np.newaxis] + np.arange(kept)) % kept
    gaps: NDArray[np.int32] = np.take_along_axis(window, turned, axis=1)
    gaps[gaps == _NO_GAP] = 0
    return gaps
