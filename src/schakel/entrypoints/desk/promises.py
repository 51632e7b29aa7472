"""Promises of either side: writing one down, and saying what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.promises import actions
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import FOLLOWS, NEEDS_REASON, Course, Side, is_told
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.pledges import promise_row
from schakel.entrypoints.desk.spokespersons import neither_binds
from schakel.entrypoints.desk.steps import is_done, way_back
from schakel.entrypoints.desk.visible import matter_of, url_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.widgets import DateInput

_BECAME = {
    Course.CONFIRMED: gettext_lazy("Yes, this was promised"),
    Course.KEPT: gettext_lazy("Kept"),
    Course.RENEGOTIATED: gettext_lazy("A new date was agreed"),
    Course.BROKEN: gettext_lazy("It will not happen"),
    Course.WITHDRAWN: gettext_lazy("This should not have been promised"),
}
_THEY_BECAME = {
    Course.KEPT: gettext_lazy("They did it"),
    Course.RENEGOTIATED: gettext_lazy("A new date was agreed"),
    Course.BROKEN: gettext_lazy("It will not happen"),
    Course.WITHDRAWN: gettext_lazy("They did not mean it so"),
}


class PromiseForm(forms.Form):
    """A promise in the words given."""

    words = forms.CharField(
        label=gettext_lazy("What was promised?"),
        help_text=gettext_lazy("In the words that were said."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Who promised it?"),
        choices=[
            (Side.OURS.value, gettext_lazy("we, to them")),
            (Side.THEIRS.value, gettext_lazy("they, to us")),
        ],
        widget=forms.RadioSelect,
        initial=Side.OURS.value,
    )
    given_by = forms.ModelChoiceField(
        label=gettext_lazy("Which colleague?"),
        help_text=gettext_lazy(
            "Somebody else is asked to confirm it within two working days. Then their secretary is."
        ),
        queryset=StaffMember.objects.none(),
        required=False,
    )
    mandate = forms.CharField(
        label=gettext_lazy("On behalf of whom?"),
        help_text=gettext_lazy("For instance: the alderman for green."),
        max_length=200,
        required=False,
    )
    council_number = forms.CharField(
        label=gettext_lazy("Number in the list of the council"),
        help_text=gettext_lazy("Only for a promise to the council."),
        max_length=100,
        required=False,
    )
    made_on = forms.DateField(label=gettext_lazy("Promised on"), widget=DateInput)
    due_on = forms.DateField(
        label=gettext_lazy("At the latest on"), widget=DateInput, required=False
    )

    def __init__(self, request: TenantRequest, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        given_by = self.fields["given_by"]
        assert isinstance(given_by, forms.ModelChoiceField)
        given_by.queryset = StaffMember.objects.working_on(request.today).order_by("name")


class SettleForm(forms.Form):
    """What became of a promise."""

    course = forms.ChoiceField(label=gettext_lazy("What became of it?"), widget=forms.RadioSelect)
    due_on = forms.DateField(
        label=gettext_lazy("New date"),
        help_text=gettext_lazy("Only when a new date was agreed."),
        widget=DateInput,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The resident reads this. Not needed when it was kept."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, promise: Promise, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        course = self.fields["course"]
        assert isinstance(course, forms.ChoiceField)
        follows = FOLLOWS[Course(promise.course)]
        words_of = _THEY_BECAME if promise.side == Side.THEIRS else _BECAME
        course.choices = [
            (each.value, words) for each, words in words_of.items() if each in follows
        ]
        if promise.side == Side.THEIRS:
            self.fields["reason"].help_text = _("Facts only. They may read this.")

    def clean(self) -> dict[str, Any]:
        """A new date needs its day; what was not kept needs its reason."""
        fields = super().clean() or {}
        became = fields.get("course")
        is_dated = bool(fields.get("due_on")) or "due_on" in self.errors
        if became == Course.RENEGOTIATED and not is_dated:
            self.add_error("due_on", _("Choose the new date."))
        if became in NEEDS_REASON and not fields.get("reason"):
            self.add_error("reason", _("Write why. They may read this."))
        return fields


@staff_only()
def record(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Write down a promise about a matter."""
    matter = matter_of(request, matter_id)
    form = _promise_form(request)

    def write_down() -> Promise:
        fields = form.cleaned_data
        side = Side(fields["side"])
        return actions.record_promise(
            actor=request.actor,
            connection=matter.connection,
            matter=matter,
            side=side,
            words=fields["words"],
            given_by=fields["given_by"] if side is Side.OURS else None,
            mandate=fields["mandate"],
            council_number=fields["council_number"],
            made_on=fields["made_on"],
            due_on=fields["due_on"],
            today=request.today,
            now=request.now,
        )

    if is_done(request, form, write_down):
        messages.success(request, _("The promise is written down."))
        return redirect(url_of(matter))
    return render(
        request,
        "matters/step.html",
        {
            "title": _("Record a promise"),
            "about": matter.subject,
            "told": neither_binds(matter.party),
            "form": form,
            "submit_label": _("Record"),
            "cancel_url": url_of(matter),
        },
    )


def _promise_form(request: TenantRequest) -> PromiseForm:
    """Empty, sent, or filled in with words out of a text of which is asked who promised it."""
    sent = request.POST
    if sent.get("offered") and sent.get("side") == Side.OURS.value and not sent.get("given_by"):
        return PromiseForm(request, initial=sent.dict())
    start = {"made_on": request.today, "given_by": request.actor.staff_id}
    return PromiseForm(request, sent or None, initial=start)


@staff_only()
def settle(request: TenantRequest, promise_id: int) -> HttpResponseBase:
    """Say what became of a promise: in one click, or with a new date or a reason."""
    promises = Promise.objects.visible_to(request.actor, asked=True).select_related(
        "party", "given_by"
    )
    promise = get_object_or_404(promises, pk=promise_id)
    form = SettleForm(promise, request.POST or None)
    back = way_back(request, _page_of(request, promise))
    said = _said(promise, form)
    if is_done(request, form, lambda: _settle(request, promise, form), said):
        return redirect(back)
    return render(
        request,
        "promises/settle.html",
        {
            "title": _("What became of this promise?"),
            "party": promise.party.name,
            "row": promise_row(promise, request.today, back),
            "form": form,
            "is_ours": promise.side == Side.OURS,
            "next": back,
            "cancel_url": back,
        },
    )


def _said(promise: Promise, form: SettleForm) -> str:
    """What stands on the next page: who of ours does not keep it hears that they are told."""
    became = form.data.get("course", "")
    if became in {each.value for each in NEEDS_REASON} and is_told(
        Side(promise.side), Course(became)
    ):
        return _("It is written down. They hear it from us, with your reason.")
    return _("It is written down what became of the promise.")


def _page_of(request: TenantRequest, promise: Promise) -> str:
    """Where it stands; who only gave it, and sees no more of it, goes back to Vandaag."""
    if not Promise.objects.visible_to(request.actor).filter(pk=promise.pk).exists():
        return reverse("today")
    if promise.matter_id is not None:
        return reverse("matter", args=[promise.matter_id])
    return reverse("connection", args=[promise.connection_id])


def _settle(request: TenantRequest, promise: Promise, form: SettleForm) -> Promise:
    """The one action that the form asks for."""
    fields, today = form.cleaned_data, request.today
    who: dict[str, Any] = {"actor": request.actor, "promise": promise, "now": request.now}
    match Course(fields["course"]):
        case Course.CONFIRMED:
            return actions.confirm_promise(**who)
        case Course.KEPT:
            return actions.keep_promise(**who, today=today)
        case Course.RENEGOTIATED:
            return actions.renegotiate_promise(
                **who, due_on=fields["due_on"], reason=fields["reason"], today=today
            )
        case Course.BROKEN:
            return actions.break_promise(**who, reason=fields["reason"], today=today)
        case _:
            return actions.withdraw_promise(**who, explanation=fields["reason"], today=today)
