import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from schakel.foundation.files import spreadsheets
from schakel.foundation.files.limits import run_limited
from schakel.foundation.files.spreadsheets import (
    cell_name,
    read_workbook,
    read_xlsx,
    safe_cell,
)
from schakel.foundation.kernel.refused import Refused

MEBIBYTE = 1024**2


def spreadsheet(cells):
    workbook = Workbook()
    for reference, value in cells.items():
        workbook.active[reference] = value
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def repacked(content, change):
    """The same archive, in which ``change(name, bytes)`` gives each entry's new name and bytes."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return packed.getvalue()


def refusal(read, *arguments):
    with pytest.raises(Refused) as refused:
        read(*arguments)
    return refused.value.code


def test_cells_become_text():
    content = spreadsheet(
        {
            "A1": "Titel",
            "B1": "Datum",
            "C1": "Nummer",
            "A2": "Bomen in de Café­straat",
            "B2": date(2026, 11, 3),
            "C2": 7,
            "A4": "Bankje",
            "B4": datetime(2026, 11, 3, 14, 5),
            "C4": 7.5,
        }
    )
    assert read_xlsx(content) == [
        ["Titel", "Datum", "Nummer"],
        ["Bomen in de Café­straat", "2026-11-03", "7"],
        ["", "", ""],
        ["Bankje", "2026-11-03 14:05:00", "7.5"],
    ]


def test_a_small_file_with_two_cells_far_apart_is_refused():
    sparse = spreadsheet({"A1": "Titel", "XFD1048576": "ver weg"})
    assert len(sparse) < 6_000
    assert refusal(read_xlsx, sparse) == "file_too_heavy"


def test_an_archive_that_unpacks_to_too_much_is_refused():
    def blow_up(name, content):
        if name.startswith("xl/worksheets/"):
            content += b" " * (spreadsheets.MOST_UNPACKED_BYTES + 1)
        return name, content

    bomb = repacked(spreadsheet({"A1": "Titel"}), blow_up)
    assert len(bomb) < MEBIBYTE
    assert refusal(read_xlsx, bomb) == "file_too_heavy"


def test_a_sheet_of_twenty_thousand_rows_is_read():
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for number in range(20_000):
        sheet.append([f"Idee {number}", "Wijk Zuid"])
    content = io.BytesIO()
    workbook.save(content)
    assert len(read_xlsx(content.getvalue())) == 20_000


@pytest.mark.parametrize("content", [b"", b"Titel;Wijk", b"PK\x03\x04", spreadsheet({})[:900]])
def test_what_is_no_spreadsheet_is_refused(content):
    assert refusal(read_xlsx, content) == "file_unreadable"


def test_the_limits_hold_for_the_parser_itself():
    code = refusal(
        run_limited,
        "schakel.foundation.files.spreadsheets:xlsx_cells",
        spreadsheet({"A1": "Titel", "CZ19000": "ver"}),
        90 * MEBIBYTE,
    )
    assert code == "file_too_heavy"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6", "'+31 6"),
        ("-5", "'-5"),
        ("@noor", "'@noor"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("Bomen = groen", "Bomen = groen"),
        ("", ""),
    ],
)
def test_an_exported_cell_is_never_a_formula(text, cell):
    assert safe_cell(text) == cell


def test_a_spreadsheet_program_reads_a_safe_cell_as_text():
    content = spreadsheet({"A1": safe_cell("=HYPERLINK(1)")})
    assert load_workbook(io.BytesIO(content)).active["A1"].data_type == "s"


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for reference, value in cells.items():
            sheet[reference] = value
    return book


def saved(book):
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_says_which_sheets_hold_something():
    content = saved(workbook(Leeg={}, Mensen={"A1": "Naam"}, Oud={"B2": "x"}))
    first = read_workbook(content)
    assert (first.sheets, first.name, first.rows) == (("Mensen", "Oud"), "Mensen", [["Naam"]])
    assert read_workbook(content, "Oud").rows == [["", ""], ["", "x"]]
    assert refusal(read_workbook, content, "Nieuw") == "sheet_unknown"


def test_a_workbook_says_which_cells_are_merged_and_which_formulas_have_no_value():
    book = workbook(Mensen={"A1": "Naam", "B3": "=1+1", "C3": "x"})
    book["Mensen"].merge_cells("A1:B2")
    read = read_workbook(saved(book))
    assert read.merged == ((1, 1, 2, 2),)
    assert read.valueless == ((3, 2),)

    def calculated(name, content):
        return name, content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")

    with_value = read_workbook(repacked(saved(book), calculated))
    assert (with_value.valueless, with_value.rows[2][1]) == ((), "2")


def test_a_row_has_the_number_that_people_see():
    assert read_xlsx(spreadsheet({"B3": "x"})) == [["", ""], ["", ""], ["", "x"]]


def test_a_password_is_known_by_what_the_container_holds():
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    assert refusal(read_workbook, container) == "file_is_old_excel"
    encrypted = container + "EncryptedPackage".encode("utf-16-le")
    assert refusal(read_workbook, encrypted) == "file_has_password"


@pytest.mark.parametrize(("column", "name"), [(1, "A7"), (26, "Z7"), (27, "AA7"), (703, "AAA7")])
def test_a_cell_is_called_as_spreadsheets_do(column, name):
    assert cell_name(7, column) == name
