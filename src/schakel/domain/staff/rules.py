"""Roles, and who in fact carries what somebody carries."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import next_working_day_from, working_days_between

DEPUTY_CHAIN_LIMIT = 10
# Our own choice: a week of work.
DEFAULT_SILENT_DAYS = 5
FEWEST_SILENT_DAYS, MOST_SILENT_DAYS = 2, 20


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
    """A colleague as far as availability goes; ``works_until`` is the first day after leaving.

    ``deputies`` are by network, before ``deputy_id`` for all else; ``networks`` those they see.
    """

    id: int
    works_from: date
    works_until: date | None = None
    absences: tuple[Period, ...] = ()
    deputy_id: int | None = None
    deputies: Mapping[int, int] = field(default_factory=dict)
    networks: AbstractSet[int] = frozenset()

    def deputy_in(self, network_id: int | None) -> int | None:
        """Who stands in for them there."""
        return self.deputies.get(network_id or 0, self.deputy_id)


@dataclass(frozen=True)
class Carried:
    """What is carried, as far as standing in goes: in which network, and by whom.

    ``confided`` are those who see it in confidence beside its carriers; None: it is not. What is
    in no network is nobody's secret.
    """

    network_id: int | None = None
    carriers: AbstractSet[int] = frozenset()
    confided: AbstractSet[int] | None = None

    def may_see(self, colleague: Colleague) -> bool:
        """Whether somebody who stands in may see it."""
        if colleague.id in self.carriers:
            return True
        if self.confided is not None:
            return colleague.id in self.confided
        return self.network_id is None or self.network_id in colleague.networks


def works_here(colleague: Colleague, day: date) -> bool:
    return colleague.works_from <= day and (
        colleague.works_until is None or day < colleague.works_until
    )


def is_here(colleague: Colleague, day: date) -> bool:
    """Works here on that day and is not absent."""
    absent = any(absence.contains(day) for absence in colleague.absences)
    return works_here(colleague, day) and not absent


def chain(
    colleague_id: int, colleagues: Mapping[int, Colleague], network_id: int | None
) -> list[int]:
    """A colleague and their deputies in a network, each once.

    At most ``DEPUTY_CHAIN_LIMIT`` deputies; it ends where it comes back to somebody in it.
    """
    found: list[int] = []
    number: int | None = colleague_id
    while number is not None and number in colleagues and number not in found:
        if len(found) > DEPUTY_CHAIN_LIMIT:
            break
        found.append(number)
        number = colleagues[number].deputy_in(network_id)
    return found


def living(
    colleague_id: int, colleagues: Mapping[int, Colleague], day: date, carried: Carried
) -> int | None:
    """Who in fact carries, on that day, what this colleague carries; ``None``: nobody.

    The colleague, else the first along the chain of deputies who is here and may see it: it goes
    on past somebody who is away, has left or may not see it.
    """
    return next(
        (
            number
            for number in chain(colleague_id, colleagues, carried.network_id)
            if is_here(colleagues[number], day) and carried.may_see(colleagues[number])
        ),
        None,
    )


def without_anybody(
    colleagues: Mapping[int, Colleague], carried: Carried, from_on: date, until_on: date
) -> list[Period]:
    """The stretches of days, from ``from_on`` on, on which nobody carries it, nor a deputy.

    Those that begin before ``until_on``; ``until_on`` of a stretch is None where no end is known.
    """
    turns = {from_on}
    for each in carried.carriers:
        for number in chain(each, colleagues, carried.network_id):
            turns |= _turns(colleagues[number])
    found: list[Period] = []
    begun: date | None = None
    for day in sorted(each for each in turns if each >= from_on):
        if any(living(each, colleagues, day, carried) is not None for each in carried.carriers):
            if begun is not None:
                found.append(Period(begun, day))
            begun = None
        elif begun is None and day < until_on:
            begun = day
    return [*found, Period(begun, None)] if begun is not None else found


def _turns(colleague: Colleague) -> set[date]:
    """The days on which somebody comes, goes, or comes back."""
    days = {colleague.works_from, colleague.works_until}
    for absence in colleague.absences:
        days |= {absence.from_on, absence.until_on}
    return {day for day in days if day is not None}


def comes_back(
    colleague_id: int, colleagues: Mapping[int, Colleague], network_id: int | None
) -> bool:
    """Whether a chain of deputies ends with somebody in it: then all of them can be away."""
    asked = chain(colleague_id, colleagues, network_id)
    return bool(asked) and colleagues[asked[-1]].deputy_in(network_id) in asked


def back_on(absences: Collection[Period], day: date) -> date | None:
    """First day from ``day`` on on which none of these goes on; None: no end is known."""
    while under_way := [each.until_on for each in absences if each.contains(day)]:
        ends = [each for each in under_way if each is not None]
        if len(ends) < len(under_way):
            return None
        day = max(ends)
    return day


def last_stretch(
    absences: Collection[Period], today: date, closed: frozenset[date]
) -> Period | None:
    """The newest stretch away that is over by ``today``; None: there is none.

    Absences with no working day between them are one.
    """
    over = [
        (each.from_on, each.until_on)
        for each in absences
        if each.until_on is not None and each.until_on <= today
    ]
    if not over:
        return None
    over.sort(key=lambda days: (days[1], days[0]), reverse=True)
    since, until = over[0]
    for from_on, until_on in over:
        if next_working_day_from(until_on, closed) >= since:
            since = min(since, from_on)
    return Period(since, until)


def is_silent(seen_on: date, today: date, days: int, closed: frozenset[date]) -> bool:
    """Whether so many working days in a row went by without a sign of life, up to yesterday."""
    return working_days_between(seen_on, today - timedelta(days=1), closed) >= days


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


def check_deputy(staff_id: int, deputy_id: int | None) -> None:
    """Refused when somebody would stand in for themselves."""
    if staff_id == deputy_id:
        raise Refused("deputy_is_oneself")


def check_lead(staff_id: int, lead_id: int | None, leads: Mapping[int, int | None]) -> None:
    """Refused for oneself, or somebody who is led by them. ``leads`` are those of everybody."""
    above, number = set[int](), lead_id
    while number is not None and number not in above:
        above.add(number)
        number = leads.get(number)
    if staff_id in above:
        raise Refused("lead_is_led_by_them")


def check_silent_days(days: int) -> None:
    """Refused outside of 2 to 20 working days."""
    if not FEWEST_SILENT_DAYS <= days <= MOST_SILENT_DAYS:
        raise Refused("silent_days_out_of_range", least=FEWEST_SILENT_DAYS, most=MOST_SILENT_DAYS)


def check_position(name: str, *, is_known: bool) -> None:
    """Refused without a name of its own."""
    if not name.strip():
        raise Refused("position_needs_name")
    if is_known:
        raise Refused("position_is_known", position=name.strip())


def check_holder(holder_id: int | None, fallback_id: int) -> None:
    """Refused when the same colleague would hold a function and stand in for it."""
    if holder_id == fallback_id:
        raise Refused("position_needs_two_people")
