"""Steps by which somebody else comes to speak for a group; what follows is said before each."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.parties.models import Party
from schakel.domain.spokespersons.actions import (
    ask_change,
    confirm_change,
    contest_change,
    withdraw_change,
)
from schakel.domain.spokespersons.models import PROOF_WORDS, SpokespersonChange
from schakel.domain.spokespersons.queries import members, running_change
from schakel.domain.spokespersons.rules import LONGEST_WORDS, Course, Given, Proof
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.parties import choose_party
from schakel.entrypoints.desk.spokespersons import group_of, names_of
from schakel.entrypoints.desk.steps import be_sure, take_step
from schakel.entrypoints.desk.visible import party_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.widgets import DateInput


class ConfirmForm(forms.Form):
    """By what it is confirmed."""

    proof = forms.ChoiceField(
        label=gettext_lazy("How do you know?"), choices=PROOF_WORDS, widget=forms.RadioSelect
    )
    witness = forms.TypedChoiceField(
        label=gettext_lazy("Which second member?"),
        help_text=gettext_lazy("Who belongs to the group stands here, but for these two."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("What was said, or which document is it?"),
        help_text=gettext_lazy("Facts only. Of a document, say where it lies."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    document_on = forms.DateField(
        label=gettext_lazy("Date of the document"), widget=DateInput, required=False
    )

    def __init__(self, witnesses: Iterable[Party], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        witness = self.fields["witness"]
        assert isinstance(witness, forms.TypedChoiceField)
        witness.choices = [("", _("nobody")), *((str(each.pk), each.name) for each in witnesses)]

    @property
    def given(self) -> Given:
        """What was filled in."""
        proof = Proof(self.cleaned_data["proof"])
        return Given(
            proof=proof,
            witness=self.cleaned_data["witness"] if proof is Proof.MEMBER else None,
            words=self.cleaned_data["words"],
            document_on=self.cleaned_data["document_on"] if proof is Proof.DOCUMENT else None,
        )


class ContestForm(forms.Form):
    """Who says no, in words."""

    objection = forms.CharField(
        label=gettext_lazy("Who says no, and what do they say?"),
        help_text=gettext_lazy("Facts only. They may read this."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff_only("connector", "official", "volunteer")
def ask(request: TenantRequest, party_id: int) -> HttpResponseBase:
    """First the other one is found by name; nothing changes before it is confirmed."""
    group = group_of(request, party_id)
    number = request.GET.get("other", "")
    if not number.isdecimal():
        return choose_party(request, f"{request.path}?other=", besides=group)
    newcomer = party_of(request, int(number))
    return take_step(
        request,
        be_sure(request),
        lambda: ask_change(
            actor=request.actor,
            group=group,
            newcomer=newcomer,
            today=request.today,
            now=request.now,
        ),
        said=_("It is kept. Nothing changes until it is confirmed."),
        back=_back(group),
        title=_("Somebody else speaks for this group"),
        about=f"{group.name} · {newcomer.name}",
        submit_label=_("Yes, ask this"),
        told=[
            _("Nothing changes yet. Who spoke until now stays the spokesperson."),
            _("It has to be confirmed: by who spoke until now, a second member or a document."),
            _("Who spoke until now hears of it, and reads the name of %(name)s on their page.")
            % {"name": newcomer.name},
            _("Tell %(name)s so beforehand.") % {"name": newcomer.name},
        ],
    )


@staff_only("connector", "official", "volunteer")
def confirm(request: TenantRequest, party_id: int) -> HttpResponseBase:
    """It is right: the other one speaks from now on."""
    group, change = _asked(request, party_id)
    theirs = members(group, request.today).exclude(
        pk__in=[change.newcomer_id, change.before_id or 0]
    )
    known = Party.objects.visible_to(request.actor)
    witnesses = known.filter(pk__in=theirs.values("pk")).order_by("name")
    form = ConfirmForm(witnesses, request.POST or None)
    name = names_of(request.actor, [change.newcomer])[change.newcomer_id]
    told = [
        _("%(name)s speaks for the group from today on. Who spoke before stays to be read.")
        % {"name": name},
        _("All links and paper codes to pages of this group stop working at once."),
        _("%(name)s gets new links, at an address of theirs that was checked.") % {"name": name},
        _("Addresses of the group that are not of %(name)s we use no more.") % {"name": name},
        _("They see what the group itself asked and what we said to the group."),
        _("They do not see what somebody told us in their own name."),
        _("Nor do they see addresses of who spoke before, or what that one said of the contact."),
        _("Who spoke before gets no message of this. Tell them yourself."),
    ]
    if change.course is Course.CONTESTED:
        told.insert(0, _("Somebody contests this. Hear both first, and write down what they said."))
    return take_step(
        request,
        form,
        lambda: confirm_change(
            actor=request.actor,
            change=change,
            given=form.given,
            today=request.today,
            now=request.now,
        ),
        said=_("It is confirmed. The old links stopped working."),
        back=_back(group),
        title=_("Is it right?"),
        about=f"{group.name} · {name}",
        submit_label=_("Yes, it is right"),
        told=told,
    )


@staff_only("connector", "official", "volunteer")
def contest(request: TenantRequest, party_id: int) -> HttpResponseBase:
    """Who spoke until now, or a member, says no."""
    group, change = _asked(request, party_id)
    form = ContestForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: contest_change(
            actor=request.actor,
            change=change,
            **form.cleaned_data,
            today=request.today,
            now=request.now,
        ),
        said=_("It is kept that two speak for this group. A colleague hears both."),
        back=_back(group),
        title=_("Somebody says no"),
        about=group.name,
        submit_label=_("Save"),
        told=[
            _("From then on two people speak for this group, and neither binds it."),
            _("No link stops working. Answers go to both."),
            _("A colleague is asked to hear both."),
            _("It ends when one of the two is right, or takes it back."),
        ],
    )


@staff_only("connector", "official", "volunteer")
def withdraw(request: TenantRequest, party_id: int) -> HttpResponseBase:
    """It does not take place."""
    group, change = _asked(request, party_id)
    return take_step(
        request,
        be_sure(request),
        lambda: withdraw_change(actor=request.actor, change=change, now=request.now),
        said=_("It does not take place. All stays as it is."),
        back=_back(group),
        title=_("It does not take place?"),
        about=group.name,
        submit_label=_("Yes, all stays as it is"),
        told=[_("Who spoke until now stays the spokesperson. You can ask it anew later.")],
    )


def _asked(request: TenantRequest, party_id: int) -> tuple[Party, SpokespersonChange]:
    group = group_of(request, party_id)
    change = running_change(group)
    if change is None:
        raise Http404
    return group, change


def _back(group: Party) -> str:
    return reverse("spokesperson", args=[group.pk])
