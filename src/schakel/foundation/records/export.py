"""All of an institution, written to a folder as records."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from schakel.foundation.records.folders import NewFolder, new_folder
from schakel.foundation.records.numbers import Keys
from schakel.foundation.records.schemas import schema_of
from schakel.foundation.records.shapes import TENANT, Shape, nouns_of
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant

AT_A_TIME = 2_000
# Of the institution itself; its code and host name are of the server that it stands on.
INSTITUTION = ("name", "phone", "postal_address", "time_zone", "language", "is_demo", "created_at")


def write_export(
    place: Path, *, tenant: Tenant, shapes: Sequence[Shape], made_by: str, now: datetime
) -> dict[str, Any]:
    """Write all that is told of an institution, as it is at one moment; gives the counts.

    Rows are streamed. While it is written others go on working, and see nothing of it.
    """
    with new_folder(place) as folder, _at_one_moment(tenant):
        nouns = nouns_of(shapes)
        keys = _keys(tenant, shapes)
        counts = {}
        for shape in shapes:
            lines = _Lines(shape, keys)
            folder.write(f"{shape.noun}.jsonl", lines)
            folder.write(f"{shape.noun}.schema.json", [_pretty(schema_of(shape, nouns))])
            counts[shape.noun] = lines.written
            _write_beside(folder, shape)
        folder.close(
            {
                "schakel": made_by,
                "made_at": now.isoformat(),
                "institution": {name: _told(getattr(tenant, name)) for name in INSTITUTION},
                "counts": counts,
            }
        )
    return counts


@contextmanager
def _at_one_moment(tenant: Tenant) -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with within_tenant(tenant.pk, matters=ALL_MATTERS):
            yield


def _keys(tenant: Tenant, shapes: Sequence[Shape]) -> Keys:
    found: dict[str, Iterable[int]] = {TENANT: [tenant.pk]}
    for shape in shapes:
        keys = shape.rows().values_list("pk", flat=True)
        found[shape.noun] = keys.iterator(chunk_size=AT_A_TIME)
    return Keys(found, nouns_of(shapes))


class _Lines:
    """The records of a shape, a line each, and how many there were."""

    def __init__(self, shape: Shape, keys: Keys) -> None:
        self._shape = shape
        self._keys = keys
        self.written = 0

    def __iter__(self) -> Iterator[bytes]:
        columns = [each.attname for each in self._shape.fields]
        rows = self._shape.rows().values_list(*columns).iterator(chunk_size=AT_A_TIME)
        for values in rows:
            self.written += 1
            record = self._shape.record(self.written, values, self._keys.number)
            yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _write_beside(folder: NewFolder, shape: Shape) -> None:
    if shape.beside is None:
        return
    kept = shape.rows().values_list("pk", shape.beside.digest)
    for key, digest in kept.iterator(chunk_size=AT_A_TIME):
        folder.write_beside(digest, shape.beside.read(key))


def _pretty(schema: dict[str, Any]) -> bytes:
    return json.dumps(schema, ensure_ascii=False, indent=2).encode() + b"\n"


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
