"""``schakel tenant``: begin an institution, and list them."""

import json
from argparse import ArgumentParser, Namespace
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from schakel.domain.matters.queries import place_of_staff
from schakel.domain.networks.actions import open_network, welcome_colleague
from schakel.domain.parties.rules import clean_email
from schakel.domain.staff.actions import stand_in_when_nobody_else_can
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import begin_with_default_norms
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.actions import begin_tenant
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant

EXAMPLES = """\
  schakel tenant begin --code waterhoven --name "Gemeente Waterhoven" \\
      --administrator noor@waterhoven.example --administrator-name "Noor de Wit"
                            begin an institution, with its first administrator
  schakel tenant list       the institutions on this server
  schakel tenant list --json
"""

# What fits no other network comes here, until the administrator says otherwise.
FIRST_NETWORK = "Algemeen"
FIRST_HOURS = 8


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="tenant_command", metavar="COMMAND", required=True)
    begin = commands.add_parser("begin", help="begin an institution")
    begin.add_argument("--code", required=True, help="small letters, digits and hyphens")
    begin.add_argument("--name", required=True, help="as residents know it")
    begin.add_argument("--hostname", default="", help="the host name of its own pages")
    begin.add_argument("--postal-address", default="", help="where letters come back to, one line")
    begin.add_argument("--administrator", required=True, metavar="E-MAIL")
    begin.add_argument("--administrator-name", default="", metavar="NAME")
    begin.add_argument("--json", action="store_true", help="answer as JSON")
    listed = commands.add_parser("list", help="list the institutions")
    listed.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Begin an institution, or list them."""
    if arguments.tenant_command == "begin":
        return _begin(arguments)
    return _list(as_json=arguments.json)


def tenant_called(code: str) -> Tenant:
    """The institution of a code; Refused when there is none, with the codes that there are."""
    found = Tenant.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Tenant.objects.order_by("code").values_list("code", flat=True)[:20])
        raise Refused("tenant_unknown", tenant=code, known=known or "–")
    return found


def acting(member: StaffMember, today: date) -> Actor:
    """The actor that somebody who works here today is."""
    place = place_of_staff(tenant_id=member.tenant_id, staff_id=member.pk, today=today)
    if place is None:
        raise ValueError(f"{member} does not work here on {today}")
    return place.actor


def importer_called(tenant: Tenant, email: str | None, now: datetime) -> tuple[Actor, StaffMember]:
    """Who is asked for by ``--as`` acts; else Schakel does, for the first who stands in."""
    here = StaffMember.objects.working_on(timezone.localdate(now))
    if email is None:
        member = here.fallback_chain().first() or here.order_by("pk").first()
        if member is None:
            raise Refused("nobody_works_here")
        return system(tenant.pk), member
    member = here.filter(email__iexact=email.strip()).first()
    if member is None:
        raise Refused("importer_unknown", email=email[:80])
    return acting(member, timezone.localdate(now)), member


def _begin(arguments: Namespace) -> int:
    now = timezone.now()
    with transaction.atomic():
        tenant = begin_tenant(
            code=arguments.code,
            name=arguments.name,
            hostname=arguments.hostname,
            postal_address=arguments.postal_address,
            now=now,
        )
        with within_tenant(tenant.pk):
            password = _fill(tenant, arguments, now)
    address = f"{settings.PUBLIC_URL}{reverse('account_login')}"
    if arguments.json:
        began = {
            "code": tenant.code,
            "name": tenant.name,
            "administrator": arguments.administrator,
            "password": password or None,
            "address": address,
        }
        print(json.dumps(began, ensure_ascii=False))
        return 0
    print(f"{tenant.name} has begun, under the code {tenant.code}.")
    print(f"Its administrator logs in at {address}")
    print(f"  e-mail    {arguments.administrator}")
    if password:
        print(f"  password  {password}")
        print("Hand it over in person; it is not kept anywhere.")
        print("With it they can only choose a password of their own.")
    else:
        print("  password  the one that this address has already")
    return 0


def _fill(tenant: Tenant, arguments: Namespace, now: datetime) -> str:
    actor = system(tenant.pk)
    begin_with_default_norms(actor=actor, now=now)
    network = open_network(
        actor=actor, name=FIRST_NETWORK, themes=[], areas=[], is_fallback=True, now=now
    )
    member, password = welcome_colleague(
        actor=actor,
        name=arguments.administrator_name or arguments.administrator.split("@")[0],
        email=clean_email(arguments.administrator),
        roles=[Role.ADMINISTRATOR, Role.CONNECTOR],
        networks=[network],
        works_from=timezone.localdate(now),
        connecting_hours=FIRST_HOURS,
        now=now,
    )
    stand_in_when_nobody_else_can(actor=actor, member=member, order=1, now=now)
    return password


def _list(*, as_json: bool) -> int:
    today = timezone.localdate()
    found = []
    for tenant in Tenant.objects.order_by("code"):
        with within_tenant(tenant.pk):
            colleagues = StaffMember.objects.working_on(today).count()
        found.append(
            {
                "code": tenant.code,
                "name": tenant.name,
                "hostname": tenant.hostname,
                "is_demo": tenant.is_demo,
                "colleagues": colleagues,
            }
        )
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    elif not found:
        print("There is no institution yet. Begin one: schakel tenant begin --help")
    else:
        for each in found:
            note = " (demo)" if each["is_demo"] else ""
            print(f"{each['code']:<20} {each['name']}{note}, {each['colleagues']} colleagues")
    return 0
