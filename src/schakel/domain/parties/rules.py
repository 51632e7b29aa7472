"""What makes an address usable, and which way a party wants to be reached."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

import phonenumbers

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

_EMAIL = re.compile(r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}$")
LONGEST_EMAIL = 254


def may_register(actor: Actor) -> bool:
    """Whoever records contact may also register with whom."""
    return not actor.is_staff or actor.has_role("connector", "official", "volunteer")


def check_register(actor: Actor) -> None:
    """Refused when the actor may not write down who somebody is."""
    if not may_register(actor):
        raise Refused("party_not_yours_to_register")


class Proof(StrEnum):
    """How a party showed at the desk that an address is theirs."""

    DOCUMENT = "document"
    KNOWN = "known"
    CALLED_BACK = "called_back"


def check_not_erased(erased_at: datetime | None) -> None:
    """Refused when the party was erased: nothing is written about it any more."""
    if erased_at is not None:
        raise Refused("party_is_erased")


def clean_email(text: str) -> str:
    """The address as we keep it; Refused when it cannot be one."""
    address = text.strip()
    if len(address) > LONGEST_EMAIL or not _EMAIL.match(address):
        raise Refused("email_not_valid", address=address[:80])
    return address


def clean_phone(text: str) -> str:
    """A Dutch or international number in E.164; Refused when it cannot be one."""
    try:
        number = phonenumbers.parse(text.strip(), "NL")
    except phonenumbers.NumberParseException as error:
        raise Refused("phone_not_valid", number=text.strip()[:40]) from error
    if not phonenumbers.is_possible_number(number):
        raise Refused("phone_not_valid", number=text.strip()[:40])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def way_to_reach(
    *, preferred: str, avoid: Sequence[str], has_email: bool, has_phone: bool, has_letter: bool
) -> str | None:
    """How to send them something: as they want, never as they do not want; None: no way known."""
    possible = {"mail": has_email, "letter": has_letter, "phone": has_phone}
    order = [preferred, *possible]
    return next((way for way in order if possible.get(way) and way not in avoid), None)


# What somebody may correct on their own page.
CORRECTABLE_BY_THEMSELVES = frozenset(
    {
        "name",
        "language",
        "preferred_channel",
        "avoid_channels",
        "avoid_note",
        "postal_address",
    }
)
CORRECTABLE = CORRECTABLE_BY_THEMSELVES | {"kind", "sector", "matters_to_them", "vouched_by"}


def check_correct(actor: Actor, changes: Mapping[str, object]) -> None:
    """Refused when the actor may not, or a name would be empty."""
    check_register(actor)
    if "name" in changes and not str(changes["name"]).strip():
        raise Refused("party_needs_name")
    unknown = set(changes) - (CORRECTABLE_BY_THEMSELVES if actor.by_link else CORRECTABLE)
    if unknown:
        raise ValueError(f"not a field of a party that can be corrected: {sorted(unknown)}")


def check_relate(
    actor: Actor, *, with_itself: bool, is_known: bool, from_on: date, today: date
) -> None:
    """Refused unless two different parties, not related so yet, belong together by today."""
    check_register(actor)
    if with_itself:
        raise Refused("relation_with_itself")
    if is_known:
        raise Refused("relation_is_known")
    if from_on > today:
        raise Refused("relation_in_future")


def check_end_relation(
    actor: Actor, *, from_on: date, ended_on: date | None, until_on: date
) -> None:
    """Refused when it ended before, or would end on or before the day on which it began."""
    check_register(actor)
    if ended_on is not None:
        raise Refused("relation_has_ended", ended_on=ended_on)
    if until_on <= from_on:
        raise Refused("ends_before_it_begins")


_NAME = re.compile(r"\b[A-ZÀ-Þ][\w'’-]{2,}")
# Words that begin a note, and so have a capital without being a name.
_NO_NAMES = frozenset(
    {
        "aan", "als", "belde", "bij", "daar", "dat", "deze", "die", "dit", "even", "gebeld",
        "gemaild", "gesproken", "gisteren", "haar", "heb", "heeft", "het", "hij", "hun", "kreeg",
        "langs", "mail", "mailde", "met", "mijn", "morgen", "naar", "nog", "ons", "over", "sprak",
        "telefoon", "toen", "uit", "van", "vandaag", "volgende", "voor", "vóór", "vraag", "wij",
        "ze", "zij",
    }
)  # fmt: skip


def names_in(text: str) -> list[str]:
    """Words in a note that may belong to the name of somebody, in small letters, each once."""
    words = (match[0].lower() for match in _NAME.finditer(text))
    return [word for word in dict.fromkeys(words) if word not in _NO_NAMES]


def likeness(name: str, words: Sequence[str]) -> int:
    """How many of ``words`` the name holds as whole words; for the order of a list only."""
    own = set(re.findall(r"[\w'’-]+", name.lower()))
    return sum(word in own for word in words)
