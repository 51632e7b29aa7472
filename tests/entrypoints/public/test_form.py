from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from schakel.domain.access.models import PageLink
from schakel.domain.contacts.models import Attachment
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.parties.models import DigitalAddress, Party
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.models import Task
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.pages import staff_client
from tests.residents import filled_in, form_token

FORM = "/meedoen/"


@pytest.fixture
def team(actor):
    return make.Team(actor)


def sent(client=None, **fields):
    return (client or Client()).post(FORM, filled_in(**fields), follow=True)


def words(response) -> str:
    return response.content.decode()


def test_the_first_page_has_two_doors_and_the_number_for_danger(team):
    shown = words(Client().get("/"))
    for door in (FORM, "/uw-pagina/", "tel:112", "langskomen"):
        assert door in shown


@pytest.mark.parametrize("address", ["/", FORM, "/uw-pagina/", "/privacy/", "/meedoen/ontvangen/"])
def test_an_address_without_an_institution_says_so(db, address):
    response = Client().get(address)
    assert response.status_code == 200
    assert "Op dit adres kennen wij geen organisatie" in words(response)


def test_the_form_makes_a_matter_and_says_who_helps_and_until_when(team):
    shown = words(sent(area=team.area.pk, theme=team.theme.pk))
    matter = Matter.objects.get()
    assert (matter.area, matter.theme, matter.channel) == (team.area, team.theme, "web")
    assert matter.owner.name in shown
    assert matter.second.name in shown
    assert "uiterlijk" in shown
    assert "bevestiging naar uw e-mailadres" in shown
    assert matter.reference in shown


def test_nothing_personal_stands_in_an_address(team):
    response = sent()
    assert response.redirect_chain == [("/meedoen/ontvangen/", 302)]


def test_the_page_after_sending_is_of_this_browser_only(team):
    sent()
    assert Client().get("/meedoen/ontvangen/").status_code == 302


def test_all_that_was_said_of_reaching_them_is_kept(team):
    sent(
        phone="06 12345678",
        postal_address="Kastanjelaan 4",
        preferred_channel="phone",
        avoid_channels=["visit", "letter"],
        avoid_note="Geen voicemail inspreken",
        neutral_subject="on",
        supporter="Buurvrouw Els",
        kind="group",
        sector="business",
    )
    party, matter = Party.objects.get(), Matter.objects.get()
    assert (party.kind, party.sector, party.preferred_channel) == ("group", "business", "phone")
    assert (party.avoid_channels, party.avoid_note) == (
        ["visit", "letter"],
        "Geen voicemail inspreken",
    )
    assert (matter.neutral_subject, matter.supporter) == (True, "Buurvrouw Els")
    assert set(DigitalAddress.objects.values_list("address", flat=True)) == {
        "fatima@bewoner.example",
        "+31612345678",
    }


def test_the_language_of_the_page_is_that_of_the_receipt(team):
    client = Client(headers={"accept-language": "en"})
    shown = words(sent(client))
    assert "is your contact person" in shown
    assert Message.objects.get(kind="receipt").language == "en"


def test_who_wants_to_be_called_is_called(team):
    shown = words(sent(email="", phone="06 12345678"))
    assert "Wij bellen u" in shown
    assert Task.objects.get().kind == "call"


class TestFaults:
    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"story": " "}, "Schrijf uw idee of vraag op."),
            ({"name": ""}, "Vul uw naam in."),
            ({"email": "fatima"}, "“fatima” is geen e-mailadres"),
            ({"email": "", "phone": "12"}, "12"),
            ({"email": ""}, "Vul in hoe wij u bereiken"),
            ({"avoid_channels": ["mail"]}, "Vul in hoe wij u bereiken"),
            ({"website": "https://spam.example"}, "verborgen veld"),
            ({"form_token": "gokje"}, "stond lang open"),
            ({"form_token": ""}, "stond lang open"),
            ({"area": "999999"}, "Fout:"),
            ({"kind": "alien"}, "Fout:"),
            ({"story": "x" * 20_001}, "Fout:"),
        ],
    )
    def test_a_fault_is_told_and_what_was_typed_is_kept(self, team, fields, said):
        typed = {"postal_address": "", "avoid_note": "Geen voicemail alstublieft", **fields}
        response = sent(**typed)
        shown = words(response)
        assert response.status_code == 200
        assert said in shown
        assert "Geen voicemail alstublieft" in shown
        assert not Matter.objects.exists()

    def test_what_was_typed_and_chosen_survives_the_hidden_field(self, team):
        response = sent(website="x", avoid_channels=["visit", "letter"])
        shown = words(response)
        assert shown.count(" checked") == 4
        assert 'value="x"' not in shown

    def test_a_form_that_comes_within_moments_is_sent_again_by_a_person(self, team):
        token = form_token(timedelta(seconds=1))
        response = sent(form_token=token)
        assert "heel snel" in words(response)
        assert token in words(response)

    def test_a_form_of_yesterday_gets_a_fresh_token(self, team):
        token = form_token(timedelta(hours=25))
        response = sent(form_token=token)
        assert "stond lang open" in words(response)
        assert token not in words(response)

    def test_without_a_colleague_there_is_a_sentence_and_no_stack_trace(self, tenant):
        response = sent()
        assert response.status_code == 200
        assert "Fout:" in words(response)


class TestAttachments:
    def test_files_are_kept_with_the_message(self, team):
        files = [
            SimpleUploadedFile("plek.txt", b"Hier is de plek"),
            SimpleUploadedFile("lijst.csv", b"naam;straat\n"),
        ]
        sent(attachments=files)
        assert set(Attachment.objects.values_list("name", flat=True)) == {"plek.txt", "lijst.csv"}

    @pytest.mark.parametrize(
        ("files", "said"),
        [
            ([("leeg.txt", b"")], "leeg"),
            ([("raar.exe", b"MZ\x00\x01\x02")], "raar.exe"),
            ([(f"{n}.txt", b"tekst") for n in range(6)], "hoogstens 5"),
        ],
    )
    def test_files_that_we_do_not_take_are_named(self, team, files, said):
        response = sent(attachments=[SimpleUploadedFile(*each) for each in files])
        assert said in words(response)
        assert "Kies uw bestanden nog een keer" in words(response)
        assert "groenstrook" in words(response)
        assert not Matter.objects.exists()


class TestOnce:
    def test_sending_twice_makes_one(self, team):
        fields, client = filled_in(), Client()
        first = client.post(FORM, fields)
        second = client.post(FORM, fields)
        assert first.url == second.url == "/meedoen/ontvangen/"
        assert Matter.objects.count() == 1

    def test_another_browser_with_the_same_form_makes_no_second_one(self, team):
        fields = filled_in()
        Client().post(FORM, fields)
        Client().post(FORM, fields)
        assert Matter.objects.count() == 1

    def test_in_confidence_sending_twice_makes_one_too(self, team, tenant):
        fields, client = filled_in(confidential="on"), Client()
        assert client.post(FORM, fields).status_code == 302
        assert client.post(FORM, fields).status_code == 302
        elsewhere = Client().post(FORM, fields)
        assert "Wij hebben dit bericht al" in words(elsewhere)
        with within_tenant(tenant.pk, matters=ALL_MATTERS):
            assert Matter.objects.count() == 1


class TestLimits:
    def test_after_five_forms_an_hour_from_one_address_we_ask_to_call(self, team):
        for _ in range(5):
            assert sent().redirect_chain
        response = sent(story="De zesde")
        assert "Er kwam veel binnen" in words(response)
        assert "De zesde" in words(response)
        assert Matter.objects.count() == 5

    def test_faults_do_not_count(self, team):
        for _ in range(7):
            sent(name="")
        assert sent().redirect_chain

    def test_another_address_is_not_held_up(self, team):
        for _ in range(6):
            sent()
        assert sent(Client(REMOTE_ADDR="192.0.2.7")).redirect_chain

    def test_an_address_that_the_sender_writes_does_not_count(self, team):
        for number in range(5):
            sent(Client(headers={"x-forwarded-for": f"192.0.2.{number}"}))
        response = sent(Client(headers={"x-forwarded-for": "192.0.2.99"}))
        assert "Er kwam veel binnen" in words(response)

    @pytest.mark.parametrize("confidential", ["", "on"])
    def test_fifty_forms_for_one_victim_give_three_receipts_without_text(
        self, team, tenant, confidential
    ):
        for number in range(50):
            sent(
                Client(REMOTE_ADDR=f"192.0.2.{number}"),
                email="Slacht.Offer@bewoner.example"
                if number % 2
                else "slacht.offer@bewoner.example",
                story="Koop nu kanariepietjes",
                confidential=confidential,
            )
        with within_tenant(tenant.pk, matters=ALL_MATTERS):
            receipts = list(Message.objects.filter(kind="receipt"))
            assert Matter.objects.count() == 50
        assert len(receipts) == 3
        assert "kanarie" not in "".join(each.typed + each.subject + each.body for each in receipts)

    def test_who_got_no_receipt_is_not_told_that_there_is_one(self, team):
        for number in range(4):
            response = sent(Client(REMOTE_ADDR=f"192.0.2.{number}"))
        assert "Wij sturen er nu geen meer" in words(response)

    def test_an_address_of_somebody_known_adds_nothing_to_their_matters(self, team, actor):
        known = make.matter(actor).party
        sent()
        assert Matter.objects.filter(party=known).count() == 1


class TestPaperCode:
    def test_who_cannot_be_reached_gets_a_code_once(self, team):
        client = Client()
        shown = words(sent(client, email="", comes_by="on"))
        assert "Uw code op papier" in shown
        assert PageLink.objects.get().paper_digest
        assert "Uw code op papier" not in words(client.get("/meedoen/ontvangen/"))
        assert not Message.objects.exists()
        assert not Task.objects.exists()

    def test_the_code_opens_the_page(self, team):
        client = Client()
        response = sent(client, email="", comes_by="on")
        code = response.context["code"]
        page = Client().post("/uw-pagina/", {"code": code.lower()}, follow=True)
        assert "groenstrook" in words(page)

    def test_no_code_lies_in_the_session_after_it_was_shown(self, team):
        client = Client()
        sent(client, email="", comes_by="on")
        assert client.session["received"]["code"] == ""


def test_a_matter_in_confidence_names_its_carriers_on_the_page_after_sending(team):
    shown = words(sent(confidential="on"))
    assert "Noor de Wit" in shown
    assert "uiterlijk" in shown


def test_the_form_says_the_limits_of_confidence_and_who_to_call_in_danger(team):
    shown = words(Client().get(FORM))
    for word in ("Bel 112", "Woo", "gevaar", "verplicht de wet"):
        assert word in shown


def test_showing_the_form_takes_few_queries(team, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        Client().get(FORM)


def test_a_colleague_who_uses_the_form_is_anybody(team, actor):
    manager = make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR])
    assert sent(staff_client(manager)).redirect_chain
    assert Matter.objects.get().entered_by_id is None


@pytest.mark.parametrize("address", ["/privacy/", "/toegankelijkheid/", "/verbinder-worden/"])
def test_the_plain_pages_are_there(tenant, address):
    assert Client().get(address).status_code == 200
