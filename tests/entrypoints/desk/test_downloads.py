"""A list is taken along as a file: with its filters, and no more than the reader may see."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from schakel.domain.matters.rules import Kind
from schakel.domain.parties.models import Party
from schakel.entrypoints.desk import downloads
from schakel.foundation.journal.models import Line
from tests import make
from tests.make import NOW
from tests.pages import staff_client


def rows_of(client, what, query=""):
    response = client.get(f"/lijsten/{what}.csv{query}")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def team(actor):
    return make.Team(actor)


def test_every_list_has_a_link_that_keeps_its_filters(team, actor):
    make.matter(actor)
    make.standings(actor)
    client = staff_client(team.noor)
    page = client.get("/kwesties/?status=any").content.decode()
    assert "/lijsten/kwesties.xlsx?status=any" in page
    assert "/lijsten/kwesties.csv?status=any" in page
    for path, what in (("/verbindingen/", "verbindingen"), ("/partijen/", "mensen")):
        assert f"/lijsten/{what}.csv" in client.get(path).content.decode()


def test_the_file_holds_what_the_page_shows(team, actor):
    matter = make.matter(actor)
    heading, row = rows_of(staff_client(team.noor), "kwesties")
    assert heading[0] == "Kenmerk"
    assert row[0] == matter.reference
    assert matter.party.name in row
    assert rows_of(staff_client(team.noor), "kwesties", "?status=closed") == [heading]


def test_an_xlsx_is_one_that_opens(team, actor):
    matter = make.matter(actor)
    response = staff_client(team.noor).get("/lijsten/kwesties.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet["A2"].value == matter.reference
    assert ".xlsx" in response["Content-Disposition"]
    assert "attachment" in response["Content-Disposition"]


def test_connections_parties_and_initiatives_go_along_too(team, actor):
    matter = make.matter(actor, kind=Kind.IDEA)
    make.standings(actor)
    client = staff_client(team.noor)
    for what in ("verbindingen", "mensen", "initiatieven"):
        heading, row = rows_of(client, what)
        assert matter.party.name in row
        assert len(heading) == len(row)


def test_who_may_not_see_it_does_not_get_it(team, actor):
    make.matter(actor, story="Onder ons", confidential=True)
    other = make.colleague(actor, "Ria Bakker", networks=[make.network(actor)])
    for what in ("kwesties", "verbindingen", "mensen", "initiatieven"):
        assert len(rows_of(staff_client(other), what)) == 1


def test_a_confidant_gets_what_was_confided_and_is_told_so(team, actor):
    matter = make.matter(actor, story="Onder ons", confidential=True)
    heading, row = rows_of(staff_client(matter.owner), "kwesties")
    assert dict(zip(heading, row, strict=True))["In vertrouwen"] == "ja"


def test_a_formula_in_a_name_is_only_text(team, actor):
    matter = make.matter(actor)
    Party.objects.filter(pk=matter.party_id).update(name='=HYPERLINK("http://kwaad.example")')
    assert rows_of(staff_client(team.noor), "mensen")[1][0].startswith("'=")


def test_what_was_taken_is_written_down_without_names(team, actor, tenant):
    make.matter(actor, theme=team.theme)
    client = staff_client(team.noor)
    rows_of(client, "mensen", "?q=Fatima")
    rows_of(client, "kwesties", f"?status=any&theme={team.theme.pk}")
    first, second = Line.objects.filter(what="list.exported").order_by("pk")
    assert first.details == {"list": "parties", "form": "csv", "count": 1, "q": True}
    assert second.details == {
        "list": "matters",
        "form": "csv",
        "count": 1,
        "status": "any",
        "theme_id": team.theme.pk,
    }
    assert first.actor_id == team.noor.pk
    assert "Fatima" not in str(first.details)


def test_a_long_list_is_cut_off_and_says_so(team, actor, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_ROWS", 2)
    for _ in range(3):
        make.matter(actor, received_at=NOW - timedelta(hours=1))
    rows = rows_of(staff_client(team.noor), "kwesties")
    assert len(rows) == 4
    assert rows[-1] == ["Er is meer. Dit zijn de eerste 2. Kies minder om de rest te krijgen."]
    assert Line.objects.get(what="list.exported").details["count"] == 2


def test_other_lists_forms_and_people_get_nothing(team):
    member = staff_client(team.noor)
    assert member.get("/lijsten/wachtwoorden.csv").status_code == 404
    assert member.get("/lijsten/kwesties.pdf").status_code == 404
    # What goes out can be read in a demo only.
    assert member.get("/lijsten/uitgaand.csv").status_code == 404
    assert Client().get("/lijsten/kwesties.csv").status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_list(
    team, actor, django_assert_max_num_queries
):
    for _ in range(12):
        make.matter(actor, kind=Kind.IDEA)
    make.standings(actor)
    client = staff_client(team.noor)
    for what in ("kwesties", "verbindingen", "mensen", "initiatieven"):
        with django_assert_max_num_queries(22):
            assert len(rows_of(client, what)) > 1
