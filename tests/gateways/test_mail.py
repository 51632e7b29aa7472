"""Against a server that speaks SMTP over a socket."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from schakel.gateways.mail import Envelope, InDoubt, NotTaken, send
from tests.mail_server import MailServer, mail_server

LETTER = Envelope(
    message_id="<7@schakel>",
    to_address="fatima@bewoner.example",
    from_name="Gemeente Waterhoven",
    subject="Ons antwoord – één zin",
    body="Beste Fatima,\n.\nEen punt alleen op een regel.\n",
    automatic=True,
)


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SMTP_URL = running.url
        settings.MAIL_FROM = "schakel@waterhoven.example"
        yield running


def test_a_mail_arrives_with_its_words_and_headers(server):
    send(LETTER)
    (mail,) = server.received
    assert mail["Message-ID"] == "<7@schakel>"
    assert mail["Subject"] == "Ons antwoord – één zin"
    assert mail["From"] == "Gemeente Waterhoven <schakel@waterhoven.example>"
    assert mail["To"] == "fatima@bewoner.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime.tzinfo is not None
    assert not [name for name in mail if name.startswith("List-")]
    assert mail.get_content().replace("\r\n", "\n") == LETTER.body


def test_what_a_person_wrote_does_not_say_that_a_machine_did(server):
    send(replace(LETTER, automatic=False))
    assert server.received[0]["Auto-Submitted"] is None


def test_a_line_break_in_a_name_or_subject_makes_no_header(server):
    send(
        replace(
            LETTER,
            subject="Hallo\r\nBcc: allen@elders.example\r\n\r\nTekst",
            from_name="Gemeente\nBcc: nog@elders.example",
        )
    )
    (mail,) = server.received
    assert mail["Bcc"] is None
    assert server.recipients == ["fatima@bewoner.example"]


@pytest.mark.parametrize(
    "address",
    ["fatima@bewoner.example\r\nRCPT TO:<x@elders.example>", "geen adres", "a@b\nBcc: c@d", ""],
)
def test_what_is_no_address_is_never_tried(server, address):
    with pytest.raises(NotTaken) as refusal:
        send(replace(LETTER, to_address=address))
    assert refusal.value.permanent
    assert refusal.value.no_such_address
    assert server.received == []


@pytest.mark.parametrize(
    ("command", "reply", "permanent", "no_such_address"),
    [
        ("MAIL", "451 later", False, False),
        ("RCPT", "450 greylisted", False, False),
        ("RCPT", "550 no such user", True, True),
        ("DATA", "452 disk full", False, False),
        ("DATA", "554 not wanted", True, False),
        ("DOT", "451 scanner is busy", False, False),
        ("DOT", "554 looks like spam", True, False),
    ],
)
def test_four_is_for_now_and_five_is_for_ever(server, command, reply, permanent, no_such_address):
    server.answers[command] = reply
    with pytest.raises(NotTaken) as refusal:
        send(LETTER)
    assert refusal.value.permanent is permanent
    assert refusal.value.no_such_address is no_such_address
    assert reply in refusal.value.reason


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_last_dot_is_tried_again(server, command):
    server.drop = command
    with pytest.raises(NotTaken) as refusal:
        send(LETTER)
    assert not refusal.value.permanent


def test_a_line_that_breaks_after_the_last_dot_leaves_doubt(server):
    server.drop = "DOT"
    with pytest.raises(InDoubt):
        send(LETTER)
    assert len(server.received) == 1


def test_a_server_that_is_not_there_is_tried_again(settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.SMTP_URL = f"smtp://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(NotTaken) as refusal:
            send(LETTER)
    assert not refusal.value.permanent


def test_a_demo_without_a_server_keeps_its_mail(settings):
    settings.SMTP_URL = ""
    send(replace(LETTER, of_demo=True))


def test_without_a_server_it_says_what_is_missing(settings):
    settings.SMTP_URL = ""
    with pytest.raises(NotTaken, match="SCHAKEL_SMTP_URL") as refusal:
        send(LETTER)
    assert not refusal.value.permanent
