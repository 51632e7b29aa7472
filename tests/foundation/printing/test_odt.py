"""A text that can be changed: well-formed, with real headings, lists and a table."""

import io
import zipfile
from xml.etree import ElementTree

from schakel.foundation.printing.odt import MEDIA_TYPE, Bullets, Columns, Heading, Paragraph, odt

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"


def made(*blocks):
    return odt(title="Dossier", language="nl", sender="Gemeente Waterhoven", blocks=blocks)


def tree(content, name="content.xml"):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("mimetype").decode() == MEDIA_TYPE
        return ElementTree.fromstring(archive.read(name))


def test_headings_lists_and_tables_are_what_they_say():
    content = made(
        Heading("Dossier", 1),
        Paragraph("Gemaakt voor Noor", faint=True),
        Columns(("Met wie", "De volgende stap"), [("Fatima", "Bel haar")], marks=["f"]),
        Heading("Fatima", 2, "f"),
        Bullets([("Wij bellen", "Noor, in mei"), ("Zij komen",)]),
    )
    body = tree(content)
    assert [(each.get(f"{TEXT}outline-level"), "".join(each.itertext())) for each in
            body.iter(f"{TEXT}h")] == [("1", "Dossier"), ("2", "Fatima")]  # fmt: skip
    assert len(list(body.iter(f"{TEXT}list-item"))) == 2
    assert len(list(body.iter(f"{TABLE}table-header-rows"))) == 1
    assert len(list(body.iter(f"{TABLE}table-row"))) == 2
    assert next(body.iter(f"{TEXT}bookmark-start")).get(f"{TEXT}name") == "f"


def test_title_and_language_are_known_to_a_screen_reader():
    content = made(Heading("Dossier", 1))
    told = tree(content, "meta.xml")
    assert next(told.iter(f"{DC}title")).text == "Dossier"
    assert next(told.iter(f"{DC}language")).text == "nl"
    languages = {each.get(f"{FO}language") for each in tree(content, "styles.xml").iter()}
    assert "nl" in languages


def test_what_people_typed_stays_text_whatever_it_looks_like():
    typed = "<text:p>&lt; \x00\x0b]]> {{ 7*7 }}  twee  spaties\nnieuwe regel \ud800 🌳"
    body = tree(made(Paragraph(typed), Bullets([(typed,)]), Columns(("a",), [(typed,)], ["x"])))
    told = "".join(body.itertext())
    assert told.count("<text:p>&lt; ]]> {{ 7*7 }}") == 3
    assert "🌳" in told
    assert len(list(body.iter(f"{TEXT}line-break"))) == 2


def test_an_empty_document_can_be_opened():
    assert list(tree(made()).iter(f"{TEXT}h")) == []
