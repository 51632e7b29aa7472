"""A year of one connection, with days on which nobody looks: the same breaks are found.

What is expected is told by ``Oracle``, which lives through every day and knows no stretches: it
asks in each morning and each evening what is so, and notes when that begins.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

import pytest

from schakel.domain.connections.rules import Tie, after_contact
from schakel.domain.health.rules import (
    Asking,
    Carrying,
    Expectation,
    Facts,
    Failures,
    Heard,
    Loose,
    PromiseFact,
    SignalKind,
    TermFact,
    breaks_between,
    silences,
    standing,
)
from schakel.domain.staff.rules import Colleague
from schakel.domain.surveys.rules import Word
from schakel.foundation.kernel.periods import Period

START = date(2026, 1, 5)
DAYS = 365
RHYTHM = 20.0

Found = set[tuple[SignalKind, date]]


def day(number: int) -> date:
    return START + timedelta(days=number)


@dataclass
class Question:
    """Something that they asked: from when, until when at the latest, and what they sent later."""

    number: int
    asked: int
    due: int
    second: int
    ended: int | None
    again: list[int]

    def is_open(self, number: int, *, morning: bool) -> bool:
        begun = self.asked < number if morning else self.asked <= number
        ended = self.ended is not None and (
            self.ended < number if morning else self.ended <= number
        )
        return begun and not ended


@dataclass
class Pledge:
    """A promise, with the day on which it got another day, and on which it was kept."""

    number: int
    made: int
    due: int
    moved: int | None
    second: int
    kept: int | None


@dataclass
class Year:
    """All that happens, by the number of the day."""

    questions: list[Question] = field(default_factory=list)
    pledges: list[Pledge] = field(default_factory=list)
    spoken: list[int] = field(default_factory=list)
    in_vain: list[int] = field(default_factory=list)
    words: dict[int, Word] = field(default_factory=dict)
    away: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    loose: list[tuple[int, int]] = field(default_factory=list)

    @property
    def heard(self) -> list[tuple[int, float]]:
        """Each contact that weighs something, in the order of the days."""
        sent = [(each.asked, 0.5) for each in self.questions]
        sent += [(again, 0.5) for each in self.questions for again in each.again]
        return sorted([(number, 1.0) for number in self.spoken] + sent)

    def happens_on(self, number: int) -> bool:
        """Whether anything happens on a day that makes Schakel look."""
        return (
            number in self.spoken
            or number in self.in_vain
            or number in self.words
            or any(number in {each.asked, each.ended, *each.again} for each in self.questions)
            or any(number in stretch for stretch in self.loose)
            or any(number in {each.made, each.moved, each.kept} for each in self.pledges)
        )


def a_year(seed: int) -> Year:
    chance = random.Random(seed)
    year = Year()
    for number in range(chance.randint(1, 5)):
        asked = chance.randint(0, DAYS - 40)
        due = asked + chance.randint(5, 20)
        ended = None if chance.random() < 0.2 else asked + chance.randint(1, 90)
        last = ended if ended is not None else DAYS
        again = sorted(
            {chance.randint(asked, last - 1) for _ in range(chance.randint(0, 3))}
            if last > asked
            else set()
        )
        second = due + chance.randint(3, 30)
        year.questions.append(Question(number, asked, due, second, ended, again))
    for number in range(chance.randint(0, 4)):
        made = chance.randint(0, DAYS - 60)
        due = made + chance.randint(3, 30)
        moved = chance.choice([None, made + chance.randint(1, 60)])
        begun = due if moved is None else moved
        second = begun + chance.randint(1, 30)
        kept = None if chance.random() < 0.3 else begun + chance.randint(1, 60)
        year.pledges.append(Pledge(number, made, due, moved, second, kept))
    year.spoken = sorted({chance.randint(0, DAYS) for _ in range(chance.randint(1, 12))})
    free = [number for number in range(DAYS) if number not in {each for each, _ in year.heard}]
    year.in_vain = sorted(chance.sample(free, chance.randint(0, 8)))
    for _ in range(chance.randint(0, 4)):
        year.words[chance.randint(0, DAYS)] = chance.choice(list(Word))
    for staff_id in (1, 2):
        begin = 0
        year.away[staff_id] = []
        while (begin := begin + chance.randint(5, 120)) < DAYS:
            end = begin + chance.randint(1, 25)
            year.away[staff_id].append((begin, end))
            begin = end
    begin = 0
    while (begin := begin + chance.randint(1, 150)) < DAYS:
        end = begin + chance.randint(1, 60)
        year.loose.append((begin, end))
        begin = end
    return year


class Oracle:
    """Lives through a year, day by day."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.strength = 0.0
        self.fades_below = 0.5
        self.quiet_until = -1
        self.found: Found = set()
        self.was: set[object] = set()

    def breaks(self) -> Found:
        for number in range(DAYS + 1):
            self.strength *= 2 ** (-1 / RHYTHM)
            self._note(number, morning=True)
            for on, weight in self.year.heard:
                if on == number:
                    self.strength = min(4.0, self.strength + weight)
                    self.fades_below = 0.5 if self.strength > 0.5 else 0.25
                    self.quiet_until = -1
            fading = 0 < self.strength < self.fades_below
            if self.year.words.get(number) is Word.GOOD and fading and self.quiet_until <= number:
                self.quiet_until = number + ceil(RHYTHM)
            self._note(number, morning=False)
        return self.found

    def _note(self, number: int, *, morning: bool) -> None:
        now = set(self._broken(number, morning=morning))
        for key in now - self.was:
            assert isinstance(key, tuple)
            self.found.add((key[0], day(number)))
        self.was = now

    def _broken(self, number: int, *, morning: bool) -> list[tuple[SignalKind, object]]:
        year = self.year
        open_ones = [each for each in year.questions if each.is_open(number, morning=morning)]
        found: list[tuple[SignalKind, object]] = [
            (SignalKind.UNANSWERED, each.number) for each in open_ones if number > each.second
        ]
        promised = [each for each in year.pledges if self._stands(each, number, morning=morning)]
        for each in promised:
            is_moved = each.moved is not None and (
                each.moved < number if morning else each.moved <= number
            )
            due = each.second if is_moved else each.due
            if number > (due if is_moved else due + 14):
                found.append((SignalKind.PROMISE, (each.number, is_moved)))
        silent = 0 < self.strength < 0.25 and number >= self.quiet_until
        if silent and (open_ones or promised):
            found.append((SignalKind.SILENCE, 0))
        here = [
            staff_id
            for staff_id in (1, 2)
            if not any(begin <= number < end for begin, end in year.away[staff_id])
        ]
        if not here:
            found.append((SignalKind.CARRIER, 0))
        past = number - 1 if morning else number
        last = max((on for on, _ in year.heard if on <= past), default=-1)
        tried = [on for on in year.in_vain if last < on <= past]
        if len(tried) >= 3:
            found.append((SignalKind.REACH, 0))
        for each in open_ones:
            if len({on for on in [each.asked, *each.again] if on <= past}) >= 3:
                found.append((SignalKind.REPEATED, each.number))
        said = [on for on in sorted(year.words) if on <= past]
        if said and year.words[said[-1]] is Word.DOES_NOT_GO:
            found.append((SignalKind.THEIR_WORD, said[-1]))
        return found

    def is_loose(self, number: int) -> bool:
        """Whether its network lacks something after all that happens on a day."""
        return any(begin <= number < end for begin, end in self.year.loose)

    def _stands(self, pledge: Pledge, number: int, *, morning: bool) -> bool:
        begun = pledge.made < number if morning else pledge.made <= number
        kept = pledge.kept is not None and (
            pledge.kept < number if morning else pledge.kept <= number
        )
        return begun and not kept


class Schakel:
    """Looks in the morning of the day that was stored, and after each event; or not."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.tie = Tie(as_of=START, prior_days=RHYTHM, agreed_days=RHYTHM)
        self.before: Tie | None = None
        self.heard: list[Heard] = []
        self.looked = 0
        self.changes_on: date | None = START
        self.looks = 0
        self.is_loose = False
        self.found: Found = set()
        self.loose_on: set[int] = set()

    def live(self, outages: set[int]) -> Found:
        for number in range(DAYS + 1):
            if number not in outages and self.changes_on and self.changes_on <= day(number):
                self._look(number, events_of=number - 1)
            for on, weight in self.year.heard:
                if on == number:
                    self.tie = after_contact(self.tie, day(on), weight)
                    self.heard.append(Heard(day(on), day(on), weight))
            if self.year.happens_on(number):
                # What happened is not lost: it is looked at as soon as anybody looks.
                self.changes_on = day(number)
                if number not in outages:
                    self._look(number, events_of=number)
            if self.is_loose:
                self.loose_on.add(number)
        return self.found

    def _look(self, number: int, events_of: int) -> None:
        facts = self._facts(events_of)
        for each in breaks_between(facts, day(self.looked), day(number)):
            self.found.add((each.kind, each.since))
        now = standing(facts, day(number))
        self.is_loose = any(each.kind is SignalKind.ANCHORING for each in now.signals)
        self.changes_on = now.changes_on
        self.looked, self.looks = number, self.looks + 1
        self.before, self.heard = self.tie, []

    def _facts(self, past: int) -> Facts:
        """As they are stored by the end of a day, without what ended before somebody looked."""

        def known(number: int | None) -> date | None:
            return day(number) if number is not None and number <= past else None

        year = self.year
        questions = [each for each in year.questions if each.asked <= past]
        pledges = [each for each in year.pledges if each.made <= past]
        promises: list[PromiseFact] = []
        for each in pledges:
            moved = known(each.moved)
            if moved is None:
                promises.append(PromiseFact(each.number, day(each.due), False, known(each.kept)))
            else:
                promises.append(PromiseFact(each.number, day(each.due), False, moved))
                promises.append(PromiseFact(each.number, day(each.second), True, known(each.kept)))
        return Facts(
            made_on=START,
            counts_from=START,
            terms=tuple(
                TermFact(each.number, day(each.due), day(each.second), known(each.ended))
                for each in questions
                if each.ended is None or each.ended > past or each.ended >= self.looked
            ),
            promises=tuple(promises),
            expectations=(
                *(
                    Expectation("matter", each.number, day(each.asked), known(each.ended))
                    for each in questions
                ),
                *(
                    Expectation("promise", each.number, day(each.made), known(each.kept))
                    for each in pledges
                ),
            ),
            silences=tuple(silences(self.tie, self.before, self.heard)),
            carriers=(Carrying(1, START, START), Carrying(2, START, START)),
            colleagues={
                staff_id: Colleague(
                    staff_id,
                    date(2020, 1, 1),
                    absences=tuple(Period(day(begin), day(end)) for begin, end in stretches),
                )
                for staff_id, stretches in year.away.items()
            },
            failures=tuple(self._failures(past)),
            asked=tuple(
                Asking(
                    each.number,
                    tuple(day(on) for on in [each.asked, *each.again] if on <= past),
                    known(each.ended),
                )
                for each in questions
            ),
            words=tuple((day(on), word) for on, word in sorted(year.words.items()) if on <= past),
            spoken_on=tuple(day(on) for on in year.spoken if on <= past),
            loose=tuple(
                Loose(7, day(begin), known(end)) for begin, end in year.loose if begin <= past
            ),
        )

    def _failures(self, past: int) -> list[Failures]:
        found: list[Failures] = []
        days: list[date] = []
        reached = {on for on, _ in self.year.heard}
        for number in range(past + 1):
            if number in self.year.in_vain:
                days.append(day(number))
            elif number in reached and days:
                found.append(Failures(tuple(days), day(number)))
                days = []
        return [*found, Failures(tuple(days))] if days else found


def outages_of(seed: int) -> set[int]:
    """Some stretches of days on which nothing runs; the last day is not among them."""
    chance = random.Random(seed * 7 + 1)
    days: set[int] = set()
    for _ in range(chance.randint(1, 8)):
        begin = chance.randint(0, DAYS - 1)
        days |= set(range(begin, min(DAYS, begin + chance.randint(1, 45))))
    return days


@pytest.mark.parametrize("seed", range(60))
def test_days_on_which_nobody_looked_lose_no_break(seed: int) -> None:
    expected = Oracle(a_year(seed)).breaks()
    assert Schakel(a_year(seed)).live(set()) == expected
    assert Schakel(a_year(seed)).live(outages_of(seed)) == expected


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_every_day_on_which_its_network_lacks_something_is_known(seed: int) -> None:
    schakel, oracle = Schakel(a_year(seed)), Oracle(a_year(seed))
    schakel.live(set())
    assert schakel.loose_on == {number for number in range(DAYS + 1) if oracle.is_loose(number)}


def test_only_the_days_on_which_something_changes_are_looked_at() -> None:
    looks = 0
    for seed in range(20):
        schakel = Schakel(a_year(seed))
        schakel.live(set())
        looks += schakel.looks
    assert looks < 20 * DAYS / 4
