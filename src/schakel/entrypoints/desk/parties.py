"""Mensen en groepen: everybody whom the reader knows, and finding one by name."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.connections.models import Connection
from schakel.domain.imports.rules import may_import
from schakel.domain.parties.models import Party
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import chosen_in
from schakel.entrypoints.desk.paging import page_of, read_words
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step
from schakel.foundation.ui.words import long_date

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FOUND_SHOWN = 10


class PartyFilters(forms.Form):
    """Who to show."""

    q = forms.CharField(label=gettext_lazy("Name"), max_length=100, required=False)
    letter = forms.RegexField(
        regex=r"^[A-Z]$", widget=forms.HiddenInput, max_length=1, required=False
    )


@staff_only("connector", "official", "volunteer")
def parties(request: TenantRequest) -> HttpResponse:
    """A page of names, in order."""
    form, chosen = chosen_in(request, PartyFilters)
    page = page_of(
        request, _filtered(request.actor, chosen), "name_key", read_words, descending=False
    )
    return render(
        request,
        "parties/parties.html",
        {
            "form": form,
            "letters": LETTERS,
            "letter": chosen.get("letter", ""),
            "rows": [_row(party, request.today) for party in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
            "may_import": may_import(request.actor),
            "is_filtered": bool(chosen.get("q") or chosen.get("letter")),
        },
    )


@staff_only("connector", "official", "volunteer")
def lookup(request: TenantRequest) -> HttpResponse:
    """Choose somebody who is known, as a step in taking something in."""
    return choose_party(request, f"{reverse('intake')}?party=", new_url=reverse("intake"))


def choose_party(
    request: TenantRequest, to: str, *, new_url: str = "", besides: Party | None = None
) -> HttpResponse:
    """Find somebody by name; who is chosen goes on at ``to``, which ends before their number."""
    form, chosen = chosen_in(request, PartyFilters)
    words = chosen.get("q", "").split()
    return render(
        request,
        "parties/lookup.html",
        {
            "form": form,
            "asked": bool(words),
            "rows": [_choice(each, to) for each in find(request.actor, words) if each != besides],
            "about": besides.name if besides else "",
            "new_url": new_url,
        },
    )


def find(actor: Actor, words: list[str]) -> list[Party]:
    """Whose name has a word for each of ``words``, at most ``FOUND_SHOWN``."""
    if not words:
        return []
    found = Party.objects.visible_to(actor).by_name()
    for word in words:
        found = found.called(word)
    return list(found[:FOUND_SHOWN])


def listed(request: TenantRequest) -> QuerySet[Party]:
    """All that the filters leave."""
    _form, chosen = chosen_in(request, PartyFilters)
    return _filtered(request.actor, chosen)


def _filtered(actor: Actor, chosen: dict[str, Any]) -> QuerySet[Party]:
    visible = Connection.objects.with_us().visible_to(actor)
    bonds = visible.filter(party=OuterRef("pk")).order_by()
    latest = bonds.values("party").annotate(latest=Max("last_contact_on")).values("latest")
    found = Party.objects.visible_to(actor).by_name().annotate(spoken_on=Subquery(latest))
    if chosen.get("letter"):
        found = found.filter(name_key__startswith=chosen["letter"].lower())
    for word in chosen.get("q", "").split():
        found = found.called(word)
    return found


def _row(party: Any, today: date) -> Row:
    if party.spoken_on is None:
        spoken = _("No contact recorded yet.")
    else:
        spoken = _("Last contact recorded: %(day)s.") % {"day": long_date(party.spoken_on, today)}
    return Row(
        who=party.name,
        url=reverse("party", args=[party.pk]),
        what=f"{capfirst(_who(party))}. {spoken}",
    )


def _choice(party: Party, to: str) -> Row:
    return Row(
        who=party.name,
        url=reverse("party", args=[party.pk]),
        what=f"{capfirst(_who(party))}.",
        steps=(Step(_("Choose"), f"{to}{party.pk}"),),
    )


def _who(party: Party) -> str:
    """The kind of party; of a person, which side of the neighbourhood they stand for."""
    if party.kind == "person":
        return str(party.get_sector_display())
    return str(party.get_kind_display())
