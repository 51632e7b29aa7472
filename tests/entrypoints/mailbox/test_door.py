"""Mail brought by SMTP and LMTP to a real process, which answers only for what is kept."""

import smtplib
import socket
from contextlib import closing

import pytest

from schakel.domain.arrivals.models import Arrival
from schakel.domain.messages.actions import choose_mail_address
from schakel.foundation.files.actions import read_file
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.incoming import OURS
from tests.processes import Processes, free_port, wait_for
from tests.processes import test_database_url as database_url

pytestmark = pytest.mark.slow

LETTER = (
    b"From: Fatima <fatima@bewoner.example>\r\nTo: participatie@waterhoven.example\r\n"
    b"Subject: Schommel\r\nMessage-ID: <1@bewoner.example>\r\n\r\n"
    b"Regel.\r\n..twee punten\r\n"
)


@pytest.fixture
def town(committed):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        make.Team(actor)
        choose_mail_address(actor=actor, from_address=OURS, takes_mail=True, now=make.NOW)
    return tenant


def answers(port):
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def ports(town, tmp_path):
    smtp, lmtp = free_port(), free_port()
    processes = Processes(database_url(), tmp_path)
    processes.serve("mail", "--smtp", f"127.0.0.1:{smtp}", "--lmtp", f"127.0.0.1:{lmtp}")
    wait_for(lambda: answers(smtp) and answers(lmtp), 60)
    yield smtp, lmtp
    processes.end()


def kept(tenant):
    with within_tenant(tenant.pk):
        return [
            (each.door, each.envelope_from, each.envelope_to, b"".join(read_file(each.raw)))
            for each in Arrival.objects.select_related("raw").order_by("pk")
        ]


def test_the_door(town, ports):
    """One process for all, since it takes seconds to start."""
    smtp, lmtp = ports
    plus = OURS.replace("@", "+r1-0@")
    with smtplib.SMTP("127.0.0.1", smtp, timeout=30) as client:
        refused = client.sendmail("f@bewoner.example", [plus, "nobody@x.example"], LETTER)
        assert refused == {"nobody@x.example": (550, b"5.1.1 No such address here")}
        assert client.has_extn("size")
        assert client.has_extn("smtputf8")
    assert kept(town) == [("smtp", "f@bewoner.example", [plus], LETTER)]
    with smtplib.LMTP("127.0.0.1", lmtp, timeout=30) as client:
        client.sendmail("", [OURS], LETTER)
    assert kept(town)[1] == ("lmtp", "", [OURS], LETTER)
    smuggled(smtp)
    assert len(kept(town)) == 3
    with smtplib.SMTP("127.0.0.1", smtp, timeout=30) as client:
        client.ehlo()
        code, _ = client.docmd(f"MAIL FROM:<f@x.example> SIZE={65 * 1024**2}")
        assert code == 552
        client.rset()
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("f@x.example", ["a@elders.example"], LETTER)
    large = LETTER + b"x" * 70 * 1024 + b"\r\n" + (b"y" * 76 + b"\r\n") * 40_000
    with smtplib.SMTP("127.0.0.1", smtp, timeout=60) as client:
        client.sendmail("f@bewoner.example", [OURS], large)
    assert kept(town)[-1][3] == large


def smuggled(port):
    """A dot between lone line feeds ends no mail: what follows it is not a second one."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as line:
        said = line.makefile("rb")
        said.readline()
        for command in ("HELO x", "MAIL FROM:<f@x.example>", f"RCPT TO:<{OURS}>", "DATA"):
            line.sendall(f"{command}\r\n".encode())
            said.readline()
        inside = f"\n.\nMAIL FROM:<evil@x.example>\nRCPT TO:<{OURS}>\nDATA\n\nx\n.\n"
        line.sendall(b"Subject: a\r\n\r\nb" + inside.encode() + b"\r\n.\r\n")
        assert said.readline().startswith(b"250")
