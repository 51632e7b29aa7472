"""Any list of the desk as a file: what its filters leave of what the reader may see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.matters.models import Confidant
from schakel.entrypoints.desk import (
    connections,
    initiatives,
    matters,
    numbers,
    outbox,
    parties,
    standings,
)
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import chosen_in
from schakel.foundation.files.tables import Cell, as_csv, as_xlsx
from schakel.foundation.journal.actions import record
from schakel.foundation.tenancy.context import show_matters, within_tenant
from schakel.foundation.tenancy.requests import TenantRequest

MOST_ROWS = 10_000
_AT_A_TIME = 500
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Heading = Any
Columns = Sequence[tuple[Heading, Callable[[Any], Cell]]]


@dataclass(frozen=True)
class List:
    """A list of the desk. ``name`` is what the journal calls it, ``order`` that of its page.

    ``readers`` are the roles that may see it.
    """

    name: str
    title: Heading
    rows: Callable[[TenantRequest], QuerySet[Any]]
    order: tuple[str, ...]
    columns: Callable[[TenantRequest], Columns]
    filters: type[forms.Form] | None = None
    readers: tuple[str, ...] = ("connector", "official", "volunteer")


@staff_only()
def download(request: TenantRequest, what: str, form: str) -> HttpResponseBase:
    """The file, read while it is sent. That it was taken, and how much, is written down first."""
    chosen = LISTS.get(what)
    if chosen is None or form not in _TYPES or not request.actor.has_role(*chosen.readers):
        raise Http404
    rows = chosen.rows(request).order_by(*chosen.order)
    count = rows[: MOST_ROWS + 1].count()
    record(
        "list.exported",
        actor=request.actor,
        subject="tenant",
        subject_id=request.tenant.pk,
        details={
            "list": chosen.name,
            "form": form,
            "count": min(count, MOST_ROWS),
            **_filters(request, chosen),
        },
        now=request.now,
    )
    title = str(chosen.title)
    lines = _lines(request, chosen, rows)
    content = as_csv(lines) if form == "csv" else as_xlsx(lines, title=title)
    response = StreamingHttpResponse(_within(request, content), content_type=_TYPES[form])
    name = f"{slugify(title)}-{request.today}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _within(request: TenantRequest, content: Iterator[bytes]) -> Iterator[bytes]:
    """As the reader, after the transaction of the request; in their language and their time."""
    language = translation.get_language() or request.tenant.language
    with (
        timezone.override(request.tenant.time_zone),
        translation.override(language),
        within_tenant(request.tenant.pk),
    ):
        confided = Confidant.objects.of(request.actor.staff_id)
        show_matters(confided.values_list("matter_id", flat=True))
        yield from content


def _lines(request: TenantRequest, chosen: List, rows: QuerySet[Any]) -> Iterator[Sequence[Cell]]:
    columns = chosen.columns(request)
    yield [str(heading) for heading, _cell in columns]
    for number, row in enumerate(rows[: MOST_ROWS + 1].iterator(chunk_size=_AT_A_TIME)):
        if number == MOST_ROWS:
            yield [
                _("There is more. Here are the first %(most)d; choose less to get the rest.")
                % {"most": MOST_ROWS}
            ]
            return
        yield [cell(row) for _heading, cell in columns]


def _filters(request: TenantRequest, chosen: List) -> dict[str, object]:
    """By what the list was narrowed, as codes and numbers; of typed words only that there were."""
    if chosen.filters is None:
        return {}
    form, values = chosen_in(request, chosen.filters)
    found: dict[str, object] = {}
    for name, value in values.items():
        if not value:
            continue
        if isinstance(value, Model):
            found[f"{name}_id"] = value.pk
        elif isinstance(form.fields[name], (forms.ChoiceField, forms.BooleanField)):
            found[name] = value
        elif isinstance(value, int):
            found["carrier_id"] = value
        else:
            found[name] = True
    return found


def _day(moment: Any) -> Cell:
    return timezone.localdate(moment) if moment else None


def _name(named: Any) -> Cell:
    return str(named.name) if named is not None else ""


def _yes(holds: bool) -> Cell:
    return _("yes") if holds else ""


def _of_matters(request: TenantRequest) -> Columns:
    return (
        (_("Reference"), lambda each: each.reference),
        (_("Came on"), lambda each: _day(each.received_at)),
        (_("Who"), lambda each: each.party.name),
        (_("Subject"), lambda each: each.shown_subject),
        (_("Kind"), lambda each: str(each.get_kind_display())),
        (_("Status"), lambda each: str(each.get_status_display())),
        (_("Contact person"), lambda each: each.owner.name),
        (_("Substitute"), lambda each: _name(each.second)),
        (_("Theme"), lambda each: _name(each.theme)),
        (_("Neighbourhood"), lambda each: _name(each.area)),
        (_("Answer at the latest"), lambda each: each.due_on),
        (_("Ended on"), lambda each: _day(each.ended_at)),
        (_("In confidence"), lambda each: _yes(each.confidential)),
    )


def _of_connections(request: TenantRequest) -> Columns:
    return (
        (_("Who"), lambda each: standings.names_of(each.connection)),
        (_("Network"), lambda each: each.connection.network.name),
        (_("Theme"), lambda each: _name(each.connection.theme)),
        (_("Neighbourhood"), lambda each: _name(each.connection.area)),
        (_("How it goes"), lambda each: standings.tag_of(each).label),
        (_("Since"), lambda each: each.since),
        (_("Last contact"), lambda each: each.connection.last_contact_on),
        (_("In confidence"), lambda each: _yes(each.connection.is_confidential)),
    )


def _of_parties(request: TenantRequest) -> Columns:
    return (
        (_("Name"), lambda each: each.name),
        (_("Kind"), lambda each: str(each.get_kind_display())),
        (_("Sector"), lambda each: str(each.get_sector_display())),
        (_("Last contact"), lambda each: each.spoken_on),
    )


def _of_initiatives(request: TenantRequest) -> Columns:
    return (
        (_("Reference"), lambda each: each.matter.reference),
        (_("Who"), lambda each: each.matter.party.name),
        (_("Subject"), lambda each: each.matter.shown_subject),
        (_("Kind"), lambda each: str(each.get_kind_display())),
        (_("Phase"), lambda each: str(each.get_phase_display())),
        (_("In this phase since"), lambda each: each.phase_since),
        (_("Who does what"), lambda each: str(each.get_course_display())),
    )


def _of_outbox(request: TenantRequest) -> Columns:
    return (
        (_("Made on"), lambda each: _day(each.created_at)),
        (_("To"), outbox.receiver),
        (_("Subject"), lambda each: each.subject),
        (_("Status"), lambda each: str(each.get_state_display())),
    )


def _of_numbers(request: TenantRequest) -> Columns:
    return (
        (_("Quarter from"), lambda each: each.quarter_from),
        (_("What"), lambda each: capfirst(str(each.get_measure_display()))),
        (_("Neighbourhood"), lambda each: _name(each.area)),
        (_("Theme"), lambda each: _name(each.theme)),
        (_("Cause"), lambda each: capfirst(str(each.get_cause_display()))),
        (_("Number"), lambda each: _("under 5") if each.number is None else each.number),
    )


LISTS: Mapping[str, List] = {
    "kwesties": List(
        "matters",
        gettext_lazy("Matters"),
        matters.listed,
        ("-received_at", "-pk"),
        _of_matters,
        matters.MatterFilters,
    ),
    "verbindingen": List(
        "connections",
        gettext_lazy("Connections"),
        connections.listed,
        ("place", "pk"),
        _of_connections,
        connections.ConnectionFilters,
    ),
    "mensen": List(
        "parties",
        gettext_lazy("People and groups"),
        parties.listed,
        ("name_key", "pk"),
        _of_parties,
        parties.PartyFilters,
    ),
    "initiatieven": List(
        "initiatives",
        gettext_lazy("Initiatives"),
        initiatives.listed,
        ("-pk",),
        _of_initiatives,
        initiatives.InitiativeFilters,
    ),
    "uitgaand": List(
        "outbox",
        gettext_lazy("Outgoing messages"),
        outbox.listed,
        ("-created_at", "-pk"),
        _of_outbox,
    ),
    "vastgelopen-cijfers": List(
        "numbers",
        gettext_lazy("Stuck, in numbers"),
        numbers.listed,
        ("-quarter_from", "pk"),
        _of_numbers,
        readers=numbers.READERS,
    ),
}
