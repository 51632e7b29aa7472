"""On which day rights are looked at, by whom, and when that is done."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date

from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

# Out of the way of holidays and of the rush at the end of a year.
DEFAULT_MONTH, DEFAULT_DAY = 2, 1
WORKING_DAYS_TO_REVIEW = 20


def last_review_day(today: date, month: int, day: int) -> date:
    """The newest yearly review day that is not after ``today``; 29 February is the 28th, mostly."""
    this_year = _in_year(today.year, month, day)
    return this_year if this_year <= today else _in_year(today.year - 1, month, day)


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def check_day(month: int, day: int) -> None:
    """Refused unless it is a day that some year has."""
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]):
        raise Refused("review_day_not_valid")


def check_review(actor: Actor, asked_id: int, *, signed: bool) -> None:
    """Refused when it is done, or when neither who was asked nor an administrator acts."""
    if signed:
        raise Refused("review_is_signed")
    if not actor.has_role(Role.ADMINISTRATOR) and actor.staff_id != asked_id:
        raise Refused("review_not_yours")


def check_end(actor: Actor, staff_id: int, *, groups_decide: bool) -> None:
    """Refused for oneself, and for who would come back by their groups at the next log-in."""
    if actor.staff_id == staff_id:
        raise Refused("review_not_your_own")
    if groups_decide:
        raise Refused("groups_decide")


def check_sign(people: Collection[int], judged: Collection[int]) -> None:
    """Refused while somebody was not looked at."""
    left = len(set(people) - set(judged))
    if left:
        raise Refused("review_not_complete", left=left)
