"""Residents and officials mail, while the mailbox, the fetching and the worker are killed.

``ROUND=200,5,1000`` in the environment makes it as large as that: residents, officials, mails.
"""

import os
import random
import re
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import MARKERS
from schakel.domain.messages.actions import choose_mail_address, choose_mailbox, mark_uncertain
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Mailbox
from schakel.entrypoints.worker.calendar import queue_due_messages
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.dovecot import PASSWORD, USER, dovecot
from tests.incoming import OURS
from tests.mail_server import mail_server
from tests.processes import Processes, kill, wait_for
from tests.processes import test_database_url as database_url
from tests.worker import run_jobs, work_until_quiet

pytestmark = pytest.mark.slow

RESIDENTS, OFFICIALS, MAILS = map(int, os.environ.get("ROUND", "12,3,60").split(","))
OWN_SERVER = "mx.waterhoven.example"


class Round:
    """Who mails what; ``put`` are the Message-IDs of all that was laid in the mailbox."""

    def __init__(self, server, sink):
        self.server, self.sink = server, sink
        self.chance = random.Random(4)
        self.put = []

    def write(self, sender, to, text, *, proven=False):
        number = f"<{len(self.put)}@{sender.partition('@')[2]}>"
        domain = sender.partition("@")[2]
        # Our own mail server says above its own trace who it was.
        said = f"Authentication-Results: {OWN_SERVER}; dmarc=pass header.from={domain}\r\n"
        head = f"{said if proven else ''}Received: from x by {OWN_SERVER}; now\r\n"
        mail = (
            f"{head}From: {sender}\r\nTo: {to}\r\nSubject: Bericht\r\n"
            f"Message-ID: {number}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        )
        self.put.append(number)
        while True:
            with suppress(Exception):
                self.server.put(mail.encode())
                return

    def some(self, count):
        """First mails, replies of residents to what they got, and answers of officials."""
        for _ in range(count):
            got = [each for each in list(self.sink.received) if "+" in str(each["Reply-To"])]
            sent = self.chance.choice(got) if got and self.chance.random() < 0.6 else None
            if sent is None:
                who = self.chance.randrange(RESIDENTS)
                self.write(f"b{who}@bewoner.example", OURS, f"Vraag {len(self.put)}.")
                continue
            to, back = str(sent["To"]), str(sent["Reply-To"])
            marker = f"\r\n\r\n{MARKERS['nl']}\r\n" if re.search(r"\+\d", back) else ""
            self.write(to, back, f"Antwoord {len(self.put)}.{marker}", proven=bool(marker))


@pytest.fixture
def town(committed):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        for number in range(OFFICIALS - 2):
            make.colleague(actor, f"Ambtenaar {number}", networks=[team.network])
    return tenant


@pytest.fixture
def running(town, tmp_path, settings):
    settings.MAIL_DNS = False
    with dovecot() as server, mail_server() as sink:
        settings.SMTP_URL = sink.url
        settings.MAIL_HOSTS = ("127.0.0.1",)
        with within_tenant(town.pk):
            actor, now = system(town.pk), datetime.now(UTC)
            choose_mail_address(actor=actor, from_address=OURS, takes_mail=True, now=now)
            box = Mailbox(host="127.0.0.1", port=server.port, user=USER)
            choose_mailbox(actor=actor, mailbox=box, secret=PASSWORD, now=now)
        processes = Processes(
            database_url(),
            tmp_path,
            SCHAKEL_SMTP_URL=sink.url,
            SCHAKEL_MAIL_HOSTS="127.0.0.1",
            SCHAKEL_MAIL_DNS="0",
            SCHAKEL_MAIL_AUTHSERV_IDS=OWN_SERVER,
        )
        yield Round(server, sink), processes
        processes.end()


def fetch(processes, town, seconds=60.0):
    process = processes.start("mail", "fetch", "--tenant", town.code)
    try:
        return process.wait(seconds) == 0
    except Exception:
        kill(process)
        return False


def test_nothing_is_lost_and_nothing_goes_twice(running, town):
    mailing, processes = running
    worker = processes.serve("worker")
    for step in range(4):
        mailing.some(MAILS // 4)
        if step == 1:
            fetch(processes, town, seconds=1.5 + mailing.chance.random())
            kill(worker)
            worker = processes.serve("worker")
        if step == 2:
            mailing.server.kill()
            mailing.server.start()
        fetch(processes, town)
        before = len(mailing.sink.received)
        with suppress(AssertionError):
            wait_for(lambda before=before: len(mailing.sink.received) > before, 15)
    wait_for(lambda: fetch(processes, town) and not mailing.server.folder("INBOX"), 120)
    kill(worker)
    with connections["owner"].cursor() as cursor:
        # As the calendar does it when a worker gave no sign of life for half a minute.
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
    with within_tenant(town.pk, matters=ALL_MATTERS):
        later = datetime.now(UTC) + timedelta(minutes=11)
        mark_uncertain(actor=system(town.pk), now=later)
    work_until_quiet()
    # What lost its job with the worker gets another, as every minute.
    queue_due_messages(town.pk)
    run_jobs()
    with within_tenant(town.pk, matters=ALL_MATTERS):
        came = Counter(
            Arrival.objects.exclude(state="duplicate").values_list("message_id", flat=True)
        )
        ended = set(Arrival.objects.values_list("state", flat=True))
        states = Counter(Message.objects.values_list("state", flat=True))
        known = set(
            Message.objects.filter(state__in=["sent", "uncertain"]).values_list(
                "message_id", flat=True
            )
        )
    assert came == Counter(mailing.put)
    assert "kept" not in ended
    assert {"added", "opened"} <= ended
    sent = Counter(str(each["Message-ID"]) for each in mailing.sink.received)
    assert [number for number, times in sent.items() if times > 1] == []
    assert set(sent) <= known
    assert set(states) <= {"sent", "uncertain"}
