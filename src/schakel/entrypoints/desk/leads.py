"""Beheer: who leads a colleague."""

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.staff.actions import appoint_lead
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.entrypoints.desk.steps import take_step
from schakel.foundation.tenancy.requests import TenantRequest


class LeadForm(forms.Form):
    """Who leads somebody."""

    lead = forms.ModelChoiceField(
        label=gettext_lazy("Who leads them?"),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("nobody"),
        required=False,
    )


@staff_only(Role.ADMINISTRATOR)
def lead(request: TenantRequest, staff_id: int) -> HttpResponseBase:
    """Choose who plans their absence, and is asked when nothing is heard of them."""
    member = get_object_or_404(StaffMember.objects.working_from(request.today), pk=staff_id)
    form = LeadForm(
        request.POST if request.method == "POST" else None, initial={"lead": member.lead_id}
    )
    working = StaffMember.objects.working_on(request.today).order_by("name", "pk")
    choose(form, "lead", working.exclude(pk=member.pk))
    return take_step(
        request,
        form,
        lambda: appoint_lead(
            actor=request.actor,
            member=member,
            lead=form.cleaned_data["lead"],
            now=request.now,
        ),
        said=_("This is kept."),
        back=reverse("colleagues"),
        title=_("Who leads %(name)s?") % {"name": member.name},
        about="",
        submit_label=_("Save"),
        told=[
            _("Who leads them can plan their absence, and choose who stands in."),
            _("They are asked when nothing is heard of a colleague while people wait."),
        ],
    )
