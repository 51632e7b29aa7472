"""Which computers are asked in the name of an institution: only those that the operator allows.

The name has to be allowed, and the address at which it is found may not be one that gives away
more than a mail server does.
"""

from django.conf import settings

from schakel.gateways.identity_provider import may_answer

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_allowed(host: str) -> bool:
    """Whether the operator allows this name."""
    return host.lower() in settings.MAIL_HOSTS


def is_here(host: str) -> bool:
    """Whether the name is that of this very machine, which the operator has to allow by name."""
    return host.lower() in _LOOPBACK


def may_be_at(host: str, address: str) -> bool:
    """Whether a mail server of that name can be at this address."""
    return may_answer(address, on_loopback=is_here(host))
