"""Somebody else says that they speak for a group: its page asks who spoke until now."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.spokespersons.actions import confirm_change, contest_change
from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.domain.spokespersons.queries import asked_on_page
from schakel.domain.spokespersons.rules import LONGEST_WORDS, Course, Given, Proof
from schakel.entrypoints.public.doors import OwnPage, on_own_page
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence


@dataclass(frozen=True)
class Asked:
    """Who says to speak for the group, and whether the answer was no already."""

    name: str
    contested: bool


class SpokespersonForm(forms.Form):
    """Yes, or no with a word."""

    right = forms.ChoiceField(
        label=gettext_lazy("Is this right?"),
        choices=[
            ("yes", gettext_lazy("Yes, they speak for our group from now on")),
            ("no", gettext_lazy("No, this is not right")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose yes or no.")},
    )
    objection = forms.CharField(
        label=gettext_lazy("Is it not right? Write what we have to know"),
        help_text=gettext_lazy("Your contact person can read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """A no needs its words."""
        fields = super().clean() or {}
        if fields.get("right") == "no" and not fields.get("objection"):
            self.add_error("objection", _("Write why it is not right."))
        return fields


def change_asked(page: OwnPage) -> Asked | None:
    """What the page of a group asks. One query for a group, else none."""
    change = asked_on_page(page.actor, page.matter.party, page.matter.pk)
    if change is None:
        return None
    return Asked(change.newcomer.name, change.course is Course.CONTESTED)


@on_own_page
def spokesperson(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/woordvoerder/"""
    change = asked_on_page(page.actor, page.matter.party, page.matter.pk)
    if change is None:
        raise Http404
    form = SpokespersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            said = _answer(request, page, change, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, said)
            is_still_theirs = form.cleaned_data["right"] == "no"
            return redirect("page", page.token) if is_still_theirs else redirect("home")
    name = change.newcomer.name
    context = {
        "title": _("Who speaks for your group?"),
        "explanation": " ".join(
            [
                _("%(name)s says to speak for your group.") % {"name": name},
                _("Do you say yes? Then your links to this page stop working."),
            ]
        ),
        "form": form,
        "submit_label": _("Send"),
        "back_url": reverse("page", args=[page.token]),
    }
    return render(request, "public/own_step.html", context)


def _answer(
    request: TenantRequest, page: OwnPage, change: SpokespersonChange, typed: dict[str, Any]
) -> str:
    if typed["right"] == "yes":
        confirm_change(
            actor=page.actor,
            change=change,
            given=Given(proof=Proof.BEFORE),
            today=request.today,
            now=request.now,
            link=page.link,
        )
        return _("Thank you. %(name)s speaks for the group from now on.") % {
            "name": change.newcomer.name
        }
    contest_change(
        actor=page.actor,
        change=change,
        objection=typed["objection"],
        today=request.today,
        now=request.now,
        link=page.link,
    )
    return _("Thank you. A colleague hears you both. Until then nothing changes.")
