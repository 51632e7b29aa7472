"""Vandaag for who carries nothing: numbers and dates, never people (``docs/access.md``)."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from schakel.domain.matters.queries import ThemeCount, counts_per_theme
from schakel.domain.staff.rules import Role
from schakel.domain.terms.queries import late_in_sponsored
from schakel.entrypoints.desk import anchoring, council, look_after, reviews
from schakel.entrypoints.desk.late_numbers import late_row
from schakel.foundation.tenancy.requests import TenantRequest


def overview(request: TenantRequest) -> HttpResponse:
    """What each of the reader's roles may know."""
    actor, day = request.actor, request.today
    is_sponsor = actor.has_role(Role.SPONSOR)
    is_councillor = actor.has_role(Role.COUNCILLOR)
    late = late_in_sponsored(actor, day) if is_sponsor else []
    counts = counts_per_theme(date(day.year, 1, 1)) if is_councillor else []
    return render(
        request,
        "today/overview.html",
        {
            "reviews": reviews.asked_rows(request),
            "silent": look_after.asked_rows(request),
            "answered": council.answered(request) if is_sponsor or is_councillor else [],
            "is_sponsor": is_sponsor,
            "is_councillor": is_councillor,
            "is_administrator": actor.has_role(Role.ADMINISTRATOR),
            "behind": [*anchoring.question_rows(request), *anchoring.told_rows(request)],
            "late": [late_row(each, day) for each in late],
            "themes": [_theme_words(each) for each in counts],
            "year": day.year,
        },
    )


def _theme_words(count: ThemeCount) -> dict[str, str]:
    return {
        "theme": count.theme,
        "came_in": _number(count.came_in),
        "open": _number(count.open),
    }


def _number(number: int | None) -> str:
    return _("fewer than 5") if number is None else str(number)
