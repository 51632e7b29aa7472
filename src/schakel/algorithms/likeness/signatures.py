"""Find near copies among very many texts without comparing all of them.

MinHash (Broder, *On the resemblance and containment of documents*, 1997): the chance that two texts
have the same smallest hash is their Jaccard likeness j, shared grams / all grams of the two. Bands
of ``ROWS`` hashes each (Leskovec, Rajaraman, Ullman, *Mining of massive datasets*, 3.4): two texts
have a band in common with chance 1 − (1 − jʳ)ᵇ.

A caller stores the bands of a text in an indexed array (PostgreSQL: ``bigint[]`` with a GIN index)
and finds its candidates by overlap (``&&``): the work does not grow with the number of texts.
"""

import numpy as np
from numpy.typing import NDArray

from schakel.algorithms.likeness.grams import grams, mix

BANDS, ROWS = 32, 4

Signature = NDArray[np.uint32]

_NOTHING = np.uint32(0xFFFFFFFF)
_STEPS = np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
_ODD = (mix(_STEPS) >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
_SHIFT = mix(~_STEPS).astype(np.uint32)


def signature(text: str) -> Signature:
    """The smallest of each of ``BANDS`` · ``ROWS`` hashes; stable over processes and versions."""
    hashes = grams(text)[:, None] * _ODD + _SHIFT
    hashes = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    hashes ^= hashes >> np.uint32(13)
    smallest: Signature = np.min(hashes, axis=0, initial=_NOTHING)
    return smallest


def bands(signature: Signature) -> list[int]:
    """A signed 64-bit key for each band. A text without grams has none: it is like nothing."""
    if np.all(signature == _NOTHING):
        return []
    keys = np.arange(BANDS, dtype=np.uint64)
    for row in signature.reshape(BANDS, ROWS).T:
        keys = mix(keys * np.uint64(0x9E3779B97F4A7C15) + row)
    return [int(key) for key in keys.view(np.int64)]


def found_with_chance(jaccard: float) -> float:
    """Chance that two texts of this Jaccard likeness share a band: 1 − (1 − jʳ)ᵇ."""
    return float(1 - (1 - jaccard**ROWS) ** BANDS)
