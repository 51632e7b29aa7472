"""``schakel privacy``: erase somebody, and keep a list of who was, to replay after a restore."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from schakel.domain.privacy.actions import erase_party, replay_erasures, run_retention
from schakel.domain.privacy.models import Erasure
from schakel.domain.privacy.queries import Held, held_about, shown_expiring
from schakel.domain.privacy.rules import Erased, Reason
from schakel.entrypoints.manage.tenants import tenant_called
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant

EXAMPLES = """\
  schakel privacy erase --tenant waterhoven --reference K7F3-Q2XM --dry-run
                            what there is about who came with this, in numbers
  schakel privacy erase --tenant waterhoven --reference K7F3-Q2XM
                            erase them; there is no way back
  schakel privacy retention --tenant waterhoven --dry-run
                            what was kept long enough, by reference; without --dry-run it goes
  schakel privacy list --tenant waterhoven > erasures
                            who was erased; keep this file outside the database
  schakel privacy replay erasures --tenant waterhoven
                            after a restore, before anything else: erase them again
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="privacy_command", metavar="COMMAND", required=True)
    erase = commands.add_parser("erase", help="erase somebody")
    erase.add_argument("--reference", required=True, help="of a matter with which they came")
    erase.add_argument("--reason", choices=[each.value for each in Reason], default=Reason.REQUEST)
    erase.add_argument("--dry-run", action="store_true", help="only say what there is")
    retention = commands.add_parser("retention", help="let go of what was kept long enough")
    retention.add_argument("--dry-run", action="store_true", help="only say what would go")
    listed = commands.add_parser("list", help="list erasures, one JSON object a line")
    replay = commands.add_parser("replay", help="erase again after a restore")
    replay.add_argument("file", type=Path, metavar="FILE", help="made by list")
    for each in (erase, retention, listed, replay):
        each.add_argument("--tenant", required=True, metavar="CODE")
    for each in (erase, retention, replay):
        each.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Erase, list or replay."""
    tenant = tenant_called(arguments.tenant)
    actor, now = system(tenant.pk), timezone.now()
    with within_tenant(tenant.pk):
        match arguments.privacy_command:
            case "erase":
                return _erase(actor, arguments, now)
            case "retention":
                return _retention(actor, arguments, now)
            case "list":
                for erasure in Erasure.objects.order_by("pk"):
                    print(json.dumps(asdict(erasure.to_keep), default=datetime.isoformat))
                return 0
    erasures = _read(arguments.file)
    with within_tenant(tenant.pk):
        again = replay_erasures(actor=actor, erasures=erasures, now=now)
    told = {"asked": len(erasures), "erased": again}
    print(json.dumps(told) if arguments.json else f"Erased again: {again} of {len(erasures)}.")
    return 0


def _erase(actor: Actor, arguments: Namespace, now: datetime) -> int:
    (held,) = held_about(actor=actor, asked=arguments.reference)
    if not arguments.dry_run:
        erase_party(actor=actor, party=held.party, reason=Reason(arguments.reason), now=now)
    numbers = _numbers(held)
    if arguments.json:
        print(json.dumps({"erased": not arguments.dry_run, "party_id": held.party.pk, **numbers}))
        return 0
    print("Nothing was changed. There is:" if arguments.dry_run else "Erased. There was:")
    for name, number in numbers.items():
        print(f"  {name.replace('_', ' '):<12} {number}")
    return 0


def _retention(actor: Actor, arguments: Namespace, now: datetime) -> int:
    """What would go, and who would be asked; then it is done, unless only asked for."""
    today = now.astimezone(ZoneInfo(tenant_called(arguments.tenant).time_zone)).date()
    found = shown_expiring(actor=actor, today=today)
    told: dict[str, Any] = {
        "done": not arguments.dry_run,
        "matters": [each.matter.reference for each in found.matters],
        "mails": found.mails,
        "waiting_for_archive": [each.reference for each in found.waiting],
        "parties": [each.party_id for each in found.leaving],
        "asked_by_a_colleague": [each.party_id for each in found.asked_by_hand],
        "to_ask": len(found.inactive),
        "still_in_touch": len(found.in_touch),
    }
    if not arguments.dry_run:
        run_retention(actor=actor, today=today, now=now)
    if arguments.json:
        print(json.dumps(told))
        return 0
    print("Nothing was changed. There is:" if arguments.dry_run else "Done. There was:")
    for name, value in told.items():
        if name != "done":
            number = value if isinstance(value, int) else len(value)
            print(f"  {name.replace('_', ' '):<22} {number}")
            for each in value if isinstance(value, list) else ():
                print(f"    {each}")
    return 0


def _numbers(held: Held) -> dict[str, int]:
    return {
        "matters": held.matters,
        "still_open": held.still_open,
        "contacts": held.contacts,
        "promises": held.promises,
        "messages": held.messages,
        "files": held.files,
    }


def _read(path: Path) -> Sequence[Erased]:
    """What ``list`` wrote; Refused when it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [erased_from(json.loads(line)) for line in lines if line.strip()]
    except OSError as error:
        raise Refused("file_not_found", path=str(path)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("file_unreadable") from error


def erased_from(kept: dict[str, object]) -> Erased:
    """An erasure as it was kept; KeyError or ValueError when it is none."""
    staff_id = kept["staff_id"]
    return Erased(
        party_id=int(str(kept["party_id"])),
        registered_at=datetime.fromisoformat(str(kept["registered_at"])),
        erased_at=datetime.fromisoformat(str(kept["erased_at"])),
        reason=Reason(str(kept["reason"])),
        staff_id=None if staff_id is None else int(str(staff_id)),
        keeps_matters=bool(kept.get("keeps_matters", False)),
    )
