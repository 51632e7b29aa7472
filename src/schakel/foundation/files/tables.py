"""Rows as a file for a spreadsheet. What people wrote never becomes a formula there."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cell = str | int | date | None
Rows = Iterable[Sequence[Cell]]

# With any of these at its start a spreadsheet takes a text for something to work out.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_READ_AT_ONCE = 64 * 1024
# So that a Dutch spreadsheet opens it at once, with accents: a mark at the start, and semicolons.
_MARK, _BETWEEN = "\ufeff", ";"


def harmless(cell: Cell) -> Cell:
    """A text that would begin a formula gets an apostrophe before it, as spreadsheets do."""
    if not isinstance(cell, str):
        return cell
    text = str(ILLEGAL_CHARACTERS_RE.sub("", cell))
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text


def as_csv(rows: Rows) -> Iterator[bytes]:
    """Row by row; days as ``2026-11-24``."""
    line = _Line()
    writer = csv.writer(line, delimiter=_BETWEEN)
    yield _MARK.encode()
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield line.written.encode()


def as_xlsx(rows: Rows, *, title: str) -> Iterator[bytes]:
    """The whole file, made on disk and not in memory; the first row stays in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_READ_AT_ONCE):
            yield piece


class _Line:
    """Holds the line that was written last."""

    written = ""

    def write(self, text: str) -> int:
        """What the writer of lines calls."""
        self.written = text
        return len(text)
