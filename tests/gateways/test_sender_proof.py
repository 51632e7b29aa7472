"""What is proven of a sender: by our own server, by a relay, by ourselves. And what is not."""

from ipaddress import ip_network

import pytest

from schakel.gateways.sender_proof import Evidence, prove
from schakel.gateways.trusted_mail import Trusted, trusted_of
from tests.signed_mail import Zone, ed25519_key, rsa_key, short_key, signed

MAIL = (
    b"From: Fatima <fatima@bewoner.example>\r\n"
    b"To: schakel@waterhoven.example\r\n"
    b"Subject: De\r\n bank\r\n"
    b"\r\n"
    b"Waar  blijft de bank? \r\n\r\n\r\n"
)
OURS = "mx.waterhoven.example"
TRUSTED = Trusted(
    authserv_ids=(OURS, "mx.google.com", ".protection.outlook.com"),
    relay_networks=(ip_network("10.1.0.0/16"),),
    own_domains=("waterhoven.example",),
)
NOBODY = Trusted()


def proof(
    mail: bytes,
    zone: Zone | None = None,
    *,
    trusted: Trusted = NOBODY,
    client_ip: str = "",
    envelope_from: str = "",
    helo: str = "",
) -> Evidence:
    return prove(
        mail.partition(b"\r\n\r\n")[0],
        mail,
        envelope_from=envelope_from,
        client_ip=client_ip,
        helo=helo,
        trusted=trusted,
        resolver=zone or Zone(),
    )


def told(*lines: str, sender: str = "fatima@bewoner.example") -> bytes:
    """A mail with these fields above it."""
    top = "".join(f"{line}\r\n" for line in lines)
    return top.encode() + MAIL.replace(b"Fatima <fatima@bewoner.example>", sender.encode())


# --- What the own server found ---------------------------------------------------------------

RECEIVED = f"Received: from mail.evil.example (evil [192.0.2.66]) by {OURS} with ESMTPS id 7;"
PASS = f"Authentication-Results: {OURS}; dmarc=pass header.from=bewoner.example"


@pytest.mark.parametrize(
    ("said", "verdict", "how"),
    [
        ("dmarc=pass header.from=bewoner.example", "proven", "server_dmarc"),
        ("dmarc=pass (p=REJECT sp=NONE) header.from=Bewoner.Example", "proven", "server_dmarc"),
        ("dmarc = pass header . from = bewoner.example", "proven", "server_dmarc"),
        ("DMARC=Pass Header.From=bewoner.example", "proven", "server_dmarc"),
        ("dmarc/1=pass header.from=bewoner.example", "proven", "server_dmarc"),
        ('dmarc=pass reason="a; b" header.from="bewoner.example"', "proven", "server_dmarc"),
        ("spf=fail;\r\n\tdmarc=pass (all (is) \\) well)\r\n\theader.from=bewoner.example",
         "proven", "server_dmarc"),
        ("dmarc=pass header.from=ander.example", "unproven", "nothing"),
        ("dmarc=pass header.from=bewoner.example.evil.example", "unproven", "nothing"),
        ("dmarc=pass", "unproven", "nothing"),
        ("dmarc/2=pass header.from=bewoner.example", "unproven", "nothing"),
        ("dmarc=fail (p=REJECT dis=NONE) header.from=bewoner.example", "failed", "policy"),
        ("dmarc=fail (p=quarantine) header.from=bewoner.example", "failed", "policy"),
        ("dmarc=fail policy.p=reject header.from=bewoner.example", "failed", "policy"),
        ("dmarc=fail (p=none dis=none) header.from=bewoner.example", "unproven", "nothing"),
        ("dmarc=fail header.from=bewoner.example; dkim=pass header.d=bewoner.example",
         "unproven", "nothing"),
        ("dmarc=temperror header.from=bewoner.example; dkim=pass header.d=bewoner.example",
         "unproven", "nothing"),
        ("dmarc=none header.from=bewoner.example; dkim=pass header.d=bewoner.example",
         "proven", "server_dkim"),
        ("dkim=pass (2048-bit key) header.i=@post.bewoner.example header.b=a/b+c",
         "proven", "server_dkim"),
        ("dkim=pass header.d=evil.example", "unproven", "nothing"),
        ("dkim=fail header.d=bewoner.example; spf=pass smtp.mailfrom=bewoner.example",
         "unproven", "nothing"),
        ("none", "unproven", "nothing"),
        # A second one can only be there by a gap in the writing of the server.
        ("spf=pass smtp.mailfrom=x; dmarc=pass header.from=bewoner.example; dmarc=fail",
         "unproven", "nothing"),
        ('spf=pass smtp.mailfrom="x; dmarc=pass header.from=bewoner.example"',
         "unproven", "nothing"),
        ("spf=pass (x; dmarc=pass header.from=bewoner.example)", "unproven", "nothing"),
        ("spf=pass (not closed; dmarc=pass header.from=bewoner.example", "unproven", "nothing"),
        ("spf=pass not closed); dmarc=pass header.from=bewoner.example", "unproven", "nothing"),
    ],
)  # fmt: skip
def test_what_the_own_server_says_counts(said, verdict, how):
    mail = told(f"Authentication-Results: {OURS}; {said}", RECEIVED)
    assert proof(mail, trusted=TRUSTED) == Evidence(verdict, "bewoner.example", how)


@pytest.mark.parametrize("server", [OURS, OURS.upper(), f'"{OURS}"', f"{OURS} 1", f"(x) {OURS}"])
def test_its_name_may_be_written_in_several_ways(server):
    mail = told(PASS.replace(OURS, server), RECEIVED)
    assert proof(mail, trusted=TRUSTED).verdict == "proven"


@pytest.mark.parametrize(
    "lines",
    [
        # Written by the sender: below what our server added.
        (RECEIVED, PASS),
        (RECEIVED, "Received-SPF: pass", PASS),
        # With a Received in our name as well.
        (RECEIVED, PASS, RECEIVED),
        ("Received: from inner by store.waterhoven.example; x", RECEIVED, PASS, RECEIVED),
        # From somebody who calls itself "by".
        (RECEIVED.replace("from mail.evil.example", "from by"), PASS, RECEIVED),
        # Our server is not in the trace at all.
        (PASS,),
        (PASS, "Received: from a by mx.ander.example; x"),
        # By another server, or another version of the field.
        (PASS.replace(OURS, "mx.evil.example"), RECEIVED),
        (PASS.replace(OURS, f"{OURS}.evil.example"), RECEIVED),
        (PASS.replace(OURS, f"{OURS} 2"), RECEIVED),
        (PASS.replace(f"{OURS}; ", ""), RECEIVED),
        (PASS.replace("Authentication", "X-Authentication"), RECEIVED),
        (PASS.replace("Authentication", "ARC-Authentication"), RECEIVED),
    ],
)
def test_what_a_sender_can_write_does_not_count(lines):
    assert proof(told(*lines), trusted=TRUSTED).verdict == "unproven"


def test_the_newest_of_several_counts():
    none = PASS.replace("pass", "fail")
    assert proof(told(none, PASS, RECEIVED), trusted=TRUSTED).verdict == "unproven"
    assert proof(told(PASS, none, RECEIVED), trusted=TRUSTED).verdict == "proven"


def test_a_result_without_dmarc_leaves_room_for_an_older_one_with_it():
    spf = f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=x@ander.example"
    assert proof(told(spf, PASS, RECEIVED), trusted=TRUSTED).verdict == "proven"


def test_nobody_is_believed_unless_the_operator_says_so():
    assert proof(told(PASS, RECEIVED), trusted=NOBODY).verdict == "unproven"


def test_a_stranger_at_our_own_door_is_not_our_server():
    mail = told(PASS, RECEIVED)
    assert proof(mail, trusted=TRUSTED, client_ip="192.0.2.66").verdict == "unproven"
    assert proof(mail, trusted=TRUSTED, client_ip="10.1.2.3").verdict == "proven"


GMAIL = (
    "Delivered-To: schakel@waterhoven.example",
    "Received: by 2002:a05:6520:2c0a:b0 with SMTP id o10csp1; Wed, 25 Nov 2026 09:00:00 -0800",
    "ARC-Authentication-Results: i=1; mx.google.com; dmarc=fail header.from=bewoner.example",
    "Return-Path: <fatima@bewoner.example>",
    "Received: from mail.bewoner.example (mail.bewoner.example. [192.0.2.1])\r\n"
    "        by mx.google.com with ESMTPS id a1 for <schakel@waterhoven.example>; x",
    "Received-SPF: pass (google.com: domain of fatima@bewoner.example) client-ip=192.0.2.1;",
    "Authentication-Results: mx.google.com;\r\n"
    "       dkim=pass header.i=@bewoner.example header.s=s header.b=a1B2c3;\r\n"
    "       spf=pass (google.com: domain of fatima@bewoner.example designates 192.0.2.1 as\r\n"
    "       permitted sender) smtp.mailfrom=fatima@bewoner.example;\r\n"
    "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=bewoner.example",
)
BELOW = Trusted(authserv_ids=("mx.google.com",), below_received=True)


def test_gmail_writes_below_its_received_and_counts_when_the_operator_says_so():
    assert proof(told(*GMAIL), trusted=BELOW).how == "server_dmarc"
    assert proof(told(*GMAIL), trusted=TRUSTED).verdict == "unproven"


@pytest.mark.parametrize("between", ["X-Mailer: x", "Received: from a by b; x"])
def test_below_received_only_the_very_next_field_counts(between):
    mail = told(*GMAIL[:5], between, GMAIL[6])
    assert proof(mail, trusted=BELOW).verdict == "unproven"


def test_below_received_only_one_field_counts():
    fail = "Authentication-Results: mx.google.com; spf=fail smtp.mailfrom=x@evil.example"
    assert proof(told(*GMAIL[:5], fail, GMAIL[6]), trusted=BELOW).verdict == "unproven"


BORDER = (
    "Received: from mail.bewoner.example (192.0.2.1) by AM6EUR05FT004.mail.protection.outlook.com"
    " (10.2.3.4) with Microsoft SMTP Server id 15.20; x"
)


def microsoft(said: str, *, sender: str = "fatima@bewoner.example", border: str = BORDER) -> bytes:
    return told(
        "Received: from AS9PR06.eurprd06.prod.outlook.com by DB9PR10.eurprd10.prod.outlook.com; x",
        f"Authentication-Results: {said}",
        border,
        sender=sender,
    )


@pytest.mark.parametrize(
    ("dmarc", "verdict"),
    [
        ("dmarc=pass action=none", "proven"),
        ("dmarc=fail action=oreject", "failed"),
        ("dmarc=fail action=quarantine", "failed"),
        ("dmarc=fail action=pct.reject", "unproven"),
        ("dmarc=fail action=none", "unproven"),
        ("dmarc=bestguesspass action=none", "proven"),
        ("dmarc=permerror action=none", "unproven"),
    ],
)
def test_microsoft_365_signs_with_no_name(dmarc, verdict):
    mail = microsoft(
        "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=bewoner.example; dkim=pass (signature"
        f" was verified)\r\n header.d=bewoner.example;{dmarc}\r\n header.from=bewoner.example;"
        "compauth=pass reason=100"
    )
    assert proof(mail, trusted=TRUSTED).verdict == verdict


@pytest.mark.parametrize(
    "border",
    [
        "Received: from evil by protection.outlook.com.evil.example; x",
        "Received: from evil by evilprotection.outlook.com; x",
        RECEIVED,
    ],
)
def test_what_has_no_name_counts_only_above_a_server_that_signs_so(border):
    said = "spf=pass; dmarc=pass action=none header.from=bewoner.example"
    assert proof(microsoft(said, border=border), trusted=TRUSTED).verdict == "unproven"


def test_below_received_what_has_no_name_never_counts():
    trusted = Trusted(authserv_ids=(".protection.outlook.com",), below_received=True)
    said = "Authentication-Results: dmarc=pass action=none header.from=bewoner.example"
    assert proof(told(BORDER, said), trusted=trusted).verdict == "unproven"


# --- Whose name it bears ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("fatima@bewoner.example", "bewoner.example"),
        ("FATIMA@Bewoner.Example.", "bewoner.example"),
        ('"El Amrani, F. <x@evil.example>" <fatima@bewoner.example>', "bewoner.example"),
        ("=?utf-8?q?F=C3=A1tima?= <fatima@bewoner.example> (thuis (nu))", "bewoner.example"),
        ('"fa tima"@bewoner.example', "bewoner.example"),
        ("fatima@café.example", "xn--caf-dma.example"),
    ],
)
def test_the_sender_is_the_one_address_in_from(sender, domain):
    assert proof(told(sender=sender)).domain == domain


@pytest.mark.parametrize(
    ("sender", "why"),
    [
        ("a@evil.example, fatima@bewoner.example", "unclear_sender"),
        ("a@evil.example <fatima@bewoner.example>", "unclear_sender"),
        ("<a@evil.example> <fatima@bewoner.example>", "unclear_sender"),
        ("bewoners: a@evil.example, b@bewoner.example;", "unclear_sender"),
        ("<@evil.example:fatima@bewoner.example>", "unclear_sender"),
        ("fatima@[192.0.2.1]", "unclear_sender"),
        ("fatima@straße.example", "unclear_sender"),
        ("fatima@-.example", "unclear_sender"),
        ("fatima", "unclear_sender"),
        ("", "unclear_sender"),
        ("a@evil.example\r\nFrom: fatima@bewoner.example", "several_senders"),
        ("a@evil.example\r\nfrom: fatima@bewoner.example", "several_senders"),
        ("a@evil.example\rFrom: fatima@bewoner.example", "unreadable"),
        ("a@evil.example\x00", "unreadable"),
        ("a@evil.example\r\nFrom : fatima@bewoner.example", "unreadable"),
        ("a@evil.example\r\nNo field at all", "unreadable"),
    ],
)
def test_where_programs_may_read_another_sender_nothing_is_proven(sender, why):
    results = PASS.replace("bewoner.example", "evil.example")
    found = proof(told(results, RECEIVED, sender=sender), trusted=TRUSTED)
    assert found == Evidence("unproven", "", why)


def test_of_a_head_that_was_cut_off_nothing_is_proven():
    mail = told(PASS, RECEIVED).replace(b"\r\nTo:", b"\r\nFrom: a@evil.example\r\nTo:")
    head = mail.partition(b"\r\nFrom: a@")[0]
    found = prove(head, mail, envelope_from="", client_ip="", helo="", trusted=TRUSTED)
    assert found == Evidence("unproven", "", "unreadable")


def test_without_a_sender_nothing_is_proven():
    assert proof(b"To: x@y.example\r\n\r\nx") == Evidence("unproven", "", "no_sender")
    assert proof(b"") == Evidence("unproven", "", "no_sender")


# --- A relay of the institution --------------------------------------------------------------


@pytest.mark.parametrize(
    ("client_ip", "sender", "verdict"),
    [
        ("10.1.2.3", "noor@waterhoven.example", "proven"),
        ("::ffff:10.1.2.3", "noor@waterhoven.example", "proven"),
        ("10.1.2.3", "noor@zaal.waterhoven.example", "unproven"),
        ("10.1.2.3", "fatima@bewoner.example", "unproven"),
        ("10.2.2.3", "noor@waterhoven.example", "unproven"),
        ("", "noor@waterhoven.example", "unproven"),
        ("no address", "noor@waterhoven.example", "unproven"),
    ],
)
def test_a_relay_vouches_for_its_own_domains(client_ip, sender, verdict):
    found = proof(told(sender=sender), trusted=TRUSTED, client_ip=client_ip)
    assert found.verdict == verdict


def test_a_relay_does_not_vouch_for_what_the_own_server_found_false():
    fail = f"Authentication-Results: {OURS}; dmarc=fail (p=none) header.from=waterhoven.example"
    mail = told(fail, RECEIVED, sender="noor@waterhoven.example")
    assert proof(mail, trusted=TRUSTED, client_ip="10.1.2.3").verdict == "unproven"


def test_what_the_operator_names_is_read_from_the_environment():
    trusted = trusted_of(
        {
            "SCHAKEL_MAIL_AUTHSERV_IDS": "MX.waterhoven.example, .protection.outlook.com",
            "SCHAKEL_MAIL_RELAYS": "10.1.0.0/16 fd00::1",
            "SCHAKEL_MAIL_OWN_DOMAINS": "Waterhoven.example",
        }
    )
    assert trusted.authserv_ids == ("mx.waterhoven.example", ".protection.outlook.com")
    assert trusted.is_relay("fd00::1")
    assert not trusted.is_relay("fd00::2")
    assert trusted.own_domains == ("waterhoven.example",)
    assert trusted_of({}) == Trusted()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCHAKEL_MAIL_RELAYS", "10.1.2.3/16"),
        ("SCHAKEL_MAIL_RELAYS", "relay.example"),
        ("SCHAKEL_MAIL_AUTHSERV_IDS", "OpenDMARC"),
    ],
)
def test_a_wrong_setting_is_said_at_once(name, value):
    with pytest.raises(ValueError):
        trusted_of({name: value})


# --- Signatures, checked by us ---------------------------------------------------------------


@pytest.fixture
def zone() -> Zone:
    made = Zone()
    made.signs("bewoner.example", rsa_key())
    return made


@pytest.mark.parametrize("key", [rsa_key(), ed25519_key()], ids=["rsa", "ed25519"])
def test_a_signature_of_the_domain_proves_it(zone, key):
    zone.signs("bewoner.example", key)
    mail = signed(MAIL, "bewoner.example", key)
    assert proof(mail, zone) == Evidence("proven", "bewoner.example", "dkim")
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=reject")
    assert proof(mail, zone) == Evidence("proven", "bewoner.example", "dmarc_dkim")


def test_line_ends_of_a_file_are_no_change(zone):
    mail = signed(MAIL, "bewoner.example", rsa_key()).replace(b"\r\n", b"\n")
    found = prove(
        mail.partition(b"\n\n")[0], mail, envelope_from="", client_ip="", helo="",
        trusted=NOBODY, resolver=zone,
    )  # fmt: skip
    assert found.verdict == "proven"


GOOD = signed(MAIL, "bewoner.example", rsa_key())


@pytest.mark.parametrize(
    "mail",
    [
        signed(MAIL, "bewoner.example", rsa_key("another")),
        GOOD.replace(b"bank?", b"boom?"),
        GOOD.replace(b"Fatima <fatima@", b"Fatima <wethouder@"),
        GOOD.replace(b"Subject: De", b"Subject: Geen"),
        GOOD + b"P.S. Maak geld over.\r\n",
        signed(MAIL, "bewoner.example", rsa_key(), more="x=1700000000; t=1600000000;"),
        signed(MAIL, "bewoner.example", rsa_key(), more="l=5;"),
        signed(MAIL, "bewoner.example", rsa_key(), covers=("to", "subject")),
        signed(MAIL, "bewoner.example", rsa_key(), algorithm="rsa-sha1"),
        signed(MAIL, "evil.example", rsa_key()),
        GOOD.replace(b"v=1;", b"v=2;"),
        GOOD.replace(b"b=", b"b=!"),
        b"DKIM-Signature: \r\n" + MAIL,
        b"DKIM-Signature: v=1; a=rsa-sha256; d=bewoner.example; s=s; h=from; bh=; b=\r\n" + MAIL,
    ],
    ids=[
        "another key", "changed body", "changed sender", "changed subject", "added text", "ended",
        "part of the body", "without From", "sha1", "another domain", "version", "no base64",
        "empty", "half empty",
    ],
)  # fmt: skip
def test_a_signature_that_does_not_hold_proves_nothing(zone, mail):
    zone.signs("evil.example", rsa_key())
    assert proof(mail, zone).verdict == "unproven"


@pytest.mark.parametrize(
    "said",
    [
        b"", b"v=DKIM1; k=rsa; p=", b"v=DKIM1; k=rsa; p=AAAA", b"v=DKIM2; p=x", b"\xff\xfe",
        b"k=ed25519; p=AAAA", b"p=" + b"A" * 5_000,
    ],
)  # fmt: skip
def test_what_is_no_key_proves_nothing(zone, said):
    zone.says("s._domainkey.bewoner.example", said)
    assert proof(GOOD, zone).verdict == "unproven"
    other = signed(MAIL, "bewoner.example", ed25519_key())
    assert proof(other, zone).verdict == "unproven"


def test_a_key_that_is_too_short_proves_nothing(zone):
    zone.signs("bewoner.example", short_key())
    assert proof(signed(MAIL, "bewoner.example", short_key()), zone).verdict == "unproven"


def test_a_good_signature_among_bad_ones_proves_it(zone):
    mail = signed(GOOD, "evil.example", rsa_key("another"))
    mail = signed(mail, "bewoner.example", rsa_key("another"))
    assert proof(mail, zone).verdict == "proven"


def test_only_a_few_signatures_are_reckoned_on(zone):
    mail = GOOD
    for _ in range(6):
        mail = signed(mail, "bewoner.example", rsa_key("another"))
    assert proof(mail, zone).verdict == "unproven"


@pytest.mark.parametrize(
    ("sender", "signer", "record", "verdict"),
    [
        ("bewoner.example", "post.bewoner.example", "v=DMARC1; p=none", "proven"),
        ("post.bewoner.example", "bewoner.example", "v=DMARC1; p=none", "proven"),
        ("bewoner.example", "post.bewoner.example", "v=DMARC1; p=none; adkim=s", "unproven"),
        ("bewoner.example", "bewoner.example", "v=DMARC1; p=none; adkim=s", "proven"),
        ("bewoner.co.uk", "post.bewoner.co.uk", "v=DMARC1; p=none", "proven"),
        ("bewoner.co.uk", "evil.co.uk", "v=DMARC1; p=none", "unproven"),
        ("bewoner.example", "evilbewoner.example", "v=DMARC1; p=none", "unproven"),
        ("bewoner.example", "bewoner.example.evil.example", "v=DMARC1; p=none", "unproven"),
        ("bewoner.example", "example", "v=DMARC1; p=none", "unproven"),
        ("bewoner.co.uk", "co.uk", "v=DMARC1; p=none", "unproven"),
    ],
)
def test_a_signature_of_a_domain_beside_it_counts_unless_strict(sender, signer, record, verdict):
    zone = Zone()
    zone.signs(signer, rsa_key())
    zone.says(f"_dmarc.{sender}", record)
    mail = MAIL.replace(b"bewoner.example", sender.encode())
    assert proof(signed(mail, signer, rsa_key()), zone).verdict == verdict


def test_a_domain_below_lives_by_the_record_above_it():
    zone = Zone()
    zone.signs("bewoner.example", rsa_key())
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=reject; adkim=s")
    mail = MAIL.replace(b"bewoner.example", b"post.bewoner.example")
    assert proof(signed(mail, "bewoner.example", rsa_key()), zone).verdict == "unproven"


# --- At our own door -------------------------------------------------------------------------

DOOR = {"client_ip": "192.0.2.1", "helo": "mail.bewoner.example"}
SPF = "v=spf1 ip4:192.0.2.0/28 -all"


@pytest.mark.parametrize(
    ("envelope_from", "client_ip", "dmarc", "verdict"),
    [
        ("x@bewoner.example", "192.0.2.1", "v=DMARC1; p=reject", "proven"),
        ("x@post.bewoner.example", "192.0.2.1", "v=DMARC1; p=reject", "proven"),
        ("x@post.bewoner.example", "192.0.2.1", "v=DMARC1; p=reject; aspf=s", "failed"),
        ("x@lijst.example", "192.0.2.1", "v=DMARC1; p=reject", "failed"),
        ("x@lijst.example", "192.0.2.1", "v=DMARC1; p=none", "unproven"),
        ("x@bewoner.example", "192.0.2.66", "v=DMARC1; p=reject", "failed"),
        ("x@bewoner.example", "192.0.2.66", "v=DMARC1; p=quarantine", "failed"),
        ("x@bewoner.example", "192.0.2.66", "v=DMARC1; p=none", "unproven"),
        ("x@bewoner.example", "192.0.2.66", "v=DMARC1; p=reject; pct=0", "unproven"),
        ("x@bewoner.example", "192.0.2.66", "v=DMARC1; p=nonsense", "unproven"),
        ("x@bewoner.example", "192.0.2.66", "p=reject; v=DMARC1", "unproven"),
        # Without a record nobody says that the one has to do with the other.
        ("x@bewoner.example", "192.0.2.1", "", "unproven"),
        ("x@bewoner.example", "no address", "v=DMARC1; p=none", "unproven"),
        ("geen adres", "192.0.2.66", "v=DMARC1; p=none", "unproven"),
    ],
)
def test_a_computer_that_may_send_for_the_domain_proves_it(
    envelope_from, client_ip, dmarc, verdict
):
    zone = Zone()
    for domain in ("bewoner.example", "post.bewoner.example", "lijst.example"):
        zone.says(domain, "other text", SPF)
    if dmarc:
        zone.says("_dmarc.bewoner.example", dmarc)
    found = proof(MAIL, zone, envelope_from=envelope_from, client_ip=client_ip, helo="x.example")
    assert found.verdict == verdict


def test_a_mail_that_comes_back_to_nobody_goes_by_the_name_of_its_computer():
    zone = Zone()
    zone.says("mail.bewoner.example", SPF)
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=none")
    assert proof(MAIL, zone, **DOOR).how == "dmarc_spf"


@pytest.mark.parametrize(
    ("rule", "allows"),
    [
        ("v=spf1 a:mail.bewoner.example -all", True),
        ("v=spf1 mx -all", True),
        ("v=spf1 include:_spf.bewoner.example -all", True),
        ("v=spf1 redirect=_spf.bewoner.example", True),
        ("v=spf1 include:bewoner.example -all", False),
        ("v=spf1 ~all", False),
        ("v=spf1 nonsense:x", False),
        ("v=spf1 a:1.example a:2.example a:3.example ip4:192.0.2.1 -all", False),
    ],
)
def test_who_may_send_can_be_said_in_several_ways(rule, allows):
    zone = Zone()
    zone.says("bewoner.example", rule)
    zone.says("_spf.bewoner.example", SPF)
    zone.says("mail.bewoner.example", "192.0.2.1", kind="A")
    zone.says("bewoner.example", "10 mail.bewoner.example.", kind="MX")
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=none")
    found = proof(MAIL, zone, envelope_from="x@bewoner.example", **DOOR)
    assert (found.verdict == "proven") is allows


def test_two_records_are_none():
    zone = Zone()
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=reject", "v=DMARC1; p=reject")
    assert proof(MAIL, zone, **DOOR).verdict == "unproven"


@pytest.mark.parametrize(
    ("record", "verdict"),
    [
        ("v=DMARC1; p=reject; sp=none", "unproven"),
        ("v=DMARC1; p=none; sp=reject", "failed"),
        ("v=DMARC1; p=reject", "failed"),
    ],
)
def test_what_is_asked_for_domains_below_may_differ(record, verdict):
    zone = Zone()
    zone.says("_dmarc.bewoner.example", record)
    mail = MAIL.replace(b"bewoner.example", b"post.bewoner.example")
    assert proof(mail, zone, **DOOR).verdict == verdict


def test_of_a_mail_from_a_mailbox_it_is_never_said_that_it_is_false(zone):
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=reject")
    assert proof(GOOD + b"more", zone).verdict == "unproven"


def test_a_relay_is_not_the_computer_of_the_sender():
    zone = Zone()
    zone.says("bewoner.example", "v=spf1 ip4:10.1.2.3 -all")
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=reject")
    found = proof(
        MAIL, zone, trusted=TRUSTED, client_ip="10.1.2.3", envelope_from="x@bewoner.example"
    )
    assert found.verdict == "unproven"


# --- A DNS that does not answer --------------------------------------------------------------


@pytest.mark.parametrize(
    "silent", ["s._domainkey.bewoner.example", "_dmarc.bewoner.example", "bewoner.example"]
)
def test_what_cannot_be_known_now_is_neither_proven_nor_false(zone, silent):
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=reject")
    zone.says("bewoner.example", SPF)
    zone.silent.add(silent)
    mail = GOOD if silent.startswith("s.") else MAIL
    found = proof(
        mail, zone, envelope_from="x@bewoner.example", client_ip="192.0.2.66", helo="x.example"
    )
    assert found == Evidence("unproven", "bewoner.example", "names_unknown")


def test_where_the_dns_is_not_asked_a_signature_proves_nothing(settings):
    settings.MAIL_DNS = False
    head = GOOD.partition(b"\r\n\r\n")[0]
    found = prove(head, GOOD, envelope_from="", client_ip="", helo="", trusted=NOBODY)
    assert found == Evidence("unproven", "bewoner.example", "names_unknown")


def test_each_name_is_asked_once(zone):
    zone.says("_dmarc.bewoner.example", "v=DMARC1; p=none")
    mail = signed(GOOD, "bewoner.example", rsa_key("another"))
    proof(mail, zone, envelope_from="x@bewoner.example", **DOOR)
    assert len(zone.asked) == len(set(zone.asked))


def test_without_anything_to_check_nothing_is_asked():
    zone = Zone()
    proof(MAIL, zone)
    assert zone.asked == []


@pytest.mark.parametrize(
    "mail",
    [
        b"DKIM-Signature: v=1; b=" + b"\r\n " * 50_000 + b"!\r\n" + MAIL,
        GOOD.replace(b"\r\n\r\n", b"\r\n\r\n" + b" " * 200_000 + b"x"),
        GOOD + b"\n" * 1_100_000,
        told(f"Authentication-Results: {OURS}; " + "(" * 100_000, RECEIVED),
        told(f"Authentication-Results: {OURS}; " + "a=" * 100_000, RECEIVED),
        told(sender='"' + "(" * 100_000 + " <" * 50_000),
        told("Received: " + "by " * 100_000, RECEIVED),
    ],
    ids=["signature", "blanks", "lines", "comments", "pairs", "sender", "hosts"],
)
def test_a_mail_that_is_made_to_cost_time_costs_little(zone, mail):
    assert proof(mail, zone, trusted=TRUSTED).verdict == "unproven"
