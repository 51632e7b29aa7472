"""What somebody writes is parted from what they quote, as a person would do it."""

from pathlib import Path

import pytest

from schakel.domain.arrivals.rules import MARKERS
from schakel.entrypoints.mailbox.parse import parse
from tests.mail import clients

REPLIES = sorted(clients.FOLDER.glob("*.eml"))


def mail(text: str, kind: str = "text/plain", subject: str = "Re: Uw vraag") -> bytes:
    head = f"From: Anna Jansen <anna@voorbeeld.example>\nSubject: {subject}\n"
    return f"{head}Content-Type: {kind}; charset=utf-8\n\n{text}".encode()


def test_there_are_48_and_they_are_what_the_script_makes():
    made = clients.all_replies()
    assert len(REPLIES) == len(made) == 48
    for path in REPLIES:
        assert path.with_suffix(".txt").read_text() == made[path.stem][1]


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_the_reply_is_what_a_person_would_cut_out(path: Path):
    read = parse(path.read_bytes())
    assert read.reply == path.with_suffix(".txt").read_text().rstrip("\n")
    assert read.language in ("", path.stem.split(".")[1])
    assert read.faults == ()


def with_marker(raw: bytes, language: str, way: str) -> bytes:
    """The same mail, in answer to one of ours that begins with the marker line."""
    first = clients.ORIGINAL[language][0]
    marker = MARKERS[language]
    paragraphs = [marker, *clients.ORIGINAL[language]]
    assert first in paragraphs
    program = raw.split(b"Message-ID: <")[1].split(b".")[0].decode()
    parts = clients.pieces(clients.WORDS[language][program], paragraphs, way)
    made = clients.PROGRAMS[program](parts, language)
    return clients.message(made, program, language, way).as_bytes()


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_nothing_is_taken_from_under_the_marker_line(path: Path):
    program, language, way = path.stem.split(".")
    read = parse(with_marker(path.read_bytes(), language, way))
    words = clients.WORDS[language][program]
    above = {"top": words.whole, "bottom": [], "inline": words.first}[way]
    assert read.above_marker
    width = 76 if program.startswith("gmail") else 0
    assert read.reply == "\n".join(clients.block(above, width))


@pytest.mark.parametrize(
    "text",
    [
        f"Ja.\n\n> {MARKERS['nl']}\n> Beste Anna\nEn dit ook.",
        f"Ja.\n\n> > {MARKERS['en']}\nNee.",
        "Ja.\n\n> ##- Typ uw antwoord boven\n> deze regel -##\nNee.",
        "Ja.\n\n| ##- TYP UW ANTWOORD BOVEN DEZE REGEL -##\nNee.",
        "Ja.\n*##- Type your answer above this line -##*\nNee.",
        f"Ja.\n\nOp ma 23 nov 2026 om 09:00 schreef X <\nx@y.example>:\n\n> {MARKERS['nl']}\nNee.",
        f"Ja.\n\nVan: X <x@y.example>\nVerzonden: vandaag 09:00\nAan: Anna\n\n{MARKERS['nl']}\nNee",
    ],
)
def test_the_marker_line_is_known_however_a_mail_program_bends_it(text):
    read = parse(mail(text))
    assert (read.reply, read.above_marker) == ("Ja.", True)


def test_the_marker_line_is_known_in_html_alone():
    page = f"<p>Ja.</p><blockquote type=cite><p>{MARKERS['nl']}</p><p>Beste</p></blockquote>Nee."
    assert parse(mail(page, "text/html")).reply == "Ja."


def test_somebody_who_writes_about_the_line_has_no_marker():
    assert not parse(mail("Waar staat: typ uw antwoord boven deze regel?")).above_marker


ALL_OF_IT = [
    "Op 3 maart schreef de gemeente dit:\nWij komen terug. Dat was in 2024.",
    "Op dinsdag om 09:00 was ik er.\nVan: links naar rechts gezien is het krom.",
    "Van: mijn huis\nkan ik lopen.",
    "On Monday I wrote a letter about 2 trees:\nno answer came.",
    "Sent from the heart.",
    "Verzonden vanaf het postkantoor heb ik een brief.\nKwam die aan?",
    "Onderwerp: de boom\nHij is ziek.",
    "- een\n-- twee\n--- drie",
]


@pytest.mark.parametrize("text", ALL_OF_IT)
def test_words_that_only_look_like_a_quote_stay(text):
    assert parse(mail(text)).reply == text


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Ja\n\nVerstuurd vanaf mijn iPhone", "Ja"),
        ("Ja\n\nSent from Outlook for Android<https://aka.ms/AAb9ysg>", "Ja"),
        ("Ja\n\nVerzonden vanaf Outlook voor Android", "Ja"),
        ("Ja\n-- \nAnna\nLindelaan 12", "Ja"),
        ("Ja\n\n-----Oorspronkelijk bericht-----\nVan: X <x@y.example>\nHallo", "Ja"),
        ("Ja\n\n-----Original Message-----\nFrom: X\nSent: now\nTo: Y\n\nHallo", "Ja"),
        ("Ja\n\nJan Jansen schreef op 23-11-2026 om 09:00:\n> Kunt u?", "Ja"),
        (
            "Ja\n\nOp 17-feb.-2026, om 13:18 heeft J <j@x.example> het volgende geschreven:\n\nH",
            "Ja",
        ),
        ("> Kunt u?\nJa\n> En hij?\nNee", "> Kunt u?\nJa\n\n> En hij?\nNee"),
        ("Boven\n\n> Kunt u?\n\nOnder", "Boven\n\nOnder"),
        ("> alleen een citaat", ""),
        ("", ""),
    ],
)
def test_what_mail_programs_add_goes(text, reply):
    assert parse(mail(text)).reply == reply


def test_an_answer_that_nothing_tells_apart_stays_with_all_below():
    """As some phones send it: no mark, no colour; better too much than a lost answer."""
    text = (
        "Zie hieronder.\n\n________________________________\nVan: X <x@y.example>\n"
        "Verzonden: vandaag\nAan: Anna\nOnderwerp: iets\n\nKunt u komen?\nJa hoor"
    )
    assert "Ja hoor" in parse(mail(text)).reply
