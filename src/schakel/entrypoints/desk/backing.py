"""The form in which somebody says what is behind a network: at Beheer, and by its owner."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from schakel.domain.networks.actions import Backing
from schakel.domain.networks.models import Network
from schakel.domain.networks.rules import MOST_HOURS
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.widgets import DateInput

PLACES = {
    "owner": gettext_lazy("Owner"),
    "deputy": gettext_lazy("Deputy of the owner"),
    "administrative_sponsor": gettext_lazy("Administrative sponsor"),
    "political_sponsor": gettext_lazy("Political sponsor"),
}
NOBODY = ("", gettext_lazy("nobody"))


class BackingForm(forms.Form):
    """Who, with how many hours, to do what by themselves, and until when."""

    hours = forms.DecimalField(
        label=gettext_lazy("Hours a week, of all together"),
        min_value=0,
        max_value=MOST_HOURS,
        decimal_places=1,
        required=False,
    )
    mandate = forms.CharField(
        label=gettext_lazy("What may this network decide by itself?"),
        help_text=gettext_lazy("For example: up to 2,500 euros for each idea."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day of this network"),
        help_text=gettext_lazy("Leave this empty when it goes on."),
        widget=DateInput,
        required=False,
    )

    def __init__(self, people: Mapping[int, StaffMember], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [NOBODY, *((str(number), each.name) for number, each in people.items())]
        for place, label in PLACES.items():
            self.fields[place] = forms.TypedChoiceField(
                label=label,
                choices=choices,
                coerce=lambda number: people[int(number)],
                empty_value=None,
                required=False,
            )
        self.order_fields([*PLACES, "hours", "mandate", "ends_on"])

    def keep_owner(self) -> None:
        """Who owns it stays: somebody else decides on that."""
        self.fields["owner"].disabled = True


def backing_form(request: TenantRequest, network: Network, typed: Any) -> BackingForm:
    """As it stands now. Only an administrator chooses the owner."""
    now = {place: getattr(network, f"{place}_id") for place in PLACES}
    terms = {
        "hours": network.hours.normalize() if network.hours else Decimal(0),
        "mandate": network.mandate,
        "ends_on": network.ends_on,
    }
    form = BackingForm(_people(request, network), typed, initial={**now, **terms})
    if not request.actor.has_role(Role.ADMINISTRATOR):
        form.keep_owner()
    return form


def backing_of(typed: Mapping[str, Any]) -> Backing:
    """What was filled in."""
    chosen = {each.name: typed[each.name] for each in fields(Backing)}
    return Backing(**{**chosen, "hours": typed["hours"] or Decimal(0)})


def _people(request: TenantRequest, network: Network) -> dict[int, StaffMember]:
    """Who works here, and who stands behind it now, though they left."""
    working = StaffMember.objects.working_on(request.today).order_by("name", "pk")
    behind = [getattr(network, place) for place in PLACES]
    return {each.pk: each for each in [*working, *behind] if each is not None}
