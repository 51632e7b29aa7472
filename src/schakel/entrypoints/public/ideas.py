"""What initiators agreed to show: their ideas, for everybody, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schakel.domain.initiatives.models import Publication
from schakel.domain.initiatives.rules import first_sentence
from schakel.entrypoints.public.doors import for_residents
from schakel.foundation.tenancy.requests import TenantRequest

IDEAS_A_PAGE = 20
BEFORE = "voor"


@dataclass(frozen=True)
class Idea:
    """An idea in the words that its initiator agreed to, and how it stands."""

    title: str
    summary: str
    phase: str


def idea_in_short(publication: Publication) -> Idea:
    """With the first sentence only."""
    return _idea(publication, first_sentence(publication.summary))


@for_residents
def ideas(request: TenantRequest) -> HttpResponse:
    """/ideeen/"""
    # Whoever looks, a colleague too: what everybody may read, and nothing else.
    public = Publication.objects.visible_to(request.actor).public()
    place = _place(request.GET.get(BEFORE, ""))
    if place is not None:
        at, number = place
        public = public.filter(Q(answered_at__lt=at) | Q(answered_at=at, pk__lt=number))
    found = list(
        public.select_related("initiative").order_by("-answered_at", "-pk")[: IDEAS_A_PAGE + 1]
    )
    shown = found[:IDEAS_A_PAGE]
    older = _cursor(shown[-1]) if len(found) > IDEAS_A_PAGE else ""
    return render(
        request,
        "public/ideas.html",
        {
            "title": _("Ideas of people here"),
            "ideas": [_idea(each, each.summary) for each in shown],
            "older_url": f"?{urlencode({BEFORE: older})}" if older else "",
            "newer_url": request.path if place is not None else "",
        },
    )


def _idea(publication: Publication, summary: str) -> Idea:
    phase = publication.initiative.get_phase_display()
    return Idea(publication.title, summary, str(capfirst(phase)))


def _cursor(last: Publication) -> str:
    assert last.answered_at is not None, "what is public was agreed to"
    return f"{last.pk}~{last.answered_at.isoformat()}"


def _place(text: str) -> tuple[datetime, int] | None:
    number, _sign, at = text.partition("~")
    try:
        place = datetime.fromisoformat(at), int(number)
    except ValueError:
        return None
    return place if place[0].tzinfo is not None else None
