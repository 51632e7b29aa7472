"""Reads over what is known before a tenant is."""

from schakel.foundation.tenancy.models import MailRoute


def tenant_of_address(address: str) -> int | None:
    """The tenant whose mail comes in at an address, whatever stands behind its plus."""
    local, at, domain = address.strip().lower().rpartition("@")
    plain = f"{local.partition('+')[0]}{at}{domain}"
    route = MailRoute.objects.filter(address=plain).values_list("tenant_id", flat=True)
    return route.first()
