"""Whether an initiative may stand on the public page, in which words, and who said so."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.initiatives import actions
from schakel.domain.initiatives.models import Initiative, Publication
from schakel.domain.initiatives.queries import publication_of
from schakel.domain.initiatives.rules import PublicationState
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import be_sure, take_step
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Step, Tag
from schakel.foundation.ui.words import moment


class PublicationForm(forms.Form):
    """The very words that would be shown."""

    title = forms.CharField(
        label=gettext_lazy("Title on the public page"),
        help_text=gettext_lazy("Without names or house numbers."),
        max_length=120,
    )
    summary = forms.CharField(
        label=gettext_lazy("What is the idea, in a few sentences?"),
        help_text=gettext_lazy("Everybody can read this. So name nobody."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@dataclass(frozen=True)
class Shown:
    """What stands, or would stand, on the public page; empty as long as nobody asked."""

    title: str
    summary: str
    tag: Tag | None
    since: str
    steps: tuple[Step, ...]


def shown_of(request: TenantRequest, initiative: Initiative, *, works: bool) -> Shown | None:
    """How it stands, with what the reader can do; None in confidence."""
    if initiative.confidential:
        return None
    found = publication_of(request.actor, initiative.matter)
    steps = _steps(initiative, found) if works else ()
    if found is None:
        return Shown("", "", None, "", steps)
    kind = Kind.GOOD if found.state == PublicationState.AGREED else Kind.REST
    return Shown(
        found.title,
        found.summary,
        Tag(capfirst(found.get_state_display()), kind),
        moment(found.answered_at or found.asked_at, request.today),
        steps,
    )


def _steps(initiative: Initiative, found: Publication | None) -> tuple[Step, ...]:
    label = _("Ask for other words") if found else _("Ask the initiator")
    ask = Step(label, reverse("initiative-publish", args=[initiative.pk]))
    if found is None or found.state != PublicationState.AGREED:
        return (ask,)
    url = reverse("initiative-take-off", args=[initiative.pk])
    return (ask, Step(_("Take it off the public page"), url))


@staff_only("connector", "official", "volunteer")
def ask(request: TenantRequest, initiative_id: int) -> HttpResponseBase:
    """Ask the initiator whether these words may be shown to everybody."""
    found = _initiative_of(request, initiative_id)
    known = publication_of(request.actor, found.matter)
    start = {
        "title": known.title if known else found.matter.subject[:120],
        "summary": known.summary if known else "",
    }
    form = PublicationForm(request.POST or None, initial=start)
    return take_step(
        request,
        form,
        lambda: actions.ask_to_publish(
            actor=request.actor,
            initiative=found,
            **form.cleaned_data,
            today=request.today,
            now=request.now,
        ),
        said=_("We ask the initiator. Nothing is shown before they say yes."),
        back=reverse("initiative", args=[found.pk]),
        title=_("May this stand on the public page?"),
        about=found.matter.subject,
        submit_label=_("Ask the initiator"),
        told=[
            _("The initiator reads exactly these words, and says yes or no."),
            _("They can take it off again at any moment."),
        ],
    )


@staff_only("connector", "official", "volunteer")
def take_off(request: TenantRequest, initiative_id: int) -> HttpResponseBase:
    """Take it off the public page, at once."""
    found = _initiative_of(request, initiative_id)
    known = get_object_or_404(
        Publication.objects.visible_to(request.actor).select_related("initiative"),
        initiative=found,
    )
    return take_step(
        request,
        be_sure(request),
        lambda: actions.take_off(actor=request.actor, publication=known, now=request.now),
        said=_("It does not stand on the public page any more."),
        back=reverse("initiative", args=[found.pk]),
        title=_("Take it off the public page"),
        about=found.matter.subject,
        submit_label=_("Take it off the public page"),
        told=[_("It goes at once. To show it again, the initiator has to say yes again.")],
    )


def _initiative_of(request: TenantRequest, initiative_id: int) -> Initiative:
    visible = Initiative.objects.visible_to(request.actor).select_related("matter__party")
    return get_object_or_404(visible, pk=initiative_id)
