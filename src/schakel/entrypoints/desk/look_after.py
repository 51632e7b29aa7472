"""Omzien: of whom nothing was heard while people wait. Never since when, and never why."""

from collections.abc import Collection

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.entrypoints.desk.doors import staff_only
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step


@staff_only()
def look_after(request: TenantRequest) -> HttpResponse:
    """The colleagues after whom the reader is asked to look."""
    return render(
        request,
        "look_after/look_after.html",
        {"rows": [_row(request.actor, each) for each in _asked(request.actor)]},
    )


def asked_rows(request: TenantRequest) -> list[Row]:
    """One row that leads there, for who has no list of tasks; none without a colleague."""
    names = [each.about.name for each in _asked(request.actor) if each.about is not None]
    step = Step(_("Look at it"), reverse("look-after"), first=True)
    return [
        Row(who=name, what=_("We heard nothing of them, and people wait."), steps=(step,))
        for name in names
    ]


def _asked(actor: Actor) -> Collection[Task]:
    asked = Task.objects.visible_to(actor).open().filter(kind=TaskKind.LOOK_AFTER.value)
    return asked.filter(staff=actor.staff_id).select_related("about")


def _row(actor: Actor, task: Task) -> Row:
    about = task.about
    assert about is not None, "who is looked after is a colleague"
    well = Step(
        _("All is well"),
        reverse("task-finish", args=[task.pk]),
        post=True,
        values={"next": reverse("look-after")},
    )
    return Row(
        who=about.name,
        what=_("We heard nothing of them, and people wait. Ask how they are."),
        steps=(*_for_who_plans(actor, about), well),
    )


def _for_who_plans(actor: Actor, about: StaffMember) -> tuple[Step, ...]:
    """What a lead or an administrator can do."""
    if not (actor.has_role(Role.ADMINISTRATOR) or actor.staff_id == about.lead_id):
        return ()
    return (
        Step(_("Plan their absence"), f"{reverse('absences')}?colleague={about.pk}", first=True),
        Step(_("Hand over what they carry"), reverse("hand-over-begin", args=[about.pk])),
    )
