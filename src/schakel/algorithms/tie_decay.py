"""Strength of a tie that fades with time and grows with each contact, in continuous time.

Ahmad, Porter, Beguerisse-Díaz, *Tie-decay networks in continuous time* (arXiv:1805.00193): the
strength halves every ``half_life_days``, and a contact adds its weight. Capped, so that many
contacts in a short time do not keep a tie alive for years.

A tie is kept as ``(strength, as_of)``: its strength at the end of a day.
"""

import math
from collections.abc import Iterable
from datetime import date, timedelta

CAP = 4.0
FADING = 0.5
SILENT = 0.25


def strength_at(strength: float, as_of: date, at: date, half_life_days: float) -> float:
    """Strength on day ``at``, if nothing happens in between: s · 2^(−(at − as_of)/H)."""
    return strength * 2 ** (-(at - as_of).days / half_life_days)


def add_contact(
    strength: float, as_of: date, at: date, weight: float, half_life_days: float
) -> tuple[float, date]:
    """The tie, ``(strength, as_of)``, after a contact of this weight on day ``at``.

    A contact before ``as_of`` adds what is left of its weight by then. That is exact as long as
    the cap was never reached; where it was, ``recompute``.
    """
    latest = max(as_of, at)
    before = strength_at(strength, as_of, latest, half_life_days)
    added = strength_at(weight, at, latest, half_life_days)
    return min(CAP, before + added), latest


def recompute(events: Iterable[tuple[date, float]], half_life_days: float, at: date) -> float:
    """Strength on day ``at`` from all its contacts, ``(day, weight)`` in any order.

    Contacts after ``at`` do not count yet.
    """
    strength, as_of = 0.0, date.min
    for day, weight in sorted(event for event in events if event[0] <= at):
        strength, as_of = add_contact(strength, as_of, day, weight, half_life_days)
    return strength_at(strength, as_of, at, half_life_days)


def silent_on(strength: float, as_of: date, half_life_days: float, line: float = SILENT) -> date:
    """First day on which the strength is below ``line``: as_of + H · log2(s / line).

    Never before ``as_of``: a tie that is below the line by then is silent from ``as_of``.
    """
    if strength < line:
        return as_of
    days = math.floor(half_life_days * math.log2(strength / line)) + 1
    # A rounding error in the logarithm is worth a day only where the line is met exactly.
    while strength_at(strength, as_of, as_of + timedelta(days=days), half_life_days) >= line:
        days += 1
    while strength_at(strength, as_of, as_of + timedelta(days=days - 1), half_life_days) < line:
        days -= 1
    return as_of + timedelta(days=days)


def is_fading(strength: float) -> bool:
    """Below the fading line, whether or not it is silent already."""
    return strength < FADING
