"""Letters on paper: printed together, each from a sheet of its own on, then posted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schakel.domain.access.actions import paper_code_in_letters
from schakel.domain.messages.actions import mark_returned, print_letters
from schakel.domain.messages.models import Message, MessageQuerySet
from schakel.domain.messages.rules import (
    LETTERS_IN_ONE_PRINT,
    State,
    check_return,
    envelope_lines,
)
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.terms.actions import post_letters
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import be_sure, in_one_click, take_step
from schakel.entrypoints.desk.visible import message_of, url_of_sending
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.printing.press import render as typeset
from schakel.foundation.tenancy.models import Tenant
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import long_date

_TEMPLATE = "schakel.entrypoints.desk:letter.typ"
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@require_POST
@staff_only()
def print_all(request: TenantRequest) -> HttpResponseBase:
    """Print all letters that wait, or the one that was asked."""
    letters = list(_asked(request, _mine(request).to_print())[:LETTERS_IN_ONE_PRINT])
    try:
        print_letters(actor=request.actor, letters=letters, now=request.now)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("to-send")
    if not letters:
        messages.info(request, _("No letter waits to be printed."))
        return redirect("to-send")
    return redirect("letters-printed", (request.now - _EPOCH) // _MICROSECOND)


@never_cache
@staff_only()
def printed(request: TenantRequest, number: int) -> HttpResponseBase:
    """The letters that were printed together at a moment (microseconds since 1970), as a PDF."""
    try:
        moment = _EPOCH + number * _MICROSECOND
    except OverflowError:
        raise Http404 from None
    return _pdf(request, _mine(request).printed_at(moment).order_by("created_at", "pk"))


@never_cache
@staff_only()
def letter(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """One letter as a PDF."""
    found = message_of(request, message_id)
    return _pdf(request, _mine(request).letters().filter(pk=found.pk).exclude(body=""))


@staff_only()
def posted(request: TenantRequest) -> HttpResponseBase:
    """The letter that was asked was posted, or all that were printed; for all, after being sure."""
    letters = list(_asked(request, _mine(request).to_post()).order_by("created_at", "pk"))
    if not letters:
        messages.info(request, _("No letter waits to be posted."))
        return redirect("to-send")
    if request.method != "POST":
        return _sure_all_were_posted(request, letters)
    in_one_click(
        request,
        lambda: post_letters(
            actor=request.actor, letters=letters, today=request.today, now=request.now
        ),
        ngettext("%(count)d letter is posted.", "%(count)d letters are posted.", len(letters))
        % {"count": len(letters)},
    )
    return redirect("to-send")


@staff_only()
def returned(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """A letter came back, after being sure: who carries the matter hears of it."""
    found = message_of(request, message_id)
    return take_step(
        request,
        be_sure(request),
        lambda: mark_returned(actor=request.actor, message=found, now=request.now),
        said=_("It came back. Find out where they live, or call them."),
        back=url_of_sending(found),
        title=_("Did this letter come back?"),
        about=found.party.name if found.party else "",
        submit_label=_("Yes, it came back"),
        told=[_("Then they did not hear from us. The contact person is told.")],
        check=lambda: check_return(State(found.state)),
    )


def as_pdf(
    tenant: Tenant,
    title: str,
    letters: Sequence[Message],
    today: date,
    codes: Mapping[int, str],
    page_address: str = "",
) -> bytes:
    """Messages as letters, each from a sheet of its own on; ``codes`` are those by matter."""
    return typeset(
        _TEMPLATE,
        {
            "title": title,
            "sender": tenant.name,
            "printed_on": today.isoformat(),
            "language": letters[0].language,
            "letters": [_on_paper(tenant, each, codes, page_address) for each in letters],
        },
    )


def _mine(request: TenantRequest) -> MessageQuerySet:
    found = (
        Message.objects.visible_to(request.actor)
        .worked_on_by(request.actor)
        .select_related("party", "matter__owner", "matter__party")
    )
    assert isinstance(found, MessageQuerySet)
    return found


def _asked(request: TenantRequest, letters: MessageQuerySet) -> MessageQuerySet:
    """Those that the form names, else all."""
    numbers = [each for each in request.POST.get("message", "").split(",") if each.isdecimal()]
    return letters.filter(pk__in=numbers) if numbers else letters


def _pdf(request: TenantRequest, found: MessageQuerySet) -> HttpResponseBase:
    letters = list(found[:LETTERS_IN_ONE_PRINT])
    if not letters:
        raise Http404
    codes = {
        each.matter.pk: paper_code_in_letters(each.matter, request.now)
        for each in letters
        if each.matter is not None and not each.confidential
    }
    address = request.build_absolute_uri(reverse("paper-code"))
    title = letters[0].subject
    if len(letters) > 1:
        title = _("Letters of %(day)s") % {"day": long_date(request.today)}
    try:
        content = as_pdf(request.tenant, title, letters, request.today, codes, address)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("to-send")
    response = HttpResponse(content, content_type="application/pdf")
    name = f"brieven-{request.today:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


def _on_paper(
    tenant: Tenant, letter: Message, codes: Mapping[int, str], page_address: str
) -> dict[str, Any]:
    matter, party = letter.matter, letter.party
    assert matter is not None, "a letter is about a matter"
    assert party is not None, "a letter goes to a party"
    address = letter.to_address
    if State(letter.state) is State.QUEUED:
        address = party.postal_address or address
    code = codes.get(matter.pk, "")
    phone = matter.owner.phone or tenant.phone
    with translation.override(letter.language):
        written_on = timezone.localtime(letter.handing_over_at or letter.created_at)
        facts = [
            (_("Date"), long_date(written_on)),
            (_("Our reference"), matter.reference),
            (_("Your contact person"), matter.owner.shown_name),
            (_("Phone"), phone),
        ]
        return {
            "language": letter.language,
            "sender_line": ", ".join(filter(None, [tenant.name, tenant.postal_address])),
            "address": envelope_lines(party.name, address),
            "facts": [[label, value] for label, value in facts if value],
            "reference": matter.reference,
            "subject": letter.subject,
            "paragraphs": _paragraphs(letter.body),
            "question": _question(letter, phone, may_say_on_page=bool(code)),
            "code": {
                "intro": _("You can also follow this on your own page. Go to:"),
                "address": page_address,
                "code_label": _("Type this code there:"),
                "code": code,
            }
            if code
            else None,
        }


def _question(letter: Message, phone: str, *, may_say_on_page: bool) -> str:
    """How the contact goes, for who has no mail: no more than that they may tell us."""
    if letter.kind != MessageKind.ANSWER or letter.confidential:
        return ""
    if may_say_on_page and phone:
        return _("How does the contact go? You can say so on that page, or call %(phone)s.") % {
            "phone": phone
        }
    if may_say_on_page:
        return _("How does the contact go? You can say so on that page.")
    if phone:
        return _("How does the contact go? You can say so by phone: %(phone)s.") % {"phone": phone}
    return ""


def _paragraphs(body: str) -> list[list[str]]:
    """The lines of each paragraph; an empty line stands between two."""
    parts = "\n".join(line.strip() for line in body.splitlines()).split("\n\n")
    return [part.strip("\n").split("\n") for part in parts if part.strip()]


def _sure_all_were_posted(request: TenantRequest, letters: Sequence[Message]) -> HttpResponse:
    names = [each.party.name for each in letters if each.party is not None]
    return render(
        request,
        "ui/confirm.html",
        {
            "title": ngettext(
                "Is %(count)d letter posted?", "Are all %(count)d letters posted?", len(letters)
            )
            % {"count": len(letters)},
            "consequences": [
                *names,
                _("From now on they have heard from us. An answer stops its term today."),
            ],
            "values": {"message": ",".join(str(each.pk) for each in letters)},
            "confirm_label": _("Yes, posted"),
            "cancel_url": reverse("to-send"),
        },
    )
