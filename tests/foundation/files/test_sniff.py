import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from schakel.foundation.files import sniff
from schakel.foundation.files.sniff import content_type

HTML = b"<!DOCTYPE html><html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
MAIL = b"From: noor@voorbeeld.nl\r\nSubject: Bomen\r\n\r\n<html>Dag</html>"


def archive(*entries):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name, text in entries:
            written.writestr(name, text)
    return content.getvalue()


def open_document(media_type):
    return archive(("mimetype", media_type), ("content.xml", "<a/>"))


def word():
    return archive(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<a/>"))


def spreadsheet():
    content = io.BytesIO()
    Workbook().save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "plan.pdf", sniff.PDF),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "foto.jpg", sniff.JPEG),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "foto.png", sniff.PNG),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "foto.webp", sniff.WEBP),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "foto.heic", sniff.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00", "foto.heic", sniff.HEIC),
        (word(), "brief.docx", sniff.DOCX),
        (spreadsheet(), "lijst.xlsx", sniff.XLSX),
        (open_document(sniff.ODT), "brief.odt", sniff.ODT),
        (open_document(sniff.ODS), "lijst.ods", sniff.ODS),
        ("Eén boom".encode(), "brief.txt", sniff.TEXT),
        ("Eén boom".encode("cp1252"), "brief.txt", sniff.TEXT),
        (b"Titel;Wijk\n", "lijst.csv", sniff.CSV),
        (MAIL, "bericht.eml", sniff.MAIL),
        (HTML, "pagina.html", sniff.HTML),
        (SVG, "kaart.svg", sniff.SVG),
        (b'<?xml version="1.0"?>\n' + SVG, "kaart.svg", sniff.SVG),
    ],
)
def test_a_file_is_what_its_content_says(content, name, expected):
    assert content_type(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (HTML, "foto.png", sniff.HTML),
        (HTML, "brief.txt", sniff.HTML),
        (SVG, "foto.jpg", sniff.SVG),
        (b"%PDF-1.7\n", "foto.jpg", sniff.PDF),
        (b"\xff\xd8\xff\xe0", "brief.pdf", sniff.JPEG),
        (spreadsheet(), "brief.docx", sniff.XLSX),
        (b"Dag", "brief.pdf", sniff.TEXT),
        (HTML, "bericht.eml", sniff.HTML),
    ],
)
def test_where_name_and_content_disagree_the_content_wins(content, name, expected):
    assert content_type(content, name) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"GIF89a\x01\x00",
        archive(("setup.exe", "MZ")),
        b"PK\x03\x04" + b"\x00" * 40,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00",
    ],
)
def test_what_is_not_known_is_not_accepted(content):
    assert content_type(content, "brief.pdf") == sniff.UNKNOWN
    assert sniff.UNKNOWN not in sniff.ALLOWED


def test_active_content_is_download_only():
    assert sniff.SHOWN_IN_PAGE.isdisjoint({sniff.HTML, sniff.SVG, sniff.MAIL})
    assert sniff.SHOWN_IN_PAGE < sniff.ALLOWED


def test_a_letter_that_is_cut_by_the_end_of_the_head_is_still_text():
    head = ("a" * (sniff.HEAD_BYTES - 1) + "é").encode()[: sniff.HEAD_BYTES]
    assert content_type(head, "brief.txt") == sniff.TEXT


@given(st.binary(), st.text())
def test_any_bytes_have_one_known_type(head, name):
    assert content_type(head, name) in sniff.ALLOWED | {sniff.UNKNOWN}
