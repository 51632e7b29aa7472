"""Overdrachten: what the reader is asked, and the hand-overs that concern them, each on a page."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schakel.domain.connections.models import Connection
from schakel.domain.continuity.actions.hand_overs import ask_all_proposed, cancel_hand_over
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.continuity.queries.hand_over import Proposed
from schakel.domain.continuity.queries.hand_over_pages import (
    Unseen,
    hand_overs_for,
    unseen_in,
    worked_on_by,
)
from schakel.domain.continuity.rules import ASKS_ITSELF_BEFORE, Course
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.hand_over_rows import (
    READ_ALONG,
    Reader,
    asked_row,
    hand_over_row,
    how_it_stands,
    passing_row,
    when_in_words,
)
from schakel.entrypoints.desk.paging import page_of, read_day
from schakel.entrypoints.desk.steps import be_sure, take_step
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Step
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import long_date

ASKED_SHOWN = 30
PART, DONE = "deel", "klaar"


@staff_only()
def hand_overs(request: TenantRequest) -> HttpResponse:
    """What the reader is asked to take over, and the hand-overs that concern them."""
    back = reverse("hand-overs")
    visible = Passing.objects.visible_to(request.actor).asked_of(request.actor.staff_id)
    asked = visible.select_related(*READ_ALONG)
    page = page_of(request, hand_overs_for(request.actor), "from_on", read_day)
    return render(
        request,
        "hand_overs/hand_overs.html",
        {
            "asked": [
                asked_row(each, request.today, back)
                for each in asked.order_by("answer_by", "pk")[:ASKED_SHOWN]
            ],
            "rows": [
                hand_over_row(each, request.actor.staff_id, request.today) for each in page.rows
            ],
            "newer_url": page.back_url,
            "older_url": page.on_url,
            "begin_url": reverse("hand-over-begin", args=[request.actor.staff_id]),
        },
    )


@staff_only()
def hand_over(request: TenantRequest, hand_over_id: int) -> HttpResponse:
    """One hand-over: for each connection who comes, how far it is, and what comes next."""
    found = _hand_over_of(request, hand_over_id)
    of_this = Passing.objects.visible_to(request.actor).filter(hand_over=found)
    going_on = of_this.going_on()
    shows_done = request.GET.get(PART) == DONE
    rows = of_this.exclude(pk__in=going_on.values("pk")) if shows_done else going_on
    page = page_of(request, rows.select_related(*READ_ALONG), "pk", int, descending=False)
    reader = _with_proposals(reader_of(request, page.rows, _url_of(found)), page.rows)
    is_over = found.ended_at is not None
    return render(
        request,
        "hand_overs/hand_over.html",
        {
            "title": _title(request, found),
            "tag": how_it_stands(found),
            "when": when_in_words(found, request.today),
            "rows": [passing_row(each, reader) for each in page.rows],
            "shows_done": shows_done,
            "other_url": _url_of(found) if shows_done else f"?{PART}={DONE}",
            "newer_url": page.back_url,
            "older_url": page.on_url,
            "unseen": []
            if is_over
            else _unseen(found, unseen_in(found, going_on, request.actor), request.today),
            "steps": [] if is_over else _steps(found, reader),
        },
    )


@require_POST
@staff_only()
def ask_all(request: TenantRequest, hand_over_id: int) -> HttpResponseBase:
    """Ask everybody who is proposed."""
    found = _hand_over_of(request, hand_over_id)
    try:
        count = ask_all_proposed(
            actor=request.actor, hand_over=found, today=request.today, now=request.now
        )
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        said = ngettext(
            "For %(n)s contact somebody is asked.",
            "For %(n)s contacts somebody is asked.",
            count,
        )
        messages.success(request, said % {"n": count})
    return redirect("hand-over", found.pk)


@staff_only()
def cancel(request: TenantRequest, hand_over_id: int) -> HttpResponseBase:
    """They stay after all."""
    found = _hand_over_of(request, hand_over_id)
    return take_step(
        request,
        be_sure(request),
        lambda: cancel_hand_over(actor=request.actor, hand_over=found, now=request.now),
        said=_("The hand-over is called off."),
        back=_url_of(found),
        title=_("Call off this hand-over?"),
        about=_title(request, found),
        submit_label=_("Yes, call it off"),
        told=[
            _("What nobody took over yet stays with %(name)s.") % {"name": found.staff.name},
            _("What others carry already stays with them."),
            _("Who was asked need not answer any more."),
        ],
    )


def _hand_over_of(request: TenantRequest, hand_over_id: int) -> HandOver:
    return get_object_or_404(hand_overs_for(request.actor), pk=hand_over_id)


def _url_of(found: HandOver) -> str:
    return reverse("hand-over", args=[found.pk])


def _title(request: TenantRequest, found: HandOver) -> str:
    if found.staff_id == request.actor.staff_id:
        return _("What you hand over")
    return _("What %(name)s hands over") % {"name": found.staff.name}


def reader_of(request: TenantRequest, passings: list[Passing], back: str) -> Reader:
    """What the reader may do with these."""
    visible = Connection.objects.visible_to(request.actor).filter(
        pk__in={each.connection_id for each in passings}
    )
    return Reader(
        staff_id=request.actor.staff_id,
        today=request.today,
        back=back,
        works_on=worked_on_by(request.actor, passings),
        sees=frozenset(visible.values_list("pk", flat=True)),
    )


def _with_proposals(reader: Reader, passings: list[Passing]) -> Reader:
    """Who was proposed where somebody is sought, for who may ask them."""
    proposed = {
        each.pk: Proposed(each.successor_id, tuple(each.reasons))
        for each in passings
        if each.course == Course.SEEKING and each.successor_id and each.pk in reader.works_on
    }
    members = StaffMember.objects.filter(pk__in={each.staff_id for each in proposed.values()})
    return replace(reader, proposed=proposed, names=dict(members.values_list("pk", "name")))


def _unseen(found: HandOver, unseen: Unseen, today: date) -> list[str]:
    told = []
    if unseen.in_confidence:
        day = {"day": long_date(found.from_on)}
        told.append(_("Something in confidence goes along, on %(day)s.") % day)
    if unseen.elsewhere:
        elsewhere = ngettext(
            "%(n)s more is in a network that you do not see.",
            "%(n)s more are in networks that you do not see.",
            unseen.elsewhere,
        )
        told.append(elsewhere % {"n": unseen.elsewhere})
        asked_on = found.from_on - ASKS_ITSELF_BEFORE
        if asked_on > today:
            told.append(_("We ask somebody from %(day)s.") % {"day": long_date(asked_on)})
    return told


def _steps(found: HandOver, reader: Reader) -> list[Step]:
    steps = []
    if reader.proposed:
        url = reverse("hand-over-ask-all", args=[found.pk])
        steps.append(Step(_("Ask everybody who is proposed"), url, first=True, post=True))
    return [
        *steps,
        Step(_("Change"), reverse("hand-over-begin", args=[found.staff_id])),
        Step(_("Call off"), reverse("hand-over-cancel", args=[found.pk])),
    ]
