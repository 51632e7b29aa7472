"""Connections are made, carried and kept alive."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from schakel.domain.connections import rules
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank, Tie
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.actions import acquaint
from schakel.domain.parties.models import Acquaintance, Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor

# Until a theme says otherwise, people speak about every two months.
PRIOR_RHYTHM_DAYS = 60.0


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
    journal.record(
        "connection.made", actor=actor, subject="connection", subject_id=connection.pk, now=now
    )
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
    journal.record(
        "connection.opened_up",
        actor=actor,
        subject="connection",
        subject_id=connection.pk,
        now=now,
    )
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
    Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
    current = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    before = current.filter(rank=rank).first()
    if before is not None and member is not None and before.staff_id == member.pk:
        return before
    if member is not None:
        current.filter(staff=member).update(until_at=now)
    current.filter(rank=rank).update(until_at=now)
    if member is None:
        return None
    carrier = Carrier.objects.create(
        tenant_id=actor.tenant_id, connection=connection, staff=member, rank=rank, from_at=now
    )
    acquaint(actor=actor, party=connection.party, colleagues=[member])
    journal.record(
        "connection.given",
        actor=actor,
        subject="connection",
        subject_id=connection.pk,
        details={"rank": rank, "staff_id": member.pk},
        now=now,
    )
    return carrier


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
    connection = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
    tie = tie_of(connection)
    if day < tie.as_of:
        return False
    _store(connection, rules.after_contact(tie, day, weight))
    return True


@transaction.atomic
def replay(*, connection: Connection, contacts: Sequence[tuple[date, float]]) -> None:
    """Compute the strength anew from all contacts, as (day, weight)."""
    connection = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
    tie = tie_of(connection)
    agreements = [(date.min, tie.agreed_days)] if tie.agreed_days else []
    replayed = rules.replayed(tie.prior_days, contacts, agreements)
    if replayed is not None:
        _store(connection, replayed)


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
    connection = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
    tie = rules.with_agreed_rhythm(tie_of(connection), today, days)
    connection.agreed_rhythm_days = days
    connection.save(update_fields=["agreed_rhythm_days"])
    _store(connection, tie)
    journal.record(
        "rhythm.agreed",
        actor=actor,
        subject="connection",
        subject_id=connection.pk,
        details={"days": days},
        now=now,
    )
    return connection


def tie_of(connection: Connection) -> Tie:
    """The stored strength of a connection, as the rules see it."""
    theme = connection.theme
    return Tie(
        as_of=connection.strength_as_of,
        prior_days=float(theme.rhythm_days) if theme else PRIOR_RHYTHM_DAYS,
        agreed_days=connection.agreed_rhythm_days,
        strength=connection.strength,
        last_contact_on=connection.last_contact_on,
        gaps=tuple(connection.gaps),
    )
