"""Who has to know that a term is running out or over, and since when."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schakel.domain.terms.rules.clocks import Clock, State, dates, state
from schakel.domain.terms.rules.norms import TermKind
from schakel.foundation.kernel.working_days import add_working_days

_DAY = timedelta(days=1)


class Recipient(StrEnum):
    FIRST_CARRIER = "first_carrier"
    SECOND_CARRIER = "second_carrier"
    SPONSOR = "sponsor"


class Level(StrEnum):
    APPROACHING = "approaching"
    LATE = "late"
    SECOND_LATE = "second_late"


@dataclass(frozen=True)
class Thresholds:
    """When the first carrier is warned, in working days before the due day."""

    working_days_before: int = 2


@dataclass(frozen=True)
class Alert:
    """Somebody has to know; ``triggered_on`` is the day on which it became true."""

    kind: TermKind
    level: Level
    to: Recipient
    due_on: date
    triggered_on: date

    @property
    def key(self) -> tuple[TermKind, Level, date]:
        """One notice per person for each key; a new due day arms it again."""
        return self.kind, self.level, self.due_on


def alerts_due(clock: Clock, today: date, thresholds: Thresholds) -> list[Alert]:
    """All that should have been told by now, also what a missed day left untold.

    First the first carrier, shortly before the due day; then the second as well, from the day
    after it; then the sponsor, from the day after the second due day.
    """
    now = state(clock, today)
    days = dates(clock, today)

    def alert(level: Level, to: Recipient, due: date, triggered_on: date) -> Alert:
        return Alert(clock.norm.kind, level, to, due, triggered_on)

    if now is State.RUNNING:
        warn_on = add_working_days(days.due_on, -thresholds.working_days_before, clock.closed_on)
        triggered_on = max(warn_on, clock.started_on)
        if today < triggered_on:
            return []
        return [alert(Level.APPROACHING, Recipient.FIRST_CARRIER, days.due_on, triggered_on)]
    if now not in {State.LATE, State.SECOND_LATE}:
        return []
    late = [
        alert(Level.LATE, to, days.due_on, days.due_on + _DAY)
        for to in (Recipient.FIRST_CARRIER, Recipient.SECOND_CARRIER)
    ]
    if now is State.LATE or days.second_due_on is None:
        return late
    second = days.second_due_on
    return [*late, alert(Level.SECOND_LATE, Recipient.SPONSOR, second, second + _DAY)]
