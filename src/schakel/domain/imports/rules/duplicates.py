"""Who of a list may be known already: shown before anybody is made, and a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schakel.domain.imports.rules.alike import Names, name_key
from schakel.domain.imports.rules.people import Newcomer
from schakel.foundation.search.words import is_slip

ANOTHER = "another"
_MOST_SHOWN = 3


class Likeness(StrEnum):
    """Why two may be one."""

    SAME_ADDRESS = "same_address"
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody who is there: known (key ``p`` and a number), or earlier in the list (a slot)."""

    key: str
    name: str
    is_human: bool
    reached_by: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """Whom somebody may be, and why."""

    known: Known
    likeness: Likeness


@dataclass(frozen=True)
class Duplicate:
    """A question to the importer; ``suggested`` is the key of one of the matches, or another."""

    newcomer: Newcomer
    matches: tuple[Match, ...]
    suggested: str


@dataclass(frozen=True)
class Sorted:
    """Who is whom (slot to key), as is certain, was chosen or is suggested; and what to ask."""

    known_as: Mapping[str, str]
    duplicates: tuple[Duplicate, ...]


def sort_out(
    newcomers: Sequence[Newcomer], known: Iterable[Known], choices: Mapping[str, str]
) -> Sorted:
    """Compare everybody in a list with who is known, and with who stands above them in it.

    ``newcomers`` hold groups before people: who belongs to the same one is known by that too.
    """
    people = _People(known)
    known_as: dict[str, str] = {}
    duplicates = []
    for newcomer in newcomers:
        group = known_as.get(newcomer.group, newcomer.group)
        matches = people.like(newcomer, group)
        same = [match for match in matches if _is_certain(newcomer, group, match.known)]
        if len(same) == 1:
            known_as[newcomer.slot] = _last(known_as, same[0].known.key)
            continue
        if matches:
            asked = Duplicate(newcomer, matches, _suggested(newcomer, group, matches))
            duplicates.append(asked)
            chosen = _chosen(asked, choices)
            if chosen != ANOTHER:
                known_as[newcomer.slot] = _last(known_as, chosen)
                continue
        people.add(
            Known(
                key=newcomer.slot,
                name=newcomer.name,
                is_human=newcomer.is_human,
                reached_by=newcomer.reached_by,
                groups=frozenset(filter(None, [group])),
            )
        )
    return Sorted(known_as, tuple(duplicates))


def _chosen(asked: Duplicate, choices: Mapping[str, str]) -> str:
    chosen = choices.get(asked.newcomer.slot, asked.suggested)
    possible = {ANOTHER, *(match.known.key for match in asked.matches)}
    return chosen if chosen in possible else asked.suggested


def _last(known_as: Mapping[str, str], key: str) -> str:
    return known_as.get(key, key)


class _People:
    """Those who are there, by address and by name."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._names: dict[bool, Names[Known]] = {True: Names(), False: Names()}
        self._by_address: dict[tuple[bool, str], list[Known]] = defaultdict(list)
        for each in known:
            self.add(each)

    def add(self, known: Known) -> None:
        self._names[known.is_human].add(known.name, known)
        for address in known.reached_by:
            self._by_address[known.is_human, address].append(known)

    def like(self, newcomer: Newcomer, group: str) -> tuple[Match, ...]:
        """Who it may be, the likest first. A person is never a group."""
        names = self._names[newcomer.is_human]
        found: dict[str, Match] = {}
        for address in sorted(newcomer.reached_by):
            for known in self._by_address.get((newcomer.is_human, address), ()):
                if not _share_a_desk(newcomer, group, known):
                    found.setdefault(known.key, Match(known, Likeness.SAME_ADDRESS))
        for known in names.called(newcomer.name):
            found.setdefault(known.key, Match(known, Likeness.SAME_NAME))
        for known in names.nearly(newcomer.name):
            found.setdefault(known.key, Match(known, Likeness.LIKE_NAME))
        in_order = sorted(found.values(), key=lambda each: _order(newcomer, group, each))
        return tuple(in_order[:_MOST_SHOWN])


def _share_a_desk(newcomer: Newcomer, group: str, known: Known) -> bool:
    """Two people of one group with one number, and names that are nothing alike."""
    if not newcomer.is_human or group not in known.groups:
        return False
    ours, theirs = name_key(newcomer.name), name_key(known.name)
    return ours != theirs and not is_slip(ours, theirs)


def _order(newcomer: Newcomer, group: str, match: Match) -> tuple[object, ...]:
    return (
        not _is_certain(newcomer, group, match.known),
        match.likeness is not Likeness.SAME_ADDRESS,
        name_key(match.known.name) != name_key(newcomer.name),
        match.known.key,
    )


def _is_certain(newcomer: Newcomer, group: str, known: Known) -> bool:
    """The same name, and nothing that speaks against it.

    People have namesakes: they need an address or a group in common, or to have neither.
    """
    if name_key(known.name) != name_key(newcomer.name):
        return False
    if known.reached_by & newcomer.reached_by:
        return True
    if known.reached_by and newcomer.reached_by:
        return False
    if not newcomer.is_human or group in known.groups:
        return True
    return not (group or known.groups or known.reached_by or newcomer.reached_by)


def _suggested(newcomer: Newcomer, group: str, matches: Sequence[Match]) -> str:
    """The first of them when name and address agree well enough, else another."""
    first = matches[0]
    ours, theirs = name_key(newcomer.name), name_key(first.known.name)
    alike = ours == theirs or is_slip(ours, theirs)
    shared = first.likeness is Likeness.SAME_ADDRESS
    if _is_certain(newcomer, group, first.known) or (alike and shared):
        return first.known.key
    return first.known.key if ours == theirs and not newcomer.is_human else ANOTHER
