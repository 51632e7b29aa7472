"""What can be filled in in an answer, and by what."""

from collections.abc import Mapping
from enum import StrEnum

from schakel.foundation.kernel.placeholders import (
    as_typed,
    check_known,
    placeholders_in,
    replaced,
)
from schakel.foundation.kernel.refused import Refused


class Placeholder(StrEnum):
    """What can be filled in. In Dutch, since they stand in texts that an institution writes."""

    NAME = "naam"
    SUBJECT = "onderwerp"
    REFERENCE = "kenmerk"
    DATE = "datum"
    CONTACT_PERSON = "contactpersoon"
    PHONE = "telefoon"
    DUE = "uiterlijk"


def check_placeholders(text: str) -> None:
    """Refused when one is not known."""
    check_known(text, [each.value for each in Placeholder])


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with a value for each placeholder; Refused when one is unknown or has none."""
    check_placeholders(text)
    for name in placeholders_in(text):
        if not values.get(name):
            raise Refused("placeholder_has_no_value", placeholder=as_typed(name))
    return replaced(text, values)
