"""Items, helpers and pairs from CSV files; a ValueError names the file and the line."""

import csv
from collections.abc import Iterator
from pathlib import Path

from schakel.algorithms.pairing.given import Helper, Item, Pair

_Row = dict[str, str]


def items(file: Path) -> list[Item[str]]:
    """The columns ``item``, ``hours`` and, if it is there, ``group``."""
    return [
        Item(row["item"], _number(row["hours"], file, line), row.get("group") or "")
        for line, row in _rows(file, ("item", "hours"))
    ]


def helpers(file: Path) -> list[Helper[str]]:
    """The columns ``helper`` and ``hours``."""
    return [
        Helper(row["helper"], _number(row["hours"], file, line))
        for line, row in _rows(file, ("helper", "hours"))
    ]


def pairs(file: Path) -> list[Pair[str]]:
    """The columns ``item``, ``helper`` and ``cost``."""
    return [
        Pair(row["item"], row["helper"], _number(row["cost"], file, line))
        for line, row in _rows(file, ("item", "helper", "cost"))
    ]


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, _Row]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(columns) <= set(rows.fieldnames or ()):
                names = ", ".join(columns)
                raise ValueError(f"{file}: the first line must name the columns {names}")
            for row in rows:
                if any(row[column] is None for column in columns):
                    raise ValueError(f"{file}, line {rows.line_num}: it is too short")
                yield rows.line_num, row
    except UnicodeDecodeError:
        raise ValueError(f"{file} is not UTF-8") from None
    except csv.Error as error:
        raise ValueError(f"{file}: {error}") from None


def _number(text: str, file: Path, line: int) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{file}, line {line}: “{text[:40]}” is no number") from None
