"""Beheer: functions that carry, who holds each, and who stands in while it is vacant."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.continuity.actions.positions import fill_position
from schakel.domain.continuity.queries.hand_over_pages import number_carried_by
from schakel.domain.organisations.models import Unit
from schakel.domain.staff.actions import add_position
from schakel.domain.staff.models import Position, StaffMember
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.entrypoints.desk.paging import page_of, read_words
from schakel.entrypoints.desk.steps import take_step
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag


class NewForm(forms.Form):
    """A function, who holds it and who stands in for it."""

    name = forms.CharField(label=gettext_lazy("Name of the function"), max_length=200)
    holder = forms.ModelChoiceField(
        label=gettext_lazy("Who holds it?"),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("nobody: it is vacant"),
        required=False,
    )
    fallback = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in while it is vacant?"),
        queryset=StaffMember.objects.none(),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("none"),
        required=False,
    )


class FillForm(forms.Form):
    """Who holds a function from now on."""

    holder = forms.ModelChoiceField(
        label=gettext_lazy("Who holds it from now on?"),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("nobody: it is vacant"),
        required=False,
    )


@staff_only(Role.ADMINISTRATOR)
def positions(request: TenantRequest) -> HttpResponse:
    """Every function, by name."""
    found = Position.objects.select_related("holder", "fallback", "unit")
    page = page_of(request, found, "name", read_words, descending=False)
    return render(
        request,
        "positions/positions.html",
        {
            "rows": [_row(each) for each in page.rows],
            "newer_url": page.back_url,
            "older_url": page.on_url,
        },
    )


@staff_only(Role.ADMINISTRATOR)
def new(request: TenantRequest) -> HttpResponseBase:
    """Add a function."""
    form = NewForm(request.POST if request.method == "POST" else None)
    for name in ("holder", "fallback"):
        choose(form, name, _working(request))
    choose(form, "unit", Unit.objects.order_by("name"))
    return take_step(
        request,
        form,
        lambda: add_position(actor=request.actor, now=request.now, **form.cleaned_data),
        said=_("This function is there now."),
        back=reverse("positions"),
        title=_("A new function"),
        about="",
        submit_label=_("Add"),
        told=[
            _("A function can carry contacts. Whoever holds it is the contact person."),
            _("When it gets vacant, whoever stands in is the contact person at once."),
        ],
    )


@staff_only(Role.ADMINISTRATOR)
def fill(request: TenantRequest, position_id: int) -> HttpResponseBase:
    """Somebody takes a function on, or it becomes vacant; what follows stands above the form."""
    found = get_object_or_404(Position.objects.select_related("holder", "fallback"), pk=position_id)
    form = FillForm(
        request.POST if request.method == "POST" else None, initial={"holder": found.holder_id}
    )
    choose(form, "holder", _working(request).exclude(pk=found.fallback_id))
    carried = number_carried_by(found)
    return take_step(
        request,
        form,
        lambda: fill_position(
            actor=request.actor,
            position=found,
            holder=form.cleaned_data["holder"],
            today=request.today,
            now=request.now,
        ),
        said=_("This is kept."),
        back=reverse("positions"),
        title=found.name,
        about="",
        submit_label=_("Save"),
        told=[who_holds(found), *_what_follows(found, carried)],
    )


def who_holds(position: Position) -> str:
    """ "Buurtregisseur: Sam.", or that it is vacant and who does its work."""
    words = {"position": position.name}
    if position.holder is None:
        words["name"] = position.fallback.name
        return _("%(position)s is vacant: %(name)s stands in.") % words
    words["name"] = position.holder.name
    return _("%(position)s is %(name)s.") % words


def _what_follows(found: Position, carried: int) -> list[str]:
    words = {"n": carried, "name": found.fallback.name}
    return [
        ngettext("It carries %(n)s contact.", "It carries %(n)s contacts.", carried) % words,
        _("Who takes it on carries all of it at once, and gets the dossiers."),
        _("They are introduced to each of them, and what is in confidence is asked."),
        _("When it is vacant, %(name)s carries all of it.") % words,
    ]


def _working(request: TenantRequest) -> Any:
    return StaffMember.objects.working_on(request.today).order_by("name", "pk")


def _row(position: Position) -> Row:
    vacant = position.holder_id is None
    return Row(
        who=position.name,
        state=State.THIN if vacant else State.WHOLE,
        tag=Tag(_("vacant"), Kind.WATCH) if vacant else None,
        what=who_holds(position),
        why=position.unit.name if position.unit else "",
        steps=(Step(_("Change"), reverse("position-fill", args=[position.pk])),),
    )
