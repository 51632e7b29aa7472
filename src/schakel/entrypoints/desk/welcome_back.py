"""Terug: what happened with what somebody carries while they were away, a row for each matter."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.continuity.queries.meanwhile import handed_over_since, moved_since
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Status
from schakel.domain.notices.actions import mark_read
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.models import Absence
from schakel.domain.staff.rules import last_stretch
from schakel.entrypoints.desk.doors import staff_only
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.periods import Period
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, State, Tag
from schakel.foundation.ui.words import deadline, long_date

# More than an hour of reading helps nobody.
MOST_ROWS = 40
TOLD_A_ROW = 5
LOOK_BACK = timedelta(days=366)


@dataclass(frozen=True)
class Told:
    """Something that happened, in words."""

    at: datetime
    what: str


@staff_only("connector", "official", "volunteer")
def welcome_back(request: TenantRequest) -> HttpResponse:
    """All that happened since the newest absence of the reader began, as far as they may see it."""
    stretch = _stretch(request)
    begun = _midnight(stretch.from_on) if stretch else request.now
    matters = moved_since(request.actor, begun, MOST_ROWS + 1) if stretch else []
    shown = matters[:MOST_ROWS]
    told = _told(request.actor, shown, stretch.from_on, request.today) if stretch else {}
    mark_read(actor=request.actor, kind=NoticeKind.WELCOME_BACK, now=request.now)
    return render(
        request,
        "welcome_back/welcome_back.html",
        {
            "days": _days(stretch, request.today) if stretch else "",
            "rows": [
                _row(each, told.get(each.pk, []), request.today)
                for each in sorted(shown, key=lambda each: (each.due_on or date.max, each.pk))
            ],
            "is_cut": len(matters) > MOST_ROWS,
        },
    )


def _stretch(request: TenantRequest) -> Period | None:
    absences = Absence.objects.filter(
        staff=request.actor.staff_id, until_on__gt=request.today - LOOK_BACK
    )
    days = absences.values_list("from_on", "until_on")
    return last_stretch([Period(*each) for each in days], request.today, closed_days())


def _told(
    actor: Actor, matters: Collection[Matter], since: date, today: date
) -> Mapping[int, list[Told]]:
    """What was said, promised and handed over in each, the newest first."""
    begun = _midnight(since)
    found: dict[int, list[Told]] = defaultdict(list)
    moments = ContactMoment.objects.visible_to(actor).filter(
        matter__in=matters, recorded_at__gte=begun
    )
    for moment in moments.select_related("staff"):
        found[moment.matter_id or 0].append(Told(moment.happened_at, _contact(moment, today)))
    promises = Promise.objects.visible_to(actor).filter(
        matter__in=matters, recorded_at__gte=begun, side=Side.OURS.value
    )
    for promise in promises.select_related("given_by"):
        words = {"name": promise.given_by.name if promise.given_by else "", "words": promise.words}
        said = _("%(name)s promised: “%(words)s”.") if promise.given_by else _("“%(words)s”")
        found[promise.matter_id or 0].append(Told(promise.recorded_at, said % words))
    for change in handed_over_since(matters, begun):
        if change.after is not None:
            words = {"name": change.after.name, "day": long_date(change.changed_at, today)}
            said = _("%(name)s took it over on %(day)s.") % words
            found[change.matter_id].append(Told(change.changed_at, said))
    for matter in matters:
        if matter.received_at >= begun:
            words = {"name": matter.owner.name, "day": long_date(matter.received_at, today)}
            said = _("New on %(day)s, for %(name)s.") % words
            found[matter.pk].append(Told(matter.received_at, said))
        if matter.ended_at is not None:
            said = _("Finished on %(day)s.") % {"day": long_date(matter.ended_at, today)}
            found[matter.pk].append(Told(matter.ended_at, said))
    return {
        number: sorted(told, key=lambda each: each.at, reverse=True)
        for number, told in found.items()
    }


def _contact(moment: ContactMoment, today: date) -> str:
    words = {
        "name": moment.staff.name if moment.staff else "",
        "day": long_date(moment.happened_at, today),
    }
    if moment.direction == Direction.INBOUND.value:
        return _("They wrote or called on %(day)s.") % words
    if moment.staff is None:
        return _("We spoke or wrote on %(day)s.") % words
    if moment.direction == Direction.OUTBOUND.value:
        return _("%(name)s answered on %(day)s.") % words
    return _("%(name)s spoke to them on %(day)s.") % words


def _row(matter: Any, told: list[Told], today: date) -> Row:
    said = [each.what for each in told[:TOLD_A_ROW]]
    is_open, due_on = matter.status == Status.OPEN.value, matter.due_on
    late = due_on is not None and due_on < today
    return Row(
        who=matter.party.name,
        url=reverse("matter", args=[matter.pk]),
        state=State.THIN if late else State.WHOLE,
        tag=Tag(deadline(due_on, today), Kind.WATCH) if due_on and is_open else None,
        what=" ".join(said) or _("Nothing new."),
        why=matter.shown_subject,
    )


def _days(stretch: Period, today: date) -> str:
    last = (stretch.until_on or today) - timedelta(days=1)
    if last == stretch.from_on:
        return _("You were away on %(day)s.") % {"day": long_date(last, today)}
    return _("You were away from %(first)s up to and including %(last)s.") % {
        "first": long_date(stretch.from_on, today),
        "last": long_date(last, today),
    }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
