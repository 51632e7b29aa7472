"""``schakel export``: all of an institution as JSON Lines, for another server or program."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from schakel import __version__
from schakel.entrypoints.manage.nouns import SHAPES
from schakel.entrypoints.manage.tenants import tenant_called
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import system
from schakel.foundation.records.export import write_export
from schakel.foundation.tenancy.context import within_tenant

EXAMPLES = """\
  schakel export --tenant waterhoven --out waterhoven-2026-11
                            all of it, matters in confidence too: keep the folder closed
  schakel export --tenant waterhoven --out waterhoven-2026-11 --json
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--tenant", required=True, metavar="CODE")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="a folder that is not there yet"
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Export one institution; all of it, or nothing."""
    tenant, now = tenant_called(arguments.tenant), timezone.now()
    counts = write_export(arguments.out, tenant=tenant, shapes=SHAPES, made_by=__version__, now=now)
    with transaction.atomic(), within_tenant(tenant.pk):
        journal.record(
            "tenant.exported",
            actor=system(tenant.pk),
            subject="tenant",
            subject_id=tenant.pk,
            details={"records": sum(counts.values())},
            now=now,
        )
        waiting = journal.waiting_lines(tenant_id=tenant.pk)
    if arguments.json:
        told = {"tenant": tenant.code, "folder": str(arguments.out), "counts": counts}
        print(json.dumps({**told, "waiting": waiting}, ensure_ascii=False))
        return 0
    print(f"{sum(counts.values())} records of {tenant.name} are in {arguments.out}.")
    print("All that people told is in it, in confidence too. Give it to nobody who may not see it.")
    if waiting:
        print(
            f"Of {waiting} things that happened, what follows is still to be done here. It does"
            " not follow where this is read in: wait for the worker, and export again."
        )
    return 0
