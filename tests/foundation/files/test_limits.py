import bz2
import time
import zlib

import pytest

from schakel.foundation.files.limits import run_limited
from schakel.foundation.kernel.refused import Refused

MEBIBYTE = 1024**2


def refusal(function_path, payload, **limits):
    with pytest.raises(Refused) as refused:
        run_limited(function_path, payload, **limits)
    return refused.value.code


def test_the_result_of_a_parser_comes_back():
    assert run_limited("json:loads", '{"idee": ["één", 1]}'.encode()) == {"idee": ["één", 1]}


def test_a_parser_that_fails_says_that_the_file_is_unreadable():
    assert refusal("json:loads", b"{") == "file_unreadable"


def test_a_parser_that_asks_for_too_much_memory_is_stopped():
    unpacks_to_one_gigabyte = zlib.compress(bytes(1024 * MEBIBYTE))
    limit = 256 * MEBIBYTE
    assert refusal("zlib:decompress", unpacks_to_one_gigabyte, memory_bytes=limit) == (
        "file_too_heavy"
    )


def test_a_parser_that_takes_too_long_is_stopped():
    takes_many_seconds = bz2.compress(bytes(16 * MEBIBYTE)) * 500
    started = time.monotonic()
    heavy = refusal(
        "bz2:decompress", takes_many_seconds, memory_bytes=32 * 1024 * MEBIBYTE, seconds=1
    )
    assert heavy == "file_too_heavy"
    assert time.monotonic() - started < 5


def test_a_parser_knows_nothing_of_the_settings_of_the_process(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert run_limited("os:getenvb", b"DATABASE_URL") is None
