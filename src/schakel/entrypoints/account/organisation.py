"""To the identity provider of the organisation and back, and what is said when that fails."""

from collections.abc import Mapping
from typing import Any

import structlog
from allauth.account.internal.flows.logout import logout
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from requests.exceptions import RequestException

from schakel.entrypoints.account import log_ins
from schakel.entrypoints.account.provider import SILENTLY, OrganisationAdapter
from schakel.foundation.identity.queries import PROVIDER
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.ui.refusals import sentence

# The provider is not well, which says nothing about who somebody is (OAuth 2.0, 4.1.2.1).
_NOT_WELL = {"server_error", "temporarily_unavailable"}

log = structlog.get_logger()


def begin(request: HttpRequest) -> HttpResponseBase:
    """To the provider; with ``stil`` it is only asked whether all is as it was."""
    if settings.OIDC is None:
        raise Http404
    silently = "stil" in request.GET and log_ins.is_by_provider(request)
    process = SILENTLY if silently else AuthProcess.LOGIN
    state = {"process": process, "next": _next_page(request)}
    log_ins.asked(request, timezone.now())
    try:
        provider = get_adapter(request).get_provider(request, PROVIDER)
        answer: HttpResponse = provider.redirect(request, process, next_url=state["next"])
    except RequestException as error:
        return not_proven(request, state, error)
    return answer


def callback(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider."""
    if settings.OIDC is None:
        raise Http404
    view = OAuth2CallbackView.adapter_view(OrganisationAdapter)  # type: ignore[no-untyped-call]
    try:
        answer: HttpResponseBase = view(request)
    except RequestException as error:
        # Asked what it says about itself, which is before allauth catches anything.
        process = SILENTLY if log_ins.is_by_provider(request) else AuthProcess.LOGIN
        return not_proven(request, {"process": process}, error)
    return answer


def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """The provider knows them; here they have no place. A session that they had is over."""
    logout(request, show_message=False)
    return _failed(request, sentence(why))


def ended(request: HttpRequest, state: Mapping[str, Any]) -> HttpResponse:
    """The provider does not vouch for who was here any more: they log in again, or not."""
    logout(request, show_message=False)
    messages.info(request, _("Log in once more. Your organisation asks you to."))
    page = reverse("account_login")
    back = state.get("next")
    return redirect(f"{page}?{urlencode({'next': back})}" if back else page)


def not_proven(
    request: HttpRequest, state: Mapping[str, Any], error: Exception | None
) -> HttpResponse:
    """The provider said no, or nothing that counts."""
    said = request.GET.get("error", "")
    log.warning("log_in.not_proven", said=said[:40], error=type(error).__name__ if error else "")
    if state.get("process") != SILENTLY:
        return _failed(request, _("Your organisation could not confirm who you are. Try again."))
    if said in _NOT_WELL or (error is not None and not said):
        # They may go on for a while: see ``log_ins``.
        return redirect(state.get("next") or "today")
    return ended(request, state)


def _failed(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "account/not_let_in.html", {"why": why}, status=403)


def _next_page(request: HttpRequest) -> str:
    page = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return page
    return reverse("today")
