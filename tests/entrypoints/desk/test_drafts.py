"""What is being written is never lost, and nobody else reads it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.domain.answers.actions import Writing, keep_draft
from schakel.domain.answers.models import Draft
from schakel.domain.answers.queries import may_see
from schakel.domain.answers.rules import Purpose
from schakel.domain.messages.models import Message
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def write(member, matter, text="Ja, dat kan.", purpose=Purpose.ANSWER):
    return keep_draft(
        actor=make.acting(member, TODAY),
        writing=Writing(matter=matter, purpose=purpose, text=text),
        now=NOW,
    )


def answer_url(matter):
    return f"/kwesties/{matter.pk}/antwoord/"


def test_a_text_is_kept_while_it_is_typed_and_found_again(team, client, matter):
    told = client.post(
        f"/kwesties/{matter.pk}/concept/", {"text": "Half een zin", "purpose": "answer"}
    )
    assert told.json()["said"].startswith("Bewaard: ")
    draft = Draft.objects.get(matter=matter)
    assert (draft.text, draft.staff) == ("Half een zin", team.noor)
    assert "Half een zin" in client.get(answer_url(matter)).content.decode()
    today = client.get("/vandaag/").content.decode()
    assert "U begon een antwoord" in today
    assert answer_url(matter) in today


def test_what_is_kept_every_few_seconds_fills_no_journal(client, matter):
    for text in ("J", "Ja", "Ja,"):
        client.post(f"/kwesties/{matter.pk}/concept/", {"text": text, "purpose": "answer"})
    lines = Line.objects.filter(what__startswith="draft.")
    assert [line.what for line in lines] == ["draft.begun"]
    assert "Ja" not in str(list(lines.values_list("details", flat=True)))


def test_without_javascript_a_button_keeps_it(client, matter):
    page = client.post(answer_url(matter), {"text": "Half", "keep": "1"}, follow=True)
    assert "Uw tekst is bewaard" in page.content.decode()
    assert Draft.objects.get(matter=matter).text == "Half"


def test_an_answer_and_word_of_how_it_stands_are_two_texts(team, client, matter):
    write(team.noor, matter, "Het antwoord")
    write(team.noor, matter, "Hoe het staat", Purpose.INTERIM)
    page = client.get(f"/kwesties/{matter.pk}/tussenbericht/").content.decode()
    assert "Hoe het staat" in page
    assert "Het antwoord" not in page


def test_what_was_sent_is_no_draft_any_more(team, client, matter):
    write(team.noor, matter)
    client.post(answer_url(matter), {"text": "Ja, dat kan in maart."})
    assert not Draft.objects.filter(matter=matter).exists()
    assert Message.objects.get(matter=matter, kind="answer").typed == "Ja, dat kan in maart."
    assert "U begon een antwoord" not in client.get("/vandaag/").content.decode()


def test_what_could_not_be_sent_is_a_draft(client, matter):
    client.post(answer_url(matter), {"text": "Bel {adres}."})
    assert Draft.objects.get(matter=matter).text == "Bel {adres}."


def test_a_text_can_be_thrown_away(team, client, matter):
    write(team.noor, matter)
    sure = client.post(answer_url(matter), {"text": "Ja", "away": "1"}).content.decode()
    assert "Uw tekst is dan weg." in sure
    client.post(answer_url(matter), {"away": "1", "sure": "1"})
    assert not Draft.objects.filter(matter=matter).exists()


def test_two_colleagues_see_that_both_write_and_not_what(team, client, matter):
    write(team.sam, matter, "kanarie van Sam")
    page = client.get(answer_url(matter)).content.decode()
    assert "Sam Jansen schrijft ook aan een antwoord, sinds" in page
    assert "kanarie" not in page
    assert "kanarie" not in client.get("/vandaag/").content.decode()


@pytest.mark.parametrize("leads", ["antwoord", "concept"])
def test_who_is_not_logged_in_changes_no_draft(team, client, matter, leads):
    page = client.get(answer_url(matter)).content.decode()
    assert 'name="writer"' not in page
    write(team.noor, matter, "Van Noor")
    url = f"/kwesties/{matter.pk}/{leads}/"
    for text in ("Kwaad", ""):
        posted = Client().post(url, {"text": text, "purpose": "answer", "revision": "0"})
        assert posted.status_code == {"antwoord": 302, "concept": 403}[leads]
    assert Draft.objects.get(matter=matter).text == "Van Noor"


def test_after_the_log_in_ended_the_page_says_where_the_text_is(client, matter):
    client.logout()
    told = client.post(f"/kwesties/{matter.pk}/concept/", {"text": "Nog iets"})
    assert (told.status_code, told.headers["Content-Type"]) == (403, "application/json")
    assert "Uw tekst blijft in dit tabblad staan" in told.json()["said"]
    sent = client.post(
        answer_url(matter),
        {"text": "Nog iets"},
        headers={"referer": f"http://testserver{answer_url(matter)}"},
    )
    assert sent.url.endswith(f"next={answer_url(matter)}")
    # By this mark the browser keeps what was typed.
    assert "data-keep-drafts" in client.get(sent.url).content.decode()


def test_what_a_reader_changed_is_not_overwritten(team, client, matter):
    draft = write(team.noor, matter, "Van Noor")
    Draft.objects.filter(pk=draft.pk).update(text="Van Sam", revision=1)
    told = client.post(
        f"/kwesties/{matter.pk}/concept/",
        {"text": "Van Noor, en meer", "purpose": "answer", "revision": "0"},
    )
    assert told.status_code == 409
    assert Draft.objects.get(pk=draft.pk).text == "Van Sam"


def test_others_cannot_keep_anything_here(actor, matter):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    posted = outsider.post(f"/kwesties/{matter.pk}/concept/", {"text": "x", "purpose": "answer"})
    assert posted.status_code == 404
    assert Client().get(f"/kwesties/{matter.pk}/concept/").status_code == 405


@pytest.mark.parametrize("many", [3, 30])
def test_keeping_costs_the_same_however_much_there_is(
    actor, team, client, matter, django_assert_max_num_queries, many
):
    for number in range(many):
        other = make.matter(
            actor, story=f"Vraag {number}", theme=team.theme, now=NOW, today=TODAY,
            received_at=NOW - timedelta(hours=number),
        )  # fmt: skip
        write(team.sam, other)
    url, typed = f"/kwesties/{matter.pk}/concept/", {"text": "Ja", "purpose": "answer"}
    client.post(url, typed)
    with django_assert_max_num_queries(15 + 4):
        client.post(url, {**typed, "text": "Ja, dat kan"})


def test_what_is_written_in_confidence_is_for_its_confidants(actor, team, matter):
    secret = make.matter(actor, story="Geheim", confidential=True, now=NOW, today=TODAY)
    carrier = secret.owner
    other = make.colleague(actor, "Lina Bos", networks=[team.network], hours=0)
    write(carrier, secret, "kanarie")
    assert Draft.objects.get(matter=secret).confidential
    assert staff_client(other).get(answer_url(secret)).status_code == 404
    assert "kanarie" not in staff_client(other).get("/vandaag/").content.decode()
    assert other not in may_see(secret, TODAY)
    assert carrier in may_see(secret, TODAY)
    assert "kanarie" in staff_client(carrier).get(answer_url(secret)).content.decode()


def test_who_is_logged_out_gets_back_what_they_wrote_and_nothing_is_kept(client, matter):
    client.logout()
    text = "Ja, dat kan in maart.</textarea><script>"
    page = client.post(answer_url(matter), {"text": text, "purpose": "answer"})
    assert page.status_code == 403
    assert page["Cache-Control"] == "no-store"
    assert "Ja, dat kan in maart.&lt;/textarea&gt;" in page.content.decode()
    assert f"/account/login/?next={reverse('today')}" in page.content.decode()
    assert not Draft.objects.exists()
    assert not Message.objects.filter(kind="answer").exists()


def test_who_is_logged_out_and_wrote_nothing_goes_to_the_log_in(client, matter):
    client.logout()
    assert client.post(answer_url(matter), {"text": ""}).status_code == 302
