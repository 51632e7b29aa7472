"""What one cell of a list says: addresses, numbers and days as people and programs write them."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from schakel.domain.parties.rules import clean_email, clean_phone
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import as_date

_BETWEEN_EMAILS = re.compile(r"[;,\s]+")
_BETWEEN_PHONES = re.compile(r"\s*(?:[;,\n]|/(?=\s)|\sof\s|\sor\s)\s*")
_MAILTO = re.compile(r"mailto:|[<>]")
# A spreadsheet takes 0612345678 for a number, and drops what begins it.
_LOST_ZERO = re.compile(r"[1-9]\d{8}")
# Days since 30 December 1899, between the years 1954 and 2064.
_SERIAL = re.compile(r"[2-5]\d{4}(\.\d+)?")
_FIRST_DAY = date(1899, 12, 30)
_WRITTEN_OUT = re.compile(r"(\d{1,2})\s+([a-z]{3,9})\.?\s+(\d{4})")
_MONTHS = (
    ("jan",), ("feb",), ("mrt", "maa", "mar"), ("apr",), ("mei", "may"), ("jun",),
    ("jul",), ("aug",), ("sep",), ("okt", "oct"), ("nov",), ("dec",),
)  # fmt: skip


def emails_in(text: str) -> tuple[str, ...]:
    """The e-mail addresses in a cell; empty when one of them is none."""
    bare = _MAILTO.sub("", text)
    return _all(clean_email, [part for part in _BETWEEN_EMAILS.split(bare) if part])


def phones_in(text: str) -> tuple[str, ...]:
    """The phone numbers in a cell, in E.164; empty when one of them is none."""
    parts = [part.strip() for part in _BETWEEN_PHONES.split(text) if part.strip()]
    return _all(clean_phone, [f"0{part}" if _LOST_ZERO.fullmatch(part) else part for part in parts])


def as_day(text: str) -> date | None:
    """A day in figures or words, or as a spreadsheet counts days; ``None`` if it is none."""
    said = text.strip().lower()
    if _SERIAL.fullmatch(said):
        return _FIRST_DAY + timedelta(days=int(float(said)))
    if match := _WRITTEN_OUT.search(said):
        return _written_out(int(match[1]), match[2], int(match[3]))
    return as_date(said)


def _written_out(day: int, name: str, year: int) -> date | None:
    month = next((at for at, known in enumerate(_MONTHS, 1) if name.startswith(known)), None)
    with suppress(ValueError):
        return date(year, month, day) if month else None
    return None


def _all(clean: Callable[[str], str], parts: list[str]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(clean(part) for part in parts))
    except Refused:
        return ()
