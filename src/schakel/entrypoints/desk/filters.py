"""What the lists of the desk are narrowed by. The filters live in the address."""

from typing import Any, TypeVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from schakel.domain.organisations.models import Area, Theme

Rows = TypeVar("Rows", bound=QuerySet[Any])
ALL = ("", gettext_lazy("all"))


class ListFilters(forms.Form):
    """What every list about themes and neighbourhoods can be narrowed by."""

    carrier = forms.ChoiceField(
        label=gettext_lazy("Carried by"),
        choices=[ALL, ("me", gettext_lazy("me"))],
        required=False,
    )
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Theme"),
        queryset=Theme.objects.none(),
        empty_label=gettext_lazy("all"),
        required=False,
    )
    area = forms.ModelChoiceField(
        label=gettext_lazy("Neighbourhood"),
        queryset=Area.objects.none(),
        empty_label=gettext_lazy("all"),
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choose(self, "theme", Theme.objects.filter(is_active=True).order_by("name"))
        choose(self, "area", Area.objects.own())


def choose(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    """Read the choices of a field within the tenant of this request."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = choices


def chosen_in(request: HttpRequest, kind: type[forms.Form]) -> tuple[forms.Form, dict[str, Any]]:
    """The filters of the address, and what they say; nothing when they make no sense."""
    form = kind(request.GET or None)
    return form, form.cleaned_data if form.is_bound and form.is_valid() else {}


def narrowed(found: Rows, chosen: dict[str, Any], *names: str) -> Rows:
    """Only the rows of which each of these fields is as chosen, where anything is."""
    return found.filter(**{name: chosen[name] for name in names if chosen.get(name)})
