"""Numbers within an export: the first row of a noun has number 1, whatever its key."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

# The number, and the key, of what is not there (any more).
NOWHERE = 0


# From key to number, or back, of a noun by its name or its model; else ``NOWHERE``.
Translate = Callable[[str | type, int], int]


class Keys:
    """The keys of every noun, in the order of its numbers: eight bytes a row.

    ``nouns`` gives the noun of each model.
    """

    def __init__(self, keys: Mapping[str, Iterable[int]], nouns: Mapping[type, str]) -> None:
        self._keys = {noun: array("q", found) for noun, found in keys.items()}
        self._nouns = nouns

    def number(self, noun: str | type, key: int, /) -> int:
        """The number of a key; keys must be in ascending order."""
        keys = self._of(noun)
        place = bisect_left(keys, key)
        return place + 1 if place < len(keys) and keys[place] == key else NOWHERE

    def key(self, noun: str | type, number: int, /) -> int:
        """The key of a number."""
        keys = self._of(noun)
        return keys[number - 1] if 1 <= number <= len(keys) else NOWHERE

    def _of(self, noun: str | type) -> "array[int]":
        name = noun if isinstance(noun, str) else self._nouns.get(noun, "")
        return self._keys.get(name, _NONE)


_NONE = array("q")
