"""A promise that a colleague tells of in a mail, on a line of its own that says so.

"Toezegging van wethouder Bakker: voor 1 maart staat er een bankje."
"""

import re
from dataclasses import dataclass
from datetime import date

from schakel.domain.promises.rules.days import due_day

_LONGEST_WORDS = 1_000
_LINE = re.compile(
    r"^[ \t]*(?:toezegging|belofte)(?: van (?P<who>[^:\n]{2,100}))?[ \t]*:[ \t]*(?P<words>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE = re.compile(
    r"^(?:(?:de|onze|mijn) )?(?:wethouder|burgemeester|collega|mevrouw|meneer|mevr\.|dhr\.)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """The words that were given; ``who`` is a name as it was written, empty for the writer."""

    words: str
    due_on: date | None = None
    who: str = ""


def told_in(text: str, today: date) -> list[Told]:
    """The lines that say that they are a promise; ``today`` is the day of writing."""
    return [
        Told(
            words=match["words"].strip()[:_LONGEST_WORDS],
            due_on=due_day(match["words"], today),
            who=_TITLE.sub("", (match["who"] or "").strip()),
        )
        for match in _LINE.finditer(text)
    ]


def is_named(name: str, who: str) -> bool:
    """Whether a colleague is meant: by their whole name, or by its last part."""
    whole, meant = name.casefold(), " ".join(who.casefold().split())
    return bool(meant) and (whole == meant or whole.endswith(f" {meant}"))
