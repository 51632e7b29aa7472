"""A link in a mail to a colleague: opening it shows what it does, pressing the button does it."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from schakel.domain.access.actions import accept_by_link, action_link
from schakel.domain.access.models import ActionLink
from schakel.domain.access.rules import check_action_link
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import place_of_staff
from schakel.entrypoints.public.doors import for_residents
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import also_show
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence


@for_residents
@never_cache
def act(request: TenantRequest, token: str) -> HttpResponse:
    """/doen/<str:token>/"""
    link = action_link(token)
    if link is None:
        raise Http404
    actor = _colleague(request, link)
    try:
        if request.method == "POST":
            matter = accept_by_link(
                actor=actor or request.actor,
                link=link,
                staff_works_here=actor is not None,
                now=request.now,
            )
            return _shown(request, done=True, reference=matter.reference)
        check_action_link(
            expires_at=link.expires_at,
            used=link.used_at is not None,
            staff_works_here=actor is not None,
            now=request.now,
        )
    except Refused as refused:
        return _shown(request, refused=sentence(refused))
    return _shown(request, name=link.staff.name, reference=_reference(request, link))


def _colleague(request: TenantRequest, link: ActionLink) -> Actor | None:
    """The actor for whom the link was made, or None when they no longer work here."""
    place = place_of_staff(tenant_id=request.tenant.pk, staff_id=link.staff_id, today=request.today)
    return replace(place.actor, by_link=True) if place else None


def _reference(request: TenantRequest, link: ActionLink) -> str:
    """The number of the matter: all that the page says of it."""
    if link.confidential:
        also_show(link.matter_id)
    matters = Matter.objects.visible_to(resident(request.tenant.pk, link.matter_id))
    return str(matters.values_list("reference", flat=True).get())


def _shown(request: TenantRequest, **shown: object) -> HttpResponse:
    title = _("Be the contact person")
    return render(request, "public/action_link.html", {"title": title, **shown})
