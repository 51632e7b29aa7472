"""A councillor brings something in; who it is about decides what they may see of it."""

import pytest
from django.urls import reverse

from schakel.domain.followers.models import Follower
from schakel.domain.initiatives.actions import answer_publication, ask_to_publish
from schakel.domain.initiatives.models import Initiative
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.messages.models import Message
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from tests import make
from tests.pages import staff_client
from tests.residents import address_of, link_to, opened

TOLD = {
    "key": "told-1",
    "story": "Op het plein is het 's avonds donker.",
    "name": "Fatima el Amrani",
    "email": "fatima@bewoner.example",
    "knows": "on",
}


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def carla(actor, team):
    return make.colleague(actor, "Carla Bontekoe", roles=[Role.COUNCILLOR], hours=0)


@pytest.fixture
def council(carla):
    return staff_client(carla)


def brought_in(client) -> Matter:
    assert client.post(reverse("council"), TOLD).status_code == 302
    return Matter.objects.get()


def test_what_a_councillor_brings_in_has_carriers_a_date_and_a_question(council, carla, team):
    matter = brought_in(council)
    assert {matter.owner, matter.second} == {team.noor, team.sam}
    follower = Follower.objects.get(matter=matter)
    assert (follower.staff, follower.progress, follower.name) == (carla, "asked", "not_asked")
    assert set(
        Message.objects.filter(matter=matter, party=matter.party).values_list("kind", flat=True)
    ) >= {
        "receipt",
        "follower_asks",
    }
    assert Line.objects.filter(what="follower.brought_in").exists()


def test_until_they_agree_a_councillor_sees_a_number_and_nothing_else(council, team):
    matter = brought_in(council)
    page = council.get(reverse("council")).text
    assert matter.reference in page
    assert "Zij hebben nog niet gezegd of u mag zien hoe het gaat." in page
    assert "Noor" not in page.split("Wat u volgt")[1]
    assert "Fatima" not in page
    assert council.get(reverse("matter", args=[matter.pk])).status_code == 404


def test_who_it_is_about_says_yes_and_may_change_their_mind(council, team):
    matter = brought_in(council)
    link = link_to(matter)
    own, page = opened(link), address_of(link)
    assert "Carla Bontekoe gaf uw bericht aan ons door." in own.get(page).text
    answer = f"{page}volger/{Follower.objects.get().pk}/"
    own.post(answer, {"question": "progress", "agrees": "yes"})
    shown = council.get(reverse("council")).text
    assert matter.owner.name in shown.split("Wat u volgt")[1]
    own.post(answer, {"question": "progress", "agrees": "no"})
    shown = council.get(reverse("council")).text
    assert matter.owner.name not in shown.split("Wat u volgt")[1]
    assert "Zij houden het liever voor zichzelf." in shown


def test_nobody_answers_for_another(council, team, actor):
    matter = brought_in(council)
    other = make.matter(actor, key="other")
    link = link_to(other)
    own, page = opened(link), address_of(link)
    number = Follower.objects.get(matter=matter).pk
    answer = own.post(f"{page}volger/{number}/", {"question": "progress", "agrees": "yes"})
    assert answer.status_code == 404
    assert Follower.objects.get().progress == "asked"


def test_a_question_that_was_not_asked_cannot_be_answered(council, team):
    matter = brought_in(council)
    link = link_to(matter)
    own, page = opened(link), address_of(link)
    answer = f"{page}volger/{Follower.objects.get().pk}/"
    own.post(answer, {"question": "name", "agrees": "yes"})
    assert Follower.objects.get().name == "not_asked"
    assert own.post(answer, {"question": "x", "agrees": "yes"}).status_code == 404
    assert own.post(answer, {"question": "name", "agrees": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ("email", "Vul een e-mailadres of telefoonnummer in."),
        ("knows", "Vraag hun eerst of u het mag doorgeven."),
        ("story", "plein"),
        ("name", "Fatima"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(council, team, left_out, says):
    page = council.post(reverse("council"), {**TOLD, left_out: ""})
    assert page.status_code == 200
    kept = "donker" if left_out != "story" else "Fatima"
    assert kept in page.text
    assert not Matter.objects.exists()
    if left_out in {"email", "knows"}:
        assert says in page.text


def test_sending_it_twice_makes_one(council, team):
    for _ in range(2):
        council.post(reverse("council"), TOLD)
    assert Matter.objects.count() == Follower.objects.count() == 1
    assert Message.objects.filter(kind="follower_asks").count() == 1


@pytest.mark.parametrize("role", ["connector", "official", "volunteer", "administrator"])
def test_for_others_the_page_does_not_exist(actor, team, role):
    member = make.colleague(actor, "Iemand", roles=[Role(role)], hours=0)
    client = staff_client(member)
    assert client.get(reverse("council")).status_code == 404
    assert client.post(reverse("council"), TOLD).status_code == 404


class TestWhoWasIt:
    @pytest.fixture
    def idea(self, actor, team):
        matter = make.matter(actor, kind=Kind.IDEA)
        initiative = Initiative.objects.get(matter=matter)
        publication = ask_to_publish(
            actor=make.acting(matter.owner),
            initiative=initiative,
            title="Een groenstrook",
            summary="Bloemen langs de laan.",
            today=make.TODAY,
            now=make.NOW,
        )
        return answer_publication(
            actor=resident(actor.tenant_id, matter.pk),
            publication=publication,
            agrees=True,
            now=make.NOW,
        )

    def test_one_button_asks_and_they_decide(self, council, idea):
        page = council.get(reverse("council")).text
        assert "Een groenstrook" in page
        assert "Fatima" not in page
        council.post(reverse("council-who", args=[idea.pk]))
        assert "Fatima" not in council.get(reverse("council")).text
        link = link_to(idea.matter)
        own, own_page = opened(link), address_of(link)
        assert "Mag diegene uw naam weten?" in own.get(own_page).text
        number = Follower.objects.get().pk
        own.post(f"{own_page}volger/{number}/", {"question": "name", "agrees": "yes"})
        shown = council.get(reverse("council")).text
        assert "Fatima el Amrani" in shown
        assert idea.matter.owner.name not in shown.split("Wat u volgt")[1]

    def test_it_is_asked_once(self, council, idea):
        for _ in range(2):
            council.post(reverse("council-who", args=[idea.pk]))
        assert Message.objects.filter(kind="follower_asks").count() == 1

    def test_what_is_not_public_cannot_be_asked_about(self, council, idea):
        answer_publication(
            actor=resident(idea.tenant_id, idea.matter_id),
            publication=idea,
            agrees=False,
            now=make.NOW,
        )
        council.post(reverse("council-who", args=[idea.pk]))
        assert not Follower.objects.exists()


@pytest.mark.parametrize("count", [2, 12])
def test_the_number_of_queries_does_not_grow(council, team, count, django_assert_max_num_queries):
    for number in range(count):
        council.post(reverse("council"), {**TOLD, "key": f"k{number}"})
    Follower.objects.update(progress="yes")
    with django_assert_max_num_queries(16):
        council.get(reverse("council"))
