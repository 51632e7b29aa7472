"""Who may enter a page of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from schakel.entrypoints.desk.viewings import noted
from schakel.foundation.identity.models import User
from schakel.foundation.tenancy.requests import TenantRequest

P = ParamSpec("P")
View = Callable[Concatenate[TenantRequest, P], HttpResponseBase]
PlainView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

# What is shorter, or one word, is a choice or a token of the form.
LEAST_WRITTEN = 20


def staff_only(*roles: str) -> Callable[[View[P]], PlainView[P]]:
    """Let in colleagues with one of ``roles`` (without any: all colleagues).

    Who is not logged in goes to the log-in; who has no second factor yet, to setting one up. For
    others the page does not exist.
    """

    def decorated(view: View[P]) -> PlainView[P]:
        @wraps(view)
        def guarded(plain: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request = cast(TenantRequest, plain)
            if not request.user.is_authenticated:
                return _logged_out(plain)
            if not hasattr(request, "tenant"):
                return redirect("choose-tenant")
            if not request.actor.is_staff:
                return redirect("choose-tenant")
            if not _has_second_factor(request):
                return redirect("security")
            if roles and not request.actor.has_role(*roles):
                raise Http404
            return noted(request, view(request, *args, **kwargs), kwargs)

        return cast(PlainView[P], guarded)

    return decorated


def _logged_out(request: HttpRequest) -> HttpResponseBase:
    """To the log-in. What somebody wrote is kept nowhere: they get it back to copy it."""
    log_in = redirect_to_login(_asked_page(request))
    written = [
        text
        for _name, texts in request.POST.lists()
        for text in texts
        if len(text) >= LEAST_WRITTEN and " " in text
    ]
    if not written:
        return log_in
    shown = {"written": written, "log_in_url": log_in.url}
    response = render(request, "logged_out/written.html", shown, status=403)
    response["Cache-Control"] = "no-store"
    return response


def _asked_page(request: HttpRequest) -> str:
    """Where somebody goes on after the log-in; from a step that was sent, where it was sent."""
    if request.method == "GET":
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else reverse("today")


def _has_second_factor(request: TenantRequest) -> bool:
    """Asked once a session: the answer can only become yes."""
    if request.session.get("second_factor"):
        return True
    if is_mfa_enabled(cast(User, request.user)):
        request.session["second_factor"] = True
        return True
    return False
