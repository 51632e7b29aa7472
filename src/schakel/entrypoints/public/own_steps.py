"""What somebody can do on their own page: add, correct, finish, take back, ask for another."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.contacts.actions import Upload
from schakel.domain.contacts.rules import LONGEST_SUMMARY
from schakel.domain.matters.rules import Status, check_follows
from schakel.domain.messages.actions import correct_own_details
from schakel.domain.parties.queries import addresses_of
from schakel.domain.parties.rules import CORRECTABLE_BY_THEMSELVES
from schakel.domain.tasks.actions import ask_other_carrier
from schakel.domain.terms.actions import (
    conclude_matter,
    hear_from_them,
    hear_whether_heard,
    take_back,
    take_up_again,
)
from schakel.entrypoints.public import limits
from schakel.entrypoints.public.doors import OwnPage, TokenView, on_own_page
from schakel.entrypoints.public.fields import ContactFields
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.files import FilesField
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
        Upload,
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


class OwnDetailsForm(ContactFields):
    """Who they are, and how to reach them and how not."""

    language = forms.ChoiceField(
        label=gettext_lazy("In which language do we write to you?"), choices=LANGUAGES
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["email"].help_text = _(
            "We use a new address once you open the link that we send there."
        )


def _ask(
    request: TenantRequest,
    page: OwnPage,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    **shown: Promise | str,
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
            uploads=typed["attachments"],
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

    initial = {name: getattr(party, name) for name in CORRECTABLE_BY_THEMSELVES}
    initial |= {"email": known.email, "phone": known.phone}
    return _ask(
        request,
        page,
        OwnDetailsForm(request.POST if request.method == "POST" else None, initial=initial),
        act,
        title=_("Your details"),
        submit_label=_("Save"),
    )


def _one_step(
    kind: type[forms.Form],
    action: Callable[..., object],
    *,
    said: Promise,
    title: Promise,
    submit_label: Promise,
    explanation: Promise | str = "",
    becomes: Status | None = None,
) -> TokenView:
    """A page that asks what ``action`` takes; it says so when the matter cannot become so."""

    @on_own_page
    def step(request: TenantRequest, page: OwnPage) -> HttpResponse:
        matter = page.matter

        def act(typed: dict[str, Any]) -> str:
            action(actor=page.actor, matter=matter, **typed, today=request.today, now=request.now)
            return str(said)

        if becomes is not None:
            try:
                check_follows(Status(matter.status), becomes, matter.ended_at)
            except Refused as refused:
                messages.info(request, sentence(refused))
                return redirect("page", page.token)
        return _ask(
            request,
            page,
            _sent(request, kind),
            act,
            title=title,
            explanation=explanation,
            submit_label=submit_label,
        )

    return step


close = _one_step(
    ReasonForm,
    conclude_matter,
    becomes=Status.CLOSED,
    said=gettext_lazy("This is finished. You can open it again on this page."),
    title=gettext_lazy("It is done"),
    explanation=gettext_lazy("We stop working on this. You can open it again later."),
    submit_label=gettext_lazy("Yes, it is done"),
)
withdraw = _one_step(
    ReasonForm,
    take_back,
    becomes=Status.WITHDRAWN,
    said=gettext_lazy("You took this back. You can open it again on this page."),
    title=gettext_lazy("Take it back"),
    explanation=gettext_lazy("You get no answer any more. You can open it again later."),
    submit_label=gettext_lazy("Yes, take it back"),
)
reopen = _one_step(
    ReopenForm,
    take_up_again,
    becomes=Status.OPEN,
    said=gettext_lazy("This is open again. Below you see until when you hear from us."),
    title=gettext_lazy("Open it again"),
    submit_label=gettext_lazy("Open it again"),
)
other_person = _one_step(
    OtherPersonForm,
    ask_other_carrier,
    said=gettext_lazy("We have received it. A colleague looks for another contact person."),
    title=gettext_lazy("I want to speak to somebody else"),
    explanation=gettext_lazy("Another colleague than your contact person takes this up."),
    submit_label=gettext_lazy("Ask it"),
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
