"""Which column of a list is what: by what it is called, else by what stands in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from schakel.domain.imports.rules.cells import as_day, emails_in, phones_in
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import Line, check_columns, guess_by_words, plain


class Field(StrEnum):
    """What a list can tell of somebody; it has a column for some of these."""

    GROUP = "group"
    KIND = "kind"
    NAME = "name"
    FIRST_NAME = "first_name"
    INFIX = "infix"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    MOBILE = "mobile"
    ADDRESS = "address"
    HOUSE_NUMBER = "house_number"
    POSTCODE = "postcode"
    CITY = "city"
    THEME = "theme"
    AREA = "area"
    PURPOSE = "purpose"
    CARRIER = "carrier"
    SECOND = "second"
    LAST_CONTACT = "last_contact"
    OUR_PROMISE = "our_promise"
    OUR_DUE = "our_due"
    OUR_GIVER = "our_giver"
    THEIR_PROMISE = "their_promise"
    THEIR_DUE = "their_due"


# Where one of these is, a row says who it is about.
WHO = frozenset({Field.GROUP, Field.NAME, Field.FIRST_NAME, Field.LAST_NAME})

# Words in headers as people write them, the most telling field and word first.
_HEADER_WORDS: Mapping[Field, tuple[str, ...]] = {
    Field.CARRIER: (
        "contactpersoon gemeente", "contactpersoon bij de gemeente", "gemeentelijk contactpersoon",
        "onze contactpersoon", "vaste contactpersoon", "accounthouder", "accountmanager",
        "relatiebeheerder", "behandelaar", "collega", "medewerker", "account manager",
        "our contact", "colleague", "staff member",
    ),
    Field.SECOND: (
        "vervanger", "tweede contactpersoon", "achtervang", "achterwacht", "deputy",
        "second contact", "backup",
    ),
    Field.THEIR_DUE: (
        "hun toezegging uiterlijk", "datum hun toezegging", "zij uiterlijk", "their promise due",
        "their due date",
    ),
    Field.THEIR_PROMISE: (
        "hun toezegging", "hun belofte", "toezegging van hen", "wat zij beloofden",
        "zij beloofden", "wat zij zouden doen", "their promise", "they promised",
    ),
    Field.OUR_DUE: (
        "onze toezegging uiterlijk", "toezegging uiterlijk", "datum toezegging",
        "toezegging datum", "belofte uiterlijk", "datum belofte", "our promise due", "promise due",
        "due date", "deadline", "uiterlijk", "due",
    ),
    Field.OUR_GIVER: ("toegezegd door", "beloofd door", "promised by"),
    Field.OUR_PROMISE: (
        "onze toezegging", "wat wij beloofden", "wij beloofden", "toezegging gemeente",
        "our promise", "toezegging", "toezeggingen", "belofte", "beloofd", "promise", "promises",
        "afspraak", "afspraken",
    ),
    Field.LAST_CONTACT: (
        "laatste contact", "datum laatste contact", "laatst gesproken", "laatste gesprek",
        "last contact", "last spoken", "contactdatum", "contactmoment", "datum", "date",
    ),
    Field.EMAIL: ("email", "e mail", "mail", "e mailadres", "emailadres", "mailadres"),
    Field.MOBILE: ("mobiel", "mobiele nummer", "mobiel nummer", "mobile", "gsm", "06 nummer", "06"),
    Field.PHONE: ("telefoon", "telefoonnummer", "phone", "phone number", "tel", "telefoonnr"),
    Field.FIRST_NAME: ("voornaam", "roepnaam", "first name"),
    Field.INFIX: ("tussenvoegsel", "tussenvoegsels", "tussenv", "infix"),
    Field.LAST_NAME: ("achternaam", "familienaam", "last name", "surname"),
    Field.POSTCODE: ("postcode", "postal code", "zip code", "zip"),
    Field.CITY: ("plaats", "woonplaats", "city", "town"),
    Field.HOUSE_NUMBER: ("huisnummer", "huisnr", "house number"),
    Field.ADDRESS: (
        "postadres", "adres", "bezoekadres", "straat", "straatnaam", "address", "street",
    ),
    Field.KIND: ("soort", "soort partij", "type", "sector", "kind"),
    Field.THEME: ("thema", "onderwerp", "theme", "topic", "categorie", "dossier"),
    Field.AREA: ("wijk", "buurt", "gebied", "stadsdeel", "area", "district", "neighbourhood"),
    Field.PURPOSE: ("doel", "waarover", "aanleiding", "purpose"),
    Field.GROUP: (
        "organisatie", "naam organisatie", "groep", "naam groep", "initiatief", "vereniging",
        "stichting", "bedrijf", "instelling", "organisation", "organization", "company", "group",
    ),
    Field.NAME: (
        "contactpersoon", "contact person", "naam contactpersoon", "volledige naam", "full name",
        "persoon", "naam", "name", "contact", "relatie",
    ),
}  # fmt: skip
# What stands in a column of which the header seems to say that it holds names.
_NO_NAMES = frozenset({Field.EMAIL, Field.PHONE, Field.LAST_CONTACT, Field.POSTCODE})
_JUST_A_NAME = ("naam", "name")

_SAMPLE = 200
_MOST_OF_THEM = 0.6
_POSTCODE = re.compile(r"\d{4}\s?[A-Za-z]{2}")
# Street and number, as in "Kastanjelaan 12a, 1234 AB Waterhoven".
_STREET = re.compile(r"[^\W\d][^\d,]{2,}\s\d{1,5}\s?[a-zA-Z]{0,3}(-\d{1,4})?\b.*")


def guess(header: Sequence[str], lines: Sequence[Line]) -> dict[Field, str]:
    """Which column is probably which field; a person corrects it."""
    mapping = guess_by_words(header, _HEADER_WORDS)
    contents = {
        column: _content_of(position, lines) for position, column in enumerate(header) if column
    }
    for each in (Field.NAME, Field.GROUP):
        if each in mapping and contents[mapping[each]] in _NO_NAMES:
            del mapping[each]
    free = [column for column in contents if column not in mapping.values()]
    for column in free:
        for each in _fields_of(contents[column], mapping):
            if each not in mapping:
                mapping[each] = column
                break
    return _with_somebody(mapping, contents)


def check(header: Sequence[str], mapping: Mapping[Field, str]) -> None:
    """Refused without a column that says who it is about, or with one that is not there."""
    check_columns(header, mapping.values())
    if WHO.isdisjoint(mapping):
        raise Refused("mapping_needs_name")
    twice = [column for column in mapping.values() if list(mapping.values()).count(column) > 1]
    if twice:
        raise Refused("mapping_column_twice", column=twice[0])


def _with_somebody(
    mapping: dict[Field, str], contents: Mapping[str, Field | None]
) -> dict[Field, str]:
    free = [column for column, content in contents.items() if content is None]
    free = [column for column in free if column not in mapping.values()]
    named = [column for column in free if plain(column) in _JUST_A_NAME]
    if Field.GROUP not in mapping and Field.NAME in mapping and named:
        mapping[Field.GROUP] = named[0]
    if WHO.isdisjoint(mapping) and free:
        mapping[Field.NAME] = (named or free)[0]
    return mapping


def _fields_of(content: Field | None, mapping: Mapping[Field, str]) -> tuple[Field, ...]:
    """The fields that a column with this content may be, the likest first."""
    match content:
        case None:
            return ()
        case Field.PHONE:
            return (Field.PHONE, Field.MOBILE)
        case Field.LAST_CONTACT if Field.OUR_PROMISE in mapping:
            return (Field.LAST_CONTACT, Field.OUR_DUE)
    return (content,)


def _content_of(position: int, lines: Sequence[Line]) -> Field | None:
    """What stands in a column, where that shows; None for words."""
    texts = [cells[position] for _, cells in lines if position < len(cells) and cells[position]]
    sample = texts[:_SAMPLE]
    for each, holds in _CONTENTS.items():
        if sample and sum(map(holds, sample)) >= _MOST_OF_THEM * len(sample):
            return each
    return None


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return (
        9 <= len(digits) <= 13 and not re.search(r"[^\d\s()+./-]", text) and bool(phones_in(text))
    )


_CONTENTS: Mapping[Field, Callable[[str], bool]] = {
    Field.EMAIL: lambda text: bool(emails_in(text)),
    Field.LAST_CONTACT: lambda text: as_day(text) is not None,
    Field.PHONE: _is_phone,
    Field.POSTCODE: lambda text: bool(_POSTCODE.fullmatch(text)),
    Field.ADDRESS: lambda text: bool(_STREET.fullmatch(text)),
}
