"""An export is read in as a new institution: all of it, or nothing.

Rows are written as they were told, by no action: no clock starts again, no line of the journal
starts what follows, nothing is sent.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from schakel.foundation.kernel.refused import Refused
from schakel.foundation.records.folders import KeptFolder
from schakel.foundation.records.numbers import Keys
from schakel.foundation.records.shapes import NUMBER, TENANT, NoRecord, Record, Shape, nouns_of
from schakel.foundation.tenancy.actions import begin_tenant
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant

AT_A_TIME = 1_000
# What a record that is none ends in, somewhere between JSON and a row.
_NO_RECORD = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError
)  # fmt: skip
_KEYS_AT_A_TIME = 10_000


@transaction.atomic
def read_export(folder: KeptFolder, *, code: str, shapes: Sequence[Shape]) -> Tenant:
    """The institution of an export, under another code. Refused when a record does not fit."""
    _check_known(folder, shapes)
    tenant = _begin(folder, code)
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        keys = _new_keys(folder, tenant, shapes)
        for shape in shapes:
            for rows in _rows(folder, shape, tenant, keys):
                _keep(folder, shape, rows)
        _check_references()
    return tenant


def _check_known(folder: KeptFolder, shapes: Sequence[Shape]) -> None:
    for noun in folder.manifest["counts"].keys() - {shape.noun for shape in shapes}:
        raise Refused("export_is_newer", version=str(folder.manifest.get("schakel", noun)))


def _begin(folder: KeptFolder, code: str) -> Tenant:
    told = folder.manifest["institution"]
    try:
        time_zone = ZoneInfo(str(told["time_zone"])).key
        tenant = begin_tenant(
            code=code,
            name=str(told["name"]),
            phone=str(told["phone"]),
            postal_address=str(told.get("postal_address", "")),
            is_demo=bool(told["is_demo"]),
            now=datetime.fromisoformat(told["created_at"]),
        )
        tenant.time_zone, tenant.language = time_zone, str(told["language"])
        tenant.save(update_fields=["time_zone", "language"])
    except (*_NO_RECORD, OSError, DataError) as error:
        raise Refused("export_unreadable", path=str(folder.path)) from error
    return tenant


def _new_keys(folder: KeptFolder, tenant: Tenant, shapes: Sequence[Shape]) -> Keys:
    """Keys for all records at once, so that they may refer to each other in any order."""
    found: dict[str, Iterable[int]] = {TENANT: [tenant.pk]}
    for shape in shapes:
        found[shape.noun] = _reserved(shape, folder.count(shape.noun))
    return Keys(found, nouns_of(shapes))


def _reserved(shape: Shape, count: int) -> Iterator[int]:
    table = shape.model._meta.db_table
    with connection.cursor() as cursor:
        for first in range(0, count, _KEYS_AT_A_TIME):
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, min(_KEYS_AT_A_TIME, count - first)],
            )
            yield from (key for (key,) in cursor.fetchall())


def _rows(
    folder: KeptFolder, shape: Shape, tenant: Tenant, keys: Keys
) -> Iterator[list[tuple[Record, Any]]]:
    lines = enumerate(folder.lines(shape.noun), start=1)
    last = 0
    while batch := list(islice(lines, AT_A_TIME)):
        last = batch[-1][0]
        yield [_row(shape, number, line, tenant, keys) for number, line in batch]
    if last != folder.count(shape.noun):
        raise Refused("export_record_wrong", file=f"{shape.noun}.jsonl", line=last + 1)


def _row(shape: Shape, number: int, line: bytes, tenant: Tenant, keys: Keys) -> tuple[Record, Any]:
    try:
        record = json.loads(line)
        if not isinstance(record, dict) or record.get(NUMBER) != number:
            raise NoRecord("out of order")
        return record, shape.row(record, tenant.pk, keys.key)
    except _NO_RECORD as error:
        raise Refused("export_record_wrong", file=f"{shape.noun}.jsonl", line=number) from error


def _keep(folder: KeptFolder, shape: Shape, rows: list[tuple[Record, Any]]) -> None:
    try:
        shape.model._default_manager.bulk_create([row for _, row in rows])
    except (DataError, IntegrityError, ProgrammingError, ValidationError, *_NO_RECORD) as error:
        first = rows[0][0][NUMBER]
        raise Refused("export_record_wrong", file=f"{shape.noun}.jsonl", line=first) from error
    if shape.beside is not None:
        for record, row in rows:
            shape.beside.keep(row, folder.beside(str(record[shape.beside.digest])))


def _check_references() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise Refused("export_does_not_fit") from error
