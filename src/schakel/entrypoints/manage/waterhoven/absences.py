"""Who leaves, who is away, and who stands in for them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity.actions.leaving import end_account
from schakel.domain.continuity.actions.passings import (
    accept_passing,
    ask_successor,
    decline_passing,
    follow_passing,
    introduce,
)
from schakel.domain.continuity.models import Passing
from schakel.domain.continuity.queries.hand_over import matter_to_tell
from schakel.domain.continuity.rules import Course as PassingCourse
from schakel.domain.continuity.rules import Introduction
from schakel.domain.staff.actions import appoint_deputy, plan_absence
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.manage.waterhoven.life import Course, Life

LEAVES = "piet"
NO = "Ik heb er de uren niet voor."
WORDS = (
    "Ik ga binnenkort ander werk doen. {successor} neemt het contact met u van mij over."
    " Alles wat wij afspraken, weet {successor}. Dank voor het fijne contact!"
)
# Who, who stands in, and from when until when, in days from today.
AWAY = (
    ("hanna", "sanne", -58, -48),
    ("lotte", "noor", -30, -23),
    ("bas", "youssef", -6, 15),
    ("mirjam", "gijs", 20, 34),
)


def comings_and_goings(life: Life) -> list[tuple[datetime, Course]]:
    """The courses of all who leave or are away."""
    today = life.now.astimezone(life.zone).date()
    last_day = last_day_of_who_left(today)
    courses = [(_morning(life, last_day - timedelta(days=10)), _leaves(life, last_day))]
    for who, deputy, starts, ends in AWAY:
        from_on, until_on = today + timedelta(days=starts), today + timedelta(days=ends)
        told_on = min(from_on - timedelta(days=7), today - timedelta(days=2))
        course = _is_away(life, who, deputy, from_on, until_on)
        courses.append((_morning(life, told_on), course))
    return courses


def last_day_of_who_left(today: date) -> date:
    """The last day of a month, at least a week ago: on the first of the next one they are gone."""
    first = (today - timedelta(days=7)).replace(day=1)
    return first - timedelta(days=1)


def _morning(life: Life, day: date) -> datetime:
    return datetime.combine(day, time(8, 30), life.zone)


def _leaves(life: Life, last_day: date) -> Course:
    """What they carry is handed over: most say yes and are introduced, one says no."""
    member = life.town.colleagues[LEAVES]
    end_account(
        actor=life.acting("joris"),
        member=member,
        last_day=last_day,
        starts_hand_over=True,
        today=life.today,
        now=life.clock,
    )
    yield life.clock + timedelta(days=1)
    for passing in _passings(member):
        ask_successor(actor=life.acting(LEAVES), passing=passing, today=life.today, now=life.clock)
    yield life.clock + timedelta(days=2)
    for number, passing in enumerate(_passings(member)):
        _answers(life, passing, says_no=number == 1)
    yield _morning(life, last_day + timedelta(days=1))
    _go_on(life, member)
    yield life.clock + timedelta(days=6)
    _go_on(life, member)


def _passings(member: StaffMember) -> list[Passing]:
    going_on = Passing.objects.going_on().filter(hand_over__staff=member)
    return list(going_on.select_related("successor", "connection__party").order_by("pk"))


def _answers(life: Life, passing: Passing, *, says_no: bool) -> None:
    successor = passing.successor
    if passing.course != PassingCourse.ASKED or successor is None:
        return
    step: dict[str, Any] = {"passing": passing, "today": life.today, "now": life.clock}
    if says_no:
        decline_passing(actor=life.acting_as(successor), reason=NO, **step)
        return
    accept_passing(actor=life.acting_as(successor), **step)
    if passing.rank == CarrierRank.FIRST and matter_to_tell(passing) is not None:
        words = WORDS.format(successor=successor.first_name)
        introduce(actor=life.acting(LEAVES), how=Introduction.MESSAGE, words=words, **step)


def _go_on(life: Life, member: StaffMember) -> None:
    """As the worker does every hour."""
    for passing in _passings(member):
        follow_passing(actor=life.schakel, passing=passing, today=life.today, now=life.clock)
    life.find_living_owners(member)


def _is_away(life: Life, who: str, deputy: str, from_on: date, until_on: date) -> Course:
    member, stands_in = life.town.colleagues[who], life.town.colleagues[deputy]
    actor = life.acting(who)
    appoint_deputy(actor=actor, member=member, deputy=stands_in, now=life.clock)
    plan_absence(actor=actor, member=member, from_on=from_on, until_on=until_on, now=life.clock)
    return
    yield
