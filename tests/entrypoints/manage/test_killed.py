"""A worker is killed around the final dot of a mail: nothing goes out twice by our own doing."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from schakel.domain.messages.actions import send_again
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import HANDING_OVER_LIMIT
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.mail_server import MailServer
from tests.processes import kill, wait_for

pytestmark = pytest.mark.slow


def inside(town: Tenant):
    return within_tenant(town.pk, matters=ALL_MATTERS)


@pytest.fixture
def town(committed) -> Tenant:
    """With one matter: its receipt, and a mail to each of its carriers."""
    town = make.tenant()
    with inside(town):
        make.Team(system(town.pk))
        now = timezone.now()
        make.matter(system(town.pk), now=now, today=timezone.localdate(now))
    return town


def states(town: Tenant) -> dict[str, str]:
    """The state of every message, by its Message-ID."""
    with inside(town):
        return dict(Message.objects.values_list("message_id", "state"))


def in_state(town: Tenant, state: str) -> set[str]:
    return {each for each, now in states(town).items() if now == state}


def mails(server: MailServer) -> Counter[str]:
    """How many mails with a Message-ID the server got whole."""
    return Counter(str(each["Message-ID"]) for each in server.received)


def killed_before_the_server_has_it(town, start, server):
    server.pause_at = "DATA"
    worker = start("worker", "--concurrency", "1")
    assert server.paused.wait(60)
    kill(worker)
    assert not server.received


def killed_before_the_server_answers(town, start, server):
    server.pause_at = "DOT"
    worker = start("worker", "--concurrency", "1")
    assert server.paused.wait(60)
    kill(worker)
    assert server.received


def killed_before_it_is_written_down(town, start, server):
    """The server answered 250; what should be marked as sent is held, and so is the worker."""
    server.pause_at = "DOT"
    worker = start("worker", "--concurrency", "1")
    assert server.paused.wait(60)
    with inside(town):
        assert list(Message.objects.select_for_update(of=("self",)))
        server.go_on.set()
        wait_for(somebody_waits_for_a_row, 30)
        kill(worker)


def somebody_waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')"
        )
        return bool(cursor.fetchone()[0])


def time_passes(town: Tenant) -> None:
    """Longer than a mail server may take, and than a worker may be silent."""
    late = HANDING_OVER_LIMIT + timedelta(minutes=1)
    with inside(town):
        Message.objects.filter(state="handing_over").update(
            handing_over_at=F("handing_over_at") - late
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - %s", [late])
        # What the calendar did belongs to minutes that are over.
        cursor.execute("DELETE FROM procrastinate_periodic_defers")


@pytest.mark.parametrize(
    ("killed", "had_it"),
    [
        (killed_before_the_server_has_it, 0),
        (killed_before_the_server_answers, 1),
        (killed_before_it_is_written_down, 1),
    ],
)
def test_what_was_on_its_way_is_in_doubt_until_a_person_sends_it_again(
    town, start, server, killed, had_it
):
    killed(town, start, server)
    on_its_way = in_state(town, "handing_over")
    assert on_its_way
    before = mails(server)
    assert set(before) == (on_its_way if had_it else set())
    server.pause_at = ""
    server.go_on.set()

    time_passes(town)
    start("worker")
    wait_for(lambda: set(states(town).values()) == {"uncertain", "sent"}, 60)
    assert in_state(town, "uncertain") == on_its_way
    wait_for(lambda: not ProcrastinateJob.objects.filter(task_name="deliver_message").exists(), 60)
    # All others went out, and what was in doubt did not go again.
    assert mails(server) == before + Counter(in_state(town, "sent"))

    with inside(town):
        for message in Message.objects.filter(state="uncertain"):
            send_again(actor=system(town.pk), message=message, now=timezone.now())
    wait_for(lambda: set(states(town).values()) == {"sent"}, 60)
    assert mails(server) == before + Counter(states(town).keys())
