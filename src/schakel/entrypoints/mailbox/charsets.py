"""Bytes to text, whatever they say that they are."""

import codecs
import re

# Only charsets of text: Python knows more codecs, some of them slow or no charset at all.
_KNOWN = re.compile(
    r"ascii|utf-8|utf-8-sig|utf-16|utf-16-le|utf-16-be|utf-32|iso8859-\d+|cp\d{3,4}|koi8-[rut]"
    r"|mac-roman|big5|big5hkscs|gb2312|gbk|gb18030|hz|euc_jp|euc_kr|shift_jis|iso2022_jp|iso2022_kr"
    r"|tis-620|johab"
)
_WIDE = ("utf-16", "utf-32", "iso2022", "hz")
# What HTML calls Latin 1 is the Windows one (WHATWG Encoding), and so it is in mail.
_LATIN = {"ascii", "iso8859-1", "cp1252", ""}


def decoded(content: bytes, charset: str = "") -> str:
    """The text of the bytes. UTF-8 goes before what is declared where both fit."""
    name = _codec(charset)
    if name.startswith("utf-") and b"\0" not in content:
        name = "utf-8"  # UTF-16 has zeros, be it only at a line end
    if not name.startswith(_WIDE):
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            name = "cp1252" if name in _LATIN or name.startswith("utf-8") else name
    return content.decode(name, "replace")


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip().strip("'\"")).name if charset.strip() else ""
    except (LookupError, ValueError):
        return ""
    return name if _KNOWN.fullmatch(name) else ""


_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")


def printable(text: str) -> str:
    """The text with ``\\n`` as line end, and no control character but that and the tab."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text)).replace("\u00a0", " ")


def one_line(text: str, most: int = 1_000) -> str:
    """The text on one line, single spaces, at most so many characters."""
    return " ".join(printable(text[: most * 4]).split())[:most]
