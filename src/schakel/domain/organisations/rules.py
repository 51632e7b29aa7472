"""Who may change what the institution is made of, its defaults, and reading areas from a file."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.delimited import decoded, delimiter, records
from schakel.foundation.kernel.refused import Refused

# The half-life of a bond in days (tie decay, arXiv:1805.00193). Two months is our own choice.
SHORTEST_RHYTHM_DAYS, LONGEST_RHYTHM_DAYS = 3, 180
DEFAULT_RHYTHM_DAYS = 60
LANGUAGES = ("nl", "en")
DEFAULT_LANGUAGE = "nl"
_LONGEST_CODE = 60
_DIGITS_OF_A_PHONE = range(3, 16)
_AREA_CODE = re.compile(r"GM\d{4}|WK\d{6}|BU\d{8}")
_MUNICIPALITY_COLUMNS = ("code", "naam", "inwoners")


class Module(StrEnum):
    """What an institution can do without. All are off until it turns them on."""

    IDEAS = "ideas"
    INTRODUCTIONS = "introductions"
    COUNCIL = "council"


@dataclass(frozen=True)
class AreaRow:
    """One area as read from a file; ``parent_code`` names one of this or an earlier file."""

    code: str
    name: str
    kind: str
    parent_code: str | None = None
    inhabitants: int | None = None
    is_own: bool = True


def check_settings(actor: Actor) -> None:
    """Refused unless an administrator, or Schakel itself at set-up, acts."""
    if not (actor.is_system or actor.has_role("administrator")):
        raise Refused("only_administrators")


def check_theme(name: str, rhythm_days: int, *, is_known: bool) -> None:
    """Refused without a name or with one that is there already, or outside of 3 to 180 days."""
    if not name.strip():
        raise Refused("theme_needs_name")
    if is_known:
        raise Refused("theme_is_known", name=name.strip())
    check_rhythm(rhythm_days)


def check_rhythm(days: int) -> None:
    """Refused outside of 3 to 180 days."""
    if not SHORTEST_RHYTHM_DAYS <= days <= LONGEST_RHYTHM_DAYS:
        raise Refused("rhythm_out_of_range", least=SHORTEST_RHYTHM_DAYS, most=LONGEST_RHYTHM_DAYS)


def code_of(name: str) -> str:
    """A theme as an address can hold it: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_CODE].strip("-")


def check_quiet_week(from_on: date, until_on: date) -> None:
    """Refused when it ends before it begins; ``until_on`` is the first day after."""
    if until_on <= from_on:
        raise Refused("ends_before_it_begins")


def check_name(name: str, language: str) -> None:
    """Refused without a name, or in a language that we do not write."""
    if not name.strip():
        raise Refused("tenant_needs_name")
    if language not in LANGUAGES:
        raise Refused("language_unknown", known=", ".join(LANGUAGES))


def check_phone(phone: str) -> None:
    """Refused when it cannot be called; empty is right. A municipality may have 14 0500."""
    digits = sum(each.isdigit() for each in phone)
    is_number = re.fullmatch(r"\+?[\d ()-]*", phone) is not None
    if phone and not (is_number and digits in _DIGITS_OF_A_PHONE):
        raise Refused("phone_not_valid", number=phone[:40])


def municipalities(raw: bytes, *, is_own: bool = False) -> list[AreaRow]:
    """The municipalities in a delimited file with at least ``code``, ``naam`` and ``inwoners``.

    Refused with the line where something is wrong.
    """
    text = decoded(raw)
    lines = [(line, cells) for line, cells in records(text, delimiter(text)) if any(cells)]
    if len(lines) < 2:
        raise Refused("file_has_no_rows")
    header = lines[0][1]
    for column in _MUNICIPALITY_COLUMNS:
        if column not in header:
            raise Refused("areas_need_column", column=column)
    found = []
    for line, cells in lines[1:]:
        row = dict(zip(header, cells, strict=False))
        code = row.get("code", "")
        if not code.startswith("GM") or not _AREA_CODE.fullmatch(code):
            raise Refused("area_code_is_wrong", line=line, area=code[:40])
        if not row.get("naam"):
            raise Refused("area_needs_name", line=line)
        inhabitants = row.get("inwoners", "")
        if inhabitants and not (inhabitants.isascii() and inhabitants.isdigit()):
            raise Refused("area_inhabitants_are_wrong", line=line, number=inhabitants[:40])
        found.append(
            AreaRow(
                code,
                row["naam"],
                "municipality",
                inhabitants=int(inhabitants) if inhabitants else None,
                is_own=is_own,
            )
        )
    return found


def neighbourhoods(raw: bytes, *, is_own: bool = True) -> list[AreaRow]:
    """The districts and neighbourhoods in a GeoJSON file as CBS and Kadaster publish it (PDOK).

    Districts come first. A district without a name in the file is called by its number. Water is
    no neighbourhood. Refused with the number of the feature where something is wrong.
    """
    districts: dict[str, AreaRow] = {}
    found = []
    for number, properties in enumerate(_features(raw), start=1):
        code = str(properties.get("buurtcode") or "")
        district = str(properties.get("wijkcode") or "")
        name = str(properties.get("buurtnaam") or "").strip()
        for each, kind in ((code, "BU"), (district, "WK")):
            if not each.startswith(kind) or not _AREA_CODE.fullmatch(each):
                raise Refused("area_code_is_wrong", line=number, area=each[:40])
        if not name:
            raise Refused("area_needs_name", line=number)
        if properties.get("water") == "JA":
            continue
        called = str(properties.get("wijknaam") or f"Wijk {int(district[-2:])}")
        districts.setdefault(
            district,
            AreaRow(district, called, "district", f"GM{district[2:6]}", is_own=is_own),
        )
        inhabitants = _counted(properties.get("aantal_inwoners"))
        found.append(AreaRow(code, name, "neighbourhood", district, inhabitants, is_own))
    if not found:
        raise Refused("file_has_no_rows")
    return [*districts.values(), *found]


def _features(raw: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        content = json.loads(decoded(raw))
    except (ValueError, RecursionError):
        raise Refused("file_unreadable") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise Refused("file_is_no_geojson")
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise Refused("file_is_no_geojson")
        yield properties


def _counted(number: object) -> int | None:
    """A count; ``None`` where CBS keeps it secret or does not know it (-99995, -99997)."""
    return int(number) if isinstance(number, int | float) and number >= 0 else None
