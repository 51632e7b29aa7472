"""Somebody leaves, whoever decides it: what they carry is handed over in the same step."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from django.db import transaction

from schakel.domain.continuity import rules
from schakel.domain.continuity.actions.hand_overs import begin_hand_over, hold_with_all
from schakel.domain.continuity.models import HandOver
from schakel.domain.continuity.queries.hand_over import places_of
from schakel.domain.continuity.rules import HandOverKind
from schakel.domain.networks import actions as networks
from schakel.domain.networks.queries import grant_of, place_of, without_a_group
from schakel.domain.reviews import actions as reviews
from schakel.domain.reviews.models import Review
from schakel.domain.staff.actions import let_go
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import first_day_after
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant


@transaction.atomic
def end_account(
    *,
    actor: Actor,
    member: StaffMember,
    last_day: date,
    starts_hand_over: bool,
    today: date,
    now: datetime,
) -> StaffMember:
    """A colleague leaves. Refused while anything would be nobody's, unless the hand-over starts.

    It is sudden for who goes today or went already; else planned, from the day after the last. Of
    who goes only after a year it begins by itself, some weeks before.
    """
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        member = hold_with_all(member)
        places = places_of(member.pk)
    rules.check_end_account(len(places), starts_hand_over=starts_hand_over, name=member.name)
    from_on = first_day_after(last_day)
    if places and from_on <= today + rules.FURTHEST:
        is_sudden = last_day <= today
        begin_hand_over(
            actor=actor,
            member=member,
            kind=HandOverKind.SUDDEN if is_sudden else HandOverKind.PLANNED,
            from_on=today if is_sudden else from_on,
            today=today,
            now=now,
        )
    return let_go(actor=actor, member=member, last_day=last_day, now=now)


@transaction.atomic
def begin_for_leaver(
    *, actor: Actor, member: StaffMember, today: date, now: datetime
) -> HandOver | None:
    """Who leaves hands over what they carry, if they did not begin. None: there is nothing."""
    begun = HandOver.objects.for_good().filter(staff=member)
    if member.works_until is None or begun.exists() or not places_of(member.pk):
        return None
    return begin_hand_over(
        actor=actor,
        member=member,
        kind=rules.leaves_by(member.works_until, today),
        from_on=max(today, member.works_until),
        today=today,
        now=now,
    )


@transaction.atomic
def follow_groups(
    *,
    actor: Actor,
    user: User,
    name: str,
    groups: AbstractSet[str],
    today: date,
    now: datetime,
) -> StaffMember | None:
    """As ``networks.follow_groups``; what was carried by who has no group any more goes first."""
    member = None if grant_of(groups) else place_of(user_id=user.pk, email=user.email)
    _go_suddenly(actor, [member] if member is not None else [], today, now)
    return networks.follow_groups(
        actor=actor, user=user, name=name, groups=groups, today=today, now=now
    )


@transaction.atomic
def follow_list(
    *,
    actor: Actor,
    accounts: Mapping[str, AbstractSet[str]],
    today: date,
    now: datetime,
) -> list[StaffMember]:
    """As ``networks.follow_list``; what was carried by who is in no list any more goes first."""
    _go_suddenly(actor, without_a_group(accounts, today), today, now)
    return networks.follow_list(actor=actor, accounts=accounts, today=today, now=now)


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
    """As ``reviews.judge_rights``; what was carried by who does not stay here goes first."""
    leave = [number for number, does in stays.items() if not does and review.network_id is None]
    working = StaffMember.objects.working_on(today).filter(pk__in=leave)
    _go_suddenly(actor, working.order_by("pk"), today, now)
    return reviews.judge_rights(
        actor=actor, review=review, stays=stays, sign=sign, today=today, now=now
    )


def _go_suddenly(actor: Actor, members: Iterable[StaffMember], today: date, now: datetime) -> None:
    for member in members:
        with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
            carries = bool(places_of(member.pk))
        if carries:
            begin_hand_over(
                actor=actor,
                member=member,
                kind=HandOverKind.SUDDEN,
                from_on=today,
                today=today,
                now=now,
            )
