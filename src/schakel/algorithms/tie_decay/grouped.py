"""Contacts of very many ties, stored by tie and then by day, so that one reading is enough."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.signedinteger]
Numbers = NDArray[np.float64]

# What is worked on at a time fits in the cache of a processor.
_TIES_AT_A_TIME = 32_768


@dataclass(frozen=True)
class Contacts:
    """The contacts of tie ``n`` stand from ``starts[n]`` to ``starts[n + 1]``, in order of day.

    Days are ordinals (``date.toordinal``).
    """

    starts: NDArray[np.int64]
    days: NDArray[np.int32]
    weights: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, tie: int) -> Iterator[tuple[int, float]]:
        """The contacts of one tie, as (day, weight)."""
        own = slice(*self.starts[tie : tie + 2].tolist())
        return zip(self.days[own].tolist(), self.weights[own].tolist(), strict=True)


@dataclass(frozen=True)
class Block:
    """Ties that are worked on together, those with the most contacts first.

    ``ties`` are their numbers, ``starts`` the places of their first contacts, and ``having[k]``
    says how many of them have more than ``k`` contacts.
    """

    ties: NDArray[np.int64]
    starts: NDArray[np.int64]
    having: NDArray[np.int64]


def grouped(ties: Integers, days: Integers, weights: Numbers, count: int) -> Contacts:
    """Contacts in any order, of ties 0 to ``count``, as they are worked on.

    ValueError for a weight below 0 or not a number, and for a tie that there is not.
    """
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("a contact weighs 0 or more")
    if len(ties) and not 0 <= int(ties.min()) <= int(ties.max()) < count:
        raise ValueError(f"a contact is of one of {count} ties")
    # One number that sorts by tie and then by day.
    order = np.argsort((ties.astype(np.int64) << 32) | days.astype(np.int64))
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(ties, minlength=count), out=starts[1:])
    return Contacts(starts, days[order].astype(np.int32), weights[order].astype(np.float64))


def blocks(contacts: Contacts) -> Iterator[Block]:
    """All ties, so many at a time as fit in the cache."""
    counts = np.diff(contacts.starts)
    for first in range(0, len(contacts), _TIES_AT_A_TIME):
        own = counts[first : first + _TIES_AT_A_TIME]
        # In the smallest type there is, which sorts ten times faster.
        fewer = (own.max() - own).astype(np.min_scalar_type(own.max()))
        ties = first + np.argsort(fewer, kind="stable")
        having = np.cumsum(np.bincount(own)[::-1])[::-1][1:]
        yield Block(ties, contacts.starts[ties], having)
