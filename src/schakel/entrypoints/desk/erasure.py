"""Erasing somebody: found by what their request says; the administrator sees numbers only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.privacy.actions import erase_party
from schakel.domain.privacy.models import REASON_WORDS
from schakel.domain.privacy.queries import Held, held_about
from schakel.domain.privacy.rules import GIVEN_BY_PEOPLE, Reason
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import is_done
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import long_date


class AskedForm(forms.Form):
    """By what somebody is found: exact, so that nobody can be browsed for."""

    asked = forms.CharField(
        label=gettext_lazy("Reference or e-mail address"),
        help_text=gettext_lazy("Take it over from the letter or mail in which they ask for it."),
        max_length=254,
    )


class EraseForm(forms.Form):
    """Who of those that were found, and why."""

    asked = forms.CharField(widget=forms.HiddenInput, max_length=254)
    party = forms.ChoiceField(
        label=gettext_lazy("What we have"), widget=forms.RadioSelect, choices=()
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you erase this?"),
        widget=forms.RadioSelect,
        choices=[(code, words) for code, words in REASON_WORDS if code in GIVEN_BY_PEOPLE],
    )

    def __init__(self, found: Sequence[Held], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        party = self.fields["party"]
        assert isinstance(party, forms.ChoiceField)
        party.choices = [(str(held.party.pk), _numbers(held)) for held in found]


@staff_only(Role.ADMINISTRATOR)
def erase(request: TenantRequest) -> HttpResponseBase:
    """Ask who, say in numbers what there is and in words what goes, and erase it."""
    asked = AskedForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        try:
            found = held_about(actor=request.actor, asked=asked.cleaned_data["asked"])
        except Refused as refused:
            asked.add_error(None, sentence(refused))
        else:
            return _confirm(request, asked.cleaned_data["asked"], found)
    return render(request, "settings/erase.html", {"form": asked})


def _confirm(request: TenantRequest, asked: str, found: Sequence[Held]) -> HttpResponseBase:
    parties = {str(held.party.pk): held.party for held in found}
    chosen = "reason" in request.POST or "party" in request.POST
    first = {"asked": asked, "party": str(found[0].party.pk) if len(found) == 1 else ""}
    form = EraseForm(found, request.POST if chosen else None, initial=first)
    if chosen and is_done(
        request,
        form,
        lambda: erase_party(
            actor=request.actor,
            party=parties[form.cleaned_data["party"]],
            reason=Reason(form.cleaned_data["reason"]),
            now=request.now,
        ),
    ):
        messages.success(request, _("This person is erased."))
        return redirect("settings")
    return render(
        request,
        "settings/erase.html",
        {
            "form": form,
            "consequences": [
                _("Name, addresses, texts, files and messages go for good."),
                _("Numbers, dates and terms stay, without a name."),
                _("Links stop working. Nothing goes out to this person any more."),
                _("You cannot take this back."),
                _("Must the Archives Act keep this? Then ask the archivist first."),
            ],
        },
    )


def _numbers(held: Held) -> str:
    """What there is, without a word of what it says."""
    confirmed = {
        None: "",
        True: _("They confirmed this address."),
        False: _("Nobody confirmed this address. Make sure that it is theirs."),
    }
    numbers = _(
        "Known since %(day)s. Matters: %(matters)d, of which open: %(open)d."
        " Contacts: %(contacts)d. Promises: %(promises)d. Messages: %(messages)d."
        " Files: %(files)d."
    ) % {
        "day": long_date(held.known_since),
        "matters": held.matters,
        "open": held.still_open,
        "contacts": held.contacts,
        "promises": held.promises,
        "messages": held.messages,
        "files": held.files,
    }
    return f"{numbers} {confirmed[held.confirmed]}".strip()
