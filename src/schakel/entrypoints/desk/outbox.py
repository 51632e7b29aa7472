"""Uitgaand: in a demo, what would be mailed can be read here, on this computer only."""

from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import State as MessageState
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.paging import page_of, read_moment
from schakel.foundation.tenancy.addresses import is_on_this_computer
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Tag
from schakel.foundation.ui.words import moment

_KINDS = {
    MessageState.SENT: Kind.GOOD,
    MessageState.UNCERTAIN: Kind.WATCH,
    MessageState.FAILED: Kind.STUCK,
}


@staff_only()
def outbox(request: TenantRequest) -> HttpResponse:
    """What goes out, the newest first."""
    _check_demo_on_this_computer(request)
    page = page_of(request, _readable(request), "created_at", read_moment)
    return render(
        request,
        "outbox/outbox.html",
        {
            "rows": [_row(message, request.today) for message in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
        },
    )


@staff_only()
def message(request: TenantRequest, message_id: int) -> HttpResponse:
    """One message in the words in which it goes out."""
    _check_demo_on_this_computer(request)
    found = get_object_or_404(_readable(request), pk=message_id)
    return render(
        request,
        "outbox/message.html",
        {
            "subject": found.subject or receiver(found),
            "receiver": receiver(found),
            "address": found.to_address,
            "state": _tag(found),
            "made": moment(found.created_at, request.today),
            "body": found.body or found.typed,
            "failure": found.failure,
        },
    )


def _check_demo_on_this_computer(request: TenantRequest) -> None:
    """Elsewhere the page does not exist: a message may hold the code to somebody's page."""
    if not (settings.DEMO or request.tenant.is_demo):
        raise Http404
    if not is_on_this_computer(request, settings.TRUSTED_PROXIES):
        raise Http404


def listed(request: TenantRequest) -> QuerySet[Message]:
    """All that went out or will."""
    _check_demo_on_this_computer(request)
    return _readable(request)


def _readable(request: TenantRequest) -> QuerySet[Message]:
    return Message.objects.visible_to(request.actor).select_related("party", "staff")


def receiver(found: Message) -> str:
    """Who gets it, by name where there is one."""
    if found.party is not None:
        return str(found.party.name)
    return found.staff.name if found.staff is not None else found.to_address


def _tag(found: Message) -> Tag:
    return Tag(str(found.get_state_display()), _KINDS.get(MessageState(found.state), Kind.REST))


def _row(found: Message, today: date) -> Row:
    return Row(
        who=receiver(found),
        url=reverse("outbox-message", args=[found.pk]),
        tag=_tag(found),
        what=found.subject or _("Nobody has written the words yet: they follow when it goes out."),
        why=capfirst(moment(found.created_at, today)),
    )
