"""Functions carry connections, by whoever holds them."""

from datetime import date, datetime

from django.db import transaction

from schakel.domain.connections.actions import give_carriers
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.connections.rules import check_work_on as check_work_on_connection
from schakel.domain.continuity.actions.passings import accept_for, ask_in_confidence, drop_passing
from schakel.domain.continuity.models import Passing
from schakel.domain.continuity.queries.hand_over import Proposed
from schakel.domain.continuity.rules import Course
from schakel.domain.matters.actions import take_over
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.staff.actions import put_holder
from schakel.domain.staff.models import Position, StaffMember
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.refused import Refused


@transaction.atomic
def fill_position(
    *, actor: Actor, position: Position, holder: StaffMember | None, today: date, now: datetime
) -> Position:
    """Somebody takes a function on, or leaves it vacant: all that it carries goes along at once.

    Who takes a function on says yes with it; each of its connections gets to know them, and its
    dossier is theirs. While it is vacant its fallback does its work.
    """
    position = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    put_holder(actor=actor, position=position, holder=holder, now=now)
    to = holder or position.fallback
    carried = Carrier.objects.filter(position=position, until_at__isnull=True).exclude(staff=to)
    for carrier in carried.select_related("connection__party", "staff").order_by("connection_id"):
        _pass_with_position(actor, position, carrier, to, today, now)
    return position


def _pass_with_position(
    actor: Actor,
    position: Position,
    carrier: Carrier,
    to: StaffMember,
    today: date,
    now: datetime,
) -> None:
    matter = Matter.objects.filter(connection=carrier.connection, confidential=True).first()
    old = Passing.objects.going_on().filter(position=position, connection=carrier.connection_id)
    for each in old:
        drop_passing(actor, each, now)
    passing = Passing.objects.create(
        tenant_id=actor.tenant_id,
        connection=carrier.connection,
        rank=carrier.rank,
        position=position,
        matter=matter,
        confidential=matter is not None,
        successor=to,
        course=Course.SEEKING.value,
        made_at=now,
    )
    if matter is not None:
        ask_in_confidence(system(actor.tenant_id), passing, Proposed(to.pk, ()), today, now)
        return
    passing.course, passing.asked_at, passing.answer_by = Course.ASKED.value, now, today
    accept_for(system(actor.tenant_id), passing, today, now)


@transaction.atomic
def carry_by_position(
    *,
    actor: Actor,
    connection: Connection,
    rank: CarrierRank,
    position: Position,
    today: date,
    now: datetime,
) -> None:
    """From now on a function carries this connection, by whoever holds it."""
    carriers = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    check_work_on_connection(
        actor, list(carriers.values_list("staff_id", flat=True)), connection.network_id
    )
    to = position.holder or position.fallback
    if carriers.exclude(rank=rank.value).filter(staff=to).exists():
        raise Refused("successor_carries_it_already", name=to.name)
    current = carriers.filter(rank=rank.value).select_related("staff").first()
    if current is not None and current.staff_id == to.pk:
        give_carriers(actor=actor, connection=connection, members={rank: None}, now=now)
    take_over(
        actor=actor,
        connection=connection,
        rank=Rank(rank.value),
        leaver=current.staff if current is not None and current.staff_id != to.pk else None,
        to=to,
        has_accepted=True,
        position=position,
        today=today,
        now=now,
    )
