from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.domain.imports.models import NetworkImport
from schakel.domain.notices.models import Notice
from schakel.domain.parties.actions import acquaint, correct_party
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.entrypoints.worker.lists import read_in_list
from schakel.foundation.files.models import File
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client
from tests.sheets import LIME, OAK, book_of, bytes_of, csv_of, with_password

NOW = timezone.now()
START = "/partijen/inlezen/"


def send(client, team, content, name="lijst.csv"):
    return client.post(
        START, {"file": SimpleUploadedFile(name, content), "network": team.network.pk}
    )


def columns_of(page):
    form = page.context["form"]
    return {name: form.get_initial_for_field(field, name) or "" for name, field in
            form.fields.items()}  # fmt: skip


def to_check(client, team, content, name="lijst.csv"):
    """Send a list and accept the columns; the page on which it is checked."""
    page = send(client, team, content, name).headers["Location"]
    answer = client.post(page, columns_of(client.get(page)))
    return answer.headers["Location"]


def choices_of(page):
    form = page.context["form"]
    return {name: field.initial for name, field in form.fields.items()}


def read_in(client, team, content, name="lijst.csv"):
    page = to_check(client, team, content, name)
    return client.post(page, choices_of(client.get(page))).headers["Location"]


def said(client, page):
    answer = client.get(page)
    assert answer.status_code == 200, page
    return answer.content.decode()


def test_a_list_is_looked_at_read_in_and_taken_back(client, team):
    page = to_check(client, team, csv_of(OAK, LIME))
    assert Party.objects.count() == 0
    shown = said(client, page)
    for words in ("Buurttuin De Eik", "Fatima el Amrani", "fatima@eik.example", "Sam Jansen",
                  "Wij zoeken een plek voor de compost", "Nieuwe mensen en groepen"):  # fmt: skip
        assert words in shown
    done = client.post(page, choices_of(client.get(page))).headers["Location"]
    assert "ingelezen" in said(client, done)
    assert Party.objects.count() == 4
    assert not File.objects.exists()
    assert "Alles wat deze lijst maakte, verdwijnt." in said(client, f"{done}terugdraaien/")
    assert client.post(f"{done}terugdraaien/").headers["Location"] == done
    assert "Er bleef niets van staan." in said(client, done)
    assert not Party.objects.exists()


def test_no_address_holds_a_name(client, team):
    page = to_check(client, team, csv_of(OAK), "Fatima el Amrani.csv")
    assert page.split("/")[3].isdecimal()
    assert "Fatima" not in page
    for line in Line.objects.all():
        assert "Fatima" not in str(line.details)


def test_whom_somebody_wrote_about_since_is_named_and_stays(client, team, actor):
    done = read_in(client, team, csv_of(OAK, LIME))
    oak = Party.objects.get(name="Buurttuin De Eik")
    correct_party(actor=actor, party=oak, changes={"avoid_note": "Niet bellen"}, now=NOW)
    client.post(f"{done}terugdraaien/")
    shown = said(client, done)
    assert "Dit bleef staan" in shown
    assert f"/partijen/{oak.pk}/" in shown


def test_who_may_be_known_is_asked_and_the_answer_is_followed(client, team, actor):
    known = make.party(actor, "Fatma el Amrani", email="fatima@eik.example")
    acquaint(actor=actor, party=known, network=team.network)
    page = to_check(client, team, csv_of(OAK))
    shown = said(client, page)
    assert "Rij 2: Fatima el Amrani" in shown
    assert "dezelfde als Fatma el Amrani (hetzelfde e-mailadres of telefoonnummer)" in shown
    client.post(page, {"2p": "another"})
    assert Party.objects.filter(name__startswith="Fat").count() == 2


def test_an_answer_that_was_not_asked_is_no_answer(client, team, actor):
    known = make.party(actor, "Fatma el Amrani", email="fatima@eik.example")
    acquaint(actor=actor, party=known, network=team.network)
    page = to_check(client, team, csv_of(OAK))
    answer = client.post(page, {"2p": "p999"})
    assert answer.status_code == 200
    assert not Party.objects.filter(name="Buurttuin De Eik").exists()


def test_errors_are_shown_with_row_and_column_and_nothing_can_be_read_in(client, team):
    page = to_check(client, team, csv_of(LIME, [*OAK[:2], "fatima@", *OAK[3:]]))
    shown = said(client, page)
    assert "“fatima@” is geen e-mailadres." in shown
    assert "Rij 3 · E-mail" in shown
    assert client.post(page, {}).status_code == 200
    assert not Party.objects.exists()


def test_of_several_sheets_one_is_chosen_first(client, team):
    content = bytes_of(book_of(OAK, Archief="oud"))
    page = send(client, team, content, "lijst.xlsx").headers["Location"]
    assert "Welk werkblad wilt u inlezen?" in said(client, page)
    # A sheet that cannot be read is said in words, and another can be chosen.
    client.post(page, {"sheet": "Archief"})
    assert "Welk werkblad wilt u inlezen?" in said(client, page)
    client.post(page, {"sheet": "Sheet"})
    assert "Wat staat in welke kolom?" in said(client, page)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (with_password(), "lijst.xlsx", "Op dit bestand zit een wachtwoord."),
        (b"%PDF-1.7 x", "lijst.pdf", "bestand"),
        (b"Naam\n" + b"De Eik\n" * 20_001, "lijst.csv", "Deze lijst heeft 20001 rijen."),
        (b"", "lijst.csv", "leeg"),
    ],
    ids=["password", "pdf", "too long", "empty"],
)
def test_what_cannot_be_read_is_said_and_not_kept(client, team, content, name, words):
    answer = send(client, team, content, name)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not NetworkImport.objects.exists()
    assert not File.objects.exists()


def test_two_fields_cannot_have_one_column(client, team):
    page = send(client, team, csv_of(OAK)).headers["Location"]
    chosen = columns_of(client.get(page)) | {"group": "Contactpersoon"}
    answer = client.post(page, chosen)
    assert "is twee keer gekozen" in answer.content.decode()


def test_a_long_list_is_read_in_by_the_worker_and_found_again(client, team, tenant, monkeypatch):
    monkeypatch.setattr("schakel.entrypoints.desk.network_import.MOST_IN_A_REQUEST", 1)
    done = read_in(client, team, csv_of(OAK, LIME))
    assert "wacht tot wij de lijst inlezen" in said(client, done)
    assert not Party.objects.exists()
    assert done in said(client, START)
    line = Line.objects.get(what="list.asked")
    for _ in range(2):
        read_in_list(tenant_id=tenant.pk, subject_id=line.subject_id, line_id=line.pk)
    assert Party.objects.count() == 4
    assert "Nieuwe mensen en groepen" in said(client, done)
    told = Notice.objects.get(staff=team.noor)
    assert told.text == "Uw lijst is ingelezen: 4 mensen en groepen zijn nieuw."


def test_what_the_worker_cannot_read_in_is_said_on_its_page(client, team, tenant, monkeypatch):
    monkeypatch.setattr("schakel.entrypoints.desk.network_import.MOST_IN_A_REQUEST", 1)
    done = read_in(client, team, csv_of(OAK, LIME))
    noor = StaffMember.objects.filter(pk=team.noor.pk)
    noor.update(works_until=timezone.localdate() - timedelta(days=1))
    line = Line.objects.get(what="list.asked")
    read_in_list(tenant_id=tenant.pk, subject_id=line.subject_id, line_id=line.pk)
    noor.update(works_until=None)
    assert not Party.objects.exists()
    assert "Het inlezen is niet gelukt." in said(client, done)


def test_a_file_can_be_thrown_away(client, team):
    page = send(client, team, csv_of(OAK)).headers["Location"]
    client.post(f"{page}weggooien/")
    assert not NetworkImport.objects.exists()
    assert not File.objects.exists()


def test_a_list_exists_for_who_reads_it_in_only(client, team):
    page = send(client, team, csv_of(OAK)).headers["Location"]
    other = staff_client(team.sam)
    for path in (page, f"{page}nakijken/", f"{page}terugdraaien/", f"{page}weggooien/"):
        assert other.get(path).status_code == 404
        assert other.post(path, {}).status_code == 404
    assert NetworkImport.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.VOLUNTEER, Role.ADMINISTRATOR])
def test_it_is_a_page_for_connectors(actor, team, role):
    member = make.colleague(actor, "Iemand", roles=[role], networks=[team.network])
    assert staff_client(member).get(START).status_code == 404


def test_a_connector_finds_it_from_people_and_groups(client, actor, team):
    assert START in said(client, "/partijen/")
    official = make.colleague(actor, "Iemand", roles=[Role.OFFICIAL], networks=[team.network])
    assert START not in said(staff_client(official), "/partijen/")


def test_a_network_of_others_cannot_be_chosen(client, actor, team):
    theirs = make.network(actor, "Energie")
    answer = client.post(
        START, {"file": SimpleUploadedFile("lijst.csv", csv_of(OAK)), "network": theirs.pk}
    )
    assert answer.status_code == 200
    assert not NetworkImport.objects.exists()


@pytest.mark.parametrize("path", ["", "nakijken/"])
def test_a_page_asks_as_much_for_a_long_list_as_for_a_short_one(client, team, path):
    asked = []
    for number in (3, 30):
        rows = [[f"Groep {letter * 6}{place}", *OAK[1:]] for place, letter in
                enumerate("abcdefghij" * 3)][:number]  # fmt: skip
        page = to_check(client, team, csv_of(*rows)).removesuffix("nakijken/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page + path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 25
