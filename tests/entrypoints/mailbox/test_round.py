"""Residents and officials mail, and are answered, while what takes and sends mail is killed.

A real Postfix takes all mail. What goes to the institution it brings to the door of Schakel, or to
a mailbox of a real Dovecot from which Schakel fetches it; what goes to people it keeps for them.
``ROUND=200,5,1000`` in the environment makes it as large as that: residents, officials, mails.
``ROUND_SEED`` repeats the chances of before.
"""

import json
import os
import random
import re
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import connections

from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import MARKERS
from schakel.domain.messages.actions import (
    choose_mail_address,
    choose_mailbox,
    mark_uncertain,
    send_again,
)
from schakel.domain.messages.models import Message
from schakel.domain.messages.queries import messages_to_mend
from schakel.domain.messages.rules import Mailbox
from schakel.entrypoints.mailbox.fetch import fetch
from schakel.entrypoints.worker.calendar import queue_due_messages
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make, postfix
from tests.dovecot import PASSWORD, USER, dovecot
from tests.incoming import OURS
from tests.processes import Processes, free_port, wait_for
from tests.processes import test_database_url as database_url
from tests.storm import storm
from tests.worker import run_jobs, work_until_quiet

pytestmark = pytest.mark.slow

RESIDENTS, OFFICIALS, MAILS = map(int, os.environ.get("ROUND", "12,3,60").split(","))
SEED = int(os.environ.get("ROUND_SEED", random.randrange(10**6)))
SECONDS_BETWEEN_MAILS = 0.2
# A process lives so many times as long as one takes to begin, on this machine at this moment.
TIMES_TO_BEGIN = (0.7, 5)
# So many are pressed "send" twice.
ONE_IN_TWICE = 15


class Round:
    """Who mails what; ``taken`` are the Message-IDs of all that the mail server took."""

    def __init__(self, server):
        self.server = server
        self.chance = random.Random(SEED)
        self.taken = []

    def mail(self):
        """A first mail, a reply of a resident to what they got, or the answer of an official."""
        got = self.answerable()
        if not got or self.chance.random() < 0.4:
            who = self.chance.randrange(RESIDENTS)
            self._write(f"b{who}@bewoner.example", OURS, f"Vraag {len(self.taken)}.")
            return
        sent = self.chance.choice(got)
        to, back = str(sent["To"]), str(sent["Reply-To"])
        is_official = re.search(r"\+\d", back) is not None
        marker = f"\r\n\r\n{MARKERS['nl']}\r\n" if is_official else ""
        self._write(to, back, f"Antwoord {len(self.taken)}.{marker}", known=is_official)

    def answerable(self):
        """All that people can reply to."""
        return [each for each in self.server.people() if "+" in str(each["Reply-To"])]

    def _write(self, sender, to, text, *, known=False):
        number = f"<{len(self.taken)}@{sender.partition('@')[2]}>"
        mail = (
            f"From: {sender}\r\nTo: {to}\r\nSubject: Bericht\r\nMessage-ID: {number}\r\n"
            f"Date: {format_datetime(datetime.now(UTC))}\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        ).encode()
        for _ in range(2 if self.chance.randrange(ONE_IN_TWICE) == 0 else 1):
            self.server.take(mail, sender, to, known=known)
        self.taken.append(number)

    def landed(self):
        """How often each mail of ours landed at people."""
        return Counter(str(each["Message-ID"]) for each in self.server.people())


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
    """Both mail servers, and how to start Schakel beside them."""
    settings.MAIL_DNS = False
    settings.MAIL_HOSTS = ("127.0.0.1",)
    door = free_port()
    with (
        dovecot() as box,
        postfix.postfix(ours=OURS, lmtp_ports=(door, box.lmtp_port)) as server,
    ):
        settings.SMTP_URL = server.url
        with within_tenant(town.pk):
            actor, now = system(town.pk), datetime.now(UTC)
            choose_mail_address(actor=actor, from_address=OURS, takes_mail=True, now=now)
            mailbox = Mailbox(host="127.0.0.1", port=box.port, user=USER)
            choose_mailbox(actor=actor, mailbox=mailbox, secret=PASSWORD, now=now)
        processes = Processes(
            database_url(),
            tmp_path,
            SCHAKEL_SMTP_URL=server.url,
            SCHAKEL_MAIL_HOSTS="127.0.0.1",
            SCHAKEL_MAIL_DNS="0",
            SCHAKEL_MAIL_AUTHSERV_IDS=postfix.NAME,
        )
        commands = {
            "door": ("serve", "mail", "--lmtp", f"127.0.0.1:{door}"),
            "worker": ("serve", "worker"),
            "fetching": ("mail", "fetch", "--tenant", town.code),
        }
        yield Round(server), box, processes, commands
        processes.end()


def came_by_door(town):
    with within_tenant(town.pk):
        return Arrival.objects.filter(door="lmtp").exists()


def test_nothing_is_lost_and_nothing_goes_twice(running, town):
    print(f"ROUND_SEED={SEED}")  # noqa: T201
    mailing, box, processes, commands = running
    began = time.monotonic()
    assert processes.start(*commands["fetching"]).wait(60) == 0
    shortest, longest = ((time.monotonic() - began) * times for times in TIMES_TO_BEGIN)
    # On a slow day the storm leaves the door no time to take anything.
    door = processes.start(*commands["door"])
    wait_for(lambda: mailing.mail() or came_by_door(town), 60)
    door.terminate()
    door.wait(60)
    with storm(processes, commands, seed=SEED, seconds=(shortest, longest)) as kills:
        for number in range(MAILS):
            if number == MAILS // 2:
                wait_for(mailing.answerable, 120)
            mailing.mail()
            time.sleep(mailing.chance.uniform(0, 2 * SECONDS_BETWEEN_MAILS))
    wait_for(mailing.server.is_done, 120)
    wait_for(lambda: not (fetch(town.pk) or box.folder("INBOX")), 120)
    processes.end()
    finish(town)
    with within_tenant(town.pk, matters=ALL_MATTERS):
        ends = Counter(Arrival.objects.order_by("pk").values_list("state", "door"))
        arrived = Counter(
            Arrival.objects.exclude(state="duplicate").values_list("message_id", flat=True)
        )
    wait_for(mailing.server.is_done, 60)
    first, sent, uncertain = mailing.landed(), messages(town, "sent"), messages(town, "uncertain")
    with within_tenant(town.pk, matters=ALL_MATTERS):
        shown = {each.pk for each in messages_to_mend()}
    figures = {
        "mails": len(mailing.taken),
        "kills": dict(kills),
        "lost": len(set(mailing.taken) - set(arrived)),
        "ends": {" ".join(each): count for each, count in ends.items()},
        "known again": sum(count for (state, _), count in ends.items() if state == "duplicate"),
        "went out": len(sent) + len(uncertain),
        "twice": sum(times > 1 for times in first.values()),
        "uncertain": len(uncertain),
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(figures))  # noqa: T201

    assert arrived == Counter(mailing.taken)
    assert "kept" not in {state for state, _ in ends}
    assert {"added", "opened"} <= {state for state, _ in ends}
    assert {door for _, door in ends} == {"lmtp", "imap"}
    assert [number for number, times in first.items() if times > 1] == []
    assert set(sent) <= set(first) <= {*sent, *uncertain}
    assert shown == set(uncertain.values())

    # Somebody reads of each that it is perhaps sent, and sends it again.
    with within_tenant(town.pk, matters=ALL_MATTERS):
        for message in Message.objects.filter(state="uncertain"):
            send_again(actor=system(town.pk), message=message, now=datetime.now(UTC))
    send_what_waits(town)
    wait_for(mailing.server.is_done, 60)
    assert set(messages(town, "sent")) == set(mailing.landed())
    twice = {number for number, times in mailing.landed().items() if times > 1}
    assert twice <= set(uncertain)


def messages(town, state):
    """Each mail of ours in a state, by Message-ID; all of them are in one of two."""
    with within_tenant(town.pk, matters=ALL_MATTERS):
        assert not Message.objects.exclude(state__in=["sent", "uncertain"]).exists()
        found = Message.objects.filter(state=state)
        return dict(found.values_list("message_id", "pk"))


def finish(town):
    """What the workers that were killed left lying, as the calendar takes it up again."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = NULL"
            " WHERE status IN ('doing', 'todo')"
        )
    with within_tenant(town.pk, matters=ALL_MATTERS):
        later = datetime.now(UTC) + timedelta(minutes=11)
        mark_uncertain(actor=system(town.pk), now=later)
    work_until_quiet()
    send_what_waits(town)


def send_what_waits(town):
    queue_due_messages(town.pk)
    run_jobs()
