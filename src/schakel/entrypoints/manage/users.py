"""``schakel user``: a new log-in for who lost theirs, and who can log in where.

The command line of the server is the last way in: whoever can use it owns the database anyhow.
What it does is told to the owner of the log-in.
"""

import json
from argparse import ArgumentParser, Namespace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.rules import Kind, Way
from schakel.domain.staff.actions import give_colleague_log_in, reset_colleague
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.manage.tenants import tenant_called
from schakel.foundation.identity.actions import reset_log_in
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant

EXAMPLES = """\
  schakel user reset noor@waterhoven.example     a new password; second factor and sessions end
  schakel user give noor@waterhoven.example --tenant waterhoven
                                                 a log-in for who works there, after an import
  schakel user list --tenant demo                who can log in, and with which roles
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="user_command", metavar="COMMAND", required=True)
    reset = commands.add_parser("reset", help="give somebody a new password")
    reset.add_argument("email", metavar="E-MAIL")
    reset.add_argument("--json", action="store_true", help="answer as JSON")
    given = commands.add_parser("give", help="give a colleague without log-in one")
    given.add_argument("email", metavar="E-MAIL")
    given.add_argument("--tenant", required=True, metavar="CODE")
    given.add_argument("--json", action="store_true", help="answer as JSON")
    listed = commands.add_parser("list", help="list who can log in")
    listed.add_argument("--tenant", required=True, metavar="CODE")
    listed.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Give or reset a log-in, or list them."""
    match arguments.user_command:
        case "give":
            return _give(arguments)
        case "reset":
            return _reset(arguments)
    return _list(arguments)


def _give(arguments: Namespace) -> int:
    tenant, email = tenant_called(arguments.tenant), arguments.email.strip()
    with within_tenant(tenant.pk):
        member = StaffMember.objects.filter(email__iexact=email).first()
        if member is None:
            raise Refused("importer_unknown", email=email[:80])
        password = give_colleague_log_in(actor=system(tenant.pk), member=member, now=timezone.now())
    if arguments.json:
        print(json.dumps({"email": member.email, "password": password or None}))
    elif password:
        print(f"The password of {member.email} is {password}")
        print("Hand it over in person. With it they can only choose a password of their own.")
    else:
        print(f"{member.email} had a log-in on this server already, and uses that one here too.")
    return 0


def _reset(arguments: Namespace) -> int:
    user = User.objects.filter(email=arguments.email.strip().lower()).first()
    if user is None:
        raise Refused("log_in_unknown", email=arguments.email[:80])
    with transaction.atomic():
        password = reset_and_tell(user, timezone.now())
    if arguments.json:
        print(json.dumps({"email": user.email, "password": password}))
        return 0
    print(f"The new password of {user.email} is {password}")
    print("Hand it over in person. With it they can only choose a password of their own.")
    print("Their second factor is gone, and their sessions have ended. They get a mail about it.")
    return 0


def reset_and_tell(user: User, now: datetime) -> str:
    """Reset a log-in, and mail its owner about it, at each institution where they work."""
    password = ""
    for tenant in Tenant.objects.order_by("pk"):
        with within_tenant(tenant.pk):
            member = StaffMember.objects.filter(user=user).first()
            if member is None:
                continue
            actor = system(tenant.pk)
            password = password or reset_colleague(actor=actor, member=member, now=now)
            queue_message(
                actor=actor,
                kind=Kind.NOTICE,
                way=Way.EMAIL,
                to_address=user.email,
                typed=_(
                    "Somebody reset your log-in on the server. Your old password no longer works."
                    " Was this not agreed with you? Call your administrator now."
                ),
                key=f"log-in-reset:{user.pk}:{now.isoformat()}",
                staff=member,
                now=now,
            )
    return password or reset_log_in(user=user)


def _list(arguments: Namespace) -> int:
    tenant = tenant_called(arguments.tenant)
    with within_tenant(tenant.pk):
        members = list(
            StaffMember.objects.working_on(timezone.localdate())
            .filter(user__isnull=False)
            .order_by("name", "pk")
        )
    found = [
        {"email": member.email, "name": member.name, "roles": list(member.roles)}
        for member in members
    ]
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for member in members:
        print(f"{member.email:<36} {member.name} ({', '.join(member.roles)})")
    if not members:
        print("Nobody can log in here yet.")
    return 0
