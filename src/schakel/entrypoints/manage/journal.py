"""``schakel journal verify|checkpoint|seal``: whether the journal is still whole."""

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from schakel.entrypoints.manage.tenants import tenant_called
from schakel.entrypoints.worker.sealing import seal_all, seal_key
from schakel.foundation.journal.actions import Verdict, head, verify
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant

EXAMPLES = """\
  schakel journal verify --tenant waterhoven      what was changed, removed or reordered
  schakel journal verify --tenant waterhoven --checkpoint checkpoints
                                                  and whether the end was cut off
  schakel journal checkpoint --tenant waterhoven >> checkpoints
                                                  keep this file outside the database
  schakel journal seal --tenant waterhoven        seal now what a worker would seal
"""
_MOST_NUMBERS = 20


class NoCheckpoint(Exception):
    """The file holds no checkpoint that can be read; the message says so in words."""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("task", choices=("verify", "checkpoint", "seal"))
    parser.add_argument("--tenant", required=True, help="its code")
    parser.add_argument("--json", action="store_true", help="verify: print JSON")
    parser.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="verify: the last line of FILE still holds"
    )


def run(arguments: Namespace) -> int:
    """0; for ``verify`` 1 when the journal is not whole."""
    tenant = tenant_called(arguments.tenant)
    match arguments.task:
        case "seal":
            print(f"Sealed {seal_all(tenant.pk)} lines.")
            return 0
        case "checkpoint":
            return _checkpoint(tenant)
    try:
        kept = _read(arguments.checkpoint, tenant) if arguments.checkpoint else None
    except NoCheckpoint as problem:
        print(problem, file=sys.stderr)
        return 1
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        verdict = verify(key=seal_key(), checkpoint=kept)
    print(_as_json(verdict) if arguments.json else "\n".join(_as_words(verdict)))
    return 0 if verdict.whole else 1


def _checkpoint(tenant: Tenant) -> int:
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        sequence, mac = head()
    print(json.dumps({"tenant": tenant.code, "sequence": sequence, "mac": mac}))
    return 0


def _read(path: Path, tenant: Tenant) -> tuple[int, str]:
    """The last checkpoint of this tenant in a file of one a line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [json.loads(line) for line in lines if line.strip()]
        own = [each for each in kept if each["tenant"] == tenant.code]
        return int(own[-1]["sequence"]), str(own[-1]["mac"])
    except OSError as error:
        raise NoCheckpoint(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise NoCheckpoint(f"{path} holds no checkpoint of “{tenant.code}”.") from error


def _as_json(verdict: Verdict) -> str:
    return json.dumps({"whole": verdict.whole, **asdict(verdict)})


def _as_words(verdict: Verdict) -> list[str]:
    damage = {
        "changed": verdict.changed,
        "removed": verdict.removed,
        "in another order": verdict.reordered,
    }
    lines = [
        f"{len(numbers)} lines {what}, at {_listed(numbers)}."
        for what, numbers in damage.items()
        if numbers
    ]
    if verdict.cut_off:
        lines.append("Lines after or at the checkpoint were cut off or replaced.")
    whole = "The journal is whole" if verdict.whole else "The journal is NOT whole"
    return [*lines, f"{whole}: {verdict.sealed} lines sealed, {verdict.unsealed} not yet."]


def _listed(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(str(each) for each in numbers[:_MOST_NUMBERS])
    return shown if len(numbers) <= _MOST_NUMBERS else f"{shown} and more"
