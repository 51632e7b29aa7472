"""From a mail that was kept to where it belongs: read in a child, proven outside, placed at once.

Reading and asking around happen outside of any transaction; placing is one action.
"""

from dataclasses import dataclass
from typing import BinaryIO

from django.utils import timezone

from schakel.domain.arrivals.actions import Delivery, Reading, hold_unread, keep_mail, place_mail
from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import MOST_BYTES_READ, Door, State, Why
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.mailbox.child import Reader, TooHeavy, Unreadable
from schakel.entrypoints.mailbox.proof import proof_of
from schakel.foundation.files.actions import read_file
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant


@dataclass(frozen=True)
class _Kept:
    """The bytes of a mail, none of one that is too large, and how it was handed to us."""

    raw: bytes | None
    envelope_from: str
    client: str
    door: Door


def place(tenant_id: int, arrival_id: int, reader: Reader) -> State:
    """Put one kept mail where it belongs; what was placed before stays as it is."""
    kept = _kept(tenant_id, arrival_id)
    if kept is None:
        return _state(tenant_id, arrival_id)
    if kept.raw is None:
        return _hold(tenant_id, arrival_id, Why.TOO_HEAVY)
    try:
        mail = reader.read(kept.raw)
    except (TooHeavy, Unreadable) as trouble:
        why = Why.TOO_HEAVY if isinstance(trouble, TooHeavy) else Why.UNREADABLE
        return _hold(tenant_id, arrival_id, why)
    proof = proof_of(kept.raw, envelope_from=kept.envelope_from, client=kept.client, door=kept.door)
    with inside(tenant_id) as here:
        placed = place_mail(
            actor=here.actor,
            arrival_id=arrival_id,
            reading=Reading(mail=mail, proof=proof),
            today=here.today,
            now=here.now,
        )
    return State(placed.state)


def take(tenant_id: int, content: BinaryIO, delivery: Delivery) -> int:
    """Keep a mail, and commit; its number."""
    with within_tenant(tenant_id):
        now = timezone.now()
        arrival = keep_mail(actor=system(tenant_id), content=content, delivery=delivery, now=now)
        return arrival.pk


def _kept(tenant_id: int, arrival_id: int) -> _Kept | None:
    """None when it was placed before."""
    with within_tenant(tenant_id, matters=ALL_MATTERS):
        arrival = Arrival.objects.waiting().select_related("raw").filter(pk=arrival_id).first()
        if arrival is None or arrival.raw is None:
            return None
        too_large = arrival.raw.size > MOST_BYTES_READ
        return _Kept(
            None if too_large else b"".join(read_file(arrival.raw)),
            arrival.envelope_from,
            arrival.client,
            Door(arrival.door),
        )


def _state(tenant_id: int, arrival_id: int) -> State:
    with within_tenant(tenant_id, matters=ALL_MATTERS):
        return State(Arrival.objects.values_list("state", flat=True).get(pk=arrival_id))


def _hold(tenant_id: int, arrival_id: int, why: Why) -> State:
    with inside(tenant_id) as here:
        held = hold_unread(
            actor=here.actor, arrival_id=arrival_id, fault=why, today=here.today, now=here.now
        )
    return State(held.state)
