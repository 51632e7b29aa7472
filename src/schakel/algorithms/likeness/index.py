"""The likest of very many texts, with a proof of how much liker one that was left out can be.

Read first the grams that stand in few texts: they are short to read and weigh most (as in Bayardo,
Ma, Srikant, *Scaling up all pairs similarity search*, WWW 2007). A text shares with the query at
most what was read of it and all that was not read, and never more than it holds itself. Only the
texts for which that is most are compared in full.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.grams import WIDTH, Grams, grams
from schakel.algorithms.likeness.thresholds import LIKE

READ = 300_000
COMPARED = 100


class Found(NamedTuple):
    """``(index, score)`` of the likest, and a score that none of the others is above."""

    likest: list[tuple[int, float]]
    compared: int
    at_most: float


class Index:
    """Texts by their grams: 8 bytes for each distinct gram of each text."""

    def __init__(self, texts: Sequence[str], frequencies: Frequencies) -> None:
        rows = [grams(text) for text in texts]
        self._squares = frequencies.weights(np.arange(WIDTH, dtype=np.uint32)) ** 2
        self._starts = np.cumsum([0, *map(len, rows)])
        # A text without grams is infinitely long: like nothing.
        self._lengths = np.array([self._length(row) or np.inf for row in rows])
        self._columns = np.concatenate([*rows, np.empty(0, np.uint32)])
        del rows
        self._texts, self._lists = self._inverted()

    def search(self, query: str, *, top: int = 5, at_least: float = LIKE) -> Found:
        """The ``top`` likest that are ``at_least`` so like."""
        asked = grams(query)
        length = self._length(asked)
        if not length:
            return Found([], 0, 0.0)
        most = self._most(asked) / (length * self._lengths)
        near = np.flatnonzero(most >= at_least)
        if len(near) > COMPARED:
            near = near[np.argpartition(-most[near], COMPARED)[:COMPARED]]
        scores = self.scores(query, near)
        order = [at for at in np.lexsort((near, -scores))[:top] if scores[at] >= at_least]
        most[near] = 0.0
        likest = [(int(near[at]), min(1.0, float(scores[at]))) for at in order]
        return Found(likest, len(near), min(1.0, float(most.max(initial=0.0))))

    def scores(self, query: str, texts: NDArray[np.int64]) -> NDArray[np.float64]:
        """The likeness of each of these texts, compared in full."""
        asked = grams(query)
        length = self._length(asked)
        if not length:
            return np.zeros(len(texts))
        return self._compare(asked, texts) / (length * self._lengths[texts])

    def __len__(self) -> int:
        return len(self._lengths)

    @property
    def nbytes(self) -> int:
        """Memory in use."""
        held = (self._squares, self._starts, self._columns, self._lengths, self._texts, self._lists)
        return sum(array.nbytes for array in held)

    def _length(self, columns: Grams) -> float:
        return float(self._squares[columns].sum() ** 0.5)

    def _inverted(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        texts = np.repeat(np.arange(len(self._lengths), dtype=np.uint64), np.diff(self._starts))
        texts |= self._columns.astype(np.uint64) << np.uint64(32)
        texts.sort()
        sizes = np.bincount(self._columns, minlength=WIDTH)
        return texts.astype(np.uint32), np.concatenate([[0], np.cumsum(sizes)])

    def _most(self, asked: Grams) -> NDArray[np.float64]:
        """What each text shares with the query at most, in squared weight."""
        sizes = self._lists[asked + 1] - self._lists[asked]
        order = np.argsort(sizes, kind="stable")
        count = int(np.searchsorted(np.cumsum(sizes[order]), READ, side="right"))
        read, unread = asked[order[:count]], asked[order[count:]]
        lists = [self._texts[self._lists[gram] : self._lists[gram + 1]] for gram in read]
        texts = np.concatenate([*lists, np.empty(0, np.uint32)])
        weights = np.repeat(self._squares[read], sizes[order[:count]])
        shared = np.bincount(texts, weights, minlength=len(self._lengths))
        most: NDArray[np.float64] = np.minimum(
            shared + self._squares[unread].sum(), self._lengths**2
        )
        return most

    def _compare(self, asked: Grams, texts: NDArray[np.int64]) -> NDArray[np.float64]:
        squares = np.zeros(WIDTH)
        squares[asked] = self._squares[asked]
        sizes = self._starts[texts + 1] - self._starts[texts]
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1] if len(ends) else 0)
        places += np.repeat(self._starts[texts] - (ends - sizes), sizes)
        sums = np.concatenate([[0.0], np.cumsum(squares[self._columns[places]])])
        shared: NDArray[np.float64] = sums[ends] - sums[ends - sizes]
        return shared
