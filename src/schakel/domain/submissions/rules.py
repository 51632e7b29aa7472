"""Contributions in a file: the sheet, which column is which field, and what is wrong in a row."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schakel.foundation.kernel.delimited import records
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import (
    RowError,
    Sheet,
    as_date,
    check_columns,
    guess_by_words,
    sheet_in,
)


class Field(StrEnum):
    """What a contribution can hold; a file has a column for some of these."""

    TITLE = "title"
    TEXT = "text"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    AREA = "area"
    THEME = "theme"
    EXTERNAL_ID = "external_id"
    SENT_ON = "sent_on"


LONGEST: Mapping[Field, int] = {
    Field.TITLE: 200,
    Field.TEXT: 20_000,
    Field.NAME: 200,
    Field.EMAIL: 254,
    Field.PHONE: 50,
    Field.AREA: 200,
    Field.THEME: 200,
    Field.EXTERNAL_ID: 200,
}

PB_MAPPING: Mapping[Field, str] = {
    Field.TITLE: "name",
    Field.TEXT: "description",
    Field.THEME: "category",
    Field.EXTERNAL_ID: "project_id",
}

# Words in headers as platforms and people write them, the most telling first.
_HEADER_WORDS: Mapping[Field, tuple[str, ...]] = {
    Field.EXTERNAL_ID: ("id", "nummer", "number", "referentie", "reference", "kenmerk", "nr"),
    Field.EMAIL: ("email", "e mail", "mail", "e mailadres", "emailadres", "mailadres"),
    Field.PHONE: ("telefoon", "telefoonnummer", "phone", "tel", "mobiel", "mobile"),
    Field.SENT_ON: ("datum", "date", "ingediend op", "submitted at", "created at", "tijdstempel"),
    Field.AREA: ("wijk", "buurt", "gebied", "area", "district", "neighbourhood", "stadsdeel"),
    Field.THEME: ("thema", "theme", "categorie", "category"),
    Field.TITLE: (
        "titel",
        "title",
        "onderwerp",
        "subject",
        "projectnaam",
        "project",
        "idee",
        "idea",
    ),
    Field.TEXT: (
        "omschrijving",
        "beschrijving",
        "toelichting",
        "uitleg",
        "description",
        "tekst",
        "text",
        "bericht",
        "body",
    ),
    Field.NAME: ("naam", "name", "indiener", "inzender", "author", "auteur"),
}

_PB_SECTIONS = frozenset({"META", "PROJECTS", "VOTES"})
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


@dataclass(frozen=True)
class Row:
    line: int
    title: str
    text: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    area: str = ""
    theme: str = ""
    external_id: str = ""
    sent_on: date | None = None


def parse_pb(text: str) -> Sheet:
    """The projects of a participatory budget in the ``.pb`` form of pabulib.org; no votes.

    Refused when there is no section with projects.
    """
    sections: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    current: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in records(text, ";"):
        if len(cells) == 1 and cells[0] in _PB_SECTIONS:
            if cells[0] == "VOTES":
                break
            current = sections.setdefault(cells[0], [])
        else:
            current.append((line, cells))
    meta = {cells[0]: cells[1] for _, cells in sections.get("META", []) if len(cells) > 1}
    return sheet_in(sections.get("PROJECTS", []), meta)


def platform_name(meta: Mapping[str, str]) -> str:
    """What people called it, as in "via Assen Top Idee"; ``""`` if the file does not say."""
    return meta.get("description") or " ".join(
        meta[key] for key in ("unit", "instance") if meta.get(key)
    )


def guess_mapping(header: Sequence[str]) -> dict[Field, str]:
    """Which column is probably which field; a person confirms it."""
    if set(PB_MAPPING.values()) & set(header) >= {"name", "project_id"}:
        return {each: column for each, column in PB_MAPPING.items() if column in header}
    return guess_by_words(header, _HEADER_WORDS)


def check_mapping(header: Sequence[str], mapping: Mapping[Field, str]) -> None:
    """Refused without a column for the title, or with a column that the file does not have."""
    check_columns(header, mapping.values())
    if Field.TITLE not in mapping:
        raise Refused("mapping_needs_title")


def rows(sheet: Sheet, mapping: Mapping[Field, str]) -> Iterator[Row | RowError]:
    """Each contribution, or all that is wrong with it; rows without any text are skipped."""
    check_mapping(sheet.header, mapping)
    positions = {each: sheet.header.index(column) for each, column in mapping.items()}
    first_line: dict[str, int] = {}
    for line, cells in sheet.lines:
        if not any(cells):
            continue
        texts = {
            each: cells[position] if position < len(cells) else ""
            for each, position in positions.items()
        }
        errors = list(_errors(line, cells, texts, sheet.header, mapping))
        if errors:
            yield from errors
            continue
        row = _row(line, texts)
        key = row_key("", row)
        if key in first_line:
            column = mapping.get(Field.EXTERNAL_ID, mapping[Field.TITLE])
            yield RowError(line, column, "row_is_double", {"first_line": first_line[key]})
            continue
        first_line[key] = line
        yield row


def row_key(source: str, row: Row) -> str:
    """64 characters by which a contribution is known again when its file comes a second time.

    It rests on the number that the source gave it, else on all that it says.
    """
    said = row.external_id or [
        row.title,
        row.text,
        row.name,
        row.email,
        row.phone,
        row.area,
        row.theme,
        str(row.sent_on),
    ]
    return hashlib.sha256(json.dumps([source, said]).encode()).hexdigest()


def _errors(
    line: int,
    cells: tuple[str, ...],
    texts: Mapping[Field, str],
    header: tuple[str, ...],
    mapping: Mapping[Field, str],
) -> Iterator[RowError]:
    if any(cells[len(header) :]):
        yield RowError(line, "", "row_has_too_many_cells", {"expected": len(header)})
    if not texts[Field.TITLE]:
        yield RowError(line, mapping[Field.TITLE], "title_is_missing")
    for each, text in texts.items():
        longest = LONGEST.get(each)
        if longest is not None and len(text) > longest:
            values = {"longest": longest, "length": len(text)}
            yield RowError(line, mapping[each], "cell_is_too_long", values)
    email = texts.get(Field.EMAIL, "")
    if email and not _EMAIL.fullmatch(email):
        yield RowError(line, mapping[Field.EMAIL], "email_is_wrong", {"email": email})
    sent_on = texts.get(Field.SENT_ON, "")
    if sent_on and as_date(sent_on) is None:
        yield RowError(line, mapping[Field.SENT_ON], "date_is_wrong", {"date": sent_on})


def _row(line: int, texts: Mapping[Field, str]) -> Row:
    return Row(
        line=line,
        title=" ".join(texts[Field.TITLE].split()),
        text=texts.get(Field.TEXT, ""),
        name=texts.get(Field.NAME, ""),
        email=texts.get(Field.EMAIL, ""),
        phone=texts.get(Field.PHONE, ""),
        area=texts.get(Field.AREA, ""),
        theme=texts.get(Field.THEME, ""),
        external_id=texts.get(Field.EXTERNAL_ID, ""),
        sent_on=as_date(texts.get(Field.SENT_ON, "")),
    )


LONGEST_STORY = 20_000
LONGEST_SUBJECT = 80


def check_received(story: str, subject: str) -> None:
    """Refused when nothing was told, or more than we can keep."""
    if not story.strip() and not subject.strip():
        raise Refused("nothing_was_told")
    if len(story) > LONGEST_STORY:
        raise Refused("story_too_long", most=LONGEST_STORY)


def subject_from(story: str) -> str:
    """What to call it, from the first line or sentence, cut at a word."""
    first = re.split(r"(?<=[.!?])\s|\n", story.strip(), maxsplit=1)[0].strip()
    if len(first) <= LONGEST_SUBJECT:
        return first.rstrip(".") or "…"
    return first[:LONGEST_SUBJECT].rsplit(" ", 1)[0].rstrip(",;:") + "…"
