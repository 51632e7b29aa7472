"""Reads for hand-overs: what somebody carries, who could take it over, and what was done."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.continuity.models import Decline, HandOver, Passing
from schakel.domain.continuity.rules import (
    BEGINS_BEFORE,
    GOES_SOON,
    Course,
    Introduction,
    Steps,
    Successor,
    hours_of,
    may_ask,
)
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import candidates
from schakel.domain.matters.rules import Candidate, propose_carriers
from schakel.domain.networks.models import Network
from schakel.domain.staff.models import Position, StaffMember
from schakel.domain.staff.rules import CARRYING_ROLES
from schakel.foundation.kernel.actor import Actor

KNOWS_THEM_AS_SECOND = "is_second"
BY_FALLBACK = "fallback"


@dataclass(frozen=True)
class Place:
    """What somebody carries: a place of a connection. ``matter_id`` is that in confidence."""

    connection_id: int
    rank: CarrierRank
    matter_id: int | None = None


@dataclass(frozen=True)
class Proposed:
    """Who could take a place, with why."""

    staff_id: int
    reasons: tuple[str, ...]


def places_of(staff_id: int) -> list[Place]:
    """What this colleague carries: open connections, and open matters that they carry beside those.

    A brokered connection goes along with that of the party about the same. Three queries.
    """
    carried = Carrier.objects.filter(
        staff_id=staff_id, until_at__isnull=True, connection__completed_on__isnull=True
    )
    ranks = dict(carried.values_list("connection_id", "rank"))
    connections = Connection.objects.in_bulk(ranks)
    with_us = {_about(each) for each in connections.values() if not each.is_brokered}
    places = {
        number: CarrierRank(rank)
        for number, rank in ranks.items()
        if not (connections[number].is_brokered and _about(connections[number]) in with_us)
    }
    secret: dict[int, int] = {}
    matters = Matter.objects.open().carried_by([staff_id]).order_by("pk")
    for number, pk, owner_id, confidential in matters.values_list(
        "connection_id", "pk", "owner_id", "confidential"
    ):
        if confidential:
            secret.setdefault(number, pk)
        rank = CarrierRank.FIRST if owner_id == staff_id else CarrierRank.SECOND
        places.setdefault(number, rank)
    return [Place(number, rank, secret.get(number)) for number, rank in sorted(places.items())]


def _about(connection: Connection) -> tuple[int | None, ...]:
    return (
        connection.party_id,
        connection.network_id,
        connection.theme_id,
        connection.area_id,
    )


def network_owners(connections: Collection[int]) -> frozenset[int]:
    """Who owns a network of one of these connections."""
    networks = Connection.objects.filter(pk__in=connections).values("network_id")
    owners = Network.objects.filter(pk__in=networks, owner__isnull=False)
    return frozenset(each for each in owners.values_list("owner_id", flat=True) if each)


def leaving(today: date) -> frozenset[int]:
    """Who goes for good, and who went."""
    gone = StaffMember.objects.filter(works_until__lte=today + GOES_SOON)
    handing_over = HandOver.objects.for_good().values_list("staff_id", flat=True)
    return frozenset(handing_over) | frozenset(gone.values_list("pk", flat=True))


def leave_without_hand_over(today: date) -> list[StaffMember]:
    """Who leaves soon, or left, carries something, and has not begun to hand it over. One query."""
    going = StaffMember.objects.filter(works_until__lte=today + BEGINS_BEFORE)
    begun = HandOver.objects.for_good().values("staff_id")
    carried = Carrier.objects.filter(
        staff=OuterRef("pk"), until_at__isnull=True, connection__completed_on__isnull=True
    )
    matters = Matter.objects.open()
    theirs = matters.filter(owner=OuterRef("pk")), matters.filter(second=OuterRef("pk"))
    carrying = Exists(carried) | Exists(theirs[0]) | Exists(theirs[1])
    return list(going.exclude(pk__in=begun).filter(carrying).order_by("pk"))


def held_by_who_left(today: date) -> list[Position]:
    """The functions whose holder does not work here any more, and who stands in for them does."""
    working = StaffMember.objects.working_on(today).values("pk")
    held = Position.objects.filter(holder__isnull=False, fallback__in=working)
    return list(held.exclude(holder__in=working).order_by("pk"))


def as_successor(member: StaffMember, today: date) -> Successor:
    """What decides on whether this colleague can be asked."""
    return Successor(
        staff_id=member.pk,
        name=member.name,
        works_here=StaffMember.objects.working_on(today).filter(pk=member.pk).exists(),
        may_carry=bool(CARRYING_ROLES & set(member.roles)),
        leaves=member.pk in leaving(today),
    )


def other_carrier(passing: Passing) -> int | None:
    """Who has the other place of the connection."""
    others = Carrier.objects.filter(connection=passing.connection_id, until_at__isnull=True)
    return others.exclude(rank=passing.rank).values_list("staff_id", flat=True).first()


def is_held_by(passing: Passing, staff_id: int) -> bool:
    """Whether this colleague has something of the connection, or its place is empty."""
    carriers = Carrier.objects.filter(connection=passing.connection_id, until_at__isnull=True)
    holders = dict(carriers.values_list("rank", "staff_id"))
    if staff_id in holders.values() or passing.rank not in holders:
        return True
    matters = Matter.objects.open().filter(connection=passing.connection_id)
    return matters.carried_by([staff_id]).exists()


def may_ask_for(actor: Actor, passing: Passing, carriers: Collection[int]) -> bool:
    """Whether the actor may ask somebody for this place; ``carriers`` are those of today."""
    network, hand_over = passing.connection.network, passing.hand_over
    return may_ask(
        actor,
        staff_id=hand_over.staff_id if hand_over is not None else None,
        lead_id=hand_over.staff.lead_id if hand_over is not None else None,
        network_id=network.pk,
        network_owner_id=network.owner_id,
        network_deputy_id=network.deputy_id,
        carriers=carriers,
    )


def proposals(passings: Sequence[Passing], today: date) -> Mapping[int, Proposed]:
    """Who could take each of these places, by number of the passing; nobody for some.

    A second carrier who said yes becomes the first; else whoever fits best, whose free hours
    are less for the next one. Nobody who goes, was asked for it before, or has the other place.
    Who is in the fallback chain only where nobody else fits. A fixed number of queries.
    """
    if not passings:
        return {}
    numbers = {each.connection_id for each in passings}
    connections = Connection.objects.in_bulk(numbers)
    carriers: dict[int, list[Carrier]] = defaultdict(list)
    for each in Carrier.objects.filter(connection__in=numbers, until_at__isnull=True):
        carriers[each.connection_id].append(each)
    earlier = _earlier({each.party_id for each in connections.values()})
    open_matters = _open_matters(numbers)
    declined = _declined(passings)
    gone = leaving(today)
    pool = {each.staff_id: each for each in candidates(party_id=None, today=today)}
    chain = [each.pk for each in StaffMember.objects.working_on(today).fallback_chain()]
    found: dict[int, Proposed] = {}
    for passing in passings:
        connection = connections[passing.connection_id]
        leaver = passing.hand_over.staff_id if passing.hand_over else None
        without = declined[passing.pk] | gone | ({leaver} if leaver else set())
        second = _second(passing, carriers[connection.pk], without, pool)
        if second is not None:
            found[passing.pk] = Proposed(second, (KNOWS_THEM_AS_SECOND,))
        else:
            there = {each.staff_id for each in carriers[connection.pk]}
            best = _best(connection, pool, earlier, without | there)
            if best is None:
                left = (each for each in chain if each not in without | there and each in pool)
                best = next((Proposed(each, (BY_FALLBACK,)) for each in left), None)
            if best is None:
                continue
            found[passing.pk] = best
        taken = found[passing.pk].staff_id
        pool[taken] = _loaded(pool[taken], hours_of(open_matters.get(connection.pk, 0)))
    return found


def _second(
    passing: Passing,
    carriers: Iterable[Carrier],
    without: Collection[int],
    pool: Mapping[int, Candidate],
) -> int | None:
    """The second carrier, for the first place; as long as they said yes and are here."""
    if passing.rank != CarrierRank.FIRST:
        return None
    for each in carriers:
        said_yes = each.rank == CarrierRank.SECOND and each.accepted_at is not None
        may = each.staff_id in pool and not pool[each.staff_id].absent
        if said_yes and may and each.staff_id not in without:
            return each.staff_id
    return None


def _best(
    connection: Connection,
    pool: Mapping[int, Candidate],
    earlier: Mapping[tuple[int, int], int],
    without: Collection[int],
) -> Proposed | None:
    """Of its network, who would see the rest of it; only without any of those somebody else."""
    known = [
        replace(each, earlier_contacts=earlier.get((connection.party_id, each.staff_id), 0))
        for each in pool.values()
        if not (each.absent or each.staff_id in without)
    ]
    of_network = [each for each in known if connection.network_id in each.network_ids]
    proposal = propose_carriers(
        of_network or known,
        connection.theme_id,
        connection.area_id,
        frozenset(without),
        network_id=connection.network_id,
    )
    if proposal.first is None:
        return None
    return Proposed(proposal.first, tuple(each.value for each in proposal.reasons_first))


def _loaded(candidate: Candidate, hours: float) -> Candidate:
    return replace(
        candidate,
        free_hours=candidate.free_hours - hours,
        open_matters=candidate.open_matters + 1,
    )


def _earlier(parties: Collection[int]) -> Mapping[tuple[int, int], int]:
    """How often each colleague carried something of each of these parties."""
    rows = Carrier.objects.filter(connection__party__in=parties)
    counted = rows.values_list("connection__party_id", "staff_id").annotate(Count("pk"))
    return {(party, staff): count for party, staff, count in counted}


def _open_matters(connections: Collection[int]) -> Mapping[int, int]:
    rows = Matter.objects.open().filter(connection__in=connections).order_by()
    return dict(rows.values_list("connection_id").annotate(Count("pk")))


def _declined(passings: Sequence[Passing]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Decline.objects.filter(passing__in=[each.pk for each in passings])
    for passing_id, staff_id in rows.values_list("passing_id", "staff_id"):
        found[passing_id].add(staff_id)
    return found


def steps_of(passing: Passing) -> Steps:
    """How far it is, as the rules see it."""
    return Steps(
        course=Course(passing.course),
        rank=CarrierRank(passing.rank),
        from_on=passing.hand_over.from_on if passing.hand_over else None,
        is_taken_over=passing.taken_over_at is not None,
        introduction=Introduction(passing.introduction) if passing.introduction else None,
        is_introduced=passing.introduced_at is not None,
        is_told=passing.told_at is not None,
        has_spoken=passing.spoke_on is not None,
    )


def spoke_on(passing: Passing) -> date | None:
    """The day of the first own conversation of the successor: both ways, or by mail forth and back.

    From the day on which they said yes.
    """
    if passing.accepted_at is None:
        return None
    since = timezone.make_aware(datetime.combine(timezone.localdate(passing.accepted_at), time.min))
    contacts = ContactMoment.objects.that_were().filter(
        Q(connection=passing.connection_id) | Q(matter__connection=passing.connection_id),
        succeeded=True,
        happened_at__gte=since,
    )
    rows = contacts.values_list("happened_at", "direction", "staff_id")
    wrote = heard = False
    for happened_at, direction, staff_id in rows.order_by("happened_at", "pk"):
        is_own = staff_id == passing.successor_id
        if direction == Direction.BOTH_WAYS and is_own:
            return timezone.localdate(happened_at)
        wrote |= direction == Direction.OUTBOUND and is_own
        heard |= direction == Direction.INBOUND
        if wrote and heard:
            return timezone.localdate(happened_at)
    return None


def matter_to_tell(passing: Passing) -> Matter | None:
    """About which the other side is told who comes: what is open first, else the last one."""
    matters = Matter.objects.filter(
        connection=passing.connection_id, party__erased_at__isnull=True
    ).select_related("party", "owner")
    open_ones = matters.filter(ended_at__isnull=True)
    return (
        open_ones.order_by("-received_at", "-pk").first()
        or matters.order_by("-received_at", "-pk").first()
    )


@dataclass(frozen=True)
class Comes:
    """Who comes, as the other side hears it: from a later day on, and who is there ``until_then``.

    A second carrier (not ``is_first``) only helps when the first is not here.
    """

    name: str
    phone: str
    is_first: bool
    from_on: date | None
    until_then: str


def who_comes(passing: Passing, today: date) -> Comes:
    """What is told of the successor of a passing."""
    successor, hand_over = passing.successor, passing.hand_over
    assert successor is not None, "somebody said yes"
    is_later = passing.taken_over_at is None and hand_over is not None and hand_over.from_on > today
    return Comes(
        name=successor.shown_name,
        phone=successor.phone,
        is_first=passing.rank == CarrierRank.FIRST,
        from_on=hand_over.from_on if is_later and hand_over is not None else None,
        until_then=hand_over.staff.shown_name if is_later and hand_over is not None else "",
    )
