"""Everything that people came with, the newest first. The filters live in the address."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.matters.models import KIND_WORDS, STATUS_WORDS, Matter
from schakel.domain.matters.rules import Status
from schakel.domain.staff.models import StaffMember
from schakel.domain.terms.models import Term
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import ALL, ListFilters, chosen_in, narrowed
from schakel.entrypoints.desk.paging import page_of, read_moment
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, State, Tag
from schakel.foundation.ui.words import deadline, long_date


class MatterFilters(ListFilters):
    """Which matters to show; an empty field shows all."""

    field_order = ("status", "kind", "theme", "area", "carrier")

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[
            ("", gettext_lazy("open and answered")),
            ("any", gettext_lazy("all")),
            *STATUS_WORDS,
        ],
        required=False,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[ALL, *KIND_WORDS], required=False)
    waits = forms.ChoiceField(
        label=gettext_lazy("Waits for"),
        choices=[ALL, ("us", gettext_lazy("us")), ("them", gettext_lazy("them"))],
        required=False,
    )
    late = forms.BooleanField(label=gettext_lazy("Only what is late"), required=False)
    van = forms.IntegerField(widget=forms.HiddenInput, required=False)


@staff_only("connector", "official", "volunteer")
def matters(request: TenantRequest) -> HttpResponse:
    """A page of what the filters leave."""
    form, chosen = chosen_in(request, MatterFilters)
    page = page_of(
        request,
        _filtered(request.actor, chosen, request.today),
        "received_at",
        read_moment,
    )
    colleague = StaffMember.objects.filter(pk=chosen["van"]).first() if chosen.get("van") else None
    return render(
        request,
        "matters/matters.html",
        {
            "form": form,
            "of_whom": colleague.name if colleague else "",
            "rows": [_row(matter, request.actor, request.today) for matter in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
            "is_filtered": bool(request.GET),
        },
    )


def listed(request: TenantRequest) -> QuerySet[Matter]:
    """All that the filters leave, with everything that stands in a file of it."""
    _form, chosen = chosen_in(request, MatterFilters)
    return _filtered(request.actor, chosen, request.today).select_related("second", "theme", "area")


def _filtered(actor: Actor, chosen: dict[str, Any], today: date) -> QuerySet[Matter]:
    running = Term.objects.visible_to(actor).running().filter(matter=OuterRef("pk"))
    found = (
        Matter.objects.visible_to(actor)
        .select_related("party", "owner")
        .annotate(due_on=Subquery(running.filter(suspended_from__isnull=True).values("due_on")[:1]))
    )
    status = chosen.get("status")
    if not status:
        found = found.open()
    elif status != "any":
        found = found.filter(status=status)
    found = narrowed(found, chosen, "kind", "theme", "area")
    carriers = chosen.get("van") or (actor.staff_id if chosen.get("carrier") == "me" else None)
    if carriers:
        found = found.carried_by([carriers])
    if chosen.get("waits") == "us":
        found = found.waiting_for_us()
    if chosen.get("waits") == "them":
        found = found.open().filter(waits_for_them=True)
    if chosen.get("late"):
        found = found.filter(due_on__lt=today)
    return found


def _row(matter: Any, actor: Actor, today: date) -> Row:
    late = matter.due_on is not None and matter.due_on < today
    came = _("Came on %(day)s") % {"day": long_date(matter.received_at, today)}
    return Row(
        who=matter.party.name,
        url=reverse("matter", args=[matter.pk]),
        state=_state(matter, late=late),
        tag=_tag(matter, late=late),
        what=matter.shown_subject,
        why=" · ".join([came, *_moves(matter, today), _carried(matter, actor)]),
    )


def _state(matter: Matter, *, late: bool) -> State:
    if late:
        return State.OPEN
    return State.WHOLE if matter.owner_accepted_at or matter.ended_at else State.THIN


def _tag(matter: Matter, *, late: bool) -> Tag:
    if late:
        return Tag(_("late"), Kind.STUCK)
    if matter.status != Status.OPEN:
        return Tag(str(matter.get_status_display()), Kind.REST)
    return Tag(str(matter.get_kind_display()), Kind.REST)


def _moves(matter: Any, today: date) -> list[str]:
    """Whose move it is, and by when."""
    if matter.ended_at is not None:
        return [_("ended on %(day)s") % {"day": long_date(matter.ended_at, today)}]
    if matter.waits_for_them:
        return [_("waits for them")]
    if matter.due_on is not None:
        return [_("answer %(deadline)s") % {"deadline": deadline(matter.due_on, today)}]
    return []


def _carried(matter: Matter, actor: Actor) -> str:
    if matter.owner_id == actor.staff_id:
        return _("you are the contact person")
    return _("%(name)s is the contact person") % {"name": matter.owner.name}
