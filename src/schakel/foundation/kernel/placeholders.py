"""Placeholders in a text, such as ``{naam}``: replaced once, by values only.

A value is never looked at again, so nothing that a resident wrote can become a placeholder.
"""

import re
from collections.abc import Collection, Mapping

from schakel.foundation.kernel.refused import Refused

_MARK = re.compile(r"\{\s*([^\W\d_]+)\s*\}")


def placeholders_in(text: str) -> list[str]:
    """The different placeholders in a text, in the order in which they come; known or not."""
    return list(dict.fromkeys(name.lower() for name in _MARK.findall(text)))


def check_known(text: str, known: Collection[str]) -> None:
    """Refused when one is not known."""
    for name in placeholders_in(text):
        if name not in known:
            raise Refused("placeholder_unknown", placeholder=as_typed(name), known=_named(known))


def replaced(text: str, values: Mapping[str, str]) -> str:
    """The text with the value of each placeholder."""
    return _MARK.sub(lambda found: values[found[1].lower()], text)


def as_typed(name: str) -> str:
    """A placeholder as it stands in a text."""
    return f"{{{name}}}"


def _named(names: Collection[str]) -> str:
    return ", ".join(map(as_typed, names))
