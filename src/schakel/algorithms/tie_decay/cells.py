"""The cells of a plain delimited file as numpy sees them: places in bytes, ten million at a time.

Plain is a file without quotes and with the same number of cells on each line.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Words = NDArray[np.uint64]

_END_OF_LINE = ord("\n")
# One word is read beyond the end of a cell.
_BEYOND = b"\0" * 8
# Odd, with bits everywhere: the golden ratio, and what splitmix64 multiplies by.
_MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True)
class Column:
    """The cells of one column: where each begins, and how long it is."""

    raw: bytes
    starts: Places
    lengths: Places

    def text(self, line: int) -> str:
        """One cell; UnicodeDecodeError when it is not UTF-8."""
        start = int(self.starts[line])
        return self.raw[start : start + int(self.lengths[line])].decode()

    def keys(self) -> tuple[Words, Words]:
        """Two numbers for each cell that together are the same for the same text only.

        Of different texts of at most 8 bytes the first always differs. Of longer ones both are
        the same with a chance of 1 in 2 to the power of 128.
        """
        words = np.ndarray((len(self.raw),), "<u8", self.raw + _BEYOND, strides=(1,))
        one = self._part(words, 0)
        other = one * _MIX[1] + self.lengths.astype(np.uint64)
        for offset in range(8, int(self.lengths.max(initial=0)), 8):
            longer = np.flatnonzero(self.lengths > offset)
            part = Column(self.raw, self.starts[longer], self.lengths[longer])._part(words, offset)
            one[longer] = _mixed(one[longer] * _MIX[0] + part)
            other[longer] = _mixed(other[longer] * _MIX[1] ^ part)
        return one, other

    def _part(self, words: Words, offset: int) -> Words:
        """The eight bytes from an offset on; 0 for those beyond the end of the cell."""
        beyond = 8 - np.clip(self.lengths - offset, 0, 8)
        # In two steps: a word cannot be moved by all of its 64 bits.
        half = (4 * beyond).astype(np.uint64)
        kept: Words = words[np.minimum(self.starts + offset, len(words) - 1)] << half << half
        return kept >> half >> half


def _mixed(words: Words) -> Words:
    mixed: Words = (words ^ (words >> np.uint64(29))) * _MIX[0]
    return mixed ^ (mixed >> np.uint64(32))


@dataclass(frozen=True)
class Cells:
    """Lines of ``width`` cells each."""

    raw: bytes
    ends: Places

    @classmethod
    def of(cls, raw: bytes, delimiter: str, width: int) -> Self | None:
        """The cells of whole lines; None when they are not plain."""
        if b'"' in raw or b"\r" in raw or b"\0" in raw:
            return None
        letters = np.frombuffer(raw, np.uint8)
        ends = np.flatnonzero((letters == ord(delimiter)) | (letters == _END_OF_LINE))
        if len(ends) % width:
            return None
        table = ends.reshape(-1, width)
        is_end = letters[table] == _END_OF_LINE
        if not is_end[:, -1].all() or is_end[:, :-1].any():
            return None
        return cls(raw, table)

    def __len__(self) -> int:
        return len(self.ends)

    def column(self, place: int) -> Column:
        """One column of all lines."""
        if place:
            starts = self.ends[:, place - 1] + 1
        else:
            starts = np.concatenate([np.zeros(1, np.int64), self.ends[:-1, -1] + 1])
        return Column(self.raw, starts, self.ends[:, place] - starts)
