"""Reads over connections: who carries one, and who did; and which days count for its rhythm."""

from collections.abc import Collection

from schakel.algorithms.tie_decay.calendar import Calendar
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.organisations.models import QuietWeek
from schakel.foundation.kernel.actor import Actor


def carriers_of(connection: Connection) -> list[Carrier]:
    """Everybody who carries a connection or did so, those of today first."""
    carriers = Carrier.objects.filter(connection=connection)
    carriers = carriers.select_related("staff__unit", "position")
    return sorted(carriers, key=lambda each: (each.until_at is not None, each.rank, each.pk))


def carriers_with(party_ids: Collection[int], actor: Actor) -> list[Carrier]:
    """Who carries the open connections of these parties today, as far as the actor may see."""
    open_ones = (
        Connection.objects.with_us()
        .visible_to(actor)
        .filter(party_id__in=party_ids, completed_on__isnull=True)
    )
    carriers = Carrier.objects.filter(connection__in=open_ones, until_at__isnull=True)
    return list(carriers.select_related("staff", "connection__party").order_by("rank", "pk"))


def quiet_calendar() -> Calendar:
    """The days that count for a rhythm: all but those of the quiet weeks of the tenant."""
    return Calendar(QuietWeek.objects.values_list("from_on", "until_on"))
