"""References that stand within a text or an object, translated like those of a foreign key."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from schakel.foundation.records.numbers import Translate

# How a text begins of which we do not know what it refers to.
_KEPT = "kept"

Places = Mapping[str, tuple[str, ...]]


def text_with(places: Places, text: str, translate: Translate) -> str:
    """A text as ``word:12:34:rest``: ``places`` says per word which nouns the numbers are of.

    The word ``""`` is for a text that begins with a number. A text with a word that is not known
    becomes another that is the same each time, so that it never means something else elsewhere.
    """
    word, *parts = text.split(":")
    if word.isdigit():
        word, parts = "", [word, *parts]
    if word == _KEPT:
        return text
    if word not in places:
        return f"{_KEPT}:{sha256(text.encode()).hexdigest()[:32]}"
    nouns = places[word]
    numbers = [
        str(translate(noun, int(part))) if part.isdigit() else part
        for noun, part in zip(nouns, parts, strict=False)
    ]
    return ":".join([*([word] if word else []), *numbers, *parts[len(nouns) :]])


def members_with(
    nouns: Mapping[str, str], content: Mapping[str, Any], translate: Translate
) -> dict[str, Any]:
    """An object of which ``nouns`` says, per name, what the number or numbers there are of."""
    return {
        name: _translated(nouns[name], value, translate) if name in nouns else value
        for name, value in content.items()
    }


def _translated(noun: str, value: Any, translate: Translate) -> Any:
    if isinstance(value, list):
        return [_translated(noun, each, translate) for each in value]
    return translate(noun, value) if isinstance(value, int) else value
