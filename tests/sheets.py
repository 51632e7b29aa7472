"""Lists as teams keep them, made with the program that writes such files."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADER = (
    "Organisatie", "Contactpersoon", "E-mail", "Telefoon", "Adres", "Postcode", "Plaats", "Thema",
    "Contactpersoon gemeente", "Laatste contact", "Toezegging", "Uiterlijk", "Hun toezegging",
)  # fmt: skip
OAK = (
    "Buurttuin De Eik", "Fatima el Amrani", "fatima@eik.example", "06-12345678",
    "Kastanjelaan 12", "1234 AB", "Waterhoven", "Groen", "Sam Jansen", "3-11-2026",
    "Wij zoeken een plek voor de compost", "15-12-2026", "Zij maken een tekening",
)  # fmt: skip
LIME = (
    "Stichting De Linde", "Piet Bakker", "piet@linde.example; info@linde.example", "0201234567",
    "Lindelaan 1", "1234 AC", "Waterhoven", "", "", "2026-10-07", "", "", "",
)  # fmt: skip


def csv_of(*rows: Sequence[str], header: Sequence[str] = HEADER) -> bytes:
    """A list separated by semicolons."""
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([header, *rows])
    return written.getvalue().encode()


def book_of(*rows: Sequence[Any], header: Sequence[str] = HEADER, **sheets: Any) -> Workbook:
    """A workbook with a list on its first sheet, and a cell on each other one."""
    book = Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    for name, said in sheets.items():
        book.create_sheet(name)["A1"] = said
    return book


def bytes_of(book: Workbook) -> bytes:
    """The file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_password() -> bytes:
    """What begins an encrypted workbook: an old Office container with its two streams named."""
    names = [each.encode("utf-16-le") for each in ("EncryptionInfo", "EncryptedPackage")]
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + b"\x00\x00".join(names)
