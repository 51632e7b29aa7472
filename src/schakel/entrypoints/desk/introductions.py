"""Two people with like ideas are asked whether they want to know each other."""

from datetime import timedelta

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.initiatives import actions
from schakel.domain.initiatives.rules import TIME_TO_ANSWER
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import be_sure, take_step
from schakel.entrypoints.desk.visible import matter_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import deadline


@staff_only("connector", "official", "volunteer")
def introduce(request: TenantRequest, matter_id: int, other_id: int) -> HttpResponseBase:
    """Ask both; nobody hears who said no."""
    matter, other = matter_of(request, matter_id), matter_of(request, other_id)
    last_day = request.today + TIME_TO_ANSWER - timedelta(days=1)
    return take_step(
        request,
        be_sure(request),
        lambda: actions.introduce(
            actor=request.actor, matter=matter, other=other, today=request.today, now=request.now
        ),
        said=_("We ask them both."),
        back=reverse("matter-likes", args=[matter.pk]),
        title=_("Introduce them to each other?"),
        about=f"{matter.shown_subject} · {other.shown_subject}",
        submit_label=_("Ask them both"),
        told=[
            _("We ask %(one)s and %(other)s, each on their own page.")
            % {"one": matter.party.name, "other": other.party.name},
            _("Only when both say yes, each gets the name of the other."),
            _("They answer %(deadline)s. Nobody hears who said no.")
            % {"deadline": deadline(last_day, request.today)},
        ],
    )
