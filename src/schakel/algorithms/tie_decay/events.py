"""Contacts from a CSV file with the columns ``connection``, ``at`` and ``weight``.

Read in parts, so that of ten million lines only three numbers each are kept. Plain lines are read
by numpy; from the first part on with a quote, or with lines of another length, each line by
itself. What cannot be read is an ``Unreadable``, which names the line.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import chain, islice
from operator import itemgetter
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from schakel.algorithms.tie_decay.cells import Cells, Column, Words
from schakel.algorithms.tie_decay.texts import Days, Ties, Weights

COLUMNS = ("connection", "at", "weight")
BYTES_AT_A_TIME = 16 * 1024 * 1024
_DELIMITERS = (",", ";", "\t")
_LINES_AT_A_TIME = 50_000
_NOT_TEXT = "here, or soon after, it is not UTF-8"

Columns = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]
Row = Sequence[str]


class Unreadable(ValueError):
    """A line that says no contact; the message is a sentence for who made the file."""

    def __init__(self, line: int, problem: object) -> None:
        super().__init__(f"line {line}: {problem}")


@dataclass(frozen=True)
class Events:
    """Contacts as columns. ``ties`` are places in ``names``, which stand as they first came."""

    names: list[str]
    ties: NDArray[np.int32]
    days: NDArray[np.int32]
    weights: NDArray[np.float64]


def read(file: BinaryIO, zone: tzinfo) -> Events:
    """All contacts. A moment with an offset counts on the day that it was in ``zone``."""
    try:
        header = file.readline().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(1, _NOT_TEXT) from None
    delimiter = max(_DELIMITERS, key=header.count)
    named = [cell.strip().lower() for cell in next(csv.reader([header], delimiter=delimiter), [])]
    for column in COLUMNS:
        if named.count(column) != 1:
            raise Unreadable(1, f"it must name the columns {', '.join(COLUMNS)}, each once")
    reading = _Reading(delimiter, named, zone)
    columns = list(reading.parts(file))
    ties, days, weights = (
        np.concatenate([np.zeros(0, kind), *(part[place] for part in columns)])
        for place, kind in enumerate((np.int32, np.int32, np.float64))
    )
    return Events(list(reading.ties), ties, days, weights)


class _Reading:
    """What was met so far, and on which line it is."""

    def __init__(self, delimiter: str, named: Row, zone: tzinfo) -> None:
        self._delimiter, self._width = delimiter, len(named)
        self._places = [named.index(column) for column in COLUMNS]
        self._line = 2
        self.ties = Ties()
        self._days, self._weights = Days(zone), Weights(has_decimal_comma=delimiter != ",")
        self._numbered = _Numbered(self.ties)

    def parts(self, file: BinaryIO) -> Iterator[Columns]:
        """All that is left of a file."""
        while part := file.read(BYTES_AT_A_TIME):
            part += file.readline()
            read = self._plain(part)
            if read is None:
                text = io.TextIOWrapper(file, encoding="utf-8", newline="")
                yield from self._each(chain(_lines(part, self._line), text))
                text.detach()
                return
            yield read

    def _plain(self, part: bytes) -> Columns | None:
        """A part of plain lines; None when it is not, or when something in it is wrong."""
        plain = part.replace(b"\r\n", b"\n")
        cells = Cells.of(
            plain if plain.endswith(b"\n") else plain + b"\n", self._delimiter, self._width
        )
        if cells is None:
            return None
        tie, at, weight = map(cells.column, self._places)
        try:
            days = _said(at, self._days, np.int32)
            weights = _said(weight, self._weights, np.float64)
            ties = self._numbered.of(tie)
        except ValueError:
            return None
        self._line += len(cells)
        return ties, days, weights

    def _each(self, lines: Iterator[str]) -> Iterator[Columns]:
        """Line by line; the line that cannot be read is named."""
        rows = csv.reader(lines, delimiter=self._delimiter)
        begin = self._line - 1
        try:
            while part := list(islice(rows, _LINES_AT_A_TIME)):
                yield self._columns(part)
                self._line = begin + rows.line_num + 1
        except UnicodeDecodeError:
            raise Unreadable(begin + rows.line_num + 1, _NOT_TEXT) from None
        except csv.Error as error:
            raise Unreadable(begin + rows.line_num, error) from None

    def _columns(self, rows: list[list[str]]) -> Columns:
        cells = itemgetter(*self._places)
        try:
            read = list(zip(*map(cells, filter(None, rows)), strict=True)) or [(), (), ()]
            return (
                np.fromiter(map(self.ties.__getitem__, read[0]), np.int32),
                np.fromiter(map(self._days.__getitem__, read[1]), np.int32),
                np.fromiter(map(self._weights.__getitem__, read[2]), np.float64),
            )
        except (ValueError, IndexError):
            self._refuse(rows)
            raise

    def _refuse(self, rows: list[list[str]]) -> None:
        """Find the line among these that cannot be read."""
        tie, at, weight = self._places
        for place, row in enumerate(rows):
            try:
                _ = row and (self.ties[row[tie]], self._days[row[at]], self._weights[row[weight]])
            except IndexError:
                problem: object = f"it has only {len(row)} of the columns"
            except ValueError as error:
                problem = error
            else:
                continue
            raise Unreadable(self._line + _length(rows[:place]), problem) from None


class _Numbered:
    """Which number the connection in a cell has, by the keys of all cells before."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._keys, self._checks = np.zeros(0, np.uint64), np.zeros(0, np.uint64)
        self._numbers = np.zeros(0, np.int32)

    def of(self, column: Column) -> NDArray[np.int32]:
        """The numbers; ValueError when keys do not tell the cells apart."""
        keys, first, checks, which = _distinct(column)
        places = np.searchsorted(self._keys, keys)
        known = np.zeros(len(keys), bool)
        within = places < len(self._keys)
        known[within] = self._keys[places[within]] == keys[within]
        if (self._checks[places[known]] != checks[known]).any():
            raise ValueError("two connections have one key")
        numbers = np.zeros(len(keys), np.int32)
        numbers[known] = self._numbers[places[known]]
        fresh = np.flatnonzero(~known)
        for each in fresh[np.argsort(first[fresh])].tolist():
            numbers[each] = self._ties[column.text(int(first[each]))]
        self._keys = np.insert(self._keys, places[fresh], keys[fresh])
        self._checks = np.insert(self._checks, places[fresh], checks[fresh])
        self._numbers = np.insert(self._numbers, places[fresh], numbers[fresh])
        return numbers[which]


def _distinct(column: Column) -> tuple[Words, NDArray[np.intp], Words, NDArray[np.intp]]:
    """Of each different text: its keys in order, its first line; and which each line has."""
    one, other = column.keys()
    keys, first, which = np.unique(one, return_index=True, return_inverse=True)
    checks = other[first]
    if (checks[which] != other).any():
        raise ValueError("two texts have one key")
    return keys, first, checks, which


def _said(column: Column, said: Mapping[str, float], kind: type[np.number[Any]]) -> NDArray[Any]:
    """What the texts of a column say; each different one is asked once."""
    _, first, _, which = _distinct(column)
    each: NDArray[Any] = np.array([said[column.text(line)] for line in first.tolist()], kind)
    return each[which]


def _lines(part: bytes, line: int) -> Iterator[str]:
    try:
        return iter(io.StringIO(part.decode(), newline=""))
    except UnicodeDecodeError as error:
        raise Unreadable(line + part.count(b"\n", 0, error.start), _NOT_TEXT) from None


def _length(rows: list[list[str]]) -> int:
    """How many lines of the file these rows take: a quoted cell may go over several."""
    return len(rows) + sum(cell.count("\n") for row in rows for cell in row if "\n" in cell)
