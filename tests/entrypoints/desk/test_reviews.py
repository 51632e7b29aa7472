"""The pages of the yearly review: looked at, ended after a question, signed, taken as a file."""

import io

import pytest
from openpyxl import load_workbook

from schakel.domain.reviews.actions import begin_reviews
from schakel.domain.reviews.models import Review, ReviewDay
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.pages import staff_client


@pytest.fixture
def team(actor):
    Tenant.objects.update(created_at="2024-01-01T00:00Z")
    team = make.Team(actor)
    team.network.owner = team.noor
    team.network.save()
    team.ada = make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR], hours=0)
    begin_reviews(actor=actor, today=make.TODAY, now=make.NOW)
    return team


@pytest.fixture
def whole(team):
    return Review.objects.get(network=None)


def page(review):
    return f"/controle/{review.pk}/"


def all_stay(*, but=()):
    return {
        f"person-{each.pk}": "ends" if each in but else "stays"
        for each in StaffMember.objects.all()
    }


def test_vandaag_names_it_for_who_was_asked(team):
    pages = {
        member.name: staff_client(member).get("/vandaag/").content.decode()
        for member in (team.ada, team.noor, team.sam)
    }
    assert "Klopt dit nog, voor iedereen die hier werkt?" in pages["Ada"]
    assert "De rechten van collega’s nakijken: Groen in de wijk" in pages["Noor de Wit"]
    assert "nakijken" not in pages["Sam Jansen"]


def test_each_colleague_is_shown_with_what_helps_to_judge(team, whole):
    shown = staff_client(team.ada).get(page(whole)).content.decode()
    assert "Sam Jansen" in shown
    assert "Netwerken: Groen in de wijk" in shown
    assert "Nog nooit ingelogd" in shown
    assert "Rechten zonder einddatum" in shown
    assert "Dit bent u." in shown


def test_some_is_kept_and_the_rest_is_done_later(team, whole):
    client = staff_client(team.ada)
    client.post(page(whole), {f"person-{team.sam.pk}": "stays", "keep": "1"})
    shown = client.get(page(whole)).content.decode()
    assert shown.count('value="stays"') == 2
    answer = client.post(page(whole), {"sign": "1"})
    assert "U hebt er 2 nog niet bekeken." in answer.content.decode()
    client.post(page(whole), {**all_stay(), "sign": "1"})
    assert "Ondertekend door Ada" in client.get(page(whole)).content.decode()
    assert "Ondertekend door Ada" in client.get("/controle/").content.decode()


def test_rights_end_only_after_a_question(team, whole):
    client = staff_client(team.ada)
    typed = {**all_stay(but=[team.sam]), "sign": "1"}
    asked = client.post(page(whole), typed).content.decode()
    assert "Sam Jansen kan vanaf vandaag niet meer inloggen." in asked
    team.sam.refresh_from_db()
    assert team.sam.works_until is None
    client.post(page(whole), {**typed, "sure": "1"})
    team.sam.refresh_from_db()
    assert team.sam.works_until is not None
    whole.refresh_from_db()
    assert whole.signed_by == team.ada


def test_what_somebody_else_was_asked_does_not_exist(team, whole):
    for member in (team.noor, team.sam):
        client = staff_client(member)
        for path in (page(whole), f"/controle/{whole.pk}.csv"):
            assert client.get(path).status_code == 404
        assert client.post(page(whole), {**all_stay(), "sign": "1"}).status_code == 404
    assert staff_client(team.noor).get("/beheer/controle/").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_it_is_taken_as_a_file_in_which_no_name_is_a_formula(team, whole, form):
    StaffMember.objects.filter(pk=team.sam.pk).update(name="=1+1")
    answer = staff_client(team.ada).get(f"/controle/{whole.pk}.{form}")
    content = b"".join(answer.streaming_content)
    if form == "csv":
        rows = [line.split(";") for line in content.decode("utf-8-sig").splitlines()]
    else:
        rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active]
    assert rows[0][:3] == ["Naam", "Rollen", "Netwerken"]
    assert "'=1+1" in {row[0] for row in rows}
    assert len(rows) == 4
    assert Line.objects.get(what="review.exported").details == {"form": form, "count": 3}


def test_there_is_no_other_form(team, whole):
    assert staff_client(team.ada).get(f"/controle/{whole.pk}.exe").status_code == 404


def test_an_administrator_chooses_the_day(team):
    client = staff_client(team.ada)
    client.post("/beheer/controle/", {"day": 15, "month": 6})
    assert "15 juni" in client.get("/controle/").content.decode()
    assert (
        "Geen enkel jaar"
        in client.post("/beheer/controle/", {"day": 31, "month": 4}).content.decode()
    )
    assert ReviewDay.objects.count() == 1


def test_many_colleagues_ask_no_more_of_the_database(
    team, whole, actor, django_assert_max_num_queries
):
    for number in range(30):
        make.colleague(actor, f"Collega {number}", networks=[team.network])
    client = staff_client(team.ada)
    with django_assert_max_num_queries(15):
        client.get(page(whole))
    with django_assert_max_num_queries(15):
        client.get("/controle/")
