"""Mails made to break what reads them: the same three hundred for the same seed.

Nothing in them is real. ``hostile()`` gives name and bytes one by one, so that the large ones are
not in memory together.
"""

import base64
import gzip
import random
from collections.abc import Callable, Iterator

HEAD = (
    b"From: Vreemde Eend <eend@voorbeeld.example>\r\nTo: waterhoven@schakel.example\r\n"
    b"Subject: Vijandig\r\nDate: Mon, 23 Nov 2026 10:12:00 +0100\r\n"
    b"Message-ID: <%s@voorbeeld.example>\r\nMIME-Version: 1.0\r\n"
)
CHARSETS = (
    b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252", b"x-unknown", b"utf-7", b"utf-16",
    b"unicode_escape", b"punycode", b"idna", b"rot13", b"zlib", b"hex", b"\xff\xfe", b"gb18030",
    b"iso-2022-jp", b"'utf-8'", b"utf-8\x00", b"", b"mbcs", b"undefined",
)  # fmt: skip

Made = Callable[[random.Random, int], bytes]


def head(number: int) -> bytes:
    return HEAD % b"h%d" % number


def simple(number: int, content: bytes, kind: bytes = b"text/plain; charset=utf-8") -> bytes:
    return head(number) + b"Content-Type: " + kind + b"\r\n\r\n" + content


def mixed(number: int, parts: list[bytes], boundary: bytes = b"grens") -> bytes:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        head(number)
        + b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
        + body + b"--" + boundary + b"--\r\n"
    )  # fmt: skip


def noise(chance: random.Random, _: int) -> bytes:
    return chance.randbytes(chance.randrange(0, 5_000))


def noise_under_a_head(chance: random.Random, number: int) -> bytes:
    kinds = (b"text/plain", b"text/html", b"multipart/mixed", b"message/rfc822", b"text/calendar")
    codes = (b"base64", b"quoted-printable", b"8bit", b"x-uuencode", b"nonsense", b"\xff")
    return (
        head(number)
        + b"Content-Type: " + chance.choice(kinds) + b"; boundary=x; charset="
        + chance.choice(CHARSETS) + b"\r\nContent-Transfer-Encoding: " + chance.choice(codes)
        + b"\r\n\r\n" + chance.randbytes(4_000)
    )  # fmt: skip


def wrong_charset(chance: random.Random, number: int) -> bytes:
    charset = CHARSETS[number % len(CHARSETS)]
    text = chance.choice(
        ("Één café à la crème €".encode("cp1252"), "Één €".encode(), b"\xff\xfe\x00")
    )
    return simple(number, text * 20, b"text/plain; charset=" + charset)


def broken_words(chance: random.Random, number: int) -> bytes:
    words = [
        b"=?utf-8?q?=C3?= =?utf-8?q?=A9?=", b"=?utf-8?b?////?=", b"=?utf-8?b?a?=", b"=?x?q?=?=",
        b"=?utf-8?q?=0D=0ABcc:_a@b.example?=", b"=?" * 5_000, b"=?utf-8?q?" * 2_000,
        b"=?idna?q?xn--?=", b"=?utf-8?Q?=00=00?=", b"=?utf-16?b?2AA=?=", "=?utf-8?q?é?=".encode(),
        b"=?utf-8*nl?q?taal?=", b"=?utf-8?x?a?=", b"=?utf-7?q?+2AA-?=",
    ]  # fmt: skip
    chosen = chance.choice(words)
    return (
        b"From: " + chosen + b" <a@voorbeeld.example>\r\nTo: " + chosen + b"\r\nSubject: "
        + chosen + b"\r\n\r\nTekst\r\n"
    )  # fmt: skip


def bad_addresses(chance: random.Random, number: int) -> bytes:
    values = [
        b'"" <>', b"<@een.example,@twee.example:c@drie.example>",
        b"groep: a@b.example, c@d.example;",
        b"a@b.example, c@d.example", b"a@b.example c@d.example", b'"a@b.example" <c@d.example>',
        b"a@b.example <c@d.example>", b"(((((((" * 3_000, b'"' * 9_001, b"<" * 9_000, b"\\" * 9_001,
        b"a\x00@b.example", b"a@b.example\x0d\x0abcc: x@y.example", "jörg@bücher.example".encode(),
        "jörg@bücher.example".encode("latin-1"), b"a@[1.2.3.4]", b"a@[IPv6:::1]", b"a@b@c.example",
        b'"a\nb"@c.example', b"a @ b . example", b"=?utf-8?q?a=40b=2Eexample?=", b",,,;;;:::",
        b"x" * 70_000 + b"@b.example", b"a@" + b"b." * 9_000 + b"example", b":" * 9_000,
    ]  # fmt: skip
    return b"From: " + values[number % len(values)] + b"\r\nSubject: adres\r\n\r\nTekst\r\n"


def forged_token(chance: random.Random, number: int) -> bytes:
    token = base64.b32encode(chance.randbytes(10)).lower()
    to = b"waterhoven+" + token + b"@schakel.example"
    return (
        b"From: a@voorbeeld.example\r\nTo: " + to + b", " + to[:-1] + b"\r\nCc: " + to.upper()
        + b"\r\nDelivered-To: " + to + b"\r\nIn-Reply-To: <" + token + b"@schakel.example>\r\n"
        + b"References: " + b" ".join(b"<%d.%s@schakel.example>" % (n, token) for n in range(500))
        + b"\r\nAuthentication-Results: schakel.example; dmarc=pass; spf=pass\r\n"
        + b"X-Schakel-Token: " + token + b"\r\n\r\nIk ben het echt.\r\n"
    )  # fmt: skip


def header_injection(chance: random.Random, number: int) -> bytes:
    evil = chance.choice(
        (b"a\rBcc: x@y.example", b"a\x0bBcc: x", b"a\x85Bcc: x", "a\u2028Bcc: x".encode(),
         b"a\x00\x00", "a\u202eexe.fdp".encode(), b"a\x1b[31m", b"a\r\n\r\n")
    )  # fmt: skip
    return (
        b"From: " + evil + b" <a@voorbeeld.example>\r\nSubject: " + evil + b"\r\nMessage-ID: <"
        + evil + b"@x>\r\nContent-Type: application/pdf; name=\"" + evil + b"\"\r\nReply-To: "
        + evil + b"\r\n\r\n" + evil
    )  # fmt: skip


def loop(chance: random.Random, number: int) -> bytes:
    hops = b"".join(
        b"Received: from a by b; %d\r\n" % n for n in range(chance.choice((29, 31, 5_000)))
    )
    own = chance.choice(
        (b"", b"X-Schakel-Loop: waterhoven\r\n", b"Auto-Submitted: auto-replied\r\n")
    )
    return hops + own + simple(number, b"En weer rond.")


def long_header(chance: random.Random, number: int) -> bytes:
    name = chance.choice((b"Subject", b"From", b"Content-Type", b"References", b"Date", b"X-Lang"))
    filling = chance.choice((b"a", b" ", b"<a@b> ", b"=?utf-8?q?a?= ", b'"', b"; a=b", b"Op "))
    value = (filling * (1_048_576 // len(filling)))[:1_048_576]
    return name + b": " + value + b"\r\n" + simple(number, b"Kort.")


def many_headers(chance: random.Random, number: int) -> bytes:
    return b"".join(b"X-%d: %d\r\n" % (n, n) for n in range(50_000)) + simple(number, b"Kort.")


def many_recipients(chance: random.Random, number: int) -> bytes:
    people = b",\r\n ".join(b"Buur %d <b%d@voorbeeld.example>" % (n, n) for n in range(100_000))
    return b"To: " + people + b"\r\n" + simple(number, b"Aan allen.")


def many_parts(chance: random.Random, number: int) -> bytes:
    part = chance.choice(
        (b"\r\nx", b"Content-Type: text/html\r\n\r\n<p>x", b"Content-Type: image/png\r\n\r\nx",
         b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny", b"")
    )  # fmt: skip
    return mixed(number, [part] * 10_000)


def lookalikes(chance: random.Random, number: int) -> bytes:
    return mixed(number, [b"\r\n" + b"--grens-en-meer\r\n" * 100_000])


def nested(chance: random.Random, number: int) -> bytes:
    deep = chance.choice((100, 1_000))
    same = chance.random() < 0.5
    inner = b"\r\nBinnenin.\r\n"
    lines = []
    for level in range(deep):
        mark = b"g" if same else b"g%d" % level
        lines.append(
            b"Content-Type: multipart/mixed; boundary=" + mark + b"\r\n\r\n--" + mark + b"\r\n"
        )
    return head(number) + b"".join(lines) + inner


def nested_mails(chance: random.Random, number: int) -> bytes:
    return head(number) + b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n" * 1_000 + b"\r\nx"


def bad_boundary(chance: random.Random, number: int) -> bytes:
    boundary = chance.choice(
        (b"", b'"', b"-", b"--", b"a" * 5_000, b"\x00", b"=?utf-8?q?x?=", b"x y ")
    )
    return (
        head(number) + b"Content-Type: multipart/mixed; boundary=" + boundary
        + b"\r\n\r\n--" + boundary + b"\r\n\r\nEen\r\n--" + boundary + b"\r\n\r\nTwee"
    )  # fmt: skip


def bad_type(chance: random.Random, number: int) -> bytes:
    kind = chance.choice(
        (b"text", b"/", b"text/", b"multipart/", b"multipart/alternative", b"\xff/\xff",
         b"a" * 9_000,
         b"text/plain; charset", b"text/plain;;;;=;=", b"text/plain; name*0*=utf-8''%ff; name*9=x",
         b"text/plain; name*=utf-8'%zz", b"text/html; charset=\"utf-8", b"message/partial",
         b"message/external-body; access-type=local-file; name=/etc/passwd",
         b"text/plain; a*99999999999=b")
    )  # fmt: skip
    return simple(number, b"Tekst " * 50, kind)


def bad_date(chance: random.Random, number: int) -> bytes:
    date = chance.choice(
        (b"gisteren", b"Mon, 99 Foo 0000 99:99:99 +9999", b"1 Jan 999999999999 00:00", b"\xff", b"",
         b"Mon, 23 Nov 2026 10:12:00 +99999999", b"Thu, 01 Jan 1970 00:00:00 -0000", b"0 0 0 0 0")
    )  # fmt: skip
    return b"Date: " + date + b"\r\nFrom: a@voorbeeld.example\r\n\r\nTekst"


def large_attachment(chance: random.Random, number: int) -> bytes:
    content = chance.randbytes(1024**2) * 30
    return mixed(
        number,
        [
            b"\r\nZie bijlage.",
            b"Content-Type: application/pdf; name=groot.pdf\r\nContent-Transfer-Encoding: base64"
            b"\r\n\r\n" + base64.encodebytes(content),
        ],
    )


def large_text(chance: random.Random, number: int) -> bytes:
    word = chance.choice((b"woord ", b"> ", b"a", b"\n", b"<", b"Op ", b"\xff"))
    return simple(number, word * (10 * 1024**2 // len(word)))


def squeezed(chance: random.Random, number: int) -> bytes:
    bomb = base64.encodebytes(gzip.compress(bytes(50 * 1024**2), 9))
    kind = chance.choice((b"application/gzip", b"application/zip", b"application/ms-tnef"))
    return mixed(
        number,
        [b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + bomb],
    )


def printable_bomb(chance: random.Random, number: int) -> bytes:
    filling = chance.choice((b"=\r\n", b"=3D", b"=", b"=XX", b"=0A", b"= \r\n"))
    return (
        head(number) + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable"
        b"\r\n\r\n" + filling * (3 * 1024**2 // len(filling))
    )  # fmt: skip


def bad_base64(chance: random.Random, number: int) -> bytes:
    body = chance.choice((b"=" * 100_000, b"a", b"abc=def=", b"\xff" * 1_000, b"YQ==" * 10_000))
    return (
        head(number)
        + b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + body
    )


def killing_quotes(chance: random.Random, number: int) -> bytes:
    lines = [
        b">" * 100_000, b">\n" * 100_000, b"> " * 50_000 + b"\n", b"Op " * 100_000,
        b"Op Op Op schreef " * 20_000 + b":", (b"Op 1 schreef " * 20 + b"\n") * 1_500,
        b"On 1 wrote: " * 30_000, b"Van: a\n" * 60_000, b"Van: a <b@c.example>\nAan: b\n" * 15_000,
        b"_" * 300_000, (b"_" * 20 + b"\n") * 20_000,
        b"-----Oorspronkelijk bericht-----\n" * 15_000,
        b"Begin doorgestuurd bericht:\nVan: a\nAan: b\n\n" * 10_000, b"##-" * 100_000,
        b"##- Typ\n" * 50_000, b"\n" * 400_000, b"a\n" * 200_000,
        b"Op 23-11-2026 om 09:00\n" * 20_000,
        b"Verstuurd vanaf mijn " * 20_000, b"-- \n" * 100_000, b"Aan: " + b"a;\n" * 100_000,
        b"Met vriendelijke groet\n" * 20_000, b"schreef 1:1\n" * 40_000,
    ]  # fmt: skip
    subject = chance.choice((b"", b"Subject: Fwd: door\r\n"))
    return subject + simple(number, lines[number % len(lines)])


def bad_html(chance: random.Random, number: int) -> bytes:
    pages = [
        b"<div>" * 50_000, b"<div>" * 50_000 + b"x" + b"</div>" * 50_000, b"<" * 500_000,
        b"<a " * 300_000, b"<a x=\"" * 200_000, b"<!--" * 200_000, b"<script>" * 100_000,
        b"<script>x</script" * 50_000, b"<b><i><u>" * 60_000, b"<table><tr><td>" * 30_000,
        b"<p>x" * 300_000, b"&#x10ffff;&#0;&#xd800;&bogus;" * 30_000,
        b"<p " + b"a=b " * 200_000 + b">x",
        b"<img src=x onerror=y>" * 50_000, b"<blockquote>" * 40_000 + b"x", b"</div>" * 200_000,
        b"<title></title><div>" * 30_000, b"<div></b>" * 60_000, b"<ul><li>" * 50_000 + b"x",
        b"<a href=" + b"x" * 900_000 + b">y</a>",
        b"<style>@import url(http://x.example)</style>" * 9_000,
        b"<br>" * 400_000, b"<pre>" + b"\n" * 900_000, b"<![CDATA[" * 100_000,
        b"<svg><math>" * 50_000,
        b"<span style=\"color:" * 50_000, b"<form><input name=a>" * 40_000,
        b"<select><option>" * 50_000,
        b"<nobr><a>" * 60_000, b"<font color=a><p>" * 400 + b"<p>y" * 100_000,
    ]  # fmt: skip
    return simple(number, pages[number % len(pages)], b"text/html; charset=utf-8")


def bad_calendar(chance: random.Random, number: int) -> bytes:
    calendars = [
        b"BEGIN:VCALENDAR\n" * 30_000, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99999999T999999\n",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261123\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=../../etc/passwd:20261123T090000\nEND:VEVENT",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261123T090000Z\nDURATION:P999999999999D\n",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261123T090000Z\n"
        + b"ATTENDEE:mailto:a@b.example\n" * 6_000 + b"END:VEVENT\n",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"\n a" * 60_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261123T090000Z\nDTSTART:x\nEND:VEVENT\n",
        b"END:VCALENDAR\nEND:VEVENT\n" * 9_000, b"\xff\xfe\x00", b"", b"BEGIN:VCALENDAR",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"BEGIN:VALARM\n" * 20_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;" + b"X=1;" * 40_000 + b":20261123\nEND:VEVENT",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261123\nDTEND:20251123T000000Z\nEND:VEVENT",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"\\" * 100_000 + b":x\nEND:VEVENT",
    ]  # fmt: skip
    return simple(number, calendars[number % len(calendars)], b"text/calendar; method=REQUEST")


def false_reports(chance: random.Random, number: int) -> bytes:
    status = chance.choice(
        (b"Action: failed\r\n" * 20_000, b"\r\n\r\n" * 20_000,
         b"Final-Recipient: rfc822;" + b"x" * 90_000,
         b"Action: \xff\r\nStatus: 5.\r\n",
         b"Final-Recipient: a@b\r\nAction: failed\r\nStatus: 99999999.1.1")
    )  # fmt: skip
    kind = chance.choice(
        (
            b"message/delivery-status",
            b"message/disposition-notification",
            b"message/feedback-report",
        )
    )
    return mixed(number, [b"\r\nBericht.", b"Content-Type: " + kind + b"\r\n\r\n" + status])


def locked(chance: random.Random, number: int) -> bytes:
    kind = chance.choice(
        (b"application/pkcs7-mime; smime-type=enveloped-data", b"application/x-pkcs7-mime",
         b"multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x")
    )  # fmt: skip
    return simple(number, b"-----BEGIN PGP MESSAGE-----\r\n" * 9_000, kind)


def cut_short(chance: random.Random, number: int) -> bytes:
    whole = mixed(number, [b"\r\nHallo", b"Content-Type: text/html\r\n\r\n<p>Hallo</p>"] * 5)
    return whole[: chance.randrange(len(whole))]


def flipped(chance: random.Random, number: int) -> bytes:
    whole = bytearray(mixed(number, [b"\r\nHallo", b"Content-Type: text/html\r\n\r\n<p>x</p>"] * 9))
    for _ in range(chance.randrange(1, 200)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    return bytes(whole)


def zeros(chance: random.Random, number: int) -> bytes:
    return chance.choice(
        (b"\x00" * 100_000, b"", b"\r" * 9_000, b"\n", b":", b"From", head(number) * 999)
    )


# How many of each: the large ones are few.
FAMILIES: tuple[tuple[Made, int], ...] = (
    (noise, 14), (noise_under_a_head, 22), (wrong_charset, 21), (broken_words, 14),
    (bad_addresses, 25), (forged_token, 6), (header_injection, 12), (loop, 8), (long_header, 12),
    (many_headers, 1), (many_recipients, 2), (many_parts, 5), (lookalikes, 1), (nested, 5),
    (nested_mails, 1), (bad_boundary, 10), (bad_type, 15), (bad_date, 8), (large_attachment, 2),
    (large_text, 5), (squeezed, 3), (printable_bomb, 6), (bad_base64, 5), (killing_quotes, 23),
    (bad_html, 30), (bad_calendar, 16), (false_reports, 8), (locked, 3), (cut_short, 7),
    (flipped, 7), (zeros, 3),
)  # fmt: skip


def hostile(seed: int = 4) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each."""
    for made, count in FAMILIES:
        chance = random.Random(f"{seed} {made.__name__}")
        for number in range(count):
            yield f"{made.__name__} {number}", made(chance, number)
