import re
from html.parser import HTMLParser

import pytest

from schakel.entrypoints.worker.html_part import html_part


def body(text: str) -> str:
    return re.sub(r' style="[^"]*"', "", html_part(text, "nl")).partition("<div>")[2][:-20]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Dag,\n\nEen.\nTwee.", "<p>Dag,</p><p>Een.<br>Twee.</p>"),
        ("Ons antwoord\n\nDag,", "<h1>Ons antwoord</h1><p>Dag,</p>"),
        ("Dag,\n\nOns antwoord", "<p>Dag,</p><p>Ons antwoord</p>"),
        ("##- Typ hier -##\n\nDag,", "<p>##- Typ hier -##</p><p>Dag,</p>"),
        ("<b>&", "<h1>&lt;b&gt;&amp;</h1>"),
        ("Zij:\n> Een\n> Twee\nWij.", "<p>Zij:</p><blockquote>Een<br>Twee</blockquote><p>Wij.</p>"),
        (
            "Zie https://stad.example/a?b=1&c=2.",
            '<p>Zie <a href="https://stad.example/a?b=1&amp;c=2">'
            "https://stad.example/a?b=1&amp;c=2</a>.</p>",
        ),
        (
            "Mail stad+r1-0f@stad.example.",
            '<p>Mail <a href="mailto:stad+r1-0f@stad.example">stad+r1-0f@stad.example</a>.</p>',
        ),
        ("> https://kwaad.example/", "<blockquote>https://kwaad.example/</blockquote>"),
        ("- javascript:alert(1).", "<p>- javascript:alert(1).</p>"),
        ("a,\n\n    123", "<p>a,</p><p>&nbsp;&nbsp;&nbsp;&nbsp;123</p>"),
        ("", ""),
    ],
)
def test_the_html_part_has_the_same_words(text, html):
    assert body(text) == html


def test_nothing_is_fetched_and_a_dark_screen_stays_dark():
    made = html_part('Dag "x"\nhttps://stad.example/"onload=alert(1)', "en")
    tags: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            tags.append((tag, dict(attributes)))

    Reader().feed(made)
    assert {tag for tag, _ in tags} <= {"html", "head", "meta", "body", "div", "p", "a", "br"}
    assert dict(tags)["html"] == {"lang": "en"}
    assert dict(tags)["a"] == {"href": "https://stad.example/"}
    assert "color:" not in made
    assert "light dark" in made
