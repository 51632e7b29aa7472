"""Verbindingen: with whom we stand in connection, and how that goes in words."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from schakel.domain.connections.models import Connection
from schakel.domain.health.models import STATE_WORDS, Standing
from schakel.domain.health.rules import State, places_of
from schakel.entrypoints.desk.attention import last_contact
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import ALL, ListFilters, chosen_in
from schakel.entrypoints.desk.paging import page_of
from schakel.entrypoints.desk.standings import about_of, link_of, names_of, tag_of, worst_in_words
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row


class ConnectionFilters(ListFilters):
    """Which connections to show."""

    field_order = ("how",)

    how = forms.ChoiceField(
        label=gettext_lazy("How it goes"),
        choices=[
            ALL,
            *STATE_WORDS,
            ("silent", gettext_lazy("not spoken for long")),
            ("none", gettext_lazy("no contact recorded")),
        ],
        required=False,
    )


@staff_only("connector", "official", "volunteer")
def connections(request: TenantRequest) -> HttpResponse:
    """A page of connections: what goes worst first, and of that what does so for longest."""
    form, chosen = chosen_in(request, ConnectionFilters)
    found = _filtered(request.actor, chosen, request.today)
    page = page_of(request, found, "place", int, descending=False)
    return render(
        request,
        "connections/connections.html",
        {
            "form": form,
            "rows": [_row(each, request.today) for each in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
            "is_filtered": bool(request.GET),
        },
    )


def listed(request: TenantRequest) -> QuerySet[Standing]:
    """All that the filters leave, with everything that stands in a file of it."""
    _form, chosen = chosen_in(request, ConnectionFilters)
    found = _filtered(request.actor, chosen, request.today)
    return found.select_related("connection__network")


def _filtered(actor: Actor, chosen: dict[str, Any], today: date) -> QuerySet[Standing]:
    """Each connection by its standing, which it has as soon as the worker heard of it."""
    how = chosen.get("how")
    fields = {f"connection__{name}": chosen[name] for name in ("theme", "area") if chosen.get(name)}
    found = (
        Standing.objects.visible_to(actor)
        .filter(**fields)
        .select_related(
            "connection__party",
            "connection__other_party",
            "connection__theme",
            "connection__area",
        )
    )
    if how in list(State):
        places = places_of(State(how))
        found = found.filter(place__gte=places.start, place__lt=places.stop)
    else:
        found = found.filter(place__lt=places_of(State.COMPLETED).start)
    if how in ("silent", "none"):
        silent = Q(silent_on__lte=today) if how == "silent" else Q(silent_on__isnull=True)
        awake = Connection.objects.visible_to(actor).awake(today)
        found = found.filter(connection__in=awake.filter(silent))
    if chosen.get("carrier") == "me" and actor.staff_id is not None:
        found = found.carried_by([actor.staff_id])
    return found


def _row(standing: Standing, today: date) -> Row:
    connection = standing.connection
    return Row(
        who=names_of(connection),
        url=reverse("connection", args=[connection.pk]),
        state=link_of(standing),
        tag=tag_of(standing),
        what=worst_in_words(standing, today) or last_contact(connection, today),
        why=about_of(connection),
    )
