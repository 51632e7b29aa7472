"""How long a matter is kept once it is at an end, and when somebody is inactive.

Source: *Selectielijst gemeenten en intergemeentelijke organen 2020* (VNG), as published in
``open-zaak/vng-selectielijst`` (EUPL-1.2). An archivist decides; a tenant may change each term.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schakel.domain.matters.rules import Kind, Status
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

# Months without contact after which somebody is asked whether we may keep what we have.
MONTHS_INACTIVE = 24
FEWEST_MONTHS_INACTIVE = 6
MOST_MONTHS_INACTIVE = 120
DAYS_TO_SAY_KEEP = 30
# Of what is kept for ever the archive has a copy; ours goes so many years after the end.
WORKING_COPY_YEARS = 5
LONGEST_YEARS = 100
# In one run, so that a page answers in time; the next run goes on.
MOST_AT_ONCE = 200
MOST_MAILS_AT_ONCE = 1_000

# While one of these is open, nothing of the same party goes: it may be about that.
DISPUTES = (Kind.OBJECTION, Kind.COMPLAINT, Kind.WOO_REQUEST, Kind.NOTICE_OF_DEFAULT)


class Outcome(StrEnum):
    """How a matter ended, as far as the term depends on it."""

    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Keeping:
    """A row of the *Selectielijst*, and years from the day of the end; None: for ever."""

    row: str
    years: int | None


# Number of a row: process, result. The words are those of the list.
ROWS: Mapping[str, str] = {
    "6.1": "Verzoeken behandelen: ingewilligd",
    "6.1.1": "Verzoeken behandelen: ingewilligd, verzoek met financiële consequenties",
    "6.1.3": "Verzoeken behandelen: ingewilligd, informatieverzoek",
    "6.1.9": "Verzoeken behandelen: ingewilligd, initiatief van burgers",
    "6.2.3": "Verzoeken behandelen: afgewezen, initiatief van burgers",
    "6.3": "Verzoeken behandelen: afgebroken",
    "13.1": "Geschillen behandelen: afgehandeld",
    "13.2": "Geschillen behandelen: afgebroken",
}

# Mail that belongs to nothing: a request that went no further, as far as it was one.
MAIL_ROW, MAIL_YEARS = "6.3", 1

_STOPPED_REQUEST = Keeping("6.3", 1)
_STOPPED_DISPUTE = Keeping("13.2", 1)
DEFAULTS: Mapping[tuple[Kind, Outcome], Keeping] = {
    (Kind.UNSORTED, Outcome.DONE): Keeping("6.1", 5),
    (Kind.UNSORTED, Outcome.STOPPED): _STOPPED_REQUEST,
    (Kind.IDEA, Outcome.DONE): Keeping("6.1.9", None),
    (Kind.IDEA, Outcome.STOPPED): _STOPPED_REQUEST,
    (Kind.QUESTION, Outcome.DONE): Keeping("6.1.3", 1),
    (Kind.QUESTION, Outcome.STOPPED): _STOPPED_REQUEST,
    (Kind.REPORT, Outcome.DONE): Keeping("6.1", 5),
    (Kind.REPORT, Outcome.STOPPED): _STOPPED_REQUEST,
    (Kind.COMPLAINT, Outcome.DONE): Keeping("13.1", 5),
    (Kind.COMPLAINT, Outcome.STOPPED): _STOPPED_DISPUTE,
    (Kind.OBJECTION, Outcome.DONE): Keeping("13.1", 5),
    (Kind.OBJECTION, Outcome.STOPPED): _STOPPED_DISPUTE,
    (Kind.WOO_REQUEST, Outcome.DONE): Keeping("6.1", 5),
    (Kind.WOO_REQUEST, Outcome.STOPPED): _STOPPED_REQUEST,
    (Kind.NOTICE_OF_DEFAULT, Outcome.DONE): Keeping("6.1.1", 7),
    (Kind.NOTICE_OF_DEFAULT, Outcome.STOPPED): _STOPPED_REQUEST,
    (Kind.NOT_OURS, Outcome.DONE): _STOPPED_REQUEST,
    (Kind.NOT_OURS, Outcome.STOPPED): _STOPPED_REQUEST,
}


def outcome_of(status: Status) -> Outcome | None:
    """How a matter ended; None while it has not: then no term of keeping runs."""
    return {
        Status.CLOSED: Outcome.DONE,
        Status.WITHDRAWN: Outcome.STOPPED,
        Status.PASSED_ON: Outcome.STOPPED,
    }.get(status)


def kept_until(ended_on: date, years: int) -> date:
    """The first day on which it is kept no longer. The term begins the day after the end.

    Of 29 February the term ends on the 28th in a year without one.
    """
    return _same_day(ended_on, ended_on.year + years, ended_on.month) + timedelta(days=1)


def is_over(ended_on: date, years: int, today: date) -> bool:
    """Whether the term of keeping is over."""
    return today >= kept_until(ended_on, years)


def years_before(today: date, years: int) -> date:
    """The last day of an end of which a term of so many years is over today."""
    yesterday = today - timedelta(days=1)
    before = _same_day(yesterday, yesterday.year - years, yesterday.month)
    # 29 February has its last day on the 28th, and so goes together with that day.
    after = before + timedelta(days=1)
    return after if kept_until(after, years) <= today else before


def months_before(today: date, months: int) -> date:
    """The same day so many months ago, or the last of that month."""
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return _same_day(today, years, month + 1)


def _same_day(day: date, year: int, month: int) -> date:
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def check_keeping(actor: Actor, years: int | None, row: str) -> None:
    """Refused unless an administrator gives a term that makes sense, and where it comes from."""
    if not (actor.is_staff and actor.has_role("administrator")):
        raise Refused("only_administrators")
    if years is not None and not 0 < years <= LONGEST_YEARS:
        raise Refused("keeping_needs_years", most=LONGEST_YEARS)
    if not row.strip():
        raise Refused("keeping_needs_source")


def check_months_inactive(actor: Actor, months: int) -> None:
    """Refused unless an administrator gives a number of months that makes sense."""
    if not (actor.is_staff and actor.has_role("administrator")):
        raise Refused("only_administrators")
    if not FEWEST_MONTHS_INACTIVE <= months <= MOST_MONTHS_INACTIVE:
        raise Refused("months_inactive", fewest=FEWEST_MONTHS_INACTIVE, most=MOST_MONTHS_INACTIVE)
