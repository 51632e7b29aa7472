"""What a request holds once its tenant and actor are known, and a page that talks to others."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import Tenant


class TenantRequest(HttpRequest):
    """A request inside a tenant. ``now`` is taken once: an entry point is where the clock is.

    ``modules`` are the codes of what the tenant turned on; read when somebody asks for them.
    """

    tenant: Tenant
    actor: Actor
    actor_name: str
    now: datetime
    today: date
    modules: AbstractSet[str]


class Outside(HttpResponse):
    """A page that talks to a computer elsewhere, while no transaction is open.

    What has to be known is read before, in the transaction of the view. ``talk`` then gives what
    makes the page of what was heard: that runs in a transaction again, of the same tenant.
    """

    def __init__(self, talk: Callable[[], Callable[[], HttpResponseBase]]) -> None:
        super().__init__()
        self.talk = talk
