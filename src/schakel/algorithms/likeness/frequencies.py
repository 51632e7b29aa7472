"""In how many texts each gram stands, kept up to date one text at a time."""

from collections.abc import Iterable
from typing import Self

import numpy as np
from numpy.typing import NDArray

from schakel.algorithms.likeness.grams import WIDTH, Grams, grams

_STORED = np.dtype("<u4")


class Frequencies:
    """Document frequencies, from which the weight of a gram follows."""

    def __init__(self) -> None:
        self.texts = 0
        self.counts: NDArray[np.uint32] = np.zeros(WIDTH, dtype=np.uint32)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The frequencies of these texts, in whichever order."""
        frequencies = cls()
        for text in texts:
            frequencies.add(text)
        return frequencies

    def add(self, text: str) -> None:
        """Count one more text: as much work as it has grams."""
        self.texts += 1
        self.counts[grams(text)] += 1

    def remove(self, text: str) -> None:
        """Count one text less: one that was counted before, as it was then."""
        columns = grams(text)
        self.texts = max(self.texts - 1, 0)
        self.counts[columns] = np.maximum(self.counts[columns], 1) - 1

    def most_texts(self, word: str) -> int:
        """In how many texts a word stands at most: as many as its rarest gram does."""
        return int(self.counts[grams(word)].min(initial=self.texts))

    def weights(self, columns: Grams) -> NDArray[np.float64]:
        """ln((1 + texts) / (1 + texts with this gram)) + 1, as scikit-learn smooths it."""
        return np.log((1 + self.texts) / (1.0 + self.counts[columns])) + 1

    def to_bytes(self) -> bytes:
        """Little-endian uint32: number of texts, then all columns in use, then their counts."""
        used = np.flatnonzero(self.counts)
        parts = [np.array([self.texts]), used, self.counts[used]]
        return np.concatenate(parts).astype(_STORED).tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """What ``to_bytes`` gave. Other bytes: ValueError."""
        numbers = np.frombuffer(stored, dtype=_STORED)
        if len(numbers) % 2 == 0:
            raise ValueError("not the bytes of frequencies")
        columns, counts = numbers[1:].reshape(2, -1)
        if np.any(columns >= WIDTH) or np.any(counts > numbers[0]):
            raise ValueError("not the bytes of these frequencies")
        frequencies = cls()
        frequencies.texts = int(numbers[0])
        frequencies.counts[columns] = counts
        return frequencies
