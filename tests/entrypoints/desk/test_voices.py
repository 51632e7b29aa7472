"""Colleagues answer with one voice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.answers.models import Draft, Spokesperson
from schakel.domain.initiatives.models import Initiative
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.models import Task
from schakel.domain.terms.actions import answer_matter, send_interim_word
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
QUERIES = 15 + 4


def owned_by(member, matter):
    Matter.objects.filter(pk=matter.pk).update(
        owner=member, second=None, owner_accepted_at=NOW, second_accepted_at=None
    )
    return Matter.objects.get(pk=matter.pk)


@pytest.fixture
def mine(team, matter):
    return owned_by(team.noor, matter)


@pytest.fixture
def theirs(actor, team, matter):
    """Something else of the same people, that Sam carries."""
    other = make.matter(
        actor, sender=matter.party, story="Mag er ook een bankje?", theme=team.theme,
        now=NOW - timedelta(days=3), today=TODAY - timedelta(days=3),
    )  # fmt: skip
    return owned_by(team.sam, other)


def url(matter):
    return f"/kwesties/{matter.pk}/antwoord/"


def of_somebody_else(actor, team, story, days_ago=2):
    came = NOW - timedelta(days=days_ago)
    other = make.matter(
        actor, sender=Sender(name="Jan Buur", email="jan@bewoner.example"), story=story,
        theme=team.theme, now=came, today=timezone.localdate(came), kind=Kind.IDEA,
    )  # fmt: skip
    return owned_by(team.sam, other)


def test_nothing_of_colleagues_asks_nothing(client, mine):
    page = client.get(url(mine)).content.decode()
    assert "Niets met deze mensen, en niets in de buurt" in page
    assert "Wie antwoordt namens ons allemaal?" not in page


def test_what_a_colleague_has_open_with_them_asks_for_one_voice(client, mine, theirs):
    page = client.get(url(mine)).content.decode()
    assert "Sam Jansen" in page
    assert f"/kwesties/{theirs.pk}/" in page
    assert "Wie antwoordt namens ons allemaal?" in page
    refused = client.post(url(mine), {"text": "Ja."})
    assert "Kies wie er antwoordt" in refused.content.decode()
    assert not Message.objects.filter(matter=mine, kind="answer").exists()


def test_i_answer_for_all_of_us_and_my_colleague_hears_it(team, client, mine, theirs):
    client.post(url(mine), {"text": "Ja.", "voice": "me"})
    assert Message.objects.filter(matter=mine, kind="answer").exists()
    chosen = Spokesperson.objects.get(matter=mine)
    assert (chosen.speaker, chosen.choice) == (team.noor, "me")
    told = Notice.objects.get(kind="one_voice")
    assert (told.staff, told.matter) == (team.sam, theirs)
    assert told.text == f"Noor de Wit antwoordt namens ons allemaal op {mine.reference}."
    line = Line.objects.get(what="spokesperson.chosen")
    assert line.details == {"choice": "me", "speaker_id": team.noor.pk}
    assert "Noor de Wit antwoordt" in staff_client(team.sam).get("/vandaag/").content.decode()


def test_who_was_chosen_is_not_asked_again(client, mine, theirs):
    client.post(
        f"/kwesties/{mine.pk}/tussenbericht/", {"text": "Wij zoeken het uit.", "voice": "me"}
    )
    assert "Wie antwoordt namens ons" not in client.get(url(mine)).content.decode()
    client.post(url(mine), {"text": "Ja."})
    assert Message.objects.filter(matter=mine, kind="answer").exists()


def test_a_colleague_answers_and_has_my_text(team, client, mine, theirs):
    page = client.post(
        url(mine), {"text": "Mijn begin.", "voice": f"staff-{team.sam.pk}"}, follow=True
    )
    assert "Sam Jansen antwoordt namens ons allemaal" in page.content.decode()
    draft = Draft.objects.get(matter=mine)
    assert (draft.staff, draft.text) == (team.sam, "Mijn begin.")
    assert Task.objects.get(matter=mine, kind="speak_for_us").staff == team.sam
    assert not Message.objects.filter(matter=mine, kind="answer").exists()
    sam = staff_client(team.sam)
    assert "Mijn begin." in sam.get(url(mine)).content.decode()
    assert url(mine) in sam.get("/vandaag/").content.decode()
    sam.post(url(mine), {"text": "Mijn begin, af.", "voice": "me"})
    assert not Task.objects.open().filter(matter=mine, kind="speak_for_us").exists()


def test_who_was_not_chosen_is_asked_before_sending(team, client, mine, theirs):
    client.post(url(mine), {"text": "Mijn begin.", "voice": f"staff-{team.sam.pk}"})
    refused = client.post(url(mine), {"text": "Toch van mij."})
    assert "Kies wie er antwoordt" in refused.content.decode()


def test_one_can_always_send_with_a_reason(client, mine, theirs):
    refused = client.post(url(mine), {"text": "Ja.", "voice": "anyway"})
    assert "Schrijf waarom" in refused.content.decode()
    client.post(
        url(mine), {"text": "Ja.", "voice": "anyway", "reason": "De termijn eindigt vandaag."}
    )
    assert Message.objects.filter(matter=mine, kind="answer").exists()
    assert Spokesperson.objects.get(matter=mine).reason == "De termijn eindigt vandaag."
    assert "zonder afspraak met u" in Notice.objects.get(kind="one_voice").text


def test_what_a_colleague_wrote_about_the_same_street_is_near(actor, team, client, mine):
    other = of_somebody_else(actor, team, "Drempels op de kastanjelaan graag.")
    answer_matter(
        actor=make.acting(team.sam, TODAY), matter=other, text="Er komen geen drempels.",
        today=TODAY, now=NOW - timedelta(hours=1),
    )  # fmt: skip
    page = client.get(url(mine)).content.decode()
    assert "Er komen geen drempels." in page
    assert "Over dezelfde straat." in page
    assert "Wie antwoordt namens ons allemaal?" in page


def test_another_street_is_not_near(actor, team, client, mine):
    other = of_somebody_else(actor, team, "Drempels op de Dorpsstraat graag.")
    send_interim_word(
        actor=make.acting(team.sam, TODAY), matter=other, text="Wij zoeken het uit.",
        today=TODAY, now=NOW,
    )  # fmt: skip
    assert "Wij zoeken het uit." not in client.get(url(mine)).content.decode()


def test_a_street_that_only_the_answer_names_is_looked_for(actor, team, client, mine):
    other = of_somebody_else(actor, team, "Drempels op de Dorpsstraat graag.")
    send_interim_word(
        actor=make.acting(team.sam, TODAY), matter=other, text="Dat kan daar niet.",
        today=TODAY, now=NOW - timedelta(hours=1),
    )  # fmt: skip
    refused = client.post(url(mine), {"text": "Het kan wel in de Dorpsstraat."})
    assert "Dat kan daar niet." in refused.content.decode()


def test_a_standing_promise_of_a_colleague_is_near(team, client, mine):
    record_promise(
        actor=make.acting(team.sam, TODAY), connection=mine.connection, side=Side.OURS,
        words="Wij planten er bomen", given_by=team.sam, made_on=TODAY, due_on=TODAY,
        today=TODAY, now=NOW,
    )  # fmt: skip
    page = client.get(url(mine)).content.decode()
    assert "Wij planten er bomen" in page
    assert "Wie antwoordt namens ons allemaal?" in page


def test_an_initiative_that_was_declined_there_is_near(actor, team, client, mine):
    other = of_somebody_else(actor, team, "Een groenstrook op de kastanjelaan graag.")
    Initiative.objects.filter(matter=other).update(phase="declined", phase_since=TODAY)
    page = client.get(url(mine)).content.decode()
    assert "Wees dit af op" in page


def test_what_the_writer_may_not_see_is_not_near(actor, team, client, mine):
    hidden = make.matter(
        actor, sender=mine.party, story="Kanarie", now=NOW, today=TODAY,
    )  # fmt: skip
    elsewhere = make.network(actor, "Energie")
    outsider = make.colleague(actor, "Els", networks=[elsewhere])
    Matter.objects.filter(pk=hidden.pk).update(network=elsewhere, owner=outsider, second=None)
    page = client.get(url(mine)).content.decode()
    assert f"/kwesties/{hidden.pk}/" not in page
    assert "Els" not in page


def test_a_colleague_who_may_not_see_it_cannot_answer(actor, team, client, mine, theirs):
    elsewhere = make.network(actor, "Energie")
    outsider = make.colleague(actor, "Els", networks=[elsewhere])
    owned_by(outsider, theirs)
    page = client.get(url(mine)).content.decode()
    assert "Els antwoordt" not in page
    posted = client.post(url(mine), {"text": "Ja.", "voice": f"staff-{outsider.pk}"})
    assert posted.status_code == 200
    assert not Task.objects.filter(kind="speak_for_us").exists()


@pytest.mark.parametrize("many", [3, 30])
def test_the_number_of_queries_does_not_grow(
    actor, team, client, mine, theirs, django_assert_max_num_queries, many
):
    mine.network.reads_along = True
    mine.network.save()
    for number in range(many):
        of_somebody_else(actor, team, f"Nog een idee {number} voor de kastanjelaan.")
    client.get(url(mine))
    with django_assert_max_num_queries(QUERIES):
        page = client.get(url(mine)).content.decode()
    assert page.count("row__who") == min(many + 1, 5)
