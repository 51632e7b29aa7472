"""What may be done to a clock, and when it is too late."""

from datetime import date

from schakel.domain.terms.rules.clocks import Clock, dates, length_in_days, open_suspension
from schakel.domain.terms.rules.norms import Length
from schakel.foundation.kernel.refused import Refused


def check_suspend(clock: Clock, from_on: date, today: date) -> None:
    """Refused when ended, suspended already, or when the term is over before ``from_on``."""
    _check_running(clock)
    _check_ours(clock)
    if any(each.until_on is None or each.until_on > from_on for each in clock.suspensions):
        raise Refused("term_is_suspended")
    if from_on <= clock.started_on:
        raise Refused("suspension_before_start", started_on=clock.started_on)
    _check_not_late(clock, max(from_on, today), today)


def check_resume(clock: Clock) -> None:
    """Refused when ended, or when there is nothing to resume."""
    _check_running(clock)
    if open_suspension(clock) is None:
        raise Refused("term_is_not_suspended")


def check_extend(clock: Clock, length: Length, reason: str, today: date) -> None:
    """Refused unless told within the term (Awb 4:14), once, with a reason, not for too long."""
    _check_running(clock)
    _check_ours(clock)
    longest = clock.norm.extension
    if longest is None:
        raise Refused("term_cannot_be_extended")
    if clock.extension is not None:
        raise Refused("term_was_extended_before")
    if not reason.strip():
        raise Refused("extension_needs_reason")
    if length.amount < 1:
        raise Refused("extension_too_short")
    _check_not_late(clock, today, today)
    due = dates(clock, today).due_on
    if length_in_days(length, due) > length_in_days(longest, due):
        raise Refused("extension_too_long", amount=longest.amount, unit=longest.unit)


def check_end(clock: Clock, ended_on: date, today: date) -> None:
    """Refused when ended before, or on a day before the start or still to come."""
    _check_running(clock)
    if ended_on < clock.started_on:
        raise Refused("end_before_start", started_on=clock.started_on)
    if ended_on > today:
        raise Refused("end_in_future", ended_on=ended_on)


def check_their_date(*, number: str, system: str, due_on: date, started_on: date) -> None:
    """Refused unless it is clear where the term runs, and their date lies after the beginning."""
    if not (number.strip() and system.strip()):
        raise Refused("term_elsewhere_needs_case")
    if due_on < started_on:
        raise Refused("their_date_before_start", started_on=started_on)


def _check_ours(clock: Clock) -> None:
    if clock.their_due_on is not None:
        raise Refused("term_runs_elsewhere")


def _check_running(clock: Clock) -> None:
    if clock.ended_on is not None:
        raise Refused("term_has_ended", ended_on=clock.ended_on)


def _check_not_late(clock: Clock, day: date, today: date) -> None:
    due = dates(clock, today).due_on
    if day > due:
        raise Refused("term_is_over", due_on=due)


def check_explanation(explanation: str) -> None:
    """Refused when the other side would not hear why the clock stands still."""
    if not explanation.strip():
        raise Refused("suspension_needs_explanation")
