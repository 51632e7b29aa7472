"""A task that a colleague was asked to do is done."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.domain.tasks.actions import finish_task
from schakel.domain.tasks.models import Task
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, way_back
from schakel.foundation.tenancy.requests import TenantRequest

LONGEST_OUTCOME = 500


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
