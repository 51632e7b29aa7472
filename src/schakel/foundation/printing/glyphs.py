"""Which letters a font holds; what it does not hold may not stop a page.

PDF/UA and PDF/A refuse a document with a letter that has no shape. A name in a script that the
font lacks, or an emoji, is therefore printed as one visible mark.
"""

import re
import struct
import unicodedata

MISSING = "\N{REPLACEMENT CHARACTER}"

_UNICODE = {(3, 1), (0, 3), (0, 4)}
_SEGMENTS = 4
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
# What joins or colours an emoji has no shape of its own: selectors, joiners, skin tones.
_PARTS_OF_EMOJI = re.compile("[\ufe00-\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff]")


def letters_of(font: bytes) -> frozenset[int]:
    """The code points of the basic plane for which a TrueType font has a shape (`cmap`, 4)."""
    table = font[_table_at(font, b"cmap") :]
    (count,) = struct.unpack_from(">H", table, 2)
    for record in range(count):
        platform, encoding, at = struct.unpack_from(">HHI", table, 4 + 8 * record)
        kind = struct.unpack_from(">H", table, at)[0]
        if (platform, encoding) in _UNICODE and kind == _SEGMENTS:
            return _covered(table[at:])
    raise ValueError("no cmap of format 4")


def printable(text: str, letters: frozenset[int]) -> str:
    """The text in letters of the font: lines and tabs as they are, others shown as missing."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    kept = "".join(_shown(letter, letters) for letter in _PARTS_OF_EMOJI.sub("", composed))
    return re.sub(f"{MISSING}+", MISSING, kept)


def _shown(letter: str, letters: frozenset[int]) -> str:
    if letter in "\n\t":
        return letter
    if unicodedata.category(letter) in _INVISIBLE:
        return ""
    return letter if ord(letter) in letters else MISSING


def _table_at(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for record in range(count):
        tag, _, at, _ = struct.unpack_from(">4sIII", font, 12 + 16 * record)
        if tag == name:
            return int(at)
    raise ValueError(f"no table {name!r}")


def _covered(subtable: bytes) -> frozenset[int]:
    segments = struct.unpack_from(">H", subtable, 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", subtable, 14)
    starts = struct.unpack_from(f">{segments}H", subtable, 16 + 2 * segments)
    pairs = zip(starts, ends, strict=True)
    return frozenset(point for start, end in pairs for point in range(start, min(end, 0xFFFD) + 1))
