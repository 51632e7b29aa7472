"""Which addresses a provider may answer from, and what the operator has to give."""

import gzip
import time
from contextlib import suppress
from dataclasses import replace

import pytest
from requests.exceptions import RequestException

from schakel.gateways import identity_provider as identity_provider_line
from schakel.gateways.identity_provider import Line, claims_in, may_answer, provider_of
from tests.identity_provider import identity_provider


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "169.254.170.2", "fe80::a9fe:a9fe", "fd00:ec2::254", "100.100.100.200",
        "168.63.129.16", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255",
        "::ffff:169.254.169.254", "fe80::1%eth0", "127.0.0.1", "::1", "::ffff:127.0.0.1",
    ],
)  # fmt: skip
def test_a_metadata_service_or_we_ourselves_are_no_provider(address):
    assert not may_answer(address, on_loopback=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_we_ourselves_are_when_the_operator_says_so(address):
    assert may_answer(address, on_loopback=True)


@pytest.mark.parametrize("address", ["20.190.160.1", "10.1.2.3", "192.168.1.9", "2603:1026::1"])
def test_a_provider_is_on_the_internet_or_in_the_own_network(address):
    assert may_answer(address, on_loopback=False)


@pytest.fixture
def provider(settings):
    with identity_provider() as running:
        settings.OIDC = running.settings
        yield running


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://kwaad.example/keys",
        "http://127.0.0.1:1/keys",
        "file:///etc/passwd",
        "ftp://127.0.0.1/keys",
    ],
)
def test_no_other_address_is_asked(provider, url):
    with pytest.raises(RequestException), Line(provider.settings) as line:
        line.get(url)


def test_an_address_that_only_begins_like_it_is_another(provider):
    with pytest.raises(RequestException), Line(provider.settings) as line:
        line.get(provider.url + "0/keys")
    with pytest.raises(RequestException), Line(provider.settings) as line:
        line.get(provider.url + "@kwaad.example/keys")


def test_who_answers_is_looked_at_when_they_answer_and_not_before(provider, settings):
    # The name is allowed and was good a moment ago; now it leads to this computer.
    settings.OIDC = replace(provider.settings, on_loopback=False)
    with pytest.raises(RequestException, match="no address for a provider"):
        with Line(settings.OIDC) as line:
            line.get(f"{provider.url}/keys")
    assert provider.asked == []


def test_a_redirect_and_a_proxy_of_the_machine_are_not_followed(provider, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    provider.token_status = 307
    with Line(provider.settings) as line:
        assert line.get(f"{provider.url}/keys").ok
        with pytest.raises(RequestException, match="elsewhere"):
            line.post(f"{provider.url}/token", data={})


def _much(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(50 * 1024**2))
    handler.end_headers()
    with suppress(OSError):
        for _ in range(50):
            handler.wfile.write(b" " * 1024**2)


def _never(handler):
    time.sleep(3)


def _slowly(handler):
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)


def _packed(handler):
    body = gzip.compress(b" " * 50 * 1024**2)
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    with suppress(OSError):
        handler.wfile.write(body)


@pytest.mark.parametrize("instead", [_much, _never, _slowly, _packed])
def test_a_provider_that_says_much_or_takes_long_is_left(provider, monkeypatch, instead):
    monkeypatch.setattr(identity_provider_line, "SECONDS_TO_ANSWER", 1)
    monkeypatch.setattr(identity_provider_line, "SECONDS_IN_ALL", 1)
    provider.instead["/keys"] = instead
    before = time.monotonic()
    with pytest.raises(RequestException), Line(provider.settings) as line:
        line.get(f"{provider.url}/keys")
    assert time.monotonic() - before < 2.5


def test_without_an_address_there_is_no_provider():
    assert provider_of({}) is None


@pytest.mark.parametrize(
    "given",
    [
        {"SCHAKEL_OIDC_URL": "http://login.example", "SCHAKEL_OIDC_CLIENT": "x"},
        {"SCHAKEL_OIDC_URL": "https://login.example"},
        {
            "SCHAKEL_OIDC_URL": "https://login.example",
            "SCHAKEL_OIDC_CLIENT": "x",
            "SCHAKEL_OIDC_HOURS": "vier",
        },
    ],
)
def test_what_the_operator_gives_wrongly_stops_the_start(given):
    with pytest.raises(ValueError):
        provider_of(given)


def test_what_the_operator_gives_is_taken_over():
    found = provider_of(
        {
            "SCHAKEL_OIDC_URL": "https://login.example/realms/waterhoven/",
            "SCHAKEL_OIDC_CLIENT": "schakel",
            "SCHAKEL_OIDC_GROUPS": "roles",
        }
    )
    assert found is not None
    assert (found.url, found.origin) == (
        "https://login.example/realms/waterhoven",
        "https://login.example/",
    )
    assert (found.groups_claim, found.hours, found.on_loopback) == ("roles", 4, False)


@pytest.mark.parametrize(
    ("held", "verified"),
    [
        ({"email_verified": True}, True),
        ({"email_verified": "true"}, False),
        ({"email_verified": False, "xms_edov": False}, False),
        ({"xms_edov": True}, True),
        ({"xms_edov": "1"}, True),
        ({}, False),
    ],
)
def test_an_address_is_confirmed_only_when_the_provider_says_so(held, verified):
    claims = claims_in({"iss": "x", "sub": "y", **held}, groups_claim="groups")
    assert claims.email_verified is verified


@pytest.mark.parametrize(
    ("groups", "read"),
    [(None, None), ([], frozenset()), (["a", 1], frozenset({"a", "1"})), ("a", None)],
)
def test_no_word_about_groups_is_not_the_same_as_no_groups(groups, read):
    assert (
        claims_in({"iss": "x", "sub": "y", "groups": groups}, groups_claim="groups").groups == read
    )
