import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.rules import Direction
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import appoint_deputy, plan_absence
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.models import Task
from schakel.foundation.tenancy.context import also_show
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def promise(team, matter):
    return record_promise(
        actor=make.acting(team.noor),
        connection=matter.connection,
        matter=matter,
        side=Side.OURS,
        words="Ik zoek het uit.",
        given_by=team.noor,
        made_on=TODAY,
        due_on=TODAY + timedelta(days=3),
        today=TODAY,
        now=NOW,
    )


def typed(**fields) -> dict[str, str]:
    return {"words": "Ik bel u terug.", "side": "ours", "made_on": TODAY.isoformat(), **fields}


def test_a_promise_is_written_down_in_the_words_given(client, team, matter):
    client.post(
        f"/kwesties/{matter.pk}/toezegging/",
        typed(given_by=str(team.noor.pk), mandate="de wethouder", due_on=TODAY.isoformat()),
    )
    promise = Promise.objects.get(matter=matter)
    assert (promise.words, promise.course, promise.mandate) == (
        "Ik bel u terug.",
        "confirmed",
        "de wethouder",
    )
    assert "Ik bel u terug." in client.get(f"/kwesties/{matter.pk}/").content.decode()


def test_a_promise_of_a_colleague_is_heard_until_they_confirm(client, team, matter):
    client.post(f"/kwesties/{matter.pk}/toezegging/", typed(given_by=str(team.sam.pk)))
    promise = Promise.objects.get(matter=matter)
    assert promise.course == "heard"
    staff_client(team.sam).post(f"/toezeggingen/{promise.pk}/", {"course": "confirmed"})
    promise.refresh_from_db()
    assert promise.course == "confirmed"


def test_their_promise_has_no_colleague(client, team, matter):
    client.post(
        f"/kwesties/{matter.pk}/toezegging/", typed(side="theirs", given_by=str(team.noor.pk))
    )
    assert Promise.objects.get(matter=matter).given_by is None


def test_a_promise_of_ours_without_a_giver_is_refused_and_stays_typed(client, matter):
    answer = client.post(f"/kwesties/{matter.pk}/toezegging/", typed())
    assert answer.status_code == 200
    assert "Ik bel u terug." in answer.content.decode()


def test_kept_is_one_click_that_leads_back(client, promise):
    answer = client.post(f"/toezeggingen/{promise.pk}/", {"course": "kept", "next": "/vandaag/"})
    assert answer.url == "/vandaag/"
    promise.refresh_from_db()
    assert promise.course == "kept"


def test_a_new_date_keeps_the_old_one_in_sight(client, matter, promise):
    later = TODAY + timedelta(days=9)
    client.post(
        f"/toezeggingen/{promise.pk}/",
        {
            "course": "renegotiated",
            "due_on": later.isoformat(),
            "reason": "De kaart is er nog niet.",
        },
    )
    promise.refresh_from_db()
    assert promise.due_on == later
    page = client.get(f"/kwesties/{matter.pk}/").content.decode()
    assert "De kaart is er nog niet." in page
    assert "Eerst:" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"course": "renegotiated", "reason": "Zomaar."},
        {"course": "renegotiated", "due_on": TODAY.isoformat(), "reason": "Zomaar."},
        {"course": "broken", "reason": ""},
        {"course": "withdrawn", "reason": ""},
        {"course": "renegotiated", "due_on": "morgen", "reason": "Zomaar."},
    ],
)
def test_what_lacks_a_date_or_a_reason_is_refused_in_words(client, promise, fields):
    answer = client.post(f"/toezeggingen/{promise.pk}/", fields)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    promise.refresh_from_db()
    assert promise.course == "confirmed"


@pytest.mark.parametrize("course", ["broken", "withdrawn"])
def test_what_will_not_happen_is_told_with_its_reason(client, promise, course):
    client.post(f"/toezeggingen/{promise.pk}/", {"course": course, "reason": "Er is geen geld."})
    promise.refresh_from_db()
    assert (promise.course, promise.reason) == (course, "Er is geen geld.")


def test_what_has_ended_offers_no_more_choice(client, promise):
    client.post(f"/toezeggingen/{promise.pk}/", {"course": "kept"})
    page = client.get(f"/toezeggingen/{promise.pk}/").content.decode()
    assert 'name="course"' not in page
    assert "nagekomen" in page


def test_others_do_not_find_it(actor, promise, matter):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    assert outsider.get(f"/toezeggingen/{promise.pk}/").status_code == 404
    assert outsider.post(f"/kwesties/{matter.pk}/toezegging/", typed()).status_code == 404


def test_of_a_promise_to_the_council_its_number_stands_on_the_page(client, team, matter):
    client.post(
        f"/kwesties/{matter.pk}/toezegging/",
        typed(given_by=str(team.noor.pk), council_number="T-2026-118"),
    )
    assert (
        "Nummer van de raad: T-2026-118." in client.get(f"/kwesties/{matter.pk}/").content.decode()
    )


def test_a_promise_that_is_still_to_come_is_none(client, team, matter):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    answer = client.post(
        f"/kwesties/{matter.pk}/toezegging/", typed(given_by=str(team.noor.pk), made_on=tomorrow)
    )
    assert "Een belofte is van vandaag of eerder." in answer.content.decode()
    assert not Promise.objects.exists()


@pytest.mark.parametrize("course", ["broken", "withdrawn", "renegotiated"])
def test_they_hear_from_us_when_ours_is_not_kept_as_it_was_given(client, promise, course):
    later = (TODAY + timedelta(days=9)).isoformat()
    fields = {"course": course, "reason": "Er is geen geld.", "due_on": later}
    page = client.post(f"/toezeggingen/{promise.pk}/", fields, follow=True).content.decode()
    assert "Zij horen het van ons, met uw reden." in page
    mail = Message.objects.get(kind="promise_changed")
    assert mail.to_address == "fatima@bewoner.example"


def test_they_are_called_or_written_to_who_have_no_mail(client, actor, team):
    matter = make.matter(
        actor, sender=Sender(name="Jan Vos", phone="0501234567"), theme=team.theme,
        area=team.area, now=NOW, today=TODAY,
    )  # fmt: skip
    ours = promised(team.noor, matter.connection, matter=matter)
    client.post(f"/toezeggingen/{ours.pk}/", {"course": "broken", "reason": "Geen geld."})
    task = Task.objects.open().get(matter=matter, message__kind="promise_changed")
    assert (task.kind, task.staff) == ("call", matter.owner)


def test_of_a_promise_about_no_matter_a_colleague_is_asked_to_call(client, team, matter):
    ours = promised(team.noor, matter.connection)
    client.post(f"/toezeggingen/{ours.pk}/", {"course": "broken", "reason": "Geen geld."})
    task = Task.objects.open().get(connection=matter.connection)
    assert (task.kind, task.staff, task.text) == (
        "call", matter.owner,
        "Wij doen niet wat wij beloofden: “Ik zoek het uit.” De reden: Geen geld.",
    )  # fmt: skip


@pytest.mark.parametrize("course", ["kept", "broken", "renegotiated", "withdrawn"])
def test_of_theirs_it_is_only_written_down(client, team, matter, course):
    theirs = promised(team.noor, matter.connection, side=Side.THEIRS, matter=matter)
    later = (TODAY + timedelta(days=9)).isoformat()
    page = client.get(f"/toezeggingen/{theirs.pk}/").content.decode()
    assert "Zij deden het" in page
    fields = {"course": course, "reason": "Zij zijn verhuisd.", "due_on": later}
    client.post(f"/toezeggingen/{theirs.pk}/", fields)
    theirs.refresh_from_db()
    assert theirs.course == course
    assert not Message.objects.filter(kind="promise_changed").exists()


def test_what_they_did_not_do_yet_is_no_reproach(client, team, matter):
    promised(team.noor, matter.connection, side=Side.THEIRS, matter=matter, due_on=YESTERDAY)
    page = client.get(f"/kwesties/{matter.pk}/").content.decode()
    assert "vraag hoe het gaat" in page
    assert "te laat" not in page
    today = client.get("/vandaag/").content.decode()
    assert "Vraag eens hoe het gaat." in today


def test_who_only_gave_it_confirms_it_without_seeing_the_matter(actor, team, matter):
    alderman = make.colleague(actor, "Wethouder Bakker", roles=[Role.SPONSOR])
    heard = promised(team.noor, matter.connection, matter=matter, given_by=alderman)
    theirs = staff_client(alderman)
    assert theirs.get(f"/kwesties/{matter.pk}/").status_code == 404
    assert "Ik zoek het uit." in theirs.get(f"/toezeggingen/{heard.pk}/").content.decode()
    answer = theirs.post(f"/toezeggingen/{heard.pk}/", {"course": "confirmed"})
    assert answer.url == "/vandaag/"
    heard.refresh_from_db()
    assert heard.course == "confirmed"


def test_of_a_matter_in_confidence_who_may_not_know_of_it_is_not_asked(actor, team):
    quiet = make.matter(
        actor, confidential=True, theme=team.theme, area=team.area, now=NOW, today=TODAY
    )
    also_show(quiet.pk)
    alderman = make.colleague(actor, "Wethouder Bakker", roles=[Role.SPONSOR])
    heard = promised(quiet.owner, quiet.connection, matter=quiet, given_by=alderman)
    asked = Notice.objects.get(kind="promise_heard")
    assert asked.staff == quiet.owner
    assert staff_client(alderman).get(f"/toezeggingen/{heard.pk}/").status_code == 404


def test_a_stand_in_says_what_became_of_it(actor, team):
    here = {"roles": [Role.OFFICIAL], "networks": [team.network]}
    piet, els = make.colleague(actor, "Piet", **here), make.colleague(actor, "Els", **here)
    matter = make.matter(actor, theme=team.theme, area=team.area, now=NOW, today=TODAY)
    ours = promised(piet, matter.connection, matter=matter)
    for_piet = staff_client(els)
    page = for_piet.post(f"/toezeggingen/{ours.pk}/", {"course": "kept"}).content.decode()
    assert "Deze belofte is van iemand anders." in page
    appoint_deputy(actor=actor, member=piet, deputy=els, now=NOW)
    plan_absence(actor=actor, member=piet, from_on=TODAY, until_on=None, now=NOW)
    for_piet.post(f"/toezeggingen/{ours.pk}/", {"course": "kept"})
    ours.refresh_from_db()
    assert ours.course == "kept"


def test_what_we_wrote_is_offered_as_a_promise_and_recorded_in_one_click(client, team, matter):
    record_contact(
        actor=make.acting(team.noor), party=matter.party, matter=matter, channel="mail",
        direction=Direction.OUTBOUND, summary="Dank voor uw brief. Ik zoek het uit.",
        happened_at=NOW, staff_id=team.noor.pk, now=NOW,
    )  # fmt: skip
    page = client.get(f"/kwesties/{matter.pk}/").content.decode()
    assert "Is dit een belofte?" in page
    assert "Ik zoek het uit." in page
    assert "Dank voor uw brief.”" not in page
    assert not Promise.objects.exists()
    client.post(f"/kwesties/{matter.pk}/toezegging/", offered(page))
    promise = Promise.objects.get()
    assert (promise.words, promise.given_by, promise.course) == (
        "Ik zoek het uit.", team.noor, "confirmed",
    )  # fmt: skip
    assert "Is dit een belofte?" not in client.get(f"/kwesties/{matter.pk}/").content.decode()


def test_what_they_mailed_is_offered_as_theirs(client, actor, team, matter):
    record_contact(
        actor=actor, party=matter.party, matter=matter, channel="mail",
        direction=Direction.INBOUND, summary="Ik stuur u morgen de foto's. Kunt u bellen?",
        happened_at=NOW, now=NOW,
    )  # fmt: skip
    typed_in = offered(client.get(f"/kwesties/{matter.pk}/").content.decode())
    assert (typed_in["side"], typed_in["given_by"]) == ("theirs", "")
    client.post(f"/kwesties/{matter.pk}/toezegging/", typed_in)
    assert Promise.objects.get().side == "theirs"


def test_of_what_somebody_else_said_it_is_asked_who_that_is(client, team, matter):
    record_contact(
        actor=make.acting(team.noor), party=matter.party, matter=matter, channel="mail",
        direction=Direction.OUTBOUND, summary="De wethouder beloofde een bankje.",
        happened_at=NOW, staff_id=team.noor.pk, now=NOW,
    )  # fmt: skip
    typed_in = offered(client.get(f"/kwesties/{matter.pk}/").content.decode())
    page = client.post(f"/kwesties/{matter.pk}/toezegging/", typed_in).content.decode()
    assert "De wethouder beloofde een bankje." in page
    assert "error" not in page
    assert not Promise.objects.exists()


def test_what_was_written_long_ago_is_not_offered_any_more(client, team, matter):
    record_contact(
        actor=make.acting(team.noor), party=matter.party, matter=matter, channel="mail",
        direction=Direction.OUTBOUND, summary="Ik zoek het uit.",
        happened_at=NOW - timedelta(days=15), staff_id=team.noor.pk, now=NOW,
    )  # fmt: skip
    assert "Is dit een belofte?" not in client.get(f"/kwesties/{matter.pk}/").content.decode()


def offered(page: str) -> dict[str, str]:
    """What the button sends that records the first of what may be a promise."""
    form = re.search(r'<form[^>]*/toezegging/"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form is not None, page
    pairs = re.findall(r'name="(\w+)" value="([^"]*)"', form.group(1))
    return {name: unescape(value) for name, value in pairs}


def promised(by: StaffMember, connection: Connection, **fields: Any) -> Promise:
    side = fields.get("side", Side.OURS)
    return record_promise(
        actor=make.acting(by),
        connection=connection,
        matter=fields.get("matter"),
        side=side,
        words="Ik zoek het uit.",
        given_by=fields.get("given_by", by) if side is Side.OURS else None,
        made_on=YESTERDAY,
        due_on=fields.get("due_on", TODAY),
        today=TODAY,
        now=NOW,
    )


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_of_a_promise_takes_as_many_queries_for_many(
    client, team, matter, number, django_assert_max_num_queries
):
    found = [promised(team.noor, matter.connection, matter=matter) for _ in range(number)]
    with django_assert_max_num_queries(15):
        client.get(f"/toezeggingen/{found[0].pk}/")
    with django_assert_max_num_queries(15):
        client.get(f"/kwesties/{matter.pk}/toezegging/")
