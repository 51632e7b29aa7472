"""Who carries a matter: saying yes to it, and giving it to somebody else."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.matters.actions import accept_matter, hand_over_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import candidates
from schakel.domain.matters.rules import Candidate, Rank, propose_carriers
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk import reasons
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, is_done, way_back
from schakel.entrypoints.desk.visible import matter_of, url_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import sentence_list

CANDIDATES_SHOWN = 20


class HandOverForm(forms.Form):
    """Which place, to whom, and why."""

    rank = forms.ChoiceField(
        label=gettext_lazy("Which place?"),
        choices=[
            (Rank.FIRST.value, gettext_lazy("regular contact person")),
            (Rank.SECOND.value, gettext_lazy("deputy")),
        ],
        widget=forms.RadioSelect,
        initial=Rank.FIRST.value,
    )
    to = forms.ChoiceField(
        label=gettext_lazy("To whom?"),
        help_text=gettext_lazy("Who fits best stands first, with the reasons."),
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why? Colleagues read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *arguments: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", _("Whoever fits best")), *people]


@require_POST
@staff_only()
def accept(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Say yes to carrying a matter."""
    matter = matter_of(request, matter_id)
    in_one_click(
        request,
        lambda: accept_matter(actor=request.actor, matter=matter, now=request.now),
        _("You carry “%(subject)s” from now on.") % {"subject": matter.shown_subject},
    )
    return redirect(way_back(request, url_of(matter)))


@staff_only()
def hand_over(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Give a matter another contact person or deputy; the resident hears of it."""
    matter = matter_of(request, matter_id)
    known = candidates(party_id=matter.party_id, today=request.today)
    form = HandOverForm(request.POST or None, people=_people(known, matter))
    if is_done(
        request,
        form,
        lambda: hand_over_matter(
            actor=request.actor,
            matter=matter,
            rank=Rank(form.cleaned_data["rank"]),
            to=_chosen(form),
            reason=form.cleaned_data["reason"],
            today=request.today,
            now=request.now,
        ),
    ):
        messages.success(request, _("This is handed over. The resident hears of it."))
        return redirect(way_back(request, url_of(matter)))
    away = sentence_list([each.name for each in known if each.absent])
    return render(
        request,
        "matters/step.html",
        {
            "title": _("Hand over"),
            "about": matter.subject,
            "told": [
                _("Contact person now: %(name)s.") % {"name": matter.owner.shown_name},
                _("Deputy now: %(name)s.")
                % {"name": matter.second.shown_name if matter.second else _("nobody")},
                *([_("Away today: %(names)s.") % {"names": away}] if away else []),
            ],
            "form": form,
            "submit_label": _("Hand over"),
            "cancel_url": url_of(matter),
        },
    )


def _people(known: list[Candidate], matter: Matter) -> list[tuple[str, str]]:
    """Who is here, the best first, each with the reasons in words."""
    names = {each.staff_id: each.name for each in known}
    people: list[tuple[str, str]] = []
    shown: frozenset[int] = frozenset()
    while len(people) < CANDIDATES_SHOWN:
        best = propose_carriers(
            known, matter.theme_id, matter.area_id, shown, network_id=matter.network_id
        )
        if best.first is None:
            break
        words = reasons.in_words(reason.value for reason in best.reasons_first)
        people.append((str(best.first), f"{names[best.first]}: {words}"))
        shown |= {best.first}
    return people


def _chosen(form: HandOverForm) -> StaffMember | None:
    number = form.cleaned_data["to"]
    return StaffMember.objects.get(pk=number) if number else None
