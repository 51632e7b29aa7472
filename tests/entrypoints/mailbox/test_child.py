"""Mail is read in a child with limits: it may die, we do not."""

import base64
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from schakel.entrypoints.mailbox import child
from schakel.entrypoints.mailbox.child import Reader, TooHeavy, Unreadable
from schakel.entrypoints.mailbox.parse import parse
from tests.mail.clients import FOLDER
from tests.mail.hostile import hostile, large_attachment
from tests.mail.samples import sample_mails

REPLY = (FOLDER / "gmail-web.nl.top.eml").read_bytes()


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


def status(pid: int, name: str) -> str:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split(":", 1)[1].strip() for line in lines if line.startswith(name))


def test_the_child_says_the_same_as_we_would(reader):
    attached = (
        b"From: a@x.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nHallo\n"
        b"--x\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n"
        b"AAEC/w==\n--x\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n"
        b"UID:1\nDTSTART:20261123T090000Z\nEND:VEVENT\nEND:VCALENDAR\n--x--\n"
    )
    for raw in (REPLY, attached, b"", b"\xff\x00\r\n\r\n"):
        assert reader.read(raw) == parse(raw)


def test_every_sample_mail_of_python_is_read(reader):
    samples = sample_mails()
    assert len(samples) >= 45
    for path in samples:
        raw = path.read_bytes()
        assert reader.read(raw) == parse(raw)


def test_three_hundred_hostile_mails_all_end():
    ended, slowest = 0, 0.0
    with Reader() as reader:
        for _, raw in hostile():
            begun = time.monotonic()
            try:
                mail = reader.read(raw)
            except (TooHeavy, Unreadable):
                pass
            else:
                one_line = [mail.subject, mail.message_id, mail.sender.address, mail.sender.name]
                one_line += [each.name for each in mail.attachments]
                one_line += [each.address + each.name for each in (*mail.to, *mail.reply_to)]
                assert all(each.isprintable() or not set(each) & CONTROL for each in one_line)
                assert not (set(mail.text + mail.reply + mail.html) & CONTROL) - {"\n", "\t"}
            slowest = max(slowest, time.monotonic() - begun)
            ended += 1
    assert ended == 300
    assert slowest < child.SECONDS_TO_READ + 1


CONTROL = {chr(each) for each in (*range(32), *range(127, 160))}


def test_the_limits_are_set_in_the_child(reader):
    reader.read(REPLY)
    assert reader.pid
    limits = Path(f"/proc/{reader.pid}/limits").read_text().splitlines()
    told = {line[:25].strip(): line[25:].split()[:2] for line in limits}
    assert told["Max address space"] == [str(512 * 1024**2)] * 2
    assert told["Max file size"] == told["Max core file size"] == ["0", "0"]
    assert told["Max open files"] == ["8", "8"]
    assert Path(f"/proc/{reader.pid}/environ").read_bytes() == b""


def test_thirty_megabytes_take_less_than_half_of_the_memory(reader):
    raw = large_attachment(random.Random(1), 1)
    mail = reader.read(raw)
    assert len(mail.attachments[0].content) == 30 * 1024**2
    assert reader.pid
    assert int(status(reader.pid, "VmPeak").split()[0]) < 256 * 1024


def test_what_takes_too_long_is_too_heavy_and_the_next_mail_is_read():
    with Reader(seconds=0.1) as reader:
        assert reader.read(REPLY).subject
        first = reader.pid
        with pytest.raises(TooHeavy):
            reader.read(large_attachment(random.Random(1), 1))
        assert reader.read(REPLY).subject
        assert reader.pid != first
        assert first
        assert not Path(f"/proc/{first}").exists()


def test_what_takes_too_much_memory_is_too_heavy_and_the_next_mail_is_read():
    letters = base64.encodebytes(bytes(20 * 1024**2))
    raw = b"From: a@x.example\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
    with Reader(seconds=10, memory_bytes=72 * 1024**2) as reader:
        with pytest.raises(TooHeavy):
            reader.read(raw + letters)
        assert reader.read(REPLY).subject


def test_a_child_that_dies_is_replaced(reader):
    reader.read(REPLY)
    first = reader.pid
    assert first
    os.kill(first, signal.SIGSEGV)
    with pytest.raises(Unreadable):
        reader.read(REPLY)
    assert reader.read(REPLY).subject
    assert reader.pid != first


def test_a_child_is_replaced_after_so_many_mails(reader, monkeypatch):
    monkeypatch.setattr(child, "MAILS_A_CHILD", 3)
    seen = set()
    for _ in range(7):
        reader.read(REPLY)
        seen.add(reader.pid)
    assert len(seen) == 3


def test_threads_take_turns(reader):
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(reader.read, [REPLY] * 20))
    assert read == [parse(REPLY)] * 20


def test_the_child_ends_with_its_parent():
    program = (
        "import os\n"
        "from schakel.entrypoints.mailbox.child import Reader\n"
        "reader = Reader()\n"
        "reader.read(b'From: a@x.example\\n\\nHallo')\n"
        "print(reader.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    parent = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30)
    pid = int(parent.stdout)
    until = time.monotonic() + 5
    while time.monotonic() < until and _lives(pid):
        time.sleep(0.05)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        return not status(pid, "State").startswith("Z")
    except OSError:
        return False


def test_the_child_loads_no_django():
    program = "import sys, schakel.entrypoints.mailbox.child; print('django' in sys.modules)"
    told = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)
    assert told.stdout.strip() == b"False"
