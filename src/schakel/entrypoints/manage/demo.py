"""``schakel demo``: load the fictional Gemeente Waterhoven, and log in to it."""

import base64
import hashlib
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.utils import timezone, translation

from schakel.domain.connections.models import Connection
from schakel.domain.health.actions import LOOKED_AT_ONCE, look, look_again
from schakel.entrypoints.manage.waterhoven.absences import comings_and_goings
from schakel.entrypoints.manage.waterhoven.behind import ASKED_DAYS_AGO, behind
from schakel.entrypoints.manage.waterhoven.introduced import DAYS_AGO, introduction
from schakel.entrypoints.manage.waterhoven.lately import lately
from schakel.entrypoints.manage.waterhoven.life import Course, Life
from schakel.entrypoints.manage.waterhoven.stories import Story, standing
from schakel.entrypoints.manage.waterhoven.town import address_of, found, told_in
from schakel.foundation.identity.actions import (
    choose_password,
    give_log_in,
    give_second_factor,
)
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.actions import begin_tenant
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant

EXAMPLES = """\
  schakel demo                                          load the demo municipality
  schakel demo --json                                   its log-ins, as JSON
  schakel demo --code noor.de.wit@waterhoven.example    the six digits of this moment
"""

CODE, NAME = "demo", "Gemeente Waterhoven"
# Known to everybody, as the secrets are: the demo holds nobody's data.
PASSWORD = "Waterhoven-kijkt-rond-26"  # noqa: S105
_WORKING_DAYS_BEFORE = 150


@dataclass(frozen=True)
class LogIn:
    """How to log in to the demo as one of its people. ``secret`` is that of the second factor."""

    name: str
    role: str
    email: str
    password: str
    secret: str

    def __str__(self) -> str:
        return f"{self.role:<14} {self.email:<36} {self.password}   second factor {self.secret}"


def _secret(email: str) -> str:
    return base64.b32encode(hashlib.sha1(email.encode()).digest()).decode()  # noqa: S324


LOG_INS = [
    LogIn(each["name"], each["roles"][0], address_of(each), PASSWORD, _secret(address_of(each)))
    for each in told_in("town")["colleague"]
    if each.get("log_in")
]


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.add_argument("--code", metavar="E-MAIL", help="only print the six digits of now")


def run(arguments: Namespace) -> int:
    """Load the demo unless it is there, and say how to log in."""
    if arguments.code:
        return _print_code(arguments.code)
    was_there = Tenant.objects.filter(code=CODE).exists()
    tenant = load(timezone.now())
    if arguments.json:
        told = {"code": tenant.code, "loaded": not was_there, "log_ins": [*map(asdict, LOG_INS)]}
        print(json.dumps(told, ensure_ascii=False))
        return 0
    print(f"{tenant.name} " + ("was loaded before." if was_there else "is loaded."))
    print("Log in as one of:")
    for each in LOG_INS:
        print(f"  {each}")
    print(f"For the second factor of this moment: schakel demo --code {LOG_INS[0].email}")
    return 0


def load(now: datetime) -> Tenant:
    """The demo municipality with three months of life in it, up to ``now``.

    All of it, or nothing. When it was loaded before, it is left as it is.
    """
    known = Tenant.objects.filter(code=CODE).first()
    if known is not None:
        if not known.is_demo:
            raise Refused("demo_code_is_taken", tenant=CODE)
        return known
    began_at = now - timedelta(days=_WORKING_DAYS_BEFORE * 7 // 5 + 14)
    with transaction.atomic():
        tenant = begin_tenant(
            code=CODE,
            name=NAME,
            phone="0500 123 456",
            postal_address="Postbus 100, 9000 AA Waterhoven",
            is_demo=True,
            now=began_at,
        )
        with (
            timezone.override(tenant.time_zone),
            translation.override(tenant.language),
            within_tenant(tenant.pk, matters=ALL_MATTERS),
        ):
            _live(tenant, now, began_at)
    return tenant


def _live(tenant: Tenant, now: datetime, began_at: datetime) -> None:
    today = timezone.localdate(now)
    town = found(actor=system(tenant.pk), today=today, began_at=began_at, log_in=_log_in)
    life = Life(tenant, now, began_at, town)
    life.play(_courses(life))
    lately(life)
    # As if somebody had looked at how it goes all that time.
    look_again(
        tenant_id=tenant.pk,
        connections=Connection.objects.values_list("pk", flat=True),
        today=today,
        now=began_at,
    )
    while look(actor=life.schakel, today=today, now=now) == LOOKED_AT_ONCE:
        pass
    life.follow()


def _courses(life: Life) -> Iterator[tuple[datetime, Course]]:
    yield from comings_and_goings(life)
    for told in told_in("people")["party"]:
        if told.get("bounces"):
            life.bouncing.add(told["email"])
        if "standing" in told:
            yield life.ago(_WORKING_DAYS_BEFORE), standing(life, told)
    for number, told in enumerate(told_in("matters")["matter"]):
        yield life.ago(told["ago"]), Story(life, {**told, "number": number}).course()
    yield life.now - timedelta(days=DAYS_AGO), introduction(life)
    yield life.now - timedelta(days=ASKED_DAYS_AGO), behind(life)


def _log_in(email: str) -> User:
    user, _ = give_log_in(email=email)
    choose_password(user=user, password=PASSWORD)
    give_second_factor(user=user, secret=_secret(email))
    return user


def _print_code(email: str) -> int:
    secret = next((each.secret for each in LOG_INS if each.email == email.strip().lower()), None)
    if secret is None:
        raise Refused("log_in_unknown", email=email[:80])
    counters = list(yield_hotp_counters_from_time())
    print(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))
    return 0
