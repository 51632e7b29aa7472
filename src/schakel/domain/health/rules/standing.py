"""The standing of a connection: its worst signal, since when, and the day it changes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schakel.domain.health.rules.facts import Facts
from schakel.domain.health.rules.signals import Level, Signal, SignalKind, signals


class State(StrEnum):
    """Hoe gaat het: goed, let op, vastgelopen, rust, afgerond."""

    GOOD = "good"
    STRAINED = "strained"
    BROKEN = "broken"
    RESTING = "resting"
    COMPLETED = "completed"


# From what is worst on.
WORST_FIRST = (State.BROKEN, State.STRAINED, State.GOOD, State.RESTING, State.COMPLETED)
# More than there are days up to the year 2700.
_PLACES_OF_A_STATE = 1_000_000
_STATES = {Level.STRAINED: State.STRAINED, Level.BROKEN: State.BROKEN}
_KINDS = list(SignalKind)


@dataclass(frozen=True)
class Standing:
    """How a connection stands on a day: a chain is as strong as its weakest link.

    ``signals`` are all that hold, the worst first, and of equal ones the oldest; what holds of a
    whole network comes after what is of this connection alone. ``changes_on`` is
    the first later day on which something breaks, or the worst signal is another, if nothing
    happens; None: never.
    """

    state: State
    since: date
    signals: tuple[Signal, ...] = ()
    changes_on: date | None = None

    @property
    def worst(self) -> Signal | None:
        """The weakest link."""
        return self.signals[0] if self.signals else None


def standing(facts: Facts, today: date) -> Standing:
    """How it stands today, after all that happened today."""
    found = signals(facts)
    now = _on(facts, found, today)
    later = (each for each in _boundaries(facts, found) if each > today)
    breaks_on = {each.since for each in found if each.level is Level.BROKEN}
    changes_on = next(
        (day for day in later if day in breaks_on or _differs(now, _on(facts, found, day))), None
    )
    return Standing(now.state, now.since, now.signals, changes_on)


def places_of(state: State) -> range:
    """The places that connections in this state have in a list."""
    first = WORST_FIRST.index(state) * _PLACES_OF_A_STATE
    return range(first, first + _PLACES_OF_A_STATE)


def place_in_list(state: State, since: date) -> int:
    """Where it comes in a list: what is worst first, and of that what is so for longest."""
    return places_of(state)[since.toordinal()]


def breaks_between(facts: Facts, after: date, today: date) -> list[Signal]:
    """The signals that became broken on a day after ``after``, up to today, the oldest first.

    Also those that are over by now: nobody may have looked on the day itself.
    """
    return sorted(
        (
            each
            for each in signals(facts)
            if each.level is Level.BROKEN
            and each.held_by(today)
            and (each.until_on is None or each.until_on >= after)
        ),
        key=lambda each: (each.since, _KINDS.index(each.kind)),
    )


def _on(facts: Facts, found: Sequence[Signal], day: date) -> Standing:
    if facts.completed_on is not None and facts.completed_on <= day:
        return Standing(State.COMPLETED, facts.completed_on)
    holding = sorted((each for each in found if each.holds_on(day)), key=_weight)
    if holding:
        return Standing(_STATES[holding[0].level], holding[0].since, tuple(holding))
    if facts.rests_until is not None and day < facts.rests_until:
        return Standing(State.RESTING, facts.rests_from or facts.made_on)
    ended = [each.until_on for each in found if each.until_on is not None and each.until_on <= day]
    return Standing(State.GOOD, max(ended, default=facts.made_on))


def _weight(signal: Signal) -> tuple[int, bool, date, int]:
    of_network = signal.kind is SignalKind.ANCHORING
    return -signal.level, of_network, signal.since, _KINDS.index(signal.kind)


def _differs(one: Standing, other: Standing) -> bool:
    """Whether somebody who looks sees something else; not which other signals there are."""
    first, second = one.worst, other.worst
    if one.state is not other.state or first is None or second is None:
        return one.state is not other.state
    return (first.kind, first.since) != (second.kind, second.since)


def _boundaries(facts: Facts, found: Sequence[Signal]) -> list[date]:
    days = {each.since for each in found} | {each.until_on for each in found}
    days |= {facts.completed_on, facts.rests_until, facts.rests_from}
    return sorted(day for day in days if day is not None)
