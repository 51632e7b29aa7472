"""The parts of a mail (RFC 2046), found by their boundaries in the bytes: nothing is copied."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schakel.domain.arrivals.rules import MOST_PARTS
from schakel.entrypoints.mailbox.headers import (
    Headers,
    from_base64,
    read_head,
    with_parameters,
)

MOST_DEPTH = 20
# Lines that begin as a boundary does and are none: more than these is somebody's game.
_MOST_LOOKALIKES = 10_000
_KIND = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,90}")


@dataclass(kw_only=True, slots=True)
class Part:
    """A part: its head, and where its body stands in ``raw``."""

    raw: bytes
    start: int
    end: int
    headers: Headers
    kind: str
    parameters: dict[str, str]
    children: list["Part"] = field(default_factory=list)

    @property
    def disposition(self) -> str:
        """``inline``, ``attachment`` or nothing (RFC 2183)."""
        return with_parameters(self.headers.value("content-disposition"))[0]

    @property
    def name(self) -> str:
        """The name of the file as given, or nothing."""
        values = self.headers.values("content-disposition")
        given = with_parameters(values[0])[1] if values else {}
        return given.get("filename") or self.parameters.get("name", "")

    @property
    def content_id(self) -> str:
        """What ``cid:`` refers to."""
        return self.headers.value("content-id").strip("<> ")

    def content(self) -> bytes:
        """The bytes of the body without their transfer encoding."""
        encoding = self.headers.value("content-transfer-encoding").lower().strip(" \"'")
        body = memoryview(self.raw)[self.start : self.end]
        if encoding == "base64":
            return from_base64(body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(bytes(body))
        if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return _from_uuencode(bytes(body))
        return bytes(body)

    def walk(self) -> Iterator["Part"]:
        """The part itself and all in it."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_parts(raw: bytes, faults: list[str]) -> Part:
    """The mail as a tree. What goes too far is not opened: ``too_many_parts``, ``too_deep``."""
    return _Reading(raw, faults).part(0, len(raw), 0, "text/plain")


class _Reading:
    def __init__(self, raw: bytes, faults: list[str]) -> None:
        self.raw, self.faults = raw, faults
        self.seen = 0

    def part(self, start: int, end: int, depth: int, default: str) -> Part:
        headers, body = read_head(self.raw, start, end)
        self.seen += 1
        kind, parameters = with_parameters(next(iter(headers.values("content-type")), default))
        if not _KIND.fullmatch(kind):
            kind = "text/plain"
        found = Part(
            raw=self.raw, start=body, end=end, headers=headers, kind=kind, parameters=parameters
        )
        if kind.startswith("multipart/"):
            self._open(found, depth)
        return found

    def _open(self, part: Part, depth: int) -> None:
        if depth >= MOST_DEPTH:
            self.faults.append("too_deep")
            return
        boundary = part.parameters.get("boundary", "")
        default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        for start, end in self._between(boundary.encode(), part.start, part.end):
            if self.seen >= MOST_PARTS:
                self.faults.append("too_many_parts")
                return
            part.children.append(self.part(start, end, depth + 1, default))
        if not part.children:
            self.faults.append("broken_parts")

    def _between(self, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where each part begins and ends."""
        begun = -1
        if not boundary:
            return
        for at, after, last in self._delimiters(b"--" + boundary, start, end):
            if begun >= 0:
                yield begun, max(begun, at)
            begun = after
            if last:
                return
        if begun >= 0:
            self.faults.append("no_last_boundary")
            yield begun, end

    def _delimiters(self, mark: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Where the text before a boundary ends, where its line ends, and if it is the last."""
        raw, at, lookalikes = self.raw, start, 0
        while (at := raw.find(mark, at, end)) >= 0:
            line_end = raw.find(b"\n", at, min(end, at + len(mark) + 200))
            after = line_end + 1 if line_end >= 0 else min(end, at + len(mark) + 200)
            rest = raw[at + len(mark) : after].strip()
            if (at == start or raw[at - 1 : at] == b"\n") and rest in (b"", b"--"):
                before = at - 1 if at > start else at
                yield before - (raw[before - 1 : before] == b"\r"), after, rest == b"--"
                at = after
            else:
                lookalikes += 1
                if lookalikes > _MOST_LOOKALIKES:
                    self.faults.append("too_many_parts")
                    return
                at += len(mark)


def _from_uuencode(body: bytes) -> bytes:
    lines = body.splitlines()
    begin = next((at for at, line in enumerate(lines) if line.startswith(b"begin ")), -1)
    content = b""
    pieces = []
    for line in lines[begin + 1 :]:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = min(45, (line[0] - 32) & 63)
            try:
                pieces.append(binascii.a2b_uu(line[: 1 + (length + 2) // 3 * 4]))
            except binascii.Error:
                continue
    return content.join(pieces)
