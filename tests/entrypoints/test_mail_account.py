"""What an institution chose for its mail: a refresh token that its server replaces is kept."""

import threading

import pytest
from django.db import connections

from schakel.domain.messages.actions import choose_permission, keep_refresh_token
from schakel.domain.messages.models import MailAccount
from schakel.domain.messages.queries import mail_account
from schakel.domain.messages.rules import Grant, Permission
from schakel.entrypoints.mail_account import oauth_of
from schakel.foundation.database.secrets import opened
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.gateways import mail_oauth
from schakel.gateways.mail_oauth import NoToken, access_token, forget
from tests import make
from tests.make import NOW
from tests.token_server import token_server


@pytest.fixture
def tokens(settings, monkeypatch):
    settings.MAIL_HOSTS = ("127.0.0.1", "oauth2.googleapis.com")
    monkeypatch.setattr(mail_oauth, "_kept", {})
    with token_server() as running:
        running.rotates = "given"
        yield running


def choose(actor, url: str, refresh_token: str = "given") -> None:
    choose_permission(
        actor=actor,
        permission=Permission(
            token_url="https://oauth2.googleapis.com/token", client_id="us", user="bank@w.example",
            grant=Grant.REFRESH,
        ),
        client_secret="secret",
        refresh_token=refresh_token,
        now=NOW,
    )  # fmt: skip
    # At a real one it begins with https.
    MailAccount.objects.update(oauth_token_url=url)


def kept() -> str:
    return opened(mail_account().oauth_refresh_token)


def test_the_next_refresh_token_is_kept_sealed_and_used(actor, tokens):
    choose(actor, tokens.url)
    lines = Line.objects.count()
    for number in (1, 2, 3):
        oauth = oauth_of(mail_account())
        assert access_token(oauth) == f"token-{number}"
        assert access_token(oauth_of(mail_account())) == f"token-{number}"
        forget(oauth)
    assert [each["refresh_token"] for each in tokens.asked] == ["given", "refresh-1", "refresh-2"]
    assert kept() == "refresh-3"
    assert "refresh" not in mail_account().oauth_refresh_token
    assert Line.objects.count() == lines


def test_a_server_that_gives_no_other_one_leaves_what_is_kept(actor, tokens):
    tokens.rotates = ""
    choose(actor, tokens.url)
    assert access_token(oauth_of(mail_account())) == "token-1"
    assert kept() == "given"


def test_what_somebody_filled_in_meanwhile_stays(actor, tokens):
    choose(actor, tokens.url)
    choose(actor, tokens.url, refresh_token="pasted")
    assert not keep_refresh_token(actor=actor, before="given", after="refresh-1")
    assert kept() == "pasted"


def test_a_refusal_leaves_the_refresh_token(actor, tokens):
    choose(actor, tokens.url, refresh_token="used before")
    with pytest.raises(NoToken) as refused:
        access_token(oauth_of(mail_account()))
    assert (refused.value.code, kept()) == ("token_refused", "used before")


def test_who_ask_at_once_never_use_one_twice(committed, tokens):
    town = make.tenant()
    with within_tenant(town.pk):
        choose(system(town.pk), tokens.url)
        stale = oauth_of(mail_account())
    together, got, failed = threading.Barrier(6), [], []

    def ask() -> None:
        try:
            together.wait()
            got.append(access_token(stale, anew=True))
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    asking = [threading.Thread(target=ask) for _ in range(6)]
    for each in asking:
        each.start()
    for each in asking:
        each.join(30)
    assert (failed, tokens.reused) == ([], [])
    assert len(set(got)) == 6
    with within_tenant(town.pk):
        assert kept() == "refresh-6"
