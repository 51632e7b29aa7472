"""An address that only takes what a button sends, opened as if it were a page."""

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.utils import translation

from schakel.entrypoints.public.errors import NotAllowedMiddleware
from tests import make
from tests.pages import staff_client

WORDS = "Deze pagina opent u met een knop"


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/kwesties/7/aannemen/", "/kwesties/7/"),
        ("/kwesties/7/soort/", "/kwesties/7/"),
        ("/taken/7/klaar/", "/vandaag/"),
        ("/beheer/berichten/7/", "/beheer/"),
    ],
)
def test_a_colleague_reads_what_to_do_and_finds_the_way_back(actor, path, back):
    answer = staff_client(make.colleague(actor)).get(path)
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert WORDS in page
    assert f'<a class="nl-button nl-button--primary" href="{back}">Ga terug</a>' in page


def test_who_is_not_logged_in_reads_the_same_and_goes_back_to_the_first_page(tenant):
    answer = Client().get("/taken/7/klaar/")
    assert answer.status_code == 405
    assert 'href="/">Ga terug</a>' in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/uw-pagina/een-link/vernieuwen/", "/uw-pagina/een-link/"),
        ("/uw-pagina/een-link/gehoord/", "/uw-pagina/een-link/"),
        ("/meedoen/", "/"),
    ],
)
def test_a_resident_goes_back_to_their_own_page(path, back):
    refuse = NotAllowedMiddleware(lambda request: HttpResponseNotAllowed(["POST"]))
    with translation.override("nl"):
        page = refuse(RequestFactory().get(path)).content.decode()
    assert WORDS in page
    assert f'href="{back}">Ga terug</a>' in page


def test_in_english_it_is_english(actor):
    client = staff_client(make.colleague(actor))
    client.cookies["django_language"] = "en"
    page = client.get("/taken/7/klaar/").content.decode()
    assert "This page opens with a button" in page


def test_other_answers_stay_as_they_are():
    answer = HttpResponse("klaar")
    assert NotAllowedMiddleware(lambda request: answer)(RequestFactory().get("/")) is answer
