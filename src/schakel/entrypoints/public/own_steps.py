"""What somebody can do on their own page: add, correct, finish, take back, ask for another."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.contacts.rules import LONGEST_SUMMARY
from schakel.domain.messages.actions import correct_own_details
from schakel.domain.parties.queries import addresses_of
from schakel.domain.parties.rules import clean_email, clean_phone
from schakel.domain.tasks.actions import ask_other_carrier
from schakel.domain.terms.actions import (
    conclude_matter,
    hear_from_them,
    hear_whether_heard,
    take_back,
    take_up_again,
)
from schakel.entrypoints.public import limits
from schakel.entrypoints.public.doors import OwnPage, on_own_page
from schakel.entrypoints.public.fields import REACH_CHOICES, FilesField, uploads
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]


class AddForm(forms.Form):
    """Something more to tell, with files."""

    text = forms.CharField(
        label=gettext_lazy("What do you want to add?"),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=LONGEST_SUMMARY,
        error_messages={"required": gettext_lazy("Write what you want to add.")},
    )
    attachments = FilesField(
        label=gettext_lazy("Photos or documents"),
        help_text=gettext_lazy("At most five files of 20 MB each."),
        required=False,
    )


class ReasonForm(forms.Form):
    """Why; somebody who knows it can do something with it."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        required=False,
    )


class ReopenForm(forms.Form):
    """What still has to be done."""

    reason = forms.CharField(
        label=gettext_lazy("What is not done yet?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        error_messages={"required": gettext_lazy("Write what is not done yet.")},
    )


class OtherPersonForm(forms.Form):
    """With whom they would rather speak, if they know."""

    wish = forms.CharField(
        label=gettext_lazy("What would help you?"),
        help_text=gettext_lazy("You need not say why. Your contact person can read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=300,
        required=False,
    )


class OwnDetailsForm(forms.Form):
    """Who they are, and how to reach them and how not."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write your name.")},
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We use a new address once you open the link that we send there."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    postal_address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    preferred_channel = forms.ChoiceField(
        label=gettext_lazy("How do you like to be reached?"),
        choices=[("", gettext_lazy("no preference")), *REACH_CHOICES],
        required=False,
    )
    avoid_channels = forms.MultipleChoiceField(
        label=gettext_lazy("How would you rather not be reached?"),
        choices=REACH_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    avoid_note = forms.CharField(
        label=gettext_lazy("What else should we not do?"), max_length=500, required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language do we write to you?"), choices=LANGUAGES
    )

    def clean_email(self) -> str:
        """The address, if there is one."""
        return _cleaned(self.cleaned_data["email"], clean_email)

    def clean_phone(self) -> str:
        """The number in E.164, if there is one."""
        return _cleaned(self.cleaned_data["phone"], clean_phone)


def _cleaned(typed: str, clean: Callable[[str], str]) -> str:
    if not typed:
        return ""
    try:
        return clean(typed)
    except Refused as refused:
        raise forms.ValidationError(sentence(refused)) from refused


def _ask(
    request: TenantRequest,
    page: OwnPage,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    **shown: str,
) -> HttpResponse:
    """Show the form; when it is sent and right, ``act`` does it and says what was done."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            return redirect("page", page.token)
    context = {"form": form, "back_url": reverse("page", args=[page.token]), **shown}
    return render(request, "public/own_step.html", context)


def _sent(request: TenantRequest, kind: type[forms.Form]) -> forms.Form:
    return kind(request.POST, request.FILES) if request.method == "POST" else kind()


@on_own_page
def add(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/toevoegen/"""

    def act(typed: dict[str, Any]) -> str:
        hear_from_them(
            actor=page.actor,
            matter=page.matter,
            text=typed["text"],
            uploads=uploads(typed["attachments"]),
            today=request.today,
            now=request.now,
        )
        return _("We have received it. %(name)s reads it.") % {"name": page.matter.owner.first_name}

    return _ask(
        request,
        page,
        _sent(request, AddForm),
        act,
        title=_("Add something"),
        submit_label=_("Send"),
        files_again=_("Choose your files once more.") if request.FILES else "",
    )


@on_own_page
def correct(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/verbeteren/"""
    party = page.matter.party
    known = addresses_of(party)

    def act(typed: dict[str, Any]) -> str:
        changes = {name: value for name, value in typed.items() if name not in {"email", "phone"}}
        # The cache is in the same database: what is refused does not count.
        with transaction.atomic():
            message = correct_own_details(
                actor=page.actor,
                link=page.link,
                party=party,
                changes=changes,
                phone=typed["phone"],
                email=typed["email"],
                now=request.now,
            )
            if message is not None:
                limits.count(request, limits.MAIL_CHANGES)
        if message is None:
            return _("We have changed it.")
        return _("We have changed it. We sent a link to your new e-mail address: open it.")

    initial = {
        "name": party.name,
        "email": known.email,
        "phone": known.phone,
        "postal_address": party.postal_address,
        "preferred_channel": party.preferred_channel,
        "avoid_channels": party.avoid_channels,
        "avoid_note": party.avoid_note,
        "language": party.language,
    }
    return _ask(
        request,
        page,
        OwnDetailsForm(request.POST if request.method == "POST" else None, initial=initial),
        act,
        title=_("Your details"),
        submit_label=_("Save"),
    )


@on_own_page
def close(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/afsluiten/"""

    def act(typed: dict[str, Any]) -> str:
        conclude_matter(
            actor=page.actor,
            matter=page.matter,
            reason=typed["reason"],
            today=request.today,
            now=request.now,
        )
        return _("This is finished. You can open it again on this page.")

    return _ask(
        request,
        page,
        _sent(request, ReasonForm),
        act,
        title=_("It is done"),
        explanation=_("We stop working on this. You can open it again later."),
        submit_label=_("Yes, it is done"),
    )


@on_own_page
def withdraw(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/intrekken/"""

    def act(typed: dict[str, Any]) -> str:
        take_back(
            actor=page.actor,
            matter=page.matter,
            reason=typed["reason"],
            today=request.today,
            now=request.now,
        )
        return _("You took this back. You can open it again on this page.")

    return _ask(
        request,
        page,
        _sent(request, ReasonForm),
        act,
        title=_("Take it back"),
        explanation=_("You get no answer any more. You can open it again later."),
        submit_label=_("Yes, take it back"),
    )


@on_own_page
def reopen(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/heropenen/"""

    def act(typed: dict[str, Any]) -> str:
        take_up_again(
            actor=page.actor,
            matter=page.matter,
            reason=typed["reason"],
            today=request.today,
            now=request.now,
        )
        return _("This is open again. Below you see until when you hear from us.")

    return _ask(
        request,
        page,
        _sent(request, ReopenForm),
        act,
        title=_("Open it again"),
        submit_label=_("Open it again"),
    )


@on_own_page
def other_person(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/iemand-anders/"""

    def act(typed: dict[str, Any]) -> str:
        ask_other_carrier(
            actor=page.actor,
            matter=page.matter,
            wish=typed["wish"],
            today=request.today,
            now=request.now,
        )
        return _("We have received it. A colleague looks for another contact person.")

    return _ask(
        request,
        page,
        _sent(request, OtherPersonForm),
        act,
        title=_("I want to speak to somebody else"),
        explanation=_("Another colleague than your contact person takes this up."),
        submit_label=_("Ask it"),
    )


@on_own_page
def was_heard(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/gehoord/"""
    heard = request.POST.get("heard")
    if heard in {"yes", "no"}:
        whom = page.matter.passed_on_to
        try:
            hear_whether_heard(
                actor=page.actor,
                matter=page.matter,
                heard=heard == "yes",
                reason=_("No word yet from %(whom)s.") % {"whom": whom},
                today=request.today,
                now=request.now,
            )
            messages.success(request, _("Thank you. We have written it down."))
        except Refused as refused:
            messages.error(request, sentence(refused))
    return redirect("page", page.token)
