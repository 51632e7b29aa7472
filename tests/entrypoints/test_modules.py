"""What an institution can do without: off, nothing of it is there; on again, all of it is."""

import importlib
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from schakel.config import urls
from schakel.domain.followers.models import Follower
from schakel.domain.initiatives.actions import (
    answer_publication,
    ask_to_publish,
    introduce,
    sort_matter,
)
from schakel.domain.initiatives.models import Initiative, Introduction
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.actions import choose_module
from schakel.domain.organisations.models import TurnedOn
from schakel.domain.organisations.queries import modules_on
from schakel.domain.organisations.rules import Module
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.entrypoints.account.context import navigation
from schakel.foundation.kernel.actor import Actor, ActorKind, resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.pages import staff_client
from tests.residents import address_of, filled_in, link_to, opened

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
STORY = "Graag bloemen en een groenstrook bij de school aan de Kastanjelaan."
# Every route of a module, in the order of the page with all routes.
ROUTES = {
    Module.IDEAS: {"ideas", "page-publication", "initiative-publish", "initiative-take-off"},
    Module.INTRODUCTIONS: {"page-introduction", "page-between", "introduce"},
    Module.COUNCIL: {"page-follower", "council", "council-who"},
}


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def noor(team):
    return staff_client(team.noor)


@pytest.fixture
def carla(actor, team):
    return make.colleague(actor, "Carla Bontekoe", roles=[Role.COUNCILLOR], hours=0)


def turn(actor, module, *, is_on):
    choose_module(actor=actor, module=module, is_on=is_on, now=NOW)


def an_idea(actor, number) -> Initiative:
    matter = make.matter(
        actor,
        story=STORY,
        sender=Sender(name=f"Bewoner {number}", email=f"bewoner{number}@bewoner.example"),
        now=NOW,
        today=TODAY,
    )
    sort_matter(actor=actor, matter=matter, kind=Kind.IDEA, today=TODAY, now=NOW)
    return Initiative.objects.select_related("matter").get(matter=matter)


def shown(actor, initiative) -> None:
    answer_publication(
        actor=resident(actor.tenant_id, initiative.matter_id),
        publication=ask_to_publish(
            actor=actor,
            initiative=initiative,
            title="Bloemen op de laan",
            summary="Een groenstrook met bloemen bij de school.",
            today=TODAY,
            now=NOW,
        ),
        agrees=True,
        now=NOW,
    )


def routes() -> Iterator[tuple[str, str | None]]:
    for route in [*urls.public, *urls.desk]:
        assert isinstance(route, URLPattern)
        yield str(route.name), getattr(route.callback, "of_module", None)


def test_an_institution_begins_with_all_modules_off(tenant):
    assert modules_on() == frozenset()


def test_the_routes_of_each_module_are_marked_and_no_others_are():
    marked = [(name, module) for name, module in routes() if module is not None]
    expected = [(name, module) for module, names in ROUTES.items() for name in sorted(names)]
    assert sorted(marked) == sorted(expected)


@pytest.mark.parametrize(
    ("module", "name"),
    [(module, name) for module, names in ROUTES.items() for name in sorted(names)],
)
def test_where_a_module_is_off_its_pages_are_not_there_for_anybody(
    actor, team, noor, carla, module, name
):
    pattern = next(each for each in [*urls.public, *urls.desk] if each.name == name)
    values = {each: "x" if each == "token" else 1 for each in pattern.pattern.converters}
    path = reverse(name, kwargs=values)
    turn(actor, module, is_on=False)
    for client in (noor, staff_client(carla), Client()):
        assert client.get(path).status_code == 404
        assert client.post(path, {}).status_code == 404


def test_the_page_that_is_not_there_says_so_in_words(actor, team):
    turn(actor, Module.IDEAS, is_on=False)
    page = Client().get("/ideeen/").content.decode()
    assert "Deze pagina is er niet" in page


def test_only_administrators_turn_something_on(actor, team):
    with pytest.raises(Refused, match="only_administrators"):
        turn(make.acting(team.noor), Module.IDEAS, is_on=False)


class TestIdeas:
    def test_off_nothing_points_to_the_page_and_nothing_is_asked(self, actor, team, noor):
        initiative = an_idea(actor, 1)
        shown(actor, initiative)
        page, link = reverse("initiative", args=[initiative.pk]), link_to(initiative.matter)
        client, own = opened(link), address_of(link)
        assert "Op de openbare pagina" in noor.get(page).content.decode()
        assert "onze pagina met ideeën" in client.get(own).content.decode()
        assert "/ideeen/" in client.get("/").content.decode()
        turn(actor, Module.IDEAS, is_on=False)
        assert "Op de openbare pagina" not in noor.get(page).content.decode()
        assert "onze pagina met ideeën" not in client.get(own).content.decode()
        assert "/ideeen/" not in client.get("/").content.decode()

    def test_on_again_what_was_agreed_stands_there(self, actor, team):
        shown(actor, an_idea(actor, 1))
        turn(actor, Module.IDEAS, is_on=False)
        turn(actor, Module.IDEAS, is_on=True)
        assert "Bloemen op de laan" in Client().get("/ideeen/").content.decode()

    def test_off_nobody_is_shown_what_others_want(self, actor, team):
        shown(actor, an_idea(actor, 1))
        turn(actor, Module.IDEAS, is_on=False)
        client = Client()
        answer = client.post("/meedoen/", filled_in(story=STORY))
        assert answer.status_code == 302
        assert Matter.objects.count() == 2


class TestIntroductions:
    def test_off_nobody_is_asked_and_nothing_is_shown(self, actor, team, noor):
        one, other = an_idea(actor, 1).matter, an_idea(actor, 2).matter
        introduce(actor=actor, matter=one, other=other, today=TODAY, now=NOW)
        link = link_to(one)
        client, own = opened(link), address_of(link)
        assert "een idee dat erop lijkt" in client.get(own).content.decode()
        turn(actor, Module.INTRODUCTIONS, is_on=False)
        assert "een idee dat erop lijkt" not in client.get(own).content.decode()
        likes = noor.get(reverse("matter-likes", args=[one.pk])).content.decode()
        assert "/kennismaken/" not in likes
        assert Introduction.objects.count() == 1

    def test_off_who_sends_something_in_is_not_asked_whether_they_want_to(self, actor, team):
        shown(actor, an_idea(actor, 1))
        turn(actor, Module.INTRODUCTIONS, is_on=False)
        client = Client()
        typed = filled_in(story=STORY)
        page = client.post("/meedoen/", typed).content.decode()
        assert "Bloemen op de laan" in page
        assert 'value="meet"' not in page
        client.post("/meedoen/", {**typed, "send": "meet"})
        assert Matter.objects.count() == 2
        assert not Introduction.objects.exists()


class TestCouncil:
    def test_off_it_is_not_in_the_menu_and_what_was_brought_in_stays(self, actor, team, carla):
        council = staff_client(carla)
        told = {"key": "k", "story": STORY, "name": "Fatima", "email": "f@x.example", "knows": "on"}
        council.post("/raad/", told)
        matter = Matter.objects.get()
        link = link_to(matter)
        client, own = opened(link), address_of(link)
        tell(
            actor=actor,
            members=[carla],
            kind=NoticeKind.QUESTION_ANSWERED,
            trigger="x",
            text="Zij vinden het goed.",
            now=NOW,
        )
        page = council.get("/vandaag/").content.decode()
        assert "/raad/" in page
        assert "Zij vinden het goed." in page
        assert "Carla Bontekoe" in client.get(own).content.decode()
        turn(actor, Module.COUNCIL, is_on=False)
        page = council.get("/vandaag/").content.decode()
        assert "/raad/" not in page
        assert "Zij vinden het goed." not in page
        assert "Carla Bontekoe" not in client.get(own).content.decode()
        assert Follower.objects.filter(matter=matter).exists()


def every_role() -> Iterator[frozenset[str]]:
    roles = [role.value for role in Role]
    for chosen in range(2 ** len(roles)):
        yield frozenset(role for place, role in enumerate(roles) if chosen >> place & 1)


@pytest.mark.parametrize("modules", [frozenset(), frozenset(Module)], ids=["off", "on"])
def test_nobody_has_more_than_five_entries_in_the_menu(modules):
    for roles in every_role():
        actor = Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=1, roles=roles)
        menu = navigation(actor, modules)
        assert 1 <= len(menu) <= 5, roles
        assert len({item.url for item in menu}) == len(menu)


def test_who_used_something_before_it_could_be_turned_off_keeps_it(actor, tenant, team, carla):
    shown(actor, an_idea(actor, 1))
    staff_client(carla).post(
        "/raad/",
        {"key": "k", "story": STORY, "name": "Fatima", "email": "f@x.example", "knows": "on"},
    )
    other = make.tenant()
    TurnedOn.objects.all().delete()
    in_use = importlib.import_module(
        "schakel.domain.organisations.migrations.0003_modules_in_use"
    ).IN_USE
    for _time in range(2):
        with connection.cursor() as cursor:
            cursor.execute(in_use)
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        assert modules_on() == {Module.IDEAS, Module.COUNCIL}
    with within_tenant(other.pk):
        assert modules_on() == frozenset()
