"""Reads over matters: who an actor is, and who could carry a matter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.matters import rules
from schakel.domain.matters.models import Confidant, Handover, Matter, MatterQuerySet
from schakel.domain.matters.rules import Candidate, Kind, Status
from schakel.domain.networks.models import Membership, Network, NetworkArea, NetworkTheme
from schakel.domain.networks.queries import colleagues
from schakel.domain.organisations.models import QuietWeek, TurnedOn
from schakel.domain.staff.models import StaffMember, StaffMemberQuerySet
from schakel.domain.staff.queries import away_until
from schakel.domain.staff.rules import (
    CARRYING_ROLES,
    Carried,
    Colleague,
    Role,
    is_here,
    living,
    without_anybody,
)
from schakel.foundation.kernel.actor import Actor, ActorKind
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused

KNOWN_FACE = rules.Reason.KNOWS_PARTY.value
STANDS_IN = "stands_in"

# A matter is worth about a quarter of an hour a week while it is open.
HOURS_A_WEEK_PER_OPEN_MATTER = 0.25


@dataclass(frozen=True)
class Place:
    """Who a user is in this tenant: the actor, their name, and what was confided to them.

    ``modules`` are those that the tenant turned on, read along for the pages of colleagues.
    ``seen_on`` is the newest day on which they did something here.
    """

    actor: Actor
    name: str
    confided: tuple[int, ...]
    modules: frozenset[str]
    seen_on: date | None


def place_of_user(*, tenant_id: int, user_id: int, today: date) -> Place | None:
    """The member of staff that this user is here today, in one query; None: nobody."""
    return _place(StaffMember.objects.filter(user_id=user_id), tenant_id, today)


def place_of_staff(*, tenant_id: int, staff_id: int, today: date) -> Place | None:
    """As ``place_of_user``, for a colleague who comes by a link or by the command line."""
    return _place(StaffMember.objects.filter(pk=staff_id), tenant_id, today)


def _place(members: StaffMemberQuerySet, tenant_id: int, today: date) -> Place | None:
    found = (
        members.working_on(today)
        .annotate(
            networks=ArraySubquery(
                Membership.objects.on(today)
                .filter(staff=OuterRef("pk"))
                .values("network_id")
                .distinct()
            ),
            confided=ArraySubquery(
                Confidant.objects.filter(staff=OuterRef("pk"), accepted_at__isnull=False).values(
                    "matter_id"
                )
            ),
            modules=ArraySubquery(TurnedOn.objects.values("module")),
        )
        .values("pk", "name", "roles", "networks", "confided", "modules", "seen_on")
        .first()
    )
    if found is None:
        return None
    roles = frozenset(Role(role) for role in found["roles"])
    actor = Actor(
        kind=ActorKind.STAFF,
        tenant_id=tenant_id,
        staff_id=found["pk"],
        roles=roles,
        # Who only looks on belongs to a network without seeing the people in it.
        network_ids=frozenset(found["networks"] if roles & CARRYING_ROLES else ()),
    )
    return Place(
        actor=actor,
        name=found["name"],
        confided=tuple(found["confided"]),
        modules=frozenset(found["modules"]),
        seen_on=found["seen_on"],
    )


def candidates(
    *, party_id: int | None, today: date, beside: frozenset[int] = frozenset()
) -> list[Candidate]:
    """Everybody who could carry a matter, with the facts that a proposal weighs.

    Seven queries, whatever the number of colleagues. ``beside`` are left out.
    """
    here = colleagues(today)
    carrying = StaffMember.objects.working_on(today).filter(
        roles__overlap=[role.value for role in CARRYING_ROLES]
    )
    members = carrying.exclude(pk__in=beside).values_list("pk", "name", "connecting_hours")
    networks = _grouped(Membership.objects.on(today).values_list("staff_id", "network_id"))
    themes = _grouped(NetworkTheme.objects.values_list("network_id", "theme_id"))
    areas = _grouped(NetworkArea.objects.values_list("network_id", "area_id"))
    load = dict(
        Matter.objects.filter(status=Status.OPEN)
        .values("owner_id")
        .annotate(open=Count("pk"))
        .values_list("owner_id", "open")
    )
    earlier = _earlier_contacts(party_id)
    return [
        Candidate(
            staff_id=number,
            name=name,
            theme_ids=_union(themes, networks.get(number, frozenset())),
            area_ids=_union(areas, networks.get(number, frozenset())),
            network_ids=networks.get(number, frozenset()),
            free_hours=float(hours) - HOURS_A_WEEK_PER_OPEN_MATTER * load.get(number, 0),
            open_matters=load.get(number, 0),
            absent=not is_here(here[number], today),
            earlier_contacts=earlier.get(number, 0),
        )
        for number, name, hours in members
    ]


def _earlier_contacts(party_id: int | None) -> Mapping[int, int]:
    """How often each colleague carried something of this party."""
    if party_id is None:
        return {}
    counts: dict[int, int] = {}
    carried = Carrier.objects.filter(connection__party_id=party_id).values_list("staff_id")
    for (staff_id,) in carried:
        counts[staff_id] = counts.get(staff_id, 0) + 1
    return counts


@dataclass(frozen=True)
class Bearer:
    """Who does today what somebody carries: a carrier who is here, or whoever ``stands_in``."""

    staff_id: int
    carries: bool
    stands_in: bool

    @property
    def reason(self) -> str:
        """Why they are chosen."""
        return KNOWN_FACE if self.carries else STANDS_IN


@dataclass(frozen=True)
class CarrierChoice:
    """Who carries, why, and whether they were found only by falling back."""

    owner_id: int
    second_id: int | None
    reasons: Mapping[str, list[str]]
    by_fallback: bool = False
    nobody_here: bool = False


def choose_carriers(
    *,
    party_id: int | None,
    theme_id: int | None,
    area_id: int | None,
    network_id: int | None,
    today: date,
    without: frozenset[int] = frozenset(),
    first: Sequence[Bearer] = (),
    among: Sequence[Candidate] | None = None,
) -> CarrierChoice:
    """The best pair; else the fallback chain; Refused only where a tenant has nobody at all.

    ``first`` do today what the carriers of the connection carry: a party keeps its known faces.
    ``among`` are the ``candidates``, for who chooses many times.
    """
    if len(first) > 1:
        reasons = {"first": [first[0].reason], "second": [first[1].reason]}
        return CarrierChoice(first[0].staff_id, first[1].staff_id, reasons)
    proposal = rules.propose_carriers(
        candidates(party_id=party_id, today=today) if among is None else among,
        theme_id,
        area_id,
        without | {each.staff_id for each in first},
        network_id=network_id,
    )
    if first:
        second = [reason.value for reason in proposal.reasons_first]
        reasons = {"first": [first[0].reason], "second": second}
        return CarrierChoice(first[0].staff_id, proposal.first, reasons)
    if proposal.first is not None:
        return CarrierChoice(
            owner_id=proposal.first,
            second_id=proposal.second,
            reasons={
                "first": [reason.value for reason in proposal.reasons_first],
                "second": [reason.value for reason in proposal.reasons_second],
            },
        )
    return _by_fallback(today, without)


def carriers_here(connection: Connection, today: date) -> tuple[Bearer, ...]:
    """Who does today what the carriers of a connection carry, for the first before the second.

    Nobody twice: who carries it comes before who stands in for another. In confidence nobody
    stands in.
    """
    current = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    carrying = list(current.order_by("rank").values_list("staff_id", flat=True))
    # A new connection is nobody's yet.
    here = colleagues(today) if carrying else {}
    carried = Carried(
        network_id=connection.network_id,
        carriers=frozenset(carrying),
        confided=frozenset() if connection.is_confidential else None,
    )
    found = [(living(each, here, today, carried), each) for each in carrying]
    return tuple(
        Bearer(number, number in carrying, any(by == number != each for by, each in found))
        for number in dict.fromkeys(number for number, _ in found)
        if number is not None
    )


def _by_fallback(today: date, without: frozenset[int]) -> CarrierChoice:
    """The fallback chain, along deputies; whoever is first in it when nobody is here.

    Who takes it carries it themselves from then on, and so may see it.
    """
    chain = [each.pk for each in StaffMember.objects.working_on(today).fallback_chain()]
    here = colleagues(today)
    carrying = [living(each, here, today, Carried()) for each in chain]
    found = [each for each in dict.fromkeys(carrying) if each is not None]
    found = [each for each in found if each not in without] or found
    if found:
        second = found[1] if len(found) > 1 else None
        return CarrierChoice(found[0], second, {"first": ["fallback"]}, by_fallback=True)
    anybody = chain or list(StaffMember.objects.working_on(today).values_list("pk", flat=True)[:1])
    if not anybody:
        raise Refused("nobody_works_here")
    return CarrierChoice(anybody[0], None, {"first": ["fallback"]}, True, nobody_here=True)


def network_for(*, theme_id: int | None, area_id: int | None) -> Network | None:
    """The network that fits theme and area best; else the fallback one; None without any."""
    themed = _networks(NetworkTheme.objects.filter(theme_id=theme_id) if theme_id else ())
    nearby = _networks(NetworkArea.objects.filter(area_id=area_id) if area_id else ())
    fitting = (themed & nearby) or themed or nearby
    if fitting:
        return Network.objects.get(pk=min(fitting))
    return Network.objects.fallback().first()


def _networks(rows: Iterable[NetworkTheme] | Iterable[NetworkArea]) -> set[int]:
    return {each.network_id for each in rows}


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    groups: dict[int, set[int]] = {}
    for one, many in pairs:
        groups.setdefault(one, set()).add(many)
    return {one: frozenset(many) for one, many in groups.items()}


def _union(of_network: Mapping[int, frozenset[int]], networks: frozenset[int]) -> frozenset[int]:
    return frozenset().union(*(of_network.get(network, frozenset()) for network in networks))


def asked_in_confidence(actor: Actor) -> list[Confidant]:
    """What the actor is asked to carry in confidence: a number and a date, and nothing else."""
    return list(Confidant.objects.asked(actor.staff_id).order_by("hear_by", "pk"))


@dataclass(frozen=True)
class Waiting:
    """How many parties wait for somebody's answer, are waited for, and what of whom is open."""

    for_us: int
    for_them: int
    unsorted: int
    open_of: Mapping[int, int]


def waiting(actor: Actor, carrying: Collection[int], absent: Collection[int]) -> Waiting:
    """Counts of what the actor may see; ``absent`` are some of ``carrying``. One query.

    Nothing is read but what those carry, and what is unsorted: each by its index.
    """
    theirs = Q(owner_id__in=carrying) | Q(second_id__in=carrying)
    unsorted = Q(kind=Kind.UNSORTED, status=Status.OPEN)
    names = {f"open_of_{each}": each for each in absent}
    counts = (
        Matter.objects.visible_to(actor)
        .open()
        .filter(theirs | unsorted)
        .aggregate(
            for_us=Count(
                "party",
                distinct=True,
                filter=Q(owner_id__in=carrying, status=Status.OPEN, waits_for_them=False),
            ),
            for_them=Count("party", distinct=True, filter=theirs & Q(waits_for_them=True)),
            unsorted=Count("pk", filter=unsorted),
            **{
                name: Count("pk", filter=Q(owner_id=each) | Q(second_id=each))
                for name, each in names.items()
            },
        )
    )
    return Waiting(
        for_us=counts["for_us"],
        for_them=counts["for_them"],
        unsorted=counts["unsorted"],
        open_of={each: counts[name] for name, each in names.items()},
    )


@dataclass(frozen=True)
class ThemeCount:
    """How many came in about a theme since a day, and are open; None where it hides people."""

    theme: str
    came_in: int | None
    open: int | None


def counts_per_theme(since: date) -> list[ThemeCount]:
    """For who sees no personal data: numbers below five are hidden, and so are totals."""
    counted = (
        Matter.objects.filter(theme__isnull=False, confidential=False)
        .values("theme__name")
        .annotate(
            came_in=Count("pk", filter=Q(received_at__date__gte=since)),
            open=Count("pk", filter=Q(status__in=[Status.OPEN, Status.ANSWERED])),
        )
        .order_by("theme__name")
    )
    return [
        ThemeCount(
            theme=each["theme__name"],
            came_in=rules.shown_number(each["came_in"]),
            open=rules.shown_number(each["open"]),
        )
        for each in counted
    ]


def hand_overs_of(matter: Matter) -> list[Handover]:
    """Every change of carrier, the newest first, with who came before and after."""
    changes = Handover.objects.filter(matter=matter).select_related("before", "after")
    return list(changes.order_by("-changed_at", "-pk"))


def confidants_of(matter_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Of each matter to whom it was confided, and who said yes."""
    accepted = Confidant.objects.filter(matter__in=matter_ids, accepted_at__isnull=False)
    found = _grouped(accepted.values_list("matter_id", "staff_id"))
    return {each: found.get(each, frozenset()) for each in matter_ids}


def carried(matter: Matter, confidants: Mapping[int, frozenset[int]]) -> Carried:
    """A matter as far as standing in goes. ``confidants`` are those of matters in confidence."""
    return Carried(
        network_id=matter.network_id,
        carriers={each for each in (matter.owner_id, matter.second_id) if each is not None},
        confided=confidants[matter.pk] if matter.confidential else None,
    )


def carried_today(matter: Matter) -> Carried:
    """As ``carried``, of one matter."""
    return carried(matter, confidants_of([matter.pk]) if matter.confidential else {})


@dataclass(frozen=True)
class Meanwhile:
    """Somebody is away: until when (the first day back), if known, and who helps, if anybody."""

    away: StaffMember
    back_on: date | None
    helper: StaffMember | None


def meanwhile(matter: Matter, today: date) -> Meanwhile | None:
    """Who is away of those through whom a party knows us, and who helps them until then.

    The contact person; or who was it before, when a deputy took this while they were away. None
    when they are here. One query, and up to four more when they are not.
    """
    known = [matter.owner_id]
    if STANDS_IN in matter.carrier_reasons.get("first", ()):
        now = Carrier.objects.filter(connection=matter.connection_id, until_at__isnull=True)
        first = now.filter(rank=CarrierRank.FIRST.value).exclude(staff=matter.owner)
        known = list(first.values_list("staff_id", flat=True))
    away = away_until(known, today)
    if not away:
        return None
    number, back_on = next(iter(away.items()))
    here, so_far = colleagues(today), carried_today(matter)
    carriers = [each for each in (matter.owner_id, matter.second_id) if each is not None]
    helping = [living(each, here, today, so_far) for each in carriers]
    helper = next((each for each in helping if each not in {None, number}), None)
    found = StaffMember.objects.in_bulk({number, helper or number})
    return Meanwhile(found[number], back_on, found[helper] if helper is not None else None)


def not_carried(today: date) -> list[int]:
    """Open matters of which the first or the second carrier is gone, and nobody stands in."""
    here = colleagues(today)
    present = [number for number, each in here.items() if is_here(each, today)]
    away = ~Q(owner_id__in=present) | (Q(second__isnull=False) & ~Q(second_id__in=present))
    return [
        each.pk
        for each, so_far in _with_confidants(Matter.objects.open().filter(away))
        if any(living(number, here, today, so_far) is None for number in so_far.carriers)
    ]


def _with_confidants(matters: MatterQuerySet) -> list[tuple[Matter, Carried]]:
    found = list(matters.order_by("received_at", "pk"))
    confided = confidants_of([each.pk for each in found if each.confidential])
    return [(each, carried(each, confided)) for each in found]


# Time enough to ask somebody else.
LOOK_AHEAD = timedelta(weeks=3)


def horizon(today: date) -> date:
    """The end of the days on which we look whether somebody is there.

    The coming three weeks, and all of the quiet weeks that begin in them.
    """
    soon = today + LOOK_AHEAD + timedelta(days=1)
    quiet = QuietWeek.objects.filter(from_on__lt=soon, until_on__gt=today)
    return max([soon, *quiet.values_list("until_on", flat=True)])


@dataclass(frozen=True)
class Unattended:
    """A matter that nobody carries on these days, nor a deputy."""

    matter: Matter
    days: Period


def unattended(
    matters: MatterQuerySet, here: Mapping[int, Colleague], today: date, until: date
) -> list[Unattended]:
    """These matters with the days on which nobody is there, as far as they begin before ``until``.

    ``here`` are the colleagues with their coming absences; only who is away at some time matters.
    """
    away = [number for number, each in here.items() if each.absences or each.works_until]
    at_stake = matters.open().carried_by(away).select_related("party", "owner", "second")
    return [
        Unattended(each, days)
        for each, so_far in _with_confidants(at_stake)
        for days in without_anybody(here, so_far, today, until)
    ]


NEWEST_TOLD = 100
LONGEST_WAITING_TOLD = 25


def newest_and_longest_waiting(matters: MatterQuerySet, *about: Q) -> list[int]:
    """The numbers of the newest matters about each of these, and of those that wait longest for us.

    One query, with a part for each: so that an index serves every one of them.
    """
    parts = []
    for each in about:
        found = matters.filter(each)
        newest = found.order_by("-received_at", "-pk")
        waiting = found.waiting_for_us().order_by("received_at", "pk")
        parts.append(newest.values_list("pk")[:NEWEST_TOLD])
        parts.append(waiting.values_list("pk")[:LONGEST_WAITING_TOLD])
    return [number for (number,) in parts[0].union(*parts[1:])]


def networks_in(area_ids: Collection[int]) -> list[Network]:
    """The networks that look after one of these areas, with who stands behind each."""
    of_areas = NetworkArea.objects.filter(area_id__in=area_ids).values("network_id")
    found = Network.objects.filter(pk__in=of_areas).select_related("owner", "deputy")
    return list(found.order_by("name"))
