"""Initiatieven: what people want to do themselves, by phase."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.initiatives.models import PHASE_WORDS, Initiative
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import chosen_in, narrowed
from schakel.entrypoints.desk.paging import page_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Tag
from schakel.foundation.ui.words import long_date


class InitiativeFilters(forms.Form):
    """Of which phase."""

    phase = forms.ChoiceField(
        label=gettext_lazy("Phase"),
        choices=[("", gettext_lazy("all")), *PHASE_WORDS],
        required=False,
    )


@staff_only("connector", "official", "volunteer")
def initiatives(request: TenantRequest) -> HttpResponse:
    """A page of initiatives, the newest first."""
    form, chosen = chosen_in(request, InitiativeFilters)
    page = page_of(request, listed(request), "pk", int)
    return render(
        request,
        "initiatives/initiatives.html",
        {
            "form": form,
            "rows": [_row(each, request.today) for each in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
            "is_filtered": bool(chosen.get("phase")),
        },
    )


def listed(request: TenantRequest) -> QuerySet[Initiative]:
    """All that the filters leave."""
    _form, chosen = chosen_in(request, InitiativeFilters)
    found: QuerySet[Initiative] = Initiative.objects.visible_to(request.actor).select_related(
        "matter__party"
    )
    return narrowed(found, chosen, "phase")


def _row(initiative: Initiative, today: date) -> Row:
    return Row(
        who=initiative.matter.party.name,
        url=reverse("initiative", args=[initiative.pk]),
        tag=Tag(str(initiative.get_phase_display())),
        what=initiative.matter.shown_subject,
        why=_("%(course)s, in this phase since %(day)s")
        % {
            "course": capfirst(initiative.get_course_display()),
            "day": long_date(initiative.phase_since, today),
        },
    )
