import sys
from datetime import date

import pytest
from typst import TypstError

from schakel.foundation.files.limits import MEMORY_BYTES
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.printing import press
from schakel.foundation.printing.typesetting import typeset
from tests.paper import read_paper

LETTER = """
#import "/base.typ": paper, values
#show: paper
= #values.title
#values.at("text", default: "")
"""
NOTHING = {"title": "Brief", "sender": "Gemeente Waterhoven", "printed_on": date(2026, 11, 24)}


@pytest.fixture
def printed(tmp_path, monkeypatch):
    """Prints a template that lies in the folder of a package."""
    (tmp_path / "post/printed").mkdir(parents=True)
    (tmp_path / "post/__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("post", None)

    def printed(template=LETTER, **values):
        (tmp_path / "post/printed/letter.typ").write_text(template, encoding="utf-8")
        return press.render("post:letter.typ", NOTHING | values)

    return printed


def test_a_page_can_be_read_aloud(printed):
    paper = read_paper(printed(text="Beste Noor"))
    assert paper.is_tagged
    assert paper.language == "nl"
    assert paper.title == "Brief"
    assert "/H1" in paper.tags
    assert "pdfuaid" in paper.standards
    assert "pdfaid" in paper.standards


def test_a_page_names_the_sender_and_its_number(printed):
    text = read_paper(printed(text="Beste Noor")).text
    assert "Beste Noor" in text
    assert "Gemeente Waterhoven" in text
    assert "1 / 1" in text


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "$x^2$ *vet* _schuin_ <label> @bron = geen kop",
        "\\ \\u{41} \\\\server\\map",
        '"); #panic("ja") //',
        "${values} {{ title }} %s",
    ],
)
def test_what_people_write_is_printed_as_they_wrote_it(printed, text):
    assert "".join(text.split()) in "".join(read_paper(printed(text=text)).text.split())
    assert read_paper(printed(title=text)).title == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë Çelik – Łukasz Đorđević, €\N{NO-BREAK SPACE}5", "Zoë Çelik – Łukasz Đorđević, € 5"),
        ("Zoe\N{COMBINING DIAERESIS}", "Zoë"),
        ("Γιώργος Юлия", "Γιώργος Юлия"),
        ("Leuk 👍🏽 idee", "Leuk \N{REPLACEMENT CHARACTER} idee"),
        ("中文", "\N{REPLACEMENT CHARACTER}"),
        ("een\x00twee\x07drie\x85vier\ue000vijf\u202ezes", "eentweedrieviervijfzes"),
    ],
)
def test_a_letter_that_we_lack_does_not_stop_a_page(printed, text, shown):
    content = read_paper(printed(text=text)).text.replace("\N{NO-BREAK SPACE}", " ")
    assert shown in content


def test_the_same_values_give_the_same_file(printed):
    assert printed(text="Dag") == printed(text="Dag")


@pytest.mark.parametrize("path", ["/etc/passwd", "../press.py", "../../../../../../etc/passwd"])
def test_a_template_reads_nothing_outside_its_closed_folder(printed, path):
    with pytest.raises(Refused, match="print_failed"):
        printed(LETTER + f'#read("{path}")')


@pytest.mark.parametrize(
    "template",
    ["#let broken = (", LETTER + "#while true {}", '#import "@preview/cetz:0.3.4": canvas'],
)
def test_a_page_that_cannot_be_made_is_refused_in_words(printed, template, monkeypatch):
    monkeypatch.setattr(press, "SECONDS", 3.0)
    with pytest.raises(Refused, match="print_failed"):
        printed(template)


def test_a_page_that_asks_for_too_much_memory_is_stopped(printed):
    with pytest.raises(Refused, match="print_failed"):
        printed(LETTER + f'#("x" * {2 * MEMORY_BYTES})')


def test_who_makes_a_template_reads_what_is_wrong_with_it():
    job = b'{"template": "#unknown", "values": {}}'
    with pytest.raises(TypstError, match="unknown variable"):
        typeset(job)
