"""Setting up and changing what the institution is made of."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from schakel.domain.organisations import rules
from schakel.domain.organisations.models import (
    Area,
    ClosedDay,
    QuietWeek,
    ServiceNorm,
    Theme,
    Unit,
)
from schakel.domain.organisations.rules import AreaRow
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor


@transaction.atomic
def load_areas(*, actor: Actor, rows: Iterable[AreaRow], now: datetime) -> tuple[int, int]:
    """Add the areas that are new and refresh those that are known; say how many of each."""
    rules.check_settings(actor)
    known = {area.code: area for area in Area.objects.all()}
    added = refreshed = 0
    for row in rows:
        area = known.get(row.code) or Area(tenant_id=actor.tenant_id, code=row.code)
        added, refreshed = added + (area.pk is None), refreshed + (area.pk is not None)
        area.name, area.kind = row.name, row.kind
        area.parent = known.get(row.parent_code or "")
        area.inhabitants, area.is_own = row.inhabitants, row.is_own
        area.save()
        known[row.code] = area
    journal.record(
        "areas.loaded",
        actor=actor,
        subject="tenant",
        subject_id=actor.tenant_id,
        details={"added": added, "refreshed": refreshed},
        now=now,
    )
    return added, refreshed


@transaction.atomic
def add_theme(*, actor: Actor, code: str, name: str, rhythm_days: int, now: datetime) -> Theme:
    """Add a theme, with the rhythm in days from which its connections start."""
    rules.check_settings(actor)
    theme = Theme.objects.create(
        tenant_id=actor.tenant_id, code=code, name=name, rhythm_days=rhythm_days
    )
    journal.record("theme.added", actor=actor, subject="theme", subject_id=theme.pk, now=now)
    return theme


@transaction.atomic
def add_unit(*, actor: Actor, name: str, now: datetime) -> Unit:
    """Add a department or team."""
    rules.check_settings(actor)
    unit = Unit.objects.create(tenant_id=actor.tenant_id, name=name)
    journal.record("unit.added", actor=actor, subject="unit", subject_id=unit.pk, now=now)
    return unit


@transaction.atomic
def set_norm(*, actor: Actor, norm: ServiceNorm, now: datetime) -> ServiceNorm:
    """Lay down how long a kind of answer may take; running terms keep the norm they began with."""
    rules.check_settings(actor)
    norm.tenant_id = actor.tenant_id
    norm.pk = ServiceNorm.objects.filter(kind=norm.kind).values_list("pk", flat=True).first()
    norm.save()
    journal.record("norm.set", actor=actor, subject="norm", subject_id=norm.pk, now=now)
    return norm


@transaction.atomic
def close_on(*, actor: Actor, day: date, name: str, now: datetime) -> ClosedDay:
    """Close the institution on a day, beside the public holidays."""
    rules.check_settings(actor)
    closed, _ = ClosedDay.objects.update_or_create(
        tenant_id=actor.tenant_id, day=day, defaults={"name": name}
    )
    journal.record("day.closed", actor=actor, subject="closed_day", subject_id=closed.pk, now=now)
    return closed


@transaction.atomic
def plan_quiet_week(
    *, actor: Actor, name: str, from_on: date, until_on: date, now: datetime
) -> QuietWeek:
    """Plan days on which people are away; ``until_on`` is the first day after."""
    rules.check_settings(actor)
    week = QuietWeek.objects.create(
        tenant_id=actor.tenant_id, name=name, from_on=from_on, until_on=until_on
    )
    journal.record(
        "quiet_week.planned", actor=actor, subject="quiet_week", subject_id=week.pk, now=now
    )
    return week
