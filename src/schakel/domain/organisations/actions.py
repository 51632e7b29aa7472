"""Setting up and changing what the institution is made of."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from schakel.domain.organisations import rules
from schakel.domain.organisations.models import (
    Area,
    ClosedDay,
    QuietWeek,
    ServiceNorm,
    Theme,
    TurnedOn,
    Unit,
)
from schakel.domain.organisations.rules import AreaRow, Module
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import Tenant


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
    is_known = Theme.objects.filter(Q(code=code) | Q(name__iexact=name.strip())).exists()
    rules.check_theme(name, rhythm_days, is_known=is_known)
    theme = Theme.objects.create(
        tenant_id=actor.tenant_id, code=code, name=name.strip(), rhythm_days=rhythm_days
    )
    _journal("theme.added", actor, "theme", theme.pk, now, after=_rhythm_and_use(theme))
    return theme


@transaction.atomic
def change_theme(
    *, actor: Actor, theme: Theme, rhythm_days: int, is_active: bool, now: datetime
) -> Theme:
    """How often we speak about a theme, and whether we still do. It counts from the next contact.

    What was about a theme that is put away stays about it.
    """
    rules.check_settings(actor)
    rules.check_rhythm(rhythm_days)
    theme = Theme.objects.select_for_update().get(pk=theme.pk)
    before = _rhythm_and_use(theme)
    theme.rhythm_days, theme.is_active = rhythm_days, is_active
    theme.save(update_fields=["rhythm_days", "is_active"])
    after = _rhythm_and_use(theme)
    if after != before:
        _journal("theme.changed", actor, "theme", theme.pk, now, before=before, after=after)
    return theme


def _rhythm_and_use(theme: Theme) -> list[int | bool]:
    return [theme.rhythm_days, theme.is_active]


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
    known = ServiceNorm.objects.filter(kind=norm.kind).first()
    if known is not None and _laid_down(known) == _laid_down(norm):
        return known
    norm.tenant_id = actor.tenant_id
    norm.pk = known.pk if known else None
    norm.save()
    _journal(
        "norm.set",
        actor,
        "norm",
        norm.pk,
        now,
        before=[known.length, known.second_length] if known else None,
        after=[norm.length, norm.second_length],
    )
    return norm


def _laid_down(norm: ServiceNorm) -> list[object]:
    return [
        getattr(norm, field.attname)
        for field in ServiceNorm._meta.local_fields
        if field.name not in {"id", "tenant"}
    ]


@transaction.atomic
def close_on(*, actor: Actor, day: date, name: str, now: datetime) -> ClosedDay:
    """Close the institution on a day, beside the public holidays."""
    rules.check_settings(actor)
    closed, _ = ClosedDay.objects.update_or_create(
        tenant_id=actor.tenant_id, day=day, defaults={"name": name}
    )
    _journal("day.closed", actor, "closed_day", closed.pk, now, after=day.isoformat())
    return closed


@transaction.atomic
def open_on(*, actor: Actor, closed: ClosedDay, now: datetime) -> None:
    """The institution is open on that day after all."""
    rules.check_settings(actor)
    _journal("day.opened", actor, "closed_day", closed.pk, now, before=closed.day.isoformat())
    closed.delete()


@transaction.atomic
def plan_quiet_week(
    *, actor: Actor, name: str, from_on: date, until_on: date, now: datetime
) -> QuietWeek:
    """Plan days on which people are away; ``until_on`` is the first day after."""
    rules.check_settings(actor)
    rules.check_quiet_week(from_on, until_on)
    week = QuietWeek.objects.create(
        tenant_id=actor.tenant_id, name=name, from_on=from_on, until_on=until_on
    )
    _journal("quiet_week.planned", actor, "quiet_week", week.pk, now, after=_days_of(week))
    return week


@transaction.atomic
def cancel_quiet_week(*, actor: Actor, week: QuietWeek, now: datetime) -> None:
    """That time is like any other."""
    rules.check_settings(actor)
    _journal("quiet_week.cancelled", actor, "quiet_week", week.pk, now, before=_days_of(week))
    week.delete()


def _days_of(week: QuietWeek) -> list[str]:
    return [week.from_on.isoformat(), week.until_on.isoformat()]


@transaction.atomic
def choose_reach(*, actor: Actor, postal_address: str, phone: str, now: datetime) -> Tenant:
    """Where letters come back to, in one line, and which number people call."""
    rules.check_settings(actor)
    phone, postal_address = phone.strip(), " ".join(postal_address.split())
    rules.check_phone(phone)
    return _change_tenant(
        "institution.reach_chosen", actor, now, postal_address=postal_address, phone=phone
    )


@transaction.atomic
def name_institution(*, actor: Actor, name: str, language: str, now: datetime) -> Tenant:
    """What the institution is called, and in which language it writes to who chose none."""
    rules.check_settings(actor)
    rules.check_name(name, language)
    return _change_tenant("institution.named", actor, now, name=name.strip(), language=language)


def _change_tenant(what: str, actor: Actor, now: datetime, **fields: str) -> Tenant:
    """Its words go to where they can be erased: a line holds codes and numbers only."""
    tenant = Tenant.objects.select_for_update().get(pk=actor.tenant_id)
    before = {name: getattr(tenant, name) for name in fields}
    if before == fields:
        return tenant
    for name, value in fields.items():
        setattr(tenant, name, value)
    tenant.save(update_fields=list(fields))
    journal.record(
        what,
        actor=actor,
        subject="tenant",
        subject_id=tenant.pk,
        personal={"before": _in_one_line(before), "after": _in_one_line(fields)},
        now=now,
    )
    return tenant


def _in_one_line(fields: Mapping[str, str]) -> str:
    return " · ".join(value for value in fields.values() if value)


@transaction.atomic
def choose_module(*, actor: Actor, module: Module, is_on: bool, now: datetime) -> None:
    """Turn something on or off that the institution can do without. What it holds stays."""
    rules.check_settings(actor)
    if is_on:
        _row, is_changed = TurnedOn.objects.get_or_create(tenant_id=actor.tenant_id, module=module)
    else:
        is_changed = TurnedOn.objects.filter(module=module).delete()[0] > 0
    if is_changed:
        what = f"{module}.turned_{'on' if is_on else 'off'}"
        _journal(what, actor, "tenant", actor.tenant_id, now, before=not is_on, after=is_on)


def _journal(
    what: str, actor: Actor, subject: str, subject_id: int, now: datetime, **details: Any
) -> None:
    journal.record(
        what, actor=actor, subject=subject, subject_id=subject_id, details=details, now=now
    )
