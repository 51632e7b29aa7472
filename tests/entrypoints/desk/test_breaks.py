"""A break at the desk: found in the list, owned, explained, repaired in steps, ended, reopened."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.domain.connections.models import Connection
from schakel.domain.health.actions import suggest_repair
from schakel.domain.health.models import Break, BreakStep
from schakel.domain.health.rules import Cause, SignalKind
from schakel.domain.privacy.models import Viewing
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.entrypoints.desk.paging import ROWS_A_PAGE
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
QUERIES = 15 + 4
STEPS = ("wie", "oorzaak", "stap", "hersteld", "einde")


def broke(matter, *, days_ago: int = 40, signal: SignalKind = SignalKind.UNANSWERED, **fields):
    return Break.objects.create(
        tenant_id=matter.tenant_id,
        connection=matter.connection,
        signal=signal.value,
        since=TODAY - days_ago * DAY,
        found_at=NOW,
        owner=fields.pop("owner", matter.owner),
        **fields,
    )


def came(actor, team, name: str):
    return make.matter(
        actor, sender=Sender(name=name), theme=team.theme, area=team.area, now=NOW, today=TODAY
    )


@pytest.fixture
def found(matter):
    return broke(matter)


def page_of(client, found, part: str = "") -> str:
    answer = client.get(f"/vastgelopen/{found.pk}/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client, found, part: str, **typed: object):
    return client.post(f"/vastgelopen/{found.pk}/{part}/", typed)


def names(answer) -> list[str]:
    return [row.who for row in answer.context["rows"]]


def test_an_empty_list_says_what_will_come_here(client):
    page = client.get("/vastgelopen/").content.decode()
    assert "Niets is vastgelopen" in page


def test_the_list_begins_with_what_is_stuck_for_longest(actor, team, client, matter):
    broke(came(actor, team, "Buur kort"), days_ago=3)
    broke(matter, days_ago=40)
    answer = client.get("/vastgelopen/")
    assert names(answer) == ["Fatima el Amrani", "Buur kort"]
    page = answer.content.decode()
    assert "Zij wachten te lang op een antwoord, sinds" in page
    assert "U zorgt hiervoor. Hierna: zeg waardoor het kwam." in page


def test_the_list_is_narrowed_to_the_own_ones_or_to_those_of_nobody(actor, team, client, matter):
    broke(matter)
    broke(came(actor, team, "Buur van Sam"), owner=team.sam)
    broke(came(actor, team, "Buur van niemand"), owner=None)
    assert len(names(client.get("/vastgelopen/"))) == 3
    assert names(client.get("/vastgelopen/?van=mij")) == ["Fatima el Amrani"]
    assert names(client.get("/vastgelopen/?van=niemand")) == ["Buur van niemand"]


def test_a_long_list_has_pages_there_and_back(client, matter):
    for days in range(ROWS_A_PAGE + 2):
        broke(matter, days_ago=days)
    first = client.get("/vastgelopen/")
    second = client.get("/vastgelopen/" + first.context["on_url"])
    assert len(names(second)) == 2
    again = client.get("/vastgelopen/" + second.context["back_url"])
    assert [row.url for row in again.context["rows"]] == [row.url for row in first.context["rows"]]


@pytest.mark.parametrize("cursor", ["x", "1~", "1~gisteren", "%00~"])
def test_an_address_that_says_nothing_is_the_first_page(client, cursor):
    assert client.get(f"/vastgelopen/?voor={cursor}").status_code == 200


def test_who_carries_nothing_has_no_list(actor):
    sponsor = make.colleague(actor, "Roos", roles=[Role.SPONSOR])
    assert staff_client(sponsor).get("/vastgelopen/").status_code == 404


def test_neither_the_list_nor_the_page_takes_more_queries_for_more(actor, team, client, matter):
    found = broke(matter)

    def counted(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(database) as queries:
            client.get(path)
        return len(queries)

    def filled(numbers: range) -> list[int]:
        for number in numbers:
            broke(came(actor, team, f"Buur {number}"), owner=team.sam)
            broke(matter, days_ago=50 + number)
            BreakStep.objects.create(
                tenant_id=matter.tenant_id, about=found, text="Gebeld", staff=team.sam, done_at=NOW
            )
        return [counted("/vastgelopen/"), counted(f"/vastgelopen/{found.pk}/")]

    few, many = filled(range(3)), filled(range(3, 20))
    assert few == many
    assert max(many) <= QUERIES


def test_the_page_says_why_whom_it_harms_and_what_was_done(client, team, found):
    Break.objects.filter(pk=found.pk).update(people_harmed=40, blocks="Het speelveld")
    BreakStep.objects.create(
        tenant_id=found.tenant_id, about=found, text="Langs geweest", staff=team.sam, done_at=NOW
    )
    page = page_of(client, found)
    for words in (
        "Fatima el Amrani", "40 mensen", "40 dagen", "Het speelveld", "Langs geweest",
        "Sam Jansen", "Nog niet bekend.", "Schakel zag dat dit is vastgelopen.",
    ):  # fmt: skip
        assert words in page, words
    assert f"/verbindingen/{found.connection_id}/" in page


def test_looking_at_a_break_is_looking_at_its_connection(client, found):
    page_of(client, found)
    assert Viewing.objects.filter(subject="connection", subject_id=found.connection_id).exists()


def test_what_could_repair_it_is_offered_before_and_after_the_cause_is_known(client, found):
    assert page_of(client, found).count("Als dit de oorzaak is") == 2
    sent(client, found, "oorzaak", cause=Cause.OWNER_LOST.value, people_harmed="", blocks="")
    page = page_of(client, found)
    assert "Als dit de oorzaak is" not in page
    assert "De nieuwe vaste contactpersoon." in page


def test_what_could_repair_it_is_told_in_the_words_of_the_institution(actor, client, found):
    suggest_repair(
        actor=actor, cause=Cause.NO_INFORMATION, who_calls="De wijkregisseur.", say_first="",
        whom_to_bring="", now=NOW,
    )  # fmt: skip
    sent(client, found, "oorzaak", cause=Cause.NO_INFORMATION.value, people_harmed="", blocks="")
    page = page_of(client, found)
    assert "De wijkregisseur." in page
    assert "Zeg hoe het nu staat." in page


@pytest.mark.parametrize("signal", list(SignalKind))
def test_what_fits_the_signal_best_stands_first(client, matter, signal):
    found = broke(matter, signal=signal)
    form = client.get(f"/vastgelopen/{found.pk}/oorzaak/").context["form"]
    offered = page_of(client, found).count("Als dit de oorzaak is")
    assert offered > 0
    codes = [code for code, _words in form.fields["cause"].choices]
    assert sorted(codes) == sorted([*Cause, ""])


def test_somebody_sees_to_it_in_one_click_from_the_list(client, matter, team):
    found = broke(matter, owner=None)
    assert "Ik zorg hiervoor" in client.get("/vastgelopen/").content.decode()
    assert "Ik zorg hiervoor" in page_of(client, found)
    sent(client, found, "wie", to=team.noor.pk)
    found.refresh_from_db()
    assert found.owner_id == team.noor.pk
    assert "Ik zorg hiervoor" not in client.get("/vastgelopen/").content.decode()
    assert "Ik zorg hiervoor" not in page_of(client, found)


def test_it_is_given_to_a_colleague_of_the_network_only(actor, client, team, found):
    stranger = make.colleague(actor, "Piet Vreemd")
    assert "Sam Jansen" in page_of(client, found, "wie/")
    assert "Piet Vreemd" not in page_of(client, found, "wie/")
    assert sent(client, found, "wie", to=stranger.pk).status_code == 200
    sent(client, found, "wie", to=team.sam.pk)
    found.refresh_from_db()
    assert found.owner_id == team.sam.pk


def test_in_confidence_only_who_carries_it_can_see_to_it(actor, client, team, found):
    outside = make.colleague(actor, "Els Net", networks=[team.network])
    assert "Els Net" in page_of(client, found, "wie/")
    Connection.objects.filter(pk=found.connection_id).update(is_confidential=True)
    page = page_of(client, found, "wie/")
    assert "Els Net" not in page
    assert "Sam Jansen" in page
    Break.objects.filter(pk=found.pk).update(owner=outside)
    theirs = staff_client(outside)
    assert theirs.get(f"/vastgelopen/{found.pk}/").status_code == 404
    assert "Fatima" not in theirs.get("/vastgelopen/").content.decode()


def test_cause_harm_and_what_it_holds_up_are_kept(client, found):
    sent(client, found, "oorzaak", cause="input_ignored", people_harmed="12", blocks="Het hek")
    found.refresh_from_db()
    assert (found.cause, found.people_harmed, found.blocks) == ("input_ignored", 12, "Het hek")
    page = page_of(client, found)
    assert "Er werd niets gedaan" in page or "12 mensen" in page


@pytest.mark.parametrize(
    ("part", "typed", "kept"),
    [
        ("oorzaak", {"people_harmed": "0", "blocks": "Het hek van Oost"}, "Het hek van Oost"),
        ("oorzaak", {"people_harmed": "9999999999999", "blocks": "Het hek"}, "Het hek"),
        ("oorzaak", {"cause": "toverij", "blocks": "Het hek van Oost"}, "Het hek van Oost"),
        ("stap", {"text": "  "}, "Schrijf op wat u deed"),
        ("einde", {"end": "disagreed", "reason": "", "review_on": ""}, "disagreed"),
        ("einde", {"end": "repaired", "reason": "Het is klaar"}, "Het is klaar"),
        ("einde", {"end": "contact_limited", "reason": "Er was dreiging"}, "Er was dreiging"),
        ("wie", {"to": "0"}, "Sam Jansen"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(client, found, part, typed, kept):
    before = Break.objects.values().get(pk=found.pk)
    answer = sent(client, found, part, **typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert kept in page
    assert answer.context["form"].errors
    assert Break.objects.values().get(pk=found.pk) == before


def test_a_step_is_kept_with_who_took_it(client, found, team):
    sent(client, found, "stap", text="Langs geweest met de wethouder")
    page = page_of(client, found)
    assert "Langs geweest met de wethouder" in page
    assert team.noor.name in page


def test_only_they_can_say_that_it_is_repaired(client, found):
    assert "Alleen zij kunnen dat bevestigen." in page_of(client, found, "hersteld/")
    sent(client, found, "hersteld")
    found.refresh_from_db()
    assert (found.repaired_on, found.ended_on) == (TODAY, None)
    assert "Alleen zij kunnen zeggen dat het hersteld is." in page_of(client, found)


def test_it_ends_in_another_way_and_is_opened_again_with_a_reason(client, found):
    later = (TODAY + 90 * DAY).isoformat()
    sent(client, found, "einde", end="contact_limited", reason="Er was dreiging", review_on=later)
    page = page_of(client, found)
    assert "Er was dreiging" in page
    assert "Schrijf op wat u deed" not in page
    assert names(client.get("/vastgelopen/")) == []
    assert names(client.get("/vastgelopen/?afgelopen=ja")) == ["Fatima el Amrani"]
    for part in STEPS:
        assert sent(client, found, part, text="Gebeld").status_code == 302
    assert not BreakStep.objects.exists()
    assert sent(client, found, "heropenen", reason="").status_code == 200
    sent(client, found, "heropenen", reason="Zij belden opnieuw")
    assert "Zij belden opnieuw" in page_of(client, found)
    assert names(client.get("/vastgelopen/")) == ["Fatima el Amrani"]
    assert client.get(f"/vastgelopen/{found.pk}/heropenen/").status_code == 302


def test_others_of_the_network_see_it_without_its_steps(actor, team, found):
    official = make.colleague(actor, "Olaf Oost", roles=[Role.OFFICIAL], networks=[team.network])
    client = staff_client(official)
    assert "Schrijf op wat u deed" not in page_of(client, found)
    for part in STEPS:
        assert client.get(f"/vastgelopen/{found.pk}/{part}/").status_code == 302
        assert sent(client, found, part, text="Gebeld").status_code == 302
    assert not BreakStep.objects.exists()


def test_its_owner_sees_it_without_seeing_the_connection(actor, found):
    owner = make.colleague(actor, "Piet", networks=[make.network(actor)])
    Break.objects.filter(pk=found.pk).update(owner=owner)
    page = page_of(staff_client(owner), found)
    assert "Schrijf op wat u deed" in page
    assert f"/verbindingen/{found.connection_id}/" not in page


def test_for_another_network_it_does_not_exist(actor, found):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    assert "Fatima" not in outsider.get("/vastgelopen/").content.decode()
    for part in ("", *(f"{each}/" for each in (*STEPS, "heropenen"))):
        assert outsider.get(f"/vastgelopen/{found.pk}/{part}").status_code == 404
    assert sent(outsider, found, "stap", text="Gebeld").status_code == 404


def test_other_times_that_it_was_stuck_are_named(client, matter, found):
    earlier = broke(matter, days_ago=300, signal=SignalKind.SILENCE)
    assert f"/vastgelopen/{earlier.pk}/" in page_of(client, found)
