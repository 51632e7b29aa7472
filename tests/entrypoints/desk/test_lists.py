"""The lists of the desk: what they show, their filters, their pages and their queries."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from schakel.domain.health.models import Standing
from schakel.domain.health.rules import SignalKind, State, place_in_list
from schakel.domain.initiatives.actions import sort_matter
from schakel.domain.matters.actions import close_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.entrypoints.desk.paging import ROWS_A_PAGE
from tests import make
from tests.pages import staff_client

QUERIES = 15 + 4
LISTS = ["/kwesties/", "/nieuw/", "/partijen/", "/verbindingen/", "/initiatieven/"]


@pytest.fixture
def now():
    return timezone.now()


def came(actor, team, now, name="Fatima el Amrani", *, days_ago=0, idea=False, **fields):
    matter = make.matter(
        actor,
        sender=Sender(name=name),
        theme=fields.pop("theme", team.theme),
        area=team.area,
        received_at=now - timedelta(days=days_ago),
        now=now,
        today=timezone.localdate(now),
        **fields,
    )
    if idea:
        sort_matter(
            actor=actor, matter=matter, kind=Kind.IDEA, today=timezone.localdate(now), now=now
        )
    return matter


def names(answer, key="rows"):
    return [row["who"] if isinstance(row, dict) else row.who for row in answer.context[key]]


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_list_says_what_will_come_here(client, path):
    page = client.get(path).content.decode()
    assert "empty" in page
    assert "{%" not in page


@pytest.mark.parametrize("path", LISTS)
def test_who_carries_nothing_has_no_lists(actor, path):
    sponsor = make.colleague(actor, "Roos", roles=[Role.SPONSOR])
    assert staff_client(sponsor).get(path).status_code == 404


@pytest.mark.parametrize("path", LISTS)
def test_another_network_is_not_on_the_list(actor, team, now, path):
    came(actor, team, now, "Kanarie", idea=path == "/initiatieven/")
    outsider = make.colleague(actor, "Gast", roles=[Role.OFFICIAL])
    assert "Kanarie" not in staff_client(outsider).get(path).content.decode()


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("many", [3, 25])
def test_a_list_takes_no_more_queries_when_it_is_longer(
    actor, team, client, now, path, many, django_assert_max_num_queries
):
    for number in range(many):
        came(actor, team, now, f"Buur {number}", idea=path == "/initiatieven/")
    make.standings(actor, now, timezone.localdate(now))
    client.get(path)
    with django_assert_max_num_queries(QUERIES):
        assert "Buur 1" in client.get(path).content.decode()


def test_a_long_list_has_pages_there_and_back(actor, team, client, now):
    for number in range(ROWS_A_PAGE + 2):
        came(actor, team, now, f"Buur {number:02}", days_ago=number)
    first = client.get("/kwesties/?waits=us")
    assert names(first)[0] == "Buur 00"
    assert not first.context["back_url"]
    second = client.get("/kwesties/" + first.context["on_url"])
    assert names(second) == ["Buur 30", "Buur 31"]
    assert "waits=us" in second.context["back_url"]
    assert not second.context["on_url"]
    again = client.get("/kwesties/" + second.context["back_url"])
    assert names(again) == names(first)
    assert not again.context["back_url"]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "1~",
        "1~gisteren",
        "1~2026-01-01T00:00:00",
        "%00~",
        "9" * 40 + "~x",
        "1~" + "9" * 30,
        "1~-5",
    ],
)
@pytest.mark.parametrize("path", LISTS)
def test_an_address_that_says_nothing_is_the_first_page(client, path, cursor):
    assert client.get(f"{path}?voor={cursor}").status_code == 200


def test_names_are_in_order_without_minding_capitals(actor, team, client, now):
    for name in ("zwemclub", "Anna", "anja", "Bert"):
        came(actor, team, now, name)
    assert names(client.get("/partijen/")) == ["anja", "Anna", "Bert", "zwemclub"]
    assert names(client.get("/partijen/?letter=A")) == ["anja", "Anna"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("el", ["Fatima el Amrani"]), ("AMR", ["Fatima el Amrani"]), ("fatima jansen", []), ("%", [])],
)
def test_a_name_is_found_by_the_beginning_of_its_words(actor, team, client, now, query, found):
    came(actor, team, now)
    came(actor, team, now, "Buurttuin De Eik")
    assert names(client.get("/partijen/", {"q": query})) == found
    assert names(client.get("/partijen/zoeken/", {"q": query})) == found


def test_matters_are_filtered_by_what_the_address_says(actor, team, client, now):
    other = make.theme(actor, "Energie")
    idea = came(actor, team, now, "Idee", idea=True)
    came(actor, team, now, "Laat", days_ago=90)
    came(actor, team, now, "Elders", theme=other)
    closed = came(actor, team, now, "Dicht")
    close_matter(actor=actor, matter=closed, reason="klaar", now=now)
    assert set(names(client.get("/kwesties/"))) == {"Idee", "Laat", "Elders"}
    assert names(client.get("/kwesties/?kind=idea")) == ["Idee"]
    assert names(client.get("/kwesties/?late=on")) == ["Laat"]
    assert names(client.get(f"/kwesties/?theme={other.pk}")) == ["Elders"]
    assert names(client.get("/kwesties/?status=closed")) == ["Dicht"]
    assert len(names(client.get("/kwesties/?status=any"))) == 4
    Matter.objects.filter(pk=idea.pk).update(waits_for_them=True)
    assert names(client.get("/kwesties/?waits=them")) == ["Idee"]
    assert names(client.get("/initiatieven/?phase=done")) == []


def test_the_matters_of_a_colleague_stand_under_their_name(actor, team, client, now):
    came(actor, team, now)
    page = client.get(f"/kwesties/?van={team.sam.pk}")
    assert names(page) == ["Fatima el Amrani"]
    assert "Kwesties van Sam Jansen" in page.content.decode()


def test_a_neutral_subject_stays_neutral_in_a_list(actor, team, client, now):
    came(actor, team, now, story="Kanarie in de inhoud", neutral_subject=True)
    for path in ("/kwesties/", "/nieuw/"):
        assert "Kanarie" not in client.get(path).content.decode()


def test_one_click_says_what_it_is(actor, team, client, now):
    matter = came(actor, team, now)
    page = client.get("/nieuw/").content.decode()
    assert f'action="/kwesties/{matter.pk}/soort/"' in page
    assert 'name="kind" value="idea"' in page
    assert names(client.get("/nieuw/"), "asked") == ["Fatima el Amrani"]


def test_a_connection_says_in_words_how_it_goes(actor, team, client, now):
    matter = came(actor, team, now)
    make.contact(actor, matter, happened_at=now - timedelta(days=1), now=now)
    make.standings(actor, now, timezone.localdate(now))
    row = client.get("/verbindingen/").context["rows"][0]
    assert (row.tag.label, row.what[:15]) == ("goed", "Laatste contact")
    assert names(client.get("/verbindingen/?how=silent")) == []
    assert names(client.get("/verbindingen/?how=none")) == []
    assert names(client.get("/verbindingen/?how=good&carrier=me")) == ["Fatima el Amrani"]


def stands(matter, state: State, since: date) -> None:
    is_asking = state in (State.BROKEN, State.STRAINED)
    signal = {"kind": "carrier", "level": 2 if state is State.BROKEN else 1, "evidence": []}
    Standing.objects.filter(connection=matter.connection_id).update(
        state=state.value,
        signal=SignalKind.CARRIER.value if is_asking else "",
        since=since,
        signals=[{**signal, "since": since.isoformat()}] if is_asking else [],
        place=place_in_list(state, since),
    )


@pytest.fixture
def standing_ones(actor, team, now):
    """One connection of each state, and of what is stuck an older one."""
    today = timezone.localdate(now)
    stories = [
        ("Rust", State.RESTING, 5), ("Goed", State.GOOD, 400), ("Nieuw vast", State.BROKEN, 3),
        ("Let op", State.STRAINED, 90), ("Lang vast", State.BROKEN, 60),
        ("Klaar", State.COMPLETED, 9),
    ]  # fmt: skip
    matters = [(came(actor, team, now, name), state, days) for name, state, days in stories]
    make.standings(actor, now, today)
    for matter, state, days in matters:
        stands(matter, state, today - timedelta(days=days))


def test_what_goes_worst_stands_first_and_what_is_over_not_at_all(client, standing_ones):
    answer = client.get("/verbindingen/")
    assert names(answer) == ["Lang vast", "Nieuw vast", "Let op", "Goed", "Rust"]
    assert "Er is nu niemand voor hen" in answer.context["rows"][0].what


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ("broken", ["Lang vast", "Nieuw vast"]),
        ("strained", ["Let op"]),
        ("good", ["Goed"]),
        ("resting", ["Rust"]),
        ("completed", ["Klaar"]),
        ("verzonnen", ["Lang vast", "Nieuw vast", "Let op", "Goed", "Rust"]),
    ],
)
def test_connections_are_narrowed_by_how_they_stand(client, standing_ones, how, found):
    assert names(client.get(f"/verbindingen/?how={how}")) == found


def test_pages_go_on_from_where_the_worst_ended(actor, team, client, now):
    today = timezone.localdate(now)
    matters = [came(actor, team, now, f"Buur {number:02}") for number in range(ROWS_A_PAGE + 2)]
    make.standings(actor, now, today)
    for number, matter in enumerate(matters):
        stands(matter, State.BROKEN if number < ROWS_A_PAGE + 1 else State.STRAINED, today)
    first = client.get("/verbindingen/")
    second = client.get("/verbindingen/" + first.context["on_url"])
    assert names(second) == ["Buur 30", "Buur 31"]
    assert names(client.get("/verbindingen/" + second.context["back_url"])) == names(first)
