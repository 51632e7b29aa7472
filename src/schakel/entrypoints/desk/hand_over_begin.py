"""Overdragen: why, from when, and what of it; with what follows before the button."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.connections.models import Connection
from schakel.domain.continuity.actions.hand_overs import begin_hand_over
from schakel.domain.continuity.models import HandOver
from schakel.domain.continuity.queries.hand_over_pages import Carried, carried_by, hand_overs_for
from schakel.domain.continuity.rules import HandOverKind
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.standings import about_of, names_of
from schakel.entrypoints.desk.steps import is_done
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.widgets import DateInput

KIND_WORDS = [
    (HandOverKind.PLANNED.value, gettext_lazy("leaves on a day that is known")),
    (HandOverKind.SUDDEN.value, gettext_lazy("is gone suddenly: others carry it at once")),
    (HandOverKind.TEMPORARY.value, gettext_lazy("is away for a time, and takes it back")),
    (HandOverKind.PARTIAL.value, gettext_lazy("stays, and hands over a part")),
]


class BeginForm(forms.Form):
    """Why what somebody carries goes to others, and from when."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is the case?"),
        choices=KIND_WORDS,
        widget=forms.RadioSelect,
        initial=HandOverKind.PLANNED.value,
    )
    from_on = forms.DateField(
        label=gettext_lazy("From which day do others carry it?"), widget=DateInput
    )
    until_on = forms.DateField(
        label=gettext_lazy("For a time: on which day are they back?"),
        widget=DateInput,
        required=False,
    )
    connections = forms.MultipleChoiceField(
        label=gettext_lazy("For a part: which contacts?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *arguments: Any, carried: Carried, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = self.fields["connections"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [(str(each.pk), _told_apart(each)) for each in carried.seen]
        if not carried.seen:
            del self.fields["connections"]

    def chosen(self) -> list[int] | None:
        """Which connections go, for a part; all of them otherwise."""
        if self.cleaned_data["kind"] != HandOverKind.PARTIAL.value:
            return None
        return [int(each) for each in self.cleaned_data.get("connections", [])]


def _told_apart(connection: Connection) -> str:
    """With whom, and about what: with some there is more than one."""
    return " · ".join(filter(None, (names_of(connection), about_of(connection))))


@staff_only()
def begin(request: TenantRequest, staff_id: int) -> HttpResponseBase:
    """Begin a hand-over, or change the one that goes on; for others there is no such page."""
    member = get_object_or_404(StaffMember, pk=staff_id)
    carried = carried_by(member, request.actor)
    if not carried.may_begin:
        raise Http404
    going_on = hand_overs_for(request.actor).filter(staff=member, ended_at__isnull=True).first()
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        carried=carried,
        initial=_as_it_is(going_on),
    )
    begun: list[HandOver] = []
    if is_done(
        request,
        form,
        lambda: begun.append(
            begin_hand_over(
                actor=request.actor,
                member=member,
                kind=HandOverKind(form.cleaned_data["kind"]),
                from_on=form.cleaned_data["from_on"],
                until_on=form.cleaned_data["until_on"],
                connections=form.chosen(),
                today=request.today,
                now=request.now,
            )
        ),
    ):
        messages.success(request, _("The hand-over has begun. See who is proposed."))
        return redirect("hand-over", begun[0].pk)
    is_own = member.pk == request.actor.staff_id
    return render(
        request,
        "matters/step.html",
        {
            "title": _("Hand over what you carry")
            if is_own
            else _("Hand over what %(name)s carries") % {"name": member.name},
            "about": "",
            "told": [*_how_much(carried), *_what_follows(going_on)],
            "form": form,
            "submit_label": _("Begin the hand-over") if going_on is None else _("Change it"),
            "cancel_url": reverse("hand-overs"),
        },
    )


def _as_it_is(going_on: HandOver | None) -> dict[str, Any]:
    if going_on is None:
        return {}
    return {
        "kind": going_on.kind,
        "from_on": going_on.from_on,
        "until_on": going_on.until_on,
    }


def _how_much(carried: Carried) -> list[str]:
    count = len(carried.seen) + carried.unseen
    told = [
        ngettext("It is about %(n)s contact.", "It is about %(n)s contacts.", count) % {"n": count}
    ]
    if carried.unseen:
        words = ngettext(
            "%(n)s of these you do not see. It goes along.",
            "%(n)s of these you do not see. They go along.",
            carried.unseen,
        )
        told.append(words % {"n": carried.unseen})
    return told


def _what_follows(going_on: HandOver | None) -> list[str]:
    return [
        *([_("A hand-over goes on already. This changes it.")] if going_on else []),
        _("For each contact we propose somebody. You decide who is asked."),
        _("Whom nobody asked two weeks before, we ask ourselves."),
        _("Whoever is gone suddenly is replaced at once. Who comes is asked then."),
        _("Who leaves is asked for a last word about each contact."),
    ]
