"""What a network lacks, since when, and who can mend it; when sponsors are asked."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused

_DAY = timedelta(days=1)
# Before the summer and the budget of next year: month and day.
DEFAULT_DAYS = ((3, 1), (9, 1))
DAYS_TO_ANSWER = timedelta(weeks=3)
# A sponsor who is silent is reminded on the last day to answer, and has this long from there.
DAYS_AFTER_REMINDER = timedelta(days=7)
# So long before its end somebody has to decide what comes after.
ENDS_SOON = timedelta(weeks=8)
# Who said yes so short before they would be asked need not say it again.
YES_HOLDS = timedelta(days=60)


class Anchor(StrEnum):
    """What holds a network in the organisation, in the order of a page."""

    OWNER = "owner"
    DEPUTY = "deputy"
    HOURS = "hours"
    MANDATE = "mandate"
    ADMINISTRATIVE = "administrative_sponsor"
    POLITICAL = "political_sponsor"
    END = "ends_on"


PEOPLE = (Anchor.OWNER, Anchor.DEPUTY, Anchor.ADMINISTRATIVE, Anchor.POLITICAL)
SPONSORS = (Anchor.ADMINISTRATIVE, Anchor.POLITICAL)


class Lack(StrEnum):
    """In what way it does not hold."""

    MISSING = "missing"
    LEFT = "left"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"
    ELSEWHERE = "elsewhere"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"


class Word(StrEnum):
    """What a sponsor says: I stand behind it, not any more, or somebody else does."""

    YES = "yes"
    NO = "no"
    ELSEWHERE = "elsewhere"


class Mender(StrEnum):
    """Who can mend a gap."""

    ADMINISTRATOR = "administrator"
    OWNER = "owner"
    SPONSOR = "sponsor"


class Firmness(StrEnum):
    """How a network stands: whole, thin, or open where nobody owns it or it is over."""

    WHOLE = "whole"
    THIN = "thin"
    OPEN = "open"


@dataclass(frozen=True)
class Person:
    """Somebody in a place; ``works_until`` is the first day after leaving."""

    works_until: date | None = None

    def left_by(self, today: date) -> bool:
        return self.works_until is not None and self.works_until <= today


@dataclass(frozen=True)
class Asked:
    """The newest question to the sponsor who is there now, and what they said to it when."""

    answer_by: date
    word: Word | None = None
    said_on: date | None = None


@dataclass(frozen=True)
class Anchors:
    """All that the gaps of one network follow from. A person who is not there has no entry."""

    people: Mapping[Anchor, Person] = field(default_factory=dict)
    hours: float = 0
    has_mandate: bool = False
    ends_on: date | None = None
    asked: Mapping[Anchor, Asked] = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """Something that a network lacks from ``since`` on."""

    anchor: Anchor
    lack: Lack
    since: date

    @property
    def what(self) -> tuple[Anchor, Lack]:
        """The same gap, whenever it began."""
        return self.anchor, self.lack


def gaps(anchors: Anchors, today: date) -> list[Gap]:
    """What it lacks today, in the order of a page, at most one of each anchor.

    What was never there is so since today, as far as these facts can tell.
    """
    found = [_of_person(anchors, anchor, today) for anchor in PEOPLE]
    if anchors.hours <= 0:
        found.append(Gap(Anchor.HOURS, Lack.MISSING, today))
    if not anchors.has_mandate:
        found.append(Gap(Anchor.MANDATE, Lack.MISSING, today))
    found.append(_of_end(anchors.ends_on, today))
    order = list(Anchor)
    return sorted((each for each in found if each), key=lambda each: order.index(each.anchor))


def _of_person(anchors: Anchors, anchor: Anchor, today: date) -> Gap | None:
    person = anchors.people.get(anchor)
    if person is None:
        return Gap(anchor, Lack.MISSING, today)
    if person.left_by(today):
        return Gap(anchor, Lack.LEFT, person.works_until or today)
    asked = anchors.asked.get(anchor)
    return _of_word(anchor, asked, today) if asked else None


def _of_word(anchor: Anchor, asked: Asked, today: date) -> Gap | None:
    if asked.word is Word.NO:
        return Gap(anchor, Lack.WITHDRAWN, asked.said_on or today)
    if asked.word is Word.ELSEWHERE:
        return Gap(anchor, Lack.ELSEWHERE, asked.said_on or today)
    silent_on = asked.answer_by + DAYS_AFTER_REMINDER + _DAY
    if asked.word is None and silent_on <= today:
        return Gap(anchor, Lack.SILENT, silent_on)
    return None


def _of_end(ends_on: date | None, today: date) -> Gap | None:
    """It ends after its last day; one without a last day goes on."""
    if ends_on is None:
        return None
    if today > ends_on:
        return Gap(Anchor.END, Lack.ENDED, ends_on + _DAY)
    if today < ends_on - ENDS_SOON:
        return None
    return Gap(Anchor.END, Lack.ENDS_SOON, ends_on - ENDS_SOON)


def dated(
    found: Iterable[Gap],
    known: Mapping[tuple[Anchor, Lack], date],
    changed_on: date | None = None,
) -> list[Gap]:
    """The same gaps, each since the day that is ``known`` of it already.

    What came from a change on ``changed_on`` is so from that day on, not before.
    """
    return [
        replace(
            each,
            since=known.get(each.what, max(each.since, changed_on) if changed_on else each.since),
        )
        for each in found
    ]


def firmness(found: Collection[Gap]) -> Firmness:
    """Open where nobody owns it or it is over; thin where anything else is lacking."""
    if any(each.anchor is Anchor.OWNER or each.lack is Lack.ENDED for each in found):
        return Firmness.OPEN
    return Firmness.THIN if found else Firmness.WHOLE


def mender(gap: Gap, *, has_owner: bool) -> Mender:
    """A silent sponsor themselves; else the owner, and where there is none an administrator."""
    if gap.lack is Lack.SILENT:
        return Mender.SPONSOR
    if gap.anchor is Anchor.OWNER or not has_owner:
        return Mender.ADMINISTRATOR
    return Mender.OWNER


def stretches(lacking: Iterable[Period]) -> Iterator[Period]:
    """The days on which anything is lacking, joined where they touch, the first first."""
    begun: Period | None = None
    for each in sorted(lacking, key=lambda period: (period.from_on, period.until_on or date.max)):
        if begun is None:
            begun = each
        elif begun.until_on is None or each.from_on <= begun.until_on:
            open_ended = begun.until_on is None or each.until_on is None
            until = (
                None if open_ended else max(begun.until_on or date.min, each.until_on or date.min)
            )
            begun = Period(begun.from_on, until)
        else:
            yield begun
            begun = each
    if begun is not None:
        yield begun


def last_asking_day(today: date, days: Collection[tuple[int, int]]) -> date:
    """The newest of these days of the year that is not after ``today``."""
    this_and_last = [
        _in_year(year, month, day) for year in (today.year, today.year - 1) for month, day in days
    ]
    return max(each for each in this_and_last if each <= today)


def next_asking_day(today: date, days: Collection[tuple[int, int]]) -> date:
    """The first of these days of the year after ``today``."""
    this_and_next = [
        _in_year(year, month, day) for year in (today.year, today.year + 1) for month, day in days
    ]
    return min(each for each in this_and_next if each > today)


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def is_to_be_asked(
    round_on: date, *, asked_in_round: bool, said_yes_on: date | None, began_on: date
) -> bool:
    """Whether a sponsor is asked in this round, which began on ``round_on``; once in each.

    Not in a round from before the institution began here, nor after a yes of lately.
    """
    if asked_in_round or round_on <= began_on:
        return False
    return said_yes_on is None or said_yes_on < round_on - YES_HOLDS


def check_days(days: Collection[tuple[int, int]]) -> None:
    """Refused unless these are two different days that some year has."""
    real = all(1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1] for month, day in days)
    if not real or len(set(days)) != 2:
        raise Refused("asking_days_not_valid")


def check_say(actor: Actor, sponsor_id: int, *, is_sponsor_now: bool) -> None:
    """Refused unless it is their own word, about a network of which they are the sponsor now."""
    if actor.staff_id != sponsor_id:
        raise Refused("word_of_sponsor_not_yours")
    if not is_sponsor_now:
        raise Refused("no_longer_asked")


def check_words(word: Word, words: str) -> None:
    """Refused where a no has no reason, or nobody is named instead."""
    if word is Word.NO and not words.strip():
        raise Refused("no_longer_behind_needs_reason")
    if word is Word.ELSEWHERE and not words.strip():
        raise Refused("other_sponsor_needs_name")


def sees_all(actor: Actor) -> bool:
    """Whether somebody sees how every network stands, and not only their own."""
    return actor.is_system or actor.has_role(Role.ADMINISTRATOR)
