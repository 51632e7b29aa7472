"""What the rows of a list say, and what is wrong in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schakel.domain.imports.rules.cells import as_day, emails_in, phones_in
from schakel.domain.imports.rules.columns import WHO, Field, check
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import Line, RowError, Sheet, below_title, sheet_in

# One transaction holds no more than this in an hour.
MOST_ROWS = 20_000

LONGEST: Mapping[Field, int] = {
    Field.GROUP: 200,
    Field.NAME: 200,
    Field.FIRST_NAME: 60,
    Field.INFIX: 30,
    Field.LAST_NAME: 100,
    Field.ADDRESS: 300,
    Field.HOUSE_NUMBER: 20,
    Field.POSTCODE: 20,
    Field.CITY: 100,
    Field.PURPOSE: 500,
    Field.OUR_PROMISE: 1000,
    Field.THEIR_PROMISE: 1000,
}
# What holds for each row that a merged cell stands beside.
FILLED_DOWN = frozenset(
    {Field.GROUP, Field.KIND, Field.THEME, Field.AREA, Field.CARRIER, Field.SECOND}
)
_FAULTS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/B"})


@dataclass(frozen=True)
class Table:
    """A list as it was read: each column has a name of its own.

    ``merged`` are rectangles (row, column, last row, last column) with how people call them,
    ``valueless`` cells (row, column, name) with a formula without a value.
    """

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    header_line: int = 1
    merged: tuple[tuple[int, int, int, int, str], ...] = ()
    valueless: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Given:
    """Words that somebody gave: by when, and for ours by whom."""

    words: str
    due_on: date | None = None
    giver: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one row says. ``group`` or ``name`` may be empty, never both."""

    line: int
    group: str = ""
    kind: str = ""
    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    postal_address: str = ""
    theme: str = ""
    area: str = ""
    purpose: str = ""
    carrier: str = ""
    second: str = ""
    last_contact: date | None = None
    ours: Given | None = None
    theirs: Given | None = None


def table_of(
    lines: Sequence[Line],
    merged: Sequence[tuple[int, int, int, int, str]] = (),
    valueless: Sequence[tuple[int, int, str]] = (),
) -> Table:
    """The list in these lines, below the title that people write above it.

    Refused when it is longer than ``MOST_ROWS``, or when cells of its header are merged.
    """
    sheet = sheet_in(below_title(lines))
    if len(sheet.lines) > MOST_ROWS:
        raise Refused("list_is_too_long", rows=len(sheet.lines), most=MOST_ROWS)
    at = sheet.header_line
    in_header = [name for top, _, last, _, name in merged if top <= at <= last]
    if in_header:
        raise Refused("header_is_merged", cells=", ".join(in_header[:10]))
    return Table(
        header=_named(sheet),
        lines=sheet.lines,
        header_line=at,
        merged=tuple(each for each in merged if each[0] > at),
        valueless=tuple(each for each in valueless if each[0] > at),
    )


def entries(
    table: Table, mapping: Mapping[Field, str], today: date
) -> tuple[list[Entry], list[RowError]]:
    """Every row that says something, and all that is wrong; nothing is read in with an error."""
    check(table.header, mapping)
    places = {table.header.index(column): each for each, column in mapping.items()}
    fields = dict(sorted(places.items()))
    errors = [*_merged(table, fields), *_valueless(table, fields)]
    found = []
    for line, cells in _filled_down(table, fields):
        texts = {
            each: cells[position] if position < len(cells) else ""
            for position, each in fields.items()
        }
        if not any(texts.values()):
            continue
        wrong = list(_errors(line, cells, texts, table.header, mapping, today))
        errors += wrong
        if not wrong:
            found.append(_entry(line, texts))
    in_order = sorted(errors, key=lambda each: (each.line, table.header.index(each.column)))
    return found, in_order


def _named(sheet: Sheet) -> tuple[str, ...]:
    """A name for each column: a second one of that name is told apart, as is one without a name."""
    width = max(len(cells) for _, cells in ((0, sheet.header), *sheet.lines))
    header = [*sheet.header, *[""] * (width - len(sheet.header))]
    names: list[str] = []
    for position, name in enumerate(header):
        holds_something = any(position < len(cells) and cells[position] for _, cells in sheet.lines)
        new = " ".join(name.split()) or (f"#{position + 1}" if holds_something else "")
        same = sum(each == new or each.startswith(f"{new} (") for each in names) if new else 0
        names.append(f"{new} ({same + 1})" if same else new)
    return tuple(names)


def _merged(table: Table, fields: Mapping[int, Field]) -> Iterator[RowError]:
    for top, left, _, right, name in table.merged:
        touched = [each for each in range(left - 1, right) if each in fields]
        if touched and not (left == right and fields[touched[0]] in FILLED_DOWN):
            yield RowError(top, table.header[touched[0]], "cells_are_merged", {"cells": name})


def _valueless(table: Table, fields: Mapping[int, Field]) -> Iterator[RowError]:
    for row, column, name in table.valueless:
        if column - 1 in fields:
            yield RowError(row, table.header[column - 1], "formula_has_no_value", {"cell": name})


def _filled_down(table: Table, fields: Mapping[int, Field]) -> Iterator[Line]:
    """The lines, with what a merged cell says in each row that it stands beside."""
    begin = {
        (row, left - 1): top
        for top, left, last, right, _ in table.merged
        if left == right and fields.get(left - 1) in FILLED_DOWN
        for row in range(top + 1, last + 1)
    }
    if not begin:
        yield from table.lines
        return
    said = dict(table.lines)
    for line, cells in table.lines:
        filled = list(cells)
        for position in fields:
            top = begin.get((line, position))
            if top is not None and position < len(filled) and not filled[position]:
                filled[position] = said[top][position] if top in said else ""
        yield line, tuple(filled)


def _errors(
    line: int,
    cells: tuple[str, ...],
    texts: Mapping[Field, str],
    header: tuple[str, ...],
    mapping: Mapping[Field, str],
    today: date,
) -> Iterator[RowError]:
    def wrong(each: Field, code: str, **values: object) -> RowError:
        return RowError(line, mapping[each], code, values)

    if not any(texts.get(each) for each in WHO):
        yield wrong(next(each for each in texts if each in WHO), "row_needs_name")
    for each, text in texts.items():
        longest = LONGEST.get(each)
        if longest is not None and len(text) > longest:
            yield wrong(each, "cell_is_too_long", longest=longest, length=len(text))
        if text in _FAULTS:
            yield wrong(each, "cell_has_fault", text=text)
        elif each is Field.EMAIL and text and not emails_in(text):
            yield wrong(each, "email_is_wrong", email=text[:80])
        elif each in {Field.PHONE, Field.MOBILE} and text and not phones_in(text):
            yield wrong(each, "phone_is_wrong", number=text[:40])
        elif each in {Field.LAST_CONTACT, Field.OUR_DUE, Field.THEIR_DUE} and text:
            day = as_day(text)
            if day is None:
                yield wrong(each, "date_is_wrong", date=text[:40])
            elif each is Field.LAST_CONTACT and day > today:
                yield wrong(each, "contact_is_in_future", date=text[:40])
    for words, due in (
        (Field.OUR_PROMISE, Field.OUR_DUE),
        (Field.THEIR_PROMISE, Field.THEIR_DUE),
    ):
        if texts.get(due) and not texts.get(words):
            yield wrong(due, "day_without_promise")


def _entry(line: int, texts: Mapping[Field, str]) -> Entry:
    def said(each: Field) -> str:
        return " ".join(texts.get(each, "").split())

    def given(words: Field, due: Field, giver: str = "") -> Given | None:
        return Given(said(words), as_day(said(due)), giver) if said(words) else None

    parts = (Field.FIRST_NAME, Field.INFIX, Field.LAST_NAME)
    phones = (*phones_in(said(Field.PHONE)), *phones_in(said(Field.MOBILE)))
    return Entry(
        line=line,
        group=said(Field.GROUP),
        kind=said(Field.KIND),
        name=said(Field.NAME) or " ".join(filter(None, map(said, parts))),
        emails=emails_in(said(Field.EMAIL)),
        phones=tuple(dict.fromkeys(phones)),
        postal_address=_postal_address(said),
        theme=said(Field.THEME),
        area=said(Field.AREA),
        purpose=said(Field.PURPOSE),
        carrier=said(Field.CARRIER),
        second=said(Field.SECOND),
        last_contact=as_day(said(Field.LAST_CONTACT)),
        ours=given(Field.OUR_PROMISE, Field.OUR_DUE, said(Field.OUR_GIVER)),
        theirs=given(Field.THEIR_PROMISE, Field.THEIR_DUE),
    )


def _postal_address(said: Callable[[Field], str]) -> str:
    """As on an envelope: street and number, postcode and town."""
    street = " ".join(filter(None, (said(Field.ADDRESS), said(Field.HOUSE_NUMBER))))
    town = "  ".join(filter(None, (said(Field.POSTCODE).upper(), said(Field.CITY))))
    return ", ".join(filter(None, (street, town)))
