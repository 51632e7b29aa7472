"""Real processes on a real database: some are killed, and everything still gets done."""

import signal
import time
import urllib.request

import pytest
from django.db import connections
from django.utils import timezone

from schakel.domain.messages.models import Message
from schakel.entrypoints.manage.run import is_well
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.processes import free_port, kill, wait_for

pytestmark = pytest.mark.slow

MATTERS = 12
JOBS_AT_A_TIME = 2


def take_in(town: Tenant, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        with within_tenant(town.pk, matters=ALL_MATTERS):
            now = timezone.now()
            make.matter(
                system(town.pk),
                sender=make.party(
                    system(town.pk), f"Bewoner {number}", email=f"b{number}@bewoner.example"
                ),
                now=now,
                today=timezone.localdate(now),
            )


def receipts(town: Tenant, state: str) -> int:
    with within_tenant(town.pk, matters=ALL_MATTERS):
        return Message.objects.filter(kind="receipt", state=state).count()


def test_one_web_and_one_worker_are_killed_and_everything_gets_done(start, server):
    town = make.tenant()
    with within_tenant(town.pk):
        make.Team(system(town.pk))
    ports = free_port(), free_port()
    webs = [start("web", port=port) for port in ports]
    workers = [start("worker"), start("worker")]
    wait_for(lambda: all(is_well(port) for port in ports), 120)
    take_in(town, MATTERS)
    server.on_data = lambda: time.sleep(0.1)
    wait_for(lambda: receipts(town, "sent") > 0, 120)
    kill(workers[0])
    kill(webs[0])
    take_in(town, MATTERS, first=MATTERS)
    # A mail that was being handed over when its worker died is in doubt; all others arrive.
    wait_for(lambda: receipts(town, "sent") >= 2 * MATTERS - JOBS_AT_A_TIME, 240)
    wait_for(lambda: receipts(town, "sent") + receipts(town, "handing_over") == 2 * MATTERS, 240)
    assert urllib.request.urlopen(f"http://127.0.0.1:{ports[1]}/healthz", timeout=5).status == 200
    ids = [mail["Message-ID"] for mail in server.received]
    assert len(ids) == len(set(ids))


def test_a_worker_stops_in_order_when_asked(start, server):
    town = make.tenant()
    with within_tenant(town.pk):
        make.Team(system(town.pk))
    server.on_data = lambda: time.sleep(1.0)
    worker = start("worker")
    take_in(town, 2)
    wait_for(lambda: bool(server.received), 40)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert receipts(town, "handing_over") == 0


def test_a_worker_comes_back_when_the_database_drops_its_connections(start, server):
    town = make.tenant()
    with within_tenant(town.pk):
        make.Team(system(town.pk))
    start("worker")
    take_in(town, 1)
    wait_for(lambda: receipts(town, "sent") == 1, 40)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connections["default"].close()
    take_in(town, 1, first=1)
    wait_for(lambda: receipts(town, "sent") == 2, 40)
