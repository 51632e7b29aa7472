"""The list of a team, by command: what people have, and what it says to what it cannot read."""

import json
from datetime import date

import pytest

from schakel.domain.imports.models import NetworkImport
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import StaffMember
from schakel.domain.submissions.models import ColumnMapping
from tests import make
from tests.sheets import HEADER, LIME, OAK, book_of, bytes_of, csv_of, with_password


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def lists(schakel, tenant, tmp_path):
    """Reads in these bytes under this name."""

    def run(content, *more, name="lijst.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return schakel("import", "network", path, "--tenant", tenant.code, *more)

    return run


def test_a_workbook_is_read_in_with_what_it_made(lists, team):
    ran = lists(bytes_of(book_of(OAK, LIME)), "--json")
    assert ran.status == 0, ran.err
    told = json.loads(ran.out)
    assert (told["rows"], told["added"], told["known"]) == (2, 4, 0)
    assert told["made"]["connection"] == 2
    assert Party.objects.count() == 4


def test_a_second_run_changes_nothing(lists, team):
    content = csv_of(OAK, LIME)
    lists(content, name="lijst.csv")
    again = json.loads(lists(content, "--json", name="lijst.csv").out)
    assert (again["added"], again["known"], again["made"]) == (0, 4, {})


def test_a_dry_run_shows_what_would_be_made_and_makes_nothing(lists, team):
    ran = lists(csv_of(OAK, LIME), "--dry-run", name="lijst.csv")
    assert ran.status == 0
    assert "Buurttuin De Eik" in ran.out
    assert "Nothing was changed." in ran.out
    assert not Party.objects.exists()
    assert not NetworkImport.objects.exists()
    assert not ColumnMapping.objects.exists()


def test_it_is_taken_back_by_its_number(lists, schakel, tenant, team):
    number = json.loads(lists(csv_of(OAK), "--json", name="lijst.csv").out)["number"]
    ran = schakel("import", "network", "--undo", number, "--tenant", tenant.code, "--json")
    assert json.loads(ran.out) == {"number": number, "kept": []}
    assert not Party.objects.exists()
    assert (
        "Er is geen lijst met nummer 99."
        in schakel("import", "network", "--undo", "99", "--tenant", tenant.code).err
    )


def test_errors_are_said_by_row_and_column_and_nothing_is_made(lists, team):
    wrong = [*OAK[:2], "fatima@", *OAK[3:]]
    ran = lists(bytes_of(book_of(LIME, wrong)))
    assert ran.status == 1
    assert "Line 3, column “E-mail”: “fatima@” is geen e-mailadres." in ran.err
    assert not Party.objects.exists()


def test_days_are_read_as_a_cell_a_number_and_three_ways_of_writing(lists, team):
    days = [date(2026, 11, 3), "3-11-2026", "03/11/2026", "2026-11-03", 46329, "3 november 2026"]
    rows = [[f"Groep {'abcdef'[place] * 5}", day] for place, day in enumerate(days)]
    ran = lists(bytes_of(book_of(*rows, header=["Groep", "Laatste contact"])), "--json")
    assert ran.status == 0, ran.out
    assert json.loads(ran.out)["made"]["contact"] == len(days)


def test_of_two_sheets_it_asks_which(lists, team):
    content = bytes_of(book_of(OAK, Archief="oud"))
    ran = lists(content)
    assert "Dit bestand heeft meer werkbladen. Kies er één: Sheet, Archief." in ran.err
    assert lists(content, "--sheet", "Sheet").status == 0
    assert "Er is geen werkblad “Blad9”." in lists(content, "--sheet", "Blad9").err


def test_a_formula_gives_what_it_shows_or_is_said_to_be_missing(lists, team):
    book = book_of(OAK)
    book.active["C2"] = '="fatima"&"@eik.example"'
    ran = lists(bytes_of(book))
    assert "De formule in C2 heeft geen uitkomst." in ran.err
    assert not Party.objects.exists()


def test_merged_cells_count_for_a_group_and_are_named_elsewhere(lists, team):
    second = ["", "Ali Demir", "ali@eik.example", *OAK[3:]]
    book = book_of(OAK, second)
    book.active.merge_cells("A2:A3")
    assert json.loads(lists(bytes_of(book), "--json").out)["added"] == 3
    book.active.merge_cells("E2:F2")
    ran = lists(bytes_of(book))
    assert "De cellen E2:F2 zijn samengevoegd." in ran.err


def test_what_cannot_be_read_is_said_in_words(lists, team):
    assert "Op dit bestand zit een wachtwoord." in lists(with_password()).err
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert "Dit is een oud soort Excel-bestand." in lists(old, name="lijst.xls").err
    rows = b"Naam\n" + b"De Eik\n" * 100_000
    assert "Deze lijst heeft 100000 rijen." in lists(rows, name="lijst.csv").err
    assert "geen regels" in lists(b"Naam;E-mail\n", name="lijst.csv").err
    assert not Party.objects.exists()


def test_who_may_be_known_is_shown_and_a_person_has_to_say(lists, team):
    header = ["Naam", "E-mail"]
    lists(csv_of(["Fatima el Amrani", "fatima@eik.example"], header=header), name="lijst.csv")
    other = csv_of(["Fatma el Amrani", "fatima@eik.example"], header=header)
    ran = lists(other, name="lijst.csv")
    assert "Line 2: Fatma el Amrani may be Fatima el Amrani" in ran.out
    assert "1 zijn misschien al bekend. Zeg met --same wat wij doen." in ran.err
    assert Party.objects.count() == 1
    assert lists(other, "--same", "suggested", name="lijst.csv").status == 0
    assert Party.objects.count() == 1
    lists(other, "--same", "nobody", name="lijst.csv")
    assert Party.objects.count() == 2


def test_who_reads_it_in_is_a_colleague_of_the_network(lists, actor, team):
    make.network(actor, "Energie")
    StaffMember.objects.filter(pk=team.noor.pk).update(email="noor@waterhoven.example")
    ran = lists(csv_of(OAK), name="lijst.csv")
    assert "Zeg met --network in welk netwerk: Energie, Groen in de wijk." in ran.err
    own = ("--as", "noor@waterhoven.example")
    assert lists(csv_of(OAK), *own, "--network", "Energie", name="lijst.csv").status == 1
    assert lists(csv_of(OAK), *own, name="lijst.csv").status == 0
    assert NetworkImport.objects.get().staff == team.noor


def test_a_column_is_told_and_remembered(lists, team):
    content = csv_of(["Eik", "x"], header=["Wie", "Wat"])
    assert lists(content, "--map", "group=Wat", "--json", name="lijst.csv").status == 0
    assert set(Party.objects.values_list("name", flat=True)) == {"Eik", "x"}
    ran = lists(content, "--map", "groep=Wat", name="lijst.csv")
    assert "“groep” is geen veld." in ran.err or "groep" in ran.err
    assert HEADER
