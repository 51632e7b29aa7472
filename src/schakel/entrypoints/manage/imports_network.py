"""``schakel import network``: the list of people and groups that a team kept so far."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from schakel.domain.imports import actions, queries
from schakel.domain.imports.models import NetworkImport
from schakel.domain.imports.queries import Plan
from schakel.domain.imports.rules import ANOTHER, Duplicate, Field, Table, check_columns
from schakel.domain.networks.models import Network
from schakel.entrypoints.manage.columns import ask_columns, is_at_keyboard, told_columns
from schakel.entrypoints.manage.tenants import importer_called, tenant_called
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from schakel.foundation.ui.refusals import row_fault

_SHOWN = 20
SUGGESTED = "suggested"
NOBODY = "nobody"


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help=".xlsx or .csv")
    parser.add_argument("--tenant", required=True, metavar="CODE")
    parser.add_argument("--as", dest="importer", metavar="E-MAIL", help="who reads it in")
    parser.add_argument("--network", metavar="NAME", help="who comes to know them")
    parser.add_argument("--sheet", default="", metavar="NAME", help="which sheet of the file")
    parser.add_argument(
        "--map",
        dest="columns",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=f"which column is what; fields: {', '.join(Field)}",
    )
    parser.add_argument(
        "--same",
        choices=[SUGGESTED, NOBODY],
        help="who may be known already: as suggested, or always somebody else",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be made")
    parser.add_argument("--undo", type=int, metavar="NUMBER", help="take back what a list made")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace, raw: bytes | None) -> int:
    """Read the list in, or take one back: all of it, or nothing."""
    tenant = tenant_called(arguments.tenant)
    now = timezone.now()
    with within_tenant(tenant.pk):
        if arguments.undo is not None:
            return _undo(tenant, arguments, now)
        if raw is None:
            raise Refused("file_not_found", path="")
        return _read_in(tenant, raw, arguments, now)


def _read_in(tenant: Tenant, raw: bytes, arguments: Namespace, now: datetime) -> int:
    actor, importer = importer_called(tenant, arguments.importer, now)
    network = _network(actor, arguments.network)
    read = queries.read_list(raw, arguments.sheet)
    if read.table is None:
        raise Refused("sheet_must_be_chosen", known=", ".join(read.sheets))
    columns = _columns(read.table, arguments)
    plan = _plan(actor, read.table, columns, {}, now)
    if plan.errors:
        _tell_errors(plan, as_json=arguments.json)
        return 1
    _tell_plan(plan, columns, read.table, arguments)
    choices = _choices(plan, arguments)
    if choices:
        plan = _plan(actor, read.table, columns, choices, now)
    source = actions.open_list(
        actor=actor,
        content=raw,
        file_name=arguments.file.name,
        network=network,
        importer=importer,
        keeps_file=False,
        now=now,
    )
    actions.choose_columns(actor=actor, source=source, table=read.table, columns=columns, now=now)
    source = actions.read_in(
        actor=actor,
        source=source,
        plan=plan,
        today=timezone.localdate(now),
        now=now,
        progress=_show_progress,
    )
    _tell_made(source, plan, arguments)
    if arguments.dry_run:
        transaction.set_rollback(True)
    return 0


def _undo(tenant: Tenant, arguments: Namespace, now: datetime) -> int:
    actor = system(tenant.pk)
    if arguments.importer:
        actor, _ = importer_called(tenant, arguments.importer, now)
    source = NetworkImport.objects.filter(pk=arguments.undo).first()
    if source is None:
        raise Refused("import_unknown", number=arguments.undo)
    actions.take_back(actor=actor, source=source, now=now)
    kept = queries.kept_of(source, actor)
    if arguments.json:
        print(json.dumps({"number": source.pk, "kept": [party.pk for party in kept]}))
        return 0
    print("Taken back.")
    for party in kept:
        print(f"Stayed, since somebody changed or added something: {party.name}")
    return 0


def _network(actor: Actor, name: str | None) -> Network:
    networks = Network.objects.order_by("name")
    if not actor.is_system:
        networks = networks.filter(pk__in=actor.network_ids)
    found = list(networks if name is None else networks.filter(name__iexact=name.strip()))
    if len(found) != 1:
        known = ", ".join(networks.values_list("name", flat=True)[:20])
        raise Refused("network_must_be_chosen", known=known or "–")
    return found[0]


def _columns(table: Table, arguments: Namespace) -> dict[Field, str]:
    """Which column is what: as told, else as remembered, else as guessed and asked once."""
    told = told_columns(arguments.columns, Field)
    columns = queries.columns_of(table)
    columns = {each: column for each, column in columns.items() if column not in told.values()}
    columns |= told
    if not told and _is_asked(arguments):
        columns = ask_columns(table.header, columns, Field)
    check_columns(table.header, columns)
    return columns


def _is_asked(arguments: Namespace) -> bool:
    return not arguments.json and is_at_keyboard()


def _plan(
    actor: Actor,
    table: Table,
    columns: Mapping[Field, str],
    choices: Mapping[str, str],
    now: datetime,
) -> Plan:
    today = timezone.localdate(now)
    return queries.plan_of(actor=actor, table=table, columns=columns, choices=choices, today=today)


def _choices(plan: Plan, arguments: Namespace) -> dict[str, str]:
    """For each who may be known: the same one, or another; as told, else asked."""
    if not plan.duplicates or arguments.same == SUGGESTED:
        return {}
    if arguments.same == NOBODY:
        return {each.newcomer.slot: ANOTHER for each in plan.duplicates}
    if _is_asked(arguments):
        return {each.newcomer.slot: _ask(each) for each in plan.duplicates}
    if arguments.dry_run:
        return {}
    raise Refused("duplicates_must_be_chosen", number=len(plan.duplicates))


def _ask(duplicate: Duplicate) -> str:
    print(f"Line {duplicate.newcomer.line}: {duplicate.newcomer.name}. Is this")
    for number, match in enumerate(duplicate.matches, start=1):
        print(f"  {number}  {match.known.name} ({match.likeness.replace('_', ' ')})")
    print("  0  somebody else")
    keys = [ANOTHER, *(match.known.key for match in duplicate.matches)]
    suggested = keys.index(duplicate.suggested)
    answer = input(f"Choose [{suggested}]: ").strip()
    return keys[int(answer)] if answer.isdecimal() and int(answer) < len(keys) else keys[suggested]


def _show_progress(done: int, of: int) -> None:
    if sys.stderr.isatty() and (done == of or done % 20 == 0):
        print(f"\r{done} of {of}", end="" if done < of else "\n", file=sys.stderr, flush=True)


def _errors(plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "line": each.line,
            "column": each.column,
            "code": each.code,
            "sentence": row_fault(each.code, each.values),
        }
        for each in plan.errors
    ]


def _tell_errors(plan: Plan, *, as_json: bool) -> None:
    told = _errors(plan)
    if as_json:
        print(json.dumps({"rows": plan.rows, "added": 0, "errors": told}, ensure_ascii=False))
        return
    for fault in told:
        print(f"Line {fault['line']}, column “{fault['column']}”: {fault['sentence']}",
              file=sys.stderr)  # fmt: skip
    print(f"Nothing was read in. Mend these {len(told)} and try again.", file=sys.stderr)


def _tell_plan(
    plan: Plan, columns: Mapping[Field, str], table: Table, arguments: Namespace
) -> None:
    """What is not understood, and who may be known already, before anything is made."""
    if arguments.json:
        return
    unused = [name for name in table.header if name and name not in columns.values()]
    if unused:
        print("Not taken over: " + ", ".join(unused))
    for words, unknown in (
        ("Nobody here is called", plan.unknown_colleagues),
        ("There is no theme", plan.unknown_themes),
        ("There is no area", plan.unknown_areas),
    ):
        if unknown:
            print(f"{words}: {', '.join(unknown[:_SHOWN])}")
    for each in plan.duplicates[:_SHOWN]:
        names = ", ".join(match.known.name for match in each.matches)
        print(f"Line {each.newcomer.line}: {each.newcomer.name} may be {names}")
    for newcomer in plan.fresh[:_SHOWN]:
        print(f"  {newcomer.kind:<14} {newcomer.name}")
    if len(plan.fresh) > _SHOWN:
        print(f"  and {len(plan.fresh) - _SHOWN} more")


def _tell_made(source: NetworkImport, plan: Plan, arguments: Namespace) -> None:
    made = queries.made_by(source)
    if arguments.json:
        told = {
            "number": source.pk,
            "rows": source.rows,
            "added": source.added,
            "known": source.known,
            "made": made,
            "dry_run": arguments.dry_run,
            "duplicates": [
                {
                    "line": each.newcomer.line,
                    "name": each.newcomer.name,
                    "may_be": [match.known.name for match in each.matches],
                }
                for each in plan.duplicates
            ],
            "unknown_colleagues": plan.unknown_colleagues,
            "unknown_themes": plan.unknown_themes,
            "unknown_areas": plan.unknown_areas,
            "errors": [],
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    would = "would be " if arguments.dry_run else ""
    print(f"{source.added} people and groups {would}added, {source.known} were known.")
    print(", ".join(f"{number} {kind}" for kind, number in sorted(made.items())))
    if arguments.dry_run:
        print("Nothing was changed.")
    else:
        print(f"To take it back: schakel import network --undo {source.pk} --tenant …")
