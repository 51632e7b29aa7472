"""What is stuck in numbers: over time, by area and theme, for whom they are, and as a file."""

import re
from datetime import date

import pytest

from schakel.domain.health.models import BreakNumber
from schakel.domain.health.rules import Cause, Measure
from schakel.domain.organisations.models import Theme
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.bars import BOTTOM, QUARTERS_SHOWN, TOP, bars
from tests import make
from tests.pages import staff_client

PAGE = "/vastgelopen/cijfers/"
QUERIES = 15 + 4
SPRING, SUMMER = date(2026, 4, 1), date(2026, 7, 1)


def given(actor, measure: Measure, number: int | None, quarter: date = SUMMER, **of) -> None:
    BreakNumber.objects.create(
        tenant_id=actor.tenant_id,
        quarter_from=quarter,
        measure=measure.value,
        number=number,
        **of,
    )


@pytest.fixture
def numbers(actor, team):
    given(actor, Measure.BEGUN, None, SPRING)
    given(actor, Measure.BEGUN, 13)
    given(actor, Measure.BEGUN, 7, cause=Cause.NO_INFORMATION.value)
    given(actor, Measure.REPAIRED, 6)
    given(actor, Measure.DAYS, 17)
    given(actor, Measure.BEGUN, 8, area=team.area)
    given(actor, Measure.BEGUN, 0, theme=team.theme)


def words(answer) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_before_anything_is_given_it_says_what_comes(client):
    page = words(client.get(PAGE))
    assert "Nog geen cijfers" in page
    assert "Wat in vertrouwen is, telt niet mee." in page


def test_over_time_the_table_says_what_the_picture_shows(client, numbers):
    answer = client.get(PAGE)
    assert "3e kw. 2026 13 6 17 Zij hoorden niets (7)" in words(answer)
    assert "2e kw. 2026 verborgen" in words(answer)
    page = answer.content.decode()
    assert page.count("<rect") == 4
    assert page.count('stroke-dasharray="2 4"') == 2
    for number in ("13", "6"):
        assert f">{number}</text>" in page


@pytest.mark.parametrize(
    ("query", "told", "untold"),
    [
        ("?per=buurt", "Oosterpoort 8 verborgen", "Groen"),
        ("?per=onderwerp", "Bij alle andere liep niets vast", "Oosterpoort"),
        ("?per=buurt&kwartaal=2026-04-01", "2e kwartaal van 2026", "Oosterpoort"),
        ("?per=buurt&kwartaal=1999-01-01", "Per kwartaal", "Bij alle andere"),
        ("?per=Noor", "Per kwartaal", "Noor de Wit zorgt"),
    ],
)
def test_of_one_quarter_it_is_told_by_area_or_theme(client, numbers, query, told, untold):
    page = words(client.get(PAGE + query))
    assert told in page
    assert untold not in page


def test_two_themes_of_one_name_are_two_rows(actor, team, client, numbers):
    other = make.theme(actor, "Verkeer")
    for theme, number in ((team.theme, 7), (other, 9)):
        given(actor, Measure.REPAIRED, number, theme=theme)
    Theme.objects.update(name="Groen")
    page = words(client.get(PAGE + "?per=onderwerp"))
    assert "Groen 0 7 verborgen Groen verborgen 9 verborgen" in page


@pytest.mark.parametrize("role", list(Role))
def test_only_who_works_on_it_or_backs_it_sees_numbers(actor, team, numbers, role):
    client = staff_client(make.colleague(actor, "Kijker", roles=[role], networks=[team.network]))
    may = role in (Role.CONNECTOR, Role.SPONSOR)
    for path in (PAGE, "/lijsten/vastgelopen-cijfers.csv"):
        assert client.get(path).status_code == (200 if may else 404), path


def test_links_to_the_numbers_are_for_who_may_see_them(actor, team, client):
    official = staff_client(make.colleague(actor, roles=[Role.OFFICIAL], networks=[team.network]))
    assert PAGE in client.get("/vastgelopen/").content.decode()
    assert PAGE not in official.get("/vastgelopen/").content.decode()
    sponsor = staff_client(make.colleague(actor, "Roos", roles=[Role.SPONSOR]))
    assert PAGE in sponsor.get("/vandaag/").content.decode()


def test_the_file_holds_every_number_that_was_given(client, numbers):
    answer = client.get("/lijsten/vastgelopen-cijfers.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + BreakNumber.objects.count()
    assert any("onder de 5" in line for line in lines)
    assert any("Oosterpoort" in line and "8" in line for line in lines)


def test_more_quarters_and_areas_take_no_more_queries(
    actor, client, numbers, django_assert_max_num_queries
):
    for year in range(2018, 2026):
        given(actor, Measure.BEGUN, 9, date(year, 1, 1))
        given(actor, Measure.BEGUN, 9, area=make.area(actor, f"Buurt {year}"))
    for query in ("", "?per=buurt"):
        client.get(PAGE + query)
        with django_assert_max_num_queries(QUERIES):
            client.get(PAGE + query)


def test_bars_are_as_high_as_their_numbers_and_the_last_ones_are_shown():
    rows = [(date(2020 + number // 4, number % 4 * 3 + 1, 1), number, 0) for number in range(11)]
    drawn = bars(rows)
    assert len(drawn) == QUARTERS_SHOWN
    assert drawn[-1].begun.height == f"{BOTTOM - TOP:.1f}"
    assert drawn[-1].repaired.height == "0.0"
    assert [each.year for each in drawn] == ["2020", "2021", "", "", "", "2022", "", ""]
    assert bars([(date(2026, 1, 1), 0, None)])[0].repaired.words == ""
    assert bars([]) == []
