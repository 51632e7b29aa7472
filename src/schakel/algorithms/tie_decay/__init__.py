"""Strength of a tie that fades with time and grows with each contact, in continuous time.

Ahmad, Porter, Beguerisse-Díaz, *Tie-decay networks in continuous time* (arXiv:1805.00193): the
strength halves every ``half_life_days``, and a contact adds its weight. Capped, so that many
contacts in a short time do not keep a tie alive for years.

A tie is kept as ``(strength, as_of)``: its strength at the end of a day.

- ``closed_form``: one tie; what a contact adds, and the day on which it falls silent.
- ``calendar``: quiet days, which do not count as time that passes.
- ``grouped``: contacts of very many ties, stored by tie and then by day.
- ``bulk``: the same as ``closed_form`` for very many ties at once.
- ``learned``: the same where each tie learns its half-life from its own contacts.
- ``events``: contacts from a CSV file. ``python -m schakel.algorithms.tie_decay --help``
"""

from schakel.algorithms.tie_decay.closed_form import (
    CAP,
    FADING,
    SILENT,
    add_contact,
    change_half_life,
    check_half_life,
    check_weight,
    days_until_below,
    faded,
    fading_on,
    is_fading,
    recompute,
    silent_on,
    strength_at,
)

__all__ = [
    "CAP",
    "FADING",
    "SILENT",
    "add_contact",
    "change_half_life",
    "check_half_life",
    "check_weight",
    "days_until_below",
    "faded",
    "fading_on",
    "is_fading",
    "recompute",
    "silent_on",
    "strength_at",
]
