"""Somebody came with something, at the desk, by phone, on paper: a colleague enters it for them."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.contacts.actions import Upload
from schakel.domain.matters.models import KIND_WORDS, Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.models import Channel, Party, PartyKind, Sector
from schakel.domain.submissions.actions import Received, Sender, take_in
from schakel.entrypoints.desk.days import moment_on
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.files import FilesField
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.widgets import DateInput

_CHANNELS = [
    (each.value, each.label)
    for each in (
        Channel.DESK,
        Channel.PHONE,
        Channel.LETTER,
        Channel.MEETING,
        Channel.VISIT,
        Channel.MAIL,
    )
]
_WAYS = [
    (Channel.MAIL.value, Channel.MAIL.label),
    (Channel.PHONE.value, Channel.PHONE.label),
    (Channel.LETTER.value, Channel.LETTER.label),
]


class IntakeForm(forms.Form):
    """What they came with, and how."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    story = forms.CharField(
        label=gettext_lazy("What did they come with?"),
        help_text=gettext_lazy("In their words. They can read it on their page."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[each for each in KIND_WORDS if each[0] != Kind.NOT_OURS],
        initial=Kind.UNSORTED.value,
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    channel = forms.ChoiceField(label=gettext_lazy("How did it come?"), choices=_CHANNELS)
    came_on = forms.DateField(
        label=gettext_lazy("On which day did it come?"),
        help_text=gettext_lazy("The date of the answer counts from this day."),
        widget=DateInput,
    )
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
    confidential = forms.BooleanField(
        label=gettext_lazy("In confidence: only the contact person and the deputy see it"),
        required=False,
    )
    supporter = forms.CharField(
        label=gettext_lazy("Who helps them with this?"), max_length=200, required=False
    )
    attachments = FilesField(Upload, label=gettext_lazy("Attachments"), required=False)

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today = today
        choose(self, "area", Area.objects.own())
        choose(self, "theme", Theme.objects.filter(is_active=True).order_by("name"))

    def clean_came_on(self) -> date:
        """A day that has been."""
        day: date = self.cleaned_data["came_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come. Choose today or earlier."))
        return day


class PersonForm(forms.Form):
    """Somebody who is new here, and how to reach them."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    party_kind = forms.ChoiceField(
        label=gettext_lazy("Who are they?"),
        choices=[each for each in PartyKind.choices if each[0] != PartyKind.CONTACT_PERSON],
        initial=PartyKind.PERSON.value,
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("They come as"),
        choices=Sector.choices,
        initial=Sector.RESIDENT.value,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone number"), max_length=20, required=False)
    postal_address = forms.CharField(
        label=gettext_lazy("Postal address"), max_length=500, required=False
    )
    preferred_channel = forms.ChoiceField(
        label=gettext_lazy("How do they want to hear from us?"),
        choices=[("", gettext_lazy("no matter")), *_WAYS],
        required=False,
    )
    avoid_channels = forms.MultipleChoiceField(
        label=gettext_lazy("How not?"),
        choices=_WAYS,
        widget=forms.CheckboxSelectMultiple(attrs={"inline": True}),
        required=False,
    )
    avoid_note = forms.CharField(
        label=gettext_lazy("What must we not do when we reach them?"),
        help_text=gettext_lazy("For example: no voice mail."),
        max_length=500,
        required=False,
    )


@staff_only("connector", "official", "volunteer")
def take_in_matter(request: TenantRequest) -> HttpResponseBase:
    """Take in what somebody came with, in their name; logged as entered by this colleague."""
    party = _party(request)
    posted = request.POST if request.method == "POST" else None
    files = request.FILES if request.method == "POST" else None
    form = IntakeForm(
        posted,
        files,
        today=request.today,
        initial={"key": uuid.uuid4().hex, "came_on": request.today},
    )
    person = PersonForm(posted) if party is None else None
    if posted is not None and form.is_valid() and (person is None or person.is_valid()):
        matter = _take_in(request, form, party or _sender(person))
        if matter is not None:
            return _go_on(request, matter)
    return render(request, "intake/intake.html", {"form": form, "person": person, "party": party})


def _party(request: TenantRequest) -> Party | None:
    """Whom the address names; somebody whom this colleague does not know does not exist."""
    number = request.GET.get("party", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    found = Party.objects.visible_to(request.actor).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _sender(person: PersonForm | None) -> Sender:
    assert person is not None
    fields = person.cleaned_data
    return Sender(
        name=fields["name"],
        kind=PartyKind(fields["party_kind"]),
        sector=Sector(fields["sector"]),
        email=fields["email"],
        phone=fields["phone"],
        postal_address=fields["postal_address"],
        preferred_channel=fields["preferred_channel"],
        avoid_channels=tuple(fields["avoid_channels"]),
        avoid_note=fields["avoid_note"],
    )


def _take_in(request: TenantRequest, form: IntakeForm, sender: Sender | Party) -> Matter | None:
    fields = form.cleaned_data
    try:
        return take_in(
            actor=request.actor,
            received=Received(
                source="desk",
                key=fields["key"],
                story=fields["story"],
                kind=Kind(fields["kind"]),
                channel=fields["channel"],
                received_at=moment_on(fields["came_on"], request),
                area=fields["area"],
                theme=fields["theme"],
                confidential=fields["confidential"],
                supporter=fields["supporter"],
                uploads=fields["attachments"],
            ),
            sender=sender,
            today=request.today,
            now=request.now,
        )
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return None


def _go_on(request: TenantRequest, matter: Matter) -> HttpResponseBase:
    """To the matter, unless it went to colleagues who do not share it with this one."""
    if Matter.objects.visible_to(request.actor).filter(pk=matter.pk).exists():
        messages.success(request, _("It is taken in."))
        return redirect("matter", matter_id=matter.pk)
    messages.success(
        request,
        _("It is taken in as %(reference)s. %(name)s is the contact person.")
        % {"reference": matter.reference, "name": matter.owner.name},
    )
    return redirect("today")
