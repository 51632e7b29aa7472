"""Names that are probably the same: folded, without what goes before, with a slip."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from schakel.foundation.kernel.sheets import plain
from schakel.foundation.search.words import LONG, is_slip

# What says which kind of body it is, not which one.
_WITHOUT = frozenset(
    {"stichting", "vereniging", "st", "ver", "bv", "nv", "vof", "b", "v", "de", "het", "een", "the"}
)
_PARTS = 3
_MOST_SLIPS = 2

Held = TypeVar("Held")


def name_key(name: str) -> str:
    """What two spellings of one name share: 'Stichting De Eik' and 'de eik' are the same."""
    words = plain(name).split()
    telling = [word for word in words if word not in _WITHOUT]
    return " ".join(telling or words)


class Names(Generic[Held]):
    """Finds who has nearly the same name, among tens of thousands.

    A name with at most two slips still has one of three parts whole, at most two letters from
    its place: those parts are looked up. (Li, Deng, Wang, Feng, Pass-Join, VLDB 2011.)
    """

    def __init__(self) -> None:
        self._exact: dict[str, list[Held]] = defaultdict(list)
        self._by_part: dict[tuple[int, int, str], set[str]] = defaultdict(set)

    def add(self, name: str, held: Held) -> None:
        """From now on this one is found by its name."""
        key = name_key(name)
        if key and key not in self._exact:
            for part, start, end in _parts(len(key)):
                self._by_part[len(key), part, key[start:end]].add(key)
        self._exact[key].append(held)

    def called(self, name: str) -> Sequence[Held]:
        """Who has this very name."""
        return self._exact.get(name_key(name), ())

    def nearly(self, name: str) -> list[Held]:
        """Who has a name that differs by a slip, and not this very name."""
        key = name_key(name)
        letters = Counter(key)
        found = {
            other
            for other in self._sharing_a_part(key)
            if other != key and _may_be(letters, key, other) and is_slip(key, other)
        }
        return [held for other in sorted(found) for held in self._exact[other]]

    def _sharing_a_part(self, key: str) -> Iterator[str]:
        for length in range(max(1, len(key) - _MOST_SLIPS), len(key) + _MOST_SLIPS + 1):
            for part, start, end in _parts(length):
                for moved in range(-_MOST_SLIPS, _MOST_SLIPS + 1):
                    begin = start + moved
                    if begin >= 0:
                        seen = key[begin : end + moved]
                        yield from self._by_part.get((length, part, seen), ())


def _parts(length: int) -> Iterator[tuple[int, int, int]]:
    """(part, start, end) of each of the parts of a name of this length."""
    for part in range(_PARTS):
        start, end = length * part // _PARTS, length * (part + 1) // _PARTS
        if end > start:
            yield part, start, end


def _may_be(letters: Counter[str], key: str, other: str) -> bool:
    """Cheaper than comparing: so many slips cannot change more letters than that."""
    most = _MOST_SLIPS if min(len(key), len(other)) >= LONG else 1
    theirs = Counter(other)
    return (letters - theirs).total() <= most and (theirs - letters).total() <= most


def colleague_called(said: str, roster: Sequence[tuple[int, str, str]]) -> int | None:
    """Whom a list means by an address or a name, of (number, name, address); None: nobody certain.

    The whole name goes before a first name, and that before a slip; never one of two.
    """
    text, key = said.strip().casefold(), plain(said)
    if not key:
        return None
    ways = (
        [number for number, _, email in roster if email.casefold() == text],
        [number for number, name, _ in roster if plain(name) == key],
        [number for number, name, _ in roster if plain(name).split()[:1] == [key]],
        [number for number, name, _ in roster if is_slip(plain(name), key)],
    )
    found = next((way for way in ways if way), [])
    return found[0] if len(found) == 1 else None
