"""One tie in closed form: s(t) = s(t0) · 2^(−(t − t0)/H), plus what each contact weighs.

What makes no sense is a ValueError with a sentence: a weight below 0 or not a number, a half-life
of 0 or less, a day after the last one that a calendar knows.
"""

import math
from collections.abc import Iterable
from datetime import date, timedelta

CAP = 4.0
FADING = 0.5
SILENT = 0.25
BEYOND = date.max.toordinal()


def check_weight(weight: float) -> None:
    """ValueError unless a contact can weigh this."""
    if not (math.isfinite(weight) and weight >= 0):
        raise ValueError(f"a contact weighs 0 or more, not {weight}")


def check_half_life(half_life_days: float) -> None:
    """ValueError unless a strength can halve in so many days."""
    if not (math.isfinite(half_life_days) and half_life_days > 0):
        raise ValueError(f"a half-life is more than 0 days, not {half_life_days}")


def strength_at(strength: float, as_of: date, at: date, half_life_days: float) -> float:
    """Strength on day ``at``, if nothing happens in between: s · 2^(−(at − as_of)/H)."""
    try:
        return faded(strength, (at - as_of).days, half_life_days)
    except OverflowError:
        raise ValueError(f"{at} is too long before {as_of} to tell the strength") from None


def faded(strength: float, days: int, half_life_days: float) -> float:
    """What is left of a strength after so many days that count: s · 2^(−days/H)."""
    check_half_life(half_life_days)
    return strength * math.exp2(-days / half_life_days)


def add_contact(
    strength: float, as_of: date, at: date, weight: float, half_life_days: float
) -> tuple[float, date]:
    """The tie, ``(strength, as_of)``, after a contact of this weight on day ``at``.

    A contact before ``as_of`` adds what is left of its weight by then. That is exact as long as
    the cap was never reached, this contact included; where it was, ``recompute``.
    """
    check_weight(weight)
    latest = max(as_of, at)
    before = strength_at(strength, as_of, latest, half_life_days)
    added = strength_at(weight, at, latest, half_life_days)
    return min(CAP, before + added), latest


def change_half_life(
    strength: float, as_of: date, on: date, half_life_days: float
) -> tuple[float, date]:
    """The tie on the day ``on`` which its half-life stops being this; the new one counts on.

    What passed before that day is not counted again. For a day before ``as_of`` that cannot be
    told any more: ValueError.
    """
    if on < as_of:
        raise ValueError(f"a half-life that changes on {on} counts from before {as_of}")
    return strength_at(strength, as_of, on, half_life_days), on


def recompute(events: Iterable[tuple[date, float]], half_life_days: float, at: date) -> float:
    """Strength on day ``at`` from all its contacts, ``(day, weight)`` in any order.

    Contacts after ``at`` do not count yet.
    """
    check_half_life(half_life_days)
    strength, as_of = 0.0, at
    for day, weight in sorted(event for event in events if event[0] <= at):
        if strength == 0.0:
            as_of = day
        strength, as_of = add_contact(strength, as_of, day, weight, half_life_days)
    return strength_at(strength, as_of, at, half_life_days)


def silent_on(strength: float, as_of: date, half_life_days: float, line: float = SILENT) -> date:
    """First day on which the strength is below ``line``: as_of + H · log2(s / line).

    Never before ``as_of``: a tie that is below the line by then is silent from ``as_of``.
    """
    days = days_until_below(strength, half_life_days, line)
    if days > (date.max - as_of).days:
        raise ValueError(f"a tie that strong on {as_of} is not silent before {date.max}")
    return as_of + timedelta(days=days)


def fading_on(strength: float, as_of: date, half_life_days: float) -> date:
    """First day on which the strength is below the fading line."""
    return silent_on(strength, as_of, half_life_days, FADING)


def is_fading(strength: float) -> bool:
    """Below the fading line, whether or not it is silent already."""
    return strength < FADING


def days_until_below(strength: float, half_life_days: float, line: float) -> int:
    """The least number of days after which a strength is below ``line``; 0 when it is already.

    Not more than ``BEYOND``, which is longer than any calendar.
    """
    check_half_life(half_life_days)
    if not math.isfinite(strength):
        raise ValueError(f"a strength is a number, not {strength}")
    if strength < line:
        return 0
    exact = half_life_days * math.log2(strength / line)
    if exact >= BEYOND:
        return BEYOND
    days = math.floor(exact) + 1
    # A rounding error in the logarithm is worth a day only where the line is met exactly.
    while strength * math.exp2(-days / half_life_days) >= line:
        days += 1
    while strength * math.exp2(-(days - 1) / half_life_days) < line:
        days -= 1
    return days
