"""Paper that can be changed: an OpenDocument text with real headings, lists and tables (odfpy)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from odf import dc, meta
from odf.element import Element
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TableColumnProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.teletype import addTextToElement
from odf.text import A, BookmarkEnd, BookmarkStart, H, List, ListItem, P

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_SIZES = {1: "20pt", 2: "15pt", 3: "12pt"}
_FAINT = "#4a4a4a"


@dataclass(frozen=True)
class Heading:
    """A heading of a level from 1 to 3; with a ``mark`` a table can lead to it."""

    text: str
    level: int
    mark: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text; what is ``faint`` tells about the text rather than in it."""

    text: str
    faint: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list; each item has its lines, the first one says most."""

    items: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Columns:
    """A table with a row of headings. With ``marks`` the first cell of a row leads there."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    marks: Sequence[str] = ()


Block = Heading | Paragraph | Bullets | Columns


def odt(*, title: str, language: str, sender: str, blocks: Sequence[Block]) -> bytes:
    """The document of these blocks, in their order."""
    document = OpenDocumentText()
    document.meta.addElement(dc.Title(text=_clean(title)))
    document.meta.addElement(dc.Language(text=language))
    document.meta.addElement(meta.InitialCreator(text=_clean(sender)))
    styles = _styles(document, language)
    for number, block in enumerate(blocks):
        for element in _elements(block, styles, number):
            document.text.addElement(element)
    written = BytesIO()
    document.write(written)
    return written.getvalue()


def _styles(document: Any, language: str) -> dict[str, Any]:
    """By name: what headings, text, lists and tables look like."""
    country = {"nl": "NL", "en": "GB"}.get(language, "none")
    plain = Style(name="Standard", family="paragraph")
    plain.addElement(
        TextProperties(fontfamily="Noto Sans", fontsize="10pt", language=language, country=country)
    )
    plain.addElement(ParagraphProperties(marginbottom="0.15cm"))
    styles = {"plain": plain}
    for level, size in _SIZES.items():
        style = Style(
            name=f"Heading_20_{level}",
            displayname=f"Heading {level}",
            family="paragraph",
            parentstylename="Standard",
            defaultoutlinelevel=str(level),
        )
        style.addElement(TextProperties(fontsize=size, fontweight="bold"))
        style.addElement(ParagraphProperties(margintop="0.4cm", keepwithnext="always"))
        styles[f"heading {level}"] = style
    faint = Style(name="Faint", family="paragraph", parentstylename="Standard")
    faint.addElement(TextProperties(color=_FAINT))
    head = Style(name="Head", family="paragraph", parentstylename="Standard")
    head.addElement(TextProperties(fontweight="bold"))
    styles |= {"faint": faint, "head": head}
    for style in styles.values():
        document.styles.addElement(style)
    column = Style(name="Half", family="table-column")
    column.addElement(TableColumnProperties(columnwidth="8cm"))
    document.automaticstyles.addElement(column)
    return {**styles, "column": column}


def _elements(block: Block, styles: dict[str, Any], number: int) -> list[Element]:
    match block:
        case Heading():
            return [_heading(block, styles)]
        case Paragraph():
            return [_paragraph(block.text, styles["faint" if block.faint else "plain"])]
        case Bullets():
            return [_list(block, styles)]
        case Columns():
            return [_table(block, styles, number)]


def _heading(block: Heading, styles: dict[str, Any]) -> Element:
    heading = H(outlinelevel=str(block.level), stylename=styles[f"heading {block.level}"])
    if block.mark:
        heading.addElement(BookmarkStart(name=block.mark))
    addTextToElement(heading, _clean(block.text))
    if block.mark:
        heading.addElement(BookmarkEnd(name=block.mark))
    return heading


def _paragraph(text: str, style: Any) -> Element:
    paragraph = P(stylename=style)
    addTextToElement(paragraph, _clean(text))
    return paragraph


def _list(block: Bullets, styles: dict[str, Any]) -> Element:
    bullets = List()
    for lines in block.items:
        item = ListItem()
        for place, line in enumerate(lines):
            item.addElement(_paragraph(line, styles["faint" if place else "plain"]))
        bullets.addElement(item)
    return bullets


def _table(block: Columns, styles: dict[str, Any], number: int) -> Element:
    table = Table(name=f"Table{number}")
    for _heading_text in block.headings:
        table.addElement(TableColumn(stylename=styles["column"]))
    head = TableHeaderRows()
    head.addElement(_row(block.headings, styles["head"]))
    table.addElement(head)
    marks = block.marks or [""] * len(block.rows)
    for cells, mark in zip(block.rows, marks, strict=True):
        table.addElement(_row(cells, styles["plain"], mark))
    return table


def _row(cells: Sequence[str], style: Any, mark: str = "") -> Element:
    row = TableRow()
    for place, text in enumerate(cells):
        cell = TableCell(valuetype="string")
        if mark and not place:
            paragraph = P(stylename=style)
            paragraph.addElement(A(href=f"#{mark}", text=_clean(text)))
            cell.addElement(paragraph)
        else:
            cell.addElement(_paragraph(text, style))
        row.addElement(cell)
    return row


def _clean(text: str) -> str:
    """Without what XML cannot hold: control characters, and halves of letters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        letter
        for letter in lines
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs", "Cn"}
    )
