"""The HTML part of a mail, made of its text: the same words, and nothing that is fetched.

A mail program makes its own choice of letters and colours, so that a dark screen stays dark.
"""

import re
from collections.abc import Iterator
from html import escape

_MEASURE = "max-width:38em;font-family:sans-serif;font-size:1em;line-height:1.5"
_HEADING = "font-size:1.25em;line-height:1.3;margin:0 0 1em"
_PARAGRAPH = "margin:0 0 1em"
_QUOTE = "margin:0 0 1em;padding:0 0 0 1em;border-left:3px solid"
_LINK = re.compile(
    r"(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])"
    r"|(?P<mail>[A-Za-z0-9._+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,63})"
)
_QUOTED = ("> ", ">")


def html_part(body: str, language: str) -> str:
    """Paragraphs, a heading where the text begins with one, quotes, and links that can be clicked.

    A first line that stands alone and ends without a comma or stop is a heading. In the words of
    somebody else (a line that begins with ``>``) nothing becomes a link.
    """
    parts = list(_parts(body))
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark"></head>'
        f'<body><div style="{_MEASURE}">{"".join(parts)}</div></body></html>'
    )


def _parts(body: str) -> Iterator[str]:
    for number, lines in enumerate(_blocks(body)):
        if number == 0 and len(lines) == 1 and _is_heading(lines[0]):
            yield f'<h1 style="{_HEADING}">{escape(lines[0])}</h1>'
        elif _is_quoted(lines[0]):
            words = "<br>".join(escape(_unquoted(line)) for line in lines)
            yield f'<blockquote style="{_QUOTE}">{words}</blockquote>'
        else:
            words = "<br>".join(_linked(line) for line in lines)
            yield f'<p style="{_PARAGRAPH}">{words}</p>'


def _blocks(body: str) -> Iterator[list[str]]:
    """Lines that belong together: an empty line, or the edge of a quote, stands between."""
    block: list[str] = []
    for line in [*body.strip("\n").splitlines(), ""]:
        if block and (not line.strip() or _is_quoted(line) != _is_quoted(block[0])):
            yield block
            block = []
        if line.strip():
            block.append(line)


def _is_heading(line: str) -> bool:
    return not line.startswith(("##-", ">")) and line.rstrip()[-1:] not in {",", ".", ":", "?", "!"}


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _unquoted(line: str) -> str:
    bare = line.lstrip()
    return next(bare.removeprefix(each) for each in _QUOTED if bare.startswith(each))


def _linked(line: str) -> str:
    """Escaped, the spaces in front kept, and each address as a link with its own words."""
    bare = line.lstrip(" ")
    made, at = ["&nbsp;" * (len(line) - len(bare))], 0
    for found in _LINK.finditer(bare):
        words = found[0]
        target = words if found["url"] else f"mailto:{words}"
        made.append(escape(bare[at : found.start()]))
        made.append(f'<a href="{escape(target)}">{escape(words)}</a>')
        at = found.end()
    return "".join([*made, escape(bare[at:])])
