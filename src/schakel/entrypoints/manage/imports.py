"""``schakel import``: contributions of residents, a list, areas, or a whole institution."""

import hashlib
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from schakel.domain.matters.models import Matter
from schakel.domain.organisations.actions import load_areas
from schakel.domain.organisations.rules import AreaRow, municipalities, neighbourhoods
from schakel.domain.submissions import rules
from schakel.domain.submissions.actions import import_contributions, remember_mapping
from schakel.domain.submissions.models import ColumnMapping, ImportBatch, Submission
from schakel.domain.submissions.rules import Field, Row
from schakel.domain.terms.models import Term
from schakel.entrypoints.manage import imports_network, imports_tenant
from schakel.entrypoints.manage.columns import ask_columns, is_at_keyboard, told_columns
from schakel.entrypoints.manage.tenants import importer_called, tenant_called
from schakel.foundation.files.spreadsheets import read_xlsx
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.delimited import decoded
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import (
    RowError,
    Sheet,
    header_digest,
    parse_csv,
    sheet_of,
)
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from schakel.foundation.ui.refusals import row_fault

EXAMPLES = """\
  schakel import contributions ideas.pb --tenant demo --dry-run    what would be made
  schakel import contributions ideas.pb --tenant demo
  schakel import contributions ideen.xlsx --tenant demo --map title=Idee --map text=Uitleg
  schakel import contributions ideen.csv --tenant demo --as noor@waterhoven.example --json
  schakel import network contacten.xlsx --tenant demo --dry-run    people and groups of a team
  schakel import network contacten.xlsx --tenant demo --network Groen --same suggested
  schakel import network --undo 12 --tenant demo                   take back what it made
  schakel import areas gemeenten.csv --tenant demo                 municipalities, to know of
  schakel import areas buurten.geojson --tenant demo               districts, to work in
  schakel import tenant waterhoven-2026-11 --as waterhoven         all that export wrote
"""

MOST_BYTES = 50 * 1024**2


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="import_command", metavar="WHAT", required=True)
    contributions = commands.add_parser("contributions", help="ideas and questions of residents")
    contributions.add_argument("file", type=Path, metavar="FILE", help=".pb, .csv or .xlsx")
    contributions.add_argument("--tenant", required=True, metavar="CODE")
    contributions.add_argument("--as", dest="importer", metavar="E-MAIL", help="who imports")
    contributions.add_argument(
        "--map",
        dest="columns",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=f"which column is what; fields: {', '.join(Field)}",
    )
    contributions.add_argument("--source", metavar="NAME", help="what the platform is called")
    contributions.add_argument("--dry-run", action="store_true", help="only say what would be made")
    contributions.add_argument("--json", action="store_true", help="answer as JSON")
    areas = commands.add_parser("areas", help="municipalities (CSV) or neighbourhoods (GeoJSON)")
    areas.add_argument("file", type=Path, metavar="FILE", help=".csv, .geojson or .json")
    areas.add_argument("--tenant", required=True, metavar="CODE")
    own = areas.add_mutually_exclusive_group()
    own.add_argument("--own", dest="is_own", action="store_true", default=None)
    own.add_argument("--known", dest="is_own", action="store_false", default=None)
    areas.add_argument("--json", action="store_true", help="answer as JSON")
    imports_network.add_arguments(
        commands.add_parser("network", help="people and groups, from the list of a team")
    )
    imports_tenant.add_arguments(
        commands.add_parser("tenant", help="an institution, as a new one that sends nothing")
    )


def run(arguments: Namespace) -> int:
    """Import contributions, a list, areas or an institution; all of it, or nothing."""
    if arguments.import_command == "tenant":
        return imports_tenant.run(arguments)
    if arguments.import_command == "network":
        raw = _content(arguments.file) if arguments.file else None
        return imports_network.run(arguments, raw)
    tenant = tenant_called(arguments.tenant)
    raw = _content(arguments.file)
    if arguments.import_command == "areas":
        return _import_areas(tenant, raw, arguments)
    return _import_contributions(tenant, raw, arguments)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise Refused("file_not_found", path=path)
    if path.stat().st_size > MOST_BYTES:
        raise Refused("file_too_large", name=path.name, most=MOST_BYTES // 1024**2)
    raw = path.read_bytes()
    if not raw.strip():
        raise Refused("file_is_empty", name=path.name)
    return raw


def _import_areas(tenant: Tenant, raw: bytes, arguments: Namespace) -> int:
    rows = _areas(arguments.file, raw, arguments.is_own)
    with within_tenant(tenant.pk):
        added, refreshed = load_areas(actor=system(tenant.pk), rows=rows, now=timezone.now())
    if arguments.json:
        print(json.dumps({"rows": len(rows), "added": added, "known": refreshed}))
    else:
        print(f"{added} areas added, {refreshed} were known and are up to date.")
    return 0


def _areas(path: Path, raw: bytes, is_own: bool | None) -> list[AreaRow]:
    """Municipalities are there to know of, neighbourhoods to work in, unless told otherwise."""
    if path.suffix.lower() in {".geojson", ".json"}:
        return neighbourhoods(raw, is_own=True if is_own is None else is_own)
    if path.suffix.lower() == ".csv":
        return municipalities(raw, is_own=bool(is_own))
    raise Refused("file_type_not_taken", name=path.name)


def _import_contributions(tenant: Tenant, raw: bytes, arguments: Namespace) -> int:
    sheet = _sheet(arguments.file, raw)
    now = timezone.now()
    with within_tenant(tenant.pk):
        columns = _mapping(sheet, arguments)
        found = list(rules.rows(sheet, columns))
        errors = [each for each in found if isinstance(each, RowError)]
        rows = [each for each in found if isinstance(each, Row)]
        if errors:
            _tell_errors(len(sheet.lines), errors, as_json=arguments.json)
            return 1
        actor, importer = importer_called(tenant, arguments.importer, now)
        batch = import_contributions(
            actor=actor,
            rows=rows,
            source=_source(sheet, arguments),
            file_name=arguments.file.name[:200],
            digest=hashlib.sha256(raw).hexdigest(),
            mapping=columns,
            importer=importer,
            today=timezone.localdate(now),
            now=now,
            progress=_show_progress,
        )
        remember_mapping(
            actor=actor,
            header=sheet.header,
            columns={each.value: column for each, column in columns.items()},
            now=now,
        )
        _tell_made(batch, system(tenant.pk), arguments)
        if arguments.dry_run:
            transaction.set_rollback(True)
    return 0


def _sheet(path: Path, raw: bytes) -> Sheet:
    match path.suffix.lower():
        case ".pb":
            return rules.parse_pb(decoded(raw))
        case ".csv" | ".txt" | ".tsv":
            return parse_csv(raw)
        case ".xlsx":
            return sheet_of(read_xlsx(raw))
    raise Refused("file_type_not_taken", name=path.name)


def _source(sheet: Sheet, arguments: Namespace) -> str:
    """By this name the platform is a party, and its contributions are known again."""
    name = arguments.source or rules.platform_name(sheet.meta) or arguments.file.stem
    return f"via {name}"[:200]


def _mapping(sheet: Sheet, arguments: Namespace) -> dict[Field, str]:
    """Which column is what: as told, else as remembered, else as guessed and asked once."""
    told = told_columns(arguments.columns, Field)
    digest = header_digest(sheet.header)
    remembered = ColumnMapping.objects.filter(header_digest=digest).first()
    if remembered is not None:
        known = {Field(name): column for name, column in remembered.columns.items()}
        return known | told
    guessed = rules.guess_mapping(sheet.header) | told
    asks = not told and not arguments.json and is_at_keyboard()
    if asks and arguments.file.suffix.lower() != ".pb":
        return ask_columns(sheet.header, guessed, Field)
    return guessed


def _show_progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of}", end="" if done < of else "\n", file=sys.stderr, flush=True)


def _tell_errors(rows: int, errors: Iterable[RowError], *, as_json: bool) -> None:
    told = [
        {
            "line": each.line,
            "column": each.column,
            "code": each.code,
            "sentence": row_fault(each.code, each.values),
        }
        for each in errors
    ]
    if as_json:
        nothing = {"rows": rows, "added": 0, "known": 0, "errors": told, "matters": []}
        print(json.dumps(nothing, ensure_ascii=False))
        return
    for fault in told:
        column = f", column “{fault['column']}”" if fault["column"] else ""
        print(f"Line {fault['line']}{column}: {fault['sentence']}", file=sys.stderr)
    print(f"Nothing was imported. Mend these {len(told)} and try again.", file=sys.stderr)


def _tell_made(batch: ImportBatch, actor: Actor, arguments: Namespace) -> None:
    made = _made(batch, actor)
    if arguments.json:
        told = {
            "rows": batch.rows,
            "added": batch.added,
            "known": batch.known,
            "dry_run": arguments.dry_run,
            "errors": [],
            "matters": [
                {
                    "reference": matter.reference,
                    "subject": matter.subject,
                    "owner": matter.owner.name,
                    "second": matter.second.name if matter.second else None,
                    "due_on": term.due_on.isoformat(),
                }
                for matter, term in made
            ],
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    for matter, term in made:
        carriers = " and ".join(str(each) for each in (matter.owner, matter.second) if each)
        print(f"{matter.reference}  {matter.subject}")
        print(f"           {carriers}, answer by {term.due_on}")
    would = "would be " if arguments.dry_run else ""
    print(f"{batch.added} contributions {would}added, {batch.known} were known.")
    if arguments.dry_run:
        print("Nothing was changed.")


def _made(batch: ImportBatch, actor: Actor) -> list[tuple[Matter, Term]]:
    taken_in = Submission.objects.filter(batch=batch).values("matter_id")
    matters = Matter.objects.visible_to(actor).filter(pk__in=taken_in)
    terms = {
        term.matter_id: term
        for term in Term.objects.visible_to(actor).running().filter(matter__in=taken_in)
    }
    return [
        (matter, terms[matter.pk])
        for matter in matters.select_related("owner", "second").order_by("pk")
    ]
