"""Which parts of a mail are what it says, and which are files that came with it."""

import re
from dataclasses import dataclass, field

from schakel.domain.arrivals.rules import Attached
from schakel.entrypoints.mailbox.charsets import decoded, printable
from schakel.entrypoints.mailbox.html_text import html_lines
from schakel.entrypoints.mailbox.lines import MOST_CHARACTERS, MOST_LINES, Line, joined, plain_lines
from schakel.entrypoints.mailbox.parts import Part

MOST_HTML = 1_000_000
_BODY_KINDS = {"text/plain", "text/html", "text/markdown", "text/enriched", "text/richtext"}
# Said by machines to machines, and read elsewhere.
_MACHINE = {
    "message/delivery-status", "message/disposition-notification", "message/feedback-report",
    "message/global-delivery-status", "text/rfc822-headers", "message/rfc822-headers",
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "text/calendar",
}  # fmt: skip
_PKCS = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_PGP = re.compile(r"^-----BEGIN PGP MESSAGE-----$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n(?:[ \t]{0,100}\n){2,}")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


@dataclass(kw_only=True)
class Section:
    """A stretch of the mail: as plain text, as HTML, or as both for the reader to choose."""

    plain: str | None = None
    page: str | None = None


@dataclass
class Body:
    """All that is for a reader, in its order."""

    sections: list[Section] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    mails: list[Part] = field(default_factory=list)
    calendars: list[Part] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_body(root: Part) -> Body:
    """The parts sorted by what they are for."""
    body = Body()
    _sort(root, body, is_root=True)
    return body


def _sort(part: Part, body: Body, is_root: bool = False) -> None:
    if part.kind == "multipart/encrypted":
        body.faults.append("encrypted")
    if part.kind in _PKCS and part.parameters.get("smime-type") != "certs-only":
        body.faults.append("encrypted")
    if part.children:
        if part.kind == "multipart/alternative":
            _alternative(part, body)
        else:
            for child in part.children:
                _sort(child, body)
        return
    if part.kind == "text/calendar":
        body.calendars.append(part)
    if part.kind == "message/rfc822":
        body.mails.append(part)
        body.files.append(part)
    elif _is_text(part, is_root):
        page = part.kind == "text/html"
        text = _text(part, body)
        body.sections.append(Section(page=text) if page else Section(plain=text))
    elif part.kind not in _MACHINE or part.disposition == "attachment" or part.name:
        body.files.append(part)


def _alternative(part: Part, body: Body) -> None:
    """One text in several forms. What else stands among them is a file."""
    inner = Body()
    for child in part.children:
        _sort(child, inner)
    plain = [each.plain for each in inner.sections if each.plain is not None]
    page = [each.page for each in inner.sections if each.page is not None]
    if plain or page:
        body.sections.append(
            Section(
                plain="\n".join(plain) if plain else None, page="\n".join(page) if page else None
            )
        )
    body.files += inner.files
    body.mails += inner.mails
    body.calendars += inner.calendars
    body.faults += inner.faults


def _is_text(part: Part, is_root: bool) -> bool:
    if part.kind.startswith("multipart/"):
        return True  # one that could not be opened: its source says at least something
    if part.kind not in _BODY_KINDS or part.disposition == "attachment":
        return False
    return is_root or not part.name


def _text(part: Part, body: Body) -> str:
    content = part.content()
    most = MOST_HTML if part.kind == "text/html" else MOST_CHARACTERS
    if len(content) > most * 4:
        content = content[: most * 4]
    charset = part.parameters.get("charset", "")
    if part.kind == "text/html" and not charset and (found := _META_CHARSET.search(content[:4096])):
        charset = found[1].decode("ascii")
    text = decoded(content, charset)
    if len(text) > most:
        body.faults.append("long_text")
        text = text[:most]
    if part.kind == "text/html":
        return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    text = _EMPTY_LINES.sub("\n\n", printable(text))
    lines = text.split("\n", MOST_LINES)
    if len(lines) > MOST_LINES:
        body.faults.append("long_text")
        text = "\n".join(lines[:-1])
    if _PGP.search(text):
        body.faults.append("encrypted")
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return text


def unflowed(text: str, delete_space: bool) -> str:
    """The paragraphs of a text that was broken by its mail program (RFC 3676)."""
    lines: list[str] = []
    pieces: list[str] = []
    depth_before = -1
    for line in text.split("\n"):
        said = line.lstrip(">")
        depth = len(line) - len(said)
        said = said[1:] if said.startswith(" ") else said
        if pieces and depth != depth_before:
            lines.append("".join(pieces))
            pieces = []
        flows = said.endswith(" ") and said != "-- "
        start = "" if pieces else ">" * depth + (" " if depth else "")
        pieces.append(start + (said[:-1] if flows and delete_space else said))
        depth_before = depth
        if not flows:
            lines.append("".join(pieces).rstrip() if said != "-- " else "".join(pieces))
            pieces = []
    return "\n".join([*lines, *(["".join(pieces)] if pieces else [])])


@dataclass(frozen=True, kw_only=True)
class Read:
    """The text of the whole, its lines in plain text and as the HTML shows them, and the HTML."""

    text: str
    plain: list[Line]
    page: list[Line]
    source: str
    depth: int


def read_sections(sections: list[Section]) -> Read:
    """The text of each section: its plain text, unless the HTML says far more."""
    plain: list[Line] = []
    page: list[Line] = []
    sources: list[str] = []
    deepest = 0
    for section in sections:
        own = shown = plain_lines(section.plain or "")
        if section.page is not None:
            shown, depth = html_lines(section.page)
            deepest = max(deepest, depth)
            sources.append(section.page)
        chosen = own if _is_sensible(section, shown) else shown
        plain += [*([Line("")] if plain else []), *chosen]
        page += [*([Line("")] if page else []), *shown]
    if not sources:
        page = []
    text = joined(plain)[:MOST_CHARACTERS]
    return Read(text=text, plain=plain, page=page, source="\n".join(sources), depth=deepest)


_STUB = re.compile(
    r"html[- ](?:mail|e-mail|message|bericht|versie|version|format|viewer|capable|compatible)"
    r"|view (?:it|this|the) .{0,40}html|browser",
    re.IGNORECASE,
)


def _is_sensible(section: Section, shown: list[Line]) -> bool:
    """Whether the plain text says what the HTML says."""
    if section.page is None:
        return True
    if section.plain is None or not section.plain.strip():
        return False
    said = sum(len(line.text) for line in shown)
    if said < 40:
        return True
    words = len(section.plain)
    is_markup = section.plain.count("</") > 5 and section.plain.count("</") * 40 > words
    return (
        not is_markup
        and words * 5 > said
        and not (words * 2 < said and _STUB.search(section.plain))
    )


def attachments(body: Body, html: str) -> tuple[Attached, ...]:
    """The files with their names and bytes; inline when the HTML shows them."""
    shown = set(re.findall(r"cid:([^\s\"'>)]{1,200})", html[:MOST_HTML], re.IGNORECASE))
    return tuple(
        Attached(
            name=_file_name(part),
            content=part.content(),
            inline=bool(part.content_id) and part.content_id in shown,
        )
        for part in body.files
    )


def _file_name(part: Part) -> str:
    if part.kind == "message/rfc822" and not part.name:
        return "bericht.eml"
    return part.name.replace("/", "_").replace("\\", "_")[:200]
