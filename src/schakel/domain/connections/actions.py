"""Connections are made, carried and kept alive."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from schakel.domain.connections import rules
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank, Tie
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import DEFAULT_RHYTHM_DAYS
from schakel.domain.parties.actions import acquaint
from schakel.domain.parties.models import Acquaintance, Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor


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
        found = Connection.objects.filter(
            party=party,
            network=network,
            theme=theme,
            area=area,
            is_confidential=False,
            completed_on__isnull=True,
        ).first()
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
    _journal("connection.made", actor, connection, now)
    return connection


@transaction.atomic
def open_up(*, actor: Actor, connection: Connection, now: datetime) -> Connection:
    """A confidential connection becomes known to its network.

    Where the party has an open one of that kind already, that one goes on, with its carriers.
    """
    acquaint(actor=actor, party=connection.party, network=connection.network)
    known = (
        Connection.objects.select_for_update(of=("self",))
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
) -> dict[CarrierRank, Carrier]:
    """Let these carry a connection, each in their place; who stands in no place named stays.

    Gives who carries it now in those places. A constant number of queries.
    """
    Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
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
            tenant_id=actor.tenant_id, connection=connection, staff=member, rank=rank, from_at=now
        )
        for rank, member in members.items()
        if member is not None and rank not in stay
    ]
    if fresh:
        Carrier.objects.bulk_create(fresh)
        acquaint(actor=actor, party=connection.party, colleagues=[each.staff for each in fresh])
    for each in fresh:
        _journal("connection.given", actor, connection, now, rank=each.rank, staff_id=each.staff_id)
    return {rank: each for rank, each in stay.items() if rank in wanted} | {
        CarrierRank(each.rank): each for each in fresh
    }


def forget_who_carried(*, party: Party, staff_ids: Collection[int]) -> None:
    """Of these colleagues, who carries nothing of a party any more does not know it any more."""
    carrying = Carrier.objects.filter(connection__party=party, until_at__isnull=True)
    known = Acquaintance.objects.filter(party=party, staff_id__in=staff_ids)
    known.exclude(staff_id__in=carrying.values("staff_id")).delete()


def accept_carrying(*, connection: Connection, member: StaffMember | None, now: datetime) -> None:
    """A carrier says yes: from now on they count as living."""
    Carrier.objects.filter(
        connection=connection, staff=member, until_at__isnull=True, accepted_at__isnull=True
    ).update(accepted_at=now)


@transaction.atomic
def strengthen(*, connection: Connection, day: date, weight: float) -> bool:
    """A contact of ``weight`` on ``day`` keeps a connection alive; O(1), whatever its history.

    False when the contact comes too late to be added: then ``replay`` all of them.
    """
    connection = _held_with_theme(connection)
    tie = tie_of(connection)
    if day < tie.as_of:
        return False
    _store(connection, rules.after_contact(tie, day, weight))
    return True


@transaction.atomic
def replay(*, connection: Connection, contacts: Sequence[tuple[date, float]]) -> None:
    """Compute the strength anew from all contacts, as (day, weight)."""
    connection = _held_with_theme(connection)
    tie = tie_of(connection)
    agreements = [(date.min, tie.agreed_days)] if tie.agreed_days else []
    replayed = rules.replayed(tie.prior_days, contacts, agreements)
    never_spoke = replace(tie, strength=0.0, last_contact_on=None, gaps=())
    _store(connection, replayed or never_spoke)


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
    tie = rules.with_agreed_rhythm(tie_of(connection), today, days)
    connection.agreed_rhythm_days = days
    connection.save(update_fields=["agreed_rhythm_days"])
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
    rules.check_rest(until, today, both_agreed=both_agreed)
    connection.resting_until = until
    connection.save(update_fields=["resting_until"])
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


def tie_of(connection: Connection) -> Tie:
    """The stored strength of a connection, as the rules see it."""
    theme = connection.theme
    return Tie(
        as_of=connection.strength_as_of,
        prior_days=float(theme.rhythm_days) if theme else DEFAULT_RHYTHM_DAYS,
        agreed_days=connection.agreed_rhythm_days,
        strength=connection.strength,
        last_contact_on=connection.last_contact_on,
        gaps=tuple(connection.gaps),
    )


def forget_connections(*, party: Party, today: date) -> list[int]:
    """The connections of a party are at an end and ask nothing of anybody. Gives their numbers."""
    of_party = Connection.objects.filter(party=party)
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
