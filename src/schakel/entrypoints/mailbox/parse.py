"""A mail from its bytes: nothing of it is trusted, and nothing in it can make this fail."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from schakel.domain.arrivals.rules import (
    Attached,
    Forwarded,
    IncomingMail,
    Kind,
    Mailbox,
    Meeting,
)
from schakel.entrypoints.mailbox.addresses import MOST_ADDRESSES, mailboxes
from schakel.entrypoints.mailbox.bodies import Body, Read, attachments, read_body, read_sections
from schakel.entrypoints.mailbox.charsets import decoded, one_line, printable
from schakel.entrypoints.mailbox.clean_html import clean_html
from schakel.entrypoints.mailbox.forwarded import forwarded_in, forwarded_part
from schakel.entrypoints.mailbox.headers import Headers
from schakel.entrypoints.mailbox.html_text import MOST_DEPTH
from schakel.entrypoints.mailbox.language import language_of
from schakel.entrypoints.mailbox.machines import Made, is_loop, made_by
from schakel.entrypoints.mailbox.meetings import read_meeting
from schakel.entrypoints.mailbox.parts import Part, read_parts
from schakel.entrypoints.mailbox.reply import Reply, reply_of

MOST_REFERENCES = 100
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,300}>")
_IDENTITY = ("from", "to", "cc", "date", "subject", "message-id")

Result = TypeVar("Result")


def parse(raw: bytes) -> IncomingMail:
    """What the mail says. It never raises, but for a lack of memory; ``faults`` tells what failed.

    ``too_many_parts``, ``too_deep``, ``encrypted``, ``no_sender``, ``several_senders``,
    ``unreadable`` and ``empty`` are for a person to look at. ``broken_parts``,
    ``no_last_boundary``, ``long_text``, ``heavy_html``, ``many_addresses``, ``broken_meeting`` and
    ``broken_date`` say that something is less than was meant.
    """
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return _Parsing(raw).mail()


class _Parsing:
    def __init__(self, raw: bytes) -> None:
        self.faults: list[str] = []
        self.raw = raw
        empty = Part(raw=b"", start=0, end=0, headers=Headers([]), kind="text/plain", parameters={})
        self.root = self._safely(lambda: read_parts(raw, self.faults), empty)
        self.headers = self.root.headers

    def _safely(
        self, read: Callable[[], Result], otherwise: Result, code: str = "unreadable"
    ) -> Result:
        try:
            return read()
        except MemoryError:
            raise
        except Exception:
            self.faults.append(code)
            return otherwise

    def mail(self) -> IncomingMail:
        sender = self._sender()
        subject = self._safely(lambda: self.headers.words("subject"), "").rstrip()
        body = self._safely(lambda: read_body(self.root), Body())
        self.faults += body.faults
        nothing = Read(text="", plain=[], page=[], source="", depth=0)
        read = self._safely(lambda: read_sections(body.sections), nothing)
        made = self._safely(
            lambda: made_by(self.root, sender, subject, read.text), Made(Kind.PERSON, None)
        )
        files: tuple[Attached, ...] = self._safely(lambda: attachments(body, read.source), ())
        forwarded, reply = self._forwarded_and_reply(read, body, subject, sender, made.kind)
        if not (read.text or files or body.calendars or made.report):
            self.faults.append("empty")
        return IncomingMail(
            message_id=self._message_id(),
            digest=_digest(self.headers, self.raw, self.root.start),
            sender=sender,
            to=self._addresses("to"),
            cc=self._addresses("cc"),
            reply_to=self._addresses("reply-to"),
            subject=subject,
            sent_at=self._safely(self._sent_at, None, "broken_date"),
            references=self._safely(self._references, ()),
            kind=made.kind,
            text=read.text,
            reply=reply.text,
            html=self._html(read),
            above_marker=reply.above_marker,
            is_loop=is_loop(self.headers),
            attachments=files,
            report=made.report,
            meeting=self._meeting(body),
            forwarded=forwarded,
            language=self._safely(lambda: language_of(reply.text or read.text), ""),
            faults=tuple(dict.fromkeys(self.faults)),
        )

    def _addresses(self, name: str) -> tuple[Mailbox, ...]:
        def read() -> tuple[Mailbox, ...]:
            found = mailboxes(", ".join(self.headers.values(name)))
            if len(found) >= MOST_ADDRESSES:
                self.faults.append("many_addresses")
            return found

        return self._safely(read, ())

    def _sender(self) -> Mailbox:
        found = self._addresses("from")
        if not found:
            self.faults.append("no_sender")
            return Mailbox(
                address="", name=self._safely(lambda: self.headers.words("from"), "")[:200]
            )
        if len(found) > 1:
            self.faults.append("several_senders")
        return found[0]

    def _message_id(self) -> str:
        def read() -> str:
            given = self.headers.value("message-id")
            found = _MESSAGE_ID.search(given)
            return found[0] if found else one_line(given, 300)

        return self._safely(read, "")

    def _references(self) -> tuple[str, ...]:
        """In-Reply-To goes first; of a long row the last are nearest."""
        answered = _MESSAGE_ID.findall(printable(" ".join(self.headers.values("in-reply-to"))))
        row = _MESSAGE_ID.findall(printable(" ".join(self.headers.values("references"))))
        return tuple(dict.fromkeys([*answered[:10], *row[-(MOST_REFERENCES - 10) :]]))

    def _sent_at(self) -> datetime | None:
        given = self.headers.value("date")
        if not given:
            return None
        moment = parsedate_to_datetime(given[:100])
        # «-0000» says that the zone is not known (RFC 5322 section 3.3).
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _html(self, read: Read) -> str:
        if not read.source:
            return ""
        if read.depth >= MOST_DEPTH:
            self.faults.append("heavy_html")
            return ""
        return self._safely(lambda: printable(clean_html(read.source)), "")

    def _meeting(self, body: Body) -> Meeting | None:
        if not body.calendars:
            return None

        def read() -> Meeting | None:
            part = body.calendars[0]
            charset = part.parameters.get("charset", "utf-8")
            return read_meeting(decoded(part.content()[:1_000_000], charset))

        meeting = self._safely(read, None, "broken_meeting")
        if meeting is None:
            self.faults.append("broken_meeting")
        return meeting

    def _forwarded_and_reply(
        self, read: Read, body: Body, subject: str, sender: Mailbox, kind: Kind
    ) -> tuple[Forwarded | None, Reply]:
        def split() -> tuple[Forwarded | None, Reply]:
            plain, page = read.plain, read.page
            inline = forwarded_in(plain, subject)
            if inline:
                return inline.forwarded, reply_of(plain[: inline.first], [], sender.name)
            attached = forwarded_part(body.mails[0]) if body.mails and _may_forward(kind) else None
            return attached, reply_of(plain, page, sender.name)

        whole: tuple[Forwarded | None, Reply] = (None, Reply(read.text, above_marker=False))
        return self._safely(split, whole)


def _may_forward(kind: Kind) -> bool:
    return kind in (Kind.PERSON, Kind.LIST)


def _digest(headers: Headers, raw: bytes, body: int) -> str:
    """Of what its maker made: not of what servers put above it, nor of the line ends."""
    digest = hashlib.sha256()
    for name in _IDENTITY:
        for value in headers.raw(name):
            digest.update(name.encode() + b":" + b" ".join(value.split()) + b"\n")
    digest.update(b"\n")
    digest.update(raw[body:].replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n"))
    return digest.hexdigest()
