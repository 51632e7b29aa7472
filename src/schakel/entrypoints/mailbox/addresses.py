"""Addresses in a header (RFC 5322 section 3.4), also in forms that are obsolete or broken."""

import re
from collections.abc import Iterator

from schakel.domain.arrivals.rules import Mailbox
from schakel.entrypoints.mailbox.charsets import one_line
from schakel.entrypoints.mailbox.headers import with_words

MOST_ADDRESSES = 1_000
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[(),<>;:]|\\.|[^"(),<>;:\\]++')
_ADDRESS = re.compile(
    r'(?:[^\s@<>(),;:\\"\x00-\x20\x7f-\x9f]{1,128}|"[^"\\\x00-\x1f\x7f-\x9f]{1,126}")'
    r'@[^\s@<>(),;:\\"\x00-\x20\x7f-\x9f]{1,253}'
)


def mailboxes(value: str, most: int = MOST_ADDRESSES) -> tuple[Mailbox, ...]:
    """The addresses in the value, each once, in their order; what is no address is left out."""
    found: dict[str, Mailbox] = {}
    for mailbox in _each(value):
        found.setdefault(mailbox.address, mailbox)
        if len(found) >= most:
            break
    return tuple(found.values())


class _Entry:
    """What was read of one address: the words before it, the part in < >, the comments."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle: list[str] | None = None

    def mailboxes(self) -> Iterator[Mailbox]:
        """One, or none, or several that stood together without a comma."""
        if self.angle is not None:
            yield from _mailbox("".join(self.angle).strip(), "".join(self.words))
            return
        text = re.sub(r"\s{0,20}([@.])\s{0,20}", r"\1", "".join(self.words).strip())
        several = [text] if text.startswith('"') else text.split()
        with_at = [each for each in several if "@" in each]
        others = " ".join(each for each in several if "@" not in each)
        for each in with_at:
            yield from _mailbox(each, others or " ".join(self.comments))


def _mailbox(address: str, name: str) -> Iterator[Mailbox]:
    address = address.lower().rstrip(".")
    if _ADDRESS.fullmatch(address):
        yield Mailbox(address=address, name=_name(name))


def _name(words: str) -> str:
    plain = re.sub(r'\\(.)|"', r"\1", words[:4_000])
    return one_line(with_words(plain), 200)


def _each(value: str) -> Iterator[Mailbox]:
    entry, depth, angled = _Entry(), 0, False
    for found in _TOKEN.finditer(value):
        piece = found[0]
        if depth or (piece == "(" and not angled):
            depth += (piece == "(") - (piece == ")")
            if piece not in "()":
                entry.comments.append(piece)
        elif angled:
            angled = _in_angle(entry, piece)
        elif piece == "<":
            entry.angle, angled = [], True
        elif piece in ",;":
            yield from entry.mailboxes()
            entry = _Entry()
        elif piece == ":":
            entry = _Entry()  # the name of a group
        elif piece != ">":
            entry.words.append(piece)
    yield from entry.mailboxes()


def _in_angle(entry: _Entry, piece: str) -> bool:
    """Add what stands in < >; true while it goes on. A route (``@one,@two:``) is left out."""
    held = entry.angle if entry.angle is not None else []
    if piece == ">":
        return False
    if piece == ":" and held[:1] and held[0].startswith("@"):
        held.clear()
    else:
        held.append(piece)
    return True
