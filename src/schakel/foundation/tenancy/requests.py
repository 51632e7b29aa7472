"""What a request holds once its tenant and actor are known."""

from datetime import date, datetime

from django.http import HttpRequest

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import Tenant


class TenantRequest(HttpRequest):
    """A request inside a tenant. ``now`` is taken once: an entry point is where the clock is."""

    tenant: Tenant
    actor: Actor
    actor_name: str
    now: datetime
    today: date
