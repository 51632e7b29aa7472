"""A text as the set of its character grams: pieces of 3, 4 and 5 characters of its padded words.

Pieces stay within a word and its two spaces (``char_wb`` of scikit-learn), so that the order of
words does not matter, a typing error costs one word a few pieces, and a compound shares pieces with
its parts: *parkeeroverlast* with *geparkeerde*.

A piece is kept as a column below ``WIDTH`` (the hashing trick: Weinberger et al., *Feature hashing
for large scale multitask learning*, ICML 2009): h = 1, then h · 0x100000001B3 + code point for each
character, modulo 2⁶⁴; mixed by the finaliser of SplitMix64; the highest 18 bits. The same in every
process, on every machine, in every version: what callers stored depends on it.
"""

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

WIDTH = 1 << 18
SHORTEST, LONGEST = 3, 5

Grams = NDArray[np.uint32]

_PRIME = np.uint64(0x100000001B3)
_GAP = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Without case, accents and other than letters and digits; one space around each word."""
    if not text.isascii():
        twice = unicodedata.normalize("NFKD", text).casefold()
        parts = unicodedata.normalize("NFKD", twice)
        text = "".join(part for part in parts if not unicodedata.combining(part))
    return f" {_GAP.sub(' ', text.casefold()).strip()} "


def grams(text: str) -> Grams:
    """The distinct columns of a text, ascending; none for a text without letters and digits."""
    codes = np.frombuffer(fold(text).encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    inner = codes != ord(" ")
    hashes = np.ones(len(codes), dtype=np.uint64)
    whole = np.ones(len(codes), dtype=np.bool_)
    found = []
    for length in range(1, LONGEST + 1):
        size = len(codes) - length + 1
        if size <= 0:
            break
        hashes = hashes[:size] * _PRIME + codes[length - 1 :]
        if length >= SHORTEST:
            whole = whole[:size] & inner[length - 2 : length - 2 + size]
            found.append(hashes[whole])
    mixed = mix(np.concatenate(found)) if found else np.empty(0, dtype=np.uint64)
    return np.unique((mixed >> np.uint64(46)).astype(np.uint32))


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014): each bit hangs on every other."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
