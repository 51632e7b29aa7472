"""What others may read of ideas: only what is public with consent. And who wants to meet whom."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from schakel.domain.contacts.models import Attachment
from schakel.domain.initiatives.actions import (
    answer_publication,
    ask_to_publish,
    introduce,
    sort_matter,
)
from schakel.domain.initiatives.models import (
    Initiative,
    Introduction,
    IntroductionSide,
    Publication,
)
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.submissions.actions import Sender
from schakel.foundation.kernel.actor import resident
from tests import make
from tests.pages import staff_client
from tests.residents import address_of, filled_in, form_token, link_to, opened

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
FORM = "/meedoen/"
STORY = "Graag bloemen en een groenstrook bij de school aan de Kastanjelaan."
CANARIES = ("Kanarie", "kanarie", "Zilverreiger", "zilverreiger")


@pytest.fixture
def team(actor):
    return make.Team(actor)


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def an_idea(actor, story=STORY, number=0, **fields) -> Initiative:
    matter = make.matter(
        actor,
        story=story,
        sender=Sender(name=f"Zilverreiger {number}", email=f"zilverreiger{number}@bewoner.example"),
        now=NOW,
        today=TODAY,
        **fields,
    )
    sort_matter(actor=actor, matter=matter, kind=Kind.IDEA, today=TODAY, now=NOW)
    return Initiative.objects.get(matter=matter)


def asked(actor, initiative, title="Bloemen op de laan", summary="") -> Publication:
    return ask_to_publish(
        actor=actor,
        initiative=initiative,
        title=title,
        summary=summary or "Een groenstrook met bloemen bij de school. Met een bank erbij.",
        today=TODAY,
        now=NOW,
    )


def shown(actor, initiative, now=NOW, **fields) -> Publication:
    return answer_publication(
        actor=resident(actor.tenant_id, initiative.matter_id),
        publication=asked(actor, initiative, **fields),
        agrees=True,
        now=now,
    )


def own_page(initiative_or_matter) -> tuple[Client, str]:
    link = link_to(getattr(initiative_or_matter, "matter", initiative_or_matter))
    return opened(link), address_of(link)


class TestForm:
    """Before sending: others have something like it."""

    def test_nothing_public_means_nothing_between(self, actor, team):
        an_idea(actor)
        asked(actor, an_idea(actor, number=2))
        assert Client().post(FORM, filled_in(story=STORY)).status_code == 302

    def test_it_shows_title_phase_and_first_sentence_and_keeps_what_was_typed(self, actor, team):
        shown(actor, an_idea(actor))
        typed = filled_in(
            story=STORY, avoid_note="Geen voicemail", avoid_channels=["visit", "letter"]
        )
        page = words(Client().post(FORM, typed))
        assert "Anderen hebben iets dat erop lijkt" in page
        assert "Bloemen op de laan" in page
        assert "ntvangen" in page
        assert "bij de school." in page
        assert "Met een bank erbij" not in page
        assert [each for each in CANARIES if each in page] == []
        for kept in ("Geen voicemail", STORY, typed["form_token"], "fatima@bewoner.example"):
            assert f'value="{kept}"' in page
        assert page.count('name="avoid_channels"') == 2
        assert Matter.objects.count() == 1

    @pytest.mark.parametrize("send", ["mine", "meet"])
    def test_both_choices_send_it(self, actor, team, send):
        shown(actor, an_idea(actor))
        client = Client()
        typed = filled_in(story=STORY)
        words(client.post(FORM, typed))
        assert client.post(FORM, typed | {"send": send}).status_code == 302
        matter = Matter.objects.latest("pk")
        assert matter.story == STORY
        wished = Introduction.objects.filter(state="wished")
        assert wished.count() == (1 if send == "meet" else 0)
        if send == "meet":
            assert IntroductionSide.objects.get(matter=matter).shares == "email"
            page = words(staff_client(matter.owner).get(f"/kwesties/{matter.pk}/lijkt-erop/"))
            assert "Zij willen in contact komen" in page

    def test_back_shows_the_form_with_all_that_was_typed(self, actor, team):
        shown(actor, an_idea(actor))
        page = words(Client().post(FORM, filled_in(story=STORY, send="back")))
        assert STORY in page
        assert 'name="send"' not in page
        assert not Matter.objects.filter(party__name="Fatima el Amrani").exists()

    def test_files_are_chosen_once_more_and_go_along(self, actor, team):
        shown(actor, an_idea(actor))
        client = Client()
        typed = filled_in(story=STORY)

        def file():
            return SimpleUploadedFile("plan.txt", b"Het plan")

        page = words(client.post(FORM, typed | {"attachments": [file()]}))
        assert "Kies uw bestanden nog een keer" in page
        assert 'type="file"' in page
        client.post(FORM, typed | {"attachments": [file()], "send": "mine"})
        assert Attachment.objects.count() == 1

    def test_who_is_reached_by_letter_only_is_not_offered_to_meet(self, actor, team):
        shown(actor, an_idea(actor))
        page = words(Client().post(FORM, filled_in(story=STORY, email="", postal_address="Laan 1")))
        assert 'value="mine"' in page
        assert 'value="meet"' not in page

    def test_in_confidence_it_is_sent_at_once(self, actor, team):
        shown(actor, an_idea(actor))
        sent = Client().post(FORM, filled_in(story=STORY, confidential="on", send="meet"))
        assert sent.status_code == 302
        assert not Introduction.objects.exists()

    def test_a_fault_is_told_first(self, actor, team):
        shown(actor, an_idea(actor))
        page = words(Client().post(FORM, filled_in(story=STORY, name="")))
        assert "Vul uw naam in" in page
        assert "Bloemen op de laan" not in page

    def test_too_fast_is_too_fast_before_anything_is_looked_up(self, actor, team):
        shown(actor, an_idea(actor))
        typed = filled_in(story=STORY, form_token=form_token(timedelta(seconds=1)))
        assert "Bloemen op de laan" not in words(Client().post(FORM, typed))


@pytest.mark.parametrize(
    "story",
    [
        "Kanarie: een groenstrook met bloemen bij de school aan de Kastanjelaan.",
        f"{STORY} Kanarie.",
    ],
)
def test_no_word_of_what_is_not_public_is_shown_to_others(actor, team, story):
    """A canary in every idea that nobody agreed to show, and in what one that is does not show."""
    an_idea(actor, story)
    asked(actor, an_idea(actor, story, 1), title="Kanarie gevraagd", summary="Kanarie, bloemen.")
    refused = asked(actor, an_idea(actor, story, 2), title="Kanarie", summary=f"{STORY} Kanarie")
    answer_publication(
        actor=resident(actor.tenant_id, refused.matter_id),
        publication=refused,
        agrees=False,
        now=NOW,
    )
    withdrawn = shown(actor, an_idea(actor, story, 3), title="Kanarie", summary=f"{STORY} Kanarie")
    answer_publication(
        actor=resident(actor.tenant_id, withdrawn.matter_id),
        publication=withdrawn,
        agrees=False,
        now=NOW,
    )
    again = shown(actor, an_idea(actor, story, 4), title="Kanarie", summary=f"{STORY} Kanarie")
    shown(actor, an_idea(actor, story, 5))
    asked(actor, again.initiative, title="Kanarie opnieuw", summary=f"{STORY} Kanarie")
    make.matter(actor, story=story, confidential=True, now=NOW, today=TODAY)
    pages = [
        words(Client().get("/ideeen/")),
        words(Client().post(FORM, filled_in(story=STORY))),
        words(staff_client(team.noor).get("/ideeen/")),
    ]
    for page in pages:
        assert page.count("Bloemen op de laan") == 1
        assert [each for each in CANARIES if each in page] == []
    # What somebody typed themselves is theirs; nothing of others comes back for it.
    page = words(Client().post(FORM, filled_in(story=story)))
    assert [each for each in CANARIES if each in page.replace(story, "")] == []


class TestIdeas:
    def test_an_empty_page_says_what_comes(self, team):
        assert "Hier staan nog geen ideeën" in words(Client().get("/ideeen/"))

    def test_pages_follow_each_other_in_as_many_queries(
        self, actor, team, django_assert_max_num_queries
    ):
        for number in range(23):
            shown(
                actor,
                an_idea(actor, number=number),
                title=f"Idee {number:02d}",
                now=NOW + timedelta(minutes=number),
            )
        with django_assert_max_num_queries(15):
            first = words(Client().get("/ideeen/"))
        assert "Idee 22" in first
        assert "Idee 02" not in first
        assert "Met een bank erbij." in first
        older = first.split('href="?voor=')[1].split('"')[0]
        second = words(Client().get(f"/ideeen/?voor={older}"))
        assert [n for n in range(23) if f"Idee {n:02d}" in second] == [0, 1, 2]

    @pytest.mark.parametrize("place", ["x", "1~x", "~", "9~2026-01-01"])
    def test_a_strange_address_is_the_first_page(self, actor, team, place):
        shown(actor, an_idea(actor))
        assert "Bloemen op de laan" in words(Client().get("/ideeen/", {"voor": place}))


class TestOwnPublication:
    def test_they_read_exactly_what_would_be_shown_and_agree(self, actor, team):
        publication = asked(actor, an_idea(actor))
        client, address = own_page(publication)
        page = words(client.get(address))
        assert "Mag uw idee op onze pagina met ideeën?" in page
        assert publication.summary in page
        seen = {"agrees": "yes", "asked": publication.asked_at.isoformat()}
        assert client.post(f"{address}ideeenpagina/", seen).status_code == 302
        assert Publication.objects.public().exists()
        assert "Haal het van die pagina" in words(client.get(address))
        client.post(f"{address}ideeenpagina/", {"agrees": "no"})
        assert not Publication.objects.public().exists()
        assert "Bloemen op de laan" not in words(Client().get("/ideeen/"))

    def test_to_words_that_they_did_not_read_they_cannot_agree(self, actor, team):
        publication = asked(actor, an_idea(actor))
        client, address = own_page(publication)
        seen = {"agrees": "yes", "asked": "2020-01-01T00:00:00+00:00"}
        page = words(client.post(f"{address}ideeenpagina/", seen, follow=True))
        assert "De woorden zijn intussen veranderd" in page
        assert not Publication.objects.public().exists()

    def test_without_the_code_nobody_answers(self, actor, team):
        publication = asked(actor, an_idea(actor))
        _client, address = own_page(publication)
        Client().post(f"{address}ideeenpagina/", {"agrees": "yes"})
        assert Publication.objects.get().state == "asked"

    def test_where_nothing_was_asked_there_is_no_such_page(self, actor, team):
        client, address = own_page(an_idea(actor))
        assert client.post(f"{address}ideeenpagina/", {"agrees": "yes"}).status_code == 404


class TestOwnIntroduction:
    @pytest.fixture
    def sides(self, actor, team):
        one, other = an_idea(actor, number=1).matter, an_idea(actor, number=2).matter
        introduce(actor=actor, matter=one, other=other, today=TODAY, now=NOW)
        return list(IntroductionSide.objects.order_by("pk").select_related("matter"))

    def answer(self, client, address, side, answer):
        return words(
            client.post(f"{address}kennismaken/{side.pk}/", {"answer": answer}, follow=True)
        )

    def test_names_are_given_when_both_say_yes_and_not_before(self, sides):
        (one, first), (other, second) = (own_page(side) for side in sides)
        page = words(one.get(first))
        assert "Mogen wij uw naam geven" in page
        assert "Zilverreiger 2" not in page
        page = self.answer(one, first, sides[0], "email")
        assert "Zilverreiger 2" not in page
        assert "U wilt in contact komen" in page
        page = self.answer(other, second, sides[1], "email")
        assert "Zilverreiger 1" in page
        assert "zilverreiger1@bewoner.example" in page
        page = words(one.get(first))
        assert "zilverreiger2@bewoner.example" in page
        self.answer(other, second, sides[1], "no")
        assert "Zilverreiger 2" not in words(one.get(first))

    def test_a_no_is_not_told_and_looks_like_silence(self, sides):
        (one, first), (other, second) = (own_page(side) for side in sides)
        self.answer(one, first, sides[0], "email")
        before = words(one.get(first))
        page = self.answer(other, second, sides[1], "no")
        assert "Mogen wij uw naam geven" not in page
        assert "U wilt in contact komen" in words(one.get(first))
        assert before.count("<section") == words(one.get(first)).count("<section")

    def test_one_cannot_answer_for_the_other(self, sides):
        client, address = own_page(sides[0])
        path = f"{address}kennismaken/{sides[1].pk}/"
        assert client.post(path, {"answer": "email"}).status_code == 404
        sides[1].refresh_from_db()
        assert sides[1].agrees is None

    def test_nothing_is_done_by_opening_it(self, sides):
        client, address = own_page(sides[0])
        assert client.get(f"{address}kennismaken/{sides[0].pk}/").status_code == 302
        sides[0].refresh_from_db()
        assert sides[0].agrees is None
