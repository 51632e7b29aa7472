"""A header and its rows, whatever file they came in: which column is which, what a cell says."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from schakel.foundation.kernel.delimited import cleaned, decoded, delimiter, records
from schakel.foundation.kernel.refused import Refused

_DATE_FORMATS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d")
_TIME_AFTER_DATE = re.compile(r"[ T,]+\d{1,2}:\d{2}.*$")
# A title stands above the header no lower than this.
_TITLE_ROWS = 10

Named = TypeVar("Named", bound=StrEnum)
Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Sheet:
    """A header and its rows with the line on which each begins; ``meta`` is what a file says
    about itself. ``header_line`` is where the header stands."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    header_line: int = 1


@dataclass(frozen=True)
class RowError:
    """What is wrong on a line, as a code with its values; ``column`` as in the file's header."""

    line: int
    column: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def sheet_in(lines: Iterable[Line], meta: Mapping[str, str] | None = None) -> Sheet:
    """The sheet in these lines; the first that is not empty is the header."""
    filled = [(line, cells) for line, cells in lines if any(cells)]
    if len(filled) < 2:
        raise Refused("file_has_no_rows")
    (header_line, header), *rest = filled
    return Sheet(header, tuple(rest), meta or {}, header_line)


def below_title(lines: Iterable[Line]) -> list[Line]:
    """Without what stands above the header: lines of one cell, before the first with more."""
    filled = [(line, cells) for line, cells in lines if any(cells)]
    wide = [sum(map(bool, cells)) > 1 for _, cells in filled[:_TITLE_ROWS]]
    return filled[wide.index(True) :] if True in wide else filled


def csv_lines(raw: bytes) -> list[Line]:
    """The lines of a file that is separated by commas, semicolons or tabs."""
    text = decoded(raw)
    return list(records(text, delimiter(text)))


def parse_csv(raw: bytes) -> Sheet:
    """A file with a header and rows, separated by commas, semicolons or tabs."""
    return sheet_in(csv_lines(raw))


def cell_lines(rows: Sequence[Sequence[str]]) -> list[Line]:
    """The cells of a spreadsheet, with the number of each row as people see it."""
    return [(line, cleaned(cells)) for line, cells in enumerate(rows, start=1)]


def sheet_of(rows: Sequence[Sequence[str]]) -> Sheet:
    """The sheet in the cells of a spreadsheet; its first row that is not empty is the header."""
    return sheet_in(cell_lines(rows))


def header_digest(header: Sequence[str]) -> str:
    """By which a file with the same columns is known again."""
    return hashlib.sha256(json.dumps(list(header)).encode()).hexdigest()


def guess_by_words(header: Sequence[str], words: Mapping[Named, Sequence[str]]) -> dict[Named, str]:
    """Which column is which field by what it is called, the most telling field and word first.

    A header that is one of the known words goes before one that only holds it.
    """
    mapping: dict[Named, str] = {}
    for whole in (True, False):
        for each, known in words.items():
            free = [column for column in header if column and column not in mapping.values()]
            column = _first_with_word(free, known, whole)
            if each not in mapping and column:
                mapping[each] = column
    return mapping


def check_columns(header: Sequence[str], columns: Collection[str]) -> None:
    """Refused with a column that the file does not have."""
    for column in columns:
        if column not in header:
            raise Refused("mapping_unknown_column", column=column)


def as_date(text: str) -> date | None:
    """A day as people and programs write it, day before month; ``None`` if it is none."""
    day = _TIME_AFTER_DATE.sub("", text.strip())
    try:
        return date.fromisoformat(day)
    except ValueError:
        pass
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(day, form).date()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            continue
    return None


def plain(text: str) -> str:
    """Lower case, without accents, only letters and digits, single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def _first_with_word(header: Sequence[str], words: Sequence[str], whole: bool) -> str | None:
    for word in words:
        for column in header:
            said = plain(column)
            if said == word or (not whole and f" {word} " in f" {said} "):
                return column
    return None
