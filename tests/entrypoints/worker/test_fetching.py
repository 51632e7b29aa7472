"""How fetching goes is kept, shown at Beheer, and told to administrators when it lasts."""

from datetime import UTC, datetime, timedelta

import pytest

from schakel.domain.messages.actions import choose_mail_address, choose_mailbox, note_fetching
from schakel.domain.messages.models import Message
from schakel.domain.messages.queries import mail_account
from schakel.domain.messages.rules import FetchFault, Mailbox
from schakel.domain.notices.models import Notice
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.mail_fetching import WRONG, fetching_words
from schakel.entrypoints.worker.mail_in import tell_of_mail_not_fetched
from schakel.entrypoints.worker.mails import fetch_mail
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.dovecot import PASSWORD, USER, dovecot

OURS = "participatie@waterhoven.example"
LETTER = (
    f"From: b@bewoner.example\r\nTo: {OURS}\r\nSubject: Vraag\r\n"
    "Message-ID: <1@bewoner.example>\r\nDate: Tue, 24 Nov 2026 09:00:00 +0100\r\n\r\n"
    "De schommel is kapot.\r\n"
).encode()


@pytest.fixture
def town(town, settings):
    settings.MAIL_HOSTS = ("127.0.0.1",)
    with inside(town):
        make.Team(system(town.pk))
        make.colleague(system(town.pk), "Ada Blok", roles=[Role.ADMINISTRATOR])
    return town


def inside(town):
    return within_tenant(town.pk, matters=ALL_MATTERS)


def choose(town, port, *, password=PASSWORD, folder="INBOX"):
    with inside(town):
        actor, now = system(town.pk), datetime.now(UTC)
        choose_mail_address(actor=actor, from_address=OURS, takes_mail=True, now=now)
        mailbox = Mailbox(host="127.0.0.1", port=port, user=USER, folder=folder)
        choose_mailbox(actor=actor, mailbox=mailbox, secret=password, now=now)


def account(town):
    with inside(town):
        return mail_account()


def note(town, fault, now):
    with inside(town):
        note_fetching(actor=system(town.pk), came=0, fault=fault, now=now)


@pytest.mark.slow
def test_what_is_wrong_with_a_mailbox_is_kept_until_it_works(town):
    with dovecot() as server:
        for password, folder, fault in (
            ("verkeerd", "INBOX", FetchFault.LOGIN_REFUSED),
            (PASSWORD, "Bestaat niet", FetchFault.FOLDER_MISSING),
        ):
            choose(town, server.port, password=password, folder=folder)
            fetch_mail(tenant_id=town.pk)
            assert account(town).fetch_fault == fault
        choose(town, server.port)
        server.put(LETTER)
        fetch_mail(tenant_id=town.pk)
        fetch_mail(tenant_id=town.pk)
    now = account(town)
    assert (now.fetch_fault, now.fetch_fails_since, now.came_count) == ("", None, 1)
    assert now.came_at < now.fetched_at
    with inside(town):
        said = Line.objects.filter(what__startswith="mailbox.").values_list("what", flat=True)
        assert sorted(said) == ["mailbox.failed", "mailbox.failed", "mailbox.mended"]


def test_a_server_that_is_away_is_said_in_words_since_when(town):
    choose(town, 9)
    assert "Nog niet gekeken." in fetching_words(account(town), make.TODAY)
    note(town, FetchFault.NO_ANSWER, make.NOW)
    note(town, FetchFault.NO_ANSWER, make.NOW + timedelta(hours=1))
    assert account(town).fetch_fails_since == make.NOW
    words = fetching_words(account(town), make.TODAY)
    assert "lukt het niet" in words
    assert str(WRONG[FetchFault.NO_ANSWER]) in words


def test_each_fault_has_a_sentence():
    assert set(WRONG) == set(FetchFault)


def test_an_administrator_is_told_once_after_hours_and_no_more_when_it_works(town, monkeypatch):
    def sweep(moment):
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)
        tell_of_mail_not_fetched(town.pk)
        with inside(town):
            unseen = Notice.objects.filter(kind="mail_not_fetched", seen_at__isnull=True)
            mailed = Message.objects.filter(staff__name="Ada Blok", kind="notice")
            return unseen.count(), mailed.count()

    choose(town, 9)
    note(town, FetchFault.NO_ANSWER, make.NOW)
    assert sweep(make.NOW + timedelta(hours=3, minutes=59)) == (0, 0)
    assert sweep(make.NOW + timedelta(hours=4)) == (1, 1)
    assert sweep(make.NOW + timedelta(hours=5)) == (1, 1)
    note(town, None, make.NOW + timedelta(hours=6))
    assert sweep(make.NOW + timedelta(hours=6)) == (0, 1)
