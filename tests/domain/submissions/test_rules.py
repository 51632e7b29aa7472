import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.submissions import rules
from schakel.domain.submissions.rules import Field, Row
from schakel.foundation.kernel import sheets
from schakel.foundation.kernel.delimited import decoded
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import RowError
from tests.real import real

CSV_MAPPING = {
    Field.TITLE: "Titel",
    Field.EMAIL: "E-mail",
    Field.SENT_ON: "Datum",
    Field.EXTERNAL_ID: "Nummer",
}


@pytest.fixture
def pabulib():
    """Reads a real file of residents' ideas; these are not ours to spread, so they lie beside."""

    def read(name):
        return rules.parse_pb(decoded(real(f"pabulib/{name}").read_bytes()))

    return read


@pytest.mark.parametrize(
    ("name", "platform", "count", "first"),
    [
        (
            "netherlands_assen_2024_.pb",
            "Assen Top Idee",
            14,
            Row(
                line=20,
                title="PopUp Podium",
                text="12x per jaar zal er een PopUp Podium opduiken in de stad",
                external_id="3",
            ),
        ),
        (
            "netherlands_amsterdam_166_.pb",
            "Buurtbudget Kleine Wereld",
            52,
            Row(line=24, title="Schonere wereld", theme="Rattenpreventie", external_id="12437"),
        ),
    ],
)
def test_a_real_participatory_budget_is_read_whole(pabulib, name, platform, count, first):
    sheet = pabulib(name)
    found = list(rules.rows(sheet, rules.guess_mapping(sheet.header)))
    assert rules.platform_name(sheet.meta) == platform
    assert len(found) == count == int(sheet.meta["num_projects"])
    assert found[0] == first
    assert not [each for each in found if isinstance(each, RowError)]
    assert len({rules.row_key(platform, row) for row in found}) == count


def test_quoted_names_in_a_budget_may_hold_separators_and_line_ends():
    sheet = rules.parse_pb(
        'META\nkey;value\ndescription;"Idee; en meer"\n'
        'PROJECTS\nproject_id;name\n1;"Bomen; en ""groen""\nin de straat"\n2;Bankje\nVOTES\n"'
    )
    assert rules.platform_name(sheet.meta) == "Idee; en meer"
    assert sheet.lines == (
        (6, ("1", 'Bomen; en "groen"\nin de straat')),
        (8, ("2", "Bankje")),
    )


@pytest.mark.parametrize(
    ("meta", "name"),
    [
        ({"description": "Assen Top Idee", "unit": "Assen"}, "Assen Top Idee"),
        ({"unit": "Assen", "instance": "2024"}, "Assen 2024"),
        ({}, ""),
    ],
)
def test_a_platform_is_called_as_its_file_calls_it(meta, name):
    assert rules.platform_name(meta) == name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_is_read_in_every_usual_encoding_and_separation(encoding, delimiter):
    text = f"Titel{delimiter}Wijk\r\nCafé{delimiter}Zuid\r\n"
    sheet = sheets.parse_csv(text.encode(encoding))
    assert (sheet.header, sheet.lines) == (("Titel", "Wijk"), ((2, ("Café", "Zuid")),))


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))).map(str.strip)


@given(st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), min_size=1))
def test_what_was_written_is_read_again(written):
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";").writerows([["Titel", "Tekst", "Wijk"], *written])
    read = sheets.parse_csv(sheet.getvalue().encode())
    assert [list(row) for _, row in read.lines] == written


@given(st.binary())
def test_any_bytes_are_read_or_refused(raw):
    try:
        sheet = sheets.parse_csv(raw)
    except Refused as refused:
        assert refused.code in {"file_unreadable", "file_has_no_rows", "file_has_bad_quotes"}
    else:
        list(rules.rows(sheet, {Field.TITLE: next(filter(None, sheet.header))}))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file_has_no_rows"),
        (b"\n\n ; ;\n", "file_has_no_rows"),
        (b"Titel;Tekst\n", "file_has_no_rows"),
        (b'Titel;Tekst\nBomen;"en zo verder\n', "file_has_bad_quotes"),
        (b"PK\x03\x04\x00\x00", "file_unreadable"),
    ],
)
def test_a_file_without_contributions_is_refused(raw, code):
    with pytest.raises(Refused) as refused:
        sheets.parse_csv(raw)
    assert refused.value.code == code


def test_a_budget_without_projects_is_refused():
    with pytest.raises(Refused) as refused:
        rules.parse_pb("META\nkey;value\ndescription;Leeg\nVOTES\n")
    assert refused.value.code == "file_has_no_rows"


def test_the_first_row_of_a_spreadsheet_that_is_not_empty_is_its_header():
    sheet = sheets.sheet_of([["", ""], ["Titel", "Wijk"], ["Bomen ", " Zuid"]])
    assert (sheet.header, sheet.lines) == (("Titel", "Wijk"), ((3, ("Bomen", "Zuid")),))


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (
            ("Nr.", "Naam indiener", "E-mailadres", "Titel van het idee", "Omschrijving", "Wijk"),
            {
                Field.EXTERNAL_ID: "Nr.",
                Field.NAME: "Naam indiener",
                Field.EMAIL: "E-mailadres",
                Field.TITLE: "Titel van het idee",
                Field.TEXT: "Omschrijving",
                Field.AREA: "Wijk",
            },
        ),
        (
            ("id", "title", "body", "author name", "author email", "created at", "category"),
            {
                Field.EXTERNAL_ID: "id",
                Field.TITLE: "title",
                Field.TEXT: "body",
                Field.NAME: "author name",
                Field.EMAIL: "author email",
                Field.SENT_ON: "created at",
                Field.THEME: "category",
            },
        ),
        (
            ("project_id", "cost", "votes", "name", "category"),
            {
                Field.EXTERNAL_ID: "project_id",
                Field.TITLE: "name",
                Field.THEME: "category",
            },
        ),
        (("A", "B", ""), {}),
    ],
)
def test_columns_are_guessed_from_dutch_and_english_headers(header, mapping):
    assert rules.guess_mapping(header) == mapping


@given(st.lists(st.text(max_size=20)))
def test_a_guess_uses_each_column_of_the_file_at_most_once(header):
    columns = list(rules.guess_mapping(header).values())
    assert len(set(columns)) == len(columns)
    assert set(columns) <= set(header)


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({Field.TITLE: "Titel"}, None),
        ({Field.TEXT: "Tekst"}, "mapping_needs_title"),
        ({Field.TITLE: "Kop"}, "mapping_unknown_column"),
    ],
)
def test_a_mapping_names_columns_of_the_file_and_one_for_the_title(mapping, code):
    if code is None:
        rules.check_mapping(("Titel", "Tekst"), mapping)
        return
    with pytest.raises(Refused) as refused:
        rules.check_mapping(("Titel", "Tekst"), mapping)
    assert refused.value.code == code


def found_in(*lines):
    text = "\n".join(["Titel;E-mail;Datum;Nummer", *lines])
    return list(rules.rows(sheets.parse_csv(text.encode()), CSV_MAPPING))


def test_a_good_row_is_a_contribution():
    assert found_in("Bomen  in de straat;noor@voorbeeld.nl;3-11-2026;7") == [
        Row(
            line=2,
            title="Bomen in de straat",
            email="noor@voorbeeld.nl",
            external_id="7",
            sent_on=date(2026, 11, 3),
        )
    ]


@pytest.mark.parametrize(
    ("line", "column", "code", "values"),
    [
        (";noor@voorbeeld.nl;;", "Titel", "title_is_missing", {}),
        ("Bomen;noor.voorbeeld.nl;;", "E-mail", "email_is_wrong", {"email": "noor.voorbeeld.nl"}),
        ("Bomen;a@b.nl, c@d.nl;;", "E-mail", "email_is_wrong", {"email": "a@b.nl, c@d.nl"}),
        ("Bomen;;31-02-2026;", "Datum", "date_is_wrong", {"date": "31-02-2026"}),
        ("Bomen;;gisteren;", "Datum", "date_is_wrong", {"date": "gisteren"}),
        ("B" * 201 + ";;;", "Titel", "cell_is_too_long", {"longest": 200, "length": 201}),
        ("Bomen;;;7;en meer", "", "row_has_too_many_cells", {"expected": 4}),
    ],
)
def test_a_wrong_row_says_what_is_wrong_and_where(line, column, code, values):
    assert found_in(line) == [RowError(2, column, code, values)]


def test_all_that_is_wrong_in_a_row_is_said_at_once():
    assert [each.code for each in found_in(";noor;straks;")] == [
        "title_is_missing",
        "email_is_wrong",
        "date_is_wrong",
    ]


def test_one_wrong_row_does_not_hide_the_others():
    found = found_in("Bomen;;;1", ";;;2", "", "Bankje;;;3")
    assert [type(each) for each in found] == [Row, RowError, Row]
    assert [each.line for each in found] == [2, 3, 5]


@pytest.mark.parametrize(
    "lines", [("Bomen;;;7", "Bankje;;;7"), ("Bomen;a@b.nl;;", "Bomen;a@b.nl;;")]
)
def test_a_contribution_that_is_twice_in_the_file_is_an_error(lines):
    _, error = found_in(*lines)
    assert error == RowError(3, "Nummer", "row_is_double", {"first_line": 2})


def test_a_contribution_is_known_again_by_its_number_or_by_what_it_says():
    first, changed = found_in("Bomen;;;7")[0], found_in("Meer bomen;;;7")[0]
    assert rules.row_key("Assen", first) == rules.row_key("Assen", changed)
    assert rules.row_key("Assen", first) != rules.row_key("Zutphen", first)
    bare, other = found_in("Bomen;;;")[0], found_in("Bomen;a@b.nl;;")[0]
    assert rules.row_key("Assen", bare) != rules.row_key("Assen", other)
    assert rules.row_key("Assen", bare) == rules.row_key("Assen", found_in("", "Bomen;;;")[0])


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-03",
        "3-11-2026",
        "03/11/2026",
        "3.11.2026",
        "2026-11-03 14:05",
        "2026-11-03T14:05:09Z",
        "3-11-2026, 9:05 uur",
    ],
)
def test_a_day_is_read_as_people_and_programs_write_it(text):
    assert sheets.as_date(text) == date(2026, 11, 3)
