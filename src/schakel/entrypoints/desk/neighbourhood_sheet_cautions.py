"""Niet beloven: what nobody should promise now about an area, a theme or a network."""

from datetime import date, timedelta

from django import forms
from django.db.models import Model
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.cautions.actions import end_caution, give_caution
from schakel.domain.cautions.models import Caution
from schakel.domain.cautions.rules import LONGEST, may_give
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.staff.rules import first_day_after
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, is_done
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date

READERS = ("connector", "official", "volunteer")
SHOWN = 100


class CautionForm(forms.Form):
    """What not to promise, about what, and for how long."""

    about = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    words = forms.CharField(
        label=gettext_lazy("What not to promise?"),
        help_text=gettext_lazy("One or two sentences. Name no residents."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Until and including which day?"),
        help_text=gettext_lazy("Leave it empty when you do not know."),
        widget=DateInput,
        required=False,
    )


@staff_only(*READERS)
def cautions(request: TenantRequest) -> HttpResponseBase:
    """All that holds today, and a form for one more."""
    things = _things(request.actor)
    form = CautionForm(request.POST if request.method == "POST" else None)
    field = form.fields["about"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(key, str(thing)) for key, thing in things.items()]
    if is_done(request, form, lambda: _give(request, form, things)):
        return redirect("cautions")
    standing = (
        Caution.objects.visible_to(request.actor)
        .standing(request.today)
        .select_related("area", "theme", "network", "said_by")[:SHOWN]
    )
    may = may_give(request.actor)
    return render(
        request,
        "neighbourhood_sheet/cautions.html",
        {
            "form": form if may else None,
            "rows": [_row(each, request.today, may_end=may) for each in standing],
        },
    )


@staff_only(*READERS)
def end(request: TenantRequest, caution_id: int) -> HttpResponseBase:
    """It holds no longer."""
    caution = get_object_or_404(Caution.objects.visible_to(request.actor), pk=caution_id)
    if request.method == "POST":
        in_one_click(
            request,
            lambda: end_caution(
                actor=request.actor, caution=caution, today=request.today, now=request.now
            ),
            _("This no longer stands on a sheet."),
        )
    return redirect("cautions")


def _things(actor: Actor) -> dict[str, Model]:
    """What it can be about, by the value of the choice."""
    found: dict[str, Model] = {f"area-{each.pk}": each for each in Area.objects.own()}
    themes = Theme.objects.filter(is_active=True).order_by("name")
    found |= {f"theme-{each.pk}": each for each in themes}
    networks = Network.objects.filter(pk__in=actor.network_ids).order_by("name")
    return found | {f"network-{each.pk}": each for each in networks}


def _give(request: TenantRequest, form: forms.Form, things: dict[str, Model]) -> None:
    about = things[form.cleaned_data["about"]]
    assert isinstance(about, Area | Theme | Network)
    last_day = form.cleaned_data["last_day"]
    give_caution(
        actor=request.actor,
        about=about,
        words=form.cleaned_data["words"],
        until_on=first_day_after(last_day) if last_day else None,
        today=request.today,
        now=request.now,
    )


def _row(caution: Caution, today: date, *, may_end: bool) -> Row:
    said = {
        "name": caution.said_by.shown_name if caution.said_by else _("Somebody"),
        "day": long_date(caution.said_on, today),
    }
    why = _("%(name)s said so on %(day)s.") % said
    if caution.until_on:
        last_day = long_date(caution.until_on - timedelta(days=1), today)
        why += " " + _("It holds until and including %(day)s.") % {"day": last_day}
    step = Step(_("This no longer holds"), reverse("caution-end", args=[caution.pk]), post=True)
    return Row(
        who=str(caution.about),
        what=caution.words,
        why=why,
        steps=(step,) if may_end else (),
    )
