"""Two who were introduced say on their own page, or by mail, how it goes between them."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from schakel.domain.access.actions import question_token
from schakel.domain.initiatives.actions import rather_not_meet
from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.surveys.actions import ask
from schakel.domain.surveys.models import SaidWord
from schakel.foundation.kernel.actor import resident, system
from tests import make
from tests.introduced import introduced, two_matters
from tests.residents import address_of, link_to, opened

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def two(actor):
    make.Team(actor)
    return two_matters(actor)


@pytest.fixture
def between(two):
    return introduced(*two, today=TODAY, now=NOW)


@pytest.fixture
def sides(two, between):
    return [IntroductionSide.objects.get(matter=each) for each in two]


def said() -> list[tuple[str, str, str]]:
    rows = SaidWord.objects.order_by("pk")
    return list(rows.values_list("party__name", "word", "own_words"))


class TestOwnPage:
    def test_they_say_it_and_the_other_reads_nothing_of_it(self, two, between, sides):
        link = link_to(two[0])
        browser, page = opened(link), address_of(link)
        path = f"{page}kennismaken/{sides[0].pk}/contact/"
        assert path in browser.get(page).content.decode()
        shown = browser.get(path).content.decode()
        assert "Hoe gaat het contact met Piet de Vries?" in shown
        assert "De ander niet." in shown
        answer = browser.post(
            path, {"word": "does_not_go", "own_words": "Hij komt niet."}, follow=True
        )
        shown = answer.content.decode()
        assert "Dank u. Uw contactpersoon leest dit." in shown
        assert "zei u: het loopt niet." in shown
        assert said() == [("Fatima el Amrani", "does_not_go", "Hij komt niet.")]
        theirs = link_to(two[1])
        assert "Hij komt niet." not in opened(theirs).get(address_of(theirs)).content.decode()

    def test_nobody_says_it_for_the_other_or_after_one_stopped(self, two, between, sides):
        link = link_to(two[0])
        browser, page = opened(link), address_of(link)
        foreign = f"{page}kennismaken/{sides[1].pk}/contact/"
        assert browser.post(foreign, {"word": "good"}).status_code == 404
        own = f"{page}kennismaken/{sides[0].pk}/contact/"
        assert browser.post(own, {"word": "perfect"}).status_code == 200
        assert Client().post(own, {"word": "good"}).status_code == 302
        whose = resident(two[1].tenant_id, two[1].pk)
        rather_not_meet(actor=whose, side=sides[1], today=TODAY, now=NOW)
        assert browser.post(own, {"word": "good"}).status_code == 404
        assert said() == []

    def test_what_they_said_is_in_what_they_download(self, two, between, sides):
        link = link_to(two[0])
        browser, page = opened(link), address_of(link)
        browser.post(f"{page}kennismaken/{sides[0].pk}/contact/", {"word": "good"})
        told = json.loads(browser.get(f"{page}gegevens/").content)
        (introduction,) = told["introductions"]
        assert introduction["met"] == "Piet de Vries"
        assert [each["word"] for each in introduction["how_it_goes_between_you"]] == ["good"]
        assert told["how_the_contact_goes"] == []


class TestByMail:
    @pytest.fixture
    def path(self, actor, two, between):
        asked = ask(
            actor=system(actor.tenant_id), connection=between, matter=two[1], party=two[1].party,
            today=TODAY, now=NOW,
        )  # fmt: skip
        assert asked is not None
        return f"/hoe-gaat-het/{question_token(link_to(two[1]), asked.pk)}/kan-beter/"

    def test_opening_it_changes_nothing_and_a_button_sends_it_once(self, between, path):
        shown = Client().get(path).content.decode()
        assert "Hoe gaat het tussen u beiden?" in shown
        assert "Fatima" not in shown
        assert said() == []
        assert "Dank u." in Client().post(path, {"own_words": "Zij is druk."}).content.decode()
        assert said() == [("Piet de Vries", "could_be_better", "Zij is druk.")]
        between.refresh_from_db()
        assert between.strength == 1.0
        Client().post(path, {"own_words": "Nog eens."})
        assert len(said()) == 1

    def test_when_the_other_stopped_it_is_over(self, two, sides, path):
        whose = resident(two[0].tenant_id, two[0].pk)
        rather_not_meet(actor=whose, side=sides[0], today=TODAY, now=NOW)
        shown = Client().post(path, {"own_words": "Zij is druk."}).content.decode()
        assert "Deze vraag is voorbij." in shown
        assert said() == []
