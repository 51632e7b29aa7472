"""``schakel modules``: what an institution can do without, on or off."""

import json
from argparse import ArgumentParser, Namespace

from django.utils import timezone

from schakel.domain.organisations.actions import choose_module
from schakel.domain.organisations.queries import modules_on
from schakel.domain.organisations.rules import Module
from schakel.entrypoints.manage.tenants import tenant_called
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant

EXAMPLES = """\
  schakel modules list --tenant waterhoven
                            what is on: ideas (a public page), introductions (of people with
                            like ideas), council (councillors bring something in)
  schakel modules on ideas --tenant waterhoven
  schakel modules off ideas --tenant waterhoven
                            its pages are gone at once; what they hold is kept
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="modules_command", metavar="COMMAND", required=True)
    on = commands.add_parser("on", help="turn something on")
    off = commands.add_parser("off", help="turn something off")
    listed = commands.add_parser("list", help="what is on and off")
    for each in (on, off):
        each.add_argument("module", choices=[module.value for module in Module])
    for each in (on, off, listed):
        each.add_argument("--tenant", required=True, metavar="CODE")
        each.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Turn one on or off, and say what is on."""
    tenant = tenant_called(arguments.tenant)
    with within_tenant(tenant.pk):
        if arguments.modules_command != "list":
            choose_module(
                actor=system(tenant.pk),
                module=Module(arguments.module),
                is_on=arguments.modules_command == "on",
                now=timezone.now(),
            )
        is_on = {module.value: module in modules_on() for module in Module}
    if arguments.json:
        print(json.dumps(is_on))
        return 0
    for module, on in is_on.items():
        print(f"{module:<14} {'on' if on else 'off'}")
    return 0
