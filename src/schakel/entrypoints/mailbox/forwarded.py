"""A mail that somebody passed on, in the words of the mail or attached to it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from schakel.domain.arrivals.rules import Forwarded, Mailbox
from schakel.entrypoints.mailbox.addresses import mailboxes
from schakel.entrypoints.mailbox.bodies import read_body, read_sections
from schakel.entrypoints.mailbox.charsets import one_line
from schakel.entrypoints.mailbox.lines import Line, joined, quoted
from schakel.entrypoints.mailbox.parts import Part, read_parts
from schakel.entrypoints.mailbox.quotes import forward_mark, header_block, labelled

_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,40}\] ?)?(?:fwd?|doorst|doorgestuurd|tr|wg)(?:\[\d\])? ?:", re.IGNORECASE
)
_MAIL_LINK = re.compile(r"<?(?:\[mailto:([^\]\s]{1,300})\]|<mailto:[^>\s]{1,300}>)")


class Split(NamedTuple):
    """What was passed on, and how many lines stand above it."""

    forwarded: Forwarded
    first: int


def forwarded_in(lines: Sequence[Line], subject: str) -> Split | None:
    """The forwarded mail in the text.

    Headings as Outlook makes them also stand above a quote: they count only where the subject says
    that it was passed on.
    """
    by_subject = bool(_SUBJECT.match(subject))
    for at, line in enumerate(lines):
        text = quoted(line.text).text.strip()
        if not text:
            continue
        if forward_mark(text) and (by_subject or "original" not in text.lower()):
            fields, after = labelled(lines, at + 1)
            if "sender" in fields:
                return Split(_forwarded(fields, lines[after:]), at)
        block = None
        if by_subject and not line.text.startswith(">"):
            block = header_block(lines, at)
        if block and "sender" in block.fields:
            return Split(_forwarded(block.fields, lines[block.after :]), at)
    return None


def _forwarded(fields: dict[str, str], below: Sequence[Line]) -> Forwarded:
    return Forwarded(
        sender=_person(fields["sender"]),
        to=mailboxes(_MAIL_LINK.sub(_as_address, fields.get("to", ""))),
        subject=one_line(fields.get("subject", "")),
        text=joined(_one_quote_less(below)),
        sent=one_line(fields.get("sent", ""), 100),
    )


def _as_address(found: re.Match[str]) -> str:
    return f"<{found[1]}>" if found[1] else ""


def _person(value: str) -> Mailbox:
    text = _MAIL_LINK.sub(_as_address, value)
    found = mailboxes(text)
    return found[0] if found else Mailbox(address="", name=one_line(text, 200))


def _one_quote_less(lines: Sequence[Line]) -> list[Line]:
    """Apple's programs and some others quote what they pass on: that mark goes."""
    said = [line.text for line in lines if line.text.strip()]
    if said and all(text.startswith(">") for text in said):
        return [Line(re.sub(r"^>[ \t]?", "", line.text)) for line in lines]
    return list(lines)


def forwarded_part(part: Part) -> Forwarded | None:
    """The mail that is attached. What is attached to that one is not opened."""
    inner = read_parts(part.content(), [])
    senders = mailboxes(", ".join(inner.headers.values("from")))
    to = mailboxes(", ".join(inner.headers.values("to")))
    if not senders:
        return None
    return Forwarded(
        sender=senders[0],
        to=to,
        subject=inner.headers.words("subject"),
        text=read_sections(read_body(inner).sections).text,
        sent=one_line(inner.headers.value("date"), 100),
    )
