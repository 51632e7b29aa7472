"""Reads over connections: who carries one, and who did."""

from schakel.domain.connections.models import Carrier, Connection


def carriers_of(connection: Connection) -> list[Carrier]:
    """Everybody who carries a connection or did so, those of today first."""
    carriers = Carrier.objects.filter(connection=connection).select_related("staff__unit")
    return sorted(carriers, key=lambda each: (each.until_at is not None, each.rank, each.pk))
