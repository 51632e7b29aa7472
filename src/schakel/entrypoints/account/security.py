"""A colleague's own log-in: its second factor, and what only an administrator can do."""

from typing import cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schakel.entrypoints.account import log_ins
from schakel.foundation.identity.models import User


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """What the log-in consists of, or the way to its second factor."""
    user = cast(User, request.user)
    return render(
        request,
        "account/security.html",
        {
            "by_provider": log_ins.is_by_provider(request),
            "second_factor": is_mfa_enabled(user),
            "has_codes": is_mfa_enabled(user, [Authenticator.Type.TOTP]),
            "passkeys": is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]),
        },
    )


@login_required
def take_away_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A passkey beside another second key; the last one stays."""
    keys = Authenticator.objects.filter(
        user=cast(User, request.user),
        type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN],
    )
    if not keys.exclude(pk=pk).exists():
        messages.error(request, _("This is your only second key. Make another one first."))
        return redirect("mfa_list_webauthn")
    answer: HttpResponseBase = remove_webauthn(request, pk=pk)
    return answer


def ask_administrator(request: HttpRequest, **address: str) -> HttpResponse:
    """Sign-up, another address and a forgotten password go through a second person."""
    return render(request, "account/ask_administrator.html")
