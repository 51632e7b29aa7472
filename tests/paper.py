"""What a PDF or an ODT says, read back as a screen reader or an archive would."""

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from pypdf import PdfReader

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@dataclass(frozen=True)
class Paper:
    """The words of a PDF, page by page, and whether it can be read aloud."""

    pages: list[str]
    title: str | None
    language: str | None
    is_tagged: bool
    tags: set[str]
    standards: str

    @property
    def text(self) -> str:
        """All words with single spaces: where a line broke says nothing."""
        return " ".join(" ".join(self.pages).split())


def read_paper(content: bytes) -> Paper:
    reader = PdfReader(io.BytesIO(content))
    catalogue = reader.trailer["/Root"]
    marks = catalogue.get("/MarkInfo", {})
    return Paper(
        pages=[page.extract_text() for page in reader.pages],
        title=reader.metadata.title if reader.metadata else None,
        language=catalogue.get("/Lang"),
        is_tagged=bool(marks.get("/Marked")) and "/StructTreeRoot" in catalogue,
        tags=_tags(catalogue.get("/StructTreeRoot")),
        standards=catalogue["/Metadata"].get_object().get_data().decode(),
    )


def _tags(element) -> set[str]:
    node = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(node, list):
        return set().union(*(_tags(kid) for kid in node)) if node else set()
    if not hasattr(node, "get"):
        return set()
    own = {str(node["/S"])} if "/S" in node else set()
    return own | (_tags(node["/K"]) if "/K" in node else set())


def read_odt(content: bytes) -> str:
    """All words of an OpenDocument text, a line for each paragraph or heading."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = ElementTree.fromstring(archive.read("content.xml"))
    kinds = {f"{_TEXT}p", f"{_TEXT}h"}
    return "\n".join(_words_of(each) for each in body.iter() if each.tag in kinds)


def _words_of(element: ElementTree.Element) -> str:
    """With the spaces and line breaks that ODT writes as elements."""
    told = element.text or ""
    for each in element:
        told += " " if each.tag in {f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"} else ""
        told += _words_of(each) + (each.tail or "")
    return told
