from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


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
