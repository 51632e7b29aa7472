"""``schakel health``: how connections stand and why, and their strength computed anew."""

import json
from argparse import ArgumentParser, Namespace
from datetime import date

from schakel.algorithms.tie_decay import SILENT
from schakel.domain.connections.actions import tie_of
from schakel.domain.connections.models import Connection
from schakel.domain.connections.queries import quiet_calendar
from schakel.domain.connections.rules import silent_on
from schakel.domain.health.actions import look, look_again
from schakel.domain.health.models import Standing
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.desk.standings import next_change, reasons
from schakel.entrypoints.manage.tenants import tenant_called
from schakel.entrypoints.worker.strengths import recompute
from schakel.foundation.tenancy.models import Tenant
from schakel.foundation.ui.words import long_date

EXAMPLES = """\
  schakel health explain 12 --tenant waterhoven
                            how connection 12 stands, and all that this follows from
  schakel health recompute --tenant waterhoven
                            the strength of every connection that goes on, from all its contacts
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="health_command", metavar="COMMAND", required=True)
    explain = commands.add_parser("explain", help="how a connection stands, and why")
    explain.add_argument("connection", type=int, metavar="CONNECTION", help="its number")
    explain.add_argument("--tenant", required=True, metavar="CODE")
    explain.add_argument("--json", action="store_true", help="answer as JSON")
    recompute = commands.add_parser("recompute", help="compute every strength anew")
    recompute.add_argument("--tenant", required=True, metavar="CODE")
    recompute.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Do what was asked, in one institution."""
    tenant = tenant_called(arguments.tenant)
    match arguments.health_command:
        case "explain":
            return _explain(tenant, arguments)
        case "recompute":
            done = recompute(tenant.pk)
            told = {"connections": done.looked_at, "changed": done.changed}
            words = f"Changed: {done.changed} of {done.looked_at} connections."
            print(json.dumps(told) if arguments.json else words)
    return 0


def _explain(tenant: Tenant, arguments: Namespace) -> int:
    """Looked at now, as the page of the connection shows it; 1 when there is no such connection."""
    with inside(tenant.pk) as here:
        look_again(
            tenant_id=tenant.pk,
            connections=Connection.objects.filter(pk=arguments.connection).values_list(
                "pk", flat=True
            ),
            today=here.today,
            now=here.now,
        )
        only = [arguments.connection]
        look(actor=here.actor, today=here.today, now=here.now, only=only)
        found = (
            Standing.objects.select_related("connection__theme")
            .filter(connection=arguments.connection)
            .first()
        )
        if found is None:
            print(f"There is no connection {arguments.connection} in {tenant.code}.")
            return 1
        if arguments.json:
            print(json.dumps(_as_numbers(found), indent=1))
        else:
            print("\n".join(_as_words(found, here.today)))
    return 0


def _as_numbers(found: Standing) -> dict[str, object]:
    tie = tie_of(found.connection, quiet_calendar())
    return {
        "connection": found.connection_id,
        "state": found.state,
        "since": found.since.isoformat(),
        "changes_on": found.changes_on.isoformat() if found.changes_on else None,
        "signals": found.signals,
        "strength": tie.strength,
        "strength_as_of": tie.as_of.isoformat(),
        "rhythm_days": tie.rhythm_days,
        "silent_on": silent_on(tie).isoformat() if tie.strength > 0 else None,
    }


def _as_words(found: Standing, today: date) -> list[str]:
    tie = tie_of(found.connection, quiet_calendar())
    lines = [f"{found.get_state_display()}, {long_date(found.since, today)}"]
    for reason, kept in zip(reasons(found, today), found.signals, strict=True):
        lines.append(f"- {reason.what} {reason.why}")
        lines += [f"    {_evidence(each)}" for each in kept["evidence"]]
    lines.append(
        f"{tie.strength:.3f} ({tie.as_of.isoformat()}) · 2^(-t/{tie.rhythm_days:.1f})"
        + (f" · < {SILENT} {silent_on(tie).isoformat()}" if tie.strength > 0 else "")
    )
    return [*lines, *([change] if (change := next_change(found, today)) else [])]


def _evidence(each: dict[str, object]) -> str:
    number = f" {each['number']}" if each["number"] else ""
    return f"{each['what']}{number}" + (f" {each['on']}" if each["on"] else "")
