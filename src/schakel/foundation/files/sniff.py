"""What a file is, by its content."""

import codecs
import re

HEAD_BYTES = 65_536
UNKNOWN = "application/octet-stream"

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
HEIC = "image/heic"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
TEXT = "text/plain"
CSV = "text/csv"
MAIL = "message/rfc822"
HTML = "text/html"
SVG = "image/svg+xml"
# Kept byte by byte as it came, and never told by its content.
RAW_MAIL = "message/rfc822; as it came"

# What may be kept, and what of that a browser may show in a page; the rest is download only.
# No HEIC: nothing that we may use takes its place data out. Phones offer JPEG when asked.
ALLOWED = frozenset({PDF, JPEG, PNG, WEBP, DOCX, XLSX, ODT, ODS, TEXT, CSV, MAIL, HTML, SVG})
SHOWN_IN_PAGE = frozenset({PDF, JPEG, PNG, WEBP, TEXT})

_ZIP_ENTRY = b"PK\x03\x04"
_SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s{0,16}%PDF-\d"), PDF),
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), WEBP),
    (re.compile(rb".{4}ftyp(heic|heix|heim|heis|mif1|msf1)", re.DOTALL), HEIC),
)
_OFFICE_FOLDERS = ((b"word/", DOCX), (b"xl/", XLSX))
_TEXT_BY_NAME = {".csv": CSV}
_MARKUP = re.compile(r"<\s*(!doctype|html|head|body|script|iframe|svg|\?xml|math)\b", re.IGNORECASE)
_MARKUP_WITHIN = 1024
_MAIL_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[ \t]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def content_type(head: bytes, name: str) -> str:
    """Media type of a file from its first ``HEAD_BYTES``; ``UNKNOWN`` is not to be accepted.

    The name only tells kinds of text apart. Where name and content disagree, the content wins.
    """
    for signature, media_type in _SIGNATURES:
        if signature.match(head):
            return media_type
    if head.startswith(_ZIP_ENTRY):
        return _office_type(head)
    text = _as_text(head)
    return UNKNOWN if text is None else _text_type(text, name.lower())


def _office_type(head: bytes) -> str:
    names = [entry[26:] for entry in head.split(_ZIP_ENTRY)[1:]]
    for media_type in (ODT, ODS):
        if names[0].startswith(b"mimetype" + media_type.encode()):
            return media_type
    for folder, media_type in _OFFICE_FOLDERS:
        if any(entry.startswith(folder) for entry in names):
            return media_type
    return UNKNOWN


def _as_text(head: bytes) -> str | None:
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        text = head.decode("cp1252", errors="replace")
    return None if _CONTROL.search(text) else text


def _text_type(text: str, name: str) -> str:
    if name.endswith(".eml") and _MAIL_HEADER.match(text):
        return MAIL
    if markup := _MARKUP.search(text[:_MARKUP_WITHIN]):
        is_svg = "<svg" in text.lower() or markup[1].lower() == "svg"
        return SVG if is_svg else HTML
    suffix = name[name.rfind(".") :] if "." in name else ""
    return _TEXT_BY_NAME.get(suffix, TEXT)
