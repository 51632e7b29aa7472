"""The head of a raw mail, read so strictly that no two programs can read two senders in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]+):(.*)", re.DOTALL)
# What some programs take for the end of a line, or of a text, and others do not.
_TWOFOLD = re.compile(rb"\r(?!\n)|\x00")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_ONE_ADDRESS = re.compile(r"(?:[^<>,;:@]*<\s*)?([^\s<>,;:@]+)@([^\s<>,;:@()\"\[\]]+?)\.?\s*(>?)\s*")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
LONGEST_DOMAIN = 253
DEEPEST_COMMENT = 20


class Unclear(ValueError):
    """It cannot be said whose name this mail bears; the word says why."""


@dataclass(frozen=True)
class Field:
    """One field: its name in lower case, and its text on one line."""

    name: str
    text: str


def fields_of(head: bytes) -> list[Field]:
    """All fields from the top; ``Unclear`` when programs would differ about them."""
    if _TWOFOLD.search(head):
        raise Unclear("unreadable")
    found: list[Field] = []
    for line in _unfolded(head):
        field = _FIELD.fullmatch(line)
        if field is None:
            raise Unclear("unreadable")
        text = field[2].decode("utf-8", "replace").strip()
        found.append(Field(field[1].decode().lower(), text))
    return found


def _unfolded(head: bytes) -> list[bytes]:
    lines: list[bytearray] = []
    for at, line in enumerate(re.split(rb"\r?\n", head)):
        if not line:
            break
        if line.startswith((b" ", b"\t")) and lines:
            lines[-1] += b" " + line.strip()
        elif at > 0 or not line.startswith(b"From "):
            lines.append(bytearray(line))
    return [bytes(line) for line in lines]


def sender_domain(fields: Sequence[Field]) -> str:
    """The domain of the one address in From; ``Unclear`` when there is not exactly one."""
    senders = [field.text for field in fields if field.name == "from"]
    if len(senders) != 1:
        raise Unclear("several_senders" if senders else "no_sender")
    found = _ONE_ADDRESS.fullmatch(_bare(senders[0]))
    if found is None or ("<" in found[0]) != bool(found[3]):
        raise Unclear("unclear_sender")
    return domain_of(found[2])


def _bare(text: str) -> str:
    """Without comments, and with a ``q`` for what stands in quotation marks."""
    text = _QUOTED.sub("q", text)
    for _ in range(DEEPEST_COMMENT):
        less = _COMMENT.sub(" ", text)
        if less == text:
            break
        text = less
    return text.strip()


def domain_of(text: str) -> str:
    """A domain in lower case, as it stands in the DNS; ``Unclear`` when it is none."""
    plain = text.strip().rstrip(".").lower()
    try:
        name = plain.encode("idna").decode()
        # Some letters have no way back: then another domain would be proven than stands there.
        there_and_back = name.encode().decode("idna")
    except UnicodeError as error:
        raise Unclear("unclear_sender") from error
    labels = name.split(".")
    well_formed = len(labels) > 1 and len(name) <= LONGEST_DOMAIN
    if plain not in (name, there_and_back) or not well_formed:
        raise Unclear("unclear_sender")
    if not all(map(_LABEL.fullmatch, labels)):
        raise Unclear("unclear_sender")
    return name
