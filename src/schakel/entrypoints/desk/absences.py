"""Afwezig: from when until when somebody is away, never why, and who stands in."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.matters.queries import Unattended, both_away
from schakel.domain.staff.actions import (
    appoint_deputy,
    appoint_secretary,
    cancel_absence,
    plan_absence,
)
from schakel.domain.staff.models import Absence, StaffMember
from schakel.domain.staff.queries import coming_absences
from schakel.domain.staff.rules import Role, first_day_after
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date


class AbsenceForm(forms.Form):
    """From when until when."""

    from_on = forms.DateField(label=gettext_lazy("First day away"), widget=DateInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day away"),
        help_text=gettext_lazy("Leave it empty when you do not know."),
        widget=DateInput,
        required=False,
    )


class DeputyForm(forms.Form):
    """Who stands in, and who answers for them."""

    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in?"),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("nobody"),
        required=False,
    )
    secretary = forms.ModelChoiceField(
        label=gettext_lazy("Who answers when it is asked what was promised?"),
        help_text=gettext_lazy("A secretary. Without one the deputy is asked."),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("nobody"),
        required=False,
    )


class ColleagueForm(forms.Form):
    """Whose absence, for who may plan that of others."""

    colleague = forms.ModelChoiceField(
        label=gettext_lazy("Whose absence?"),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("my own"),
        required=False,
    )


@staff_only()
def absences(request: TenantRequest) -> HttpResponseBase:
    """Plan an absence, take one back, and choose who stands in."""
    member = _member(request)
    posted = request.POST if request.method == "POST" else None
    asked = posted.get("asked", "") if posted else ""
    absence = AbsenceForm(posted if asked == "plan" else None)
    deputy = DeputyForm(
        posted if asked == "deputy" else None,
        initial={"deputy": member.deputy_id, "secretary": member.secretary_id},
    )
    for place in deputy.fields:
        choose(deputy, place, _possible_deputies(member, request.today))
    own = coming_absences([member.pk], request.today)
    if (asked == "plan" and _plan(request, member, absence)) or (
        asked == "deputy" and _appoint(request, member, deputy)
    ):
        return redirect(request.get_full_path())
    if asked == "cancel":
        _cancel(request, own)
        return redirect(request.get_full_path())
    is_own = member.pk == request.actor.staff_id
    return render(
        request,
        "absences/absences.html",
        {
            "title": _("Your absence and deputy")
            if is_own
            else _("Absence and deputy of %(name)s") % {"name": member.name},
            "colleagues": _colleagues(request, member),
            "absence": absence,
            "deputy": deputy,
            "planned": [_planned(each, request) for each in own],
            "unattended": [
                _warning(each, request.today)
                for each in both_away(request.actor, member, request.today)
            ],
        },
    )


def _member(request: TenantRequest) -> StaffMember:
    """The reader, or who the address names and whose absence the reader may plan."""
    number = request.GET.get("colleague", "")
    if not number:
        return get_object_or_404(StaffMember, pk=request.actor.staff_id or 0)
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    return get_object_or_404(_may_plan_for(request), pk=number)


def _may_plan_for(request: TenantRequest) -> QuerySet[StaffMember]:
    working = StaffMember.objects.working_on(request.today).order_by("name", "pk")
    if request.actor.has_role(Role.ADMINISTRATOR):
        return working
    return working.filter(lead=request.actor.staff_id)


def _colleagues(request: TenantRequest, member: StaffMember) -> ColleagueForm | None:
    """A choice of colleagues; nothing to choose for who plans only their own absence."""
    form = ColleagueForm(initial={"colleague": member.pk})
    choose(form, "colleague", _may_plan_for(request).exclude(pk=request.actor.staff_id or 0))
    field = form.fields["colleague"]
    assert isinstance(field, forms.ModelChoiceField)
    return form if field.queryset else None


def _possible_deputies(member: StaffMember, today: date) -> QuerySet[StaffMember]:
    return StaffMember.objects.working_on(today).exclude(pk=member.pk).order_by("name", "pk")


def _plan(request: TenantRequest, member: StaffMember, form: AbsenceForm) -> bool:
    if not form.is_valid():
        return False
    last_day = form.cleaned_data["last_day"]
    try:
        plan_absence(
            actor=request.actor,
            member=member,
            from_on=form.cleaned_data["from_on"],
            until_on=first_day_after(last_day) if last_day else None,
            now=request.now,
        )
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    messages.success(request, _("The absence is planned."))
    return True


def _appoint(request: TenantRequest, member: StaffMember, form: DeputyForm) -> bool:
    if not form.is_valid():
        return False
    deputy, secretary = form.cleaned_data["deputy"], form.cleaned_data["secretary"]
    actor, now = request.actor, request.now
    try:
        appoint_deputy(actor=actor, member=member, deputy=deputy, now=now)
        appoint_secretary(actor=actor, member=member, secretary=secretary, now=now)
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    if deputy is None:
        messages.warning(request, _("Nobody stands in now."))
    else:
        messages.success(request, _("%(name)s stands in now.") % {"name": deputy.name})
    return True


def _cancel(request: TenantRequest, own: list[Absence]) -> None:
    for absence in own:
        if str(absence.pk) == request.POST.get("absence"):
            cancel_absence(actor=request.actor, absence=absence, now=request.now)
            messages.success(request, _("The absence is taken back."))


def _planned(absence: Absence, request: TenantRequest) -> Row:
    return Row(
        what=_days(Period(absence.from_on, absence.until_on), request.today),
        steps=(
            Step(
                _("Take back"),
                request.get_full_path(),
                post=True,
                values={"asked": "cancel", "absence": str(absence.pk)},
            ),
        ),
    )


def _warning(unattended: Unattended, today: date) -> Row:
    days = _days(unattended.days, today)
    if unattended.other is None:
        what = _("%(days)s: nobody is there, since there is no deputy.") % {"days": days}
    else:
        what = _("%(days)s: nobody is there, since %(name)s is away too.") % {
            "days": days,
            "name": unattended.other.name,
        }
    matter = unattended.matter
    return Row(
        who=matter.party.name,
        url=reverse("matter", args=[matter.pk]),
        state=State.OPEN,
        tag=Tag(_("nobody there"), Kind.STUCK),
        what=what,
        why=matter.shown_subject,
        steps=(Step(_("Ask somebody"), reverse("matter-hand-over", args=[matter.pk])),),
    )


def _days(period: Period, today: date) -> str:
    first = long_date(period.from_on, today)
    if period.until_on is None:
        return _("From %(first)s, without a last day") % {"first": first}
    last = period.until_on - timedelta(days=1)
    if last == period.from_on:
        return _("On %(first)s") % {"first": first}
    return _("From %(first)s up to and including %(last)s") % {
        "first": first,
        "last": long_date(last, today),
    }
