"""Reading a spreadsheet from outside, and writing cells that do nothing."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from xml.etree import ElementTree

from schakel.foundation.files.limits import run_limited
from schakel.foundation.kernel.refused import Refused

MOST_UNPACKED_BYTES = 100 * 1024**2
MOST_ENTRIES = 2_000
MOST_CELLS = 2_000_000

_CHUNK_BYTES = 1024**2
# A reference as in <c r="XFD1048576"> or <row r="1048576">.
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_REFERENCE_BYTES = 64
# An encrypted workbook is an old Office container with this entry in it.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_NAMED = 20
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Workbook:
    """One sheet of a workbook, and which sheets there are that hold something.

    ``merged`` are rectangles (row, column, last row, last column) and ``valueless`` formulas of
    which the file does not hold what they come to (row, column); both count from one.
    """

    sheets: tuple[str, ...]
    name: str
    rows: list[list[str]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    valueless: tuple[tuple[int, int], ...] = ()


def read_workbook(content: bytes, sheet: str = "") -> Workbook:
    """The sheet with this name; else the first that holds something.

    Refused as ``read_xlsx`` is, and with ``file_has_password``; the parser runs in a process with
    limits.
    """
    if content.startswith(_OLD_OFFICE) and _ENCRYPTED in content:
        raise Refused("file_has_password")
    if content.startswith(_OLD_OFFICE):
        raise Refused("file_is_old_excel")
    payload = f"{sheet}\n".encode() + content
    read = cast(dict[str, Any], run_limited(f"{__name__}:workbook_cells", payload))
    return Workbook(
        sheets=tuple(read["sheets"]),
        name=read["name"],
        rows=read["rows"],
        merged=tuple((top, left, last, right) for top, left, last, right in read["merged"]),
        valueless=tuple((row, column) for row, column in read["valueless"]),
    )


def workbook_cells(payload: bytes) -> dict[str, Any]:
    """``read_workbook`` without its own process; the name of the sheet stands before the bytes."""
    from python_calamine import CalamineWorkbook

    name, _, content = payload.partition(b"\n")
    _check_size(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    filled = [each for each in book.sheet_names if book.get_sheet_by_name(each).height]
    asked = name.decode() or (filled or book.sheet_names)[0]
    if asked not in book.sheet_names:
        raise Refused("sheet_unknown", sheet=asked[:80], known=", ".join(filled)[:200])
    sheet = book.get_sheet_by_name(asked)
    return {
        "sheets": filled,
        "name": asked,
        "rows": _cells(sheet),
        "merged": [
            (top + 1, left + 1, last + 1, right + 1)
            for (top, left), (last, right) in sheet.merged_cell_ranges or ()
        ],
        "valueless": list(_valueless(content, asked))[:_MOST_NAMED],
    }


def cell_name(row: int, column: int) -> str:
    """How a spreadsheet calls a cell: ``B7``."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def read_xlsx(content: bytes) -> list[list[str]]:
    """The cells of the first sheet as text, empty ones as ``""``; days as ``2026-11-24``.

    Refused with ``file_too_heavy`` or ``file_unreadable``; the parser runs in a process with
    limits.
    """
    return cast(list[list[str]], run_limited(f"{__name__}:xlsx_cells", content))


def xlsx_cells(content: bytes) -> list[list[str]]:
    """``read_xlsx`` without its own process; unpacked size and dimensions are checked first."""
    from python_calamine import CalamineWorkbook

    _check_size(content)
    return _cells(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0))


def safe_cell(text: str) -> str:
    """A text for an exported cell, that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _cells(sheet: Any) -> list[list[str]]:
    """From the first row of the sheet on, so that a row has the number that people see."""
    return [[_as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _valueless(content: bytes, sheet: str) -> Iterator[tuple[int, int]]:
    """Formulas without the value that they came to when the file was kept: a program wrote it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = _path_of(archive, sheet)
        if path is None:
            return
        with archive.open(path) as opened:
            for _, cell in ElementTree.iterparse(opened):  # noqa: S314  in a process with limits
                if not cell.tag.endswith("}c"):
                    continue
                value, is_text = cell.find("{*}v"), cell.get("t") == "str"
                empty = value is None or not (value.text or is_text)
                match = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
                if cell.find("{*}f") is not None and empty and match:
                    yield int(match[2]), _column_number(match[1].encode())
                cell.clear()


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where in the archive a sheet stands."""
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        targets = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return None
    number = next(
        (each.get(relation) for each in book.iterfind(".//{*}sheet") if each.get("name") == sheet),
        None,
    )
    target = next((each.get("Target") for each in targets if each.get("Id") == number), None)
    if target is None:
        return None
    path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return path if path in archive.namelist() else None


def _check_size(content: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise Refused("file_unreadable") from None
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED_BYTES:
        raise Refused("file_too_heavy")
    for entry in entries:
        _check_dimensions(archive, entry)


def _check_dimensions(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """A parser makes room for every cell up to the last one, in a sheet of two cells too.

    Each entry is looked at: which of them are sheets is for the archive itself to say.
    """
    rows = columns = 1
    with archive.open(entry) as sheet:
        tail = b""
        while chunk := sheet.read(_CHUNK_BYTES):
            for letters, number in _REFERENCE.findall(tail + chunk):
                rows = max(rows, int(number))
                columns = max(columns, _column_number(letters))
            if rows * columns > MOST_CELLS:
                raise Refused("file_too_heavy")
            tail = chunk[-_REFERENCE_BYTES:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _as_text(cell: str | float | int | bool | date | datetime | time | timedelta) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)
