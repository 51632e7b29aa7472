"""Buurtblad: one A4 on a street, group, name or area, on screen and on paper.

What was typed is often a name, so it stands in no address: see ``search``.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from schakel.domain.organisations.models import Area
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.search import LONGEST, keep, kept_by
from schakel.entrypoints.desk.visible import party_of
from schakel.entrypoints.neighbourhood_sheet import scopes
from schakel.entrypoints.neighbourhood_sheet.content import Scope, Sheet, sheet_of
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.printing.press import render as print_page
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Step
from schakel.foundation.ui.refusals import sentence

READERS = ("connector", "official", "volunteer")
PAPER = "schakel.entrypoints.desk:neighbourhood_sheet.typ"


class SheetForm(forms.Form):
    """What the sheet is about."""

    q = forms.CharField(label=gettext_lazy("A street, group, name or area"), max_length=LONGEST)


@staff_only(*READERS)
def ask(request: TenantRequest) -> HttpResponse:
    """Take what was typed: an area or a party goes to its own sheet, other words to theirs."""
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(_sheet_about(request, form.cleaned_data["q"]))
    areas = [Step(area.name, reverse("sheet-area", args=[area.pk])) for area in Area.objects.own()]
    return render(request, "neighbourhood_sheet/ask.html", {"form": form, "areas": areas})


@staff_only(*READERS)
def of_words(request: TenantRequest, sheet_number: int) -> HttpResponse:
    """What the reader typed, as a page."""
    return _page(request, _scope_of_words(request, sheet_number), "sheet-words", sheet_number)


@staff_only(*READERS)
def of_words_on_paper(request: TenantRequest, sheet_number: int) -> HttpResponseBase:
    """What the reader typed, on paper."""
    return _paper(request, _scope_of_words(request, sheet_number), "sheet-words", sheet_number)


@staff_only(*READERS)
def of_area(request: TenantRequest, area_id: int) -> HttpResponse:
    """An area with all that lies in it, as a page."""
    return _page(request, _scope_of_area(area_id), "sheet-area", area_id)


@staff_only(*READERS)
def of_area_on_paper(request: TenantRequest, area_id: int) -> HttpResponseBase:
    """An area with all that lies in it, on paper."""
    return _paper(request, _scope_of_area(area_id), "sheet-area", area_id)


@staff_only(*READERS)
def of_party(request: TenantRequest, party_id: int) -> HttpResponse:
    """Somebody, or a group with who belongs to it, as a page."""
    return _page(request, _scope_of_party(request, party_id), "sheet-party", party_id)


@staff_only(*READERS)
def of_party_on_paper(request: TenantRequest, party_id: int) -> HttpResponseBase:
    """Somebody, or a group with who belongs to it, on paper."""
    return _paper(request, _scope_of_party(request, party_id), "sheet-party", party_id)


def _sheet_about(request: TenantRequest, typed: str) -> str:
    """The sheet of the one area or party that is called so, else that of the words."""
    found = scopes.called_so(request.actor, typed)
    if found is None:
        return reverse("sheet-words", args=[keep(request, typed)])
    return reverse("sheet-area" if isinstance(found, Area) else "sheet-party", args=[found.pk])


def _scope_of_area(area_id: int) -> Scope:
    scope = scopes.of_area(area_id)
    if scope is None:
        raise Http404
    return scope


def _scope_of_party(request: TenantRequest, party_id: int) -> Scope:
    return scopes.of_party(request.actor, party_of(request, party_id), request.today)


def _scope_of_words(request: TenantRequest, number: int) -> Scope:
    typed = kept_by(request).get(str(number))
    if typed is None:
        raise Http404
    return scopes.of_words(request.actor, typed)


def _page(request: TenantRequest, scope: Scope, name: str, number: int) -> HttpResponse:
    return render(
        request,
        "neighbourhood_sheet/sheet.html",
        {
            "sheet": _sheet(request, scope),
            "paper_url": reverse(f"{name}-paper", args=[number]),
        },
    )


def _paper(request: TenantRequest, scope: Scope, name: str, number: int) -> HttpResponseBase:
    sheet = _sheet(request, scope)
    try:
        paper = print_page(PAPER, _printed(request, sheet))
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect(name, number)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="buurtblad.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _sheet(request: TenantRequest, scope: Scope) -> Sheet:
    return sheet_of(scope, request.actor, request.actor_name, request.today)


def _printed(request: TenantRequest, sheet: Sheet) -> Mapping[str, Any]:
    return {
        **asdict(sheet),
        "title": _("Sheet: %(title)s") % {"title": sheet.title},
        "sender": request.tenant.name,
        "printed_on": request.today,
        "language": get_language() or "nl",
    }
