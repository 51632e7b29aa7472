"""Institutions begin."""

import re
from datetime import datetime

from django.db import transaction

from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.models import MailRoute, Tenant

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_HOSTNAME = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")


@transaction.atomic
def begin_tenant(
    *,
    code: str,
    name: str,
    now: datetime,
    hostname: str = "",
    phone: str = "",
    postal_address: str = "",
    is_demo: bool = False,
) -> Tenant:
    """An institution with nothing in it. Its first journal line is written by who fills it."""
    hostname = hostname.strip().lower()
    if not _CODE.fullmatch(code):
        raise Refused("tenant_code_not_valid", tenant=code[:40])
    if not name.strip():
        raise Refused("tenant_needs_name")
    if hostname and not _HOSTNAME.fullmatch(hostname):
        raise Refused("hostname_not_valid", hostname=hostname[:80])
    if Tenant.objects.filter(code=code).exists():
        raise Refused("tenant_code_taken", tenant=code)
    if hostname and Tenant.objects.filter(hostname=hostname).exists():
        raise Refused("hostname_taken", hostname=hostname)
    return Tenant.objects.create(
        code=code,
        name=name.strip(),
        hostname=hostname,
        phone=phone.strip(),
        postal_address=postal_address.strip(),
        is_demo=is_demo,
        created_at=now,
    )


@transaction.atomic
def lead_mail(*, tenant_id: int, address: str) -> None:
    """Mail to an address comes in at this tenant. Refused when it does at another."""
    route, _ = MailRoute.objects.get_or_create(
        address=address.lower(), defaults={"tenant_id": tenant_id}
    )
    if route.tenant_id != tenant_id:
        raise Refused("mail_address_taken", address=address)


@transaction.atomic
def stop_leading_mail(*, tenant_id: int, address: str) -> None:
    """Mail to an address comes in nowhere any more."""
    MailRoute.objects.filter(address=address.lower(), tenant_id=tenant_id).delete()
