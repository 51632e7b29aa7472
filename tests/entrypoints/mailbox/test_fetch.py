"""Mail fetched from a real Dovecot, which is killed on the way."""

import threading
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.db import connections

from schakel.domain.arrivals.actions import Delivery
from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Door
from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import choose_mail_address, choose_mailbox
from schakel.domain.messages.rules import Mailbox
from schakel.entrypoints.mailbox.fetch import fetch
from schakel.entrypoints.mailbox.receive import take
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.gateways import mail_oauth
from schakel.gateways.imap import Login, NotFetched, NotThisOne, mailbox
from schakel.gateways.mail_account import OAuth
from tests import make
from tests.dovecot import PASSWORD, USER, dovecot
from tests.held_line import held_line
from tests.processes import Processes, kill
from tests.processes import test_database_url as database_url
from tests.token_server import token_server
from tests.worker import work_until_quiet

pytestmark = pytest.mark.slow

OURS = "participatie@waterhoven.example"


def letter(number, text="De schommel is kapot."):
    return (
        f"From: Bewoner {number} <b{number}@bewoner.example>\r\nTo: {OURS}\r\n"
        f"Subject: Nummer {number}\r\nMessage-ID: <{number}@bewoner.example>\r\n"
        f"Date: Tue, 24 Nov 2026 09:00:00 +0100\r\n\r\n{text}\r\n"
    ).encode()


@pytest.fixture(scope="module")
def server():
    with dovecot() as running:
        yield running


@pytest.fixture
def town(committed, server, settings):
    settings.MAIL_HOSTS = ("127.0.0.1",)
    settings.MAIL_DNS = False
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        make.Team(actor)
        now = datetime.now(UTC)
        choose_mail_address(actor=actor, from_address=OURS, takes_mail=True, now=now)
        choose_mailbox(
            actor=actor,
            mailbox=Mailbox(host="127.0.0.1", port=server.port, user=USER),
            secret=PASSWORD,
            now=now,
        )
    return tenant


def login(server):
    return Login(host="127.0.0.1", port=server.port, user=USER, password=PASSWORD)


def states(tenant):
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        return sorted(Arrival.objects.values_list("state", flat=True))


def subjects(tenant):
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        return sorted(Matter.objects.values_list("subject", flat=True))


def test_what_lies_in_a_mailbox_is_kept_moved_and_placed(town, server):
    large = letter(3, "x" * 70 + "\r\n" + "lang " * 200_000)
    server.put(letter(1), letter(2), large)
    assert fetch(town.pk) == 3
    assert server.folder("INBOX") == []
    assert len(server.folder("Schakel")) >= 3
    work_until_quiet()
    assert subjects(town) == ["Nummer 1", "Nummer 2", "Nummer 3"]
    assert fetch(town.pk) == 0


def test_what_was_kept_and_not_moved_is_only_moved(town, server):
    """As after a kill -9 between the commit and the move."""
    server.put(letter(11))
    with mailbox(login(server)) as box:
        [number] = box.waiting()
        delivery = Delivery(door=Door.IMAP, client=box.mark(number))
        take(town.pk, box.read(number), delivery)
    assert fetch(town.pk) == 0
    assert server.folder("INBOX") == []
    work_until_quiet()
    assert states(town) == ["opened"]


def test_a_fetching_that_is_killed_between_keeping_and_moving_fetches_nothing_twice(
    town, server, tmp_path
):
    server.put(letter(14))
    with held_line(word=b"MOVE", server_port=server.port) as line:
        with within_tenant(town.pk):
            held = Mailbox(host="127.0.0.1", port=line.port, user=USER)
            choose_mailbox(
                actor=system(town.pk), mailbox=held, secret=PASSWORD, now=datetime.now(UTC)
            )
        processes = Processes(database_url(), tmp_path, SCHAKEL_MAIL_HOSTS="127.0.0.1")
        fetching = processes.start("mail", "fetch", "--tenant", town.code)
        assert line.held.wait(60)
        kill(fetching)
        processes.end()
    assert states(town) == ["kept"]
    assert server.folder("INBOX") == [letter(14)]
    with within_tenant(town.pk):
        straight = Mailbox(host="127.0.0.1", port=server.port, user=USER)
        choose_mailbox(
            actor=system(town.pk), mailbox=straight, secret=PASSWORD, now=datetime.now(UTC)
        )
    assert fetch(town.pk) == 0
    assert server.folder("INBOX") == []
    work_until_quiet()
    assert states(town) == ["opened"]


def test_the_same_mail_by_two_doors_is_one(town, server):
    server.put(letter(12))
    take(town.pk, BytesIO(letter(12)), Delivery(door=Door.COMMAND))
    assert fetch(town.pk) == 1
    work_until_quiet()
    assert states(town) == ["duplicate", "opened"]
    assert subjects(town) == ["Nummer 12"]


def test_what_somebody_takes_away_meanwhile_is_no_mail(town, server):
    server.put(letter(13))
    with mailbox(login(server)) as box:
        [number] = box.waiting()
        box.done_with(number)
        with pytest.raises(NotThisOne):
            box.read(number)


def test_nothing_is_lost_or_doubled_when_the_mailbox_is_killed(town, server):
    server.put(*(letter(number) for number in range(100, 140)))
    for seconds in (0.15, 0.25, 0.4):
        killed = threading.Timer(seconds, server.kill)
        killed.start()
        with pytest.raises(NotFetched):
            while True:
                fetch(town.pk)
        killed.join()
        server.start()
    fetch(town.pk)
    assert server.folder("INBOX") == []
    work_until_quiet()
    assert subjects(town) == sorted(f"Nummer {number}" for number in range(100, 140))
    assert set(states(town)) == {"opened"}


def test_while_one_fetches_another_does_not(town, server):
    server.put(letter(21))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7203, %s)", [town.pk])
        assert fetch(town.pk) == 0
        cursor.execute("SELECT pg_advisory_unlock_all()")
    assert fetch(town.pk) == 1


def test_a_wrong_password_says_so(town):
    with within_tenant(town.pk):
        choose_mailbox(
            actor=system(town.pk),
            mailbox=Mailbox(host="127.0.0.1", port=1, user=USER),
            secret="fout",
            now=datetime.now(UTC),
        )
    with pytest.raises(NotFetched, match="127\\.0\\.0\\.1"):
        fetch(town.pk)


def test_a_token_opens_a_mailbox_and_one_that_was_withdrawn_is_replaced(settings, monkeypatch):
    settings.MAIL_HOSTS = ("127.0.0.1",)
    monkeypatch.setattr(mail_oauth, "_kept", {})
    with token_server() as tokens, dovecot(tokens_known_at=tokens.url) as server:
        tokens.owner = USER
        oauth = OAuth(
            token_url=tokens.url,
            client_id="schakel",
            client_secret="geheim",
            scope="imap",
            user=USER,
            grant="client_credentials",
        )
        by_token = Login(host="127.0.0.1", port=server.port, user=USER, oauth=oauth)
        server.put(letter(31))
        with mailbox(by_token) as box:
            assert len(box.waiting()) == 1
        tokens.withdrawn.add("token-1")
        with mailbox(by_token) as box:
            assert len(box.waiting()) == 1
        assert len(tokens.asked) == 2
        tokens.withdrawn.update({"token-2", "token-3"})
        with pytest.raises(NotFetched):
            with mailbox(by_token):
                pass
