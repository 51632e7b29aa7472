"""A colleague's own log-in: its second factor, and what only an administrator can do."""

from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from schakel.foundation.identity.models import User


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """What the log-in consists of, or the way to its second factor."""
    user = cast(User, request.user)
    return render(request, "account/security.html", {"second_factor": is_mfa_enabled(user)})


def ask_administrator(request: HttpRequest, **address: str) -> HttpResponse:
    """Sign-up, another address and a forgotten password go through a second person."""
    return render(request, "account/ask_administrator.html")
