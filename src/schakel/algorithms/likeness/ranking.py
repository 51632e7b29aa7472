"""How like two texts are, and which words make them so."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.grams import Grams, grams
from schakel.algorithms.likeness.thresholds import LIKE, SHARED_WORD

WORDS_SHOWN = 4
MUCH_LESS = 0.25

_WORD = re.compile(r"[^\W_]+")


class Like(NamedTuple):
    """A candidate: its place among them, how like it is, and the words in it that say why."""

    place: int
    score: float
    words: tuple[str, ...]


def rank(
    query: str,
    candidates: Sequence[str],
    frequencies: Frequencies,
    *,
    top: int = 5,
    at_least: float = LIKE,
) -> list[Like]:
    """The candidates that are most like the query, the likest first, equals in their own order."""
    asked = grams(query)
    scores = [likeness(asked, grams(candidate), frequencies) for candidate in candidates]
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
    return [
        Like(place, scores[place], shared_words(asked, candidates[place], frequencies))
        for place in order[:top]
        if scores[place] >= at_least
    ]


def likeness(one: Grams, other: Grams, frequencies: Frequencies) -> float:
    """Cosine of the two, each gram once and by its weight: 0 nothing shared, 1 the same grams."""
    shared = np.intersect1d(one, other, assume_unique=True)
    length = square(one, frequencies) * square(other, frequencies)
    return min(1.0, square(shared, frequencies) / length**0.5) if length else 0.0


def square(columns: Grams, frequencies: Frequencies) -> float:
    """Sum of the squared weights of these grams."""
    weights = frequencies.weights(columns)
    return float(weights @ weights)


def shared_words(asked: Grams, text: str, frequencies: Frequencies) -> tuple[str, ...]:
    """Words of this text that bring most of the likeness, as they are written there.

    Of a word at least ``SHARED_WORD`` of its own weight is shared, so that a few chance pieces are
    no reason; and small words are none beside one that brings much more.
    """
    brought: dict[str, tuple[float, str]] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        columns = grams(word)
        shared = square(columns[np.isin(columns, asked, assume_unique=True)], frequencies)
        if shared and shared >= SHARED_WORD * square(columns, frequencies):
            brought.setdefault(word.casefold(), (shared, word))
    heaviest = sorted(brought.values(), key=lambda value: -value[0])[:WORDS_SHOWN]
    return tuple(word for shared, word in heaviest if shared >= MUCH_LESS * heaviest[0][0])
