"""The institution fills in what it tells about privacy and accessibility."""

import pytest
from django.test import Client

from schakel.domain.privacy.models import Answer
from schakel.domain.staff.rules import Role
from tests import make
from tests.pages import staff_client


@pytest.fixture
def client(actor):
    return staff_client(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))


def fill_in(client, question, **fields):
    return client.post(f"/beheer/verklaringen/vraag/?vraag={question}", fields)


def test_without_an_answer_the_example_names_the_institution(tenant, client):
    tenant.phone = "14 0301"
    tenant.save()
    page = client.get("/privacy/").content.decode()
    assert f"{tenant.name} is verantwoordelijk voor uw gegevens." in page
    assert "14 0301" in page
    assert "nog ons voorbeeld" in page


def test_only_an_administrator_sees_that_it_is_unfinished(actor, client):
    assert "nog ons voorbeeld" not in Client().get("/privacy/").content.decode()
    assert "nog ons voorbeeld" in client.get("/beheer/verklaringen/").content.decode()


def test_an_answer_is_read_by_all_and_the_one_before_is_kept(client):
    assert fill_in(client, "officer", text_nl="Mail de FG.\n<b>Bel</b> haar.").status_code == 302
    page = client.get("/privacy/").content.decode()
    assert "<p>Mail de FG.</p>" in page
    assert "&lt;b&gt;Bel&lt;/b&gt; haar." in page
    assert "nog ons voorbeeld" not in page
    fill_in(client, "officer", text_nl="Schrijf de FG.")
    fill_in(client, "officer", text_nl="Schrijf de FG.")
    assert Answer.objects.count() == 2
    before = client.get("/beheer/verklaringen/vraag/?vraag=officer").content.decode()
    assert "Mail de FG." in before
    fill_in(client, "officer", text_nl="")
    assert "Schrijf de FG." not in client.get("/privacy/").content.decode()


def test_who_reads_english_gets_english(client):
    fill_in(client, "officer", text_nl="Mail de FG.", text_en="Mail the officer.")
    page = client.get("/privacy/", headers={"accept-language": "en"}).content.decode()
    assert "Mail the officer." in page
    assert "Mail de FG." not in page


def test_accessibility_has_a_status_and_a_day(client):
    assert fill_in(client, "status", text="F").status_code == 200
    assert fill_in(client, "status", text="B").status_code == 302
    assert fill_in(client, "examined_on", text="2999-01-01").status_code == 200
    assert fill_in(client, "examined_on", text="2026-03-05").status_code == 302
    page = client.get("/toegankelijkheid/").content.decode()
    assert "B: voldoet gedeeltelijk" in page
    assert "5 maart 2026" in page
    assert "nog ons voorbeeld" not in page


def test_what_is_no_question_has_no_page(client):
    assert client.get("/beheer/verklaringen/vraag/?vraag=x").status_code == 404
    assert client.get("/beheer/verklaringen/vraag/").status_code == 404


@pytest.mark.parametrize("page", ["/privacy/", "/toegankelijkheid/"])
def test_a_statement_takes_few_queries(client, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        client.get(page)
