"""How the contact goes, as they say it: on their page, and by a link in the mail that asks it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from schakel.domain.access.actions import page_token, question_token, revoke_page_links
from schakel.domain.messages.rules import without_tokens
from schakel.domain.surveys.actions import ask, say
from schakel.domain.surveys.models import SaidWord
from schakel.domain.surveys.rules import Word
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.context import show_matters
from tests import make
from tests.pages import staff_client
from tests.residents import address_of, link_to, opened


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def matter(actor, team, now):
    return make.matter(actor, now=now, today=timezone.localdate())


@pytest.fixture
def link(matter):
    return link_to(matter)


@pytest.fixture
def token(actor, matter, link, now) -> str:
    """Of the mail in which we asked it."""
    asked = ask(
        actor=system(actor.tenant_id),
        connection=matter.connection,
        matter=matter,
        party=matter.party,
        today=timezone.localdate(now),
        now=now,
    )
    assert asked is not None
    return question_token(link, asked.pk)


def said(matter) -> list[tuple[str, str]]:
    show_matters([matter.pk])
    return list(SaidWord.objects.order_by("pk").values_list("word", "own_words"))


class TestOnTheirPage:
    def test_they_choose_and_write_and_see_what_they_said(self, matter, link):
        browser = opened(link)
        page = browser.get(address_of(link)).content.decode()
        assert 'id="contact"' in page
        assert "U zei" not in page
        answer = browser.post(
            f"{address_of(link)}contact/",
            {"word": "could_be_better", "own_words": "Sneller, graag."},
            follow=True,
        )
        page = answer.content.decode()
        assert "Dank u. Uw contactpersoon leest dit." in page
        assert "zei u: het kan beter." in page
        assert "Sneller, graag." in page
        assert said(matter) == [("could_be_better", "Sneller, graag.")]

    @pytest.mark.parametrize("word", ["", "perfect"])
    def test_without_a_choice_what_they_wrote_stays(self, matter, link, word):
        form = {"word": word, "own_words": "Ik wacht al lang."}
        answer = opened(link).post(f"{address_of(link)}contact/", form)
        assert answer.status_code == 200
        assert "Ik wacht al lang." in answer.content.decode()
        assert said(matter) == []

    def test_without_a_code_nothing_is_said(self, matter, link):
        answer = Client().post(f"{address_of(link)}contact/", {"word": "good"})
        assert answer.status_code == 302
        assert said(matter) == []

    def test_in_confidence_too(self, actor, team, now):
        secret = make.matter(actor, confidential=True, now=now, today=timezone.localdate(now))
        link = link_to(secret)
        opened(link).post(f"{address_of(link)}contact/", {"word": "does_not_go"})
        assert said(secret) == [("does_not_go", "")]
        assert SaidWord.objects.get().confidential


class TestByMail:
    @pytest.mark.parametrize(
        ("slug", "shown", "word"),
        [
            ("goed", "het gaat goed", "good"),
            ("kan-beter", "het kan beter", "could_be_better"),
            ("loopt-niet", "het loopt niet", "does_not_go"),
        ],
    )
    def test_opening_changes_nothing_and_the_button_says_it(self, matter, token, slug, shown, word):
        browser = Client()
        for _ in range(2):
            page = browser.get(f"/hoe-gaat-het/{token}/{slug}/").content.decode()
            assert f"<strong>{shown}</strong>" in page
        assert matter.subject not in page
        assert matter.party.name not in page
        assert said(matter) == []
        browser.post(f"/hoe-gaat-het/{token}/{slug}/", {"own_words": "Zo is het."})
        assert said(matter) == [(word, "Zo is het.")]

    def test_it_is_answered_once(self, matter, token):
        browser = Client()
        browser.post(f"/hoe-gaat-het/{token}/goed/")
        for answer in (
            browser.get(f"/hoe-gaat-het/{token}/loopt-niet/"),
            browser.post(f"/hoe-gaat-het/{token}/loopt-niet/"),
        ):
            assert "U gaf op deze mail al antwoord." in answer.content.decode()
        assert said(matter) == [("good", "")]

    @pytest.mark.parametrize("change", ["mac", "number", "link", "word", "nothing"])
    def test_a_strange_link_leads_nowhere(self, token, change):
        link, number, mac = token.split("-")
        strange = {
            "mac": f"{link}-{number}-{'0' * 32}",
            "number": f"{link}-{int(number) + 1}-{mac}",
            "link": f"{int(link) + 999}-{number}-{mac}",
            "word": token,
            "nothing": "goed",
        }[change]
        slug = "perfect" if change == "word" else "goed"
        assert Client().get(f"/hoe-gaat-het/{strange}/{slug}/").status_code == 404

    def test_the_token_of_a_page_answers_nothing_and_that_of_an_answer_opens_no_page(
        self, link, token
    ):
        assert Client().get(f"/hoe-gaat-het/{page_token(link)}/goed/").status_code == 404
        assert Client().get(f"/uw-pagina/{token}/").status_code == 404

    def test_a_dead_link_says_nothing_for_them(self, actor, matter, link, token, now):
        link.expires_at = now - timedelta(days=1)
        link.created_at = now - timedelta(days=2)
        link.save()
        assert Client().post(f"/hoe-gaat-het/{token}/goed/").status_code == 200
        link.expires_at = now + timedelta(days=1)
        link.save()
        revoke_page_links(actor=system(actor.tenant_id), matter=matter, now=now)
        assert Client().post(f"/hoe-gaat-het/{token}/goed/").status_code == 200
        assert said(matter) == []

    def test_what_became_confidential_is_not_answered_by_a_link(self, actor, matter, token):
        show_matters([matter.pk])
        type(matter).objects.filter(pk=matter.pk).update(confidential=True)
        show_matters([])
        page = Client().post(f"/hoe-gaat-het/{token}/goed/").content.decode()
        assert "<strong>" not in page
        assert said(matter) == []

    def test_few_questions_and_no_live_link_in_what_is_kept(
        self, token, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(12):
            Client().get(f"/hoe-gaat-het/{token}/goed/")
        assert without_tokens(f"https://x.example/hoe-gaat-het/{token}/goed/") == (
            "https://x.example/hoe-gaat-het/…/goed/"
        )


class TestAtTheDesk:
    @pytest.fixture
    def word(self, actor, matter, now):
        return say(
            actor=resident(actor.tenant_id, matter.pk),
            connection=matter.connection,
            matter=matter,
            party=matter.party,
            word=Word.DOES_NOT_GO,
            own_words="Ik hoor niets.",
            now=now,
        )

    @pytest.mark.parametrize("page", ["kwesties", "verbindingen"])
    def test_who_works_on_it_reads_it(self, team, matter, word, page):
        number = matter.pk if page == "kwesties" else matter.connection_id
        text = staff_client(team.noor).get(f"/{page}/{number}/").content.decode()
        assert f"Hoe het gaat, zegt {matter.party.name}" in text
        assert "het loopt niet" in text
        assert "Ik hoor niets." in text

    def test_who_may_not_see_the_matter_does_not_read_it_on_the_connection(
        self, actor, team, matter, word
    ):
        other = make.network(actor)
        show_matters([matter.pk])
        type(matter).objects.filter(pk=matter.pk).update(
            network=other, owner=make.colleague(actor), second=make.colleague(actor)
        )
        show_matters([])
        answer = staff_client(team.noor).get(f"/verbindingen/{matter.connection_id}/")
        assert answer.status_code == 200
        assert "Ik hoor niets." not in answer.content.decode()

    def test_the_page_of_a_party_says_how_often_they_were_asked(self, team, matter, token):
        page = staff_client(team.noor).get(f"/partijen/{matter.party_id}/").content.decode()
        assert "Wat wij van hen vragen" in page
        assert "Dit jaar vroegen wij één keer hoe het contact gaat: op " in page

    def test_and_that_they_were_not(self, team, matter):
        page = staff_client(team.noor).get(f"/partijen/{matter.party_id}/").content.decode()
        assert "Wij vroegen dit jaar niets." in page
