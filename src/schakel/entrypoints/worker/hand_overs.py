"""Hand-overs go on by themselves: who is asked, when the day comes, what is told, when it is done.

Each place is looked at in a transaction of its own: what is refused for one stops no other.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import structlog
from procrastinate.contrib.django import app

from schakel.domain.continuity.actions.hand_overs import follow_hand_over
from schakel.domain.continuity.actions.leaving import begin_for_leaver
from schakel.domain.continuity.actions.passings import accept_passing, follow_passing
from schakel.domain.continuity.actions.positions import fill_position
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.continuity.queries.hand_over import held_by_who_left, leave_without_hand_over
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import place_of_staff
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.worker.queue import RETRY, put
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused

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
        left = held_by_who_left(here.today)
    for position in left:
        with _told_when_refused("position.waits", position.pk), inside(tenant_id) as here:
            fill_position(
                actor=here.actor, position=position, holder=None, today=here.today, now=here.now
            )


def begin_for_who_leaves(tenant_id: int) -> None:
    """Who leaves within some weeks, or left, hands over what they carry, if nobody began it."""
    with inside(tenant_id) as here:
        leaving = leave_without_hand_over(here.today)
    for member in leaving:
        with _told_when_refused("hand_over.waits", member.pk), inside(tenant_id) as here:
            begin_for_leaver(actor=here.actor, member=member, today=here.today, now=here.now)


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
    asked = Passing.objects.asked_of(line.actor_id).filter(
        connection__in=Matter.objects.filter(pk=line.matter_id or 0).values("connection_id"),
        confidential=False,
    )
    place = place_of_staff(tenant_id=here.tenant.pk, staff_id=line.actor_id or 0, today=here.today)
    passing = asked.first()
    if passing is not None and place is not None:
        accept_passing(actor=place.actor, passing=passing, today=here.today, now=here.now)


def _follow(tenant_id: int, passings: Iterable[int]) -> None:
    for number in passings:
        with _told_when_refused("passing.waits", number), inside(tenant_id) as here:
            follow_passing(
                actor=here.actor,
                passing=Passing.objects.get(pk=number),
                today=here.today,
                now=here.now,
            )


@contextmanager
def _told_when_refused(what: str, number: int) -> Iterator[None]:
    """What is refused for one waits, and stops no other."""
    try:
        yield
    except Refused as refused:
        log.warning(what, number=number, code=refused.code)
