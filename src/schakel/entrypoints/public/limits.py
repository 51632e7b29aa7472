"""How often one internet address may do something, counted for all processes together."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.addresses import client_address
from schakel.foundation.tenancy.requests import TenantRequest


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times in any stretch of ``seconds``."""

    name: str
    most: int
    seconds: int


FORMS = (Limit("forms-an-hour", 5, 3_600), Limit("forms-a-day", 30, 86_400))
PAPER_CODES = (Limit("paper-codes-an-hour", 10, 3_600),)
# A whole town hall may share one address.
ACTION_LINKS = (Limit("action-links-an-hour", 60, 3_600),)
MAIL_CHANGES = (Limit("mail-changes-a-day", 5, 86_400),)


def count(request: TenantRequest, limits: tuple[Limit, ...]) -> None:
    """Count one more; Refused when that is one too many."""
    address = client_address(request, settings.TRUSTED_PROXIES)
    who = salted_hmac("schakel.public.limits", f"{request.tenant.pk}:{address}").hexdigest()
    for limit in limits:
        if not _takes_place(who, limit):
            raise Refused("too_many_from_here")


def _takes_place(who: str, limit: Limit) -> bool:
    """Each use takes one of ``most`` places for a while.

    Adding to the cache is exact, also when many ask at once; adding up is not.
    """
    places = [f"{limit.name}:{who}:{number}" for number in range(limit.most)]
    taken = cache.get_many(places)
    return any(cache.add(place, True, limit.seconds) for place in places if place not in taken)
