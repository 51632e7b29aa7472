"""Beheer: a key to sign our mail with is made here, and signs once its record is in the DNS."""

from functools import partial

import dns.resolver
import pytest
from django.db import connection

from schakel.domain.messages.actions import choose_mail_address
from schakel.domain.messages.queries import mail_account
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.mail_key import WRONG
from schakel.entrypoints.mail_account import account_of, new_signing_key
from schakel.foundation.database.secrets import opened
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.gateways.dkim_record import Seen, record_of
from tests import make
from tests.make import NOW
from tests.name_server import name_server
from tests.pages import staff_client

PATH = "/beheer/mail/sleutel/"
QUESTION = "/beheer/vragen/mail-handtekening/"
FIRST = {"step": "make", "domain": "waterhoven.example", "selector": "eerste"}
QUERIES = 15


class _Resolver(dns.resolver.Resolver):
    def __init__(self, port: int) -> None:
        super().__init__(configure=False)
        self.nameservers, self.port = ["127.0.0.1"], port


@pytest.fixture
def client(actor):
    return staff_client(make.colleague(actor, "Ada Blok", roles=[Role.ADMINISTRATOR]))


@pytest.fixture
def names(settings, monkeypatch):
    with name_server() as running:
        settings.MAIL_DNS = True
        monkeypatch.setattr(dns.resolver, "Resolver", partial(_Resolver, running.port))
        yield running


def text(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def step(client, name: str, **typed: str) -> str:
    return text(client.post(PATH, {"step": name, **typed}, follow=True))


def publish(names) -> None:
    key = new_signing_key(mail_account())
    shown = record_of(key)
    names.texts[shown.name] = [" ".join(f'"{each}"' for each in shown.strings)]


def signer():
    """With which key mail would go out now."""
    account = account_of(mail_account())
    return account.dkim.selector if account is not None and account.dkim else ""


@pytest.fixture
def _address(actor):
    choose_mail_address(
        actor=actor, from_address="stad@waterhoven.example", takes_mail=False, now=NOW
    )


@pytest.mark.usefixtures("_address")
class TestAKey:
    def test_is_made_and_its_private_half_is_shown_to_nobody(
        self, client, django_assert_max_num_queries
    ):
        assert 'value="waterhoven.example"' in text(client.get(PATH))
        page = text(client.post(PATH, FIRST, follow=True))
        account = mail_account()
        private = opened(account.dkim_new_key)
        assert "BEGIN PRIVATE KEY" in private
        assert "PRIVATE" not in page
        assert not any(line and line in page for line in private.splitlines())
        assert "PRIVATE" not in account.dkim_new_key
        shown = record_of(new_signing_key(account))
        assert shown.name in page
        assert shown.value in page
        assert f"&quot;{shown.strings[1]}&quot;" in page
        assert private.splitlines()[1] not in str(list(Line.objects.values()))
        with django_assert_max_num_queries(QUERIES):
            client.get(PATH)

    def test_signs_nothing_before_its_record_is_seen(self, client, names):
        client.post(PATH, FIRST)
        assert signer() == ""
        assert "Er staat nog geen record op deze naam." in step(client, "look")
        assert signer() == ""
        publish(names)
        assert "Vanaf nu ondertekenen wij onze mail met deze sleutel." in step(client, "look")
        assert signer() == "eerste"
        assert mail_account().dkim_new_key == ""
        assert "eerste._domainkey.waterhoven.example" in text(client.get(QUESTION))

    def test_of_before_signs_until_the_record_of_the_next_is_seen(self, client, names):
        client.post(PATH, FIRST)
        publish(names)
        step(client, "look")
        assert "Het record staat er, en het klopt." in step(client, "look")
        assert "is de naam van de sleutel die nu in gebruik is" in text(client.post(PATH, FIRST))
        page = text(client.post(PATH, {**FIRST, "selector": "tweede"}, follow=True))
        assert "Tot de nieuwe sleutel begint, ondertekent de sleutel eerste." in page
        assert signer() == "eerste"
        publish(names)
        step(client, "look")
        assert signer() == "tweede"

    def test_can_be_put_to_use_by_who_knows_that_the_record_is_there(self, client, names):
        names.silent = True
        client.post(PATH, FIRST)
        page = step(client, "look")
        assert "De DNS geeft nu geen antwoord." in page
        assert "Weet u zeker dat het record er staat?" in page
        assert "Deze sleutel is er niet meer." in step(client, "use", selector="andere")
        assert signer() == ""
        step(client, "use", selector="eerste")
        assert signer() == "eerste"
        assert "Deze sleutel is er niet meer." in step(client, "use", selector="eerste")

    def test_can_be_thrown_away(self, client):
        client.post(PATH, FIRST)
        assert "De sleutel is weggegooid." in step(client, "drop")
        assert new_signing_key(mail_account()) is None
        assert "Deze sleutel is er niet meer." in step(client, "look")

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"domain": "geen domein"}, "is geen domein."),
            ({"domain": "https://waterhoven.example"}, "is geen domein."),
            ({"selector": "a b"}, "kan geen naam van een sleutel zijn."),
            ({"selector": "_domainkey"}, "kan geen naam van een sleutel zijn."),
            ({"selector": ""}, 'aria-invalid="true"'),
        ],
    )
    def test_needs_names_that_can_stand_in_the_dns(self, client, typed, said):
        assert said in text(client.post(PATH, {**FIRST, **typed}))
        assert new_signing_key(mail_account()) is None

    def test_that_cannot_be_opened_any_more_can_be_made_anew(self, client, actor, settings):
        client.post(PATH, FIRST)
        settings.SECRET_KEY = "een heel andere sleutel van de server"
        client = staff_client(make.colleague(actor, "Bob Blok", roles=[Role.ADMINISTRATOR]))
        assert "kunnen het wachtwoord van uw mail niet meer lezen" in text(client.get(PATH))
        client.post(PATH, FIRST)
        assert new_signing_key(mail_account()) is not None


def test_an_unknown_step_and_another_role_find_nothing(client, actor):
    assert client.post(PATH, {"step": "away"}).status_code == 404
    kept_out = staff_client(make.colleague(actor, "Kijker", roles=[Role.CONNECTOR]))
    assert kept_out.get(PATH).status_code == 404
    assert kept_out.post(PATH, FIRST).status_code == 404


def test_all_that_can_be_wrong_has_words():
    assert set(WRONG) | {"there"} == set(Seen.__args__)


def test_no_transaction_is_open_while_the_dns_is_asked(committed, names):
    town = make.tenant()
    with within_tenant(town.pk):
        client = staff_client(make.colleague(system(town.pk), "Ada", roles=[Role.ADMINISTRATOR]))
    client.post(PATH, FIRST)
    line, seen = connection.connection.info, []
    names.on_question = lambda: seen.append(line.transaction_status.name)
    assert "Er staat nog geen record" in step(client, "look")
    assert seen
    assert set(seen) == {"IDLE"}
