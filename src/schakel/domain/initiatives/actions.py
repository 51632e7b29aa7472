"""A matter is sorted, and may turn out to be an initiative with a course of its own."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from schakel.domain.initiatives import rules
from schakel.domain.initiatives.models import Help, Initiative, PhaseChange
from schakel.domain.initiatives.rules import Course, HelpKind, Phase
from schakel.domain.matters.actions import give_kind
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind, check_work_on
from schakel.domain.terms.actions import restart_term
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor


@transaction.atomic
def sort_matter(*, actor: Actor, matter: Matter, kind: Kind, today: date, now: datetime) -> Matter:
    """A person gives the kind: the clock of that kind counts, and an idea gets its course."""
    matter = give_kind(actor=actor, matter=matter, kind=kind, now=now)
    restart_term(
        actor=actor,
        matter=matter,
        started_on=timezone.localdate(matter.received_at),
        today=today,
        now=now,
    )
    if kind is Kind.IDEA:
        begin_initiative(actor=actor, matter=matter, today=today, now=now)
    return matter


@transaction.atomic
def begin_initiative(*, actor: Actor, matter: Matter, today: date, now: datetime) -> Initiative:
    """Follow a matter as an initiative; the same one when it was followed before."""
    initiative, made = Initiative.objects.get_or_create(
        tenant_id=actor.tenant_id,
        matter=matter,
        defaults={"confidential": matter.confidential, "phase_since": today},
    )
    if made:
        _journal("initiative.begun", actor, initiative, now)
    return initiative


@transaction.atomic
def move_initiative(
    *,
    actor: Actor,
    initiative: Initiative,
    to: Phase,
    today: date,
    now: datetime,
    motivation: str = "",
) -> Initiative:
    """The next phase; the initiator reads the motivation."""
    initiative = _locked(initiative)
    _check_work_on(actor, initiative)
    before = Phase(initiative.phase)
    rules.check_move(before, to, motivation)
    initiative.phase, initiative.phase_since = to.value, today
    initiative.save(update_fields=["phase", "phase_since"])
    PhaseChange.objects.create(
        tenant_id=actor.tenant_id,
        matter_id=initiative.matter_id,
        confidential=initiative.confidential,
        initiative=initiative,
        before=before.value,
        after=to.value,
        motivation=motivation.strip(),
        staff_id=actor.staff_id,
        changed_at=now,
    )
    _journal("initiative.moved", actor, initiative, now, before=before, after=to)
    return initiative


@transaction.atomic
def choose_course(
    *,
    actor: Actor,
    initiative: Initiative,
    course: Course,
    rob_step: str,
    people_touched: int | None,
    now: datetime,
) -> Initiative:
    """Who carries it, the role of the institution, and how many people it touches."""
    initiative = _locked(initiative)
    _check_work_on(actor, initiative)
    initiative.course, initiative.rob_step = course.value, rob_step
    initiative.people_touched = people_touched
    initiative.save(update_fields=["course", "rob_step", "people_touched"])
    _journal("initiative.course_chosen", actor, initiative, now, course=course)
    return initiative


@transaction.atomic
def ask_help(
    *,
    actor: Actor,
    initiative: Initiative,
    kind: HelpKind,
    asked: str,
    today: date,
    now: datetime,
) -> Help:
    """Write down which help the initiators ask."""
    if actor.matter_id != initiative.matter_id:
        _check_work_on(actor, initiative)
    rules.check_help(asked)
    wanted = Help.objects.create(
        tenant_id=actor.tenant_id,
        matter_id=initiative.matter_id,
        confidential=initiative.confidential,
        initiative=initiative,
        kind=kind.value,
        asked=asked.strip(),
        asked_on=today,
    )
    _journal("help.asked", actor, initiative, now, kind=kind)
    return wanted


@transaction.atomic
def give_help(*, actor: Actor, wanted: Help, given: str, today: date, now: datetime) -> Help:
    """Write down what was given."""
    _check_work_on(actor, wanted.initiative)
    rules.check_help(given)
    wanted.given, wanted.given_on = given.strip(), today
    wanted.save(update_fields=["given", "given_on"])
    _journal("help.given", actor, wanted.initiative, now, kind=wanted.kind)
    return wanted


def _locked(initiative: Initiative) -> Initiative:
    return (
        Initiative.objects.select_for_update(of=("self",))
        .select_related("matter")
        .get(pk=initiative.pk)
    )


def _check_work_on(actor: Actor, initiative: Initiative) -> None:
    matter = initiative.matter
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)


def _journal(
    what: str, actor: Actor, initiative: Initiative, now: datetime, **details: object
) -> None:
    journal.record(
        what,
        actor=actor,
        subject="initiative",
        subject_id=initiative.pk,
        matter_id=initiative.matter_id,
        details=details,
        now=now,
    )
