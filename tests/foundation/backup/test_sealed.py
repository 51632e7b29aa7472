"""Whatever is done to a sealed file is seen."""

import io
from itertools import pairwise

import pytest

from schakel.foundation.backup.sealed import header_of, opened, sealed
from schakel.foundation.kernel.refused import Refused

SECRET = "k" * 40
PIECE = 1024 * 1024 + 16


def closed(content: bytes, secret: str = SECRET) -> bytes:
    return b"".join(sealed([content], secret=secret, header={"format": "test", "schakel": "1.2"}))


def content_of(file: bytes, secret: str = SECRET) -> bytes:
    return b"".join(opened(io.BytesIO(file), secret=secret))


def start_of(file: bytes) -> int:
    """Where the header ends."""
    return 15 + 4 + int.from_bytes(file[15:19], "big")


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024])
def test_what_is_closed_can_be_opened(size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    assert content_of(closed(content)) == content
    assert header_of(io.BytesIO(closed(content)))["schakel"] == "1.2"


def test_pieces_may_come_in_any_size():
    pieces = [b"a" * 700_000, b"", b"b" * 2_000_000, b"c"]
    file = b"".join(sealed(pieces, secret=SECRET, header={}))
    assert content_of(file) == b"".join(pieces)


def test_the_same_content_is_never_the_same_file():
    assert closed(b"x") != closed(b"x")
    assert b"secret words" not in closed(b"secret words")


def test_another_key_does_not_open_it():
    with pytest.raises(Refused, match="backup_key_wrong"):
        content_of(closed(b"x"), secret="z" * 40)


def test_every_flipped_bit_is_seen():
    file = closed(b"hardly anything")
    for place in range(len(file)):
        changed = bytearray(file)
        changed[place] ^= 1
        with pytest.raises(Refused):
            content_of(bytes(changed))


def test_a_file_that_is_cut_off_is_seen_wherever_that_is():
    file = closed(b"x" * (2 * 1024 * 1024 + 5))
    start = start_of(file)
    ends = [0, 3, 17, start - 1, start, start + 5, start + PIECE, start + 2 * PIECE, len(file) - 1]
    for end in ends:
        with pytest.raises(Refused):
            content_of(file[:end])


def test_pieces_cannot_be_exchanged_repeated_or_added():
    file = closed(b"x" * (2 * 1024 * 1024 + 5))
    start = start_of(file)
    places = [start, start + PIECE, start + 2 * PIECE, len(file)]
    head, (one, two, three) = file[:start], [file[a:b] for a, b in pairwise(places)]
    for changed in ([two, one, three], [one, one, three], [one, two, three, three], [one, three]):
        with pytest.raises(Refused, match="backup_damaged"):
            content_of(head + b"".join(changed))


def test_a_newer_version_says_which():
    file = closed(b"x").replace(b'"version": 1', b'"version": 9')
    with pytest.raises(Refused, match="backup_is_newer") as refused:
        header_of(io.BytesIO(file))
    assert refused.value.values == {"version": "1.2"}


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04", b"schakel-sealed\n", b"schakel-sealed\n\xff"])
def test_what_is_no_such_file_is_said_so(file):
    with pytest.raises(Refused, match="backup_unreadable"):
        header_of(io.BytesIO(file))
