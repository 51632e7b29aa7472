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

    Behind a proxy that is not trusted, everybody would seem to be here: then nobody is. What a
    proxy on another computer calls its own computer is not this one.
    """
    sender = str(request.META.get("REMOTE_ADDR", ""))
    if "HTTP_X_FORWARDED_FOR" in request.META and sender not in trusted_proxies:
        return False
    return _is_loopback(sender) and _is_loopback(client_address(request, trusted_proxies))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
