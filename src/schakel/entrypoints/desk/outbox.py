"""Uitgaand: each mail with how far it is, why it did not arrive, and what somebody can do then.

Who works on a matter sees its mails; administrators see of all mails how far they are, and nothing
of what they are about. In a demo, on this computer only, the words can be read here.
"""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.messages.actions import send_again, settle_message
from schakel.domain.messages.models import Message
from schakel.domain.messages.queries import mails_without_words, messages_to_mend
from schakel.domain.messages.rules import ASTRAY, NOWHERE, Way
from schakel.domain.messages.rules import State as MessageState
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import ALL, chosen_in
from schakel.entrypoints.desk.mail_failures import failure_words
from schakel.entrypoints.desk.matter import MESSAGE_WORDS
from schakel.entrypoints.desk.paging import page_of, read_moment
from schakel.entrypoints.desk.steps import in_one_click
from schakel.entrypoints.desk.visible import message_of, url_of_sending
from schakel.foundation.tenancy.addresses import is_on_this_computer
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.words import moment

_KINDS = {
    MessageState.SENT: Kind.GOOD,
    MessageState.UNCERTAIN: Kind.WATCH,
    MessageState.FAILED: Kind.STUCK,
    MessageState.BOUNCED: Kind.STUCK,
}
_STANDS = [
    (MessageState.QUEUED.value, gettext_lazy("waits")),
    (MessageState.HANDING_OVER.value, gettext_lazy("is being handed over")),
    (MessageState.UNCERTAIN.value, gettext_lazy("perhaps sent")),
    (MessageState.BOUNCED.value, gettext_lazy("came back")),
    (MessageState.FAILED.value, gettext_lazy("not sent")),
    (MessageState.SENT.value, gettext_lazy("sent")),
]
_ASKS_SOMETHING = [state for state, _words in _STANDS if state != MessageState.SENT.value]
_EVERY = "any"


class OutboxFilters(forms.Form):
    """How far, and whose."""

    stand = forms.ChoiceField(
        label=gettext_lazy("How far"),
        choices=[
            ("", gettext_lazy("on its way, or did not arrive")),
            (_EVERY, gettext_lazy("all")),
            *_STANDS,
        ],
        required=False,
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Of whom"),
        choices=[ALL, ("me", gettext_lazy("what I work on"))],
        required=False,
    )


@staff_only()
def outbox(request: TenantRequest) -> HttpResponse:
    """What goes out, the newest first."""
    form, chosen = chosen_in(request, OutboxFilters)
    reads = _reads_words(request)
    is_mine = chosen.get("whose") == "me" or not request.actor.has_role(Role.ADMINISTRATOR)
    if not request.actor.has_role(Role.ADMINISTRATOR):
        del form.fields["whose"]
    if reads:
        stand = form.fields["stand"]
        assert isinstance(stand, forms.ChoiceField)
        stand.choices = [ALL, *_STANDS]
    found = _readable(request) if reads and not chosen.get("whose") else _mails(request, is_mine)
    page = page_of(request, _as_far_as(found, chosen, reads), "created_at", read_moment)
    return render(
        request,
        "outbox/outbox.html",
        {
            "form": form,
            "reads": reads,
            "rows": [_row(each, request.today, reads=reads, is_mine=is_mine) for each in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
            "is_filtered": bool(request.GET),
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


@require_POST
@staff_only()
def again(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """It goes once more, with the same Message-ID, so that it is not taken for a second one."""
    found = _to_mend(request, message_id)
    in_one_click(
        request,
        lambda: send_again(actor=request.actor, message=found, now=request.now),
        _("The message goes out once more."),
    )
    return redirect("outbox")


@require_POST
@staff_only()
def settle(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """Somebody found out whether it ``arrived``."""
    found = _to_mend(request, message_id)
    arrived = request.POST.get("arrived") == "yes"
    in_one_click(
        request,
        lambda: settle_message(
            actor=request.actor, message=found, arrived=arrived, now=request.now
        ),
        _("It is kept that this arrived.")
        if arrived
        else _("It is kept that this did not arrive."),
    )
    return redirect("outbox")


def listed(request: TenantRequest) -> QuerySet[Message]:
    """All that went out or will."""
    _check_demo_on_this_computer(request)
    return _readable(request)


def receiver(found: Message) -> str:
    """Who gets it, by name where there is one."""
    if found.party is not None:
        return str(found.party.name)
    return found.staff.name if found.staff is not None else found.to_address


def _reads_words(request: TenantRequest) -> bool:
    """Whether the words can be read: elsewhere they may hold the code to somebody's page."""
    if not (settings.DEMO or request.tenant.is_demo):
        return False
    return is_on_this_computer(request, settings.TRUSTED_PROXIES)


def _check_demo_on_this_computer(request: TenantRequest) -> None:
    """Elsewhere the page does not exist."""
    if not _reads_words(request):
        raise Http404


def _readable(request: TenantRequest) -> QuerySet[Message]:
    return Message.objects.visible_to(request.actor).select_related("party", "staff")


def _mails(request: TenantRequest, is_mine: bool) -> QuerySet[Message]:
    """Of what the reader works on, with names; else of everybody, without."""
    if not is_mine:
        return mails_without_words()
    theirs = Message.objects.visible_to(request.actor).worked_on_by(request.actor)
    return theirs.filter(way=Way.EMAIL.value).select_related("party", "staff")


def _as_far_as(found: QuerySet[Message], chosen: dict[str, Any], reads: bool) -> QuerySet[Message]:
    stand = chosen.get("stand") or (_EVERY if reads else "")
    if stand == _EVERY:
        return found
    return found.filter(state__in=[stand] if stand else _ASKS_SOMETHING)


def _to_mend(request: TenantRequest, message_id: int) -> Message:
    """A mail that did not arrive, or perhaps did not, of which the reader may say so."""
    if request.actor.has_role(Role.ADMINISTRATOR):
        return get_object_or_404(messages_to_mend(), pk=message_id)
    return message_of(request, message_id)


def _tag(found: Message) -> Tag:
    return Tag(str(found.get_state_display()), _KINDS.get(MessageState(found.state), Kind.REST))


def _row(found: Message, today: date, *, reads: bool, is_mine: bool) -> Row:
    kind = str(MESSAGE_WORDS.get(found.kind, _("What is new for a colleague")))
    made = capfirst(moment(found.created_at, today))
    why = " · ".join(filter(None, [made, _why(found, today)]))
    if not (reads or is_mine):
        who = _("A mail to a colleague") if found.staff_id else _("A mail to somebody outside")
        return Row(who=who, tag=_tag(found), why=why, steps=_steps(found))
    return Row(
        who=receiver(found),
        url=_url(found, reads),
        tag=_tag(found),
        what=f"{kind}: {found.subject}" if reads and found.subject else kind,
        why=why,
        steps=(*_steps(found), *_elsewhere(found)) if is_mine else (),
    )


def _url(found: Message, reads: bool) -> str:
    if reads:
        return reverse("outbox-message", args=[found.pk])
    return reverse("matter", args=[found.matter_id]) if found.matter_id else ""


def _why(found: Message, today: date) -> str:
    """Why it is as far as it is, and what follows of itself."""
    reason = failure_words(found.failure) if found.failure else ""
    match MessageState(found.state):
        case MessageState.QUEUED if reason:
            at = moment(found.next_attempt_at, today)
            return _("%(reason)s We try again %(when)s.") % {"reason": reason, "when": at}
        case MessageState.UNCERTAIN:
            return _("The line broke while we handed it over. Nobody knows whether it arrived.")
        case MessageState.FAILED | MessageState.BOUNCED:
            return reason or _("The mail server did not take it.")
    return ""


def _steps(found: Message) -> tuple[Step, ...]:
    state = MessageState(found.state)
    if state not in ASTRAY or found.to_address == NOWHERE or found.way != Way.EMAIL.value:
        return ()
    again_url = reverse("outbox-again", args=[found.pk])
    steps = [Step(_("Send again"), again_url, post=True)]
    if state is MessageState.UNCERTAIN:
        url = reverse("outbox-settle", args=[found.pk])
        steps += [
            Step(_("It arrived"), url, post=True, values={"arrived": "yes"}),
            Step(_("It did not arrive"), url, post=True, values={"arrived": "no"}),
        ]
    return tuple(steps)


def _elsewhere(found: Message) -> tuple[Step, ...]:
    """What is done on pages of their own."""
    if not _steps(found) or found.party_id is None:
        return ()
    party = Step(_("Correct the address"), reverse("party", args=[found.party_id]))
    return (Step(_("In another way"), url_of_sending(found)), party)
