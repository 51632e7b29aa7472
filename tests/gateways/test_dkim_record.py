"""What stands in the DNS of a key with which we sign, and what is wrong with it."""

import pytest

from schakel.gateways.dkim_record import look, record_of
from schakel.gateways.dkim_signature import signature, signed_by
from schakel.gateways.mail_account import Dkim
from tests.signed_mail import Zone, ed25519_key, pem, record, rsa_key

DOMAIN = "waterhoven.example"
NAME = f"schakel._domainkey.{DOMAIN}"
KEY = Dkim(DOMAIN, "schakel", pem(rsa_key("waterhoven")))
RIGHT = record(rsa_key("waterhoven"))


def test_the_record_is_the_public_half_and_comes_in_pieces():
    shown = record_of(KEY)
    assert shown is not None
    assert (shown.name, shown.value.encode()) == (NAME, RIGHT)
    assert "".join(shown.strings) == shown.value
    assert [len(each) <= 255 for each in shown.strings] == [True, True]


def test_who_finds_the_record_can_check_what_the_key_signed():
    mail = b"From: stad@waterhoven.example\r\nSubject: Ons antwoord\r\n\r\nBeste Fatima,\r\n"
    shown, zone = record_of(KEY), Zone()
    assert shown is not None
    zone.says(shown.name, shown.value)
    signed = signature(mail, KEY) + mail
    assert signed_by(signed, wanted=lambda _: True, resolver=zone).domains == {DOMAIN}


@pytest.mark.parametrize(
    ("texts", "seen"),
    [
        ([RIGHT], "there"),
        ([RIGHT.replace(b"v=DKIM1; k=rsa; ", b"")], "there"),
        ([RIGHT.replace(b"p=MIIB", b"p= MI IB") + b";"], "there"),
        ([RIGHT + b"; t=y; n=gemeente"], "there"),
        ([], "missing"),
        ([RIGHT, b"v=spf1 -all"], "several"),
        ([record(rsa_key("elders"))], "other_key"),
        ([b"v=DKIM1; k=rsa; p="], "revoked"),
        ([record(ed25519_key())], "unreadable"),
        ([RIGHT[:-5]], "unreadable"),
        ([b'"' + RIGHT + b'"'], "unreadable"),
        ([b"v=DKIM1\\; k=rsa\\; p=MIIB"], "unreadable"),
        ([b"v=DKIM1; k=rsa"], "unreadable"),
        ([b"v=spf1 -all"], "unreadable"),
        ([b"\xff\x00"], "unreadable"),
    ],
)
def test_what_stands_there_is_told(texts, seen):
    zone = Zone()
    zone.says(NAME, *texts)
    assert look(KEY, zone) == seen


def test_a_name_with_the_domain_twice_is_recognised():
    zone = Zone()
    zone.says(f"{NAME}.{DOMAIN}", RIGHT)
    assert look(KEY, zone) == "doubled"


def test_a_dns_that_does_not_answer_says_nothing_about_the_record(settings):
    assert look(KEY, Zone(silent={NAME})) == "no_answer"
    assert look(KEY) == "no_answer"
    assert not settings.MAIL_DNS


def test_of_a_key_that_cannot_be_read_there_is_no_record():
    assert record_of(Dkim(DOMAIN, "schakel", "-----BEGIN")) is None
