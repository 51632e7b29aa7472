import re
from datetime import date

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from schakel.foundation.ui.widgets import DateInput, Honeypot


class IdeaForm(forms.Form):
    idea = forms.CharField(label="Wat is uw idee?", help_text="In uw eigen woorden.")
    story = forms.CharField(label="Verhaal", widget=forms.Textarea, required=False)
    channel = forms.ChoiceField(
        label="Hoe bereiken wij u?",
        choices=[("mail", "Per mail"), ("phone", "Telefonisch")],
        widget=forms.RadioSelect,
    )
    not_by = forms.MultipleChoiceField(
        label="Hoe niet?",
        choices=[("mail", "Per mail"), ("phone", "Telefonisch")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    area = forms.ChoiceField(label="Wijk", choices=[("", "Weet ik niet")], required=False)
    day = forms.DateField(label="Dag", widget=DateInput, required=False)
    picture = forms.FileField(label="Foto", required=False)
    confidential = forms.BooleanField(label="In vertrouwen", required=False)
    website = forms.CharField(label="Website", widget=Honeypot, required=False)


@pytest.fixture(autouse=True)
def _in_dutch():
    with translation.override("nl"):
        yield


def shown(name, form=None, **values):
    return render_to_string("ui/field.html", {"field": (form or IdeaForm())[name], **values})


@pytest.mark.parametrize("name", IdeaForm.base_fields)
def test_every_control_has_a_label_of_its_own(name):
    page = shown(name)
    controls = set(re.findall(r"<(?:input|textarea|select)[^>]* id=\"([\w-]+)\"", page))
    assert controls
    assert controls == set(re.findall(r"<label[^>]* for=\"([\w-]+)\"", page))


def test_what_may_stay_empty_is_said_in_words():
    assert "(niet verplicht)" in shown("story")
    assert "(niet verplicht)" not in shown("idea")
    assert "(niet verplicht)" not in shown("area", optional_unsaid=True)


@pytest.mark.parametrize("name", ["idea", "channel"])
def test_a_fault_is_told_beside_the_field_and_tied_to_it(name):
    page = shown(name, IdeaForm({}))
    assert f'id="id_{name}_error"' in page
    assert re.search(rf'aria-describedby="[^"]*\bid_{name}_error"', page)
    assert 'aria-invalid="true"' in page


def test_the_hint_is_tied_to_the_field():
    assert 'aria-describedby="id_idea_helptext"' in shown("idea")


def test_what_was_typed_or_chosen_comes_back():
    form = IdeaForm(
        {"idea": "Een <bank>", "channel": "phone", "not_by": ["mail"], "day": "2026-12-08"}
    )
    assert 'value="Een &lt;bank&gt;"' in shown("idea", form)
    assert re.search(r'value="phone" checked', shown("channel", form))
    assert re.search(r'value="mail" checked', shown("not_by", form))
    assert 'value="2026-12-08"' in shown("day", form)


def test_a_date_is_asked_with_the_control_of_the_browser():
    form = IdeaForm(initial={"day": date(2026, 12, 8)})
    assert 'type="date"' in shown("day", form)
    assert 'value="2026-12-08"' in shown("day", form)


def test_the_trap_for_spam_is_hidden_from_people_and_their_tools():
    page = shown("website")
    assert 'aria-hidden="true"' in page
    assert 'tabindex="-1"' in page


def test_the_list_of_faults_leads_to_each_field():
    page = render_to_string("ui/form_errors.html", {"form": IdeaForm({})})
    assert 'role="alert"' in page
    assert 'href="#id_idea"' in page
    assert 'href="#id_channel"' in page
    assert 'id="id_channel"' in shown("channel", IdeaForm({}))


def test_a_form_without_faults_shows_no_list():
    assert render_to_string("ui/form_errors.html", {"form": IdeaForm()}).strip() == ""
