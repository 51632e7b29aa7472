"""Placeholders in a text, such as ``{naam}``: replaced once, by values only.

A value is never looked at again, so nothing that a resident wrote can become a placeholder.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

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


_MARK = re.compile(r"\{\s*([^\W\d_]+)\s*\}")


def placeholders_in(text: str) -> list[str]:
    """The different placeholders in a text, in the order in which they come; known or not."""
    return list(dict.fromkeys(name.lower() for name in _MARK.findall(text)))


def check_placeholders(text: str) -> None:
    """Refused when one is not known."""
    known = [each.value for each in Placeholder]
    for name in placeholders_in(text):
        if name not in known:
            raise Refused("placeholder_unknown", placeholder=_as_typed(name), known=_named(known))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with a value for each placeholder; Refused when one is unknown or has none."""
    check_placeholders(text)
    for name in placeholders_in(text):
        if not values.get(name):
            raise Refused("placeholder_has_no_value", placeholder=_as_typed(name))
    return _MARK.sub(lambda found: values[found[1].lower()], text)


def _named(names: list[str]) -> str:
    return ", ".join(map(_as_typed, names))


def _as_typed(name: str) -> str:
    return f"{{{name}}}"
