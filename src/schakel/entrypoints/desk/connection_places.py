"""Who carries a connection: what is handed over of it, a deputy for it, a function that carries."""

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank, may_work_on
from schakel.domain.continuity.actions.passings import seek_second
from schakel.domain.continuity.actions.positions import carry_by_position
from schakel.domain.continuity.models import Passing
from schakel.domain.continuity.queries.hand_over_pages import held_places, to_ask
from schakel.domain.continuity.rules import Course
from schakel.domain.staff.models import Position
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.entrypoints.desk.hand_over_rows import READ_ALONG, passing_row
from schakel.entrypoints.desk.hand_over_steps import AskForm
from schakel.entrypoints.desk.hand_overs import reader_of
from schakel.entrypoints.desk.positions import who_holds
from schakel.entrypoints.desk.standings import names_of
from schakel.entrypoints.desk.steps import take_step
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, State, Step

PASSINGS_SHOWN = 20
_PLACES = [
    (CarrierRank.FIRST.value, gettext_lazy("regular contact person")),
    (CarrierRank.SECOND.value, gettext_lazy("deputy")),
]


class PositionForm(forms.Form):
    """Which function carries, and in which place."""

    position = forms.ModelChoiceField(
        label=gettext_lazy("Which function?"),
        queryset=Position.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    rank = forms.ChoiceField(
        label=gettext_lazy("In which place?"),
        choices=_PLACES,
        widget=forms.RadioSelect,
        initial=CarrierRank.FIRST.value,
    )


@staff_only()
def places(request: TenantRequest, connection_id: int) -> HttpResponse:
    """Who carries it now, and what of it is handed over."""
    found = _connection_of(request, connection_id)
    here = reverse("connection-places", args=[found.pk])
    carriers = held_places(found)
    passings = list(
        Passing.objects.visible_to(request.actor)
        .going_on()
        .of_connection(found)
        .select_related(*READ_ALONG)[:PASSINGS_SHOWN]
    )
    reader = reader_of(request, passings, here)
    return render(
        request,
        "hand_overs/places.html",
        {
            "title": _("Who carries this"),
            "about": names_of(found),
            "back": reverse("connection", args=[found.pk]),
            "carriers": [_carrier_row(each) for each in carriers],
            "passings": [passing_row(each, reader) for each in passings],
            "steps": _steps(request, found, carriers, passings),
        },
    )


@staff_only()
def second(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """Ask somebody to be the deputy of a connection that has none."""
    found = _worked_on(request, connection_id)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        people=to_ask(found, CarrierRank.SECOND, None, request.today),
    )
    return take_step(
        request,
        form,
        lambda: seek_second(
            actor=request.actor,
            connection=found,
            member=form.chosen,
            today=request.today,
            now=request.now,
        ),
        said=_("This is asked."),
        back=reverse("connection-places", args=[found.pk]),
        title=_("Ask for a deputy"),
        about=names_of(found),
        submit_label=_("Ask"),
        told=[
            _("They hear it today, and say yes or no."),
            _("After their yes they get to know each other."),
        ],
    )


@staff_only()
def by_position(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """Have a function carry it: whoever holds that, carries this."""
    found = _worked_on(request, connection_id)
    form = PositionForm(request.POST if request.method == "POST" else None)
    choose(form, "position", Position.objects.order_by("name"))
    return take_step(
        request,
        form,
        lambda: carry_by_position(
            actor=request.actor,
            connection=found,
            rank=CarrierRank(form.cleaned_data["rank"]),
            position=form.cleaned_data["position"],
            today=request.today,
            now=request.now,
        ),
        said=_("From now on a function carries this."),
        back=reverse("connection-places", args=[found.pk]),
        title=_("Have a function carry this"),
        about=names_of(found),
        submit_label=_("Have it carry this"),
        told=[
            _("Whoever holds the function carries this from now on."),
            _("While it is vacant, whoever stands in for it does so."),
            _("Who carries this now in that place stops."),
        ],
    )


def _connection_of(request: TenantRequest, connection_id: int) -> Connection:
    visible = Connection.objects.visible_to(request.actor)
    return get_object_or_404(
        visible.select_related("party", "other_party", "network"), pk=connection_id
    )


def _may_work(request: TenantRequest, found: Connection, carriers: list[Carrier]) -> bool:
    carrying = [each.staff_id for each in carriers]
    return found.completed_on is None and may_work_on(request.actor, carrying, found.network_id)


def _worked_on(request: TenantRequest, connection_id: int) -> Connection:
    found = _connection_of(request, connection_id)
    if not _may_work(request, found, held_places(found)):
        raise Http404
    return found


def _carrier_row(carrier: Carrier) -> Row:
    accepted = carrier.accepted_at is not None
    position = carrier.position
    return Row(
        who=carrier.staff.shown_name,
        state=State.WHOLE if accepted else State.THIN,
        what=str(dict(_PLACES)[carrier.rank]) + ("" if accepted else _(", has not said yes yet")),
        why=who_holds(position) if position is not None else "",
    )


def _steps(
    request: TenantRequest, found: Connection, carriers: list[Carrier], passings: list[Passing]
) -> list[Step]:
    """Ask for a deputy where there is none, and nobody is asked; have a function carry it."""
    if not _may_work(request, found, carriers):
        return []
    steps = []
    second = CarrierRank.SECOND.value
    is_asked = any(each.rank == second and each.course != Course.SEEKING for each in passings)
    if not is_asked and all(each.rank != second for each in carriers):
        url = reverse("connection-second", args=[found.pk])
        steps.append(Step(_("Ask for a deputy"), url, first=True))
    if Position.objects.exists():
        url = reverse("connection-position", args=[found.pk])
        steps.append(Step(_("Have a function carry this"), url))
    return steps
