"""The head of a mail or of one of its parts (RFC 5322, 2047, 2231), each field read by itself."""

import binascii
import re
import string
from urllib.parse import unquote_to_bytes

from schakel.entrypoints.mailbox.charsets import decoded, one_line

# A longer head is cut: a hundred thousand recipients fit in it.
MOST_HEAD_BYTES = 8 * 1024**2
_MOST_VALUE_BYTES = 128 * 1024

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_WORD = re.compile(
    r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([bBqQ])\?([^?]{0,4000})\?="
)
_PARAMETER = re.compile(r';\s*+([^\s=;"]{1,100})\s*+=\s*+("(?:[^"\\]++|\\.)*+"|[^;]*+)')
_NO_BASE64 = bytes(
    set(range(256)) - set(string.ascii_letters.encode() + string.digits.encode() + b"+/")
)


class Headers:
    """The fields of a head. ``raw`` gives bytes as they stood, unfolded; the rest gives text."""

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self._fields: dict[str, list[bytes]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def count(self, name: str) -> int:
        """How often the field stands there."""
        return len(self._fields.get(name, ()))

    def raw(self, name: str) -> list[bytes]:
        """The values as they stood, unfolded."""
        return self._fields.get(name, [])

    def values(self, name: str) -> list[str]:
        """The values as text, with words in another charset (RFC 2047) still as they are."""
        return [decoded(value[:_MOST_VALUE_BYTES]) for value in self.raw(name)]

    def value(self, name: str) -> str:
        """The first value on one line, or nothing."""
        return one_line(next(iter(self.values(name)), ""), 4_000)

    def words(self, name: str) -> str:
        """The first value for a reader, on one line."""
        return one_line(with_words(next(iter(self.values(name)), "")))


def read_head(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The fields from ``start``, and where the body begins."""
    fields: list[tuple[str, list[bytes]]] = []
    at, limit = start, min(end, start + MOST_HEAD_BYTES)
    while at < limit:
        found = raw.find(b"\n", at, limit)
        after = limit if found < 0 else found + 1
        line = raw[at:after].rstrip(b"\r\n")
        if not line:
            return _joined(fields), after
        if line[:1] in b" \t" and fields:
            fields[-1][1].append(line)
        elif field := _FIELD.match(line):
            fields.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
        elif not (at == start and line.startswith((b"From ", b">From "))):
            return _joined(fields), at  # no field: the body began without an empty line
        at = after
    return _joined(fields), at


def _joined(fields: list[tuple[str, list[bytes]]]) -> Headers:
    return Headers([(name, b"".join(lines).strip()) for name, lines in fields])


def with_words(text: str) -> str:
    """The text with its encoded words (RFC 2047) read; those that are broken stay."""
    read: list[str] = []
    charset, waiting, at = "", b"", 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        if between.strip() or word[1].lower() != charset:
            read.append(decoded(waiting, charset))
            waiting = b""
            if between.strip() or not charset:
                read.append(between)
        charset = word[1].lower()
        waiting += _word_bytes(word[2], word[3])
        at = word.end()
    return "".join([*read, decoded(waiting, charset), text[at:]])


def _word_bytes(encoding: str, content: str) -> bytes:
    given = content.encode("ascii", "ignore")
    if encoding in "qQ":
        return binascii.a2b_qp(given, header=True)
    return from_base64(given)


def from_base64(given: bytes | memoryview) -> bytes:
    """The bytes; what is no Base64 is passed over, a broken end is left out."""
    try:
        return binascii.a2b_base64(given)
    except binascii.Error:
        letters = bytes(given).translate(None, _NO_BASE64)
        whole = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def with_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value in lower case and its parameters (RFC 2045, RFC 2231) with names in lower case."""
    main, _, _ = value.partition(";")
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for found in list(_PARAMETER.finditer(value[len(main) :]))[:100]:
        name, star, number = found[1].lower().partition("*")
        text = found[2].strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:-1])
        encoded = number.endswith("*") or (bool(star) and not number)
        digits = number.rstrip("*")
        order = int(digits) if digits.isascii() and digits.isdigit() else 0
        pieces.setdefault(name, []).append((order, encoded, text))
    return main.strip().lower()[:100], {name: _whole(each) for name, each in pieces.items()}


def _whole(pieces: list[tuple[int, bool, str]]) -> str:
    if not any(encoded for _, encoded, _ in pieces):
        return one_line(with_words("".join(text for _, _, text in sorted(pieces))))
    charset, content = "", b""
    for place, (_, encoded, text) in enumerate(sorted(pieces)):
        if encoded and place == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if encoded else text.encode()
    return one_line(decoded(content, charset))
