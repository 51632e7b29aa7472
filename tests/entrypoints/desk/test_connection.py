from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.domain.connections.actions import connect
from schakel.domain.connections.models import Connection
from schakel.domain.connections.rules import Tie, after_contact, silent_on
from schakel.domain.health.actions import look, look_again
from schakel.domain.matters.actions import close_matter
from schakel.domain.networks.models import Network
from schakel.domain.staff.rules import Role
from schakel.domain.terms.models import Term
from schakel.entrypoints.desk.curves import BOTTOM, LEFT, RIGHT, TOP, curve
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = date(2026, 3, 2)
DAY_LONG = timedelta(days=1)
# A request in a test runs inside the transaction of that test: a savepoint more, settings put back.
QUERIES_OF_THE_TEST = 4


def text_of(client, matter) -> str:
    answer = client.get(f"/verbindingen/{matter.connection_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def spoke(team, matter, *days_ago: int) -> None:
    for days in days_ago:
        make.contact(
            make.acting(team.noor), matter, happened_at=NOW - timedelta(days=days), now=NOW
        )


def test_the_chain_runs_from_the_party_to_the_alderman(actor, client, team, matter):
    page = text_of(client, matter)
    assert page.index("Fatima el Amrani") < page.index("Noor de Wit") < page.index("Wethouder")
    assert "nog niet gevraagd" in page
    Network.objects.filter(pk=team.network.pk).update(
        political_sponsor=make.colleague(actor, "Wim Wethouder")
    )
    assert "Wim Wethouder" in text_of(client, matter)


def test_the_page_says_by_which_day_to_call_and_shows_the_evidence(client, team, matter):
    spoke(team, matter, 70, 40, 10)
    page = text_of(client, matter)
    assert "U sprak elkaar het laatst op" in page
    assert "dan blijft het contact goed" in page
    assert 'role="img"' in page
    assert "Bekijk als tabel" in page
    assert "telt helemaal mee" in page
    assert "style=" not in page


def test_without_contact_the_page_says_that_none_is_recorded(actor, client, team):
    found = connect(
        actor=actor, party=make.party(actor), network=team.network, today=TODAY, now=NOW
    )
    answer = client.get(f"/verbindingen/{found.pk}/")
    assert "Geen contact vastgelegd" in answer.content.decode()
    assert answer.context["curve"] is None


def test_how_often_is_agreed(client, matter):
    client.post(f"/verbindingen/{matter.connection_id}/ritme/", {"days": "14"})
    found = Connection.objects.get(pk=matter.connection_id)
    assert found.agreed_rhythm_days == 14
    assert "elke 14 dagen" in text_of(client, matter)
    client.post(f"/verbindingen/{matter.connection_id}/ritme/", {"days": ""})
    found.refresh_from_db()
    assert found.agreed_rhythm_days is None


def test_another_number_than_the_choices_is_refused(client, matter):
    answer = client.post(f"/verbindingen/{matter.connection_id}/ritme/", {"days": "1"})
    assert answer.status_code == 200
    assert Connection.objects.get(pk=matter.connection_id).agreed_rhythm_days is None


def test_others_do_not_find_the_page(actor, matter):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    assert outsider.get(f"/verbindingen/{matter.connection_id}/").status_code == 404
    assert (
        outsider.post(f"/verbindingen/{matter.connection_id}/ritme/", {"days": "7"}).status_code
        == 404
    )


def test_the_number_of_queries_does_not_grow_with_the_contacts(client, team, matter):
    def filled(*days_ago: int) -> int:
        spoke(team, matter, *days_ago)
        with CaptureQueriesContext(database) as queries:
            text_of(client, matter)
        return len(queries)

    few = filled(90, 80, 70)
    many = filled(*range(60, 33, -1))
    assert few == many
    assert many <= 15 + QUERIES_OF_THE_TEST


def points(path: str) -> list[tuple[float, float]]:
    pairs = [pair.split() for pair in path.removeprefix("M").split("L") if pair]
    return [(float(x), float(y)) for x, y in pairs]


def told(*contacts: tuple[int, float], rhythm: float = 30) -> Tie:
    tie = Tie(DAY + timedelta(days=contacts[0][0]), rhythm)
    for days, weight in contacts:
        tie = after_contact(tie, DAY + timedelta(days=days), weight)
    return tie


def test_the_curve_ends_where_the_stored_strength_says():
    contacts = [(DAY, 1.0), (DAY + timedelta(days=20), 1.5)]
    tie = told((0, 1.0), (20, 1.5))
    today = DAY + timedelta(days=30)
    drawn = curve(contacts, tie, today, silent_on(tie))
    assert drawn is not None
    assert points(drawn.past)[-1] == points(drawn.coming)[0]
    assert len(drawn.contacts) == 2
    assert drawn.silent is not None


def test_the_curve_falls_between_contacts_and_jumps_at_each():
    contacts = [(DAY, 1.0), (DAY + timedelta(days=20), 1.0)]
    drawn = curve(contacts, told((0, 1.0), (20, 1.0)), DAY + timedelta(days=40), None)
    heights = [y for _x, y in points(drawn.past)]
    climbs = [(a, b) for a, b in pairwise(heights) if b < a]
    assert len(climbs) == 1


@pytest.mark.parametrize("days", [0, 1, 30, 400, 2000])
def test_the_curve_stays_within_its_frame(days):
    contacts = [(DAY + timedelta(days=each), 1.5) for each in (0, 3, 5, 200)]
    tie = told((0, 1.5), (3, 1.5), (5, 1.5), (200, 1.5))
    drawn = curve(contacts, tie, DAY + timedelta(days=200 + days), silent_on(tie))
    for x, y in [*points(drawn.past), *points(drawn.coming)]:
        assert LEFT <= x <= RIGHT
        assert TOP <= y <= BOTTOM


def test_contacts_without_weight_draw_nothing():
    assert curve([(DAY, 0.0)], Tie(DAY, 30), DAY, None) is None
    assert curve([], Tie(DAY, 30), DAY, None) is None


def step(client, matter, name, **typed):
    return client.post(f"/verbindingen/{matter.connection_id}/{name}/", typed, follow=True)


def connection_of(matter) -> Connection:
    return Connection.objects.get(pk=matter.connection_id)


class TestRest:
    @pytest.fixture(autouse=True)
    def _silent(self, matter):
        Connection.objects.filter(pk=matter.connection_id).update(silent_on=TODAY)

    def test_silence_says_nothing_until_the_agreed_day(self, client, matter):
        until = TODAY + timedelta(days=30)
        silent = Connection.objects.filter(pk=matter.connection_id)
        assert silent.silent_by(TODAY, TODAY).exists()
        answer = step(client, matter, "rust", until=until.isoformat(), both_agreed="on")
        assert "Op de afgesproken dag vraagt dit weer uw aandacht." in answer.content.decode()
        assert "Tot dan vragen wij niemand om te bellen." in text_of(client, matter)
        assert not silent.silent_by(until - timedelta(days=1), until - timedelta(days=1)).exists()
        assert silent.silent_by(until, until).exists()
        assert Line.objects.latest("pk").what == "connection.rested"

    def test_one_side_cannot_rest_alone_nor_until_yesterday(self, client, matter):
        tomorrow = (TODAY + timedelta(days=1)).isoformat()
        assert (
            "Spreek dit eerst af" in step(client, matter, "rust", until=tomorrow).content.decode()
        )
        for until in (TODAY, TODAY + timedelta(days=500)):
            step(client, matter, "rust", until=until.isoformat(), both_agreed="on")
        assert connection_of(matter).resting_until is None

    def test_it_goes_on_before_its_day_in_one_click(self, client, matter):
        until = (TODAY + timedelta(days=30)).isoformat()
        step(client, matter, "rust", until=until, both_agreed="on")
        assert "Vanaf nu telt stilte weer." in step(client, matter, "verder").content.decode()
        assert connection_of(matter).resting_until is None
        assert "Dit rust niet." in step(client, matter, "verder").content.decode()

    def test_the_list_finds_what_rests(self, actor, client, matter):
        page = f"/verbindingen/{matter.connection_id}/"
        make.standings(actor, NOW, TODAY)
        assert page in client.get("/verbindingen/?how=silent").content.decode()
        step(
            client, matter, "rust", until=(TODAY + timedelta(days=9)).isoformat(), both_agreed="on"
        )
        make.standings(actor, timezone.now(), TODAY)
        assert page in client.get("/verbindingen/?how=resting").content.decode()
        assert page not in client.get("/verbindingen/?how=silent").content.decode()


def test_the_purpose_stands_at_the_top_and_can_change(client, matter):
    step(client, matter, "doel", purpose="Een groene straat.")
    assert '<p class="lead">Een groene straat.</p>' in text_of(client, matter)
    assert Line.objects.latest("pk").what == "connection.purpose_changed"


class TestComplete:
    def test_not_while_something_of_them_is_open(self, client, matter):
        answer = step(client, matter, "afronden", reason="Het is gedaan.")
        assert "Er staat nog iets van hen open." in answer.content.decode()
        assert connection_of(matter).completed_on is None

    def test_the_reason_is_needed_and_shown_and_nothing_is_agreed_any_more(
        self, actor, client, team, matter
    ):
        close_matter(actor=actor, matter=matter, reason="klaar", now=NOW)
        assert step(client, matter, "afronden", reason=" ").status_code == 200
        assert connection_of(matter).completed_on is None
        step(client, matter, "afronden", reason="De boom staat er.")
        page = text_of(client, matter)
        assert "De boom staat er." in page
        assert "/rust/" not in page
        assert Line.objects.latest("pk").what == "connection.completed"
        for name in ("ritme", "doel", "rust", "afronden"):
            answer = client.get(f"/verbindingen/{matter.connection_id}/{name}/", follow=True)
            assert "Dit is afgerond op" in answer.content.decode()


def test_who_only_sees_a_connection_agrees_nothing_in_the_name_of_others(actor, team, matter):
    official = make.colleague(actor, "Vera", roles=[Role.OFFICIAL], networks=[team.network])
    client = staff_client(official)
    assert "/rust/" not in text_of(client, matter)
    answer = step(client, matter, "doel", purpose="Iets anders")
    assert "van een collega" in answer.content.decode()
    assert connection_of(matter).purpose == ""


def test_others_do_not_find_the_steps(actor, matter):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    for name in ("ritme", "doel", "rust", "afronden"):
        assert outsider.get(f"/verbindingen/{matter.connection_id}/{name}/").status_code == 404


class TestHealth:
    def test_what_asks_attention_stands_in_the_headline_with_its_reason(
        self, actor, client, team, matter
    ):
        Term.objects.update(started_on=TODAY - 60 * DAY_LONG, due_on=TODAY - 9 * DAY_LONG)
        look_again(
            tenant_id=actor.tenant_id, connections=[matter.connection_id], today=TODAY, now=NOW
        )
        look(actor=actor, today=TODAY, now=NOW)
        page = text_of(client, matter)
        assert "Waarom vraagt dit aandacht?" in page
        assert page.count("Zij wachten op antwoord.") == 2
        assert "let op" in page

    def test_where_nothing_asks_attention_nothing_is_said_of_it(self, actor, client, matter):
        look_again(
            tenant_id=actor.tenant_id, connections=[matter.connection_id], today=TODAY, now=NOW
        )
        look(actor=actor, today=TODAY, now=NOW)
        page = text_of(client, matter)
        assert "Waarom vraagt dit aandacht?" not in page
