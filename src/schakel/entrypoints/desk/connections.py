"""Verbindingen: with whom we stand in connection, and how that goes in words."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from schakel.algorithms.tie_decay.calendar import Calendar
from schakel.domain.connections.actions import tie_of
from schakel.domain.connections.models import Connection
from schakel.domain.connections.queries import quiet_calendar
from schakel.domain.connections.rules import Contact, contact_on
from schakel.entrypoints.desk.attention import contact_tag, last_contact
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import ALL, ListFilters, chosen_in, narrowed
from schakel.entrypoints.desk.paging import page_of, read_day
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row

# After every day on which a connection falls silent: those without contact come last.
_NEVER = date(9999, 12, 31)


class ConnectionFilters(ListFilters):
    """Which connections to show."""

    field_order = ("how",)

    how = forms.ChoiceField(
        label=gettext_lazy("How it goes"),
        choices=[
            ALL,
            ("silent", gettext_lazy("not spoken for long")),
            ("spoken", gettext_lazy("good, or watch")),
            ("none", gettext_lazy("no contact recorded")),
            ("resting", gettext_lazy("rest")),
            ("completed", gettext_lazy("completed")),
        ],
        required=False,
    )


@staff_only("connector", "official", "volunteer")
def connections(request: TenantRequest) -> HttpResponse:
    """A page of connections: those first that were silent first, or will be."""
    form, chosen = chosen_in(request, ConnectionFilters)
    page = page_of(
        request,
        _filtered(request.actor, chosen, request.today),
        "quiet_from",
        read_day,
        descending=False,
    )
    calendar = quiet_calendar()
    return render(
        request,
        "connections/connections.html",
        {
            "form": form,
            "rows": [_row(each, request.today, calendar) for each in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
            "is_filtered": bool(request.GET),
        },
    )


def listed(request: TenantRequest) -> QuerySet[Connection]:
    """All that the filters leave, with everything that stands in a file of it."""
    _form, chosen = chosen_in(request, ConnectionFilters)
    return _filtered(request.actor, chosen, request.today).select_related("network")


def how_it_goes(connection: Connection, today: date, calendar: Calendar) -> str:
    """In a word or two."""
    return contact_tag(_contact(connection, today, calendar))[1].label


def _filtered(actor: Actor, chosen: dict[str, Any], today: date) -> QuerySet[Connection]:
    how = chosen.get("how")
    found = (
        Connection.objects.visible_to(actor)
        .select_related("party", "theme", "area")
        .annotate(quiet_from=Coalesce("silent_on", Value(_NEVER), output_field=DateField()))
        .filter(completed_on__isnull=how != "completed")
    )
    if how == "resting":
        found = found.resting(today)
    elif how == "silent":
        found = found.awake(today).filter(silent_on__lte=today)
    elif how == "spoken":
        found = found.awake(today).filter(silent_on__gt=today)
    elif how == "none":
        found = found.awake(today).filter(silent_on__isnull=True)
    if chosen.get("carrier") == "me" and actor.staff_id is not None:
        found = found.carried_by([actor.staff_id])
    return narrowed(found, chosen, "theme", "area")


def _row(connection: Connection, today: date, calendar: Calendar) -> Row:
    state, tag = contact_tag(_contact(connection, today, calendar))
    about = [each.name for each in (connection.theme, connection.area) if each is not None]
    return Row(
        who=connection.party.name,
        url=reverse("connection", args=[connection.pk]),
        state=state,
        tag=tag,
        what=last_contact(connection, today),
        why=" · ".join(about),
    )


def _contact(connection: Connection, today: date, calendar: Calendar) -> Contact:
    return contact_on(
        tie_of(connection, calendar),
        today,
        resting_until=connection.resting_until,
        completed=connection.completed_on is not None,
    )
