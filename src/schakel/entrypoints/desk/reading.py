"""A colleague reads along with what another wrote, and says what they think of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.answers.actions import read_along
from schakel.domain.answers.models import Draft
from schakel.domain.answers.queries import with_files
from schakel.domain.answers.rules import LONGEST_REMARK, Verdict
from schakel.domain.contacts.rules import LONGEST_SUMMARY
from schakel.domain.networks.actions import choose_reading_along
from schakel.domain.networks.models import Network
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.answers import asked_on
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import is_done, take_step
from schakel.entrypoints.desk.visible import matter_of, url_of
from schakel.foundation.tenancy.requests import TenantRequest


class ReadForm(forms.Form):
    """The text as it may go out, and what the reader thinks of it."""

    text = forms.CharField(
        label=gettext_lazy("The text"),
        help_text=gettext_lazy("You may change it."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark for the writer"),
        help_text=gettext_lazy("This never goes out."),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class NetworksForm(forms.Form):
    """Where colleagues can be asked to read along."""

    networks = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Networks in which a colleague can read along"),
        queryset=Network.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        networks = self.fields["networks"]
        assert isinstance(networks, forms.ModelMultipleChoiceField)
        networks.queryset = Network.objects.order_by("name")


@staff_only()
def read(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Read the text that one was asked to read; others do not find it."""
    matter = matter_of(request, matter_id)
    asked = with_files(Draft.objects.visible_to(request.actor).filter(matter=matter))
    draft: Any = (
        asked.filter(reader_id=request.actor.staff_id).select_related("staff").order_by("-asked_at")
    ).first()
    if draft is None:
        raise Http404
    verdict = Verdict.RATHER_NOT if "rather_not" in request.POST else Verdict.AGREED
    form = ReadForm(request.POST or None, initial={"text": draft.text, "remark": draft.remark})
    if is_done(
        request,
        form,
        lambda: read_along(
            actor=request.actor,
            draft=draft,
            text=form.cleaned_data["text"],
            remark=form.cleaned_data["remark"],
            verdict=verdict,
            now=request.now,
        ),
    ):
        messages.success(request, _("%(name)s hears what you think.") % {"name": draft.staff.name})
        return redirect("today")
    return render(
        request,
        "answers/read.html",
        {
            "title": _("Read along with %(name)s") % {"name": draft.staff.name},
            "matter": matter,
            "form": form,
            "asked": asked_on(request, matter),
            "files": draft.files,
            "waits": draft.send_at is not None,
            "cancel_url": url_of(matter),
        },
    )


@staff_only(Role.ADMINISTRATOR)
def networks(request: TenantRequest) -> HttpResponseBase:
    """Choose the networks in which somebody can be asked to read along. Off to begin with."""
    chosen = Network.objects.filter(reads_along=True)
    form = NetworksForm(
        request.POST if request.method == "POST" else None, initial={"networks": chosen}
    )
    return take_step(
        request,
        form,
        lambda: choose_reading_along(
            actor=request.actor, networks=form.cleaned_data["networks"], now=request.now
        ),
        said=_("This is kept."),
        back=reverse("settings"),
        title=_("Reading along"),
        about=_("Settings"),
        submit_label=_("Save"),
        told=[
            _("A second reader looks at an answer before it goes out."),
            _("Nothing waits for them: the writer can always send, and the term runs on."),
        ],
    )
