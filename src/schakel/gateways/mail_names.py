"""Asks the DNS what proves a sender. Can be turned off by ``SCHAKEL_MAIL_DNS=0``."""

from collections.abc import Callable
from functools import lru_cache

import dns.exception
import dns.resolver
from django.conf import settings
from dns.rdata import Rdata

SECONDS_TO_ANSWER = 2.0
MOST_ANSWERS = 50


def ask(name: str, kind: str) -> list[bytes]:
    """All records of a kind, none when there are none; an OSError when it cannot be known now."""
    return _asked(_resolver, name, kind)


def ask_anew(name: str, kind: str) -> list[bytes]:
    """As ``ask``, for who just changed a record: nothing that this process kept."""
    return _asked(dns.resolver.Resolver, name, kind)


def _asked(resolver: Callable[[], dns.resolver.Resolver], name: str, kind: str) -> list[bytes]:
    if not settings.MAIL_DNS:
        raise OSError("the DNS is not asked here")
    try:
        answer = resolver().resolve(
            name, kind, lifetime=SECONDS_TO_ANSWER, raise_on_no_answer=False, search=False
        )
    except (dns.resolver.NXDOMAIN, dns.exception.SyntaxError, dns.exception.FormError):
        return []
    except (dns.exception.DNSException, UnicodeError) as error:
        raise OSError(str(error)) from error
    return [_as_bytes(each) for each in list(answer.rrset or ())[:MOST_ANSWERS]]


@lru_cache(maxsize=1)
def _resolver() -> dns.resolver.Resolver:
    """By the name servers of this machine. Kept, as its answers are while they hold."""
    resolver = dns.resolver.Resolver()
    resolver.cache = dns.resolver.LRUCache(1_000)
    return resolver


def _as_bytes(record: Rdata) -> bytes:
    strings = getattr(record, "strings", None)
    return b"".join(strings) if strings is not None else record.to_text().encode()
