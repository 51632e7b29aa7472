from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from schakel.foundation import ui
from schakel.foundation.ui.components import ChainLink, Kind, Moment, Row, State, Step, Tag

TEMPLATES = Path(ui.__file__).parent / "templates"


@pytest.fixture(autouse=True)
def _in_dutch():
    with translation.override("nl"):
        yield


def test_a_row_says_who_what_why_and_what_next():
    row = Row(
        who="Buurttuin <De Eik>",
        url="/verbindingen/12",
        state=State.OPEN,
        tag=Tag("vastgelopen", Kind.STUCK),
        what="Wacht op antwoord.",
        why="Raakt 40 gezinnen",
        why_label="waarom?",
        why_url="/waarom",
        steps=(Step("Antwoorden", "/antwoord", first=True),),
    )
    page = render_to_string("ui/rows.html", {"rows": [row]})
    for words in ("Buurttuin &lt;De Eik&gt;", "vastgelopen", "Raakt 40 gezinnen", 'href="/waarom"'):
        assert words in page
    assert 'href="/antwoord"' in page


def test_the_same_button_in_many_rows_says_aloud_which_row_it_is_of():
    row = Row(who="De Eik", steps=(Step("Antwoorden", "/antwoord"),))
    assert ">: De Eik<" in render_to_string("ui/rows.html", {"rows": [row]})


def test_a_step_that_changes_something_is_posted():
    step = Step("Nagekomen", "/beloften/3", post=True, values={"course": "kept"})
    page = render_to_string("ui/step.html", {"step": step})
    assert 'method="post"' in page
    assert '<input type="hidden" name="course" value="kept">' in page


@pytest.mark.parametrize(
    ("state", "said"),
    [(State.WHOLE, "stevige schakel"), (State.THIN, "dunne"), (State.OPEN, "ontbreekt")],
)
def test_a_link_of_the_chain_says_in_words_how_it_holds(state, said):
    page = render_to_string(
        "ui/chain.html", {"links": [ChainLink("Sam", state=state)], "label": ""}
    )
    assert said in page


def test_a_moment_keeps_its_lines_and_hides_no_markup():
    page = render_to_string(
        "ui/timeline.html", {"moments": [Moment("gisteren", "Een\n<b>bank</b>")]}
    )
    assert "Een<br>&lt;b&gt;bank&lt;/b&gt;" in page


@pytest.mark.parametrize("status", [400, 403, 404, 405, 429, 500, "csrf"])
def test_an_error_page_says_what_to_do_without_a_request_or_a_database(status):
    page = render_to_string("ui/error.html", {"status": status})
    assert page.count("<h1>") == 1
    assert '<p class="lead">' in page


def test_no_template_holds_what_the_content_security_policy_forbids():
    mails = {"email.html"}
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert " style=" not in text, path.name
        assert "<style" not in text or path.name in mails, path.name
        assert "onclick" not in text, path.name
        assert "<script>" not in text, path.name
