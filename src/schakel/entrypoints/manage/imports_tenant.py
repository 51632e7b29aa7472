"""``schakel import tenant``: an export is read in as a new institution, which sends nothing."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from schakel.entrypoints.manage.nouns import SHAPES
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import system
from schakel.foundation.records.folders import KeptFolder
from schakel.foundation.records.importing import read_export
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant

_JOURNAL = "journal_line.jsonl"


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="made by schakel export")
    parser.add_argument("--as", dest="code", required=True, metavar="NAME", help="its code here")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Read in one institution; all of it, or nothing."""
    folder = KeptFolder(arguments.folder)
    digest = folder.digest(_JOURNAL)
    with transaction.atomic():
        tenant = read_export(folder, code=arguments.code, shapes=SHAPES)
        _write_down(tenant, digest=digest, exported_at=folder.manifest["made_at"])
    counts = folder.manifest["counts"]
    if arguments.json:
        print(json.dumps({"tenant": tenant.code, "counts": counts}, ensure_ascii=False))
        return 0
    print(f"{tenant.name} is read in as {tenant.code}: {sum(counts.values())} records.")
    print("Nothing was sent. What waited to be sent stands under what goes out, as perhaps sent.")
    print("Nobody can log in yet. Give out log-ins: schakel user give --help")
    return 0


def _write_down(tenant: Tenant, *, digest: str, exported_at: str) -> None:
    """What came before this line is history, as it was told."""
    actor = system(tenant.pk)
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        lines = journal.take_over_history(actor=actor)
        journal.record(
            "tenant.imported",
            actor=actor,
            subject="tenant",
            subject_id=tenant.pk,
            details={
                "lines": lines,
                "digest": digest,
                "exported_at": exported_at,
            },
            now=timezone.now(),
        )
