"""What is being written is kept while it is typed; after the log-in ended, by the browser."""

from datetime import date

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.domain.answers.actions import Writing, keep_draft
from schakel.domain.answers.models import Draft
from schakel.domain.answers.rules import Purpose
from schakel.domain.contacts.rules import LONGEST_SUMMARY, MINUTES_A_DAY
from schakel.domain.matters.models import Matter
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.visible import matter_of
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import moment

PAGES = {Purpose.ANSWER: "matter-answer", Purpose.INTERIM: "matter-interim"}


@require_POST
def keep(request: HttpRequest, matter_id: int) -> HttpResponseBase:
    """Keep what was typed so far; called by the page itself every few seconds."""
    if not request.user.is_authenticated:
        said = _("You are logged out. Your text stays in this tab. Log in here to go on.")
        return JsonResponse({"said": said}, status=403)
    return _keep(request, matter_id)


@staff_only()
def _keep(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    matter = matter_of(request, matter_id)
    try:
        draft = keep_draft(
            actor=request.actor,
            writing=_typed(request, matter, _purpose(request.POST.get("purpose", ""))),
            revision=_number(request.POST.get("revision", "")),
            now=request.now,
        )
    except Refused as refused:
        return JsonResponse({"said": sentence(refused)}, status=409)
    return JsonResponse({"said": said_kept(draft, request.today)})


def said_kept(draft: Draft | None, today: date) -> str:
    """When it was kept last."""
    if draft is None:
        return ""
    return _("Kept: %(when)s.") % {"when": moment(draft.saved_at, today)}


def rows(drafts: list[Draft], today: date) -> list[Row]:
    """What the reader is writing, for Vandaag."""
    return [_row(each, today) for each in drafts]


def _row(draft: Draft, today: date) -> Row:
    is_answer = draft.purpose == Purpose.ANSWER.value
    if draft.send_at is not None:
        what = (
            _("Your answer goes out on %(when)s.")
            if is_answer
            else _("Your word of how it stands goes out on %(when)s.")
        )
        when = moment(draft.send_at, today)
    else:
        what = (
            _("You began an answer, last changed on %(when)s.")
            if is_answer
            else _("You began to write how it stands, last changed on %(when)s.")
        )
        when = moment(draft.saved_at, today)
    url = reverse(PAGES[Purpose(draft.purpose)], args=[draft.matter_id])
    return Row(
        who=draft.matter.party.name,
        url=reverse("matter", args=[draft.matter_id]),
        what=what % {"when": when},
        why=said_by_reader(draft) or draft.matter.shown_subject,
        steps=(Step(_("Look") if draft.send_at else _("Go on writing"), url),),
    )


def said_by_reader(draft: Draft) -> str:
    """What a second reader said; empty when nobody did."""
    if draft.reader is None or not draft.verdict:
        return ""
    return f"{draft.reader.name}: {draft.get_verdict_display()}."


def _typed(request: HttpRequest, matter: Matter, purpose: Purpose) -> Writing:
    typed = request.POST.get("minutes", "")
    minutes = _number(typed) if typed.isdecimal() else None
    return Writing(
        matter=matter,
        purpose=purpose,
        text=request.POST.get("text", "")[:LONGEST_SUMMARY],
        minutes=minutes if minutes is None or minutes <= MINUTES_A_DAY else None,
    )


def _purpose(typed: str) -> Purpose:
    return Purpose.INTERIM if typed == Purpose.INTERIM.value else Purpose.ANSWER


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0
