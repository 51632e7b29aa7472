"""Mail in files: one a file (.eml), many in one (mbox), or a folder of them (Maildir)."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

BYTES_IN_MEMORY = 1024**2
# How a mail begins in an mbox (RFC 4155): an empty line goes before it, but at the top.
_FROM_LINE = re.compile(rb"From \S+.*\d{2}:\d{2}")
# Some programs leave the empty line out. Then only what nobody writes in a mail counts: a whole
# date, and a field of a head below it.
_WHOLE_FROM_LINE = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d{2}:\d{2}:\d{2} .*\d{4}"
)
_FIELD = re.compile(rb"[!-9;-~]+:")
# A line of the mail that began like one got a sign before it (mboxrd).
_QUOTED_FROM = re.compile(rb">+From ")
_MAILDIR = ("new", "cur")


class NoMail(Exception):
    """There is no such file or folder, or it cannot be read."""


def files_at(path: Path) -> list[Path]:
    """A file itself; of a Maildir what was delivered, of another folder all in it, by name."""
    try:
        if not path.is_dir():
            return [path]
        return [file for each in _inside(path) for file in files_at(each)]
    except OSError as error:
        raise NoMail(f"{path}: {error.strerror}") from error


def mails_at(path: Path) -> Iterator[BinaryIO]:
    """Each mail of a file, to be read once."""
    try:
        with path.open("rb") as opened:
            yield from mails_in(opened)
    except OSError as error:
        raise NoMail(f"{path}: {error.strerror}") from error


def mails_in(content: BinaryIO) -> Iterator[BinaryIO]:
    """Each mail of an mbox; all of anything else, as one mail. A line at a time."""
    first = content.readline(BYTES_IN_MEMORY)
    if not _FROM_LINE.match(first):
        yield _whole(first, content)
        return
    yield from _mbox(content)


def _inside(folder: Path) -> list[Path]:
    delivered = [folder / each for each in _MAILDIR if (folder / each).is_dir()]
    return sorted(
        each
        for one in delivered or [folder]
        for each in one.iterdir()
        if not each.name.startswith(".")
    )


def _whole(first: bytes, content: BinaryIO) -> BinaryIO:
    kept = _spooled()
    kept.write(first)
    while piece := content.read(BYTES_IN_MEMORY):
        kept.write(piece)
    return _from_the_top(kept)


def _mbox(content: BinaryIO) -> Iterator[BinaryIO]:
    kept, after_empty = _spooled(), False
    for line, below in _with_the_next(content):
        if _begins_a_mail(line, below, after_empty=after_empty):
            yield _from_the_top(kept)
            kept, after_empty = _spooled(), False
            continue
        kept.write(line[1:] if _QUOTED_FROM.match(line) else line)
        after_empty = not line.strip()
    yield _from_the_top(kept)


def _with_the_next(content: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Each line and the one below it, which is empty at the end."""
    line = content.readline(BYTES_IN_MEMORY)
    while line:
        below = content.readline(BYTES_IN_MEMORY)
        yield line, below
        line = below


def _begins_a_mail(line: bytes, below: bytes, *, after_empty: bool) -> bool:
    if after_empty:
        return _FROM_LINE.match(line) is not None
    return _WHOLE_FROM_LINE.match(line) is not None and _FIELD.match(below) is not None


def _spooled() -> BinaryIO:
    """In memory as long as it is small; on the disk after that, until it is closed."""
    return cast(BinaryIO, SpooledTemporaryFile(max_size=BYTES_IN_MEMORY))


def _from_the_top(kept: BinaryIO) -> BinaryIO:
    kept.seek(0)
    return kept
