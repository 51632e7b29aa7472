from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.rules import Kind
from schakel.domain.promises.models import Promise
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from tests import make
from tests.pages import staff_client

TEXT = "Gebeld met Fatima over het hek. Ik zoek het uit."


@pytest.fixture
def matter(actor, team):
    return came(actor, team, "Fatima el Amrani")


def came(actor, team, name, **fields):
    now = timezone.now()
    return make.matter(
        actor,
        sender=Sender(name=name) if isinstance(name, str) else name,
        theme=team.theme,
        area=team.area,
        received_at=now,
        now=now,
        today=timezone.localdate(now),
        **fields,
    )


def guesses(answer):
    return answer.context["form"].initial


def saved(matter, **fields):
    return {
        "save": "yes",
        "text": TEXT,
        "party": matter.party_id,
        "about": f"matter-{matter.pk}",
        "channel": "phone",
        "direction": "both_ways",
        "minutes": "",
        "day": timezone.localdate().isoformat(),
        **fields,
    }


def test_who_how_and_what_about_are_understood_from_the_words(client, matter):
    answer = client.post("/contact/", {"text": TEXT})
    assert guesses(answer)["party"] == str(matter.party_id)
    assert guesses(answer)["channel"] == "phone"
    assert guesses(answer)["direction"] == Direction.BOTH_WAYS.value
    page = answer.content.decode()
    assert "U belooft: “Ik zoek het uit.”" in page
    assert not ContactMoment.objects.filter(summary=TEXT).exists()


def test_what_was_chosen_stays_chosen(client, matter):
    answer = client.post("/contact/", {"text": TEXT, "channel": "visit", "direction": "inbound"})
    assert guesses(answer)["channel"] == "visit"
    assert guesses(answer)["direction"] == "inbound"


def test_of_two_that_fit_as_well_none_is_chosen(actor, team, client, matter):
    came(actor, team, "Fatima Jansen")
    answer = client.post("/contact/", {"text": TEXT})
    assert guesses(answer)["party"] == ""
    assert len(answer.context["form"].fields["party"].choices) == 2
    answer = client.post("/contact/", {"text": "Gebeld met Fatima el Amrani."})
    assert guesses(answer)["party"] == str(matter.party_id)


def test_somebody_else_is_looked_up_by_name(actor, team, client, matter):
    other = came(actor, team, "Buurttuin De Eik")
    answer = client.post("/contact/", {"text": TEXT, "who": "tuin", "look": "yes"})
    assert answer.context["nobody_found"]
    answer = client.post("/contact/", {"text": TEXT, "who": "eik", "look": "yes"})
    assert guesses(answer)["party"] == str(other.party_id)


def test_a_contact_is_saved_with_only_the_promises_that_were_ticked(client, matter):
    answer = client.post("/contact/", saved(matter, minutes="12"))
    assert answer.status_code == 302
    assert answer.url == f"/kwesties/{matter.pk}/"
    contact = ContactMoment.objects.get(summary=TEXT)
    assert (contact.minutes, contact.matter_id) == (12, matter.pk)
    assert Promise.objects.count() == 0
    text = "Ik zoek het uit vóór vrijdag. Ik bel morgen."
    client.post("/contact/", saved(matter, text=text, promises=["Ik bel morgen."]))
    promise = Promise.objects.get()
    assert promise.words == "Ik bel morgen."
    assert promise.due_on == timezone.localdate() + timedelta(days=1)


def test_a_promise_that_is_not_in_the_text_is_not_recorded(client, matter):
    client.post("/contact/", saved(matter, promises=["Ik geef u duizend euro."]))
    assert Promise.objects.count() == 0


def test_a_contact_in_general_stands_on_the_connection(client, matter):
    answer = client.post("/contact/", saved(matter, about=f"connection-{matter.connection_id}"))
    assert answer.url == f"/verbindingen/{matter.connection_id}/"
    assert ContactMoment.objects.get(summary=TEXT).matter is None


def test_what_was_typed_stays_when_it_is_refused(client, matter):
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post("/contact/", saved(matter, day=tomorrow.isoformat()))
    assert answer.status_code == 200
    assert TEXT in answer.content.decode()
    assert "toekomst" in answer.content.decode()
    assert not ContactMoment.objects.filter(summary=TEXT).exists()


def test_the_part_that_is_shown_while_typing_is_the_same_template(client, matter):
    part = client.post(
        "/contact/", {"text": TEXT}, headers={"X-Part": "understood"}
    ).content.decode()
    assert "<html" not in part
    assert "Fatima el Amrani" in part


def test_a_link_can_say_who_it_is_about(client, matter):
    answer = client.get(
        f"/contact/?party={matter.party_id}&about=connection-{matter.connection_id}"
    )
    assert f'name="party" value="{matter.party_id}"' in answer.content.decode()
    assert guesses(answer)["about"] == f"connection-{matter.connection_id}"


def test_who_is_not_known_here_is_not_found(actor, team, matter):
    outsider = staff_client(make.colleague(actor, "Gast", roles=[Role.OFFICIAL]))
    answer = outsider.post("/contact/", {"text": TEXT, "party": matter.party_id})
    assert "Fatima el Amrani" not in answer.content.decode()
    assert outsider.post("/contact/", saved(matter)).status_code == 200
    assert not ContactMoment.objects.filter(summary=TEXT).exists()


def test_a_closed_way_of_asking_does_not_break_the_page(client, matter):
    for fields in (
        {"party": "x"},
        {"party": "9" * 40},
        {"day": "gisteren"},
        {"who": "\x00"},
        {"about": "matter-9"},
    ):
        assert client.post("/contact/", saved(matter, **fields)).status_code in {200, 302}
    assert client.get("/contact/").status_code == 200


@pytest.mark.parametrize("many", [3, 12])
def test_understanding_takes_no_more_queries_when_more_people_fit(
    actor, team, client, matter, django_assert_max_num_queries, many
):
    for number in range(many):
        came(actor, team, f"Fatima {number}", kind=Kind.QUESTION)
    client.post("/contact/", {"text": TEXT})
    with django_assert_max_num_queries(15 + 4):
        client.post("/contact/", {"text": TEXT, "party": matter.party_id})


def test_the_page_of_a_matter_says_what_it_is_about(actor, team, client, matter):
    other = came(actor, team, matter.party)
    answer = client.get(f"/contact/?party={matter.party_id}&matter={other.pk}")
    assert guesses(answer)["about"] == f"matter-{other.pk}"


def test_without_words_only_the_words_are_asked_for(client):
    answer = client.post("/contact/", {"text": " "})
    assert list(answer.context["form"].errors) == ["text"]
    part = client.post("/contact/", {"text": ""}, headers={"X-Part": "understood"})
    assert not part.context["form"].errors
