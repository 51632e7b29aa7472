"""Reads for second carriers: who lacks one, who could be asked, and what was proposed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.continuity.models import Decline, Passing, Proposal, ProposalRow
from schakel.domain.continuity.queries.hand_over import leaving
from schakel.domain.continuity.rules import HOURS_A_WEEK, Course, hours_of
from schakel.domain.continuity.rules.proposal import (
    IN_FORCE,
    LONG_ABSENCE,
    SECONDS_TO_PAIR,
    Answer,
    Free,
    RowCourse,
    Seeking,
    answer_for,
)
from schakel.domain.matters.models import Handover, Matter
from schakel.domain.matters.queries import candidates
from schakel.domain.matters.rules import Rank
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import Presence, presence
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import CARRYING_ROLES, Carried, works_here
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.kernel.actor import Actor


@dataclass(frozen=True)
class Lacking:
    """An open connection without a living second carrier who said yes.

    ``is_asked``: somebody was asked, or takes the place over already.
    """

    connection: Connection
    carriers: frozenset[int]
    is_asked: bool


def networks_to_see(actor: Actor) -> QuerySet[Network]:
    """Of which the actor sees to the second carriers: as ``may_propose`` says."""
    networks = Network.objects.filter(pk__in=actor.network_ids).order_by("name", "pk")
    if actor.is_staff and actor.has_role("connector"):
        return networks
    if not actor.is_staff:
        return networks.none()
    return networks.filter(Q(owner=actor.staff_id) | Q(deputy=actor.staff_id))


def lacking(networks: Collection[int], today: date) -> dict[int, list[Lacking]]:
    """What lacks a living second carrier who said yes, by network, by name of the party.

    What is in confidence is none of it: only who carries that knows. Six queries.
    """
    found: dict[int, list[Lacking]] = {number: [] for number in networks}
    here, gone = presence(today), leaving(today)
    for each in _lacking(Connection.objects.filter(network__in=networks), here, gone):
        found[each.connection.network_id].append(each)
    return found


def _lacking(
    connections: QuerySet[Connection], here: Presence, gone: Collection[int]
) -> list[Lacking]:
    open_ones = connections.filter(
        other_party__isnull=True, completed_on__isnull=True, is_confidential=False
    )
    carriers: dict[int, list[Carrier]] = defaultdict(list)
    for each in Carrier.objects.filter(connection__in=open_ones, until_at__isnull=True):
        carriers[each.connection_id].append(each)
    sought = set(
        Passing.objects.going_on()
        .filter(connection__in=open_ones, rank=CarrierRank.SECOND.value)
        .exclude(hand_over__isnull=True, course=Course.SEEKING.value)
        .values_list("connection_id", flat=True)
    )
    found: list[Lacking] = []
    for connection in open_ones.order_by("party__name", "pk"):
        there = carriers[connection.pk]
        people = frozenset(each.staff_id for each in there)
        carried = Carried(connection.network_id, people)
        seconds = [
            each
            for each in there
            if each.rank == CarrierRank.SECOND and _goes_on(each.staff_id, carried, here, gone)
        ]
        if not any(each.accepted_at for each in seconds):
            is_asked = bool(seconds) or connection.pk in sought
            found.append(Lacking(connection, people, is_asked))
    return found


def _goes_on(staff_id: int, carried: Carried, here: Presence, gone: Collection[int]) -> bool:
    """Works here, does not go, and is here or has somebody who stands in."""
    if staff_id in gone or not works_here(here.colleagues[staff_id], here.day):
        return False
    return here.stands_in(staff_id, carried) is not None


def answer(network: Network, today: date, seconds: float = SECONDS_TO_PAIR) -> Answer:
    """One proposal for the whole network, of who lacks a second and was not asked for yet.

    Twenty-two queries, whatever its size.
    """
    here, gone = presence(today), leaving(today)
    own = Connection.objects.filter(network=network)
    rows = [each for each in _lacking(own, here, gone) if not each.is_asked]
    people = _free(network, here, gone, today)
    return answer_for(_sought(rows), people, seconds)


def _free(network: Network, here: Presence, gone: Collection[int], today: date) -> list[Free]:
    """Members of the network who can carry, with the hours that are left of theirs.

    Of those go their open matters, as a proposal for a matter counts; each connection that they
    carry; and what they were asked to carry besides.
    """
    carried = dict(
        Carrier.objects.filter(until_at__isnull=True, connection__completed_on__isnull=True)
        .values_list("staff_id")
        .annotate(Count("pk"))
    )
    asked = _asked_hours()
    return [
        Free(
            staff_id=each.staff_id,
            hours=each.free_hours
            - HOURS_A_WEEK * carried.get(each.staff_id, 0)
            - asked.get(each.staff_id, 0.0),
            theme_ids=each.theme_ids,
            area_ids=each.area_ids,
            is_here=not each.absent,
            is_gone=each.staff_id in gone or _is_long_away(each.staff_id, here, today),
        )
        for each in candidates(party_id=None, today=today)
        if network.pk in each.network_ids
    ]


def _is_long_away(staff_id: int, here: Presence, today: date) -> bool:
    absences = here.colleagues[staff_id].absences
    return any(
        each.contains(today) and (each.until_on is None or each.until_on > today + LONG_ABSENCE)
        for each in absences
    )


def _asked_hours() -> Mapping[int, float]:
    """Hours a week of what each was asked for, or said yes to, and does not carry yet."""
    waiting = Passing.objects.going_on().filter(
        successor__isnull=False, taken_over_at__isnull=True, confidential=False
    )
    pairs = list(waiting.values_list("successor_id", "connection_id"))
    open_matters = _open_matters({number for _, number in pairs})
    found: dict[int, float] = defaultdict(float)
    for staff_id, number in pairs:
        found[staff_id or 0] += hours_of(open_matters.get(number, 0))
    return found


def _open_matters(connections: Collection[int]) -> Mapping[int, int]:
    rows = Matter.objects.open().filter(connection__in=connections, confidential=False).order_by()
    return dict(rows.values_list("connection_id").annotate(Count("pk")))


def _sought(rows: Collection[Lacking]) -> list[Seeking]:
    numbers = [each.connection.pk for each in rows]
    parties = {each.connection.party_id for each in rows}
    open_matters, known = _open_matters(numbers), _known_by(parties)
    declined, unwanted = _declined(numbers), _unwanted(parties)
    return [
        Seeking(
            connection_id=each.connection.pk,
            theme_id=each.connection.theme_id,
            area_id=each.connection.area_id,
            hours=hours_of(open_matters.get(each.connection.pk, 0)),
            carriers=each.carriers,
            declined=declined[each.connection.pk],
            unwanted=unwanted[each.connection.party_id],
            known_by=known[each.connection.party_id],
        )
        for each in rows
    ]


def _known_by(parties: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Who carried something of each party or spoke them; nothing of what is in confidence."""
    carried = Carrier.objects.filter(
        connection__party__in=parties, connection__is_confidential=False
    )
    spoke = ContactMoment.objects.that_were().filter(
        party__in=parties, confidential=False, succeeded=True, staff__isnull=False
    )
    return _together(
        [
            *carried.values_list("connection__party_id", "staff_id").distinct(),
            *spoke.order_by().values_list("party_id", "staff_id").distinct(),
        ]
    )


def _declined(connections: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Who was asked for each of these before, and did not say yes."""
    rows = Decline.objects.filter(passing__connection__in=connections)
    return _together(rows.values_list("passing__connection_id", "staff_id"))


def _unwanted(parties: Collection[int]) -> Mapping[int, frozenset[int]]:
    """To whom each party preferred somebody else: who was their contact person at that moment."""
    wishes = list(
        Task.objects.filter(
            kind=TaskKind.OTHER_CARRIER.value, matter__party__in=parties, matter__confidential=False
        ).values_list("matter_id", "matter__party_id", "matter__owner_id", "created_at")
    )
    changes = Handover.objects.filter(
        matter__in={each[0] for each in wishes}, rank=Rank.FIRST.value
    ).order_by("changed_at", "pk")
    by_matter: dict[int, list[Handover]] = defaultdict(list)
    for each in changes:
        by_matter[each.matter_id or 0].append(each)
    return _together(
        (party, next((each.before_id for each in by_matter[matter] if each.changed_at > at), owner))
        for matter, party, owner, at in wishes
    )


def _together(pairs: Iterable[tuple[int | None, int | None]]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for number, staff_id in pairs:
        if number is not None and staff_id is not None:
            found[number].add(staff_id)
    return defaultdict(frozenset, {number: frozenset(each) for number, each in found.items()})


def proposal_of(network: Network) -> Proposal | None:
    """The one in force, if any was ever made."""
    in_force = Proposal.objects.filter(state__in=[each.value for each in IN_FORCE])
    return in_force.filter(network=network).first()


def rows_of(proposal: Proposal, actor: Actor) -> QuerySet[ProposalRow]:
    """What the actor may see of it, with what became of it."""
    return (
        ProposalRow.objects.visible_to(actor)
        .filter(proposal=proposal)
        .select_related("connection__party", "connection__theme", "connection__area", "staff")
        .select_related("passing")
    )


def said_no(rows: Collection[ProposalRow]) -> frozenset[int]:
    """Of which of these rows whoever was proposed and asked did not say yes."""
    by_passing = {each.passing_id: each for each in rows if each.passing_id is not None}
    declines = Decline.objects.filter(passing__in=by_passing)
    return frozenset(
        by_passing[passing].pk
        for passing, staff_id in declines.values_list("passing_id", "staff_id")
        if by_passing[passing].staff_id == staff_id
    )


def counted(proposal: Proposal, actor: Actor) -> Mapping[RowCourse, int]:
    """How many rows there are of each course, as far as the actor sees them."""
    rows = ProposalRow.objects.visible_to(actor).filter(proposal=proposal).order_by()
    return {
        RowCourse(course): count
        for course, count in rows.values_list("course").annotate(Count("pk"))
    }


def may_be_asked(network: Network, connection: Connection, today: date) -> QuerySet[StaffMember]:
    """Who can be chosen for a connection instead, by name: colleagues of the network here."""
    there = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    here = presence(today)
    numbers = [number for number, each in here.colleagues.items() if network.pk in each.networks]
    return (
        StaffMember.objects.working_on(today)
        .filter(pk__in=numbers, roles__overlap=[role.value for role in CARRYING_ROLES])
        .exclude(pk__in=there.values("staff_id"))
        .exclude(pk__in=leaving(today))
        .order_by("name", "pk")
    )


def still_lacks(connection: Connection, today: date) -> bool:
    """Whether it lacks a second carrier, and nobody was asked since."""
    one = Connection.objects.filter(pk=connection.pk)
    return any(not each.is_asked for each in _lacking(one, presence(today), leaving(today)))
