"""What a record of a noun looks like, worked out from its model."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models

from schakel.foundation.records.numbers import NOWHERE, Translate
from schakel.foundation.tenancy.models import TenantModel

Record = dict[str, Any]
# The place of a record in its noun; first in every record.
NUMBER = "number"
# The institution itself: what some lines of the journal are about. It has number 1.
TENANT = "tenant"


class NoRecord(ValueError):
    """A record that does not fit its shape."""


class Beside(Protocol):
    """What of a row is kept in a file of its own, under the digest of its content."""

    digest: str

    def read(self, key: int, /) -> Iterator[bytes]:
        """The content, piece by piece."""

    def keep(self, row: Any, path: Path, /) -> None:
        """Keep the content of a row that was read in."""


def _as_it_is(record: Record) -> Record:
    return record


def _refers_to_nothing(record: Record, translate: Translate) -> Record:
    return record


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How the rows of ``model`` are told, under the name ``noun`` that the journal gives them too.

    ``left_out`` names fields that are not told, with what stands there after reading in: a value,
    or a function that makes one. ``settled`` takes out what may not be told or may not begin anew;
    ``refers`` translates references that are no foreign key. Both are done to every record that is
    written and to every one that is read, so both give the same when done twice.
    """

    noun: str
    model: type[TenantModel]
    left_out: Mapping[str, object] = field(default_factory=dict)
    settled: Callable[[Record], Record] = _as_it_is
    refers: Callable[[Record, Translate], Record] = _refers_to_nothing
    without: models.Q | None = None
    beside: Beside | None = None

    @cached_property
    def fields(self) -> "list[models.Field[Any, Any]]":
        """The fields that are told, in the order of the model."""
        passed_over = {"id", "tenant", *self.left_out}
        return [each for each in self.model._meta.local_fields if each.name not in passed_over]

    def rows(self) -> "models.QuerySet[Any]":
        """The rows that are told, in the order of their numbers."""
        found = self.model._default_manager.order_by("pk")
        return found if self.without is None else found.exclude(self.without)

    def record(self, number: int, values: tuple[Any, ...], translate: Translate) -> Record:
        """The record of a row, given the values of ``fields``."""
        told: Record = {NUMBER: number}
        for each, value in zip(self.fields, values, strict=True):
            told[each.name] = _told(each, value, translate)
        return self.settled(self.refers(told, translate))

    def row(self, record: Record, tenant_id: int, translate: Translate) -> Any:
        """The row of a record, not saved; NoRecord when it does not fit."""
        if unknown := record.keys() - self._names:
            raise NoRecord(f"{sorted(unknown)}")
        told = self.refers(self.settled(self._whole(record)), translate)
        values: dict[str, Any] = {"tenant_id": tenant_id}
        values["id"] = translate(self.noun, int(told[NUMBER]))
        if values["id"] == NOWHERE:
            raise NoRecord("more records than were counted")
        for each in self.fields:
            values[each.attname] = _read(each, told[each.name], translate)
        for name, stands in self.left_out.items():
            values[name] = stands() if callable(stands) else stands
        return self.model(**values)

    def _whole(self, record: Record) -> Record:
        """With what a new row would have for fields that an older export did not know."""
        missing = [each for each in self.fields if each.name not in record]
        return {**record, **{each.name: _at_first(each) for each in missing}}

    @cached_property
    def _names(self) -> set[str]:
        return {NUMBER, *(each.name for each in self.fields)}


def nouns_of(shapes: Iterable[Shape]) -> dict[type, str]:
    """The noun of each model."""
    return {shape.model: shape.noun for shape in shapes}


def _told(each: "models.Field[Any, Any]", value: Any, translate: Translate) -> Any:
    if value is None:
        return None
    if isinstance(each, models.ForeignKey):
        number = translate(_model_of(each), value)
        if number == NOWHERE:
            raise NoRecord(f"{each} refers to what is not exported")
        return number
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(each: "models.Field[Any, Any]", told: Any, translate: Translate) -> Any:
    if told is None:
        if not each.null:
            raise NoRecord(f"{each.name} is empty")
        return None
    if isinstance(each, models.ForeignKey):
        key = translate(_model_of(each), int(told))
        if key == NOWHERE:
            raise NoRecord(f"{each.name} refers to number {told}, which is not there")
        return key
    try:
        return each.to_python(told)
    except ValidationError as error:
        raise NoRecord(f"{each.name}: {error.messages[0]}") from error


def _at_first(each: "models.Field[Any, Any]") -> Any:
    if each.has_default():
        return each.get_default()
    if each.db_default is not models.NOT_PROVIDED:
        return getattr(each.db_default, "value", each.db_default)
    if each.null:
        return None
    raise NoRecord(f"{each.name} is missing")


def _model_of(reference: "models.ForeignKey[Any, Any]") -> type:
    model = reference.related_model
    assert isinstance(model, type), reference
    return model
