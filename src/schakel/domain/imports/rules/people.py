"""Who is in a list: its rows tell of groups and of people, some of them more than once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from schakel.domain.imports.rules.alike import name_key
from schakel.domain.imports.rules.entries import Entry
from schakel.foundation.kernel.sheets import plain

# Codes of ``parties.PartyKind`` and ``parties.Sector``.
PERSON, CONTACT_PERSON, ORGANISATION, GROUP = "person", "contact_person", "organisation", "group"
_RESIDENT, _BUSINESS, _INSTITUTION = "resident", "business", "institution"

_KINDS = (
    (("bedrijf", "ondernem", "winkel", "business", "company"), ORGANISATION, _BUSINESS),
    (("bewonersgroep", "groep", "buurt", "initiatief", "group", "collectief"), GROUP, _RESIDENT),
    (
        ("organisatie", "instelling", "stichting", "vereniging", "school", "corporatie",
         "organisation", "organization", "institution", "partner"),
        ORGANISATION,
        _INSTITUTION,
    ),
    (("bewoner", "inwoner", "persoon", "burger", "resident", "person"), PERSON, _RESIDENT),
)  # fmt: skip
# Words in the name of a body.
_BUSINESS_NAME = re.compile(r"\b(bv|b v|nv|n v|vof|winkeliers\w*|bakkerij|garage)\b")
_BODY_NAME = re.compile(
    r"\b(stichting|st|vereniging|cooperatie|school|basisschool|bibliotheek|gemeente|provincie"
    r"|waterschap|woningcorporatie|woonstichting|ggd|kerk|moskee|parochie|zorg\w*|politie)\b"
)
_GROUP_NAME = re.compile(
    r"\b(\w*groep|\w*tuin|\w*comite|wijkraad|dorpsraad|buurt\w+|bewoners\w*|initiatief\w*"
    r"|werkgroep|club|vrienden van)\b"
)
# Addresses of a body, whoever of them reads the mail.
_OF_ALL = re.compile(
    r"(info|contact|bestuur|secretariaat|secretaris|post|mail|administratie|welkom|hallo|office)@"
)


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody in the list. ``slot`` says where; ``group`` is the slot of whom they belong to."""

    slot: str
    line: int
    kind: str
    sector: str
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    postal_address: str = ""
    group: str = ""

    @property
    def is_human(self) -> bool:
        """One person, as opposed to a body or group."""
        return self.kind in {PERSON, CONTACT_PERSON}

    @property
    def reached_by(self) -> frozenset[str]:
        """All their addresses, as they are compared."""
        return frozenset(each.casefold() for each in (*self.emails, *self.phones))


@dataclass(frozen=True)
class Bond:
    """What a row says is between us and whom it is about (``slot``)."""

    slot: str
    entry: Entry


def people(entries: Iterable[Entry]) -> tuple[list[Newcomer], list[Bond]]:
    """Everybody in the list, each once, groups before who belongs to them; and a bond a row."""
    found = _Found()
    bonds = []
    for entry in entries:
        group = ""
        if entry.group:
            group = found.add(_group_of(entry))
        if entry.name:
            person = found.add(_person_of(entry, group, found.kind_of(group)))
        bonds.append(Bond(group or person, entry))
    return found.everybody, bonds


class _Found:
    """Those found so far, by name."""

    def __init__(self) -> None:
        self._by_slot: dict[str, Newcomer] = {}
        self._by_name: dict[tuple[bool, str], list[str]] = defaultdict(list)

    @property
    def everybody(self) -> list[Newcomer]:
        return list(self._by_slot.values())

    def kind_of(self, slot: str) -> str:
        return self._by_slot[slot].kind if slot else ""

    def add(self, newcomer: Newcomer) -> str:
        """The slot of who it is: one who was there before, when it is certainly the same."""
        namesakes = self._by_name[newcomer.is_human, name_key(newcomer.name)]
        for slot in namesakes:
            if _is_same(self._by_slot[slot], newcomer):
                self._by_slot[slot] = _together(self._by_slot[slot], newcomer)
                return slot
        namesakes.append(newcomer.slot)
        self._by_slot[newcomer.slot] = newcomer
        return newcomer.slot


def _is_same(known: Newcomer, other: Newcomer) -> bool:
    """Namesakes in one list: a group is one; people are when an address or their group says so."""
    if not known.is_human:
        return True
    if known.reached_by and other.reached_by:
        return bool(known.reached_by & other.reached_by)
    return known.group == other.group


def _together(known: Newcomer, other: Newcomer) -> Newcomer:
    """What the second row adds; the first is never overwritten."""
    return replace(
        known,
        emails=tuple(dict.fromkeys((*known.emails, *other.emails))),
        phones=tuple(dict.fromkeys((*known.phones, *other.phones))),
        postal_address=known.postal_address or other.postal_address,
        group=known.group or other.group,
    )


def _group_of(entry: Entry) -> Newcomer:
    kind, sector = _kind_of(entry.kind, entry.group)
    if kind == PERSON:
        kind, sector = GROUP, _RESIDENT
    alone = not entry.name
    return Newcomer(
        slot=f"{entry.line}g",
        line=entry.line,
        kind=kind,
        sector=sector,
        name=entry.group,
        emails=tuple(each for each in entry.emails if alone or _OF_ALL.match(each.casefold())),
        phones=entry.phones if alone else (),
        postal_address=entry.postal_address,
    )


def _person_of(entry: Entry, group: str, group_kind: str) -> Newcomer:
    if group:
        kind = CONTACT_PERSON if group_kind == ORGANISATION else PERSON
        sector = _RESIDENT if kind == PERSON else _kind_of(entry.kind, entry.group)[1]
    else:
        kind, sector = _kind_of(entry.kind, entry.name, otherwise=PERSON)
    return Newcomer(
        slot=f"{entry.line}p",
        line=entry.line,
        kind=kind,
        sector=sector,
        name=entry.name,
        emails=tuple(
            each for each in entry.emails if not (group and _OF_ALL.match(each.casefold()))
        ),
        phones=entry.phones,
        postal_address="" if group else entry.postal_address,
        group=group,
    )


def _kind_of(said: str, name: str, otherwise: str = GROUP) -> tuple[str, str]:
    """Kind and sector: as the list says, else as the name says."""
    words = plain(said)
    for telling, kind, sector in _KINDS:
        if words and any(each in words for each in telling):
            return kind, sector
    called = plain(name)
    if _BUSINESS_NAME.search(called):
        return ORGANISATION, _BUSINESS
    if _BODY_NAME.search(called):
        return ORGANISATION, _INSTITUTION
    if _GROUP_NAME.search(called):
        return GROUP, _RESIDENT
    return otherwise, _RESIDENT


def in_order(newcomers: Sequence[Newcomer]) -> list[Newcomer]:
    """Groups before people, so that who belongs to one finds it there."""
    return sorted(newcomers, key=lambda each: each.is_human)
