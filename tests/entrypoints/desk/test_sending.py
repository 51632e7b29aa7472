from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.domain.access.actions import paper_code_in_letters
from schakel.domain.messages.actions import keep_words
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys.models import Asked, SaidWord
from schakel.domain.tasks.actions import reach_party
from schakel.domain.terms.actions import answer_matter
from schakel.domain.terms.models import Term
from tests import make
from tests.pages import staff_client
from tests.paper import read_paper

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
QUERIES_OF_THE_TEST = 4
BY_LETTER = Sender(name="Ria Bos", postal_address="Kade 1, 9700 AA Waterhoven")
BY_PHONE = Sender(name="Jan Vos", phone="0501234567")


def answered(actor, team, sender, text="Ja, dat kan.", **fields):
    matter = make.matter(
        actor, sender=sender, theme=team.theme, area=team.area, now=NOW, today=TODAY, **fields
    )
    owner = make.acting(matter.owner, TODAY)
    answer_matter(actor=owner, matter=matter, text=text, today=TODAY, now=NOW)
    message = Message.objects.get(matter=matter, kind="answer")
    return keep_words(message=message, subject="Ons antwoord", body=f"Dag,\n\n{text}")


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def state_of(message) -> str:
    message.refresh_from_db()
    return message.state


def test_the_list_holds_letters_and_calls_of_who_waits_longest_first(actor, client, team):
    answered(actor, team, BY_LETTER)
    answered(actor, team, BY_PHONE)
    page = read(client, "/te-versturen/")
    assert page.index("Ria Bos") < page.index("Jan Vos")
    assert "Brief: Ons antwoord" in page
    assert "Telefoontje: Ons antwoord" in page
    assert "Ja, dat kan." not in page


def test_printing_gives_one_pdf_and_posting_stops_the_term(actor, client, team):
    letter = answered(actor, team, BY_LETTER)
    other = answered(actor, team, Sender(name="Bo", postal_address="Kade 2"), text="Nee.")
    printed = client.post("/te-versturen/printen/")
    assert printed.status_code == 302
    pdf = client.get(printed.url)
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert "no-cache" in pdf["Cache-Control"]
    assert (state_of(letter), state_of(other)) == ("printed", "printed")
    assert Term.objects.running().filter(matter=letter.matter).exists()
    sure = read(client, "/te-versturen/gepost/")
    assert "Ria Bos" in sure
    assert "Zijn alle 2 brieven gepost?" in sure
    client.post("/te-versturen/gepost/", {"message": f"{letter.pk},{other.pk}"})
    assert (state_of(letter), state_of(other)) == ("posted", "posted")
    assert not Term.objects.running().filter(matter=letter.matter).exists()


def test_one_letter_is_printed_and_posted_alone(actor, client, team):
    letter = answered(actor, team, BY_LETTER)
    other = answered(actor, team, BY_LETTER)
    client.post("/te-versturen/printen/", {"message": str(letter.pk)})
    client.post("/te-versturen/gepost/", {"message": str(letter.pk)})
    assert (state_of(letter), state_of(other)) == ("posted", "queued")
    assert client.get(f"/te-versturen/{letter.pk}/brief/").content.startswith(b"%PDF")
    client.post(f"/te-versturen/{letter.pk}/terug/")
    assert state_of(letter) == "returned"
    assert "kwam terug" in read(client, f"/te-versturen/{letter.pk}/")
    client.post(f"/te-versturen/{letter.pk}/opnieuw/")
    assert state_of(letter) == "queued"


def test_a_letter_without_words_waits_and_is_not_printed(actor, client, team):
    make.matter(actor, sender=BY_LETTER, theme=team.theme, now=NOW, today=TODAY)
    receipt = Message.objects.get(kind="receipt")
    assert "komt eraan" in read(client, f"/te-versturen/{receipt.pk}/")
    assert "Er wacht geen brief op de printer" in read_after(client, "/te-versturen/printen/")
    assert state_of(receipt) == "queued"


def read_after(client, path: str, typed=None) -> str:
    return client.post(path, typed or {}, follow=True).content.decode()


def test_a_call_says_what_to_say_and_only_that_to_voice_mail(actor, client, team):
    call = answered(actor, team, BY_PHONE, text="Er komt een bankje bij.")
    page = read(client, f"/te-versturen/{call.pk}/")
    assert "Spreek ik met Jan Vos?" in page
    assert "Er komt een bankje bij." in page
    assert "van Gemeente Waterhoven" in page
    voice_mail = page[page.index("Voicemail?") :]
    assert "bankje" not in voice_mail


def test_a_call_about_a_neutral_subject_names_nobody_and_nothing(actor, client, team):
    call = answered(actor, team, BY_PHONE, text="Over de schuldhulp.", neutral_subject=True)
    page = read(client, f"/te-versturen/{call.pk}/")
    said = page[page.index("Zeg dit eerst") :]
    assert "Kunt u nu vrij praten?" in said
    around = said[: said.index("Alleen tegen")] + said[said.index("Voicemail?") :]
    around = around[: around.index("</main>")] if "</main>" in around else around
    assert "van Gemeente Waterhoven" not in around
    assert "schuldhulp" not in around


def test_spoken_stops_the_term_and_keeps_what_they_said(actor, client, team):
    call = answered(actor, team, BY_PHONE)
    path = f"/te-versturen/{call.pk}/gesproken/"
    assert "zelf" in read(client, path)
    assert "Vastgelegd" in read_after(client, path, {"said": "Zij zijn er blij mee."})
    assert state_of(call) == "spoken"
    assert not Term.objects.running().filter(matter=call.matter).exists()
    assert "niet meer te bellen" in client.get(path, follow=True).content.decode()


def test_spoken_needs_no_words(actor, client, team):
    call = answered(actor, team, BY_PHONE)
    client.post(f"/te-versturen/{call.pk}/gesproken/")
    assert state_of(call) == "spoken"


def test_three_times_not_reached_asks_for_a_letter(actor, client, team):
    sender = Sender(
        name="Jan Vos", phone="0501234567", postal_address="Kade 1", preferred_channel="phone"
    )
    call = answered(actor, team, sender)
    for _ in range(2):
        assert "volgende werkdag" in read_after(client, f"/te-versturen/{call.pk}/niet-bereikt/")
    page = read_after(client, f"/te-versturen/{call.pk}/niet-bereikt/")
    assert "Kies een brief" in page
    assert "Stuur een brief" in page
    page = read_after(client, f"/te-versturen/{call.pk}/anders/", {"way": "letter"})
    assert "Brief: Ons antwoord" in page
    assert Message.objects.get(way="letter", kind="answer").state == "queued"
    assert read_after(client, f"/te-versturen/{call.pk}/anders/", {"way": "duif"})


def test_what_is_not_needed_asks_why(actor, client, team):
    letter = answered(actor, team, BY_LETTER)
    path = f"/te-versturen/{letter.pk}/niet-nodig/"
    client.post(path, {"reason": ""})
    assert state_of(letter) == "queued"
    client.post(path, {"reason": "Zij kwamen langs."})
    assert state_of(letter) == "dropped"


def test_a_mail_that_failed_can_go_as_a_letter_and_shows_no_link(actor, client, team):
    sender = Sender(name="Bo Pol", email="bo@pol.example", postal_address="Kade 3")
    mail = answered(actor, team, sender)
    assert client.get(f"/te-versturen/{mail.pk}/").status_code == 404
    Message.objects.filter(pk=mail.pk).update(
        state="failed", ended_at=NOW, body="https://x.example/uw-pagina/12-ab/"
    )
    page = read(client, f"/te-versturen/{mail.pk}/")
    assert "Ja, dat kan." in page
    assert "/uw-pagina/" not in page
    assert "Brief: Ons antwoord" in read_after(
        client, f"/te-versturen/{mail.pk}/anders/", {"way": "letter"}
    )
    code = Message.objects.filter(pk=mail.pk)
    code.update(kind="page_code")
    assert client.get(f"/te-versturen/{mail.pk}/").status_code == 404


PATHS = (
    "", "brief/", "terug/", "gesproken/", "niet-bereikt/", "opnieuw/", "anders/", "niet-nodig/"
)  # fmt: skip


@pytest.mark.parametrize("confidential", [True, False])
def test_who_may_not_see_the_matter_sees_no_letter_and_prints_none(actor, team, confidential):
    letter = answered(actor, team, BY_LETTER, confidential=confidential)
    printed = staff_client(letter.matter.owner).post("/te-versturen/printen/")
    outsiders = [make.colleague(actor, "Els", networks=[make.network(actor)])]
    if confidential:
        outsiders.append(make.colleague(actor, "Piet", networks=[team.network]))
    for outsider in outsiders:
        browser = staff_client(outsider)
        assert "Ria Bos" not in read(browser, "/te-versturen/")
        assert browser.get(printed.url).status_code == 404
        browser.post("/te-versturen/gepost/")
        assert state_of(letter) == "printed"
        for path in PATHS:
            assert browser.get(f"/te-versturen/{letter.pk}/{path}").status_code in {404, 405}
            assert browser.post(f"/te-versturen/{letter.pk}/{path}").status_code in {404, 405}


def test_there_are_no_letters_of_the_far_future(client, team):
    assert client.get(f"/te-versturen/gedrukt/{10**23}/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_letters(actor, team, client):
    matter = answered(actor, team, BY_LETTER).matter

    def filled(letters: int) -> int:
        for number in range(letters):
            reach_party(
                actor=make.acting(team.noor, TODAY), matter=matter, kind=Kind.INTERIM,
                key=f"interim:{number + letters * 100}", today=TODAY,
                now=NOW + timedelta(seconds=number),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            read(client, "/te-versturen/")
        return len(queries)

    few, many = filled(3), filled(25)
    assert few == many
    assert many <= 15 + QUERIES_OF_THE_TEST


def test_older_letters_stand_on_the_next_page(actor, team, client):
    matter = answered(actor, team, BY_LETTER).matter
    for number in range(35):
        reach_party(
            actor=make.acting(team.noor, TODAY), matter=matter, kind=Kind.INTERIM,
            key=f"interim:{number}", today=TODAY, now=NOW + timedelta(seconds=number),
        )  # fmt: skip
    first = client.get("/te-versturen/")
    assert len(first.context["rows"]) == 30
    after = client.get(f"/te-versturen/{first.context['on_url']}")
    assert 0 < len(after.context["rows"]) < 30


def test_the_matter_page_leads_to_the_letter(actor, team, client):
    letter = answered(actor, team, BY_LETTER)
    page = read(client, f"/kwesties/{letter.matter_id}/")
    assert f"/te-versturen/{letter.pk}/" in page
    assert "wacht op verzending" in page
    assert f"/te-versturen/{letter.pk}/" in read(client, "/vandaag/")


@pytest.mark.parametrize("phone", ["", "050 123 45 67"])
def test_a_letter_with_an_answer_says_how_they_tell_us_how_it_goes(actor, client, team, phone):
    type(team.noor).objects.update(phone=phone)
    letter = answered(actor, team, BY_LETTER)
    client.post("/te-versturen/printen/", {"message": str(letter.pk)})
    code = paper_code_in_letters(letter.matter, NOW)
    text = read_paper(client.get(f"/te-versturen/{letter.pk}/brief/").content).text
    assert ("Hoe gaat het contact?" in text) is bool(code or phone)
    assert ("bel 050 123 45 67." in text) is bool(phone)
    type(letter).objects.update(kind="interim")
    text = read_paper(client.get(f"/te-versturen/{letter.pk}/brief/").content).text
    assert "Hoe gaat het contact?" not in text
    assert SaidWord.objects.count() == Asked.objects.count() == 0
