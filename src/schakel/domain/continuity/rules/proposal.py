"""Who could be the second carrier of which connection, at what cost, and why nobody can."""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import compress

from schakel.algorithms.pairing import Helper, Item, Pair, Pairing, paired
from schakel.domain.matters.rules import Reason
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

# Facts change: what is older is made anew.
HOLDS_FOR = timedelta(days=30)
# Who is away this long is asked nothing new.
LONG_ABSENCE = timedelta(weeks=4)
# More than these are for the worker.
MOST_AT_ONCE = 50
# A worker that did not answer by then never will.
MADE_WITHIN = timedelta(minutes=15)
# What is found after that is better by less than anybody notices.
SECONDS_TO_PAIR = 6.0

_ORDER = (
    Reason.KNOWS_PARTY,
    Reason.KNOWS_THEME,
    Reason.KNOWS_AREA,
    Reason.SHARES_NETWORK,
    Reason.HAS_HOURS,
    Reason.IS_HERE,
)
_WEIGHTS: Mapping[Reason, int] = {
    reason: 1 << place for place, reason in enumerate(reversed(_ORDER))
}
_ALL: int = sum(_WEIGHTS.values())


class ProposalState(StrEnum):
    """Where the making of a proposal stands."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    MADE = "made"
    REPLACED = "replaced"


# Of these a network has one at a time.
IN_FORCE = frozenset({ProposalState.WAITING, ProposalState.UNDER_WAY, ProposalState.MADE})
BEING_MADE = frozenset({ProposalState.WAITING, ProposalState.UNDER_WAY})


class RowCourse(StrEnum):
    """What became of what is proposed for one connection."""

    PROPOSED = "proposed"
    NO_HOURS = "no_hours"
    NOBODY = "nobody"
    ASKED = "asked"
    NOT_WANTED = "not_wanted"
    OUTDATED = "outdated"


# Of these somebody can still be asked.
OPEN_ROWS = frozenset(
    {RowCourse.PROPOSED, RowCourse.NO_HOURS, RowCourse.NOBODY, RowCourse.NOT_WANTED}
)


# Nobody is proposed for these.
NOT_PLACED = (RowCourse.NO_HOURS, RowCourse.NOBODY)


class WhyNobody(StrEnum):
    """Why a connection has no candidate: what took the last of them away."""

    ALONE = "nobody_else_in_network"
    AWAY = "all_away"
    ASKED_BEFORE = "all_asked_before"
    NOT_BY_THEM = "they_want_others"


@dataclass(frozen=True)
class Seeking:
    """A connection that lacks a second carrier.

    ``carriers`` carry it now; ``declined`` did not want it; ``unwanted`` are those to whom the
    party preferred somebody else; ``known_by`` had contact with the party before.
    """

    connection_id: int
    theme_id: int | None = None
    area_id: int | None = None
    hours: float = 0.1
    carriers: AbstractSet[int] = frozenset()
    declined: AbstractSet[int] = frozenset()
    unwanted: AbstractSet[int] = frozenset()
    known_by: AbstractSet[int] = frozenset()

    @property
    def group(self) -> str:
        """Where hours that it lacks are told: its theme and area."""
        return f"{self.theme_id or ''}:{self.area_id or ''}"


@dataclass(frozen=True)
class Free:
    """A colleague of the network who can carry. ``is_gone``: goes for good, or is away for long."""

    staff_id: int
    hours: float
    theme_ids: AbstractSet[int] = frozenset()
    area_ids: AbstractSet[int] = frozenset()
    is_here: bool = True
    is_gone: bool = False


@dataclass(frozen=True)
class Place:
    """What is proposed for one connection: somebody with the reasons, or nobody and why."""

    connection_id: int
    course: RowCourse
    hours: float
    staff_id: int | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lack:
    """Hours a week that are missing for connections about a theme in an area."""

    theme_id: int | None
    area_id: int | None
    hours: float


@dataclass(frozen=True)
class Answer:
    """One proposal for a whole network.

    ``better_by``: the part of its cost that a better one could save at most, 0 when there is none.
    ``is_proven``: nothing places more, or as many better. ``missing_hours`` a week in all.
    """

    places: tuple[Place, ...]
    better_by: float = 0.0
    is_proven: bool = True
    missing_hours: float = 0.0
    missing: tuple[Lack, ...] = ()
    seconds: float = 0.0


def candidates_for(seeking: Seeking, people: Iterable[Free]) -> list[Free]:
    """Who may be asked: of the network, here, not its carrier, not who did not want it or who was
    not wanted."""
    without = seeking.carriers | seeking.declined | seeking.unwanted
    return [each for each in people if not each.is_gone and each.staff_id not in without]


def why_nobody(seeking: Seeking, people: Iterable[Free]) -> WhyNobody:
    """What took the last candidate away, in the order in which it can be mended least."""
    others = [each for each in people if each.staff_id not in seeking.carriers]
    if not others:
        return WhyNobody.ALONE
    here = [each for each in others if not each.is_gone]
    if not here:
        return WhyNobody.AWAY
    wanted = [each for each in here if each.staff_id not in seeking.unwanted]
    return WhyNobody.ASKED_BEFORE if wanted else WhyNobody.NOT_BY_THEM


def reasons_for(seeking: Seeking, person: Free) -> tuple[Reason, ...]:
    """Why this colleague fits, the most important first."""
    held = (
        person.staff_id in seeking.known_by,
        seeking.theme_id in person.theme_ids,
        seeking.area_id in person.area_ids,
        True,
        person.hours >= seeking.hours,
        person.is_here,
    )
    return tuple(compress(_ORDER, held))


def cost_of(reasons: Collection[Reason]) -> int:
    """The lower, the better they fit: each reason that lacks weighs more than all that come after.

    In the order of ``Reason``, as ``propose_carriers`` compares them.
    """
    return _ALL - sum(_WEIGHTS[each] for each in reasons)


def answer_for(
    sought: Collection[Seeking], people: Collection[Free], seconds: float = SECONDS_TO_PAIR
) -> Answer:
    """As many connections as the free hours allow, each with who fits best over all together.

    Those that are given first stand first; the same input always has the same answer, unless time
    ran out.
    """
    pairs = [
        Pair(each.connection_id, person.staff_id, float(cost_of(reasons_for(each, person))))
        for each in sought
        for person in candidates_for(each, people)
    ]
    found = paired(
        [Item(each.connection_id, each.hours, each.group) for each in sought],
        [Helper(each.staff_id, each.hours) for each in people],
        pairs,
        seconds,
    )
    by_number = {each.staff_id: each for each in people}
    return Answer(
        places=tuple(_place(each, people, by_number, found) for each in sought),
        better_by=found.gap,
        is_proven=found.proven,
        missing_hours=found.missing.hours,
        missing=tuple(_lack(group, hours) for group, hours in found.missing.by_group.items()),
        seconds=found.seconds,
    )


def _place(
    seeking: Seeking,
    people: Iterable[Free],
    by_number: Mapping[int, Free],
    found: Pairing[int],
) -> Place:
    number, hours = seeking.connection_id, seeking.hours
    chosen = found.chosen.get(number)
    if chosen is not None:
        reasons = tuple(each.value for each in reasons_for(seeking, by_number[chosen]))
        return Place(number, RowCourse.PROPOSED, hours, chosen, reasons)
    if candidates_for(seeking, people):
        return Place(number, RowCourse.NO_HOURS, hours)
    return Place(number, RowCourse.NOBODY, hours, None, (why_nobody(seeking, people).value,))


def _lack(group: str, hours: float) -> Lack:
    theme, area = (int(each) if each else None for each in group.split(":"))
    return Lack(theme, area, hours)


def may_propose(
    actor: Actor, *, network_id: int, owner_id: int | None, deputy_id: int | None
) -> bool:
    """Whoever owns the network, stands in for that, or is a connector of it; all belong to it."""
    if actor.is_system:
        return True
    if not actor.is_staff or network_id not in actor.network_ids:
        return False
    return actor.has_role("connector") or actor.staff_id in (owner_id, deputy_id)


def check_propose(
    actor: Actor, *, network_id: int, owner_id: int | None, deputy_id: int | None
) -> None:
    """Refused to who does not see to the carriers of this network."""
    if not may_propose(actor, network_id=network_id, owner_id=owner_id, deputy_id=deputy_id):
        raise Refused("second_carriers_not_yours")


def check_replaces(
    *,
    newest_id: int | None,
    seen_id: int | None,
    is_being_made: bool,
    asked_at: datetime | None,
    now: datetime,
) -> None:
    """Refused when somebody else made one since, or while one is being made."""
    if newest_id != seen_id:
        raise Refused("proposal_was_made_meanwhile")
    if is_being_made and asked_at is not None and now - asked_at < MADE_WITHIN:
        raise Refused("proposal_is_being_made")


def is_too_old(made_at: datetime | None, now: datetime) -> bool:
    """Whether its facts can no longer be trusted."""
    return made_at is None or now - made_at > HOLDS_FOR


def check_row(course: RowCourse, state: ProposalState) -> None:
    """Refused when somebody was asked for it already, or there is a newer proposal."""
    if state is not ProposalState.MADE:
        raise Refused("proposal_was_replaced")
    if course is RowCourse.ASKED:
        raise Refused("second_carrier_asked_before")
