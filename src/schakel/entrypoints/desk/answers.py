"""The answer to a matter, and word of how it stands in between."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import LONGEST_SUMMARY, MINUTES_A_DAY, Direction
from schakel.domain.matters.models import Matter
from schakel.domain.parties.queries import Reach, how_to_reach
from schakel.domain.terms.actions import answer_matter, send_interim_word
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import is_done
from schakel.entrypoints.desk.uploads import FilesField
from schakel.entrypoints.desk.visible import matter_of, url_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Moment, Row
from schakel.foundation.ui.words import long_date, moment

QUESTIONS_SHOWN = 5
OTHERS_SHOWN = 10


class InterimForm(forms.Form):
    """What we say."""

    text = forms.CharField(
        label=gettext_lazy("Your text"),
        help_text=gettext_lazy("Greeting and signature are added."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class AnswerForm(InterimForm):
    """The answer in content."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that this took you"),
        min_value=0,
        max_value=MINUTES_A_DAY,
        required=False,
    )
    attachments = FilesField(
        label=gettext_lazy("Attachments"),
        help_text=gettext_lazy("Choose them last: a preview does not keep them."),
        required=False,
    )


@staff_only()
def answer(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Give the answer in content: it goes out, and stops the clock."""
    matter = matter_of(request, matter_id)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if not _asks_preview(request) and is_done(
        request,
        form,
        lambda: answer_matter(
            actor=request.actor,
            matter=matter,
            text=form.cleaned_data["text"],
            minutes=form.cleaned_data["minutes"],
            uploads=form.cleaned_data["attachments"],
            today=request.today,
            now=request.now,
        ),
    ):
        messages.success(request, _said(request, matter))
        return redirect(url_of(matter))
    return _page(request, matter, form, _("Answer"), _("Send the answer"))


@staff_only()
def interim(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Say how it stands; the clock runs on."""
    matter = matter_of(request, matter_id)
    form = InterimForm(request.POST or None)
    if not _asks_preview(request) and is_done(
        request,
        form,
        lambda: send_interim_word(
            actor=request.actor,
            matter=matter,
            text=form.cleaned_data["text"],
            today=request.today,
            now=request.now,
        ),
    ):
        messages.success(request, _("Your word is on its way. The term runs on."))
        return redirect(url_of(matter))
    return _page(request, matter, form, _("Say how it stands"), _("Send"))


def _asks_preview(request: TenantRequest) -> bool:
    return "preview" in request.POST


def _said(request: TenantRequest, matter: Matter) -> str:
    return _("Your answer to %(name)s is on its way. The term stopped on %(day)s.") % {
        "name": matter.party.name,
        "day": long_date(request.today, request.today),
    }


def _page(
    request: TenantRequest, matter: Matter, form: forms.Form, title: str, submit_label: str
) -> HttpResponse:
    shows = _asks_preview(request) and form.is_valid()
    return render(
        request,
        "answers/answer.html",
        {
            "title": title,
            "matter": matter,
            "form": form,
            "submit_label": submit_label,
            "preview": _as_mail(request, matter, form.cleaned_data["text"]) if shows else "",
            "reach": _reach_words(matter, how_to_reach(matter.party)),
            "asked": _asked(request, matter),
            "others": _others(request, matter),
            "cancel_url": url_of(matter),
        },
    )


def _as_mail(request: TenantRequest, matter: Matter, text: str) -> str:
    """How the mail will read, in the language of who gets it."""
    words: dict[str, Any] = {
        "person_name": matter.party.name,
        "sender_name": request.actor_name,
        "tenant_name": request.tenant.name,
        "text": text,
    }
    with translation.override(matter.party.language):
        return render_to_string("answers/preview.txt", words).strip()


def _reach_words(matter: Matter, reach: Reach) -> str:
    words = {"name": matter.party.name, "address": reach.address.address if reach.address else ""}
    if reach.address is not None:
        return _("This goes to %(name)s by mail: %(address)s.") % words
    if reach.way == "letter":
        return _("%(name)s gets no mail. You are asked to send this as a letter.") % words
    return _("%(name)s gets no mail. You are asked to call.") % words


def _asked(request: TenantRequest, matter: Matter) -> list[Moment]:
    """What they asked and was not answered yet, the newest first; else what they came with."""
    contacts = ContactMoment.objects.visible_to(request.actor).filter(
        matter=matter, direction=Direction.INBOUND.value, answered_at__isnull=True
    )
    found = contacts.newest_first()[:QUESTIONS_SHOWN]
    asked = [
        Moment(moment(each.happened_at, request.today), each.summary, each.happened_at)
        for each in found
    ]
    came = matter.received_at
    return asked or [Moment(moment(came, request.today), matter.story or matter.subject, came)]


def _others(request: TenantRequest, matter: Matter) -> list[Row]:
    """What else is open with them, so that nobody says the opposite of a colleague."""
    found = Matter.objects.visible_to(request.actor).open().filter(party=matter.party)
    rows = found.exclude(pk=matter.pk).select_related("owner").order_by("-received_at", "-pk")
    return [
        Row(
            who=each.subject,
            url=reverse("matter", args=[each.pk]),
            what=_("%(name)s carries it, since %(day)s.")
            % {"name": each.owner.shown_name, "day": long_date(each.received_at, request.today)},
        )
        for each in rows[:OTHERS_SHOWN]
    ]
