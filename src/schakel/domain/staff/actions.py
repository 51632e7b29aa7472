"""Colleagues come, are away, and go."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from schakel.domain.organisations.models import Unit
from schakel.domain.staff import rules
from schakel.domain.staff.models import Absence, Position, SilentAfter, StaffMember
from schakel.domain.staff.queries import silent_days
from schakel.domain.staff.rules import GroupedMail, Role
from schakel.foundation.identity.actions import give_log_in, reset_log_in
from schakel.foundation.identity.models import User
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused


@transaction.atomic
def add_colleague(
    *,
    actor: Actor,
    name: str,
    email: str,
    roles: Iterable[Role],
    works_from: date,
    now: datetime,
    function: str = "",
    phone: str = "",
    unit: Unit | None = None,
    user: User | None = None,
    connecting_hours: float = 0,
    works_until: date | None = None,
    fallback_order: int | None = None,
) -> StaffMember:
    """Somebody starts here. ``connecting_hours`` are hours a week for being a contact person."""
    rules.check_manage(actor)
    rules.check_days(works_from, works_until)
    member = StaffMember.objects.create(
        tenant_id=actor.tenant_id,
        name=name,
        email=email,
        roles=sorted(role.value for role in roles),
        works_from=works_from,
        works_until=works_until,
        function=function,
        phone=phone,
        unit=unit,
        user=user,
        connecting_hours=Decimal(str(connecting_hours)),
        fallback_order=fallback_order,
    )
    _journal("colleague.added", actor, member, now)
    return member


@transaction.atomic
def appoint_deputy(
    *, actor: Actor, member: StaffMember, deputy: StaffMember | None, now: datetime
) -> StaffMember:
    """Who takes over while somebody is away, where nobody else does so in that network."""
    rules.check_plan_absence(actor, member.pk, member.lead_id)
    rules.check_deputy(member.pk, deputy.pk if deputy else None)
    member = StaffMember.objects.select_for_update().get(pk=member.pk)
    member.deputy = deputy
    member.save(update_fields=["deputy"])
    _journal("deputy.appointed", actor, member, now, deputy_id=deputy.pk if deputy else None)
    return member


@transaction.atomic
def appoint_secretary(
    *, actor: Actor, member: StaffMember, secretary: StaffMember | None, now: datetime
) -> StaffMember:
    """Who is asked what somebody is said to have promised, when they do not answer themselves."""
    rules.check_plan_absence(actor, member.pk, member.lead_id)
    member = StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.secretary_id != (secretary.pk if secretary else None):
        member.secretary = secretary
        member.save(update_fields=["secretary"])
        number = secretary.pk if secretary else None
        _journal("secretary.appointed", actor, member, now, secretary_id=number)
    return member


@transaction.atomic
def plan_absence(
    *, actor: Actor, member: StaffMember, from_on: date, until_on: date | None, now: datetime
) -> Absence:
    """Somebody is away from ``from_on`` up to ``until_on``; never why."""
    rules.check_plan_absence(actor, member.pk, member.lead_id)
    rules.check_days(from_on, until_on)
    absence = Absence.objects.create(
        tenant_id=actor.tenant_id, staff=member, from_on=from_on, until_on=until_on
    )
    _journal("absence.planned", actor, member, now)
    return absence


@transaction.atomic
def cancel_absence(*, actor: Actor, absence: Absence, today: date, now: datetime) -> None:
    """Somebody is here after all; what lasted already ends today, and they hear what happened."""
    rules.check_plan_absence(actor, absence.staff_id, absence.staff.lead_id)
    member = absence.staff
    if absence.from_on < today:
        absence.until_on = today
        absence.save(update_fields=["until_on"])
        _journal("absence.ended", actor, member, now)
    else:
        absence.delete()
        _journal("absence.cancelled", actor, member, now)


@transaction.atomic
def appoint_lead(
    *, actor: Actor, member: StaffMember, lead: StaffMember | None, now: datetime
) -> StaffMember:
    """Who leads somebody: plans their absence, and is asked when nothing is heard of them."""
    rules.check_manage(actor)
    member = StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    lead_id = lead.pk if lead else None
    if member.lead_id == lead_id:
        return member
    rules.check_lead(member.pk, lead_id, dict(StaffMember.objects.values_list("pk", "lead_id")))
    before, member.lead = member.lead_id, lead
    member.save(update_fields=["lead"])
    _journal("lead.appointed", actor, member, now, before_ids=[before], after_ids=[lead_id])
    return member


def give_sign_of_life(*, staff_id: int, today: date) -> None:
    """Somebody did something here; kept as a day, once a day, and nowhere else."""
    StaffMember.objects.filter(pk=staff_id).exclude(seen_on=today).update(seen_on=today)


def count_silence_from(*, today: date) -> None:
    """Of whom nothing was seen ever: from today on it counts."""
    StaffMember.objects.working_on(today).filter(seen_on__isnull=True).update(seen_on=today)


@transaction.atomic
def choose_silent_days(*, actor: Actor, days: int, now: datetime) -> SilentAfter:
    """After so many working days without a sign of life, a lead is asked."""
    rules.check_manage(actor)
    rules.check_silent_days(days)
    before = silent_days()
    chosen, _is_new = SilentAfter.objects.update_or_create(
        tenant_id=actor.tenant_id, defaults={"working_days": days}
    )
    journal.record(
        "silent_days.chosen",
        actor=actor,
        subject="silent_after",
        subject_id=chosen.pk,
        details={"before": before, "after": days},
        now=now,
    )
    return chosen


@transaction.atomic
def let_go(
    *,
    actor: Actor,
    member: StaffMember,
    last_day: date,
    now: datetime,
    by_groups: bool = False,
) -> StaffMember:
    """Somebody leaves: ``last_day`` is the last day on which they work here.

    ``by_groups``: since their groups say so, which may as well bring them back.
    Their matters are given to others by what follows from the journal line, and by the sweep.
    """
    rules.check_manage(actor)
    member = StaffMember.objects.select_for_update().get(pk=member.pk)
    member.works_until = rules.first_day_after(last_day)
    rules.check_days(member.works_from, member.works_until)
    member.ended_by_groups = by_groups
    member.save(update_fields=["works_until", "ended_by_groups"])
    _journal("colleague.let_go", actor, member, now, by_groups=by_groups)
    return member


@transaction.atomic
def bring_back(*, actor: Actor, member: StaffMember, now: datetime) -> StaffMember:
    """Somebody whom no group gave a place any more has a place again."""
    rules.check_manage(actor)
    member = StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if not member.ended_by_groups:
        raise Refused("colleague_has_left")
    member.works_until, member.ended_by_groups = None, False
    member.save(update_fields=["works_until", "ended_by_groups"])
    _journal("colleague.brought_back", actor, member, now)
    return member


@transaction.atomic
def give_roles(
    *, actor: Actor, member: StaffMember, roles: Iterable[Role], now: datetime
) -> StaffMember:
    """What somebody does here becomes this, and nothing else."""
    rules.check_manage(actor)
    member = StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    before, after = sorted(member.roles), sorted(role.value for role in roles)
    if before != after:
        member.roles = after
        member.save(update_fields=["roles"])
        _journal("colleague.roles_given", actor, member, now, before=before, after=after)
    return member


@transaction.atomic
def connect_log_in(*, actor: Actor, member: StaffMember, user: User, now: datetime) -> StaffMember:
    """This log-in is theirs from now on; for who had none."""
    rules.check_manage(actor)
    member = StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.user_id is not None:
        raise Refused("colleague_has_log_in")
    member.user = user
    member.save(update_fields=["user"])
    _journal("log_in.given", actor, member, now)
    return member


@transaction.atomic
def stand_in_when_nobody_else_can(
    *, actor: Actor, member: StaffMember, order: int | None, now: datetime
) -> StaffMember:
    """Put somebody in the fallback chain, the lowest ``order`` first; ``None``: out of it."""
    rules.check_manage(actor)
    member = StaffMember.objects.select_for_update().get(pk=member.pk)
    member.fallback_order = order
    member.save(update_fields=["fallback_order"])
    _journal("fallback.arranged", actor, member, now, order=order)
    return member


@transaction.atomic
def choose_fallback_chain(
    *, actor: Actor, members: Sequence[StaffMember], today: date, now: datetime
) -> None:
    """Who takes what nobody else can take, the first to ask first; who is not named, no longer."""
    rules.check_manage(actor)
    chosen = list(dict.fromkeys(each.pk for each in members))
    here = StaffMember.objects.working_on(today).filter(pk__in=chosen).count()
    rules.check_chain(len(chosen), here)
    before = list(StaffMember.objects.fallback_chain().values_list("pk", flat=True))
    if chosen == before:
        return
    locked = StaffMember.objects.select_for_update(of=("self",)).in_bulk({*before, *chosen})
    for number, member in sorted(locked.items()):
        member.fallback_order = chosen.index(number) + 1 if number in chosen else None
        member.save(update_fields=["fallback_order"])
    journal.record(
        "fallback.chosen",
        actor=actor,
        subject="tenant",
        subject_id=actor.tenant_id,
        details={"before_ids": before, "after_ids": chosen},
        now=now,
    )


@transaction.atomic
def choose_grouped_mail(
    *, actor: Actor, member: StaffMember, often: GroupedMail, now: datetime
) -> StaffMember:
    """How often a colleague wants to be mailed about what is new to them."""
    rules.check_own(actor, member.pk)
    member = StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.grouped_mail != often:
        member.grouped_mail = often.value
        member.save(update_fields=["grouped_mail"])
        _journal("grouped_mail.chosen", actor, member, now, often=often.value)
    return member


@transaction.atomic
def add_position(
    *,
    actor: Actor,
    name: str,
    fallback: StaffMember,
    now: datetime,
    holder: StaffMember | None = None,
    unit: Unit | None = None,
) -> Position:
    """A function that can carry; ``fallback`` does its work while nobody holds it."""
    rules.check_manage(actor)
    is_known = Position.objects.filter(name__iexact=name.strip()).exists()
    rules.check_position(name, is_known=is_known)
    rules.check_holder(holder.pk if holder is not None else None, fallback.pk)
    position = Position.objects.create(
        tenant_id=actor.tenant_id, name=name.strip(), fallback=fallback, holder=holder, unit=unit
    )
    _journal_position("position.added", actor, position, now)
    return position


def put_holder(
    *, actor: Actor, position: Position, holder: StaffMember | None, now: datetime
) -> None:
    """Who holds a function from now on; what it carries follows in ``continuity``."""
    rules.check_manage(actor)
    before, after = position.holder_id, holder.pk if holder is not None else None
    rules.check_holder(after, position.fallback_id)
    position.holder = holder
    position.save(update_fields=["holder"])
    _journal_position("position.filled", actor, position, now, before_id=before, after_id=after)


def _journal_position(
    what: str, actor: Actor, position: Position, now: datetime, **details: object
) -> None:
    journal.record(
        what, actor=actor, subject="position", subject_id=position.pk, details=details, now=now
    )


@transaction.atomic
def give_colleague_log_in(*, actor: Actor, member: StaffMember, now: datetime) -> str:
    """A log-in for who works here without one, as after an import.

    Gives the first password, to be handed over in person; empty when they had a log-in already.
    """
    rules.check_manage(actor)
    member = StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.user_id is not None:
        raise Refused("colleague_has_log_in")
    member.user, password = give_log_in(email=member.email)
    member.save(update_fields=["user"])
    _journal("log_in.given", actor, member, now)
    return password


@transaction.atomic
def reset_colleague(*, actor: Actor, member: StaffMember, now: datetime) -> str:
    """A new password, to be handed over in person; second factor and sessions end."""
    rules.check_reset(actor, member.pk)
    if member.user is None:
        raise Refused("colleague_has_no_log_in")
    password = reset_log_in(user=member.user)
    _journal("log_in.reset", actor, member, now)
    return password


def _journal(
    what: str, actor: Actor, member: StaffMember, now: datetime, **details: object
) -> None:
    journal.record(
        what, actor=actor, subject="staff", subject_id=member.pk, details=details, now=now
    )
