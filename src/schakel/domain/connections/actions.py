"""Connections are made, carried and kept alive."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from django.db import connection as db
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from numpy.typing import NDArray

from schakel.algorithms.tie_decay.bulk import days_until_below
from schakel.algorithms.tie_decay.calendar import ALWAYS, Calendar
from schakel.algorithms.tie_decay.grouped import Contacts, Integers
from schakel.algorithms.tie_decay.learned import LearnedTies, learned_ties
from schakel.domain.connections import rules
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.queries import quiet_calendar
from schakel.domain.connections.rules import CarrierRank, Tie
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import DEFAULT_RHYTHM_DAYS
from schakel.domain.parties.actions import acquaint
from schakel.domain.parties.models import Acquaintance, Party
from schakel.domain.staff.models import Position, StaffMember
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.context import is_first_time

# A strength that differs by less is the same one, computed in another order.
_SAME_STRENGTH = 1e-9
LONGEST_PURPOSE = 500
_STORE_MANY = """
    UPDATE connections_connection AS kept
    SET strength = found.strength,
        strength_as_of = coalesce(found.as_of, kept.strength_as_of),
        last_contact_on = found.spoke_on,
        gaps = found.gaps::integer[],
        silent_on = found.silent_on
    FROM unnest(%s::bigint[], %s::float8[], %s::date[], %s::date[], %s::text[], %s::date[])
        AS found (id, strength, as_of, spoke_on, gaps, silent_on)
    WHERE kept.id = found.id
        AND (
            abs(kept.strength - found.strength) > %s
            OR (kept.strength_as_of, kept.last_contact_on, kept.gaps, kept.silent_on)
            IS DISTINCT FROM (
                coalesce(found.as_of, kept.strength_as_of),
                found.spoke_on,
                found.gaps::integer[],
                found.silent_on
            )
        )
"""

Agreement = tuple[date, float | None]
# Strength, as of, last contact, gaps, silent on.
Stored = tuple[float, date | None, date | None, str, date | None]


@dataclass(frozen=True)
class Held:
    """A connection that is held for ``replay_many``, and what its rhythm comes from."""

    pk: int
    prior_days: float
    agreements: Sequence[Agreement]


@transaction.atomic
def connect(
    *,
    actor: Actor,
    party: Party,
    network: Network,
    today: date,
    now: datetime,
    theme: Theme | None = None,
    area: Area | None = None,
    is_confidential: bool = False,
    purpose: str = "",
) -> Connection:
    """The open connection of a party about a theme and an area; made when there is none yet.

    A confidential one stands by itself: it is never joined to what others can see.
    """
    found = None
    if not is_confidential:
        found = (
            Connection.objects.with_us()
            .filter(
                party=party,
                network=network,
                theme=theme,
                area=area,
                is_confidential=False,
                completed_on__isnull=True,
            )
            .first()
        )
        acquaint(actor=actor, party=party, network=network)
    if found is not None:
        return found
    connection = Connection.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        network=network,
        theme=theme,
        area=area,
        is_confidential=is_confidential,
        purpose=purpose,
        strength_as_of=today,
        created_at=now,
    )
    # Nobody else can see it before this transaction ends.
    is_first_time(("connection", connection.pk))
    _journal("connection.made", actor, connection, now)
    return connection


@transaction.atomic
def open_up(*, actor: Actor, connection: Connection, now: datetime) -> Connection:
    """A confidential connection becomes known to its network.

    Where the party has an open one of that kind already, that one goes on, with its carriers.
    """
    acquaint(actor=actor, party=connection.party, network=connection.network)
    known = (
        Connection.objects.with_us()
        .select_for_update(of=("self",))
        .filter(
            party=connection.party,
            network=connection.network,
            theme=connection.theme,
            area=connection.area,
            is_confidential=False,
            completed_on__isnull=True,
        )
        .first()
    )
    connection.is_confidential = False
    if known is not None:
        connection.completed_on = timezone.localdate(now)
    connection.save(update_fields=["is_confidential", "completed_on"])
    _journal("connection.opened_up", actor, connection, now)
    return known or connection


@transaction.atomic
def broker(
    *,
    actor: Actor,
    like: Connection,
    other_party: Party,
    purpose: str,
    today: date,
    now: datetime,
) -> Connection:
    """Two whom we introduced are connected: about the same as ``like``, carried by the same people.

    The open one of the two, whichever way round, when there is one already.
    """
    pair = Connection.objects.brokered().of(like.party).of(other_party)
    about = {"network": like.network_id, "theme": like.theme_id, "area": like.area_id}
    found = pair.filter(**about, completed_on__isnull=True).first()
    if found is not None:
        return found
    connection = Connection.objects.create(
        tenant_id=actor.tenant_id,
        party=like.party,
        other_party=other_party,
        network_id=like.network_id,
        theme_id=like.theme_id,
        area_id=like.area_id,
        purpose=purpose[:LONGEST_PURPOSE],
        strength_as_of=today,
        created_at=now,
    )
    _journal("connection.made", actor, connection, now)
    carriers = list(
        Carrier.objects.filter(connection=like, until_at__isnull=True).select_related("staff")
    )
    members = {CarrierRank(each.rank): each.staff for each in carriers}
    give_carriers(actor=actor, connection=connection, members=members, now=now)
    for each in carriers:
        if each.accepted_at is not None:
            accept_carrying(connection=connection, member=each.staff, now=now)
    return connection


@transaction.atomic
def end_brokered(*, actor: Actor, connections: Collection[int], today: date, now: datetime) -> None:
    """One of the two does not want it any more: nobody is asked, and nobody is told who."""
    ending = Connection.objects.brokered().filter(pk__in=connections, completed_on__isnull=True)
    for each in ending.select_for_update(of=("self",)).order_by("pk"):
        each.completed_on, each.purpose, each.silent_on = today, "", None
        each.save(update_fields=["completed_on", "purpose", "silent_on"])
        _journal("connection.completed", actor, each, now)


@transaction.atomic
def give_carrier(
    *,
    actor: Actor,
    connection: Connection,
    rank: CarrierRank,
    member: StaffMember | None,
    now: datetime,
) -> Carrier | None:
    """Let somebody carry a connection as first or second; whoever did so before stays on record."""
    given = give_carriers(actor=actor, connection=connection, members={rank: member}, now=now)
    return given.get(rank)


@transaction.atomic
def give_carriers(
    *,
    actor: Actor,
    connection: Connection,
    members: Mapping[CarrierRank, StaffMember | None],
    now: datetime,
    position: Position | None = None,
) -> dict[CarrierRank, Carrier]:
    """Let these carry a connection, each in their place; who stands in no place named stays.

    Gives who carries it now in those places: those who are new there by ``position``, if any. A
    constant number of queries.
    """
    _hold(connection)
    current = {
        CarrierRank(each.rank): each
        for each in Carrier.objects.filter(connection=connection, until_at__isnull=True)
    }
    wanted = {rank: member.pk if member else None for rank, member in members.items()}
    stay = {
        rank: carrier
        for rank, carrier in current.items()
        if carrier.staff_id == wanted.get(rank)
        or (rank not in wanted and carrier.staff_id not in wanted.values())
    }
    ends = [carrier.pk for rank, carrier in current.items() if rank not in stay]
    if ends:
        Carrier.objects.filter(pk__in=ends).update(until_at=now)
    fresh = [
        Carrier(
            tenant_id=actor.tenant_id,
            connection=connection,
            staff=member,
            rank=rank,
            position=position,
            from_at=now,
        )
        for rank, member in members.items()
        if member is not None and rank not in stay
    ]
    if fresh:
        Carrier.objects.bulk_create(fresh)
        colleagues = [each.staff for each in fresh]
        acquaint(actor=actor, party=connection.party, colleagues=colleagues)
        if connection.other_party is not None:
            acquaint(actor=actor, party=connection.other_party, colleagues=colleagues)
    for each in fresh:
        _journal("connection.given", actor, connection, now, rank=each.rank, staff_id=each.staff_id)
    return {rank: each for rank, each in stay.items() if rank in wanted} | {
        CarrierRank(each.rank): each for each in fresh
    }


def _hold(connection: Connection) -> None:
    """Whoever else gives or takes it waits until the end of this transaction."""
    if is_first_time(("connection", connection.pk)):
        Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)


def forget_who_carried(*, party: Party, staff_ids: Collection[int]) -> None:
    """Of these colleagues, who carries nothing of a party any more does not know it any more."""
    bonds = Connection.objects.of(party)
    carrying = Carrier.objects.filter(connection__in=bonds, until_at__isnull=True)
    known = Acquaintance.objects.filter(party=party, staff_id__in=staff_ids)
    known.exclude(staff_id__in=carrying.values("staff_id")).delete()


def accept_carrying(*, connection: Connection, member: StaffMember | None, now: datetime) -> None:
    """A carrier says yes: from now on they count as living, also in what goes along with it."""
    along = Q(connection=connection) | Q(connection__in=Connection.objects.beside(connection))
    Carrier.objects.filter(
        along, staff=member, until_at__isnull=True, accepted_at__isnull=True
    ).update(accepted_at=now)


@transaction.atomic
def strengthen(*, connection: Connection, day: date, weight: float) -> bool:
    """A contact of ``weight`` on ``day`` keeps a connection alive; O(1), whatever its history.

    False when the contact comes too late to be added: then ``replay`` all of them.
    """
    connection = _held_with_theme(connection)
    tie = tie_of(connection, quiet_calendar())
    if day < tie.as_of:
        return False
    _store(connection, rules.after_contact(tie, day, weight))
    return True


@transaction.atomic
def replay(*, connection: Connection, contacts: Sequence[tuple[date, float]]) -> bool:
    """Compute the strength anew from all contacts, as (day, weight). Whether it is another one."""
    connection = _held_with_theme(connection)
    tie = tie_of(connection, quiet_calendar())
    before = tie.strength, tie.as_of
    agreements = _agreements(connection.agreed_rhythms, connection.agreed_rhythm_days)
    replayed = rules.replayed(tie.prior_days, contacts, agreements, tie.calendar)
    spoke = replayed is not None and replayed.strength > 0
    never_spoke = replace(tie, strength=0.0, last_contact_on=None, gaps=())
    _store(connection, replayed if replayed and spoke else never_spoke)
    return before != (connection.strength, connection.strength_as_of)


def _agreements(
    kept: Iterable[tuple[str, float | None]], agreed_days: float | None
) -> list[Agreement]:
    """What was agreed, with its day; of what was agreed before days were kept: always so."""
    agreements = [(date.fromisoformat(day), days) for day, days in kept]
    if agreed_days and not agreements:
        return [(date.min, agreed_days)]
    return agreements


def hold_some(*, after: int, most: int) -> list[Held]:
    """The next connections with us that go on, by number, held until the transaction ends."""
    going_on = Connection.objects.with_us().filter(pk__gt=after, completed_on__isnull=True)
    rows = (
        going_on.order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk", "theme__rhythm_days", "agreed_rhythms", "agreed_rhythm_days")
    )
    return [
        Held(pk, float(prior or DEFAULT_RHYTHM_DAYS), _agreements(kept, agreed_days))
        for pk, prior, kept, agreed_days in rows[:most]
    ]


def replay_many(*, connections: Sequence[Held], contacts: Contacts) -> int:
    """What ``replay`` does, for many held connections at once; how many it changed.

    ``contacts`` are those that weigh something, of each connection in this order.
    """
    calendar = quiet_calendar()
    ties = learned_ties(
        replace(contacts, days=calendar.counted_of_each(contacts.days).astype(np.int32)),
        priors=np.array([each.prior_days for each in connections]),
        learning=rules.LEARNING,
    )
    rows = _as_stored(ties, contacts, calendar)
    for place, held in enumerate(connections):
        if held.agreements and ties.strengths[place]:
            rows[place] = _replayed(held, contacts.of(place), calendar)
    with db.cursor() as cursor:
        columns = zip(*rows, strict=True)
        numbers = [each.pk for each in connections]
        cursor.execute(_STORE_MANY, [numbers, *map(list, columns), _SAME_STRENGTH])
        return int(cursor.rowcount)


def _as_stored(ties: LearnedTies, contacts: Contacts, calendar: Calendar) -> list[Stored]:
    spoke = ties.strengths > 0
    last = np.zeros(len(spoke), np.int64)
    last[spoke] = contacts.days[contacts.starts[1:][spoke] - 1]
    passed = days_until_below(ties.strengths, ties.rhythms)
    silent = np.where(passed, calendar.day_of_each(ties.as_of + passed), last)
    spoken_on = _dates(last, spoke)
    return list(
        zip(
            ties.strengths.tolist(),
            spoken_on,
            spoken_on,
            [
                _as_array(gaps[:known])
                for gaps, known in zip(ties.gaps.tolist(), ties.known.tolist(), strict=True)
            ],
            _dates(silent, spoke),
            strict=True,
        )
    )


def _replayed(held: Held, contacts: Iterable[tuple[int, float]], calendar: Calendar) -> Stored:
    """One by itself: its rhythm was agreed on days between its contacts."""
    moments = [(date.fromordinal(day), weight) for day, weight in contacts]
    tie = rules.replayed(held.prior_days, moments, held.agreements, calendar)
    assert tie is not None
    gaps = _as_array(tie.gaps)
    return tie.strength, tie.as_of, tie.last_contact_on, gaps, rules.silent_on(tie)


def _dates(ordinals: Integers, known: NDArray[np.bool_]) -> list[date | None]:
    days = zip(ordinals.tolist(), known.tolist(), strict=True)
    return [date.fromordinal(each) if is_known else None for each, is_known in days]


def _as_array(gaps: Iterable[int]) -> str:
    """As PostgreSQL writes one: rows of different lengths are no array of arrays."""
    return "{" + ",".join(map(str, gaps)) + "}"


def _held_with_theme(connection: Connection) -> Connection:
    held = Connection.objects.select_for_update(of=("self",)).select_related("theme")
    return held.get(pk=connection.pk)


def _store(connection: Connection, tie: Tie) -> None:
    connection.strength, connection.strength_as_of = tie.strength, tie.as_of
    connection.last_contact_on, connection.gaps = tie.last_contact_on, list(tie.gaps)
    connection.silent_on = rules.silent_on(tie) if tie.strength > 0 else None
    connection.save(
        update_fields=["strength", "strength_as_of", "last_contact_on", "gaps", "silent_on"]
    )


@transaction.atomic
def agree_rhythm(
    *, actor: Actor, connection: Connection, days: float | None, today: date, now: datetime
) -> Connection:
    """How often the two sides want to speak, in days; None: learn it from what they do."""
    rules.check_rhythm(days)
    connection = _going_on(actor, connection)
    rules.check_with_us(is_brokered=connection.is_brokered)
    tie = rules.with_agreed_rhythm(tie_of(connection, quiet_calendar()), today, days)
    before = _agreements(connection.agreed_rhythms, connection.agreed_rhythm_days)
    agreed = [*before, (today, days)]
    connection.agreed_rhythms = [(day.isoformat(), each) for day, each in agreed]
    connection.agreed_rhythm_days = days
    connection.save(update_fields=["agreed_rhythm_days", "agreed_rhythms"])
    _store(connection, tie)
    _journal("rhythm.agreed", actor, connection, now, days=days)
    return connection


@transaction.atomic
def agree_rest(
    *,
    actor: Actor,
    connection: Connection,
    until: date,
    both_agreed: bool,
    today: date,
    now: datetime,
) -> Connection:
    """Both sides wait until a day: until then silence says nothing."""
    connection = _going_on(actor, connection)
    rules.check_with_us(is_brokered=connection.is_brokered)
    rules.check_rest(until, today, both_agreed=both_agreed)
    connection.resting_from, connection.resting_until = today, until
    connection.save(update_fields=["resting_from", "resting_until"])
    _journal("connection.rested", actor, connection, now, until=until.isoformat())
    return connection


@transaction.atomic
def resume(*, actor: Actor, connection: Connection, today: date, now: datetime) -> Connection:
    """The rest ends before its day: from now on silence counts again."""
    connection = _going_on(actor, connection)
    rules.check_resume(connection.resting_until, today)
    connection.resting_until = None
    connection.save(update_fields=["resting_until"])
    _journal("connection.resumed", actor, connection, now)
    return connection


@transaction.atomic
def change_purpose(
    *, actor: Actor, connection: Connection, purpose: str, now: datetime
) -> Connection:
    """What the two sides want with each other; nothing is a fair answer too."""
    connection = _going_on(actor, connection)
    connection.purpose = purpose.strip()
    connection.save(update_fields=["purpose"])
    _journal("connection.purpose_changed", actor, connection, now)
    return connection


@transaction.atomic
def complete(
    *,
    actor: Actor,
    connection: Connection,
    reason: str,
    open_matters: int,
    today: date,
    now: datetime,
) -> Connection:
    """What they wanted with each other is done; ``open_matters`` is what still hangs on it."""
    connection = _going_on(actor, connection)
    rules.check_complete(reason, open_matters)
    connection.completed_on, connection.completion_reason = today, reason.strip()
    connection.resting_until = None
    connection.save(update_fields=["completed_on", "completion_reason", "resting_until"])
    _journal("connection.completed", actor, connection, now)
    return connection


def _going_on(actor: Actor, connection: Connection) -> Connection:
    """The connection, held; Refused when it is of others, or completed."""
    connection = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
    carriers = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    rules.check_work_on(
        actor, list(carriers.values_list("staff_id", flat=True)), connection.network_id
    )
    rules.check_goes_on(connection.completed_on)
    return connection


def _journal(
    what: str, actor: Actor, connection: Connection, now: datetime, **details: object
) -> None:
    journal.record(
        what,
        actor=actor,
        subject="connection",
        subject_id=connection.pk,
        details=details,
        now=now,
    )


def tie_of(connection: Connection, calendar: Calendar = ALWAYS) -> Tie:
    """The stored strength of a connection, as the rules see it.

    ``calendar`` is the ``quiet_calendar`` of the tenant; without it every day counts.
    """
    theme = connection.theme
    return Tie(
        as_of=connection.strength_as_of,
        prior_days=float(theme.rhythm_days) if theme else DEFAULT_RHYTHM_DAYS,
        agreed_days=connection.agreed_rhythm_days,
        strength=connection.strength,
        last_contact_on=connection.last_contact_on,
        gaps=tuple(connection.gaps),
        calendar=calendar,
    )


def forget_connections(*, party: Party, today: date) -> list[int]:
    """The connections of a party are at an end and ask nothing of anybody. Gives their numbers.

    With those to others whom we introduced.
    """
    of_party = Connection.objects.of(party)
    of_party.update(
        purpose="",
        completion_reason="",
        silent_on=None,
        completed_on=Coalesce("completed_on", today),
    )
    return list(of_party.values_list("pk", flat=True))


def take_back_connections(*, connections: Collection[int], carriers: Collection[int]) -> None:
    """These were never meant to be made: nothing else hangs on them."""
    carried = Q(connection__in=connections) | Q(pk__in=carriers)
    Carrier.objects.filter(carried).delete()
    Connection.objects.filter(pk__in=connections).delete()
