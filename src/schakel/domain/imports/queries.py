"""Reads for a list: the file itself, whom it may be about, and what was touched since."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.imports import rules
from schakel.domain.imports.models import ImportedThing, Kind, NetworkImport
from schakel.domain.imports.rules import Bond, Duplicate, Field, Known, Newcomer, Table
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.models import (
    Acquaintance,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
)
from schakel.domain.promises.models import Promise
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import CARRYING_ROLES
from schakel.domain.submissions.models import ColumnMapping
from schakel.foundation.files.actions import read_file
from schakel.foundation.files.spreadsheets import cell_name, read_workbook
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import (
    RowError,
    cell_lines,
    csv_lines,
    header_digest,
    plain,
)

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_HUMANS = (PartyKind.PERSON, PartyKind.CONTACT_PERSON)
# Headers of lists and of contributions are remembered apart.
_LIST = "network"

MODELS: Mapping[Kind, type[models.Model]] = {
    Kind.PARTY: Party,
    Kind.ADDRESS: DigitalAddress,
    Kind.RELATION: PartyRelation,
    Kind.ACQUAINTANCE: Acquaintance,
    Kind.CONNECTION: Connection,
    Kind.CARRIER: Carrier,
    Kind.CONTACT: ContactMoment,
    Kind.PROMISE: Promise,
}


@dataclass(frozen=True)
class ListFile:
    """A list as it stands in its file. Without a ``table`` somebody has to choose a sheet first."""

    sheets: tuple[str, ...]
    table: Table | None


def read_list(content: bytes, sheet: str = "") -> ListFile:
    """The list in an Excel file or a CSV; of several sheets with something in them, the chosen one.

    Refused when it cannot be read, is too long or has a password.
    """
    if not content.startswith((_ZIP, _OLD_OFFICE)):
        return ListFile((), rules.table_of(csv_lines(content)))
    book = read_workbook(content, sheet)
    if len(book.sheets) > 1 and not sheet:
        return ListFile(book.sheets, None)
    merged = [
        (top, left, last, right, f"{cell_name(top, left)}:{cell_name(last, right)}")
        for top, left, last, right in book.merged
    ]
    valueless = [(row, column, cell_name(row, column)) for row, column in book.valueless]
    return ListFile(book.sheets, rules.table_of(cell_lines(book.rows), merged, valueless))


def columns_of(table: Table) -> dict[Field, str]:
    """Which column is what: as it was corrected for such a header before, else as it seems."""
    remembered = ColumnMapping.objects.filter(header_digest=digest_of(table)).first()
    if remembered is None:
        return rules.guess(table.header, table.lines)
    return {Field(name): column for name, column in remembered.columns.items()}


def header_of(table: Table) -> list[str]:
    """By which this kind of list is remembered."""
    return [_LIST, *table.header]


def digest_of(table: Table) -> str:
    """The digest under which its columns are remembered."""
    return header_digest(header_of(table))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a list comes to: whom it is about, who of them is known, and what is not understood.

    ``colleagues``, ``themes`` and ``areas`` are numbers by what the list calls them; ``unknown_…``
    what it calls somebody or something that is not here.
    """

    rows: int
    errors: tuple[RowError, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    bonds: tuple[Bond, ...] = ()
    known_as: Mapping[str, str]
    duplicates: tuple[Duplicate, ...] = ()
    colleagues: Mapping[str, int]
    themes: Mapping[str, int]
    areas: Mapping[str, int]
    unknown_colleagues: tuple[str, ...] = ()
    unknown_themes: tuple[str, ...] = ()
    unknown_areas: tuple[str, ...] = ()

    @property
    def fresh(self) -> tuple[Newcomer, ...]:
        """Who is not known yet."""
        return tuple(each for each in self.newcomers if each.slot not in self.known_as)


def plan_of(
    *,
    actor: Actor,
    table: Table,
    columns: Mapping[Field, str],
    choices: Mapping[str, str],
    today: date,
) -> Plan:
    """What a list would make. Eight queries, whatever its length."""
    entries, errors = rules.entries(table, columns, today)
    newcomers, bonds = rules.people(entries)
    newcomers = rules.in_order(newcomers)
    found = rules.sort_out(newcomers, known_parties(actor), choices)
    roster = list(
        StaffMember.objects.working_on(today)
        .filter(roles__overlap=[role.value for role in CARRYING_ROLES])
        .values_list("pk", "name", "email")
    )
    said = {
        name
        for each in entries
        for name in (each.carrier, each.second, each.ours.giver if each.ours else "")
        if name
    }
    called = {name: rules.colleague_called(name, roster) for name in said}
    themes = {
        plain(name): pk
        for pk, name in Theme.objects.filter(is_active=True).values_list("pk", "name")
    }
    areas = {plain(name): pk for pk, name in Area.objects.own().values_list("pk", "name")}
    return Plan(
        rows=len(table.lines),
        errors=tuple(errors),
        newcomers=tuple(newcomers),
        bonds=tuple(bonds),
        known_as=found.known_as,
        duplicates=found.duplicates,
        colleagues={name: pk for name, pk in called.items() if pk is not None},
        themes=_numbers(themes, (each.theme for each in entries)),
        areas=_numbers(areas, (each.area for each in entries)),
        unknown_colleagues=tuple(sorted(name for name, pk in called.items() if pk is None)),
        unknown_themes=_missing(themes, (each.theme for each in entries)),
        unknown_areas=_missing(areas, (each.area for each in entries)),
    )


def known_parties(actor: Actor) -> list[Known]:
    """Whom the networks of the actor know. Who is known in confidence only is not among them."""
    networks = Acquaintance.objects.filter(party=OuterRef("pk"), network__isnull=False)
    if not actor.is_system:
        networks = networks.filter(network_id__in=actor.network_ids)
    parties = list(
        Party.objects.filter(Exists(networks), erased_at__isnull=True, is_platform=False)
        .order_by("pk")
        .values_list("pk", "name", "kind", "works_for_id")
    )
    here = {pk for pk, *_ in parties}
    addresses = _grouped(DigitalAddress.objects.values_list("party_id", "address"), here)
    groups = _grouped(
        PartyRelation.objects.filter(until_on__isnull=True).values_list("party_id", "other_id"),
        here,
    )
    return [
        Known(
            key=key_of(pk),
            name=name,
            is_human=kind in _HUMANS,
            reached_by=frozenset(str(each).casefold() for each in addresses.get(pk, ())),
            groups=frozenset(
                key_of(each) for each in (*groups.get(pk, ()), works_for) if each is not None
            ),
        )
        for pk, name, kind, works_for in parties
    ]


def key_of(party_id: int) -> str:
    """How a choice names somebody who is known."""
    return f"p{party_id}"


def party_id_of(key: str) -> int | None:
    """The number in such a key; None when it is a place in the list."""
    return int(key[1:]) if key.startswith("p") else None


def rows_of(parties: Collection[int]) -> dict[Kind, dict[int, int]]:
    """Everything that there is of these parties: number of the row to number of the party."""
    found: dict[Kind, dict[int, int]] = {Kind.PARTY: {pk: pk for pk in parties}}
    for kind, model in MODELS.items():
        if kind is not Kind.PARTY:
            party = "connection__party_id" if kind is Kind.CARRIER else "party_id"
            of_them = model._default_manager.filter(**{f"{party}__in": parties})
            found[kind] = dict(of_them.values_list("pk", party))
    return found


def digests(kind: Kind, numbers: Collection[int]) -> dict[int, str]:
    """What each of these rows holds now, as a digest. One query."""
    if kind is Kind.POSTAL_ADDRESS:
        fields, model = ["pk", "postal_address"], MODELS[Kind.PARTY]
    else:
        model = MODELS[kind]
        fields = ["pk", *(field.attname for field in model._meta.local_fields)]
    rows = model._default_manager.filter(pk__in=numbers).values_list(*fields)
    return {row[0]: hashlib.sha256(repr(row).encode()).hexdigest() for row in rows}


def touched(things: Sequence[ImportedThing]) -> set[int]:
    """The parties of whom something was changed or added since, by anybody.

    Who works for a party that stays, stays; so asks the reference.
    """
    by_kind: dict[Kind, dict[int, ImportedThing]] = {}
    for thing in things:
        by_kind.setdefault(Kind(thing.kind), {})[thing.thing_id] = thing
    found = set()
    for kind, of_kind in by_kind.items():
        now = digests(kind, of_kind)
        found |= {thing.party_id for pk, thing in of_kind.items() if now.get(pk) != thing.digest}
        if kind in MODELS:
            found |= {of_kind[pk].party_id for pk in _referred_to(kind, by_kind)}
    return _with_whom_they_work_for(found, by_kind.get(Kind.PARTY, {}))


def _referred_to(kind: Kind, by_kind: Mapping[Kind, Mapping[int, ImportedThing]]) -> Iterator[int]:
    """Which of these rows something refers to that the list did not make itself."""
    kind_of = {model: each for each, model in MODELS.items()}
    for model in apps.get_models():
        if model is ImportedThing:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is MODELS[kind]:
                rows = model._default_manager.filter(**{f"{field.attname}__in": by_kind[kind]})
                own = by_kind.get(kind_of[model], {}) if model in kind_of else {}
                for pk, referred in rows.values_list("pk", field.attname):
                    if pk not in own:
                        yield referred


def _with_whom_they_work_for(found: set[int], made: Collection[int]) -> set[int]:
    pairs = Party.objects.filter(pk__in=made, works_for__in=made)
    works_for = dict(pairs.values_list("pk", "works_for_id"))
    return found | {works_for[each] for each in found if each in works_for}


def kept_of(source: NetworkImport, actor: Actor) -> list[Party]:
    """After it was taken back: who stayed, since somebody had touched what there is of them."""
    things = ImportedThing.objects.filter(source=source).values("party_id")
    return list(Party.objects.visible_to(actor).filter(pk__in=things).by_name())


def made_by(source: NetworkImport) -> Mapping[str, int]:
    """How many of each kind a list made."""
    counted = ImportedThing.objects.filter(source=source).values("kind").order_by()
    return dict(counted.annotate(number=models.Count("pk")).values_list("kind", "number"))


def content_of(source: NetworkImport) -> bytes:
    """The file of a list; Refused when it is kept no longer."""
    if source.file is None:
        raise Refused("list_is_gone")
    return b"".join(read_file(source.file))


def _grouped(pairs: Iterable[tuple[Any, Any]], keys: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, value in pairs:
        if key in keys:
            found.setdefault(key, []).append(value)
    return found


def _numbers(known: Mapping[str, int], said: Iterable[str]) -> dict[str, int]:
    return {name: known[plain(name)] for name in said if plain(name) in known}


def _missing(known: Mapping[str, int], said: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in said if name and plain(name) not in known}))
