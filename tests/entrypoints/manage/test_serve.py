"""What the servers write down, and where they refuse to listen."""

import logging
import socket

import pytest

from schakel.entrypoints.manage.log_lines import _Masking, masked, masked_path
from schakel.entrypoints.manage.run import CannotGoOn, check_port_is_free
from schakel.entrypoints.manage.serve import is_loopback, refusal_to_listen
from schakel.entrypoints.manage.static_files import collect
from schakel.entrypoints.manage.web import options
from tests import make


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/uw-pagina/12-abcdef/", "/uw-pagina/***/"),
        ("/uw-pagina/12-abcdef/toevoegen/", "/uw-pagina/***/toevoegen/"),
        ("/doen/9-0123?next=/", "/doen/***"),
        ("/minder-mail/9-0123/", "/minder-mail/***/"),
        ("/kwesties/12/?zoek=Fatima", "/kwesties/12/"),
        ("/uw-pagina/", "/uw-pagina/"),
    ],
)
def test_a_path_is_written_without_its_token_and_query(path, written):
    assert masked_path(path) == written


def test_the_line_of_a_library_loses_its_tokens(capsys):
    record = logging.makeLogRecord(
        {
            "name": "django.request",
            "levelno": logging.WARNING,
            "msg": "Not Found: %s",
            "args": ("/doen/9-geheim/",),
        }
    )
    _Masking().emit(record)
    written = capsys.readouterr()
    assert "Not Found: /doen/***/" in written.out + written.err
    assert masked("GET /uw-pagina/1-geheim/ HTTP/1.1") == "GET /uw-pagina/***/ HTTP/1.1"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("is.er.niet.invalid", False),
    ],
)
def test_what_is_on_this_machine_only(host, expected):
    assert is_loopback(host) is expected


def test_a_demo_is_served_to_this_machine_only(db):
    assert refusal_to_listen("0.0.0.0") == ""
    make.tenant(is_demo=True)
    assert "demo" in refusal_to_listen("0.0.0.0")
    assert refusal_to_listen("127.0.0.1") == ""


def test_without_a_trusted_proxy_no_header_of_one_counts():
    assert options(host="::1", port=1, workers=1, proxies=())["forwarded_allow_ips"] == ""
    assert options(host="::1", port=8000, workers=1, proxies=())["bind"] == "[::1]:8000"


def test_a_port_in_use_is_said_in_words():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotGoOn, match=f"Port {port} is in use"):
            check_port_is_free("127.0.0.1", port)


def test_static_files_are_collected_once(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    assert collect()
    assert (settings.STATIC_ROOT / "schakel" / "schakel.css").exists()
    assert not collect()
