"""A last word: what who carried a connection wants the next one to know."""

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.connections.models import Connection
from schakel.domain.continuity.actions.dossiers import write_last_word
from schakel.domain.continuity.queries.dossier import last_word_of, open_to_last_word
from schakel.domain.continuity.rules.dossier import LONGEST_LAST_WORD
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.standings import names_of
from schakel.entrypoints.desk.steps import take_step
from schakel.foundation.tenancy.requests import TenantRequest


class LastWordForm(forms.Form):
    """What is good to know, in facts."""

    text = forms.CharField(
        label=gettext_lazy("What should who comes after you know?"),
        help_text=gettext_lazy("Facts only. They may ask to read it."),
        max_length=LONGEST_LAST_WORD,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


@staff_only()
def last_word(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """Write it, or write it anew."""
    found = get_object_or_404(
        open_to_last_word(request.actor, request.now).select_related("party", "other_party"),
        pk=connection_id,
    )
    written = last_word_of(found, request.actor.staff_id)
    form = LastWordForm(request.POST or None, initial={"text": written.text if written else ""})
    return take_step(
        request,
        form,
        lambda: write_last_word(
            actor=request.actor, connection=found, **form.cleaned_data, now=request.now
        ),
        said=_("Your last word is kept. It stands in the dossier."),
        back=_page_after(request, found),
        title=_("A last word"),
        about=names_of(found),
        submit_label=_("Save"),
        told=[
            _("What do they find important? What was hard? What helped?"),
            _("It stands in the dossier, for who may see this contact."),
            _("They may ask to read it. So write as if they read along."),
        ],
    )


def _page_after(request: TenantRequest, found: Connection) -> str:
    """The dossier; for who may not see it any more, their own day."""
    sees = Connection.objects.visible_to(request.actor).filter(pk=found.pk).exists()
    return reverse("dossier", args=[found.pk]) if sees else reverse("today")
