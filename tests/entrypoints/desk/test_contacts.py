from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.rules import Kind
from schakel.domain.organisations.models import TurnedOn
from schakel.domain.organisations.rules import Module
from schakel.domain.promises.models import Promise
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys.models import Asked, SaidWord
from tests import make
from tests.introduced import introduced
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


@pytest.mark.parametrize("day", ["0001-01-01", "0206-11-20", "1926-11-20"])
def test_a_wrong_year_is_refused_and_changes_no_rhythm(client, matter, day):
    matter.connection.refresh_from_db()
    silent_on = matter.connection.silent_on
    answer = client.post("/contact/", saved(matter, day=day))
    assert "Kijk naar het jaar." in answer.content.decode()
    assert TEXT in answer.content.decode()
    matter.connection.refresh_from_db()
    assert matter.connection.silent_on == silent_on
    assert not ContactMoment.objects.filter(summary=TEXT).exists()


def test_the_page_of_a_matter_says_what_it_is_about(actor, team, client, matter):
    other = came(actor, team, matter.party)
    answer = client.get(f"/contact/?party={matter.party_id}&matter={other.pk}")
    assert guesses(answer)["about"] == f"matter-{other.pk}"


def test_without_words_only_the_words_are_asked_for(client):
    answer = client.post("/contact/", {"text": " "})
    assert list(answer.context["form"].errors) == ["text"]
    part = client.post("/contact/", {"text": ""}, headers={"X-Part": "understood"})
    assert not part.context["form"].errors


BY_PHONE = Sender(name="Jan Vos", phone="0501234567")
SPOKE = "Gebeld met Jan Vos over het hek."
QUESTION = "Hoe gaat het contact, zeggen zij?"


class TestHowItGoes:
    @pytest.fixture
    def without_mail(self, actor, team):
        return came(actor, team, BY_PHONE)

    def test_who_has_no_mail_may_be_asked_in_the_conversation(self, client, without_mail):
        page = client.post("/contact/", {"text": SPOKE}).content.decode()
        assert QUESTION in page
        typed = saved(without_mail, text=SPOKE, word="could_be_better", own_words="Bel vaker.")
        assert client.post("/contact/", typed).status_code == 302
        word = SaidWord.objects.get()
        assert (word.word, word.own_words) == ("could_be_better", "Bel vaker.")
        for url in (
            f"/kwesties/{without_mail.pk}/",
            f"/verbindingen/{without_mail.connection_id}/",
        ):
            assert "Bel vaker. (opgeschreven door Noor de Wit)" in client.get(url).content.decode()

    def test_nobody_is_asked_twice_in_thirty_days(self, client, without_mail):
        client.post("/contact/", saved(without_mail, text=SPOKE, word="good", own_words=""))
        assert QUESTION not in client.post("/contact/", {"text": SPOKE}).content.decode()
        client.post("/contact/", saved(without_mail, text=SPOKE, word="good", own_words=""))
        assert SaidWord.objects.count() == Asked.objects.count() == 1
        assert ContactMoment.objects.filter(summary=SPOKE).count() == 2

    def test_not_to_ask_is_fine_and_counts_as_not_asked(self, client, without_mail):
        assert client.post("/contact/", saved(without_mail, text=SPOKE)).status_code == 302
        assert Asked.objects.count() == 0
        assert QUESTION in client.post("/contact/", {"text": SPOKE}).content.decode()

    def test_who_has_mail_says_it_themselves(self, actor, team, client):
        with_mail = came(actor, team, Sender(name="Jan Vos", email="jan@bewoner.example"))
        assert QUESTION not in client.post("/contact/", {"text": SPOKE}).content.decode()
        client.post("/contact/", saved(with_mail, text=SPOKE, word="good", own_words=""))
        assert SaidWord.objects.count() == 0

    def test_what_is_in_confidence_is_not_asked_about(self, actor, team, client):
        secret = came(actor, team, BY_PHONE, confidential=True)
        # The first carrier may see it: only the question is left out.
        page = client.post("/contact/", {"text": SPOKE, "party": secret.party_id}).content.decode()
        assert f"matter-{secret.pk}" in page
        assert QUESTION not in page
        # What was typed before it was chosen is not lost without a word.
        typed = saved(secret, text=SPOKE, word="good", own_words="Fijn.")
        page = client.post("/contact/", typed).content.decode()
        assert QUESTION in page
        assert "Fijn." in page
        assert SaidWord.objects.count() == 0

    @pytest.mark.parametrize(
        "text", ["Een brief gestuurd naar Jan Vos.", "Jan Vos gebeld, geen gehoor."]
    )
    def test_in_a_letter_or_a_call_in_vain_nothing_can_be_asked(self, client, without_mail, text):
        assert QUESTION not in client.post("/contact/", {"text": text}).content.decode()

    def test_nonsense_is_not_written_down(self, client, without_mail):
        typed = saved(without_mail, text=SPOKE, word="geweldig", own_words="")
        assert client.post("/contact/", typed).status_code == 200
        assert SaidWord.objects.count() == 0

    def test_what_they_said_cannot_be_taken_back_with_the_contact(self, client, without_mail):
        typed = saved(without_mail, text=SPOKE, word="does_not_go", own_words="")
        page = client.post("/contact/", typed, follow=True).content.decode()
        assert "/ongedaan/" not in page


class TestHowItGoesBetweenTwo:
    """Of whom we introduced to somebody, and who has no mail."""

    @pytest.fixture
    def without_mail(self, actor, team):
        return came(actor, team, BY_PHONE)

    @pytest.fixture
    def between(self, actor, team, without_mail):
        piet = came(actor, team, Sender(name="Piet de Vries", email="piet@bewoner.example"))
        return introduced(without_mail, piet, today=timezone.localdate(), now=timezone.now())

    def test_the_connection_says_whom_to_ask_and_where_to_write_it_down(
        self, client, without_mail, between
    ):
        page = client.get(f"/verbindingen/{between.pk}/").content.decode()
        assert "Jan Vos krijgt geen mail van ons." in page
        assert "Piet de Vries krijgt geen mail" not in page
        link = f"/contact/?party={without_mail.party_id}&amp;between={between.pk}"
        assert link in page
        asked = client.get(link.replace("&amp;", "&")).content.decode()
        assert f'<input type="hidden" name="between" value="{between.pk}">' in asked

    def test_one_asks_about_us_or_about_whom_we_introduced(self, client, without_mail, between):
        page = client.post("/contact/", {"text": SPOKE}).content.decode()
        assert "Naar welk contact vroeg u?" in page
        assert "met Piet de Vries" in page
        typed = saved(without_mail, text=SPOKE, word="good", own_words="Wij planten samen.")
        assert client.post("/contact/", typed | {"between": between.pk}).status_code == 302
        said = SaidWord.objects.get()
        assert (said.connection, said.matter_id, said.noted_by) == (
            between,
            None,
            without_mail.owner,
        )
        page = client.get(f"/verbindingen/{between.pk}/").content.decode()
        assert "Jan Vos: het gaat goed" in page
        assert "Wij planten samen. (opgeschreven door Noor de Wit)" in page
        assert "krijgt geen mail van ons" not in page
        own = client.get(f"/kwesties/{without_mail.pk}/").content.decode()
        assert "Wij planten samen." not in own

    def test_what_ended_by_then_is_refused_and_what_was_typed_stays(
        self, client, without_mail, between
    ):
        Connection.objects.filter(pk=between.pk).update(completed_on=timezone.localdate())
        typed = saved(without_mail, text=SPOKE, word="good", own_words="Fijn.")
        answer = client.post("/contact/", typed | {"between": between.pk})
        assert answer.status_code == 200
        assert "Dat contact is gestopt. Kies opnieuw." in answer.content.decode()
        assert "Fijn." in answer.content.decode()
        assert SaidWord.objects.count() == 0

    def test_where_introducing_is_off_nobody_is_asked(self, actor, client, without_mail, between):
        TurnedOn.objects.filter(module=Module.INTRODUCTIONS.value).delete()
        page = client.get(f"/verbindingen/{between.pk}/").content.decode()
        assert "krijgt geen mail van ons" not in page
        page = client.post("/contact/", {"text": SPOKE}).content.decode()
        assert QUESTION in page
        assert "Naar welk contact vroeg u?" not in page


class TestInOneClick:
    def test_that_you_spoke_today_and_back_where_you_were(self, client, matter):
        path = f"/verbindingen/{matter.connection_id}/gesproken/"
        assert client.post(path).url == f"/verbindingen/{matter.connection_id}/"
        assert client.post(path, {"next": "/vandaag/"}).url == "/vandaag/"
        assert client.post(path, {"next": "//elders.example"}).url.startswith("/verbindingen/")
        contact = ContactMoment.objects.latest("pk")
        assert (contact.channel, contact.direction) == ("phone", "both_ways")
        assert contact.summary == "Wij spraken elkaar."
        assert contact.connection_id == matter.connection_id

    def test_its_button_stands_on_the_page_of_the_connection(self, client, matter):
        page = client.get(f"/verbindingen/{matter.connection_id}/").content.decode()
        assert f'action="/verbindingen/{matter.connection_id}/gesproken/"' in page
        assert "Wij spraken elkaar vandaag" in page

    def test_not_by_opening_it_nor_of_what_one_does_not_see(self, actor, client, matter):
        path = f"/verbindingen/{matter.connection_id}/gesproken/"
        outsider = staff_client(make.colleague(actor, "Gast", roles=[Role.OFFICIAL]))
        assert client.get(path).status_code == 405
        assert outsider.post(path).status_code == 404
        Connection.objects.update(completed_on=timezone.localdate())
        assert client.post(path).status_code == 404
        assert not ContactMoment.objects.filter(summary="Wij spraken elkaar.").exists()
