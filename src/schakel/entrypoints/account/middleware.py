"""Finds the tenant and the actor of a request, and runs the view in one tenant transaction."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from schakel.domain.matters.queries import place_of_user
from schakel.domain.organisations.queries import modules_on
from schakel.domain.staff.actions import give_sign_of_life
from schakel.entrypoints.account import log_ins
from schakel.foundation.kernel.actor import resident
from schakel.foundation.tenancy.addresses import is_on_this_computer
from schakel.foundation.tenancy.context import show_matters, within_tenant
from schakel.foundation.tenancy.models import Tenant
from schakel.foundation.tenancy.requests import Outside, TenantRequest

CHOSEN_TENANT = "tenant"
# Answer before, or beside, any tenant; with the provider nobody talks within a transaction.
_WITHOUT_TENANT = ("/static/", "/healthz", "/account/aanmelden/")
# Open to who has a one-time password, beside what answers without a tenant.
_FOR_ONE_TIME = ("account_change_password", "account_logout", "set_language")


class SessionMiddleware:
    """Ends a session for which the provider no longer vouches, asks it again, and keeps its use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Run the rest of the request, unless the provider is asked first."""
        if request.path.startswith(_WITHOUT_TENANT) or not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        if log_ins.is_over(request, now):
            logout(request)
        elif _shows_a_page(request) and log_ins.is_to_be_asked(request, now):
            asked = urlencode({"stil": "1", "next": request.get_full_path()})
            return redirect(f"{reverse('provider-login')}?{asked}")
        else:
            log_ins.keep_use(request, now)
        return self.get_response(request)


def _shows_a_page(request: HttpRequest) -> bool:
    """Only a page can go by way of the provider: not a form that was sent, nor a part of a page."""
    if request.method != "GET" or request.path == reverse("account_logout"):
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


class OneTimePasswordMiddleware:
    """Leads who logged in with a one-time password to where they choose their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Run the rest of the request, unless another password comes first."""
        if _needs_own_password(request):
            return redirect("account_change_password")
        return self.get_response(request)


def _needs_own_password(request: HttpRequest) -> bool:
    if request.path.startswith(_WITHOUT_TENANT):
        return False
    if request.path in {reverse(name) for name in _FOR_ONE_TIME}:
        return False
    return request.user.is_authenticated and request.user.password_is_one_time


class TenantMiddleware:
    """Sets ``tenant``, ``actor``, ``now`` and ``today``, and opens the tenant transaction.

    A page that ends in an error of ours leaves nothing behind: its transaction is rolled back.
    A page that talks to others (``Outside``) does so between two transactions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        """Run the rest of the request inside its tenant."""
        tenant = None if plain.path.startswith(_WITHOUT_TENANT) else tenant_of(plain)
        if tenant is None:
            return self.get_response(plain)
        request = cast(TenantRequest, plain)
        request.tenant = tenant
        request.modules = cast(AbstractSet[str], SimpleLazyObject(modules_on))
        request.now = timezone.now()
        request.today = request.now.astimezone(ZoneInfo(tenant.time_zone)).date()
        response = _within(request, lambda: self.get_response(request))
        while isinstance(response, Outside):
            response = _within(request, response.talk())
        return response


def _within(request: TenantRequest, page: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    with timezone.override(request.tenant.time_zone), within_tenant(request.tenant.pk):
        _find_actor(request)
        response = page()
        if response.status_code >= 500:
            transaction.set_rollback(True)
    return response


def tenant_of(request: HttpRequest) -> Tenant | None:
    """The tenant of this host; else the chosen one; else the only one without a host."""
    host = request.get_host().rsplit(":", 1)[0].lower()
    found = list(
        Tenant.objects.filter(Q(hostname=host) | Q(hostname="")).order_by("-hostname")[:50]
    )
    if found and found[0].hostname:
        return found[0]
    chosen = request.session.get(CHOSEN_TENANT) if len(found) > 1 else None
    return next((each for each in found if each.pk == chosen or len(found) == 1), None)


def lets_in(tenant: Tenant, request: HttpRequest) -> bool:
    """Whether colleagues may work from where they are: the log-ins of a demo are public."""
    return not tenant.is_demo or is_on_this_computer(request, settings.TRUSTED_PROXIES)


def _find_actor(request: TenantRequest) -> None:
    request.actor = resident(request.tenant.pk)
    request.actor_name = ""
    if not lets_in(request.tenant, request):
        return
    if request.user.is_authenticated and request.user.is_active:
        place = place_of_user(
            tenant_id=request.tenant.pk, user_id=request.user.pk, today=request.today
        )
        if place is not None:
            request.actor, request.actor_name = place.actor, place.name
            if place.seen_on != request.today and place.actor.staff_id is not None:
                give_sign_of_life(staff_id=place.actor.staff_id, today=request.today)
            request.modules = place.modules
            if place.confided:
                show_matters(place.confided)
