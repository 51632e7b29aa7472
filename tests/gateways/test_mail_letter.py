"""How a mail is written: what holds a thread, what a machine may do with it, and its signature."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from schakel.gateways.dkim_signature import WrongKey
from schakel.gateways.mail_account import Dkim
from schakel.gateways.mail_letter import Envelope, WrongAddress, letter
from schakel.gateways.sender_proof import prove
from schakel.gateways.trusted_mail import Trusted
from tests.signed_mail import Zone, ed25519_key, pem, rsa_key, short_key

LETTER = Envelope(
    message_id="<7@waterhoven.example>",
    to_address="fatima@bewoner.example",
    from_name="Gemeente Waterhoven, team Bank",
    subject="Ons antwoord – één zin",
    body="Beste Fatima,\n",
    automatic=True,
)
OUTLOOK_ID = f"<{'A' * 90}@{'B' * 60}.eurprd01.prod.exchangelabs.com>"
KEY = Dkim("waterhoven.example", "s", pem(rsa_key()))


def raw(envelope: Envelope = LETTER, *, dkim: Dkim | None = None) -> bytes:
    return letter(
        envelope, from_address="schakel@waterhoven.example", dkim=dkim, international=False
    )


def written(**otherwise: object) -> EmailMessage:
    return message_from_bytes(raw(replace(LETTER, **otherwise)), policy=policy.SMTP)  # type: ignore[return-value]


def test_a_thread_holds_by_ids_that_stay_whole():
    before = (OUTLOOK_ID, "<1@bewoner.example>")
    content = raw(replace(LETTER, in_reply_to=OUTLOOK_ID, references=before))
    assert f"In-Reply-To: {OUTLOOK_ID}\r\n".encode() in content
    assert f"References: {OUTLOOK_ID}\r\n <1@bewoner.example>\r\n".encode() in content
    assert b"Message-ID: <7@waterhoven.example>\r\n" in content


def test_a_long_id_of_ours_stays_whole():
    long = f"<{'7' * 120}@waterhoven.example>"
    assert f"Message-ID: {long}\r\n".encode() in raw(replace(LETTER, message_id=long))


def test_what_is_no_id_holds_no_thread():
    mail = written(in_reply_to="x\r\nBcc: a@b.example", references=("<é@x>", "los", "<1@x>"))
    assert mail["In-Reply-To"] is None
    assert mail["Bcc"] is None
    assert mail["References"] == "<1@x>"


def test_the_text_comes_before_the_html():
    mail = written(html="<p>Beste Fatima</p>")
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_an_invitation_goes_along():
    mail = written(calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="CANCEL")
    *_, part = mail.iter_parts()
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "CANCEL"


def test_a_machine_knows_that_a_machine_wrote_it():
    mail = written(answers=True)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Schakel-Loop"] == "<7@waterhoven.example>"
    assert "OOF" in mail["X-Auto-Response-Suppress"]
    assert "NDR" not in mail["X-Auto-Response-Suppress"].replace("RN, NRN", "")


def test_what_a_person_wrote_may_be_answered_by_anything():
    mail = written(automatic=False)
    assert {"Auto-Submitted", "X-Schakel-Loop", "X-Auto-Response-Suppress"}.isdisjoint(mail)


@pytest.mark.parametrize(
    ("where", "said", "by_click"),
    [
        ("https://schakel.example/af/7", "<https://schakel.example/af/7>", True),
        ("mailto:af@schakel.example", "<mailto:af@schakel.example>", False),
        ("http://schakel.example/af", None, False),
        ("https://x.example/>\r\nBcc: a@b.example", None, False),
        ("", None, False),
    ],
)
def test_who_gets_it_can_unsubscribe(where, said, by_click):
    mail = written(unsubscribe=where)
    assert mail["List-Unsubscribe"] == said
    assert (mail["List-Unsubscribe-Post"] is not None) is by_click
    assert mail["Bcc"] is None


def test_an_answer_goes_to_another_address():
    assert (
        "schakel+7@waterhoven.example"
        in written(reply_to="schakel+7@waterhoven.example")["Reply-To"]
    )


@pytest.mark.parametrize(
    ("otherwise", "ours"), [({"to_address": "geen adres"}, False), ({"reply_to": "ook niet"}, True)]
)
def test_a_wrong_address_is_ours_or_theirs(otherwise, ours):
    with pytest.raises(WrongAddress) as wrong:
        written(**otherwise)
    assert wrong.value.ours is ours


def test_a_signature_proves_who_sent_it():
    zone = Zone()
    zone.signs("waterhoven.example", rsa_key())
    envelope = replace(LETTER, html="<p>x</p>", references=(OUTLOOK_ID,), subject="lang " * 60)
    content = raw(envelope, dkim=KEY)

    def verdict(content: bytes) -> str:
        head = content.partition(b"\r\n\r\n")[0]
        return prove(
            head, content, envelope_from="", client_ip="", helo="", trusted=Trusted(),
            resolver=zone,
        ).verdict  # fmt: skip

    assert verdict(content) == "proven"
    assert verdict(content.replace(b"Fatima", b"Farida")) == "unproven"
    for name in (b"Subject", b"References", b"Auto-Submitted", b"Date", b"MIME-Version"):
        assert verdict(content.replace(name + b": ", name + b": x")) == "unproven"
    # Each From is signed, and one that is not there: none can be added.
    tags = content.partition(b"h=")[2].partition(b";")[0].split()
    assert tags.count(b"from") == 2


@pytest.mark.parametrize(
    "key",
    ["", "geen sleutel", pem(rsa_key())[:200], pem(ed25519_key()), pem(short_key())],
)
def test_with_a_wrong_key_nothing_is_signed(key):
    with pytest.raises(WrongKey):
        raw(dkim=replace(KEY, private_key_pem=key))


def test_a_key_may_have_the_line_ends_of_windows():
    key = pem(rsa_key()).replace("\n", "\r\n") + "\r\n "
    assert raw(dkim=replace(KEY, private_key_pem=key)).startswith(b"DKIM-Signature:")
