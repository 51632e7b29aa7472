"""Where somebody is logged in, and ending what is not theirs or not needed any more."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.entrypoints.account import log_ins
from schakel.entrypoints.account.browsers import words_for
from schakel.foundation.identity.actions import end_other_sessions, end_session
from schakel.foundation.identity.models import BrowserSession, User
from schakel.foundation.identity.queries import open_sessions
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.words import moment


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where you are logged in: in which browser, since when, and when it was last used."""
    now, this = timezone.now(), log_ins.number_of(request)
    found = open_sessions(cast(User, request.user), now)
    return render(
        request,
        "account/sessions.html",
        {
            "rows": [_row(each, each.pk == this, timezone.localdate(now)) for each in found],
            "has_others": any(each.pk != this for each in found),
        },
    )


def _row(session: BrowserSession, is_this: bool, day: date) -> Row:
    return Row(
        who=capfirst(words_for(session.browser)),
        tag=Tag(_("here"), Kind.GOOD) if is_this else None,
        what=_("Last used %(moment)s.") % {"moment": moment(session.used_at, day)},
        why=_("Logged in since %(moment)s") % {"moment": moment(session.started_at, day)},
        steps=()
        if is_this
        else (Step(_("End this one"), reverse("session-end", args=[session.pk]), post=True),),
    )


@require_POST
@login_required
def end(request: HttpRequest, number: int) -> HttpResponseBase:
    """End one; ending this one is logging out."""
    if end_session(user=cast(User, request.user), number=number):
        messages.success(request, _("That session has ended."))
    return redirect("sessions")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponseBase:
    """End all but this one."""
    number = log_ins.number_of(request)
    count = end_other_sessions(user=cast(User, request.user), number=number)
    if count:
        messages.success(request, _("You are logged in here only now."))
    return redirect("sessions")
