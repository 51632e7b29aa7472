"""Reads over connections: who carries one, and who did."""

from collections.abc import Collection

from schakel.domain.connections.models import Carrier, Connection
from schakel.foundation.kernel.actor import Actor


def carriers_of(connection: Connection) -> list[Carrier]:
    """Everybody who carries a connection or did so, those of today first."""
    carriers = Carrier.objects.filter(connection=connection).select_related("staff__unit")
    return sorted(carriers, key=lambda each: (each.until_at is not None, each.rank, each.pk))


def carriers_with(party_ids: Collection[int], actor: Actor) -> list[Carrier]:
    """Who carries the open connections of these parties today, as far as the actor may see."""
    open_ones = Connection.objects.visible_to(actor).filter(
        party_id__in=party_ids, completed_on__isnull=True
    )
    carriers = Carrier.objects.filter(connection__in=open_ones, until_at__isnull=True)
    return list(carriers.select_related("staff", "connection__party").order_by("rank", "pk"))
