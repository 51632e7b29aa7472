"""Standard texts of the institution: made, changed and retired. What was sent keeps its words."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.answers import queries
from schakel.domain.answers.actions import (
    add_standard_text,
    change_standard_text,
    retire_standard_text,
)
from schakel.domain.answers.models import StandardText
from schakel.domain.answers.rules import LONGEST_NAME, Placeholder, one_line
from schakel.domain.contacts.rules import LONGEST_SUMMARY
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, is_done
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step
from schakel.foundation.ui.words import long_date

PLACEHOLDER_WORDS = {
    Placeholder.NAME: gettext_lazy("the name of who gets it"),
    Placeholder.SUBJECT: gettext_lazy("what it is about"),
    Placeholder.REFERENCE: gettext_lazy("the reference"),
    Placeholder.DATE: gettext_lazy("the day on which it goes out"),
    Placeholder.CONTACT_PERSON: gettext_lazy("the name of the regular contact person"),
    Placeholder.PHONE: gettext_lazy("the phone number of the contact person"),
    Placeholder.DUE: gettext_lazy("the last day of the term, such as “uiterlijk 8 december”"),
}


class StandardTextForm(forms.Form):
    """A name to choose it by, and the text."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    text = forms.CharField(
        label=gettext_lazy("The text"),
        help_text=gettext_lazy("Greeting and signature are added."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


@staff_only(Role.ADMINISTRATOR)
def standard_texts(request: TenantRequest) -> HttpResponseBase:
    """All that can be chosen, and a form for one more."""
    form = StandardTextForm(request.POST or None)
    if is_done(
        request,
        form,
        lambda: add_standard_text(actor=request.actor, **form.cleaned_data, now=request.now),
    ):
        messages.success(request, _("The standard text can be chosen from now on."))
        return redirect("standard-texts")
    return _page(request, form, [_row(request, each) for each in queries.standard_texts()])


@staff_only(Role.ADMINISTRATOR)
def change(request: TenantRequest, text_id: int) -> HttpResponseBase:
    """A new version. What was sent with the one before keeps its words."""
    found = _text(text_id)
    form = StandardTextForm(request.POST or None, initial={"name": found.name, "text": found.text})
    if is_done(
        request,
        form,
        lambda: change_standard_text(
            actor=request.actor, standard_text=found, **form.cleaned_data, now=request.now
        ),
    ):
        messages.success(request, _("The new version is kept. What was sent stays as it was."))
        return redirect("standard-texts")
    return _page(request, form, None)


@require_POST
@staff_only(Role.ADMINISTRATOR)
def retire(request: TenantRequest, text_id: int) -> HttpResponseBase:
    """It cannot be chosen any more."""
    found = _text(text_id)
    in_one_click(
        request,
        lambda: retire_standard_text(actor=request.actor, standard_text=found, now=request.now),
        _("“%(name)s” cannot be chosen any more.") % {"name": found.name},
    )
    return redirect("standard-texts")


def _text(number: int) -> StandardText:
    found = queries.standard_text(number)
    if found is None:
        raise Http404
    return found


def _page(request: TenantRequest, form: forms.Form, rows: list[Row] | None) -> HttpResponseBase:
    return render(
        request,
        "answers/standard_texts.html",
        {
            "title": _("Standard texts") if rows is not None else _("Change a standard text"),
            "form": form,
            "rows": rows,
            "is_list": rows is not None,
            "placeholders": [
                (f"{{{each.value}}}", words) for each, words in PLACEHOLDER_WORDS.items()
            ],
        },
    )


def _row(request: TenantRequest, text: StandardText) -> Row:
    return Row(
        who=text.name,
        url=reverse("standard-text", args=[text.pk]),
        what=one_line(text.text),
        why=_("Version %(version)s, since %(day)s")
        % {"version": text.version, "day": long_date(text.made_at, request.today)},
        steps=(
            Step(_("Change"), reverse("standard-text", args=[text.pk])),
            Step(_("Retire"), reverse("standard-text-retire", args=[text.pk]), post=True),
        ),
    )
