"""Carriers, rhythm and strength of a connection."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from schakel.algorithms import tie_decay
from schakel.algorithms.tie_decay.calendar import ALWAYS, Calendar
from schakel.algorithms.tie_decay.learned import Learning
from schakel.domain.organisations.rules import LONGEST_RHYTHM_DAYS, SHORTEST_RHYTHM_DAYS
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

GAPS_KEPT = 15
PRIOR_WEIGHT = 3
# The same for very many connections at once; ``learned_rhythm`` says it for one.
LEARNING = Learning(GAPS_KEPT, PRIOR_WEIGHT, SHORTEST_RHYTHM_DAYS, LONGEST_RHYTHM_DAYS)
LOST_AFTER_GAPS = 8
# Soon enough before a connection is silent to plan a call, late enough not to nag.
SPEAK_WITHIN = timedelta(days=14)

# Longer than this is no rest: complete it, or agree anew.
LONGEST_REST = timedelta(days=366)


class Contact(StrEnum):
    """How the contact goes, as far as its dates tell."""

    GOOD = "good"
    FADING = "fading"
    SILENT = "silent"
    NONE = "none"
    RESTING = "resting"
    COMPLETED = "completed"


class CarrierRank(StrEnum):
    FIRST = "first"
    SECOND = "second"


class ContactWeight(StrEnum):
    """What a contact was, as far as it keeps a connection alive."""

    MET = "met"
    SPOKE = "spoke"
    ANSWERED = "answered"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


DEFAULT_WEIGHTS: Mapping[ContactWeight, float] = {
    ContactWeight.MET: 1.5,
    ContactWeight.SPOKE: 1.0,
    ContactWeight.ANSWERED: 1.0,
    ContactWeight.INBOUND: 0.5,
    ContactWeight.OUTBOUND: 0.0,
}


@dataclass(frozen=True)
class Tie:
    """Strength of a connection at the end of ``as_of``, and what its rhythm is learned from.

    ``gaps`` are the days between contacts, oldest first, at most ``GAPS_KEPT``; ``prior_days``
    is the rhythm of the theme; ``agreed_days`` the rhythm agreed with the party, if any.
    Quiet weeks stretch the rhythm: of every time only the days count that the calendar counts.
    """

    as_of: date
    prior_days: float
    agreed_days: float | None = None
    strength: float = 0.0
    last_contact_on: date | None = None
    gaps: tuple[int, ...] = ()
    calendar: Calendar = field(default=ALWAYS, compare=False, repr=False)

    @property
    def rhythm_days(self) -> float:
        """The half-life of the strength: what was agreed, else what was learned."""
        return self.agreed_days or learned_rhythm(self.gaps, self.prior_days)


def may_work_on(actor: Actor, carriers: Collection[int | None], network_id: int) -> bool:
    """Carriers, and connectors of the network, may do what has to be done."""
    if actor.is_system:
        return True
    if not actor.is_staff:
        return False
    if actor.staff_id in carriers:
        return True
    return actor.has_role("connector") and network_id in actor.network_ids


def check_work_on(actor: Actor, carriers: Collection[int | None], network_id: int) -> None:
    """Refused unless the actor may agree things with the other side."""
    if not may_work_on(actor, carriers, network_id):
        raise Refused("connection_not_yours")


def check_goes_on(completed_on: date | None) -> None:
    """Refused when the connection is completed: there is nothing to agree any more."""
    if completed_on is not None:
        raise Refused("connection_is_completed", completed_on=completed_on)


def check_rest(until: date, today: date, *, both_agreed: bool) -> None:
    """Refused unless both sides agreed to wait until a day after today, and within a year."""
    if not both_agreed:
        raise Refused("rest_needs_both_sides")
    if until <= today:
        raise Refused("rest_needs_later_day")
    if until > today + LONGEST_REST:
        raise Refused("rest_too_long", latest=today + LONGEST_REST)


def is_resting(resting_until: date | None, today: date) -> bool:
    """Whether an agreed rest still lasts; on its last day the two speak again."""
    return resting_until is not None and today < resting_until


def check_resume(resting_until: date | None, today: date) -> None:
    """Refused when nothing rests."""
    if not is_resting(resting_until, today):
        raise Refused("connection_is_not_resting")


def check_complete(reason: str, open_matters: int) -> None:
    """Refused without a reason, or while something of them is open."""
    if open_matters:
        raise Refused("connection_has_open_matters")
    if not reason.strip():
        raise Refused("completing_needs_reason")


def check_with_us(*, is_brokered: bool) -> None:
    """Refused between two others: they speak each other, and only they say how that goes."""
    if is_brokered:
        raise Refused("connection_between_others")


def check_rhythm(days: float | None) -> None:
    """Refused when a rhythm is agreed outside 3 to 180 days."""
    if days is not None and not SHORTEST_RHYTHM_DAYS <= days <= LONGEST_RHYTHM_DAYS:
        raise Refused("rhythm_out_of_range", least=SHORTEST_RHYTHM_DAYS, most=LONGEST_RHYTHM_DAYS)


def learned_rhythm(gaps: Sequence[int], prior_days: float) -> float:
    """``(n·median own gap + 3·prior) / (n + 3)``, in days, clamped to 3–180."""
    own = len(gaps) * median(gaps) if gaps else 0.0
    learned = (own + PRIOR_WEIGHT * prior_days) / (len(gaps) + PRIOR_WEIGHT)
    return min(LONGEST_RHYTHM_DAYS, max(SHORTEST_RHYTHM_DAYS, learned))


def after_contact(tie: Tie, day: date, weight: float) -> Tie:
    """The tie after a contact on ``day``; an outbound one without weight changes nothing.

    The contact counts by the rhythm as it was; the rhythm that it teaches counts from its day.
    A contact before ``as_of`` is a ``ValueError``: the tie must be ``replayed``. So is a weight
    below 0.
    """
    tie_decay.check_weight(weight)
    if weight == 0:
        return tie
    if day < tie.as_of:
        raise ValueError(f"a contact of {day} comes before {tie.as_of}: replay the tie")
    strength = min(tie_decay.CAP, strength_on(tie, day) + weight)
    last = tie.last_contact_on
    gap = tie.calendar.days_between(last, day) if last else 0
    gaps = (*tie.gaps, gap)[-GAPS_KEPT:] if gap else tie.gaps
    return replace(tie, strength=strength, as_of=day, last_contact_on=day, gaps=gaps)


def strength_on(tie: Tie, day: date) -> float:
    """The strength on a day, if nobody speaks before."""
    passed = tie.calendar.days_between(tie.as_of, day)
    return tie_decay.faded(tie.strength, passed, tie.rhythm_days)


def with_agreed_rhythm(tie: Tie, day: date, agreed_days: float | None) -> Tie:
    """The tie with a rhythm agreed on ``day`` (``None``: learned again), counted from that day."""
    strength = min(tie_decay.CAP, strength_on(tie, day))
    return replace(tie, strength=strength, as_of=day, agreed_days=agreed_days)


def replayed(
    prior_days: float,
    contacts: Sequence[tuple[date, float]],
    agreements: Sequence[tuple[date, float | None]] = (),
    calendar: Calendar = ALWAYS,
) -> Tie | None:
    """The tie from all its contacts ``(day, weight)`` and agreed rhythms; ``None`` without any.

    For a back-dated contact, or one whose weight changes once it is answered. What was agreed
    on a day counts before the contacts of that day.
    """
    events = sorted(
        [(day, 0, agreed) for day, agreed in agreements]
        + [(day, 1, weight) for day, weight in contacts],
        key=lambda event: event[:2],
    )
    if not events:
        return None
    tie = Tie(as_of=events[0][0], prior_days=prior_days, calendar=calendar)
    for day, is_contact, number in events:
        if is_contact:
            tie = after_contact(tie, day, number or 0.0)
        else:
            tie = with_agreed_rhythm(tie, day, number)
    return tie


def silent_on(tie: Tie) -> date:
    """First day on which the connection is silent, if nobody speaks before."""
    return _first_below(tie_decay.SILENT, tie)


def fading_on(tie: Tie) -> date:
    """First day on which the connection is fading, if nobody speaks before."""
    return _first_below(tie_decay.FADING, tie)


def _first_below(line: float, tie: Tie) -> date:
    days = tie_decay.days_until_below(tie.strength, tie.rhythm_days, line)
    return tie.calendar.day_after(tie.as_of, days)


def is_probably_lost(tie: Tie, today: date) -> bool:
    """Silent for more than 8 times the own median gap (10.1140/epjds/s13688-017-0127-3)."""
    if not tie.gaps or tie.last_contact_on is None:
        return False
    return tie.calendar.days_between(tie.last_contact_on, today) > LOST_AFTER_GAPS * median(
        tie.gaps
    )


def contact_on(
    tie: Tie, today: date, *, resting_until: date | None = None, completed: bool = False
) -> Contact:
    """How the contact goes today. An agreed rest is no silence."""
    if completed:
        return Contact.COMPLETED
    if is_resting(resting_until, today):
        return Contact.RESTING
    if tie.strength <= 0:
        return Contact.NONE
    if today >= silent_on(tie):
        return Contact.SILENT
    return Contact.FADING if today >= fading_on(tie) else Contact.GOOD
