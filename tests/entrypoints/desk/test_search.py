"""Search at the desk: found by what people type, told why, and nothing in the address."""

import pytest
from django.urls import reverse

from schakel.domain.arrivals.rules import Kind
from schakel.domain.organisations.models import Theme
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.rules import Role
from schakel.foundation.search import actions
from tests import incoming, make
from tests.pages import staff_client


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def noor(team):
    return staff_client(team.noor)


def look_for(client, typed, sort=""):
    actions.learn_words()
    answer = client.post(reverse("search"), {"q": typed})
    assert answer.status_code == 302, answer.content
    return client.get(answer["Location"], {"soort": sort} if sort else {})


def test_a_matter_is_found_with_its_words_marked(actor, team, noor):
    matter = make.matter(actor, subject="Groenstrook Kastanjelaan", story="Graag bloemen.")
    page = look_for(noor, "kastanjelaan")
    assert reverse("matter", args=[matter.pk]) in page.text
    assert "<mark>Kastanjelaan</mark>" in page.text


def test_a_typing_error_is_forgiven_and_said(actor, team, noor):
    make.matter(actor, subject="Groenstrook Kastanjelaan", story="Graag bloemen.")
    page = look_for(noor, "groenstrxok")
    assert "<mark>Groenstrook</mark>" in page.text
    assert "“Groenstrook” lijkt op wat u typte." in page.text


def test_what_was_typed_stands_in_no_address(actor, team, noor):
    answer = noor.post(reverse("search"), {"q": "Fatima el Amrani"})
    assert "fatima" not in answer["Location"].lower()


def test_somebody_is_found_by_name_and_by_address(actor, team, noor):
    matter = make.matter(actor)
    url = reverse("party", args=[matter.party_id])
    assert url in look_for(noor, "Fatima").text
    page = look_for(noor, "Fatima@Bewoner.example")
    assert url in page.text
    assert "Dit is hun adres of nummer." in page.text


def test_each_kind_of_thing_has_a_list_of_its_own(actor, team, noor):
    matter = make.matter(actor, subject="Speelplek", story="Schommels.")
    make.contact(make.acting(team.noor), matter, summary="Over de schommels gesproken.")
    everything = look_for(noor, "schommels").text
    contacts = look_for(noor, "schommels", "gesprekken").text
    assert everything.count('class="row ') == 2
    assert contacts.count('class="row ') == 2
    assert "<mark>schommels</mark> gesproken" in contacts


def test_mail_that_waits_is_found_with_its_sender_and_words_also_with_an_error(actor, noor):
    said = incoming.mail("Bij de ijsvogelplas ligt afval.", kind=Kind.LIST, subject="Zwerfvuil")
    came = incoming.arrive(actor, said)
    page = look_for(noor, "ijsvogelpals").text
    assert reverse("arrival", args=[came.pk]) in page
    assert "<mark>ijsvogelplas</mark>" in page
    assert "wacht op een plek" in page
    by_name = look_for(noor, "Fatima", "gesprekken").text
    assert "<mark>Fatima</mark> el Amrani" in by_name
    assert by_name.count('class="row ') == 1


def test_who_may_not_place_mail_gets_no_sign_of_it(actor, team):
    incoming.arrive(actor, incoming.mail("Bij de ijsvogelplas.", kind=Kind.LIST))
    olga = make.colleague(actor, "Olga", roles=[Role.OFFICIAL], networks=[team.network], hours=0)
    for typed in ("ijsvogelplas", "ijsvogelplas kattenluik"):
        page = look_for(staff_client(olga), typed).text
        assert "Niets gevonden" in page
        assert "Niets heeft al uw woorden." not in page


def test_some_words_are_better_than_none(actor, team, noor):
    make.matter(actor, subject="Groenstrook", story="Bloemen.")
    page = look_for(noor, "groenstrook kattenluik")
    assert "<mark>Groenstrook</mark>" in page.text
    assert "Niets heeft al uw woorden." in page.text


@pytest.mark.parametrize("typed", ["x" * 5_000, "' OR 1=1 --", "!&|():*", "\ue000<script>", "de"])
def test_nonsense_finds_nothing_and_breaks_nothing(actor, team, noor, typed):
    make.matter(actor)
    page = look_for(noor, typed)
    assert page.status_code == 200
    assert "Niets gevonden" in page.text
    assert "<script>" not in page.text.split("<main")[1]


def test_too_much_to_look_for_is_said_and_kept(team, noor):
    page = noor.post(reverse("search"), {"q": "woord " * 1_000})
    assert page.status_code == 200
    assert "woord woord" in page.text


def test_of_many_words_the_first_count_and_that_is_said(actor, team, noor):
    page = look_for(noor, " ".join(f"woord{number}" for number in range(100)))
    assert "eerste 12 woorden" in page.text


def test_nothing_to_look_for_asks_what(team, noor):
    assert noor.post(reverse("search"), {"q": "  "}).status_code == 200
    assert noor.get(reverse("search")).status_code == 200


def test_a_search_of_somebody_else_is_not_there(actor, team, noor):
    look_for(noor, "kastanjelaan")
    assert staff_client(team.sam).get(reverse("found", args=[1])).status_code == 404


def test_what_was_looked_for_last_can_be_looked_for_again(actor, team, noor):
    for number in range(12):
        look_for(noor, f"woord{number}")
    page = noor.get(reverse("search")).text
    assert "woord11" in page
    assert "woord2<" in page
    assert "woord1<" not in page


def test_who_may_see_nothing_of_it_finds_nothing(actor, team):
    make.matter(actor, subject="Kanarie", story="Kanarie", theme=Theme.objects.first())
    other = make.network(actor, "Elders")
    stranger = make.colleague(actor, "Vreemd", networks=[other])
    assert "Niets gevonden" in look_for(staff_client(stranger), "kanarie").text
    sponsor = make.colleague(actor, "Wethouder", roles=[Role.SPONSOR], networks=[team.network])
    assert staff_client(sponsor).post(reverse("search"), {"q": "kanarie"}).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_the_number_of_queries_does_not_depend_on_what_is_found(
    actor, team, noor, count, django_assert_max_num_queries
):
    for number in range(count):
        matter = make.matter(actor, subject=f"Groenstrook {number}", key=f"k{number}")
        make.contact(make.acting(team.noor), matter, summary="Over de groenstrook.")
        incoming.arrive(actor, incoming.mail("Over de groenstrook.", kind=Kind.LIST))
    actions.learn_words()
    location = noor.post(reverse("search"), {"q": "groenstrook"})["Location"]
    with django_assert_max_num_queries(15):
        assert noor.get(location).status_code == 200


def test_what_comes_after_the_first_page_is_one_step_further(actor, team, noor):
    for number in range(25):
        make.matter(actor, subject=f"Groenstrook {number}", key=f"k{number}")
    actions.learn_words()
    location = noor.post(reverse("search"), {"q": "groenstrook"})["Location"]
    first, second = (
        noor.get(location, {"soort": "kwesties", "vanaf": start}).text for start in (0, 20)
    )
    assert "?soort=kwesties&amp;vanaf=20" in first
    assert first.count('class="row ') == 20
    assert second.count('class="row ') == 5
    assert noor.get(location, {"vanaf": "999999999999"}).status_code == 200


@pytest.mark.parametrize("number", ["T2026-153", "RV/26.0417"])
def test_a_promise_to_the_council_is_found_by_its_number_there(actor, team, noor, number):
    matter = make.matter(actor)
    record_promise(
        actor=make.acting(matter.owner), connection=matter.connection, matter=matter,
        side=Side.OURS, words="Wij planten een boom.", given_by=matter.owner,
        council_number=number, made_on=make.TODAY, due_on=make.TODAY, today=make.TODAY,
        now=make.NOW,
    )  # fmt: skip
    page = look_for(noor, number).text
    assert "Wij planten een boom." in page
    assert reverse("matter", args=[matter.pk]) in page
    assert "Wij planten een boom." not in look_for(noor, "T1999-001").text
