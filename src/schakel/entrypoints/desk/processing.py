"""Who looked at a matter and at who came with it, and what for: for who watches over privacy."""

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.privacy.actions import look_up_viewings
from schakel.domain.privacy.queries import Viewed
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import moment


class ReferenceForm(forms.Form):
    """Of which matter. Never a name: of a resident nor of a colleague."""

    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("It stands in the mail of the resident, such as K7F3-Q2XM."),
        max_length=12,
    )


@staff_only(Role.ADMINISTRATOR)
def processing(request: TenantRequest) -> HttpResponseBase:
    """Ask a reference, and list who looked, the newest first."""
    form = ReferenceForm(request.POST or None)
    rows: list[Row] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = look_up_viewings(
                actor=request.actor, reference=form.cleaned_data["reference"], now=request.now
            )
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            rows = [_row(each, request) for each in found]
    return render(request, "settings/processing.html", {"form": form, "rows": rows})


def _row(viewed: Viewed, request: TenantRequest) -> Row:
    viewing = viewed.viewing
    words = {
        "deed": viewing.get_deed_display(),
        "what": viewing.get_subject_display(),
        "purpose": viewing.get_activity_display(),
    }
    return Row(
        who=viewed.member.name if viewed.member else "",
        what=_("%(deed)s: %(what)s, %(purpose)s") % words,
        why=_("In the hour from %(hour)s") % {"hour": moment(viewing.at_hour, request.today)},
    )
