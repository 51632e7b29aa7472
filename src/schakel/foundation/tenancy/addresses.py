"""Whose request this is, as far as an address tells."""

import ipaddress
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


def is_on_this_computer(request: HttpRequest, trusted_proxies: Sequence[str]) -> bool:
    """Whether the client is on this computer, as far as that is certain.

    Behind a proxy that is not trusted, everybody would seem to be here: then nobody is.
    """
    try:
        address = ipaddress.ip_address(client_address(request, trusted_proxies))
    except ValueError:
        return False
    is_passed_on = "HTTP_X_FORWARDED_FOR" in request.META
    by_own_proxy = request.META.get("REMOTE_ADDR") in trusted_proxies
    return address.is_loopback and (by_own_proxy or not is_passed_on)
