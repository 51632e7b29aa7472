"""Reads for the pages of hand-overs: which concern a colleague, and who could be asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.continuity.queries.hand_over import (
    KNOWS_THEM_AS_SECOND,
    Place,
    leaving,
    may_ask_for,
    network_owners,
    places_of,
)
from schakel.domain.continuity.rules import may_begin
from schakel.domain.matters.queries import candidates
from schakel.domain.matters.rules import Candidate, propose_carriers
from schakel.domain.networks.models import Network
from schakel.domain.staff.models import Position, StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant

PEOPLE_SHOWN = 20


def hand_overs_for(actor: Actor) -> QuerySet[HandOver]:
    """Their own, of whom they lead, and with something of a network that they own."""
    found = HandOver.objects.select_related("staff")
    if actor.is_system or actor.has_role(Role.ADMINISTRATOR):
        return found
    owned = Network.objects.filter(owner=actor.staff_id)
    theirs = Passing.objects.filter(connection__network__in=owned)
    return found.filter(
        Q(staff=actor.staff_id)
        | Q(staff__lead=actor.staff_id)
        | Q(pk__in=theirs.values("hand_over_id"))
    )


@dataclass(frozen=True)
class Carried:
    """What somebody carries, as far as who hands it over may see it, and how much more there is."""

    seen: list[Connection]
    unseen: int
    may_begin: bool


def carried_by(member: StaffMember, actor: Actor) -> Carried:
    """What could be handed over, of which the reader sees the names of what they may see."""
    places = _all_places(member, actor)
    numbers = [each.connection_id for each in places]
    visible = Connection.objects.visible_to(actor).filter(pk__in=numbers)
    about = visible.select_related("party", "other_party", "theme", "area")
    seen = list(about.order_by("party__name", "pk"))
    return Carried(
        seen=seen,
        unseen=len(numbers) - len(seen),
        may_begin=may_begin(
            actor,
            staff_id=member.pk,
            lead_id=member.lead_id,
            owner_ids=network_owners(numbers),
        ),
    )


def places_without(member: StaffMember, actor: Actor) -> int:
    """How many places would be nobody's without this colleague, in confidence too."""
    return len(_all_places(member, actor))


def _all_places(member: StaffMember, actor: Actor) -> list[Place]:
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        return places_of(member.pk)


@dataclass(frozen=True)
class Unseen:
    """What goes along in a hand-over and the reader does not see."""

    in_confidence: int
    elsewhere: int


def unseen_in(hand_over: HandOver, seen: QuerySet[Passing], actor: Actor) -> Unseen:
    """That there is more: in confidence, and in networks of others."""
    shown = list(seen.values_list("pk", flat=True))
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        rows = Passing.objects.going_on().filter(hand_over=hand_over).exclude(pk__in=shown)
        marks = list(rows.values_list("confidential", flat=True))
    return Unseen(in_confidence=sum(marks), elsewhere=len(marks) - sum(marks))


def worked_on_by(actor: Actor, passings: Iterable[Passing]) -> frozenset[int]:
    """The numbers of those of which the reader may ask somebody. One query."""
    rows = list(passings)
    carrying: dict[int, set[int]] = {}
    held = Carrier.objects.filter(
        connection__in={each.connection_id for each in rows}, until_at__isnull=True
    )
    for connection_id, staff_id in held.values_list("connection_id", "staff_id"):
        carrying.setdefault(connection_id, set()).add(staff_id)
    return frozenset(
        each.pk for each in rows if may_ask_for(actor, each, carrying.get(each.connection_id, ()))
    )


def held_places(connection: Connection) -> list[Carrier]:
    """Who carries a connection now, with the function by which they do."""
    held = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    known = held.select_related("staff", "position__holder", "position__fallback")
    return list(known.order_by("rank"))


def number_carried_by(position: Position) -> int:
    """How many contacts a function carries."""
    return Carrier.objects.filter(position=position, until_at__isnull=True).count()


@dataclass(frozen=True)
class Askable:
    """Somebody who could be asked, with why."""

    staff_id: int
    name: str
    reasons: tuple[str, ...]


def to_ask(
    connection: Connection, rank: CarrierRank, leaver_id: int | None, today: date
) -> list[Askable]:
    """Who could be asked for a place, the best first; never who goes, or has it already."""
    without = leaving(today) | ({leaver_id} if leaver_id else set())
    second = None
    held = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    for each in held.exclude(staff__in=without):
        if rank is CarrierRank.SECOND or each.rank == rank:
            without |= {each.staff_id}
        elif each.accepted_at is not None:
            second = each.staff_id
    known = candidates(party_id=connection.party_id, today=today, beside=without)
    members = [each for each in known if connection.network_id in each.network_ids]
    ranked = _ranked(connection, members or known)
    return [
        *(
            replace(each, reasons=(KNOWS_THEM_AS_SECOND,))
            for each in ranked
            if each.staff_id == second
        ),
        *(each for each in ranked if each.staff_id != second),
    ]


def _ranked(connection: Connection, known: Sequence[Candidate]) -> list[Askable]:
    names = {each.staff_id: each.name for each in known}
    found: list[Askable] = []
    while len(found) < PEOPLE_SHOWN:
        best = propose_carriers(
            known,
            connection.theme_id,
            connection.area_id,
            frozenset(each.staff_id for each in found),
            network_id=connection.network_id,
        )
        if best.first is None:
            break
        reasons = tuple(each.value for each in best.reasons_first)
        found.append(Askable(best.first, names[best.first], reasons))
    return found
