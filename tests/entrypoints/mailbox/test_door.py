"""Mail brought by SMTP and LMTP to a real process, which answers only for what is kept.

``DOOR=20,64`` in the environment lets so many bring at once a mail of so many megabytes.
"""

import os
import resource
import smtplib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from schakel.domain.arrivals.models import Arrival
from schakel.domain.messages.actions import choose_mail_address
from schakel.foundation.files.actions import read_file
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.certificates import certificate
from tests.processes import Process, Processes, free_port, wait_for
from tests.processes import test_database_url as database_url

pytestmark = pytest.mark.slow

AT_ONCE, MEGABYTES = map(int, os.environ.get("DOOR", "6,20").split(","))
# Of one mail no more than this is in memory, whatever its size.
MOST_MEGABYTES_FOR_EACH = 5
LETTER = (
    b"From: Fatima <fatima@bewoner.example>\r\nTo: participatie@waterhoven.example\r\n"
    b"Subject: Schommel\r\nMessage-ID: <1@bewoner.example>\r\n\r\n"
    b"Regel.\r\n..twee punten\r\n"
)


def address_of(tenant, ending=""):
    """Of no other test: the door knows for a while whose an address is."""
    return f"{tenant.code}{ending}@waterhoven.example"


def _town():
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        make.Team(actor)
        choose_mail_address(
            actor=actor, from_address=address_of(tenant), takes_mail=True, now=make.NOW
        )
    return tenant


@pytest.fixture
def town(committed):
    return _town()


@pytest.fixture
def other_town(committed):
    return _town()


def answers(port):
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Open:
    """The door, as long as it is open."""

    process: Process
    smtp: int
    lmtp: int
    certificate: Path

    def by_smtp(self):
        return smtplib.SMTP("127.0.0.1", self.smtp, timeout=120)

    def by_lmtp(self):
        return smtplib.LMTP("127.0.0.1", self.lmtp, timeout=120)

    def peak(self):
        """The most memory that it ever held, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    @contextmanager
    def without_room(self):
        """No file of the process may grow."""
        of_before = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (0, of_before[1]))
        yield
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, of_before)


@pytest.fixture(scope="module")
def door(django_db_setup, tmp_path_factory):
    """One process for all, since it takes seconds to start."""
    folder = tmp_path_factory.mktemp("door")
    smtp, lmtp, own = free_port(), free_port(), certificate(folder)
    processes = Processes(database_url(), folder)
    process = processes.serve(
        *("mail", "--smtp", f"127.0.0.1:{smtp}", "--lmtp", f"127.0.0.1:{lmtp}"),
        *("--certificate", str(own), "--key", str(own)),
    )
    wait_for(lambda: answers(smtp) and answers(lmtp), 60)
    yield Open(process, smtp, lmtp, own)
    processes.end()


def kept(tenant):
    with within_tenant(tenant.pk):
        return [
            (each.door, each.envelope_from, each.envelope_to, b"".join(read_file(each.raw)))
            for each in Arrival.objects.select_related("raw").order_by("pk")
        ]


def test_what_is_answered_250_is_kept_as_it_came(town, door):
    smtp, lmtp = door.smtp, door.lmtp
    ours, plus = address_of(town), address_of(town, "+r1-0")
    with smtplib.SMTP("127.0.0.1", smtp, timeout=30) as client:
        refused = client.sendmail("f@bewoner.example", [plus, "nobody@x.example"], LETTER)
        assert refused == {"nobody@x.example": (550, b"5.1.1 No such address here")}
        assert client.has_extn("size")
        assert client.has_extn("smtputf8")
    assert kept(town) == [("smtp", "f@bewoner.example", [plus], LETTER)]
    with smtplib.LMTP("127.0.0.1", lmtp, timeout=30) as client:
        client.sendmail("", [ours], LETTER)
    assert kept(town)[1] == ("lmtp", "", [ours], LETTER)
    smuggled(smtp, ours)
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
        client.sendmail("f@bewoner.example", [ours], large)
    assert kept(town)[-1][3] == large


def code_of(bring):
    """The answer by which a mail was not taken; 250 when it was."""
    try:
        bring()
    except smtplib.SMTPRecipientsRefused as refused:
        return next(iter(refused.recipients.values()))[0]
    except smtplib.SMTPResponseException as refused:
        return refused.smtp_code
    return 250


def bring(door, *towns, content=LETTER):
    with door.by_smtp() as client:
        client.sendmail("f@bewoner.example", [address_of(each) for each in towns], content)


@contextmanager
def refused_by_the_database(condition="false"):
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE arrivals_arrival ADD CONSTRAINT not_now CHECK ({condition}) NOT VALID"
        )
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE arrivals_arrival DROP CONSTRAINT not_now")


@contextmanager
def raised_by_the_database(table, state):
    """Nothing is written to a table any more, for a reason by its number in PostgreSQL."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION not_now() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{state}'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER not_now BEFORE INSERT ON {table} EXECUTE FUNCTION not_now()"
        )
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION not_now() CASCADE")


@contextmanager
def without_a_database():
    """It lets nobody in, and breaks every line."""
    wanted = connections["owner"].settings_dict["NAME"]
    for each in ("default", "owner"):
        connections[each].close()
    elsewhere = psycopg.conninfo.make_conninfo(database_url(), dbname="postgres")
    with psycopg.connect(elsewhere, autocommit=True) as server:
        server.execute(f"ALTER DATABASE {wanted} ALLOW_CONNECTIONS false")
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [wanted]
        )
        try:
            yield
        finally:
            server.execute(f"ALTER DATABASE {wanted} ALLOW_CONNECTIONS true")


def stored_files():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM files_file")
        return cursor.fetchone()[0]


def test_what_the_database_refuses_is_not_half_kept_and_may_come_again(town, door):
    with refused_by_the_database():
        assert code_of(lambda: bring(door, town)) == 451
    assert (kept(town), stored_files()) == ([], 0)
    bring(door, town)
    assert len(kept(town)) == stored_files() == 1


@pytest.mark.parametrize(
    ("table", "state", "code"),
    [
        ("files_chunk", "53100", 452),
        ("arrivals_arrival", "53100", 452),
        ("arrivals_arrival", "53200", 451),
        ("arrivals_arrival", "58030", 451),
    ],
)
def test_a_full_disk_of_the_database_is_told_apart_from_other_trouble(
    town, door, table, state, code
):
    with raised_by_the_database(table, state), door.by_smtp() as client:
        client.ehlo()
        client.mail("f@bewoner.example")
        client.rcpt(address_of(town))
        answered, said = client.data(LETTER)
    assert answered == code
    assert said.startswith(b"4.3.1" if code == 452 else b"4.3.0")
    assert (kept(town), stored_files()) == ([], 0)
    bring(door, town)
    assert len(kept(town)) == 1


def test_while_the_database_is_away_a_sender_is_asked_to_come_again(town, door):
    with door.by_smtp() as client:
        client.ehlo()
        client.mail("f@bewoner.example")
        assert client.rcpt(address_of(town))[0] == 250
        with without_a_database():
            assert client.data(LETTER)[0] == 451
            assert code_of(lambda: bring(door, town)) == 451
    assert kept(town) == []
    bring(door, town)
    assert len(kept(town)) == 1


def test_without_room_for_a_mail_a_sender_is_asked_to_come_again(town, door):
    large = LETTER + (b"y" * 76 + b"\r\n") * 40_000
    with door.without_room():
        assert code_of(lambda: bring(door, town, content=large)) == 452
    assert (kept(town), stored_files()) == ([], 0)
    bring(door, town, content=large)
    assert len(kept(town)) == 1


def test_what_is_said_before_the_line_is_encrypted_is_not_obeyed_after(town, door):
    trusting = ssl.create_default_context(cafile=str(door.certificate))
    with closing(socket.create_connection(("127.0.0.1", door.smtp), timeout=30)) as plain:
        plain.recv(1024)
        plain.sendall(b"EHLO x\r\n")
        while b"250 " not in (heard := plain.recv(4096)):
            assert heard
        plain.sendall(b"STARTTLS\r\nMAIL FROM:<evil@x.example>\r\n")
        assert plain.recv(1024).startswith(b"220")
        with trusting.wrap_socket(plain, server_hostname="127.0.0.1") as line:
            line.sendall(b"EHLO x\r\n")
            heard = b""
            while b"250 " not in heard:
                heard += line.recv(4096)
            assert b"2.1.0" not in heard
            line.sendall(f"RCPT TO:<{address_of(town)}>\r\n".encode())
            assert line.recv(1024).startswith(b"503")


def test_a_mail_may_come_over_an_encrypted_line(town, door):
    with door.by_smtp() as client:
        client.starttls(context=ssl.create_default_context(cafile=str(door.certificate)))
        client.sendmail("f@bewoner.example", [address_of(town)], LETTER)
    assert len(kept(town)) == 1


def test_by_lmtp_each_recipient_has_an_answer_of_its_own(town, other_town, door):
    ours, theirs, plus = address_of(town), address_of(other_town), address_of(town, "+x")
    with refused_by_the_database(f"tenant_id <> {other_town.pk}"):
        with door.by_lmtp() as client:
            client.ehlo()
            client.mail("f@bewoner.example")
            for address in (ours, theirs, plus):
                client.rcpt(address)
            first = client.data(LETTER)[0]
            assert [first, client.getreply()[0], client.getreply()[0]] == [250, 451, 250]
    assert [(each[2], each[3]) for each in kept(town)] == [([ours, plus], LETTER)]
    assert kept(other_town) == []


def test_by_smtp_two_institutions_each_get_the_mail_or_it_comes_again(town, other_town, door):
    with refused_by_the_database(f"tenant_id <> {other_town.pk}"):
        assert code_of(lambda: bring(door, town, other_town)) == 451
    bring(door, town, other_town)
    assert [each[2] for each in kept(town)] == [[address_of(town)], [address_of(town)]]
    assert [each[2] for each in kept(other_town)] == [[address_of(other_town)]]


def test_many_large_mails_at_once_take_little_memory(town, door):
    """``SIZE`` counts; a little less than that is what the mails have."""
    head = LETTER.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    large = head + (b"y" * 76 + b"\r\n") * (MEGABYTES * 1024**2 // 78 - 10)
    bring(door, town)
    before = door.peak()
    with ThreadPoolExecutor(AT_ONCE) as senders:
        for ended in [senders.submit(bring, door, town, content=large) for _ in range(AT_ONCE)]:
            ended.result()
    grown = (door.peak() - before) // 1024**2
    print(f"{AT_ONCE} mails of {MEGABYTES} MB: {grown} MB more")  # noqa: T201
    assert grown <= AT_ONCE * MOST_MEGABYTES_FOR_EACH
    with within_tenant(town.pk):
        assert Arrival.objects.count() == AT_ONCE + 1


def smuggled(port, to):
    """A dot between lone line feeds ends no mail: what follows it is not a second one."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as line:
        said = line.makefile("rb")
        said.readline()
        for command in ("HELO x", "MAIL FROM:<f@x.example>", f"RCPT TO:<{to}>", "DATA"):
            line.sendall(f"{command}\r\n".encode())
            said.readline()
        inside = f"\n.\nMAIL FROM:<evil@x.example>\nRCPT TO:<{to}>\nDATA\n\nx\n.\n"
        line.sendall(b"Subject: a\r\n\r\nb" + inside.encode() + b"\r\n.\r\n")
        assert said.readline().startswith(b"250")
