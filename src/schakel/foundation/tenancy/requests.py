"""What a request holds once its tenant and actor are known."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime

from django.http import HttpRequest

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
