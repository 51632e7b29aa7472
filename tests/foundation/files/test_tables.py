"""A list as a file: whole, readable, and harmless in a spreadsheet."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from schakel.foundation.files.tables import as_csv, as_xlsx, harmless


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+31612345678", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =cmd|' /C calc'!A0"],
)
def test_what_would_begin_a_formula_becomes_text(text):
    made = harmless(text)
    assert made == f"'{text}"
    sheet = load_workbook(io.BytesIO(b"".join(as_xlsx([[text]], title="x")))).active
    assert sheet["A1"].data_type == "s"


@pytest.mark.parametrize("cell", ["Jan-Willem", "a=b", "1 + 1", "", None, -3, date(2026, 11, 24)])
def test_all_else_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_what_no_spreadsheet_can_hold_is_left_out():
    assert harmless("a\x00b\x1fc") == "abc"
    assert harmless("\x00=1") == "'=1"


def test_a_csv_opens_at_once_in_a_dutch_spreadsheet():
    rows = [["Naam", "Sinds"], ["Café; «De Eik»", date(2026, 11, 24)], ['zegt "ja"', None]]
    text = b"".join(as_csv(rows)).decode()
    assert text == ('\ufeffNaam;Sinds\r\n"Café; «De Eik»";2026-11-24\r\n"zegt ""ja""";\r\n')


def test_an_xlsx_has_days_as_days():
    book = load_workbook(
        io.BytesIO(b"".join(as_xlsx([["a"], [date(2026, 11, 24)]], title="L" * 40)))
    )
    assert book.active["A2"].value.date() == date(2026, 11, 24)
    assert book.active.freeze_panes == "A2"
    assert len(book.active.title) == 31
