"""Uw mail: how often a colleague is mailed about all that is new to them."""

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.staff.actions import choose_grouped_mail
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import GroupedMail
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import is_done
from schakel.foundation.tenancy.requests import TenantRequest

OFTEN_WORDS = [
    (GroupedMail.WORKING_DAY.value, gettext_lazy("Each working day, when there is news")),
    (GroupedMail.TWICE_A_WEEK.value, gettext_lazy("At most twice a week")),
    (GroupedMail.WEEK.value, gettext_lazy("At most once a week")),
    (GroupedMail.NEVER.value, gettext_lazy("Never: I look at my page for today")),
]


class OwnMailForm(forms.Form):
    """How often."""

    often = forms.ChoiceField(
        label=gettext_lazy("How often do you want a mail about what is new?"),
        choices=OFTEN_WORDS,
        widget=forms.RadioSelect,
    )


@staff_only()
def own_mail(request: TenantRequest) -> HttpResponseBase:
    """Choose how often; what always comes stands above it."""
    member = get_object_or_404(StaffMember, pk=request.actor.staff_id)
    form = OwnMailForm(
        request.POST if request.method == "POST" else None, initial={"often": member.grouped_mail}
    )
    if is_done(
        request,
        form,
        lambda: choose_grouped_mail(
            actor=request.actor,
            member=member,
            often=GroupedMail(form.cleaned_data["often"]),
            now=request.now,
        ),
        said=_("Your choice holds from now on."),
    ):
        return redirect("own-mail")
    return render(request, "today/own_mail.html", {"form": form})
