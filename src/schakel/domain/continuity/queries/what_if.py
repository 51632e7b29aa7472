"""Reads of what breaks when somebody leaves, and of what a network hangs on."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.continuity.rules.what_if import (
    WORST_FIRST,
    Becomes,
    Reach,
    Web,
    around,
    becomes,
    cut_off,
    falls_to,
    going_on,
    reach_of,
    web_of,
    without,
)
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.matters.rules import Candidate, Proposal, propose_carriers
from schakel.domain.networks.models import Membership, Network
from schakel.domain.networks.queries import Presence, presence
from schakel.domain.parties.models import (
    Acquaintance,
    Party,
    PartyKind,
    PartyRelation,
    RelationKind,
)
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Carried, Colleague
from schakel.domain.tasks.models import Task
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import Actor

NO_DATE = date.max


@dataclass(frozen=True)
class Held:
    """An open connection, with those who said yes to carry it, the first before the second."""

    number: int
    network_id: int
    is_confidential: bool
    is_visible: bool
    parties: tuple[int, ...]
    carriers: frozenset[int]
    accepted: tuple[int, ...]

    @property
    def carried(self) -> Carried:
        """As far as standing in goes: in confidence only carriers may."""
        confided: frozenset[int] | None = frozenset() if self.is_confidential else None
        return Carried(self.network_id, self.carriers, confided)

    def going_on(self, colleagues: Mapping[int, Colleague], day: date) -> tuple[int, ...]:
        """Who carries it in fact."""
        return going_on(self.accepted, self.carried, colleagues, day)


@dataclass(frozen=True)
class Hangs:
    """What hangs on a connection, as far as the reader may see it."""

    matters: tuple[Matter, ...] = ()
    due: tuple[date, ...] = ()
    ours: tuple[Promise, ...] = ()
    theirs: tuple[Promise, ...] = ()

    @property
    def first_day(self) -> date:
        """The first day on which something is due; far away where nothing is."""
        days = [*self.due, *(each.due_on for each in (*self.ours, *self.theirs) if each.due_on)]
        return min(days, default=NO_DATE)


@dataclass(frozen=True)
class Breaking:
    """A connection of which something changes, or that they carry: what becomes of it, by whom."""

    held: Held
    becomes: Becomes
    people: tuple[int, ...]
    hangs: Hangs

    @property
    def place(self) -> tuple[int, date, int]:
        """What it is ordered by: the worst first, then what is due first."""
        return WORST_FIRST.index(self.becomes), self.hangs.first_day, self.held.number


@dataclass(frozen=True)
class Beside:
    """An open matter of a connection that others carry, and the day of its running term."""

    matter: Matter
    due_on: date | None


@dataclass(frozen=True)
class WhatIf:
    """What becomes of what a colleague carries, as far as the reader may see it.

    ``breaking``: the worst first. ``unseen``: how many more there are in networks that the reader
    does not see. ``in_confidence``: for their lead alone, of each of those in confidence by when
    they hear from us. ``beside``: open matters that they carry of connections of somebody else.
    """

    member: StaffMember
    here: Presence
    reach: Reach
    breaking: tuple[Breaking, ...]
    unseen: Mapping[Becomes, int] = field(default_factory=dict)
    in_confidence: tuple[date | None, ...] = ()
    beside: tuple[Beside, ...] = ()

    def counted(self, what: Becomes) -> int:
        """How many, seen or not."""
        return sum(each.becomes is what for each in self.breaking) + self.unseen.get(what, 0)


def what_if(staff_id: int, reader: Actor, today: date) -> WhatIf | None:
    """What breaks without them; None for who may not see that. Five queries."""
    member: Any = _with_reach(reader).filter(pk=staff_id).first()
    if member is None:
        return None
    here = presence(today)
    left = without({staff_id}, here.colleagues, today)
    held = held_by(falls_to(staff_id, here.colleagues), reader)
    own = [each for each in held if staff_id in each.carriers]
    belongs = here.colleagues[staff_id].networks
    reach = reach_of(
        reader,
        staff_id=staff_id,
        lead_id=member.lead_id,
        owned=member.owned,
        works_in=belongs | {each.network_id for each in own if not each.is_confidential},
    )
    if reach is None:
        return None
    touched = [
        each
        for each in held
        if reach.covers(each.network_id, is_confidential=each.is_confidential)
        and (
            staff_id in each.carriers
            or each.going_on(here.colleagues, today) != each.going_on(left, today)
        )
    ]
    seen = [each for each in touched if each.is_visible]
    hangs, beside = _hangs(seen, member, reader, reach)
    unseen = [each for each in touched if not each.is_visible and not each.is_confidential]
    return WhatIf(
        member=member,
        here=here,
        reach=reach,
        breaking=tuple(
            sorted(
                (_breaking(each, each.going_on(left, today), hangs) for each in seen),
                key=attrgetter("place"),
            )
        ),
        unseen=Counter(becomes(each.going_on(left, today)) for each in unseen),
        in_confidence=_in_confidence(member, reader, reach),
        beside=beside,
    )


def _breaking(held: Held, people: tuple[int, ...], hangs: Mapping[int, Hangs]) -> Breaking:
    return Breaking(held, becomes(people), people, hangs.get(held.number, Hangs()))


def _with_reach(reader: Actor) -> QuerySet[StaffMember]:
    """Colleagues, with the networks that the reader owns, and what was confided to each."""
    owned = Network.objects.filter(owner=reader.staff_id)
    return StaffMember.objects.annotate(
        owned=ArraySubquery(owned.values("pk")),
        confided=ArraySubquery(_confided().values("hear_by")),
    )


def _confided() -> QuerySet[Confidant]:
    carried = Carrier.objects.filter(
        staff=OuterRef("staff_id"),
        until_at__isnull=True,
        connection__is_confidential=True,
        connection__completed_on__isnull=True,
    )
    return Confidant.objects.filter(
        Exists(carried), staff=OuterRef("pk"), accepted_at__isnull=False
    ).order_by("hear_by", "pk")


def _in_confidence(member: Any, reader: Actor, reach: Reach) -> tuple[date | None, ...]:
    """That there is something, and a date, for who sees to the hand-over; its network knows not."""
    if not reach.is_all or reader.staff_id in (None, member.pk):
        return ()
    return tuple(member.confided)


def held_by(staff_ids: Collection[int], reader: Actor) -> list[Held]:
    """The open connections that one of these people carries, with all who do. One query."""
    theirs = Carrier.objects.filter(staff_id__in=staff_ids, until_at__isnull=True)
    return _held(Carrier.objects.filter(connection__in=theirs.values("connection_id")), reader)


def _held(carriers: QuerySet[Carrier], reader: Actor) -> list[Held]:
    visible = Connection.objects.visible_to(reader).filter(pk=OuterRef("connection_id"))
    rows = (
        carriers.filter(until_at__isnull=True, connection__completed_on__isnull=True)
        .annotate(is_visible=Exists(visible))
        .order_by("connection_id", "rank")
        .values_list(
            "connection_id",
            "connection__network_id",
            "connection__is_confidential",
            "is_visible",
            "connection__party_id",
            "connection__other_party_id",
            "staff_id",
            "accepted_at",
        )
    )
    by_connection: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_connection[row[0]].append(row)
    return [
        Held(
            number=number,
            network_id=found[0][1],
            is_confidential=found[0][2],
            is_visible=found[0][3],
            parties=tuple(each for each in found[0][4:6] if each is not None),
            carriers=frozenset(each[6] for each in found),
            accepted=tuple(each[6] for each in found if each[7] is not None),
        )
        for number, found in by_connection.items()
    ]


def _hangs(
    seen: Collection[Held], member: StaffMember, reader: Actor, reach: Reach
) -> tuple[dict[int, Hangs], tuple[Beside, ...]]:
    """What hangs on each, and matters that they carry beside it. Two queries."""
    numbers = {each.number for each in seen}
    due = Term.objects.running().filter(matter=OuterRef("pk"), suspended_from__isnull=True)
    matters = Matter.objects.visible_to(reader).open()
    found = matters.filter(Q(connection__in=numbers) | Q(pk__in=matters.carried_by([member.pk])))
    by_connection: dict[int, list[Any]] = defaultdict(list)
    beside = []
    with_term: Any = found.annotate(due_on=Subquery(due.values("due_on")[:1]))
    with_term = with_term.order_by(F("due_on").asc(nulls_last=True), "pk")
    for matter in with_term:
        if matter.connection_id in numbers:
            by_connection[matter.connection_id].append(matter)
        elif reach.covers(matter.network_id, is_confidential=matter.confidential):
            beside.append(Beside(matter, matter.due_on))
    promises: dict[int, list[Promise]] = defaultdict(list)
    standing = Promise.objects.visible_to(reader).standing()
    for promise in standing.filter(connection__in=numbers):
        promises[promise.connection_id].append(promise)
    hangs = {
        number: Hangs(
            matters=tuple(by_connection[number]),
            due=tuple(each.due_on for each in by_connection[number] if each.due_on),
            ours=tuple(each for each in promises[number] if each.side == Side.OURS.value),
            theirs=tuple(each for each in promises[number] if each.side == Side.THEIRS.value),
        )
        for number in numbers
    }
    return hangs, tuple(beside)


def rows_of(numbers: Collection[int], staff_id: int, reader: Actor) -> dict[int, Any]:
    """These connections with all that a row names: who they are with, tasks, who knew them."""
    tasks = Task.objects.filter(
        Q(connection=OuterRef("pk")) | Q(matter__connection=OuterRef("pk")),
        staff=staff_id,
        done_at__isnull=True,
    )
    counted = tasks.order_by().values("staff").annotate(count=Count("pk")).values("count")
    knew = Carrier.objects.filter(connection__party=OuterRef("party_id"))
    found = (
        Connection.objects.visible_to(reader)
        .filter(pk__in=numbers)
        .select_related("party", "other_party", "theme", "area")
        .annotate(tasks=Coalesce(Subquery(counted), 0), knew=ArraySubquery(knew.values("staff_id")))
    )
    return {each.pk: each for each in found}


def proposed(connection: Any, of: Breaking, without_id: int, here: Presence) -> Proposal:
    """Who could be asked beside those who go on: somebody of its network who is here."""
    earlier = Counter(connection.knew)
    known = [
        Candidate(
            staff_id=number,
            name=here.names[number],
            network_ids=frozenset(each.networks),
            absent=not here.is_here(number),
            earlier_contacts=earlier[number],
        )
        for number, each in here.colleagues.items()
        if connection.network_id in each.networks
    ]
    taken = of.held.carriers | frozenset(of.people) | {without_id}
    return propose_carriers(known, None, None, taken, network_id=connection.network_id)


def cut_off_without(told: WhatIf, reader: Actor) -> tuple[list[Party], int]:
    """Whom the organisation loses altogether: those that the reader sees, and how many more.

    The graph is organisation, people, parties. A party is reached by a colleague who is here and
    carries a connection with it, or alone knows it; by whoever stands in for them; and through a
    party that is reached, with which it has a relation today or to which we introduced it. That a
    network may look somebody up is no bond. What is in confidence and not the reader's counts for
    nothing. Three queries, or none.
    """
    gone = [each for each in told.breaking if each.becomes is Becomes.LOST]
    lost = {party for each in gone for party in each.held.parties}
    if not lost:
        return [], 0
    related = _related(told.here.day)
    near = around(lost, related)
    held = _held_beside(near, told, reader)
    cut = cut_off(lost, related, held)
    seen = list(Party.objects.visible_to(reader).filter(pk__in=cut).by_name())
    return seen, len(cut) - len(seen)


def _related(today: date) -> list[tuple[int, int]]:
    """Pairs of parties with a relation today, that work for one, or whom we introduced."""
    relations = PartyRelation.objects.filter(_on(today)).values_list("party_id", "other_id")
    works_for = Party.objects.filter(works_for__isnull=False).values_list("pk", "works_for_id")
    introduced = (
        Connection.objects.brokered()
        .filter(completed_on__isnull=True)
        .values_list("party_id", "other_party_id")
    )
    return [(one, other) for one, other in relations.union(works_for, introduced)]


def _held_beside(parties: Collection[int], told: WhatIf, reader: Actor) -> set[int]:
    """Those whom somebody here, but not the one who leaves, carries or alone knows."""
    here, leaver = told.here, told.member.pk
    connections = Connection.objects.with_us().filter(party__in=parties)
    open_to = Q(connection__is_confidential=False) | Q(
        connection__in=Connection.objects.visible_to(reader)
    )
    carried = _held(Carrier.objects.filter(open_to, connection__in=connections), reader)
    left = without({leaver}, here.colleagues, here.day)
    found = {each.parties[0] for each in carried if each.going_on(left, here.day)}
    alone = Acquaintance.objects.filter(party__in=parties, staff__isnull=False)
    known = alone.exclude(staff=leaver).values_list("party_id", "staff_id")
    return found | {party for party, staff in known if here.left_on(staff) is None}


@dataclass(frozen=True)
class Around:
    """A part of a network as a web, with how many carry each connection in fact."""

    web: Web
    carriers: tuple[tuple[int, ...], ...]
    network_ids: frozenset[int]


def network_web(network: Network, reader: Actor, here: Presence) -> Around:
    """All that a network carries, but what is in confidence. Two queries."""
    connections = Connection.objects.filter(network=network, is_confidential=False)
    return _around(Carrier.objects.filter(connection__in=connections), reader, here)


def area_web(area_id: int, reader: Actor, here: Presence) -> Around:
    """What the reader may see of an area, but what is in confidence. Two queries."""
    seen = Connection.objects.visible_to(reader).filter(area=area_id, is_confidential=False)
    return _around(Carrier.objects.filter(connection__in=seen), reader, here)


def person_web(told: WhatIf, reader: Actor) -> Around:
    """Whom a colleague carries, with all else of them that the reader may see. Two queries."""
    mine = {party for each in told.breaking for party in each.held.parties}
    seen = Connection.objects.visible_to(reader).filter(
        Q(party__in=mine) | Q(other_party__in=mine), is_confidential=False
    )
    return _around(Carrier.objects.filter(connection__in=seen), reader, told.here)


def _around(carriers: QuerySet[Carrier], reader: Actor, here: Presence) -> Around:
    held = _held(carriers, reader)
    people = {each.number: each.going_on(here.colleagues, here.day) for each in held}
    parties = {party for each in held for party in each.parties}
    related = _related(here.day)
    carried = [
        (staff, party) for each in held for staff in people[each.number] for party in each.parties
    ]
    beside = [(one, other) for one, other in related if one in parties and other in parties]
    return Around(
        web=web_of(carried, [(min(pair), max(pair)) for pair in beside], parties),
        carriers=tuple(people.values()),
        network_ids=frozenset(each.network_id for each in held),
    )


def known_through_one(network: Network, reader: Actor, today: date) -> QuerySet[Party]:
    """Groups and organisations of a network that we know through one person of theirs only.

    With ``people``: the number of that one person.
    """
    mine = Connection.objects.with_us().filter(
        network=network, is_confidential=False, completed_on__isnull=True
    )
    people = Party.objects.filter(
        Q(works_for=OuterRef("pk")) | Q(pk__in=_speaking_for(OuterRef(OuterRef("pk")), today)),
        kind__in=[PartyKind.PERSON, PartyKind.CONTACT_PERSON],
        erased_at__isnull=True,
    )
    return (
        Party.objects.visible_to(reader)
        .filter(
            kind__in=[PartyKind.GROUP, PartyKind.ORGANISATION],
            erased_at__isnull=True,
            pk__in=mine.values("party_id"),
        )
        .annotate(people=ArraySubquery(people.order_by("pk").values("pk")[:2]))
        .filter(Q(people__len=1))
        .by_name()
    )


def _speaking_for(group: OuterRef, today: date) -> QuerySet[PartyRelation, Any]:
    return PartyRelation.objects.filter(
        _on(today), other=group, kind__in=[RelationKind.REPRESENTS, RelationKind.MEMBER_OF]
    ).values("party_id")


def _on(day: date) -> Q:
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gt=day))


def to_choose_from(reader: Actor, today: date) -> tuple[list[StaffMember], list[Network]]:
    """Of whom the reader may ask what breaks, and the networks that they own. Two queries."""
    owned = list(Network.objects.filter(owner=reader.staff_id).order_by("name"))
    members = Membership.objects.on(today).filter(network__in=owned)
    carrying = Carrier.objects.filter(
        connection__network__in=owned,
        connection__is_confidential=False,
        connection__completed_on__isnull=True,
        until_at__isnull=True,
    )
    people = StaffMember.objects.working_on(today).filter(
        Q(pk=reader.staff_id)
        | Q(lead=reader.staff_id)
        | Q(pk__in=members.values("staff_id"))
        | Q(pk__in=carrying.values("staff_id"))
    )
    return list(people.order_by("name", "pk")), owned


def names_in(web: Web, reader: Actor) -> dict[int, str]:
    """The names of the parties of a web that the reader may see."""
    numbers: Iterable[int] = [each.party_id for each in web.nodes if each.party_id is not None]
    return dict(Party.objects.visible_to(reader).filter(pk__in=numbers).values_list("pk", "name"))
