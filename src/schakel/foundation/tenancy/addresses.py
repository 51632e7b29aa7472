"""Whose request this is, as far as an address tells."""

from collections.abc import Sequence

from django.http import HttpRequest


def client_address(request: HttpRequest, trusted_proxies: Sequence[str]) -> str:
    """The address of the client; ``X-Forwarded-For`` counts only as far as our proxies wrote it.

    Read from the right: the last address that is not a trusted proxy. A client that writes the
    header itself gains nothing.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    while hops and address in trusted_proxies:
        address = hops.pop()
    return address
