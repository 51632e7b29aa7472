"""Pairs of names from a CSV file, and names as numbers."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

_DELIMITERS = (",", ";", "\t")

Pair = tuple[str, str]


def read(file: Path, columns: Pair) -> list[Pair]:
    """Both texts of each line, without spaces around them, of a UTF-8 file.

    The first line names the columns, among others. Commas, semicolons or tabs stand between, and
    empty lines do not count. What cannot be read is a ValueError that names the line.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            return list(_pairs(lines, columns))
        except UnicodeDecodeError:
            raise ValueError("it is not UTF-8") from None


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Each different name with its number, in the order in which they first come."""
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _pairs(lines: Iterator[str], columns: Pair) -> Iterator[Pair]:
    header = next(lines, "")
    delimiter = max(_DELIMITERS, key=header.count)
    named = [cell.strip().lower() for cell in next(csv.reader([header], delimiter=delimiter), [])]
    if any(named.count(column) != 1 for column in columns):
        raise ValueError(f"line 1: it must name the columns {' and '.join(columns)}, each once")
    one, other = map(named.index, columns)
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        for row in filter(None, rows):
            if len(row) <= max(one, other):
                raise ValueError(f"line {rows.line_num + 1}: it has only {len(row)} of the columns")
            yield row[one].strip(), row[other].strip()
    except csv.Error as error:
        raise ValueError(f"line {rows.line_num + 1}: {error}") from None
