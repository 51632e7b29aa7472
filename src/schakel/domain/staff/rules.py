"""Roles, and who in fact carries what somebody carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused

DEPUTY_CHAIN_LIMIT = 10


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    CONNECTOR = "connector"
    OFFICIAL = "official"
    VOLUNTEER = "volunteer"
    SPONSOR = "sponsor"
    COUNCILLOR = "councillor"


class GroupedMail(StrEnum):
    """How often a colleague is mailed about all that is new, by their own choice."""

    WORKING_DAY = "working_day"
    TWICE_A_WEEK = "twice_a_week"
    WEEK = "week"
    NEVER = "never"


# Who can be the contact person of somebody; sponsors, councillors and administrators are not.
CARRYING_ROLES = frozenset({Role.CONNECTOR, Role.OFFICIAL, Role.VOLUNTEER})


@dataclass(frozen=True)
class Colleague:
    """A colleague as far as availability goes; ``works_until`` is the first day after leaving."""

    id: int
    works_from: date
    works_until: date | None = None
    absences: tuple[Period, ...] = ()
    deputy_id: int | None = None


def works_here(colleague: Colleague, day: date) -> bool:
    return colleague.works_from <= day and (
        colleague.works_until is None or day < colleague.works_until
    )


def is_here(colleague: Colleague, day: date) -> bool:
    """Works here on that day and is not absent."""
    absent = any(absence.contains(day) for absence in colleague.absences)
    return works_here(colleague, day) and not absent


def living(
    colleague_id: int,
    colleagues: Mapping[int, Colleague],
    day: date,
    may_see: Callable[[int], bool],
) -> int | None:
    """Who in fact carries, on that day, what this colleague carries; ``None``: nobody.

    The colleague, else the first along the chain of deputies who is here and may see it. The
    chain goes on past somebody who is away, has left or may not see it; it holds at most
    ``DEPUTY_CHAIN_LIMIT`` deputies and ends where it comes back to somebody asked before.
    """
    asked: set[int] = set()
    candidate = colleagues.get(colleague_id)
    while candidate and candidate.id not in asked and len(asked) <= DEPUTY_CHAIN_LIMIT:
        if is_here(candidate, day) and may_see(candidate.id):
            return candidate.id
        asked.add(candidate.id)
        candidate = None if candidate.deputy_id is None else colleagues.get(candidate.deputy_id)
    return None


def check_manage(actor: Actor) -> None:
    """Refused unless an administrator, or Schakel itself at set-up, acts."""
    if not (actor.is_system or actor.has_role(Role.ADMINISTRATOR)):
        raise Refused("only_administrators")


def check_plan_absence(actor: Actor, staff_id: int, lead_id: int | None) -> None:
    """Refused unless it is about oneself, or by their lead or an administrator."""
    if actor.is_system or actor.has_role(Role.ADMINISTRATOR):
        return
    if actor.staff_id is None or actor.staff_id not in {staff_id, lead_id}:
        raise Refused("absence_not_yours_to_plan")


def check_own(actor: Actor, staff_id: int) -> None:
    """Refused unless somebody chooses for themselves."""
    if actor.staff_id != staff_id:
        raise Refused("choice_not_yours")


def check_days(from_on: date, until_on: date | None) -> None:
    """Refused when the last day comes before the first."""
    if until_on is not None and until_on <= from_on:
        raise Refused("ends_before_it_begins")


def first_day_after(day: date) -> date:
    """The exclusive end of a stretch whose last day is ``day``; no later than the calendar."""
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)


def check_welcome(name: str, email: str, known: bool) -> None:
    """Refused without a name or address, or when somebody here has that address already."""
    if not name.strip() or not email.strip():
        raise Refused("colleague_needs_name_and_email")
    if known:
        raise Refused("colleague_is_known", email=email)


def check_chain(chosen: int, here: int) -> None:
    """Refused when nobody is chosen, or somebody who does not work here."""
    if not chosen:
        raise Refused("chain_needs_somebody")
    if here < chosen:
        raise Refused("successor_does_not_work_here")


def check_reset(actor: Actor, staff_id: int) -> None:
    """Refused unless an administrator, and never one's own: that takes a second person."""
    check_manage(actor)
    if actor.staff_id == staff_id:
        raise Refused("log_in_not_your_own")
