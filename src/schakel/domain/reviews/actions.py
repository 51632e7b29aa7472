"""Reviews begin each year, are worked through, and are signed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from schakel.domain.networks.actions import leave_network
from schakel.domain.networks.models import Membership, Network
from schakel.domain.organisations.queries import closed_days
from schakel.domain.organisations.rules import check_settings
from schakel.domain.reviews import rules
from schakel.domain.reviews.models import Review, ReviewDay, Verdict
from schakel.domain.reviews.queries import Rights, review_day, rights_in
from schakel.domain.staff.actions import let_go
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.actions import ask_for, finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.working_days import add_working_days
from schakel.foundation.tenancy.models import Tenant


@transaction.atomic
def choose_review_day(*, actor: Actor, month: int, day: int, now: datetime) -> ReviewDay:
    """On this day of each year the reviews begin."""
    check_settings(actor)
    rules.check_day(month, day)
    chosen, _is_new = ReviewDay.objects.update_or_create(
        tenant_id=actor.tenant_id, defaults={"month": month, "day": day}
    )
    journal.record(
        "review_day.chosen",
        actor=actor,
        subject="review_day",
        subject_id=chosen.pk,
        details={"month": month, "day": day},
        now=now,
    )
    return chosen


@transaction.atomic
def begin_reviews(*, actor: Actor, today: date, now: datetime) -> list[Review]:
    """What is to be looked at since the last review day: all who work here, and each network.

    Done once; and who was asked and left since, is followed by who can be asked now.
    """
    began_on = rules.last_review_day(today, *review_day())
    begun = []
    if began_on > timezone.localdate(Tenant.objects.get(pk=actor.tenant_id).created_at):
        for network, asked in _to_ask(today):
            known = Review.objects.filter(network=network, began_on=began_on)
            if asked is not None and not known.exists():
                begun.append(_begin(actor, network, asked, began_on, now))
    _ask_others(actor, today, now)
    return begun


@transaction.atomic
def judge_rights(
    *,
    actor: Actor,
    review: Review,
    stays: Mapping[int, bool],
    sign: bool,
    today: date,
    now: datetime,
) -> Review:
    """Keep for colleagues (by number) whether they stay; for who does not, the rights end today.

    In the review of a network that is the network; else it is the place here. ``sign`` closes it,
    when everybody was looked at.
    """
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    rules.check_review(actor, review.staff_id, signed=review.signed_at is not None)
    people = {each.staff_id: each for each in rights_in(review, today)}
    for staff_id, rights in people.items():
        if rights.stays is None and staff_id in stays:
            _judge(actor, review, rights, stays[staff_id], today, now)
    if sign:
        judged = Verdict.objects.filter(review=review).values_list("staff_id", flat=True)
        rules.check_sign(people, list(judged))
        _sign(actor, review, now)
    return review


def _to_ask(today: date) -> list[tuple[Network | None, StaffMember | None]]:
    """What is looked at, and by whom; the whole first."""
    working = StaffMember.objects.working_on(today)
    administrators = working.filter(roles__contains=[Role.ADMINISTRATOR.value])
    here = working.in_bulk()
    networks = Network.objects.filter(owner__isnull=False).order_by("pk")
    return [
        (None, administrators.order_by("pk").first()),
        *((network, here.get(network.owner_id or 0)) for network in networks),
    ]


def _begin(
    actor: Actor, network: Network | None, asked: StaffMember, began_on: date, now: datetime
) -> Review:
    due_on = add_working_days(timezone.localdate(now), rules.WORKING_DAYS_TO_REVIEW, closed_days())
    review = Review.objects.create(
        tenant_id=actor.tenant_id, staff=asked, network=network, began_on=began_on, due_on=due_on
    )
    _ask(actor, review, now)
    _journal("review.begun", actor, review, now, staff_id=asked.pk)
    return review


def _ask(actor: Actor, review: Review, now: datetime) -> None:
    ask_for(
        actor=actor,
        member=review.staff,
        kind=Kind.REVIEW_RIGHTS,
        text=review.network.name if review.network else "",
        due_on=review.due_on,
        now=now,
    )


def _ask_others(actor: Actor, today: date, now: datetime) -> None:
    working = StaffMember.objects.working_on(today).values("pk")
    able = {network.pk if network else None: asked for network, asked in _to_ask(today)}
    for review in Review.objects.open().exclude(staff__in=working):
        # A network without an owner is looked at by an administrator.
        other = able.get(review.network_id) or able[None]
        if other is not None:
            _close_tasks(actor, review, now)
            review.staff = other
            review.save(update_fields=["staff"])
            _ask(actor, review, now)
            _journal("review.asked_of_another", actor, review, now, staff_id=other.pk)


def _judge(
    actor: Actor, review: Review, rights: Rights, stays: bool, today: date, now: datetime
) -> None:
    member = StaffMember.objects.get(pk=rights.staff_id)
    if not stays:
        rules.check_end(actor, member.pk, groups_decide=rights.by_groups)
    Verdict.objects.create(
        tenant_id=actor.tenant_id,
        review=review,
        staff=member,
        stays=stays,
        roles=list(rights.roles),
        given_at=now,
    )
    _journal("review.judged", actor, review, now, staff_id=member.pk, stays=stays)
    if stays:
        return
    if review.network_id is None:
        last_day = max(today - timedelta(days=1), member.works_from)
        let_go(actor=actor, member=member, last_day=last_day, now=now)
        return
    for membership in Membership.objects.on(today).filter(staff=member, network=review.network):
        leave_network(actor=actor, membership=membership, today=today, now=now)


def _sign(actor: Actor, review: Review, now: datetime) -> None:
    review.signed_at, review.signed_by_id = now, actor.staff_id
    review.save(update_fields=["signed_at", "signed_by"])
    _close_tasks(actor, review, now)
    _journal("review.signed", actor, review, now)


def _close_tasks(actor: Actor, review: Review, now: datetime) -> None:
    text = review.network.name if review.network else ""
    tasks = Task.objects.open().filter(staff=review.staff, kind=Kind.REVIEW_RIGHTS.value, text=text)
    for task in tasks:
        finish_task(actor=system(actor.tenant_id), task=task, now=now)


def _journal(what: str, actor: Actor, review: Review, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="review",
        subject_id=review.pk,
        details={"network_id": review.network_id, **details},
        now=now,
    )
