"""All near copies among many texts, without comparing all pairs."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.grams import Grams, grams
from schakel.algorithms.likeness.ranking import likeness
from schakel.algorithms.likeness.signatures import bands, found_with_chance, signature
from schakel.algorithms.likeness.thresholds import COPY


class Copies(NamedTuple):
    """Pairs ``(earlier, later, score)`` by place in the list, and how good the search was.

    ``found`` estimates which share of all copies the pairs are: each pair that was found stands for
    1 / (its chance to be found) pairs (Horvitz, Thompson, *A generalization of sampling without
    replacement*, 1952). Without pairs there is nothing to estimate it from.
    """

    pairs: list[tuple[int, int, float]]
    compared: int
    found: float | None


def copies(texts: Sequence[str], frequencies: Frequencies, at_least: float = COPY) -> Copies:
    """The pairs with a band in common that are ``at_least`` so like, in order of place.

    Texts of the same words are each paired with the first of them only.
    """
    first: dict[bytes, int] = {}
    pairs: list[tuple[int, int, float]] = []
    sets: dict[int, Grams] = {}
    for place, text in enumerate(texts):
        columns = grams(text)
        same = first.setdefault(columns.tobytes(), place)
        if same == place:
            sets[place] = columns
        elif len(columns):
            pairs.append((same, place, 1.0))
    near = _near(texts, sets)
    expected = float(len(pairs))
    for one, other in near:
        score = likeness(sets[one], sets[other], frequencies)
        if score >= at_least:
            pairs.append((one, other, score))
            expected += 1 / found_with_chance(_jaccard(sets[one], sets[other]))
    return Copies(sorted(pairs), len(near), len(pairs) / expected if pairs else None)


def _near(texts: Sequence[str], places: dict[int, Grams]) -> set[tuple[int, int]]:
    holders: dict[int, list[int]] = {}
    near: set[tuple[int, int]] = set()
    for place in places:
        for band in bands(signature(texts[place])):
            earlier = holders.setdefault(band, [])
            near.update((other, place) for other in earlier)
            earlier.append(place)
    return near


def _jaccard(one: Grams, other: Grams) -> float:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
