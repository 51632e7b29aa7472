"""Buurtblad: one A4 on a street, group, name or area, on screen and on paper.

What was typed is often a name, so it stands in no address: see ``search``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.organisations.models import Area
from schakel.domain.organisations.queries import surroundings_of
from schakel.domain.parties.models import Party, PartyKind
from schakel.domain.parties.queries import members_of
from schakel.domain.promises.models import Promise
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.neighbourhood_sheet_content import Scope, Sheet, sheet_of
from schakel.entrypoints.desk.search import LONGEST, keep, kept_by
from schakel.entrypoints.desk.visible import party_of
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.printing.press import render as print_page
from schakel.foundation.search import queries
from schakel.foundation.search.queries import Found, Hit
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Step
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import sentence_list

READERS = ("connector", "official", "volunteer")
KINDS = ("party", "matter", "contact", "promise")
PAPER = "schakel.entrypoints.desk:neighbourhood_sheet.typ"
MEMBERS_NAMED = 3


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
    area = Area.objects.own().filter(name__iexact=typed).first()
    if area is not None:
        return reverse("sheet-area", args=[area.pk])
    named = Party.objects.visible_to(request.actor).annotate(key=Lower("name"))
    called_so = list(named.filter(key=typed.lower())[:2])
    if len(called_so) == 1:
        return reverse("sheet-party", args=[called_so[0].pk])
    return reverse("sheet-words", args=[keep(request, typed)])


def _scope_of_area(area_id: int) -> Scope:
    found = surroundings_of(area_id)
    if found is None:
        raise Http404
    return Scope(
        title=found.area.name,
        matters=(Q(area_id__in=found.within),),
        area_ids=found.within,
        around=found.around,
    )


def _scope_of_party(request: TenantRequest, party_id: int) -> Scope:
    party = party_of(request, party_id)
    alone = party.kind in {PartyKind.PERSON, PartyKind.CONTACT_PERSON}
    members = [] if alone else members_of(party, request.actor, request.today)
    ids = (party.pk, *(each.pk for each in members))
    return Scope(
        title=party.name,
        matters=(Q(party_id__in=ids),),
        party_ids=ids,
        told=tuple(_with_members([each.name for each in members])),
    )


def _with_members(names: Sequence[str]) -> list[str]:
    if not names:
        return []
    if len(names) <= MEMBERS_NAMED:
        return [_("With %(names)s, who belong to it.") % {"names": sentence_list(names)}]
    return [_("With the %(count)s who belong to it.") % {"count": len(names)}]


def _scope_of_words(request: TenantRequest, number: int) -> Scope:
    typed = kept_by(request).get(str(number))
    if typed is None:
        raise Http404
    hits, told = _best(queries.find(request.actor, typed, KINDS))
    ids = {kind: [hit.thing_id for hit in hits if hit.kind == kind] for kind in KINDS}
    said = ContactMoment.objects.visible_to(request.actor).filter(pk__in=ids["contact"])
    given = Promise.objects.visible_to(request.actor).filter(pk__in=ids["promise"])
    return Scope(
        title=typed,
        matters=(
            Q(pk__in=ids["matter"]),
            Q(party_id__in=ids["party"]),
            Q(pk__in=said.values("matter_id")),
            Q(pk__in=given.values("matter_id")),
        ),
        promise_ids=tuple(ids["promise"]),
        told=told,
    )


def _best(found: Found) -> tuple[list[Hit], tuple[str, ...]]:
    """Of what was found only what fits best: paper does not guess. And what that was, in words."""
    exact = [hit for hit in found.hits if hit.as_typed and hit.every_word]
    if exact:
        return exact, ()
    alike = [hit for hit in found.hits if hit.every_word]
    if alike:
        return alike, (_("Nothing has these very words. This looks like them."),)
    if found.hits:
        return list(found.hits), (_("Nothing has all your words. This has some of them."),)
    return [], ()


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
