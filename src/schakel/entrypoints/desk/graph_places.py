"""Where each point of a picture of a network stands: rings around the organisation.

The same network gives the same picture. Colleagues stand on the inner ring; who is reached through
one of them stands behind that one, the nearest first. What nobody carries has a part of its own.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schakel.domain.continuity.rules.what_if import Web

# So many can each have their name beside them.
NAMED_AT_ONCE = 70
_FIRST_RING = 110.0
_APART = 26.0
_PEOPLE_APART = 60.0
_BESIDE = 16.0
_NAME_LENGTH = 230.0
_MARGIN = 290.0


@dataclass(frozen=True)
class Place:
    """A point, in units of the picture; ``turn`` is in which direction it lies, in degrees.

    Its name begins ``name_from`` farther in that direction.
    """

    x: float
    y: float
    turn: float
    name_from: float = _BESIDE


@dataclass(frozen=True)
class Picture:
    """Where every node of a web stands, and how far it goes to each side of the middle."""

    places: tuple[Place, ...]
    reach: float


def picture_of(web: Web) -> Picture:
    """Each node in the part of the circle of the colleague through whom it is reached."""
    parts = _parts(web)
    people = [place for place, each in enumerate(web.nodes) if each.staff_id is not None]
    behind = [len(parts[each]) for each in people]
    # Who has few behind them still has room to stand.
    at_least = max(1, round(sum(behind) / max(1, len(people))))
    weights = [each + at_least for each in behind]
    whole = sum(weights) + len(parts[0])
    inner = max(_FIRST_RING, len(people) * _PEOPLE_APART / (2 * math.pi))
    is_small = len(web.nodes) <= NAMED_AT_ONCE
    outer = inner + (_NAME_LENGTH if is_small else 2 * _APART)
    if is_small:
        outer = max(outer, whole * _APART / (2 * math.pi))
    places = {0: Place(0, 0, 0)}
    begin, farthest = -math.pi / 2, inner
    for number, weight in [*zip(people, weights, strict=True), (0, len(parts[0]))]:
        width = weight * 2 * math.pi / max(1, whole)
        rows = _rows(len(parts[number]), begin, width, outer, is_small=is_small)
        last = max((ring for ring, _ in rows), default=inner)
        for place, (ring, turn) in zip(parts[number], rows, strict=True):
            places[place] = _at(ring, turn, _BESIDE)
        if number:
            # Where parties stand in rows, the name of their colleague comes after the last.
            beyond = _BESIDE if is_small else last - inner + _BESIDE
            places[number] = _at(inner, begin + width / 2, beyond)
        farthest = max(farthest, last)
        begin += width
    return Picture(tuple(places[place] for place in range(len(web.nodes))), farthest + _NAME_LENGTH)


def _at(ring: float, turn: float, name_from: float) -> Place:
    return Place(ring * math.cos(turn), ring * math.sin(turn), math.degrees(turn), name_from)


def _rows(
    count: int, begin: float, width: float, outer: float, *, is_small: bool
) -> Sequence[tuple[float, float]]:
    """Ring and direction of each: on one ring where names have to fit, else in rows outwards."""
    found: list[tuple[float, float]] = []
    ring = outer
    while len(found) < count:
        left = count - len(found)
        room = left if is_small else max(1, int(width * ring / _APART))
        row = min(left, room)
        found += [(ring, begin + width * (each + 0.5) / row) for each in range(row)]
        ring += _APART
    return found


def _parts(web: Web) -> Mapping[int, Sequence[int]]:
    """Behind which colleague each party stands: through whom it is reached first; 0: nobody."""
    beside = web.beside()
    behind = {place: place for place, each in enumerate(web.nodes) if each.staff_id is not None}
    waiting = sorted(behind)
    parts: dict[int, list[int]] = {place: [] for place in behind}
    for place in waiting:
        for each in beside[place]:
            if each and each not in behind:
                behind[each] = behind[place]
                parts[behind[place]].append(each)
                waiting.append(each)
    loose = [place for place in range(1, len(web.nodes)) if place not in behind]
    return {**parts, 0: loose}
