"""Hand-overs go on by themselves: who is asked, when the day comes, what is told, when it is done.

Each place is looked at in a transaction of its own: what is refused for one stops no other.
"""

from collections.abc import Collection, Iterable

import structlog
from procrastinate.contrib.django import app

from schakel.domain.continuity.actions.hand_overs import begin_hand_over, follow_hand_over
from schakel.domain.continuity.actions.passings import accept_passing, follow_passing
from schakel.domain.continuity.actions.positions import fill_position
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.continuity.queries.hand_over import places_of
from schakel.domain.continuity.rules import BEGINS_BEFORE, Course, HandOverKind
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import place_of_staff
from schakel.domain.staff.models import Position, StaffMember
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.worker.queue import RETRY, put
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused

_FOR_GOOD = [HandOverKind.PLANNED.value, HandOverKind.SUDDEN.value]

log = structlog.get_logger()


def go_on_with_hand_overs(tenant_id: int) -> None:
    """What a day brings: who leaves begins, the day comes, nobody answered, they spoke."""
    vacate_functions(tenant_id)
    begin_for_who_leaves(tenant_id)
    with inside(tenant_id):
        passings = list(Passing.objects.going_on().order_by("pk").values_list("pk", flat=True))
    _follow(tenant_id, passings)
    with inside(tenant_id):
        hand_overs = list(HandOver.objects.going_on().order_by("pk").values_list("pk", flat=True))
    for number in hand_overs:
        with inside(tenant_id) as here:
            follow_hand_over(
                actor=here.actor,
                hand_over=HandOver.objects.get(pk=number),
                today=here.today,
                now=here.now,
            )


def vacate_functions(tenant_id: int) -> None:
    """Who left holds no function any more: who stands in for it carries what it carries."""
    with inside(tenant_id) as here:
        working = StaffMember.objects.working_on(here.today).values("pk")
        left = Position.objects.filter(holder__isnull=False, fallback__in=working)
        numbers = list(left.exclude(holder__in=working).order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        try:
            with inside(tenant_id) as here:
                fill_position(
                    actor=here.actor,
                    position=Position.objects.get(pk=number),
                    holder=None,
                    today=here.today,
                    now=here.now,
                )
        except Refused as refused:
            log.warning("position.waits", position_id=number, code=refused.code)


def begin_for_who_leaves(tenant_id: int) -> None:
    """Who leaves within some weeks, or left, hands over what they carry, if nobody began it."""
    with inside(tenant_id) as here:
        going = StaffMember.objects.filter(works_until__lte=here.today + BEGINS_BEFORE)
        begun = HandOver.objects.going_on().values("staff_id")
        # For a time, or a part of it, is not enough for who goes for good.
        for_good = begun.filter(kind__in=_FOR_GOOD)
        leaving = list(going.exclude(pk__in=for_good).order_by("pk"))
        numbers = [each.pk for each in leaving if places_of(each.pk)]
    for number in numbers:
        begin_for(tenant_id, number)


def begin_for(tenant_id: int, staff_id: int) -> None:
    """Suddenly for who is gone; else as agreed, from the day after their last."""
    with inside(tenant_id) as here:
        member = StaffMember.objects.get(pk=staff_id)
        begun = HandOver.objects.going_on().filter(staff=member, kind__in=_FOR_GOOD)
        if member.works_until is None or begun.exists() or not places_of(staff_id):
            return
        is_gone = member.works_until <= here.today
        begin_hand_over(
            actor=here.actor,
            member=member,
            kind=HandOverKind.SUDDEN if is_gone else HandOverKind.PLANNED,
            from_on=max(here.today, member.works_until),
            today=here.today,
            now=here.now,
        )


@app.task(name="go_on_with_passing", retry=RETRY)
def go_on_with_passing(*, tenant_id: int, subject_id: int) -> None:
    """Something happened to the connection of a passing: it goes on with that."""
    _follow(tenant_id, [subject_id])


def mark(tenant_id: int, connections: Collection[int]) -> None:
    """Something happened to these connections: have what is being passed on of them followed."""
    if not connections:
        return
    found = Passing.objects.going_on().filter(connection__in=connections).order_by("pk")
    passings = found.values_list("pk", flat=True)
    put(go_on_with_passing, [{"tenant_id": tenant_id, "subject_id": each} for each in passings])


def accept_by_matter(here: Here, line: Line) -> None:
    """Who says yes to a matter of a connection that they are asked for, says yes to all of it."""
    asked = Passing.objects.filter(
        connection__in=_connections_of(line),
        course=Course.ASKED.value,
        confidential=False,
        successor_id=line.actor_id,
    ).first()
    place = place_of_staff(tenant_id=here.tenant.pk, staff_id=line.actor_id or 0, today=here.today)
    if asked is not None and place is not None:
        accept_passing(actor=place.actor, passing=asked, today=here.today, now=here.now)


def _connections_of(line: Line) -> list[int]:
    found = Matter.objects.filter(pk=line.matter_id or 0)
    return list(found.values_list("connection_id", flat=True))


def _follow(tenant_id: int, passings: Iterable[int]) -> None:
    for number in passings:
        with inside(tenant_id) as here:
            try:
                follow_passing(
                    actor=here.actor,
                    passing=Passing.objects.get(pk=number),
                    today=here.today,
                    now=here.now,
                )
            except Refused as refused:
                log.warning("passing.waits", passing_id=number, code=refused.code)
