"""A line of a mail, with what the layout tells of who wrote it."""

import re
from dataclasses import dataclass
from typing import NamedTuple

# What is longer than this is cut: the mail as it came keeps it.
MOST_CHARACTERS = 500_000
MOST_LINES = 20_000
_QUOTED = re.compile(r"((?:>[ \t]?){1,100})(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """``typed``: the mail program marked it as typed now. ``boxed``: it stands in its quote box.

    ``look`` is what sets its letters apart: their colour, or a mark of Outlook's editor. ``intro``
    says that the mail program put it there to tell who wrote what follows.
    """

    text: str
    typed: bool = False
    boxed: bool = False
    look: str = ""
    intro: bool = False


class Quoted(NamedTuple):
    """How deep a line is quoted with ``>``, and what it says."""

    depth: int
    text: str


def quoted(text: str) -> Quoted:
    """How deep the line is quoted, and what it says without that."""
    if not text.startswith(">"):
        return Quoted(0, text)
    found = _QUOTED.match(text)
    return Quoted(found[1].count(">"), found[2]) if found else Quoted(0, text)


def plain_lines(text: str) -> list[Line]:
    """The lines of a plain text."""
    return [Line(each.rstrip()) for each in text.split("\n")]


def joined(lines: list[Line]) -> str:
    """The lines as text: never more than one empty line, none at the ends."""
    kept: list[str] = []
    for line in lines:
        if line.text.strip() or (kept and kept[-1]):
            kept.append(line.text.rstrip())
    return "\n".join(kept).strip("\n")
