"""Nieuw binnen: what has no kind yet, and what somebody is asked to carry."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.matters.models import KIND_WORDS, Matter
from schakel.domain.matters.queries import asked_in_confidence
from schakel.domain.matters.rules import Kind
from schakel.entrypoints.desk import attention
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.paging import page_of, read_moment
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import long_date

ASKED_SHOWN = 50
# In the order in which they come most.
_ONE_CLICK = (Kind.IDEA, Kind.QUESTION, Kind.REPORT, Kind.COMPLAINT)


@staff_only("connector", "official", "volunteer")
def new_matters(request: TenantRequest) -> HttpResponse:
    """What came in and still has to find its way."""
    back = reverse("new-matters")
    actor, day = request.actor, request.today
    asked = (
        Matter.objects.visible_to(actor)
        .asked_of(actor.staff_id)
        .select_related("party")
        .order_by("received_at", "pk")[:ASKED_SHOWN]
    )
    page = page_of(
        request,
        Matter.objects.visible_to(actor).unsorted().select_related("party", "owner"),
        "received_at",
        read_moment,
    )
    words = dict(KIND_WORDS)
    return render(
        request,
        "inbox/new_matters.html",
        {
            "asked": [
                *(attention.confided_row(each, day, back) for each in asked_in_confidence(actor)),
                *(attention.asked_row(each, actor.staff_id, day, back) for each in asked),
            ],
            "unsorted": [_unsorted(each, day) for each in page.rows],
            "kinds": [(kind.value, words[kind.value]) for kind in _ONE_CLICK],
            "back": request.get_full_path(),
            "back_url": page.back_url,
            "on_url": page.on_url,
        },
    )


def _unsorted(matter: Matter, today: date) -> dict[str, Any]:
    return {
        "who": matter.party.name,
        "url": reverse("matter", args=[matter.pk]),
        "sort_url": reverse("matter-sort", args=[matter.pk]),
        "subject": matter.shown_subject,
        "came": _("Came on %(day)s by %(channel)s. Contact person: %(name)s.")
        % {
            "day": long_date(matter.received_at, today),
            "channel": matter.get_channel_display(),
            "name": matter.owner.name,
        },
    }
