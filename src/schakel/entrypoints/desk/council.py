"""For council and executive: bring in what somebody told you, and see what they let you know."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.followers.actions import ask_name, bring_in
from schakel.domain.followers.queries import Followed, Progress, followed_by, public_ideas
from schakel.domain.followers.rules import Answer
from schakel.domain.notices.actions import mark_answers_seen
from schakel.domain.notices.queries import unseen_answers
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import Module
from schakel.domain.parties.models import Channel
from schakel.domain.submissions.actions import Received, Sender
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import deadline, long_date


class BringInForm(forms.Form):
    """What somebody told, and how we reach them."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    story = forms.CharField(
        label=gettext_lazy("What did they tell you?"),
        help_text=gettext_lazy("In their words. They can read it on their page."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
    )
    name = forms.CharField(label=gettext_lazy("Who told you?"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("Their e-mail address"), required=False)
    phone = forms.CharField(label=gettext_lazy("Their phone number"), max_length=30, required=False)
    area = forms.ModelChoiceField(
        label=gettext_lazy("Neighbourhood"),
        queryset=Area.objects.none(),
        empty_label=gettext_lazy("not known"),
        required=False,
    )
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Theme"),
        queryset=Theme.objects.none(),
        empty_label=gettext_lazy("not known"),
        required=False,
    )
    knows = forms.BooleanField(
        label=gettext_lazy("They know that I pass this on."),
        error_messages={"required": gettext_lazy("Ask them first whether you may pass it on.")},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choose(self, "area", Area.objects.own())
        choose(self, "theme", Theme.objects.filter(is_active=True).order_by("name"))

    def clean(self) -> dict[str, Any]:
        """Somebody who cannot be reached never hears from us."""
        fields = super().clean() or {}
        if not self.errors and not (fields.get("email") or fields.get("phone")):
            self.add_error("email", _("Fill in an e-mail address or a phone number."))
        return fields


@staff_only("councillor", "sponsor")
def council(request: TenantRequest) -> HttpResponse:
    """Bring something in; what came of what was brought in; ideas that everybody may read."""
    mark_answers_seen(actor=request.actor, now=request.now)
    form = BringInForm(request.POST or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid() and _brought_in(request, form):
        messages.success(request, _("Thank you. They get a message with their contact person."))
        return redirect("council")
    return render(
        request,
        "council/council.html",
        {
            "form": form,
            "followed": [_row(each, request) for each in followed_by(request.actor)],
            "ideas": _ideas(request),
        },
    )


@require_POST
@staff_only("councillor", "sponsor")
def who(request: TenantRequest, idea_id: int) -> HttpResponse:
    """ "Who is this?": one button, and they decide."""
    try:
        ask_name(actor=request.actor, idea=idea_id, today=request.today, now=request.now)
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("We ask them. You see it here when they say yes."))
    return redirect("council")


def answered(request: TenantRequest) -> list[Row]:
    """For Vandaag: what was answered since the reader looked here. One query."""
    if Module.COUNCIL not in request.modules:
        return []
    return [
        Row(
            what=each.text,
            why=long_date(each.created_at, request.today),
            steps=(Step(_("Read"), reverse("council")),),
        )
        for each in unseen_answers(request.actor)
    ]


def _brought_in(request: TenantRequest, form: BringInForm) -> bool:
    fields = form.cleaned_data
    try:
        bring_in(
            actor=request.actor,
            received=Received(
                source="council",
                key=fields["key"],
                story=fields["story"],
                channel=Channel.MEETING.value,
                received_at=request.now,
                area=fields["area"],
                theme=fields["theme"],
            ),
            sender=Sender(name=fields["name"], email=fields["email"], phone=fields["phone"]),
            today=request.today,
            now=request.now,
        )
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    return True


def _row(each: Followed, request: TenantRequest) -> Row:
    day = long_date(each.since, request.today)
    since = _("You brought this in on %(day)s.") if each.brought_in else _("You asked on %(day)s.")
    return Row(
        who=each.name or each.reference,
        what=_how_it_goes(each.asked_progress, each.progress, request),
        why=" · ".join(filter(None, [since % {"day": day}, _about_name(each)])),
    )


def _how_it_goes(asked: Answer, progress: Progress | None, request: TenantRequest) -> str:
    if progress is None:
        return {
            Answer.ASKED: _("They have not said yet whether you may see how it goes."),
            Answer.NO: _("They would rather keep it to themselves."),
        }.get(asked, "")
    told = [capfirst(progress.phase or progress.status)]
    if progress.ended_at is not None:
        told.append(_("ended on %(day)s") % {"day": long_date(progress.ended_at, request.today)})
    elif progress.due_on is not None:
        told.append(
            _("answer %(deadline)s") % {"deadline": deadline(progress.due_on, request.today)}
        )
    told.append(_("%(name)s is the contact person") % {"name": progress.owner})
    return " · ".join(told)


def _about_name(each: Followed) -> str:
    return {
        Answer.ASKED: _("We asked whether you may know their name."),
        Answer.NO: _("They would rather not give their name."),
        Answer.YES: _("They let you know their name."),
    }.get(each.asked_name, "")


def _ideas(request: TenantRequest) -> list[Row]:
    """Words that everybody may read, with the question that only a councillor can ask."""
    if Module.IDEAS not in request.modules:
        return []
    return [
        Row(
            who=each.title,
            what=each.summary,
            steps=(Step(_("Who is this?"), reverse("council-who", args=[each.number]), post=True),),
        )
        for each in public_ideas(request.actor)
    ]
