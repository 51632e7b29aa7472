"""Reads mail in a process with limits, which lives on from mail to mail.

The parent sends a mail as its length (8 bytes, big-endian) and its bytes. The child answers with
one length and JSON of plain types, then the bytes of the attachments one after the other, each as
long as the JSON says. It knows no secrets, writes no file, and ends when its parent does. Of a
lack of memory it dies, with a status of its own.
"""

import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from schakel.domain.arrivals.rules import (
    MEMORY_TO_READ,
    SECONDS_TO_READ,
    Attached,
    DeliveryReport,
    Forwarded,
    IncomingMail,
    Kind,
    Mailbox,
    Meeting,
)
from schakel.entrypoints.mailbox.parse import parse

# A child is replaced after so many mails: what one leaves behind in it does not last.
MAILS_A_CHILD = 500
MOST_BYTES = 200 * 1024**2
_SECONDS_TO_START = 30.0
_LENGTH = struct.Struct(">Q")
_NO_MEMORY = 3
_HEAVY = {_NO_MEMORY, -signal.SIGKILL, -signal.SIGABRT, -signal.SIGALRM}
# So long does a child live on a mail whose parent was killed.
_SECONDS_ALONE = 10
_SECONDS_TO_DIE = 2.0
_READY = b"ready"


class TooHeavy(Exception):
    """The mail needs more time or memory than one mail gets."""


class Unreadable(Exception):
    """The child died of the mail."""


class Reader:
    """Reads one mail after the other in a child; several threads may share it and take turns."""

    def __init__(
        self, seconds: float = SECONDS_TO_READ, memory_bytes: int = MEMORY_TO_READ
    ) -> None:
        self._seconds, self._memory_bytes = seconds, memory_bytes
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._mails = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process number of the child, when there is one."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._stop()

    def read(self, raw: bytes) -> IncomingMail:
        """What the mail says. Raises ``TooHeavy`` or ``Unreadable``; the child is then replaced."""
        if len(raw) > MOST_BYTES:
            raise TooHeavy
        with self._turn:
            if self._mails >= MAILS_A_CHILD:
                self._stop()
            line = self._line or self._start()
            try:
                mail = self._ask(line, raw)
            except TimeoutError:
                self._stop()
                raise TooHeavy from None
            except (OSError, EOFError, ValueError):
                if self._stop(_SECONDS_TO_DIE) in _HEAVY:
                    raise TooHeavy from None
                raise Unreadable from None
            except BaseException:
                self._stop()
                raise
            self._mails += 1
            return mail

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._child = subprocess.Popen(  # noqa: S603  our own interpreter and module
                [
                    sys.executable,
                    "-I",
                    "-m",
                    "schakel.entrypoints.mailbox.child",
                    str(self._memory_bytes),
                ],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                close_fds=True,
            )
        self._line, self._mails = ours, 0
        try:
            _receive(ours, len(_READY), time.monotonic() + _SECONDS_TO_START)
        except (OSError, EOFError):
            self._stop()
            raise Unreadable from None
        return ours

    def _stop(self, patience: float = 0) -> int | None:
        """Kill the child; how it ended, if it did so by itself in so many seconds."""
        child, line = self._child, self._line
        self._child = self._line = None
        if line:
            line.close()
        if not child:
            return None
        try:
            return child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return None

    def _ask(self, line: socket.socket, raw: bytes) -> IncomingMail:
        until = time.monotonic() + self._seconds
        line.settimeout(self._seconds)
        line.sendall(_LENGTH.pack(len(raw)))
        line.sendall(raw)
        (length,) = _LENGTH.unpack(_receive(line, _LENGTH.size, until))
        told = json.loads(bytes(_receive(line, min(length, MOST_BYTES), until)))
        contents = [bytes(_receive(line, size, until)) for size in told.pop("sizes")]
        return _from_plain(told["mail"], contents)


def _receive(line: socket.socket, length: int, until: float) -> bytearray:
    if not 0 <= length <= MOST_BYTES:
        raise ValueError(length)
    content = bytearray(length)
    rest = memoryview(content)
    while rest:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        count = line.recv_into(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return content


def _to_plain(mail: IncomingMail) -> dict[str, Any]:
    def plain(value: object) -> str:
        if isinstance(value, datetime):
            return value.isoformat()
        raise TypeError(type(value))

    files = [{"name": each.name, "inline": each.inline} for each in mail.attachments]
    fields = {name: getattr(mail, name) for name in mail.__dataclass_fields__}
    fields["attachments"] = files
    for name in ("sender", "report", "meeting", "forwarded"):
        fields[name] = asdict(fields[name]) if fields[name] else None
    for name in ("to", "cc", "reply_to"):
        fields[name] = [asdict(each) for each in fields[name]]
    told: dict[str, Any] = json.loads(json.dumps(fields, default=plain))
    return told


def _from_plain(told: dict[str, Any], contents: list[bytes]) -> IncomingMail:
    meeting, report, forwarded = told["meeting"], told["report"], told["forwarded"]
    fields = told | {
        "kind": Kind(told["kind"]),
        "sender": Mailbox(**told["sender"]),
        "to": _mailboxes(told["to"]),
        "cc": _mailboxes(told["cc"]),
        "reply_to": _mailboxes(told["reply_to"]),
        "sent_at": datetime.fromisoformat(told["sent_at"]) if told["sent_at"] else None,
        "references": tuple(told["references"]),
        "faults": tuple(told["faults"]),
        "attachments": tuple(
            Attached(content=content, **each)
            for content, each in zip(contents, told["attachments"], strict=True)
        ),
        "report": DeliveryReport(**report) if report else None,
        "meeting": _meeting(meeting) if meeting else None,
        "forwarded": _forwarded(forwarded) if forwarded else None,
    }
    return IncomingMail(**fields)


def _mailboxes(told: list[dict[str, str]]) -> tuple[Mailbox, ...]:
    return tuple(Mailbox(**each) for each in told)


def _meeting(told: dict[str, Any]) -> Meeting:
    moments = {name: datetime.fromisoformat(told[name]) for name in ("starts_at", "ends_at")}
    return Meeting(**told | moments | {"attendees": tuple(told["attendees"])})


def _forwarded(told: dict[str, Any]) -> Forwarded:
    return Forwarded(**told | {"sender": Mailbox(**told["sender"]), "to": _mailboxes(told["to"])})


# --- In the child ----------------------------------------------------------------------------


def main(memory_bytes: int) -> None:
    """Read mails from the line at standard input until it closes."""
    # What parsing loads is loaded now: after this no file is opened.
    parse(_WARMING)
    line = socket.socket(fileno=os.dup(0))
    _limit(memory_bytes)
    line.sendall(_READY)
    while True:
        try:
            (length,) = _LENGTH.unpack(_from_parent(line, _LENGTH.size))
            signal.alarm(_SECONDS_ALONE)
            _answer(line, length)
            signal.alarm(0)
        except (EOFError, OSError):
            return
        except MemoryError:
            os._exit(_NO_MEMORY)


def _answer(line: socket.socket, length: int) -> None:
    mail = parse(bytes(_from_parent(line, length)))
    sizes = [len(each.content) for each in mail.attachments]
    told = json.dumps({"mail": _to_plain(mail), "sizes": sizes}).encode()
    line.sendall(_LENGTH.pack(len(told)))
    line.sendall(told)
    for each in mail.attachments:
        line.sendall(each.content)


def _from_parent(line: socket.socket, length: int) -> bytearray:
    content = bytearray(length)
    rest = memoryview(content)
    while rest:
        count = line.recv_into(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return content


def _limit(memory_bytes: int) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 8),
    ):
        resource.setrlimit(kind, (most, most))


_WARMING = b"""From: a@example.org
Date: Mon, 23 Nov 2026 10:12:00 +0100
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/html; charset=iso-8859-15

<p>\xa4</p>
--x
Content-Type: text/calendar

BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;TZID=W. Europe Standard Time:20261123T090000
END:VEVENT
END:VCALENDAR
--x--
"""


if __name__ == "__main__":
    main(int(sys.argv[1]))
