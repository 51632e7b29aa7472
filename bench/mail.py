"""Mail that comes in, as ratios to reading it with Python's own ``email`` and inserting one row.

python -m bench.mail [--mails 300] [--flat 20000] [--receipts 60] [--json FILE]
"""

import argparse
import email
import email.policy
import json
import os
import re
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg

from schakel.foundation.database.embedded import running_server

FOLDER = Path("build/bench")
DOOR, WEB, SINK = 8933, 8934, 8935
OURS = "participatie@bench.example"
# As eight mail programs write them (`tests/mail/clients.py`): 3 kB, text and HTML.
LETTERS = [
    path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    for path in sorted(Path("tests/mail/replies").glob("*.eml"))
]
SHORT = (
    b"From: Anna Jansen <anna.jansen@voorbeeld.example>\r\nTo: participatie@bench.example\r\n"
    b"Subject: Speeltuin\r\nDate: Tue, 24 Nov 2026 09:00:00 +0100\r\nMessage-ID: <kort>\r\n\r\n"
    b"Beste gemeente,\r\n\r\nDe schommel aan de Kastanjelaan is kapot.\r\n\r\nGroet,\r\nAnna\r\n"
)


def letter(number: int, head: bytes = b"", *, short: bool = False) -> bytes:
    """A mail like no other: of somebody else, with a number of its own."""
    made = SHORT if short else LETTERS[number % len(LETTERS)]
    sender = b"From: Bewoner %d <b%d@bewoner.example>\r\n" % (number, number)
    made = re.sub(rb"\AFrom: .*?\r\n", sender + head, made)
    return re.sub(rb"(?m)^Message-ID: <", b"Message-ID: <%d." % number, made, count=1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.mail", description=__doc__)
    parser.add_argument("--mails", type=int, default=300)
    parser.add_argument("--flat", type=int, default=20_000)
    parser.add_argument("--receipts", type=int, default=60)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with running_server(FOLDER) as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS bench_mail (FORCE)")
            connection.execute("CREATE DATABASE bench_mail")
        os.environ.update(
            DATABASE_URL=server.url("bench_mail"),
            SCHAKEL_DATA=str(FOLDER.absolute()),
            SCHAKEL_MAIL_DNS="0",
            SCHAKEL_SMTP_URL=f"smtp://127.0.0.1:{SINK}",
            PORT=str(WEB),
            DJANGO_SETTINGS_MODULE="schakel.config.settings",
        )
        report = _measured(arguments)
    for name, value in report.items():
        print(f"{name}: {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1))
    return 0


def _measured(arguments: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    tenant = _town()
    report = _ratios(tenant, arguments.mails, short=False)
    short = _ratios(tenant, arguments.mails, short=True)
    report |= {f"short_{name}": value for name, value in short.items()}
    report |= _receipts(tenant, arguments.receipts)
    return report | _flat(tenant, arguments.flat)


def _ratios(tenant: int, count: int, *, short: bool) -> dict[str, float]:
    """The ways of a mail in milliseconds, and as ratios to reading it and inserting one row."""
    first = 5_000_000 if short else 0
    letters = [letter(first + number, short=short) for number in range(count)]
    base = _base(letters)
    with _served("mail", "--smtp", f"127.0.0.1:{DOOR}"):
        door, dot = _door(letters)
    placed = _placed(tenant, count)
    return {
        "bytes": round(statistics.mean(map(len, letters))),
        "base_ms": round(base * 1000, 2),
        "socket_to_250_ms": round(door * 1000, 2),
        "socket_to_250_ratio": round(door / base, 1),
        "dot_to_250_ratio": round(dot / base, 1),
        "to_end_state_ms": round((door + placed) * 1000, 1),
        "to_end_state_ratio": round((door + placed) / base, 1),
    }


def _town() -> int:
    from bench.prepare import _organisation
    from bench.seed import NOW
    from schakel.domain.messages.actions import choose_mail_address
    from schakel.entrypoints.manage.migrate import bring_up_to_date
    from schakel.foundation.kernel.actor import system
    from schakel.foundation.tenancy.context import within_tenant
    from schakel.foundation.tenancy.models import Tenant

    bring_up_to_date()
    tenant = Tenant.objects.create(code="bench", name="Gemeente Bench", created_at=NOW)
    with within_tenant(tenant.pk):
        _organisation(tenant)
        choose_mail_address(actor=system(tenant.pk), from_address=OURS, takes_mail=True, now=NOW)
    return tenant.pk


def _base(letters: Sequence[bytes]) -> float:
    """Read with ``email``, and one committed row: median seconds."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS scratch (subject text, body text)")

        def once(number: int) -> None:
            mail = email.message_from_bytes(letters[number], policy=email.policy.default)
            body = mail.get_body()
            text = body.get_content() if body is not None else ""
            connection.execute("INSERT INTO scratch VALUES (%s, %s)", [mail["Subject"], text])

        return _median(once, len(letters))


def _door(letters: Sequence[bytes]) -> tuple[float, float]:
    """From MAIL to 250, and from the last dot to 250, on a line that stays open."""
    dots: list[float] = []
    with smtplib.SMTP("127.0.0.1", DOOR, timeout=60) as client:
        client.ehlo()

        def once(number: int) -> None:
            client.mail(f"b{number}@bewoner.example")
            client.rcpt(OURS)
            client.docmd("DATA")
            began = time.perf_counter()
            client.send(letters[number].replace(b"\r\n.", b"\r\n..") + b".\r\n")
            code, said = client.getreply()
            dots.append(time.perf_counter() - began)
            assert code == 250, said

        whole = _median(once, len(letters))
    return whole, statistics.median(dots)


def _placed(tenant_id: int, count: int) -> float:
    """From kept to a matter with party, carriers, term and queued receipt, committed."""
    from schakel.domain.arrivals.models import Arrival
    from schakel.entrypoints.mailbox.child import Reader
    from schakel.entrypoints.mailbox.receive import place
    from schakel.foundation.tenancy.context import within_tenant

    with within_tenant(tenant_id):
        waiting = list(Arrival.objects.waiting().values_list("pk", flat=True)[:count])
    with Reader() as reader:
        return _median(lambda number: place(tenant_id, waiting[number], reader), len(waiting))


def _flat(tenant_id: int, count: int) -> dict[str, Any]:
    """Memory of who receives and of its child after a tenth, and after all, of so many mails."""
    from schakel.domain.arrivals.actions import Delivery
    from schakel.domain.arrivals.rules import Door
    from schakel.entrypoints.mailbox.child import Reader
    from schakel.entrypoints.mailbox.receive import place, take

    used: list[float] = []
    with Reader() as reader:
        for number in range(count):
            # One in fifty is of a person; all take the same way up to where they end.
            head = b"" if number % 50 == 0 else b"Auto-Submitted: auto-replied\r\n"
            raw = BytesIO(letter(1_000_000 + number, head))
            place(tenant_id, take(tenant_id, raw, Delivery(door=Door.COMMAND)), reader)
            if number + 1 in (max(1, count // 10), count):
                used.append(_memory(os.getpid()) + _memory(reader.pid or os.getpid()))
    return {"mails": count, "memory_mb_at_a_tenth": used[0], "memory_mb_at_the_end": used[-1]}


def _receipts(tenant_id: int, count: int) -> dict[str, Any]:
    """From 250 to the receipt at a mail server, by a worker, beside a job that does nothing."""
    from aiosmtpd.controller import Controller

    from schakel.entrypoints.worker.jobs import deliver_message
    from schakel.entrypoints.worker.queue import put

    came: dict[str, float] = {}

    class Sink:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            for each in envelope.rcpt_tos:
                came.setdefault(each, time.perf_counter())
            return "250 OK"

    sink = Controller(Sink(), hostname="127.0.0.1", port=SINK)
    sink.start()
    sent: dict[str, float] = {}
    empty: list[float] = []
    with _served("mail", "--smtp", f"127.0.0.1:{DOOR}"), _served("worker"):
        _until_quiet()
        with smtplib.SMTP("127.0.0.1", DOOR, timeout=60) as client:
            for number in range(count):
                who = f"b{2_000_000 + number}@bewoner.example"
                client.sendmail(who, [OURS], letter(2_000_000 + number))
                sent[who] = time.perf_counter()
                began = time.perf_counter()
                put(deliver_message, [{"tenant_id": tenant_id, "subject_id": 0}])
                while _jobs_of_nothing():
                    time.sleep(0.005)
                empty.append(time.perf_counter() - began)
                time.sleep(0.3)
        until = time.monotonic() + 60
        while len(came.keys() & sent.keys()) < count and time.monotonic() < until:
            time.sleep(0.1)
    sink.stop()
    delays = sorted(came[who] - sent[who] for who in sent if who in came)
    p95 = delays[int(len(delays) * 0.95) - 1]
    nothing = sorted(empty)[int(len(empty) * 0.95) - 1]
    return {
        "receipts": f"{len(delays)} of {count}",
        "receipt_p95_s": round(p95, 2),
        "empty_job_p95_s": round(nothing, 3),
        "receipt_to_empty_job_ratio": round(p95 / nothing, 1),
    }


def _until_quiet() -> None:
    """What the measurements before left to do is done first."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from schakel.foundation.journal.models import Pending, Purpose

    busy = True
    while busy:
        time.sleep(1)
        busy = (
            Pending.objects.filter(purpose=Purpose.DISPATCH.value).exists()
            or ProcrastinateJob.objects.filter(status__in=("todo", "doing")).exists()
        )


def _jobs_of_nothing() -> bool:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(
        task_name="deliver_message", args__subject_id=0, status__in=("todo", "doing")
    ).exists()


@contextmanager
def _served(what: str, *options: str) -> Iterator[None]:
    program = Path(sys.executable).with_name("schakel")
    process = subprocess.Popen([program, "serve", what, *options], stdout=subprocess.DEVNULL)
    try:
        if what == "mail":
            _until_it_answers()
        yield
    finally:
        process.terminate()
        process.wait(60)


def _until_it_answers() -> None:
    for _ in range(200):
        try:
            smtplib.SMTP("127.0.0.1", DOOR, timeout=5).quit()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the door does not answer")


def _median(work: Callable[[int], object], count: int) -> float:
    taken = []
    for number in range(count):
        began = time.perf_counter()
        work(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _memory(pid: int) -> float:
    """Megabytes in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1024**2, 1)


if __name__ == "__main__":
    sys.exit(main())
