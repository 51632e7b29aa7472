"""Whose request it is: what the header says counts as far as our own proxies wrote it."""

import pytest
from django.test import RequestFactory

from schakel.foundation.tenancy.addresses import client_address, is_on_this_computer

PROXY, SECOND = "192.0.2.1", "192.0.2.2"
OURS = (PROXY, SECOND)


def request(sender: str, forwarded: str | None):
    header = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=sender, **header)


@pytest.mark.parametrize(
    ("sender", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.5", None, (), "203.0.113.5"),
        ("203.0.113.5", "198.51.100.7", (), "203.0.113.5"),
        ("203.0.113.5", "198.51.100.7", OURS, "203.0.113.5"),
        (PROXY, "203.0.113.5", OURS, "203.0.113.5"),
        # The client wrote the first itself.
        (PROXY, "198.51.100.7, 203.0.113.5", OURS, "203.0.113.5"),
        (PROXY, f"198.51.100.7,203.0.113.5, {SECOND}", OURS, "203.0.113.5"),
        (PROXY, f"127.0.0.1, 203.0.113.5, {SECOND}", OURS, "203.0.113.5"),
        (PROXY, "", OURS, PROXY),
        (PROXY, " , ", OURS, PROXY),
        (PROXY, f"{SECOND}", OURS, SECOND),
    ],
)
def test_the_last_address_that_is_not_ours_is_the_client(sender, forwarded, trusted, expected):
    assert client_address(request(sender, forwarded), trusted) == expected


@pytest.mark.parametrize(
    ("sender", "forwarded", "trusted", "expected"),
    [
        ("127.0.0.1", None, (), True),
        ("::1", None, (), True),
        ("203.0.113.5", None, (), False),
        ("203.0.113.5", "127.0.0.1", (), False),
        # Passed on by somebody that nobody named.
        ("127.0.0.1", "127.0.0.1", (), False),
        ("127.0.0.1", "203.0.113.5", ("127.0.0.1",), False),
        ("127.0.0.1", "127.0.0.1, 203.0.113.5", ("127.0.0.1",), False),
        (PROXY, "127.0.0.1", OURS, False),
        ("", None, (), False),
        ("not an address", None, (), False),
    ],
)
def test_who_is_on_this_computer_is_certain_or_nobody_is(sender, forwarded, trusted, expected):
    assert is_on_this_computer(request(sender, forwarded), trusted) is expected
