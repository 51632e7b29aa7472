"""Contributions and areas from files: the real ones, and what people send instead."""

import io
import json

import openpyxl
import pytest

from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.organisations.models import Area
from schakel.domain.parties.models import Party
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.models import ColumnMapping, ImportBatch
from schakel.domain.terms.models import Term
from schakel.foundation.journal.models import Line
from tests import make
from tests.real import real

PB_FILES = ("netherlands_assen_2024_.pb", "netherlands_amsterdam_166_.pb")
CSV = "Nummer;Idee;Uitleg;Naam;E-mail;Ingediend op\n"


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def csv_file(tmp_path):
    def write(text, encoding="utf-8", name="ideen.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def contributions(schakel, tenant, path, *more):
    return schakel("import", "contributions", path, "--tenant", tenant.code, *more)


def test_both_real_files_give_66_ideas_with_carriers_a_term_and_a_receipt(schakel, tenant, team):
    told = [
        json.loads(contributions(schakel, tenant, real(f"pabulib/{name}"), "--json").out)
        for name in PB_FILES
    ]
    assert [each["added"] for each in told] == [14, 52]
    assert Matter.objects.count() == 66
    assert not Matter.objects.filter(second__isnull=True).exists()
    assert Term.objects.running().count() == 66
    receipts = Message.objects.filter(kind="receipt")
    assert receipts.count() == 66
    assert set(receipts.values_list("to_address", flat=True)) == {team.noor.email}
    one = told[0]["matters"][0]
    assert one["subject"] == "PopUp Podium"
    assert {one["owner"], one["second"]} == {"Noor de Wit", "Sam Jansen"}
    assert one["due_on"]


def test_who_is_not_named_came_by_the_platform(schakel, tenant, team):
    contributions(schakel, tenant, real(f"pabulib/{PB_FILES[0]}"))
    assert set(Party.objects.values_list("name", "is_platform")) == {("via Assen Top Idee", True)}


def test_a_second_run_changes_nothing(schakel, tenant, team):
    path = real(f"pabulib/{PB_FILES[0]}")
    contributions(schakel, tenant, path)
    before = list(Matter.objects.order_by("pk").values())
    again = json.loads(contributions(schakel, tenant, path, "--json").out)
    assert (again["rows"], again["added"], again["known"], again["matters"]) == (14, 0, 14, [])
    assert list(Matter.objects.order_by("pk").values()) == before
    assert Message.objects.count() == 14


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(schakel, tenant, team):
    lines = Line.objects.count()
    ran = contributions(schakel, tenant, real(f"pabulib/{PB_FILES[0]}"), "--dry-run")
    assert ran.status == 0
    assert "PopUp Podium" in ran.out
    assert "Noor de Wit" in ran.out
    assert "Nothing was changed." in ran.out
    assert not Matter.objects.exists()
    assert not ColumnMapping.objects.exists()
    assert Line.objects.count() == lines


def test_a_windows_file_is_read_and_its_senders_are_known(schakel, tenant, team, csv_file):
    path = csv_file(
        CSV + "1;Café op het plein;Één keer per week;Zoë Bakker;zoe@post.example;3-11-2024\n",
        encoding="cp1252",
    )
    ran = contributions(schakel, tenant, path, "--json")
    assert ran.status == 0, ran.err
    matter = Matter.objects.get()
    assert (matter.subject, matter.story) == ("Café op het plein", "Één keer per week")
    assert matter.party.name == "Zoë Bakker"
    assert str(matter.received_at.date()) == "2024-11-03"
    assert Message.objects.get(kind="receipt").to_address == "zoe@post.example"


def test_a_spreadsheet_is_read_too(schakel, tenant, team, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Titel", "Toelichting"])
    book.active.append(["Bankje", "Bij de vijver"])
    book.active.append(["Boom", "Op het plein"])
    content = io.BytesIO()
    book.save(content)
    path = tmp_path / "ideen.xlsx"
    path.write_bytes(content.getvalue())
    ran = contributions(schakel, tenant, path)
    assert ran.status == 0, ran.err
    assert set(Matter.objects.values_list("subject", flat=True)) == {"Bankje", "Boom"}


def test_bad_rows_are_told_in_words_and_nothing_comes_in(schakel, tenant, team, csv_file):
    path = csv_file(
        CSV
        + "1;Bankje;x;Jan;jan@post.example;1-11-2026\n"
        + "2;;x;Jan;jan@post.example;1-11-2026\n"
        + "3;Boom;x;Jan;geen adres;1-11-2026\n"
        + "4;Heg;x;Jan;;gisteren\n"
        + "1;Bankje;x;Jan;jan@post.example;1-11-2026\n"
        + "5;Pad;x;Jan;;;te veel\n"
    )
    ran = contributions(schakel, tenant, path)
    assert ran.status == 1
    for words in ("Line 3, column “Idee”", "geen adres", "gisteren", "regel 2", "Line 7"):
        assert words in ran.err
    assert "Nothing was imported" in ran.err
    assert not Matter.objects.exists()
    told = json.loads(contributions(schakel, tenant, path, "--json").out)
    assert [each["line"] for each in told["errors"]] == [3, 4, 5, 6, 7]
    assert {each["code"] for each in told["errors"]} == {
        "title_is_missing",
        "email_is_wrong",
        "date_is_wrong",
        "row_is_double",
        "row_has_too_many_cells",
    }
    assert not ImportBatch.objects.exists()


def test_a_mapping_is_told_once_and_remembered(schakel, tenant, team, csv_file):
    text = "Wat;Waarom\nBankje;Om te zitten\n"
    refused = contributions(schakel, tenant, csv_file(text))
    assert refused.status == 1
    assert "titel" in refused.err
    told = contributions(
        schakel, tenant, csv_file(text), "--map", "title=Wat", "--map", "text=Waarom"
    )
    assert told.status == 0, told.err
    again = contributions(schakel, tenant, csv_file("Wat;Waarom\nBoom;Schaduw\n", name="twee.csv"))
    assert again.status == 0, again.err
    assert Matter.objects.get(subject="Boom").story == "Schaduw"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--map", "titel=Idee"], "geen veld"),
        (["--map", "title"], "welke kolom"),
        (["--map", "title=Bestaat niet"], "Bestaat niet"),
        (["--as", "niemand@waterhoven.example"], "niemand@waterhoven.example"),
    ],
)
def test_an_option_that_says_nothing_is_refused(schakel, tenant, team, csv_file, options, words):
    ran = contributions(schakel, tenant, csv_file(CSV + "1;Bankje;;;;\n"), *options)
    assert (ran.status, ran.out) == (1, "")
    assert words in ran.err
    assert not Matter.objects.exists()


def test_who_imports_gets_the_receipts_and_is_named_as_who_entered_it(
    schakel, tenant, team, csv_file
):
    path = csv_file("Titel\nBankje\n")
    ran = contributions(schakel, tenant, path, "--as", team.sam.email)
    assert ran.status == 0, ran.err
    assert Message.objects.get().to_address == team.sam.email
    assert Matter.objects.get().entered_by == team.sam


def test_somebody_who_may_not_record_may_not_import(schakel, tenant, actor, team, csv_file):
    council = make.colleague(actor, "Carla", roles=[Role.COUNCILLOR])
    ran = contributions(schakel, tenant, csv_file("Titel\nBankje\n"), "--as", council.email)
    assert ran.status == 1
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leeg.csv", b""),
        ("kop.csv", b"Titel;Naam\n"),
        ("beeld.csv", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("boek.xlsx", b"PK\x03\x04 geen boek"),
        ("lijst.pb", b"dit is geen lijst"),
        ("lijst.pdf", b"%PDF-1.7"),
        ("quotes.csv", b'Titel\n"nooit dicht\n'),
    ],
)
def test_nonsense_is_refused_in_a_sentence(schakel, tenant, team, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    ran = contributions(schakel, tenant, path)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.strip().endswith(".")
    assert "Traceback" not in ran.err
    assert not Matter.objects.exists()


@pytest.mark.parametrize("what", ["contributions", "areas"])
def test_a_tenant_that_does_not_exist_is_told_with_those_that_do(schakel, tenant, what, csv_file):
    ran = schakel("import", what, csv_file("Titel\nx\n"), "--tenant", "nergens")
    assert (ran.status, ran.out) == (1, "")
    assert "nergens" in ran.err
    assert tenant.code in ran.err


def test_a_file_that_is_not_there_is_told(schakel, tenant, tmp_path):
    ran = contributions(schakel, tenant, tmp_path / "weg.csv")
    assert ran.status == 1
    assert "weg.csv" in ran.err


def test_342_municipalities_load_and_the_same_again(schakel, tenant):
    path = real("gebieden/gemeenten_2026.csv")
    told = [
        json.loads(schakel("import", "areas", path, "--tenant", tenant.code, "--json").out)
        for _ in range(2)
    ]
    assert told[0] == {"rows": 342, "added": 342, "known": 0}
    assert told[1] == {"rows": 342, "added": 0, "known": 342}
    assert Area.objects.count() == 342
    groningen = Area.objects.get(code="GM0014")
    assert (groningen.name, groningen.inhabitants) == ("Groningen", 244829)
    assert (groningen.kind, groningen.is_own) == ("municipality", False)


def test_the_neighbourhoods_of_baarn_load_with_their_districts(schakel, tenant):
    municipalities = real("gebieden/gemeenten_2026.csv")
    path = real("gebieden/baarn_buurten_cbs2024.geojson")
    schakel("import", "areas", municipalities, "--tenant", tenant.code)
    for added in (26, 0):
        ran = schakel("import", "areas", path, "--tenant", tenant.code, "--json")
        assert json.loads(ran.out)["added"] == added
    assert Area.objects.filter(kind="neighbourhood", is_own=True).count() == 21
    assert Area.objects.filter(kind="district").count() == 5
    centre = Area.objects.get(code="BU03080000")
    assert (centre.name, centre.inhabitants) == ("Centrum", 1825)
    assert centre.parent.code == "WK030800"
    assert centre.parent.parent.name == "Baarn"


def test_neighbourhoods_to_know_of_only(schakel, tenant):
    path = real("gebieden/baarn_buurten_cbs2024.geojson")
    schakel("import", "areas", path, "--tenant", tenant.code, "--known")
    assert not Area.objects.own().exists()


def test_ideas_of_one_platform_are_shared_out_among_those_who_can(schakel, tenant, actor, team):
    for name in ("Hanna Vroom", "Tom Wessels"):
        make.colleague(actor, name, networks=[team.network])
    make.colleague(actor, "Ria Schouten", roles=[Role.VOLUNTEER], networks=[make.network(actor)])
    contributions(schakel, tenant, real(f"pabulib/{PB_FILES[0]}"))
    owners = set(Matter.objects.values_list("owner__name", flat=True))
    assert owners == {"Noor de Wit", "Sam Jansen", "Hanna Vroom", "Tom Wessels"}
