"""What breaks when somebody leaves, by who is here and said yes; and what a whole network hangs on.

The *web* of a network is a graph: the organisation, the people through whom it speaks, and the
parties. A party that no longer reaches the organisation without one node hangs on that node.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from schakel.algorithms.cut_points import Found, Graph, looked_through
from schakel.algorithms.truck_factor import smallest_orphaning
from schakel.domain.staff.rules import Carried, Colleague, living
from schakel.foundation.kernel.actor import Actor

# Beside an answer within this time a page does not wait for the proof that it is the smallest.
SECONDS_TO_PROVE = 2.0
MORE_THAN = 0.5


class Becomes(StrEnum):
    """What becomes of a connection when somebody leaves."""

    LOST = "lost"
    THIN = "thin"
    STILL = "still"


WORST_FIRST = (Becomes.LOST, Becomes.THIN, Becomes.STILL)


@dataclass(frozen=True)
class Reach:
    """Of which networks somebody may see what breaks; ``is_all``: of all, in confidence apart."""

    is_all: bool = False
    network_ids: frozenset[int] = frozenset()

    def covers(self, network_id: int, *, is_confidential: bool) -> bool:
        """Whether a connection in that network is told of."""
        return self.is_all or (not is_confidential and network_id in self.network_ids)


def reach_of(
    actor: Actor,
    *,
    staff_id: int,
    lead_id: int | None,
    owned: Collection[int],
    works_in: Collection[int],
) -> Reach | None:
    """They themselves and their lead: all. Who owns a network that they work in: that. Else None.

    Being an administrator or sponsor gives nothing. ``owned`` are networks of the actor;
    ``works_in`` those to which the colleague belongs or in which they carry something.
    """
    if actor.is_system:
        return Reach(is_all=True)
    if not actor.is_staff or actor.staff_id is None:
        return None
    if actor.staff_id in (staff_id, lead_id):
        return Reach(is_all=True)
    shared = frozenset(owned) & frozenset(works_in)
    return Reach(network_ids=shared) if shared else None


def without(
    leavers: Collection[int], colleagues: Mapping[int, Colleague], day: date
) -> dict[int, Colleague]:
    """The same people, of whom the leavers work here until ``day`` at the latest."""
    return {
        number: replace(each, works_until=min(each.works_until or day, day))
        if number in leavers
        else each
        for number, each in colleagues.items()
    }


def going_on(
    accepted: Sequence[int], carried: Carried, colleagues: Mapping[int, Colleague], day: date
) -> tuple[int, ...]:
    """Who carries it in fact: whoever said yes and is here, else who stands in. Each once."""
    found = (living(each, colleagues, day, carried) for each in accepted)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def becomes(people: Collection[int]) -> Becomes:
    """Two go on: still carried. One: thin. Nobody: lost."""
    if not people:
        return Becomes.LOST
    return Becomes.THIN if len(people) == 1 else Becomes.STILL


def falls_to(staff_id: int, colleagues: Mapping[int, Colleague]) -> frozenset[int]:
    """They, and all whose work comes to them along deputies, in any network."""
    stands_in: dict[int, set[int]] = defaultdict(set)
    for each in colleagues.values():
        for deputy in (each.deputy_id, *each.deputies.values()):
            if deputy is not None:
                stands_in[deputy].add(each.id)
    return frozenset(_reached([staff_id], stands_in))


def cut_off(
    lost: Collection[int], related: Iterable[tuple[int, int]], held: Collection[int]
) -> frozenset[int]:
    """Parties that nobody here reaches any more: not by a colleague, and not through each other.

    ``lost`` lose everybody who carried them; ``related`` are pairs of parties with a relation
    today, or who were introduced; ``held`` are those whom somebody else here carries or knows.
    """
    beside = _beside(related)
    near = _reached(lost, beside)
    return frozenset(near - _reached(near & set(held), beside))


def around(lost: Collection[int], related: Iterable[tuple[int, int]]) -> frozenset[int]:
    """These parties and all that hang together with them."""
    return frozenset(_reached(lost, _beside(related)))


def _beside(related: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in related:
        found[one].add(other)
        found[other].add(one)
    return found


def _reached(begin: Collection[int], beside: Mapping[int, Collection[int]]) -> set[int]:
    found, waiting = set(begin), deque(begin)
    while waiting:
        for each in beside.get(waiting.popleft(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


@dataclass(frozen=True)
class Node:
    """A point of a web: a colleague, a party, or with neither the organisation itself."""

    staff_id: int | None = None
    party_id: int | None = None


ORGANISATION = Node()


@dataclass(frozen=True)
class Web:
    """Nodes, of which the first is the organisation, and between which of them there is a bond."""

    nodes: tuple[Node, ...]
    bonds: tuple[tuple[int, int], ...]

    def beside(self) -> list[list[int]]:
        """Of each node the places of those with which it has a bond, in order."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for one, other in self.bonds:
            found[one].append(other)
            found[other].append(one)
        return [sorted(each) for each in found]


@dataclass(frozen=True)
class Bridge:
    """A bond that alone holds ``parties``: they hang on ``near`` by it, ``far`` first."""

    near: Node
    far: Node
    parties: int


@dataclass(frozen=True)
class Weak:
    """What a web hangs on.

    ``hanging`` says of each cut point how many parties no longer reach the organisation without
    it, itself not counted; a party at an end of the web is no cut point.
    """

    hanging: Mapping[Node, int]
    bridges: tuple[Bridge, ...]


def web_of(
    carried: Iterable[tuple[int, int]],
    related: Iterable[tuple[int, int]] = (),
    loose: Iterable[int] = (),
) -> Web:
    """From pairs (colleague, party), pairs of parties, and parties that nobody may carry.

    The same in whatever order they come.
    """
    by_colleague, between = sorted(set(carried)), sorted(set(related))
    people = sorted({staff for staff, _ in by_colleague})
    all_parties = {party for _, party in by_colleague} | {each for two in between for each in two}
    parties = sorted(all_parties | set(loose))
    nodes = (
        ORGANISATION,
        *(Node(staff_id=each) for each in people),
        *(Node(party_id=each) for each in parties),
    )
    staff_at = {each: place for place, each in enumerate(people, 1)}
    party_at = {each: place for place, each in enumerate(parties, 1 + len(people))}
    return Web(
        nodes,
        (
            *((0, staff_at[each]) for each in people),
            *((staff_at[staff], party_at[party]) for staff, party in by_colleague),
            *((party_at[one], party_at[other]) for one, other in between),
        ),
    )


def nearest(web: Web, begin: Node, most: int) -> Web:
    """The organisation and the ``most`` nodes nearest to one of them, with the bonds between."""
    steps = _steps_from(web, web.nodes.index(begin))
    far = len(web.nodes)
    near = sorted(range(1, len(web.nodes)), key=lambda place: (steps.get(place, far), place))
    kept = [0, *sorted(near[:most])]
    place_of = {old: new for new, old in enumerate(kept)}
    return Web(
        tuple(web.nodes[place] for place in kept),
        tuple(
            (place_of[one], place_of[other])
            for one, other in web.bonds
            if one in place_of and other in place_of
        ),
    )


def weak_in(web: Web) -> Weak:
    """Cut points, and bonds that alone hold two parties or more, in the order of the nodes."""
    found = _looked_through(web)
    hanging = {
        node: round(float(found.cut_off[place]))
        for place, node in enumerate(web.nodes)
        if node != ORGANISATION and found.cut_off[place] > 0
    }
    return Weak(hanging, tuple(_bridges(web, found)))


def hanging_on(web: Web, node: Node) -> list[Node]:
    """The parties that no longer reach the organisation without a node of the web."""
    found = _looked_through(web)
    cut = (web.nodes[place] for place in found.cut_off_by(web.nodes.index(node)).tolist())
    return [each for each in cut if each.party_id is not None]


def _looked_through(web: Web) -> Found:
    graph = Graph.of(
        [one for one, _ in web.bonds], [other for _, other in web.bonds], len(web.nodes)
    )
    weights = [0 if each.party_id is None else 1 for each in web.nodes]
    return looked_through(graph, root=0, weights=weights)


def _bridges(web: Web, found: Found) -> Iterable[Bridge]:
    steps = _steps_from(web, 0)
    for one, other in found.bridges.tolist():
        if 0 in (one, other) or one not in steps:
            continue
        near, far = sorted((one, other), key=steps.__getitem__)
        # All that is behind a bridge hangs on its far end too.
        parties = round(float(found.cut_off[far])) + (web.nodes[far].party_id is not None)
        if parties > 1:
            yield Bridge(web.nodes[near], web.nodes[far], parties)


def _steps_from(web: Web, begin: int) -> dict[int, int]:
    beside = web.beside()
    steps, waiting = {begin: 0}, deque([begin])
    while waiting:
        node = waiting.popleft()
        for each in beside[node]:
            if each not in steps:
                steps[each] = steps[node] + 1
                waiting.append(each)
    return steps


@dataclass(frozen=True)
class FewPeople:
    """The smallest set of people without whom more than half of the connections is nobody's.

    ``is_proven``: no smaller set exists. ``nobodys`` are connections that are nobody's already.
    """

    staff_ids: frozenset[int]
    orphaned: int
    of: int
    nobodys: int
    is_proven: bool


def fewest_people(carriers: Sequence[Collection[int]]) -> FewPeople:
    """Of connections, each with who carries it in fact (truck factor, Avelino et al. 2016)."""
    found = smallest_orphaning(carriers, share=MORE_THAN, seconds=SECONDS_TO_PROVE)
    return FewPeople(
        staff_ids=frozenset(found.carriers),
        orphaned=found.orphaned,
        of=found.of,
        nobodys=found.uncarried,
        is_proven=found.gap == 0,
    )
