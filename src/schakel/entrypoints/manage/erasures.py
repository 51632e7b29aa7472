"""The list of who was erased, of all institutions, encrypted and kept beside the back-ups.

It only grows: what was listed before stays listed when the database is an older one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from schakel.domain.privacy.actions import replay_erasures
from schakel.domain.privacy.models import Erasure
from schakel.domain.privacy.rules import Erased
from schakel.entrypoints.manage.privacy import erased_from
from schakel.foundation.backup.dump import write_closed
from schakel.foundation.backup.sealed import header_of, opened, sealed
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant

FORMAT = "schakel-erasures"
Listed = Mapping[str, list[Erased]]


def default_place() -> Path:
    """In the data folder; better on another machine."""
    return Path(settings.DATA) / "erasures"


def keep(place: Path, secret: str) -> int:
    """Add to the list all that the database knows; returns how many are on it."""
    lines = dict.fromkeys([*_lines(listed_in(place, secret)), *_lines(_known())])
    text = "".join(f"{line}\n" for line in lines).encode()
    write_closed(place, sealed([text], secret=secret, header={"format": FORMAT}), replace=True)
    return len(lines)


def listed_in(place: Path, secret: str) -> Listed:
    """Who is on the list, by the code of the institution; nobody when there is no list."""
    if not place.exists():
        return {}
    with place.open("rb") as file:
        if header_of(file).get("format") != FORMAT:
            raise Refused("backup_unreadable")
        file.seek(0)
        text = b"".join(opened(file, secret=secret))
    found: dict[str, list[Erased]] = {}
    for line in text.decode().splitlines():
        told = json.loads(line)
        found.setdefault(str(told.pop("tenant")), []).append(erased_from(told))
    return found


def replay(listed: Listed, now: datetime) -> int:
    """Whoever is on the list is erased again; returns how many were."""
    again = 0
    for tenant in Tenant.objects.order_by("pk"):
        with within_tenant(tenant.pk):
            again += replay_erasures(
                actor=system(tenant.pk), erasures=listed.get(tenant.code, []), now=now
            )
    return again


def _known() -> Listed:
    found: dict[str, list[Erased]] = {}
    for tenant in Tenant.objects.order_by("pk"):
        with within_tenant(tenant.pk):
            found[tenant.code] = [each.to_keep for each in Erasure.objects.order_by("pk")]
    return found


def _lines(listed: Listed) -> Iterator[str]:
    for code, erasures in listed.items():
        for erased in erasures:
            told: dict[str, Any] = {"tenant": code, **asdict(erased)}
            yield json.dumps(told, default=datetime.isoformat, sort_keys=True)
