"""How one party belongs to another, from a day on until a day."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.parties import queries
from schakel.domain.parties.actions import end_relation, relate_parties
from schakel.domain.parties.models import Party, PartyKind, PartyRelation, RelationKind
from schakel.domain.spokespersons.queries import spokespersons
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.parties import choose_party
from schakel.entrypoints.desk.steps import take_step, way_back
from schakel.entrypoints.desk.visible import party_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date

# In a value of ``how``: it is the other one who does it.
_TURNED = "turned-"


class RelationForm(forms.Form):
    """How the two belong together, and since when.

    For a group that somebody speaks for (``spoken_for``), another one comes by a change.
    """

    how = forms.ChoiceField(
        label=gettext_lazy("How do they belong together?"), widget=forms.RadioSelect
    )
    from_on = forms.DateField(label=gettext_lazy("Since when?"), widget=DateInput)

    def __init__(
        self,
        party: Party,
        other: Party,
        spoken_for: Collection[int],
        *arguments: Any,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        how = self.fields["how"]
        assert isinstance(how, forms.ChoiceField)
        ways = [
            (kind.value, _sentence(party, kind, other))
            for kind in RelationKind
            if kind is not RelationKind.REPRESENTS or other.pk not in spoken_for
        ]
        turned = [
            (f"{_TURNED}{kind.value}", _sentence(other, kind, party))
            for kind in RelationKind
            if kind is not RelationKind.WORKS_WITH
            and (kind is not RelationKind.REPRESENTS or party.pk not in spoken_for)
        ]
        how.choices = ways + turned


class EndForm(forms.Form):
    """Until when."""

    until_on = forms.DateField(label=gettext_lazy("Until when?"), widget=DateInput)


@staff_only("connector", "official", "volunteer")
def relate(request: TenantRequest, party_id: int) -> HttpResponseBase:
    """First the other one is found by name, then how they belong together."""
    party = party_of(request, party_id)
    number = request.GET.get("other", "")
    if not number.isdecimal():
        return choose_party(request, f"{request.path}?other=", besides=party)
    other = party_of(request, int(number))
    spoken_for = [
        each.pk
        for each in (party, other)
        if each.kind == PartyKind.GROUP and spokespersons(each, request.today)
    ]
    start = {"from_on": request.today}
    form = RelationForm(party, other, spoken_for, request.POST or None, initial=start)
    told = [_("This says nothing about who may see what.")]
    if spoken_for:
        told.append(_("Does somebody else speak for the group? Arrange that on its own page."))
    return take_step(
        request,
        form,
        lambda: _relate(request, party, other, form),
        said=_("It is kept how they belong together. It stands with both."),
        back=reverse("party", args=[party.pk]),
        title=_("Who belongs together"),
        about=_("%(one)s and %(other)s") % {"one": party.name, "other": other.name},
        submit_label=_("Save"),
        told=told,
    )


@staff_only("connector", "official", "volunteer")
def end(request: TenantRequest, relation_id: int) -> HttpResponseBase:
    """They do not belong together any more; that they did stays."""
    found = queries.relation(request.actor, relation_id)
    if found is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"until_on": request.today})
    return take_step(
        request,
        form,
        lambda: end_relation(
            actor=request.actor, relation=found, **form.cleaned_data, now=request.now
        ),
        said=_("It is kept until when they belonged together."),
        back=way_back(request, reverse("party", args=[found.party_id])),
        title=_("This has ended?"),
        about=capfirst(_sentence(found.party, RelationKind(found.kind), found.other)),
        submit_label=_("Save"),
        told=[
            _("It began on %(day)s. That stays to be read.")
            % {"day": long_date(found.from_on, request.today)}
        ],
    )


def _relate(
    request: TenantRequest, party: Party, other: Party, form: RelationForm
) -> PartyRelation:
    how = form.cleaned_data["how"]
    one, another = (other, party) if how.startswith(_TURNED) else (party, other)
    return relate_parties(
        actor=request.actor,
        party=one,
        other=another,
        kind=RelationKind(how.removeprefix(_TURNED)),
        from_on=form.cleaned_data["from_on"],
        today=request.today,
        now=request.now,
    )


def _sentence(one: Party, kind: RelationKind, other: Party) -> str:
    return f"{one.name} {kind.label} {other.name}"
