"""What is known of one connection, with the days from and until which it holds.

Every fact carries its days, so that what was so on a day that nobody looked is still known today.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from schakel.domain.staff.rules import Carried, Colleague
from schakel.domain.surveys.rules import Word


@dataclass(frozen=True)
class TermFact:
    """A clock of ours: late from the day after ``due_on``. One that stands still has no due day."""

    number: int
    due_on: date
    second_due_on: date | None
    ended_on: date | None = None
    is_suspended: bool = False


@dataclass(frozen=True)
class PromiseFact:
    """A promise with one of its days: ``until_on`` is when it was settled, or got another day.

    ``is_moved``: its day is not the first that they were given.
    """

    number: int
    due_on: date
    is_moved: bool = False
    until_on: date | None = None


@dataclass(frozen=True)
class Expectation:
    """Something that somebody still expects: an open matter, or a promise of either side."""

    what: str
    number: int
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class Carrying:
    """That a colleague carries it, from when, and since when they said yes."""

    staff_id: int
    from_on: date
    accepted_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Silence:
    """From when it fades, and is silent, up to the contact that ended it.

    ``rhythm_days`` is how often the two speak.
    """

    fading_on: date
    silent_on: date
    rhythm_days: float
    until_on: date | None = None


@dataclass(frozen=True)
class Asking:
    """The days on which they came with one matter, and until when they had no answer."""

    matter_id: int
    days: tuple[date, ...]
    until_on: date | None = None


@dataclass(frozen=True)
class Failures:
    """The days of contact that did not succeed in a row, and of what then did."""

    days: tuple[date, ...]
    until_on: date | None = None


@dataclass(frozen=True)
class Addresses:
    """Per address the day on which it failed; None for one that works."""

    failed_on: tuple[date | None, ...] = ()


@dataclass(frozen=True)
class Loose:
    """The days on which its network lacked something that holds it in the organisation."""

    network_id: int
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the standing of one connection follows from.

    ``counts_from`` is the end of the first weeks of an institution, in which only late terms and
    promises say something. ``rests_until`` and ``rests_from`` bound an agreed rest; ``spoken_on``
    are days on which the two spoke, and ``mended_on`` those on which what they said was settled.
    """

    made_on: date
    counts_from: date
    completed_on: date | None = None
    rests_from: date | None = None
    rests_until: date | None = None
    terms: tuple[TermFact, ...] = ()
    promises: tuple[PromiseFact, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    silences: tuple[Silence, ...] = ()
    carriers: tuple[Carrying, ...] = ()
    colleagues: Mapping[int, Colleague]
    network_id: int | None = None
    deputies_may_see: bool = True
    failures: tuple[Failures, ...] = ()
    addresses: Addresses = Addresses()
    asked: tuple[Asking, ...] = ()
    words: tuple[tuple[date, Word], ...] = ()
    spoken_on: tuple[date, ...] = ()
    mended_on: tuple[date, ...] = ()
    loose: tuple[Loose, ...] = ()

    def carried_by(self, staff_ids: AbstractSet[int]) -> Carried:
        """It, as far as standing in for these goes; in confidence nobody else sees it."""
        return Carried(
            network_id=self.network_id,
            carriers=staff_ids,
            confided=None if self.deputies_may_see else frozenset(),
        )
