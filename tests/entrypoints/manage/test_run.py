"""``schakel run``: all of it on one machine, and mail that comes in there becomes a message."""

import smtplib
import socket

import pytest

from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import choose_mail_address
from schakel.entrypoints.manage.run import is_well
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.processes import Processes, free_port, wait_for
from tests.processes import test_database_url as database_url

pytestmark = pytest.mark.slow

ADDRESS = "stad@waterhoven.example"
ABOVE_THE_WEB = 25
LETTER = b"From: f@bewoner.example\r\nSubject: De bank\r\nMessage-ID: <1@x>\r\n\r\nHij is stuk.\r\n"


def listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def two_free_ports() -> int:
    """A port of which that for mail is free too."""
    while listens((port := free_port()) + ABOVE_THE_WEB) or port > 65_000:
        pass
    return port


def test_it_takes_mail_in_until_it_is_stopped(committed, server, tmp_path):
    town = make.tenant()
    with within_tenant(town.pk):
        actor = system(town.pk)
        make.Team(actor)
        choose_mail_address(actor=actor, from_address=ADDRESS, takes_mail=True, now=make.NOW)
    port = two_free_ports()
    processes = Processes(database_url(), tmp_path, SCHAKEL_SMTP_URL=server.url)
    running = processes.start("run", PORT=str(port))
    try:
        wait_for(lambda: is_well(port) and listens(port + ABOVE_THE_WEB), 120)
        with smtplib.SMTP("127.0.0.1", port + ABOVE_THE_WEB, timeout=30) as client:
            assert client.sendmail("f@bewoner.example", [ADDRESS], LETTER) == {}
        wait_for(lambda: is_placed(town), 60)
    finally:
        # Those that it started stop with it: they are in sessions of their own.
        running.terminate()
        status = running.wait(90)
        processes.end()
    assert status == 0
    assert not listens(port)
    assert not listens(port + ABOVE_THE_WEB)


def is_placed(town) -> bool:
    with within_tenant(town.pk, matters=ALL_MATTERS):
        return Matter.objects.filter(story__contains="Hij is stuk.").exists()
