"""What holds for every template."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "schakel"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
# A whole form: with its own token and button.
WHOLE_FORM = re.compile(r"<form\b|</form>|\"ui/(?:form|filters)\.html\"")
# With ``only`` it gets no token: who presses the button is told that it stood open too long.
WITHOUT_TOKEN = re.compile(r"\"ui/(?:form|step)\.html\"[^%]*\bonly\b")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.stem)
def test_no_form_loses_its_token(template):
    assert not WITHOUT_TOKEN.search(template.read_text()), template


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.stem)
def test_no_form_stands_in_another(template):
    """A browser ends the outer one at the end of the inner one: what is below does nothing."""
    is_open = False
    for found in WHOLE_FORM.findall(template.read_text()):
        if found == "</form>":
            is_open = False
        else:
            assert not is_open, template
            is_open = found.startswith("<form")
