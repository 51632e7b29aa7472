"""Where somebody works, for who has a place with more than one organisation."""

from typing import cast
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from schakel.domain.matters.queries import place_of_user
from schakel.entrypoints.account.middleware import CHOSEN_TENANT, lets_in
from schakel.foundation.identity.models import User
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant


@login_required
def choose_tenant(request: HttpRequest) -> HttpResponseBase:
    """The organisations where this user works today; one click chooses."""
    tenants = _places(request)
    chosen = next((each for each in tenants if str(each.pk) == request.POST.get("tenant")), None)
    if chosen is not None:
        request.session[CHOSEN_TENANT] = chosen.pk
        return redirect("today")
    page: HttpResponse = render(request, "account/choose_tenant.html", {"tenants": tenants})
    return page


def _places(request: HttpRequest) -> list[Tenant]:
    now, user = timezone.now(), cast(User, request.user)
    places = []
    for tenant in Tenant.objects.order_by("name"):
        if not lets_in(tenant, request):
            continue
        today = now.astimezone(ZoneInfo(tenant.time_zone)).date()
        with within_tenant(tenant.pk):
            if place_of_user(tenant_id=tenant.pk, user_id=user.pk, today=today):
                places.append(tenant)
    return places
