"""Hand-overs begin, go on and end: of who goes, for good, for a time or in part."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity import rules
from schakel.domain.continuity.actions.passings import (
    ask_successor,
    carry_on,
    drop_passing,
    holder_of,
)
from schakel.domain.continuity.models import HandOver, LastWord, Passing
from schakel.domain.continuity.queries.hand_over import (
    Place,
    network_owners,
    places_of,
    proposals,
)
from schakel.domain.continuity.rules import Course, HandOverKind
from schakel.domain.matters.actions import hand_over_matter, take_over
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import ask_for
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant


@transaction.atomic
def begin_hand_over(
    *,
    actor: Actor,
    member: StaffMember,
    kind: HandOverKind,
    from_on: date,
    today: date,
    now: datetime,
    until_on: date | None = None,
    connections: Collection[int] | None = None,
) -> HandOver:
    """What a colleague carries, or these ``connections`` of it, goes to others from a day on.

    Each gets a proposal. Who went suddenly is replaced at once, in each place by whoever is
    proposed, who then is asked. One who hands over already goes on with the same hand-over.
    """
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        member = hold_with_all(member)
        places = places_of(member.pk)
        rules.check_begin(
            actor,
            staff_id=member.pk,
            lead_id=member.lead_id,
            owner_ids=network_owners([each.connection_id for each in places]),
        )
        rules.check_days(kind, from_on, until_on, today)
        if connections is not None:
            places = [each for each in places if each.connection_id in set(connections)]
        rules.check_something(member.name, len(places))
        hand_over = _begun(actor, member, kind, from_on, until_on, now)
        passings = _passings(actor, hand_over, places, now)
        _propose(passings, today)
        _journal_hand_over("hand_over.begun", actor, hand_over, now, kind=kind)
        if kind is HandOverKind.SUDDEN:
            for passing in passings:
                carry_on(actor, passing, today, now)
        elif kind is not HandOverKind.TEMPORARY:
            _ask_last_words(actor, hand_over, passings, today, now)
    return hand_over


def hold_with_all(member: StaffMember) -> StaffMember:
    """First what they carry, then they: in the order of every exchange of carriers."""
    carried = Matter.objects.select_for_update(of=("self",)).open().carried_by([member.pk])
    list(carried.order_by("pk").values_list("pk"))
    return StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)


def _begun(
    actor: Actor,
    member: StaffMember,
    kind: HandOverKind,
    from_on: date,
    until_on: date | None,
    now: datetime,
) -> HandOver:
    hand_over = HandOver.objects.going_on().filter(staff=member).first()
    if hand_over is None:
        return HandOver.objects.create(
            tenant_id=actor.tenant_id,
            staff=member,
            kind=kind.value,
            from_on=from_on,
            until_on=until_on,
            begun_by_id=actor.staff_id,
            begun_at=now,
        )
    hand_over.kind, hand_over.from_on, hand_over.until_on = kind.value, from_on, until_on
    hand_over.save(update_fields=["kind", "from_on", "until_on"])
    return hand_over


def _passings(
    actor: Actor, hand_over: HandOver, places: Iterable[Place], now: datetime
) -> list[Passing]:
    """One for each place that is not being passed on yet; and those that were, still going on."""
    before = {
        (each.connection_id, each.rank): each
        for each in Passing.objects.going_on().filter(hand_over=hand_over)
    }
    Passing.objects.bulk_create(
        Passing(
            tenant_id=actor.tenant_id,
            hand_over=hand_over,
            connection_id=each.connection_id,
            rank=each.rank.value,
            matter_id=each.matter_id,
            confidential=each.matter_id is not None,
            made_at=now,
        )
        for each in places
        if (each.connection_id, each.rank.value) not in before
    )
    return _to_pass(hand_over)


def _to_pass(hand_over: HandOver) -> list[Passing]:
    to_pass = Passing.objects.going_on().filter(hand_over=hand_over, taken_over_at__isnull=True)
    return list(to_pass.select_related("hand_over", "connection__party").order_by("pk"))


def _propose(passings: Iterable[Passing], today: date) -> None:
    """Who could take each place: all of them together, so that not all goes to the same one."""
    seeking = [each for each in passings if each.course == Course.SEEKING]
    found = proposals(seeking, today)
    for passing in seeking:
        proposed = found.get(passing.pk)
        passing.successor_id = proposed.staff_id if proposed is not None else None
        passing.reasons = list(proposed.reasons) if proposed is not None else []
    Passing.objects.bulk_update(seeking, ["successor", "reasons"])


@transaction.atomic
def ask_all_proposed(*, actor: Actor, hand_over: HandOver, today: date, now: datetime) -> int:
    """Ask whoever is proposed for each place that the actor sees; gives how many were asked.

    Who cannot be asked any more is left for a person. Refused when nobody could be asked.
    """
    seeking = Passing.objects.visible_to(actor).filter(
        hand_over=hand_over, course=Course.SEEKING.value
    )
    asked = 0
    for passing in seeking.order_by("pk"):
        with suppress(Refused), transaction.atomic():
            ask_successor(actor=actor, passing=passing, today=today, now=now)
            asked += 1
    if not asked:
        raise Refused("nobody_else_can_carry")
    return asked


def _ask_last_words(
    actor: Actor, hand_over: HandOver, passings: Iterable[Passing], today: date, now: datetime
) -> None:
    """Before they go: what should who comes next know? Once for each connection."""
    wanted = {each.connection_id for each in passings}
    written = LastWord.objects.filter(staff=hand_over.staff_id, connection__in=wanted)
    asked = Task.objects.open().filter(
        staff=hand_over.staff_id, connection__in=wanted, kind=TaskKind.LAST_WORD.value
    )
    known = {
        *written.values_list("connection_id", flat=True),
        *asked.values_list("connection_id", flat=True),
    }
    for passing in passings:
        if passing.connection_id not in known:
            known.add(passing.connection_id)
            ask_for(
                actor=actor,
                member=hand_over.staff,
                kind=TaskKind.LAST_WORD,
                matter=passing.matter,
                connection=passing.connection,
                due_on=max(today, hand_over.from_on),
                now=now,
            )


@transaction.atomic
def follow_hand_over(*, actor: Actor, hand_over: HandOver, today: date, now: datetime) -> HandOver:
    """It is over when every place is passed on; for a time, when that time is over."""
    hand_over = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    if hand_over.ended_at is not None:
        return hand_over
    if hand_over.until_on is not None and hand_over.until_on <= today:
        _give_back(actor, hand_over, today, now)
        return _ended(actor, hand_over, now)
    if hand_over.kind == HandOverKind.TEMPORARY or hand_over.from_on > today:
        return hand_over
    if Passing.objects.going_on().filter(hand_over=hand_over).exists():
        return hand_over
    return _ended(actor, hand_over, now)


def _give_back(actor: Actor, hand_over: HandOver, today: date, now: datetime) -> None:
    """Who was away for a time carries again what others took over."""
    passings = Passing.objects.filter(hand_over=hand_over).exclude(course=Course.DROPPED.value)
    for passing in passings.select_related("connection", "successor", "matter").order_by("pk"):
        holder = holder_of(passing)
        if passing.taken_over_at is not None and holder is not None:
            if passing.matter is not None and passing.confidential:
                _give_back_in_confidence(actor, hand_over, passing.matter, passing, today, now)
            else:
                take_over(
                    actor=actor,
                    connection=passing.connection,
                    rank=Rank(passing.rank),
                    leaver=holder,
                    to=hand_over.staff,
                    has_accepted=True,
                    today=today,
                    now=now,
                )
            journal.record(
                "passing.given_back",
                actor=actor,
                subject="passing",
                subject_id=passing.pk,
                matter_id=passing.matter_id,
                details={"staff_id": hand_over.staff_id, "connection_id": passing.connection_id},
                now=now,
            )
        drop_passing(actor, passing, now)


def _give_back_in_confidence(
    actor: Actor,
    hand_over: HandOver,
    matter: Matter,
    passing: Passing,
    today: date,
    now: datetime,
) -> None:
    """As it went: who is back is asked to carry it in confidence, as everybody is."""
    holder = matter.owner_id if passing.rank == CarrierRank.FIRST else matter.second_id
    if holder != hand_over.staff_id:
        hand_over_matter(
            actor=actor,
            matter=matter,
            rank=Rank(passing.rank),
            to=hand_over.staff,
            today=today,
            now=now,
        )


@transaction.atomic
def cancel_hand_over(*, actor: Actor, hand_over: HandOver, now: datetime) -> HandOver:
    """They stay after all: what nobody took over yet stays with them."""
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        hand_over = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
        passings = Passing.objects.filter(hand_over=hand_over)
        rules.check_begin(
            actor,
            staff_id=hand_over.staff_id,
            lead_id=hand_over.staff.lead_id,
            owner_ids=network_owners(list(passings.values_list("connection_id", flat=True))),
        )
        if hand_over.ended_at is not None:
            raise Refused("hand_over_is_over")
        for passing in passings.going_on().filter(taken_over_at__isnull=True):
            drop_passing(actor, passing, now)
        hand_over.is_cancelled = True
        if not passings.going_on().exists():
            return _ended(actor, hand_over, now)
        # What others have by now they are still introduced to: that goes on as a part.
        hand_over.kind, hand_over.until_on = HandOverKind.PARTIAL.value, None
        hand_over.save(update_fields=["kind", "until_on", "is_cancelled"])
    return hand_over


def _ended(actor: Actor, hand_over: HandOver, now: datetime) -> HandOver:
    hand_over.ended_at = now
    hand_over.save(update_fields=["ended_at", "is_cancelled"])
    _journal_hand_over("hand_over.ended", actor, hand_over, now, cancelled=hand_over.is_cancelled)
    return hand_over


def _journal_hand_over(
    what: str, actor: Actor, hand_over: HandOver, now: datetime, **details: object
) -> None:
    journal.record(
        what,
        actor=actor,
        subject="hand_over",
        subject_id=hand_over.pk,
        details={"staff_id": hand_over.staff_id, **details},
        now=now,
    )
