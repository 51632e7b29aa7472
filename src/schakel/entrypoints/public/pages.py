"""Pages of plain text: privacy, accessibility, becoming a connector."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.domain.privacy.queries import told_about
from schakel.domain.privacy.rules import ACCESSIBILITY, PRIVACY, Question
from schakel.domain.staff.rules import Role
from schakel.entrypoints.public.doors import for_residents
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import long_date


@for_residents
def privacy(request: TenantRequest) -> HttpResponse:
    """/privacy/"""
    return _statement(request, PRIVACY, _("Your data with us"))


@for_residents
def accessibility(request: TenantRequest) -> HttpResponse:
    """/toegankelijkheid/"""
    lead = _("Everybody should be able to use this site. We aim for WCAG 2.2, level AA.")
    return _statement(request, ACCESSIBILITY, _("Accessibility"), lead)


def _statement(
    request: TenantRequest, questions: Sequence[Question], title: str, lead: str = ""
) -> HttpResponse:
    """What the institution tells, with the day of its newest words."""
    language = (get_language() or request.tenant.language)[:2]
    told = told_about(questions, request.tenant, language)
    newest = max((each.since for each in told if each.since is not None), default=None)
    return render(
        request,
        "public/statement.html",
        {
            "title": title,
            "lead": lead,
            "told": told,
            "newest": long_date(newest) if newest else "",
            "unfinished": request.actor.has_role(Role.ADMINISTRATOR)
            and any(each.is_missing for each in told),
        },
    )


@for_residents
def becoming(request: TenantRequest) -> HttpResponse:
    """/verbinder-worden/"""
    return render(request, "public/becoming.html", {"title": _("Become a contact person")})
