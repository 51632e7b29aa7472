"""Tables as text: which encoding, which separator, and the records with their lines."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator

from schakel.foundation.kernel.refused import Refused

_DELIMITERS = (",", ";", "\t")


def decoded(raw: bytes) -> str:
    """Text of a file that does not say its encoding: UTF-8, UTF-16 with a mark, or Windows."""
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = raw.decode("utf-16")
        else:
            text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused("file_unreadable")
    return text


def records(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each record with the line on which it begins; quoted cells may hold line ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cleaned(cells)
            line = reader.line_num + 1
    except csv.Error:
        raise Refused("file_has_bad_quotes", line=line) from None


def cleaned(cells: Iterable[str]) -> tuple[str, ...]:
    """Without spaces around, and without control characters but tabs and line ends."""
    return tuple(
        "".join(
            letter for letter in cell if letter in "\t\n" or unicodedata.category(letter) != "Cc"
        ).strip()
        for cell in cells
    )


def delimiter(text: str) -> str:
    """The separator that parts the first line that is not empty into most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda each: len(next(csv.reader([first], delimiter=each), [])))
