"""Who leaves, who is away, and who stands in for them."""

from datetime import date, datetime, time, timedelta

from schakel.domain.staff.actions import appoint_deputy, let_go, plan_absence
from schakel.entrypoints.manage.waterhoven.life import Course, Life

LEAVES = "piet"
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
    member = life.town.colleagues[LEAVES]
    let_go(actor=life.acting("joris"), member=member, last_day=last_day, now=life.clock)
    yield _morning(life, last_day + timedelta(days=1))
    life.find_living_owners(member)


def _is_away(life: Life, who: str, deputy: str, from_on: date, until_on: date) -> Course:
    member, stands_in = life.town.colleagues[who], life.town.colleagues[deputy]
    actor = life.acting(who)
    appoint_deputy(actor=actor, member=member, deputy=stands_in, now=life.clock)
    plan_absence(actor=actor, member=member, from_on=from_on, until_on=until_on, now=life.clock)
    return
    yield
