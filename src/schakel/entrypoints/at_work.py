"""Schakel itself at work in one tenant: who acts, when, and in which time zone and language."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant


@dataclass(frozen=True)
class Here:
    """The tenant, Schakel as the actor in it, and the moment, taken once."""

    tenant: Tenant
    actor: Actor
    now: datetime
    today: date


@contextmanager
def inside(tenant_id: int) -> Iterator[Here]:
    """One transaction in a tenant, in which confidential matters can be seen."""
    tenant = Tenant.objects.get(pk=tenant_id)
    now = timezone.now()
    with (
        timezone.override(tenant.time_zone),
        translation.override(tenant.language),
        within_tenant(tenant_id, matters=ALL_MATTERS),
    ):
        today = now.astimezone(ZoneInfo(tenant.time_zone)).date()
        yield Here(tenant, system(tenant_id), now, today)


def all_tenants() -> list[int]:
    """Every tenant; their table has no policy."""
    return list(Tenant.objects.order_by("pk").values_list("pk", flat=True))
