"""HTML of a mail as lines of text. One pass, in time that grows with the length only."""

import html
import re
from dataclasses import dataclass

from schakel.entrypoints.mailbox.charsets import printable
from schakel.entrypoints.mailbox.lines import MOST_LINES, Line

# Deeper than this no mail program nests; the libraries that clean HTML slow down there.
MOST_DEPTH = 500

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s=>/]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?"""
)
_SIGNS = re.compile(r"<+")
_TAG_END = re.compile(r"[\s/]*+>")
_SPACE = re.compile(r"[ \t\n\f]+")
_COLOUR = re.compile(r"(?:^|[;\s])color\s{0,5}:\s{0,5}([^;]{1,40})", re.IGNORECASE)
_RULE = "_" * 32

_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot",
    "thead", "tr", "ul",
}  # fmt: skip
_SPACED = {
    "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul",
}  # fmt: skip
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
}  # fmt: skip
# The end tags that people may leave out: what the opening of one closes.
_CLOSES = {
    "p": ("p",),
    "li": ("li",),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "option": ("option",),
}
# What stands in these is no text for a reader.
_RAW = {"script", "style", "title", "textarea", "noscript", "iframe", "template", "xml", "svg"}
_ORDINARY = {
    "", "black", "windowtext", "inherit", "initial", "#000000", "#000", "rgb(0,0,0)", "auto",
    "rgb(33,33,33)", "#212121", "#222222", "rgb(34,34,34)", "#242424", "rgb(36,36,36)",
}  # fmt: skip


@dataclass(slots=True)
class _Open:
    """An element that is open, with what holds for all in it."""

    tag: str
    quotes: int = 0
    typed: bool = False
    boxed: bool = False
    look: str = ""
    intro: bool = False
    link: str = ""


class _Page:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        self.look = _Open("")
        self.stack: list[_Open] = []
        self.unseen = self.deepest = 0
        self.wants_blank = False
        self.lists: list[int] = []
        self.link_from = 0

    def text(self, given: str) -> None:
        if any(each.tag == "pre" for each in self.stack[-3:]):
            first, *others = given.split("\n", MOST_LINES)
            self._add(first, as_it_is=True)
            for each in others:
                self.new_line()
                self._add(each, as_it_is=True)
        else:
            self._add(_SPACE.sub(" ", given))

    def _add(self, given: str, *, as_it_is: bool = False) -> None:
        if not self.pieces and not as_it_is:
            given = given.lstrip(" \t\n")
        if not given:
            return
        if not any(piece.strip() for piece in self.pieces) and given.strip():
            self.look = self.stack[-1] if self.stack else _Open("")
        self.pieces.append(given)

    def end_block(self) -> None:
        if self.pieces:
            self.new_line()

    def new_line(self) -> None:
        said = printable("".join(self.pieces)).replace("\n", " ").rstrip()
        look = self.look if said else (self.stack[-1] if self.stack else _Open(""))
        if said:
            if self.wants_blank and self.lines and self.lines[-1].text.strip("> "):
                self._put("", self._shared(look))
            self.wants_blank = False
        self._put(said, look)
        self.pieces, self.link_from = [], 0

    def _shared(self, look: _Open) -> _Open:
        """An empty line between two quotes belongs to the one that is less deep."""
        depth = len(self.lines[-1].text) - len(self.lines[-1].text.lstrip(">"))
        return _Open("", quotes=min(depth, look.quotes), boxed=look.boxed)

    def _put(self, said: str, look: _Open) -> None:
        mark = ">" * look.quotes
        self.lines.append(
            Line(
                f"{mark} {said}".strip() if mark else said,
                typed=look.typed,
                boxed=look.boxed,
                look=look.look,
                intro=look.intro and bool(said),
            )
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self.new_line()
            return
        if tag in _BLOCKS:
            self.end_block()
            style_class = attributes.get("class", "")
            self.wants_blank |= tag in _SPACED and not style_class.lower().startswith(
                ("mso", "x_mso")
            )
        if tag in ("td", "th") and self.pieces:
            self.pieces.append(" ")
        if tag == "hr":
            self.pieces.append(_RULE)
            self.new_line()
        if tag in ("ul", "ol"):
            self.lists = [*self.lists[-20:], 1 if tag == "ol" else 0]
        if tag not in _VOID:
            self._push(tag, attributes)
        if tag == "li":
            self._add(self._bullet())
        if tag == "a":
            self.link_from = len(self.pieces)

    def _bullet(self) -> str:
        if not self.lists or not self.lists[-1]:
            return "- "
        self.lists[-1] += 1
        return f"{self.lists[-1] - 1}. "

    def _push(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.stack) > MOST_DEPTH:
            self.unseen += 1
            return
        for closed in _CLOSES.get(tag, ()):
            if self.stack and self.stack[-1].tag.partition(".")[0] == closed:
                self.stack.pop()
        above = self.stack[-1] if self.stack else _Open("")
        self.stack.append(_opened(tag, attributes, above))
        self.deepest = max(self.deepest, len(self.stack))

    def end(self, tag: str) -> None:
        if tag in _RAW:
            return
        if tag in _BLOCKS:
            self.end_block()
            self.wants_blank |= tag in _SPACED and not self._is_mso(tag)
        if tag == "a" and self.stack and self.stack[-1].link:
            self._end_link(self.stack[-1].link)
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        self._pop(tag)

    def _is_mso(self, tag: str) -> bool:
        return bool(self.stack) and self.stack[-1].tag == f"{tag}.mso"

    def _end_link(self, link: str) -> None:
        shown = "".join(self.pieces[self.link_from :]).strip()
        bare = link.removeprefix("mailto:")
        if not shown:
            return
        if shown not in (link, bare) and shown.rstrip("/") not in (
            link.rstrip("/"),
            re.sub(r"^https?://", "", link).rstrip("/"),
        ):
            self._add(f" <{bare}>")

    def _pop(self, tag: str) -> None:
        if self.unseen:
            self.unseen -= 1
            return
        for at in range(len(self.stack) - 1, max(-1, len(self.stack) - 30), -1):
            if self.stack[at].tag.partition(".")[0] == tag:
                del self.stack[at:]
                return


def _opened(tag: str, attributes: dict[str, str], above: _Open) -> _Open:
    classes = attributes.get("class", "").split()
    number = attributes.get("id", "")
    style = attributes.get("style", "").lower()
    colour = attributes.get("color", "") or "".join(_COLOUR.findall(style)[-1:])
    colour = colour.lower().replace(" ", "").replace("!important", "")
    indent = "border:none" in style.replace(" ", "") and not classes
    return _Open(
        f"{tag}.mso" if any(each.lower().startswith(("mso", "x_mso")) for each in classes) else tag,
        quotes=above.quotes + (tag == "blockquote" and not indent and above.quotes < 50),
        typed=above.typed or "elementToProof" in classes or "_msfontservice" in style,
        boxed=above.boxed or "mail-editor-reference-message-container" in number,
        look=_look(colour, style) or ("" if colour else above.look),
        intro=above.intro or bool({"gmail_attr", "moz-cite-prefix"} & set(classes)),
        link=_link(attributes.get("href", "")) if tag == "a" else above.link,
    )


def _look(colour: str, style: str) -> str:
    # Outlook's editor marks what is typed in a reply so, and not what it quotes from elsewhere.
    return ("" if colour in _ORDINARY else colour) or (
        "editor" if "mso-fareast-language" in style else ""
    )


def _link(href: str) -> str:
    href = "".join(href.split())
    return href[:2_000] if href.lower().startswith(("http://", "https://", "mailto:")) else ""


def html_lines(source: str) -> tuple[list[Line], int]:
    """The lines that a reader sees, quotes marked with ``>``, and how deep the elements nest.

    What has too many lines is cut, and counts as too deep: nobody looked at the rest.
    """
    page, at, end = _Page(), 0, len(source)
    while at < end:
        found = source.find("<", at)
        if found < 0:
            found = end
        if found > at:
            page.text(html.unescape(source[at:found]))
        if found == end:
            break
        at = _markup(page, source, found)
        if len(page.lines) > MOST_LINES:
            return page.lines[:MOST_LINES], MOST_DEPTH
    page.end_block()
    return page.lines, page.deepest


def _markup(page: _Page, source: str, at: int) -> int:
    """Read what begins with ``<`` here; gives where the text goes on."""
    end = len(source)
    if source.startswith("<!--", at):
        found = source.find("-->", at + 4)
        return end if found < 0 else found + 3
    tag = _TAG.match(source, at)
    if not tag:
        if source.startswith(("<!", "<?", "</"), at):
            found = source.find(">", at)
            return end if found < 0 else found + 1
        signs = _SIGNS.match(source, at)
        several = max(1, len(signs[0]) - 1) if signs else 1
        page.text("<" * several)
        return at + several
    name = tag[2].lower()
    attributes: dict[str, str] = {}
    at = tag.end()
    while not (closed := _TAG_END.match(source, at)):
        attribute = _ATTRIBUTE.match(source, at)
        if not attribute:
            after = source.find(">", at)
            if after < 0:
                return end
            at = after
            continue
        if len(attributes) < 100:
            value = html.unescape((attribute[2] or "")[:4_000])
            attributes.setdefault(attribute[1].lower(), value.strip("\"'"))
        at = attribute.end()
    at = closed.end()
    if tag[1]:
        page.end(name)
    elif name in _RAW:
        return _after_raw(source, at, name)
    else:
        page.start(name, attributes)
    return at


def _after_raw(source: str, at: int, name: str) -> int:
    found = re.compile(f"</{re.escape(name)}", re.IGNORECASE).search(source, at)
    return found.start() if found else len(source)
