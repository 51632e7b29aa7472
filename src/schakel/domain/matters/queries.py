"""Reads over matters: who an actor is, and who could carry a matter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.matters import rules
from schakel.domain.matters.models import Confidant, Handover, Matter, MatterQuerySet
from schakel.domain.matters.rules import Candidate, Kind, Status
from schakel.domain.networks.models import Membership, Network, NetworkArea, NetworkTheme
from schakel.domain.organisations.models import TurnedOn
from schakel.domain.staff.models import StaffMember, StaffMemberQuerySet
from schakel.domain.staff.queries import colleagues, coming_absences
from schakel.domain.staff.rules import CARRYING_ROLES, Role, is_here, living
from schakel.foundation.kernel.actor import Actor, ActorKind
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused

KNOWN_FACE = rules.Reason.KNOWS_PARTY.value

# A matter is worth about a quarter of an hour a week while it is open.
HOURS_A_WEEK_PER_OPEN_MATTER = 0.25


@dataclass(frozen=True)
class Place:
    """Who a user is in this tenant: the actor, their name, and what was confided to them.

    ``modules`` are those that the tenant turned on, read along for the pages of colleagues.
    """

    actor: Actor
    name: str
    confided: tuple[int, ...]
    modules: frozenset[str]


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
        .values("pk", "name", "roles", "networks", "confided", "modules")
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
    first: tuple[int, ...] = (),
    among: Sequence[Candidate] | None = None,
) -> CarrierChoice:
    """The best pair; else the fallback chain; Refused only where a tenant has nobody at all.

    ``first`` are those who carry the connection already: a party keeps its known faces. ``among``
    are the ``candidates``, for who chooses many times.
    """
    if len(first) > 1:
        return CarrierChoice(first[0], first[1], {"first": [KNOWN_FACE], "second": [KNOWN_FACE]})
    proposal = rules.propose_carriers(
        candidates(party_id=party_id, today=today) if among is None else among,
        theme_id,
        area_id,
        without | set(first),
        network_id=network_id,
    )
    if first:
        second = [reason.value for reason in proposal.reasons_first]
        return CarrierChoice(first[0], proposal.first, {"first": [KNOWN_FACE], "second": second})
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


def carriers_here(connection: Connection, today: date) -> tuple[int, ...]:
    """Who carries a connection and is here today, the first before the second."""
    current = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    carrying = list(current.order_by("rank").values_list("staff_id", flat=True))
    # A new connection is nobody's yet.
    here = colleagues(today) if carrying else {}
    return tuple(each for each in carrying if each in here and is_here(here[each], today))


def _by_fallback(today: date, without: frozenset[int]) -> CarrierChoice:
    """The fallback chain, along deputies; whoever is first in it when nobody is here."""
    chain = [each.pk for each in StaffMember.objects.working_on(today).fallback_chain()]
    here = colleagues(today)
    carrying = [living(each, here, today, lambda candidate: True) for each in chain]
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
    """Counts of what the actor may see; ``carrying`` and ``absent`` are colleagues. One query."""
    theirs = Q(owner_id__in=carrying) | Q(second_id__in=carrying)
    names = {f"open_of_{each}": each for each in absent}
    counts = (
        Matter.objects.visible_to(actor)
        .open()
        .aggregate(
            for_us=Count(
                "party",
                distinct=True,
                filter=Q(owner_id__in=carrying, status=Status.OPEN, waits_for_them=False),
            ),
            for_them=Count("party", distinct=True, filter=theirs & Q(waits_for_them=True)),
            unsorted=Count("pk", filter=Q(kind=Kind.UNSORTED, status=Status.OPEN)),
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


@dataclass(frozen=True)
class Unattended:
    """A matter of which both carriers are away on these days; the other is None without one."""

    matter: Matter
    other: StaffMember | None
    days: Period


def both_away(actor: Actor, member: StaffMember, today: date) -> list[Unattended]:
    """Open matters of a colleague, as far as the actor sees them, with nobody on coming days."""
    carried = list(
        Matter.objects.visible_to(actor)
        .open()
        .carried_by([member.pk])
        .select_related("party", "owner", "second")
        .order_by("received_at", "pk")
    )
    others = {
        each.pk: each.second if each.owner_id == member.pk else each.owner for each in carried
    }
    away: dict[int, list[Period]] = {}
    people = {member.pk, *(other.pk for other in others.values() if other is not None)}
    for absence in coming_absences(people, today):
        away.setdefault(absence.staff_id, []).append(Period(absence.from_on, absence.until_on))
    found = []
    for matter in carried:
        other = others[matter.pk]
        for own in away.get(member.pk, ()):
            shared = own if other is None else _first_shared(own, away.get(other.pk, ()))
            if shared is not None:
                found.append(Unattended(matter, other, shared))
    return found


def _first_shared(own: Period, theirs: Collection[Period]) -> Period | None:
    shared = (own.shared_with(each) for each in theirs)
    return next((each for each in shared if each is not None), None)


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
