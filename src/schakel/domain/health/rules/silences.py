"""When a connection was silent, also in days on which nobody looked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from schakel.algorithms import tie_decay
from schakel.domain.connections.rules import Tie, after_contact, fading_on, silent_on, strength_on
from schakel.domain.health.rules.facts import Silence
from schakel.domain.surveys.rules import FIRST_ASKED_AFTER


@dataclass(frozen=True)
class Heard:
    """That a connection grew stronger: known from ``on``, by a contact on ``day``.

    ``is_answer``: what they sent on that day was answered, and weighs so much more since.
    """

    on: date
    day: date
    weight: float
    is_answer: bool = False


def silences(tie: Tie, before: Tie | None, heard: Iterable[Heard]) -> Iterator[Silence]:
    """The silences that contact has ended since we looked, and the one that may come.

    ``before`` is the tie as it was when somebody looked, ``heard`` what was recorded since, in
    its order, and ``tie`` how it is now.
    """
    if before is not None:
        for each in heard:
            if before.strength > 0:
                yield _silence(before, each.on)
            before = _after(before, each)
    if tie.strength > 0:
        yield _silence(tie, None)


def awaited(tie: Tie, made_on: date, heard_on: date | None) -> Silence:
    """That two whom we introduced told nothing yet: silent as long after the first question as the
    theme is used to speak, up to the first word of either."""
    silent = tie.calendar.day_after(made_on + FIRST_ASKED_AFTER, ceil(tie.prior_days))
    return Silence(silent, silent, tie.prior_days, heard_on)


def _silence(tie: Tie, until_on: date | None) -> Silence:
    """Of who only wrote, and was not spoken with yet, nothing fades: their term runs."""
    silent = silent_on(tie)
    fading = fading_on(tie) if tie.strength > tie_decay.FADING else silent
    return Silence(fading, silent, tie.rhythm_days, until_on)


def _after(tie: Tie, heard: Heard) -> Tie:
    """What came late, or weighs more since, adds what is left of it by the day of the tie."""
    if not heard.is_answer and heard.day >= tie.as_of:
        return after_contact(tie, heard.day, heard.weight)
    day = max(tie.as_of, heard.day)
    passed = tie.calendar.days_between(heard.day, day)
    left = tie_decay.faded(heard.weight, passed, tie.rhythm_days)
    return replace(tie, strength=min(tie_decay.CAP, strength_on(tie, day) + left), as_of=day)
