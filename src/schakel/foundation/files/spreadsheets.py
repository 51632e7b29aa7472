"""Reading a spreadsheet from outside, and writing cells that do nothing."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import cast

from schakel.foundation.files.limits import run_limited
from schakel.foundation.kernel.refused import Refused

MOST_UNPACKED_BYTES = 100 * 1024**2
MOST_ENTRIES = 2_000
MOST_CELLS = 2_000_000

_CHUNK_BYTES = 1024**2
# A reference as in <c r="XFD1048576"> or <row r="1048576">.
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_REFERENCE_BYTES = 64
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


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
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[_as_text(cell) for cell in row] for row in sheet.to_python()]


def safe_cell(text: str) -> str:
    """A text for an exported cell, that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


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
