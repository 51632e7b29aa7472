"""``schakel groups``: what groups of the provider mean, and who has no account any more."""

import csv
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from schakel.domain.continuity.actions.leaving import follow_list
from schakel.domain.networks.actions import allow_domain, give_group_meaning
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import group_meanings, log_in_domains
from schakel.domain.staff.rules import Role
from schakel.entrypoints.manage.tenants import tenant_called
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.delimited import decoded, delimiter
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant

EXAMPLES = """\
  schakel groups allow waterhoven.nl --tenant waterhoven
                       take the word of the provider for such addresses
  schakel groups map Groen connector --network "Groen in de wijk" --tenant waterhoven
                       who is in this group is a connector in that network
  schakel groups list --tenant waterhoven
  schakel groups sync accounts.csv --tenant waterhoven --dry-run
                       say who would leave; the file has the columns email and groups,
                       with ; between groups, and a row for everybody who has an account
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="groups_command", metavar="COMMAND", required=True)
    allowed = commands.add_parser("allow", help="take the word of the provider for addresses")
    allowed.add_argument("domain", metavar="DOMAIN")
    mapped = commands.add_parser("map", help="give a group a role, and a network")
    mapped.add_argument("group", metavar="GROUP")
    mapped.add_argument("role", choices=[role.value for role in Role])
    mapped.add_argument("--network", metavar="NAME")
    listed = commands.add_parser("list", help="what groups mean")
    listed.add_argument("--json", action="store_true", help="answer as JSON")
    synced = commands.add_parser("sync", help="let go who has no account any more")
    synced.add_argument("file", type=Path, metavar="FILE")
    synced.add_argument("--dry-run", action="store_true", help="only say who would leave")
    for each in (allowed, mapped, listed, synced):
        each.add_argument("--tenant", required=True, metavar="CODE")


def run(arguments: Namespace) -> int:
    """Do what was asked, in one institution."""
    tenant, now = tenant_called(arguments.tenant), timezone.now()
    match arguments.groups_command:
        case "allow":
            with within_tenant(tenant.pk):
                allow_domain(actor=system(tenant.pk), domain=arguments.domain, now=now)
        case "map":
            _map(tenant, arguments, now)
        case "sync":
            return _sync(tenant, arguments, now)
        case _:
            return _list(tenant, as_json=arguments.json)
    print("Done.")
    return 0


def _map(tenant: Tenant, arguments: Namespace, now: datetime) -> None:
    with within_tenant(tenant.pk):
        network = None
        if arguments.network is not None:
            network = Network.objects.filter(name=arguments.network).first()
            if network is None:
                raise Refused("network_unknown", network=arguments.network[:80])
        give_group_meaning(
            actor=system(tenant.pk),
            group=arguments.group,
            role=Role(arguments.role),
            network=network,
            now=now,
        )


def _list(tenant: Tenant, *, as_json: bool) -> int:
    with within_tenant(tenant.pk):
        domains = [each.domain for each in log_in_domains()]
        meanings = [
            {
                "group": each.group,
                "role": each.role,
                "network": each.network.name if each.network else None,
            }
            for each in group_meanings()
        ]
    if as_json:
        print(json.dumps({"domains": domains, "groups": meanings}, ensure_ascii=False))
        return 0
    for domain in domains:
        print(f"@{domain}")
    for meaning in meanings:
        print(f"{meaning['group']}: {meaning['role']}, {meaning['network'] or 'no network'}")
    return 0


def _sync(tenant: Tenant, arguments: Namespace, now: datetime) -> int:
    accounts = _accounts(arguments.file)
    today: date = now.astimezone(ZoneInfo(tenant.time_zone)).date()
    with within_tenant(tenant.pk):
        gone = follow_list(actor=system(tenant.pk), accounts=accounts, today=today, now=now)
        if arguments.dry_run:
            transaction.set_rollback(True)
    would = "would leave" if arguments.dry_run else "left"
    for member in gone:
        print(f"{member.email} {would}")
    print(f"{len(gone)} {would}.")
    return 0


def _accounts(path: Path) -> Mapping[str, frozenset[str]]:
    """The addresses in a file with the columns email and groups, each with its groups."""
    try:
        text = decoded(path.read_bytes())
    except OSError:
        raise Refused("file_not_found", path=str(path)) from None
    rows = list(csv.DictReader(text.splitlines(), delimiter=delimiter(text)))
    if not rows:
        raise Refused("file_has_no_rows")
    for column in ("email", "groups"):
        if column not in rows[0]:
            raise Refused("areas_need_column", column=column)
    return {
        str(row["email"]).strip().lower(): frozenset(
            group.strip() for group in str(row["groups"] or "").split(";") if group.strip()
        )
        for row in rows
    }
