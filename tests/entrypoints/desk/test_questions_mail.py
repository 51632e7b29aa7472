"""Beheer: from where we mail, where it comes in, and a mail to try it with."""

import json
import re

import pytest
from django.db import connection

from schakel.domain.messages.actions import add_receiving_address, choose_mail_address
from schakel.domain.messages.models import OwnWords
from schakel.domain.messages.queries import mail_account, receiving_addresses
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.mail_trial import WRONG
from schakel.foundation.database.secrets import opened
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.gateways.mail import Trial
from tests import make
from tests.mail_server import mail_server, text_of
from tests.make import NOW
from tests.pages import staff_client

QUESTIONS = "/beheer/vragen"
SLUGS = (
    "mailadres", "mailadressen", "ondertekening", "eigen-woorden", "eigen-woorden/answer-nl",
    "mailserver", "mailbus", "mail-toestemming", "mail-handtekening",
)  # fmt: skip
QUERIES = 15


@pytest.fixture
def ada(actor):
    return make.colleague(actor, "Ada Blok", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def client(ada):
    return staff_client(ada)


def words(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_says_what_holds_and_where_that_comes_from(
    client, slug, django_assert_max_num_queries
):
    client.get(f"{QUESTIONS}/{slug}/")
    with django_assert_max_num_queries(QUERIES):
        page = words(client, f"{QUESTIONS}/{slug}/")
    for told in ("Waar dat vandaan komt", "De standaard", "Wat een wijziging raakt"):
        assert told in page


@pytest.mark.parametrize("role", [Role.CONNECTOR, Role.SPONSOR])
def test_for_other_roles_they_are_not_there(actor, role):
    kept_out = staff_client(make.colleague(actor, "Kijker", roles=[role]))
    for path in (f"{QUESTIONS}/mailserver/", "/beheer/mail/proberen/"):
        assert kept_out.get(path).status_code == 404
        assert kept_out.post(path, {"host": "smtp.gmail.com"}).status_code == 404


def test_the_number_of_queries_of_all_does_not_grow(client, actor, django_assert_max_num_queries):
    for number in range(12):
        add_receiving_address(
            actor=actor, address=f"wijk{number}@stad.example", theme=None, area=None, now=NOW
        )
    client.get("/beheer/over/mail/")
    for path in ("/beheer/over/mail/", f"{QUESTIONS}/mailadressen/"):
        with django_assert_max_num_queries(QUERIES):
            words(client, path)


def test_the_address_of_the_institution_is_chosen_and_kept_in_its_history(client):
    path = f"{QUESTIONS}/mailadres/"
    client.post(path, {"from_address": "Stad@waterhoven.example", "takes_mail": "on"})
    assert mail_account().takes_mail
    page = words(client, path)
    assert "stad@waterhoven.example; mensen kunnen antwoorden" in page
    assert "Ada Blok" in page
    refused = client.post(path, {"from_address": "een-veel-te-lang-adres@waterhoven.example"})
    assert "hoogstens 20 tekens" in refused.content.decode()


def test_an_address_of_a_theme_comes_and_goes(client, actor):
    theme = make.theme(actor, "Groen")
    path = f"{QUESTIONS}/mailadressen/"
    client.post(path, {"address": "groen@waterhoven.example", "theme": theme.pk})
    (added,) = receiving_addresses()
    assert added.theme == theme
    assert "groen@waterhoven.example" in words(client, path)
    client.post(f"{path}{added.pk}/")
    assert receiving_addresses() == []


def test_a_password_is_kept_and_never_shown(client):
    path = f"{QUESTIONS}/mailserver/"
    typed = {"host": "smtp.office365.com", "port": 587, "security": "starttls", "user": "stad"}
    client.post(path, {**typed, "secret": "Zilverreiger7"})
    page = words(client, path)
    assert "smtp.office365.com:587, STARTTLS" in page
    assert "het geheim staat ingesteld" in page
    assert "Zilverreiger7" not in page
    client.post(path, {**typed, "port": 25, "secret": ""})
    assert opened(mail_account().out_secret) == "Zilverreiger7"
    elsewhere = client.post(path, {**typed, "host": "metadata.elders.example", "secret": "x"})
    assert "Mail mag nog niet via metadata.elders.example" in elsewhere.content.decode()


def test_a_mailbox_and_a_permission_are_chosen(client):
    mailbox = {"host": "imap.gmail.com", "port": 993, "user": "stad", "folder": "INBOX"}
    client.post(f"{QUESTIONS}/mailbus/", mailbox)
    assert "stad bij imap.gmail.com, map INBOX" in words(client, f"{QUESTIONS}/mailbus/")
    permission = {
        "grant": "refresh_token", "token_url": "https://oauth2.googleapis.com/token",
        "client_id": "7", "client_secret": "Zilverreiger7", "scope": "https://mail.google.com/",
        "user": "stad@waterhoven.example", "refresh_token": "Zilverreiger8",
    }  # fmt: skip
    client.post(f"{QUESTIONS}/mail-toestemming/", permission)
    page = words(client, f"{QUESTIONS}/mail-toestemming/")
    assert "Ja, als stad@waterhoven.example" in page
    assert "Zilverreiger" not in page
    assert opened(mail_account().oauth_refresh_token) == "Zilverreiger8"


def test_the_key_file_of_a_service_account_is_read_and_never_shown(client):
    path = f"{QUESTIONS}/mail-toestemming/"
    typed = {
        "grant": "service_account", "token_url": "https://oauth2.googleapis.com/token",
        "scope": "https://mail.google.com/", "user": "stad@waterhoven.example",
    }  # fmt: skip
    for wrong in ("geen json", '{"client_email": "x"}', '{"client_email": 1, "private_key": 2}',
                  "[]", '"x"'):  # fmt: skip
        refused = client.post(path, {**typed, "key_file": wrong}).content.decode()
        assert "Dit is geen sleutelbestand van Google." in refused
    told = {"client_email": "schakel@project.iam.example", "private_key": "Zilverreiger9"}
    client.post(path, {**typed, "key_file": json.dumps(told)})
    account = mail_account()
    assert account.oauth_client_id == "schakel@project.iam.example"
    assert opened(account.oauth_client_secret) == "Zilverreiger9"
    assert account.oauth_grant == "service_account"
    assert "Zilverreiger" not in words(client, path)


def test_words_of_our_own_are_checked_and_can_be_taken_back(client):
    path = f"{QUESTIONS}/eigen-woorden/receipt-nl/"
    refused = client.post(path, {"above": "Dag {naam}", "below": ""})
    assert "{naam}" in refused.content.decode()
    assert not OwnWords.objects.exclude(above="").exists()
    client.post(path, {"above": "Welkom bij {organisatie}.", "below": ""})
    assert "Welkom bij {organisatie}." in words(client, path)
    assert "1 eigen tekst" in words(client, f"{QUESTIONS}/eigen-woorden/")
    client.post(path, {"default": "1"})
    assert "Welkom" not in OwnWords.objects.get().above


class TestTrying:
    PATH = "/beheer/mail/proberen/"

    @pytest.fixture
    def server(self, actor, settings):
        with mail_server() as running:
            settings.SMTP_URL = running.url
            choose_mail_address(
                actor=actor, from_address="stad@waterhoven.example", takes_mail=False, now=NOW
            )
            yield running

    def test_a_mail_arrives(self, client, server):
        page = client.post(self.PATH, {"to_address": "ada@waterhoven.example"}).content.decode()
        assert "De mailserver nam de mail aan" in page
        (mail,) = server.received
        assert "gaat goed weg" in text_of(mail)

    @pytest.mark.parametrize(
        ("command", "reply", "said"),
        [
            ("MAIL", "550 not yours", "Geef de gebruiker dat recht."),
            ("RCPT", "550 5.1.1 unknown", "De server kent het adres niet"),
            ("RCPT", "550 5.7.1 relay denied", "De server verstuurt niets naar buiten voor ons."),
            ("DOT", "451 busy", "De server heeft nu geen tijd."),
        ],
    )
    def test_what_is_wrong_stands_there_in_words(self, client, server, command, reply, said):
        server.answers[command] = reply
        page = client.post(self.PATH, {"to_address": "ada@waterhoven.example"}).content.decode()
        assert said in page
        assert f"De server zei: {reply}" in page

    def test_without_a_server_it_says_where_to_choose_one(self, client, settings):
        settings.SMTP_URL = ""
        page = client.post(self.PATH, {"to_address": "ada@waterhoven.example"}).content.decode()
        assert "Er is geen mailserver gekozen." in page


def test_no_transaction_is_open_while_a_mail_server_is_tried(committed, settings):
    town = make.tenant()
    with within_tenant(town.pk):
        client = staff_client(make.colleague(system(town.pk), "Ada", roles=[Role.ADMINISTRATOR]))
    client.get(TestTrying.PATH)
    line, seen = connection.connection.info, []
    with mail_server() as server:
        settings.SMTP_URL, settings.MAIL_FROM = server.url, "stad@waterhoven.example"
        server.on_data = lambda: seen.append(line.transaction_status.name)
        page = client.post(TestTrying.PATH, {"to_address": "ada@x.example"}).content.decode()
    assert "De mailserver nam de mail aan" in page
    assert seen == ["IDLE"]


def test_everything_that_can_go_wrong_has_words():
    rows = [line for line in (Trial.__doc__ or "").splitlines() if line.strip().startswith("|")]
    codes = {code for line in rows for code in re.findall(r"``([a-z_]+)``", line.split("|")[2])}
    assert len(codes) > 20
    assert codes | {"no_answer", "line_broke"} == set(WRONG) | {"ready", "taken", "tls"}
