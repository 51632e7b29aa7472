"""A task that a colleague was asked to do is done."""

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.arrivals.actions import say_met
from schakel.domain.contacts.rules import LONGEST_SUMMARY
from schakel.domain.tasks.actions import finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, take_step, way_back
from schakel.foundation.tenancy.requests import TenantRequest

LONGEST_OUTCOME = 500


class MetForm(forms.Form):
    """Whether a meeting took place, and what was said there."""

    met = forms.ChoiceField(
        label=gettext_lazy("Did you meet?"),
        choices=[("yes", gettext_lazy("Yes, we met")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose yes or no.")},
    )
    said = forms.CharField(
        label=gettext_lazy("What did you speak about?"),
        help_text=gettext_lazy("They can read this on their page."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


@staff_only("connector", "official", "volunteer")
def met(request: TenantRequest, task_id: int) -> HttpResponseBase:
    """Say whether a meeting took place to which we were invited along."""
    visible = Task.objects.visible_to(request.actor).filter(kind=Kind.MEET.value)
    task = get_object_or_404(
        visible.select_related("matter__party", "connection__party"), pk=task_id
    )
    form = MetForm(request.POST if request.method == "POST" else None)
    return take_step(
        request,
        form,
        lambda: say_met(
            actor=request.actor,
            task=task,
            met=form.cleaned_data["met"] == "yes",
            said=form.cleaned_data["said"],
            now=request.now,
        ),
        said=_("Recorded. Thank you."),
        back=reverse("today"),
        title=_("Did you meet?"),
        about=task.text,
        submit_label=_("Record"),
        told=[_("A meeting that took place is recorded as contact.")],
    )


@require_POST
@staff_only()
def finish(request: TenantRequest, task_id: int) -> HttpResponseBase:
    """Say that it is done, and how it went."""
    task = get_object_or_404(Task.objects.visible_to(request.actor), pk=task_id)
    in_one_click(
        request,
        lambda: finish_task(
            actor=request.actor,
            task=task,
            outcome=request.POST.get("outcome", "")[:LONGEST_OUTCOME],
            now=request.now,
        ),
        _("Done. Thank you."),
    )
    return redirect(way_back(request, reverse("today")))
