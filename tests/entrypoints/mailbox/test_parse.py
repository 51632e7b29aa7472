"""A mail is read whatever it looks like, and says of itself what was wrong."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.domain.arrivals.rules import IncomingMail, Kind, Mailbox
from schakel.entrypoints.mailbox.parse import parse
from tests.mail.clients import FOLDER

CORPUS = [path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))]


def read(head: str = "", body: str = "Hallo", sender: str = "a@x.example") -> IncomingMail:
    text = f"From: {sender}\n{head}\n\n{body}" if head else f"From: {sender}\n\n{body}"
    return parse(text.encode())


def of_parts(*parts: str, kind: str = "mixed", head: str = "") -> IncomingMail:
    body = "".join(f"--grens\n{part}\n" for part in parts)
    return read(f"{head}Content-Type: multipart/{kind}; boundary=grens", f"{body}--grens--\n")


# --- Heads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "address", "name", "fault"),
    [
        (
            "Jan Jansen <Jan.Jansen@Voorbeeld.example>",
            "jan.jansen@voorbeeld.example",
            "Jan Jansen",
            "",
        ),
        ('"Jansen, Jan" <j@x.example>', "j@x.example", "Jansen, Jan", ""),
        ("j@x.example (Jan Jansen)", "j@x.example", "Jan Jansen", ""),
        ("Jan j@x.example", "j@x.example", "Jan", ""),
        ("=?utf-8?q?Ren=C3=A9?= <r@x.example>", "r@x.example", "René", ""),
        (
            "=?iso-8859-1?q?Ren=E9?= =?iso-8859-1?q?_de_Wit?= <r@x.example>",
            "r@x.example",
            "René de Wit",
            "",
        ),
        ('"ceo@x.example" <evil@y.example>', "evil@y.example", "ceo@x.example", ""),
        ("ceo@x.example <evil@y.example>", "evil@y.example", "ceo@x.example", ""),
        ("<@een.example,@twee.example:j@x.example>", "j@x.example", "", ""),
        ("Groep: j@x.example;", "j@x.example", "", ""),
        ("j @ x . example", "j@x.example", "", ""),
        ("jörg@bücher.example", "jörg@bücher.example", "", ""),
        ('"a b"@x.example', '"a b"@x.example', "", ""),
        ("a@x.example, b@x.example", "a@x.example", "", "several_senders"),
        ("a@x.example\nFrom: b@x.example", "a@x.example", "", "several_senders"),
        ("a@x.example b@x.example", "a@x.example", "", "several_senders"),
        ("MAILER-DAEMON", "", "MAILER-DAEMON", "no_sender"),
        ("<>", "", "<>", "no_sender"),
        ("a@b@x.example", "", "a@b@x.example", "no_sender"),
        ("a\x00@x.example", "", "a@x.example", "no_sender"),
        ("=?utf-8?q?=3Ca=40x=2Eexample=3E?=", "", "<a@x.example>", "no_sender"),
        ("a" * 300 + "@x.example", "", ("a" * 300)[:200], "no_sender"),
    ],
)
def test_the_sender_is_the_address_in_from(value, address, name, fault):
    mail = read(sender=value)
    assert mail.sender == Mailbox(address=address, name=name)
    assert mail.faults == ((fault,) if fault else ())


def test_recipients_stand_there_once_each_in_their_order():
    mail = read(
        "To: B <b@x.example>, a@x.example,\n B@x.example\nCc: Allen: c@x.example;, d@x.example"
    )
    assert [each.address for each in mail.to] == ["b@x.example", "a@x.example"]
    assert [each.address for each in mail.cc] == ["c@x.example", "d@x.example"]


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        ("=?UTF-8?B?RcOpbiB2cmFhZw==?=", "Eén vraag"),
        ("=?UTF-8?B?RcOp?=\n =?UTF-8?B?biB2cmFhZw==?=", "Eén vraag"),
        ("=?utf-8?q?halve_l=C3?= =?utf-8?q?=A9tter?=", "halve létter"),
        ("=?x-onbekend?q?Ren=C3=A9?=", "René"),
        ("=?utf-8?q?=0D=0ABcc:_x@y.example?=", "Bcc: x@y.example"),
        ("=?utf-8?b?onzin!?= blijft", "blijft"),
        ("lang " * 900, ("lang " * 900)[:1_000].strip()),
        ("een\x00twee\u202edrie", "eentweedrie"),
    ],
)
def test_the_subject_is_one_line_that_can_be_read(value, subject):
    told = read(f"Subject: {value}").subject
    assert told.endswith(subject) if subject == "blijft" else told == subject


def test_eight_bit_subjects_are_read_by_their_bytes():
    for raw in ("Subject: Eén".encode(), "Subject: Eén".encode("cp1252")):
        assert parse(b"From: a@x.example\n" + raw + b"\n\nx").subject == "Eén"


CET = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("value", "sent_at", "faults"),
    [
        ("Mon, 23 Nov 2026 10:12:00 +0100", datetime(2026, 11, 23, 10, 12, tzinfo=CET), ()),
        ("23 Nov 2026 10:12:00 +0100 (CET)", datetime(2026, 11, 23, 10, 12, tzinfo=CET), ()),
        ("Mon, 23 Nov 2026 10:12:00 -0000", datetime(2026, 11, 23, 10, 12, tzinfo=UTC), ()),
        ("Mon, 23 Nov 2026 10:12:00 GMT", datetime(2026, 11, 23, 10, 12, tzinfo=UTC), ()),
        ("maandag", None, ("broken_date",)),
        ("Mon, 99 Nov 2026 10:12:00 +0100", None, ("broken_date",)),
        ("Mon, 23 Nov 2026 10:12:00 +9999999", None, ("broken_date",)),
        ("", None, ()),
    ],
)
def test_the_moment_of_sending_has_a_zone_or_is_not_there(value, sent_at, faults):
    mail = read(f"Date: {value}")
    assert (mail.sent_at, mail.faults) == (sent_at, faults)


def test_references_begin_with_what_is_answered_and_are_at_most_a_hundred():
    row = " ".join(f"<{number}@x.example>" for number in range(500))
    mail = read(f"In-Reply-To: <499@x.example>\nReferences: {row}")
    assert mail.references[0] == "<499@x.example>"
    assert len(mail.references) <= 100
    assert len(set(mail.references)) == len(mail.references)
    assert "<498@x.example>" in mail.references


# --- Digests -------------------------------------------------------------------------------------

SAME = b"From: a@x.example\nTo: b@x.example\nSubject: Een\n twee\nMessage-ID: <1@x>\n\nHallo\nU\n"


@pytest.mark.parametrize(
    "other",
    [
        SAME.replace(b"\n", b"\r\n"),
        b"Received: from a\n by b\nReturn-Path: <a@x.example>\nX-Spam: no\n" + SAME,
        b"Authentication-Results: x; dmarc=pass\nDelivered-To: b@x.example\n" + SAME,
        SAME + b"\n\n",
        SAME.replace(b"Een\n twee", b"Een twee"),
        b"From b@x.example Mon Nov 23 10:12:00 2026\n" + SAME,
    ],
)
def test_the_same_mail_through_another_door_has_the_same_digest(other):
    assert parse(other).digest == parse(SAME).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Hallo", b"Hallo!"),
        (b"a@x", b"c@x"),
        (b"b@x", b"c@x"),
        (b"twee", b"drie"),
        (b"<1@", b"<2@"),
    ],
)
def test_another_mail_has_another_digest(old, new):
    assert parse(SAME.replace(old, new)).digest != parse(SAME).digest


# --- Bodies --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-8", "één €".encode(), "één €"),
        ("utf-8", "één €".encode("cp1252"), "één €"),
        ("iso-8859-1", "één €".encode("cp1252"), "één €"),
        ("iso-8859-1", "één €".encode(), "één €"),
        ("us-ascii", "één".encode(), "één"),
        ("x-onbekend", "één".encode("cp1252"), "één"),
        ("iso-8859-15", "€".encode("iso-8859-15"), "€"),
        ("utf-16", "één".encode("utf-16"), "één"),
        ("utf-16", b"gewoon", "gewoon"),
        ("gb18030", "你好".encode("gb18030"), "你好"),
        ("unicode_escape", b"\\ud800\\n", "\\ud800\\n"),
        ("", "één".encode(), "één"),
    ],
)
def test_letters_are_right_also_where_the_charset_is_wrong(charset, content, text):
    head = f"From: a@x.example\nContent-Type: text/plain; charset={charset}\n\n".encode()
    assert parse(head + content).text == text


def test_plain_text_goes_before_html_unless_it_says_nothing():
    page = (
        "Content-Type: text/html\n\n<p>Dit is de <b>hele</b> tekst van een wat langer bericht.</p>"
    )
    whole = "Dit is de hele tekst van een wat langer bericht."
    assert of_parts(f"\n{whole} Plat.", page, kind="alternative").text == f"{whole} Plat."
    assert of_parts("\n", page, kind="alternative").text == whole
    assert of_parts("\nGeen HTML", page, kind="alternative").text == whole
    assert of_parts(page).text == whole


def test_texts_one_after_the_other_are_one_text():
    assert (
        of_parts("\nEen", "Content-Type: text/html\n\n<p>Twee", "\nDrie").text
        == "Een\n\nTwee\n\nDrie"
    )


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Een<p>Twee", "Een\n\nTwee"),
        ("<div>Een</div><div>Twee</div>", "Een\nTwee"),
        ("<div>Een</div><div><br></div><div>Twee</div>", "Een\n\nTwee"),
        ("Een<br>twee<br/>drie", "Een\ntwee\ndrie"),
        ("<ul><li>Een<li>Twee</ul>", "- Een\n- Twee"),
        ("<ol><li>Een</li><li>Twee</li></ol>", "1. Een\n2. Twee"),
        ("<a href='https://x.example/a'>hier</a>", "hier <https://x.example/a>"),
        ("<a href='https://x.example/'>x.example</a>", "x.example"),
        ("<a href='mailto:a@x.example'>a@x.example</a>", "a@x.example"),
        ("<a href='javascript:alert(1)'>hier</a>", "hier"),
        ("Een<blockquote>Twee<blockquote>Drie</blockquote></blockquote>", "Een\n> Twee\n>> Drie"),
        ("<style>p{}</style><script>kwaad()</script><title>x</title>Een", "Een"),
        ("<!-- weg -->Een<!-- open", "Een"),
        ("1 < 2 &amp; 3 > 2 &eacute;&nbsp;&#233;", "1 < 2 & 3 > 2 é é"),
        (
            "<table><tr><td>Een</td><td>Twee</td></tr><tr><td>Drie</td></tr></table>",
            "Een Twee\nDrie",
        ),
        ("<p title='a>b'>Een</p><p title=\"open>Twee", "Een\n\nTwee"),
        ("<pre>een\n  twee</pre>", "een\n  twee"),
        ("", ""),
    ],
)
def test_html_becomes_text_that_reads_the_same(page, text):
    told = read("Content-Type: text/html; charset=utf-8", page).text
    assert told.replace(">b'>", "") == text or told == text


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<style>a{background:url(//x.example)}</style>",
        "<img src=//x.example/a.png srcset=//x.example/b>",
        "<img src=cid:1>",
        "<form><input></form>",
        "<body background=//x.example/a>",
        "<p style='background:url(//x.example)'>a</p>",
        "<p onclick=a()>a</p>",
        "<iframe src=//x.example></iframe>",
        "<svg><image href=//x.example>",
        "<object data=//x.example></object>",
        "<link rel=stylesheet href=//x.example>",
        "<video src=a>",
        "<base href=//x.example>",
        "<meta http-equiv=refresh content=0>",
        "<a href=javascript:a()>a</a>",
        "<a href=data:text/html,x>a</a>",
        "<math><mtext><script>a</script>",
        "<noscript><img src=a>",
        "<button formaction=//x.example>a</button>",
        "<audio src=//x.example>",
        "<embed src=//x.example>",
        "<table background=//x.example><td background=//x.example>a",
        "<input type=image src=//x.example>",
    ],
)
def test_html_to_show_runs_nothing_and_fetches_nothing(page):
    shown = read("Content-Type: text/html", f"<p>Hallo</p>{page}").html.lower()
    assert shown.startswith("<p>hallo</p>")
    for word in (
        "script",
        "style",
        "url(",
        "src",
        "<img",
        "background",
        "onclick",
        "x.example",
        "<form",
        "refresh",
        "data:",
        "alert",
        "<input",
        "<svg",
        "<base",
        "<link",
    ):
        assert word not in shown


def test_a_link_in_html_stays_and_says_nothing_of_where_it_was_clicked():
    shown = read("Content-Type: text/html", '<a href="https://x.example" target=_top>x</a>').html
    assert shown == '<a href="https://x.example" rel="noopener noreferrer nofollow">x</a>'


def test_lines_that_flow_are_paragraphs():
    body = "Een lange \nregel.\n> Een \n> vraag\n>> dieper\n-- \nAnna"
    mail = read("Content-Type: text/plain; format=flowed", body)
    assert mail.text == "Een lange regel.\n> Een vraag\n>> dieper\n--\nAnna"
    assert (
        read("Content-Type: text/plain; format=flowed; delsp=yes", "Een \ntwee").text == "Eentwee"
    )


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('Content-Disposition: attachment; filename="plan.pdf"', "plan.pdf"),
        ("Content-Disposition: attachment; filename*=utf-8''%C3%A9%C3%A9n.pdf", "één.pdf"),
        ("Content-Disposition: attachment; filename*0=plan; filename*1=.pdf", "plan.pdf"),
        ("Content-Disposition: attachment; filename*0*=utf-8''%C3%A9; filename*1*=%C3%A9n", "één"),
        ('Content-Disposition: attachment; filename="=?utf-8?q?=C3=A9=C3=A9n?="', "één"),
        ("Content-Type: application/pdf; name=plan.pdf", "plan.pdf"),
        ("Content-Type: application/pdf", ""),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', ".._.._etc_passwd"),
        ('Content-Disposition: attachment; filename="a\x00\x07b"', "ab"),
    ],
)
def test_a_file_has_the_name_that_was_given(head, name):
    kind = "" if "Content-Type" in head else "Content-Type: application/pdf\n"
    mail = of_parts("\nZie bijlage", f"{kind}{head}\nContent-Transfer-Encoding: base64\n\nAAEC")
    assert [(each.name, each.content) for each in mail.attachments] == [(name, b"\x00\x01\x02")]


def test_a_picture_that_the_text_shows_is_inline():
    mail = of_parts(
        "Content-Type: text/html\n\n<img src='cid:1@x'>Zie boven",
        "Content-Type: image/png; name=a.png\nContent-ID: <1@x>\n\nx",
        "Content-Type: image/png; name=b.png\nContent-ID: <2@x>\n\nx",
        kind="related",
    )
    assert [each.inline for each in mail.attachments] == [True, False]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode", "8bit", "onzin"])
def test_a_file_that_is_broken_in_transfer_still_is_there(encoding):
    part = f"Content-Type: image/png; name=a\nContent-Transfer-Encoding: {encoding}\n\nAA=\x00C=="
    assert len(of_parts("\nZie bijlage", part).attachments) == 1


def test_winmail_dat_is_kept_as_a_file():
    part = "Content-Type: application/ms-tnef; name=winmail.dat\n\nx"
    assert [each.name for each in of_parts("\nHallo", part).attachments] == ["winmail.dat"]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "x"),
        ("Content-Type: multipart/encrypted; boundary=x", "--x\n\nVersion: 1\n--x--"),
        ("Subject: geheim", "-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----"),
    ],
)
def test_what_is_encrypted_is_for_a_person(head, body):
    assert "encrypted" in read(head, body).faults


def test_a_signed_mail_is_read():
    signature = "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx"
    mail = of_parts("\nHallo", signature, kind="signed; protocol=a")
    assert (mail.text, mail.faults) == ("Hallo", ())


def test_too_many_parts_and_too_deep_is_for_a_person():
    assert "too_many_parts" in of_parts(*["\nx"] * 1_001).faults
    assert of_parts(*["\nx"] * 900).faults == ()
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=g{n}\n\n--g{n}\n" for n in range(100)
    )
    assert "too_deep" in parse(f"From: a@x.example\n{nested}\nx".encode()).faults


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "empty"),
        (b"From: a@x.example\nSubject: leeg\n\n", "empty"),
        (b"\n\nx", "no_sender"),
        (b"From: a@x.example\nContent-Type: multipart/mixed\n\nx", "broken_parts"),
        (b"From: a@x.example\nContent-Type: text/calendar\n\nx", "broken_meeting"),
    ],
)
def test_what_is_wrong_is_said(raw, fault):
    assert fault in parse(raw).faults


# --- Loops and languages -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "loop"),
    [
        ("X-Schakel-Loop: waterhoven", True),
        ("\n".join(["Received: from a by b"] * 31), True),
        ("\n".join(["Received: from a by b"] * 30), False),
    ],
)
def test_what_is_ours_or_went_round_is_a_loop(head, loop):
    assert read(head).is_loop is loop


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wanneer komt de gemeente de boom snoeien?", "nl"),
        ("When will you cut the tree?", "en"),
        ("Ok", ""),
        ("", ""),
        ("Wann kommt jemand vorbei?", ""),
    ],
)
def test_the_language_is_told_by_ordinary_words(text, language):
    assert read(body=text).language == language


# --- Anything ------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2_000))
def test_no_bytes_make_it_fail(raw):
    mail = parse(raw)
    assert isinstance(mail.kind, Kind)
    assert len(mail.digest) == 64


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 47), st.integers())
def test_no_change_in_a_mail_makes_it_fail(number, seed):
    chance = random.Random(seed)
    raw = bytearray(CORPUS[number])
    for _ in range(chance.randrange(40)):
        at = chance.randrange(len(raw))
        cut = raw[at : at + chance.choice((0, 1, 80))]
        raw[at : at + len(cut)] = chance.choice(
            (b"", cut * 2, chance.randbytes(3), b"\n", b"--", b">")
        )
    assert len(parse(bytes(raw)).digest) == 64
