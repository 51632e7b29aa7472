"""Eight signals, each as the stretches of days on which it holds, with its evidence.

A signal begins on the day on which it became so, whoever looked. What ends it by an event ends it
on the day of that event, at once; in the morning of that day it still held. Nothing here knows
what day it is: the same facts give the same stretches on any day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from itertools import zip_longest
from math import ceil

from schakel.domain.health.rules.facts import Carrying, Facts, PromiseFact, Silence
from schakel.domain.staff.rules import chain, living
from schakel.domain.surveys.rules import Word

# A promise that is so long past its day, with no other day agreed, is broken without a word.
DAYS_WITHOUT_A_WORD = 14
# So long a colleague who is asked to carry something may take to say yes.
DAYS_TO_ACCEPT = 7
ATTEMPTS_IN_VAIN = 3
# In the first weeks of an institution little is recorded, and silence says nothing.
BASELINE = timedelta(days=60)
_DAY = timedelta(days=1)


class SignalKind(StrEnum):
    """What asks attention; in this order where two are as bad and as old."""

    UNANSWERED = "unanswered"
    PROMISE = "promise"
    THEIR_WORD = "their_word"
    CARRIER = "carrier"
    REPEATED = "repeated"
    REACH = "reach"
    SILENCE = "silence"
    ANCHORING = "anchoring"


class Level(IntEnum):
    """How bad it is."""

    STRAINED = 1
    BROKEN = 2


# What an agreed rest, or the first weeks of an institution, do not hide.
OWED = frozenset({SignalKind.UNANSWERED, SignalKind.PROMISE})


@dataclass(frozen=True)
class Evidence:
    """What a signal rests on: a thing by its number, and a day that says why."""

    what: str
    number: int = 0
    on: date | None = None


@dataclass(frozen=True)
class Signal:
    """That something asks attention from ``since`` up to ``until_on``, on which it ended.

    None: as long as nothing happens. It held in the morning of ``until_on`` and no more after.
    """

    kind: SignalKind
    level: Level
    since: date
    until_on: date | None = None
    evidence: tuple[Evidence, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day, after all that happened on it."""
        return self.since <= day and (self.until_on is None or day < self.until_on)

    def held_by(self, day: date) -> bool:
        """Whether it ever held up to and including a day."""
        return self.since <= day and (self.until_on is None or self.since <= self.until_on)


def signals(facts: Facts) -> list[Signal]:
    """All stretches, past and to come, in no order, if nothing happens from here on."""
    found = [
        *_unanswered(facts),
        *_promises(facts),
        *_silence(facts),
        *_carriers(facts),
        *_reach(facts),
        *_repeated(facts),
        *_their_word(facts),
        *_anchoring(facts),
    ]
    bounded = (each for signal in found for each in _within_life(signal, facts))
    return [each for each in bounded if each.until_on is None or each.since <= each.until_on]


def _within_life(signal: Signal, facts: Facts) -> Iterator[Signal]:
    """Without the first weeks, the rest that both agreed on, and what comes after its end."""
    since, until = signal.since, signal.until_on
    if signal.kind not in OWED:
        since = max(since, facts.counts_from)
    if facts.completed_on is not None:
        until = _first(until, facts.completed_on)
    if facts.rests_until is None or facts.rests_from is None:
        yield replace(signal, since=since, until_on=until)
        return
    if since < facts.rests_from:
        yield replace(signal, since=since, until_on=_first(until, facts.rests_from))
    after = max(since, facts.rests_until)
    if until is None or until > after:
        yield replace(signal, since=after, until_on=until)


def _unanswered(facts: Facts) -> Iterator[Signal]:
    """They wait longer than the term; past the second one it is broken."""
    for term in facts.terms:
        if term.is_suspended:
            continue
        seen = (Evidence("term", term.number, term.due_on),)
        second = term.second_due_on
        late, lost = term.due_on + _DAY, second + _DAY if second else None
        kind = SignalKind.UNANSWERED
        yield Signal(kind, Level.STRAINED, late, _first(term.ended_on, lost), seen)
        if lost is not None and second is not None:
            seen = (Evidence("term", term.number, second),)
            yield Signal(kind, Level.BROKEN, lost, term.ended_on, seen)


def _promises(facts: Facts) -> Iterator[Signal]:
    """Past its day; broken past a second day, or with no word for two weeks."""
    for promise in facts.promises:
        late, lost = _promise_days(promise)
        seen = (Evidence("promise", promise.number, promise.due_on),)
        kind = SignalKind.PROMISE
        if late < lost:
            yield Signal(kind, Level.STRAINED, late, _first(promise.until_on, lost), seen)
        yield Signal(kind, Level.BROKEN, lost, promise.until_on, seen)


def _promise_days(promise: PromiseFact) -> tuple[date, date]:
    late = promise.due_on + _DAY
    return late, late if promise.is_moved else late + timedelta(days=DAYS_WITHOUT_A_WORD)


def _silence(facts: Facts) -> Iterator[Signal]:
    """Fading, and silent; broken as soon as somebody expects something of a silent one."""
    for silence in _unless_good(facts):
        end = silence.until_on
        kind = SignalKind.SILENCE
        seen = (Evidence("last_contact", on=silence.fading_on),)
        if silence.fading_on < silence.silent_on:
            yield Signal(
                kind, Level.STRAINED, silence.fading_on, _first(end, silence.silent_on), seen
            )
        expected = list(_expected(facts, silence))
        for since, until, evidence in expected:
            yield Signal(kind, Level.BROKEN, since, until, evidence)
        yield from _only_silent(silence, expected, seen)


def _only_silent(
    silence: Silence,
    expected: Iterable[tuple[date, date | None, tuple[Evidence, ...]]],
    seen: tuple[Evidence, ...],
) -> Iterator[Signal]:
    """The days of a silence on which nobody expects anything."""
    day: date | None = silence.silent_on
    for since, until, _ in expected:
        assert day is not None, "what is expected stands in the order of its days"
        if day < since:
            yield Signal(SignalKind.SILENCE, Level.STRAINED, day, since, seen)
        day = until
        if day is None:
            return
    if day is not None and (silence.until_on is None or day < silence.until_on):
        yield Signal(SignalKind.SILENCE, Level.STRAINED, day, silence.until_on, seen)


def _expected(
    facts: Facts, silence: Silence
) -> Iterator[tuple[date, date | None, tuple[Evidence, ...]]]:
    """The days of a silence on which somebody expects something, joined where they touch."""
    begun: tuple[date, date | None, tuple[Evidence, ...]] | None = None
    for each in sorted(facts.expectations, key=lambda found: (found.from_on, found.number)):
        since = max(each.from_on, silence.silent_on)
        until = _first(each.until_on, silence.until_on)
        # What they come with in the midst of a silence ends that silence by itself.
        if until is not None and (until < since or until == each.from_on):
            continue
        seen = Evidence(each.what, each.number, each.from_on)
        if begun is None:
            begun = (since, until, (seen,))
        elif begun[1] is None or since <= begun[1]:
            end = None if begun[1] is None or until is None else max(begun[1], until)
            begun = (begun[0], end, (*begun[2], seen))
        else:
            yield begun
            begun = (since, until, (seen,))
    if begun is not None:
        yield begun


def _unless_good(facts: Facts) -> Iterator[Silence]:
    """Silences as far as the other side does not say that the contact is good.

    Their "good" ends one; after as long as the two are used to speak, it begins anew.
    """
    good = sorted(day for day, word in facts.words if word is Word.GOOD)
    for silence in facts.silences:
        rest = silence
        for day in good:
            end = rest.until_on
            if day < rest.fading_on or (end is not None and day >= end):
                continue
            yield replace(rest, until_on=day)
            again = day + timedelta(days=max(1, ceil(silence.rhythm_days)))
            if end is not None and again > end:
                break
            rest = Silence(
                max(rest.fading_on, again),
                max(rest.silent_on, again),
                rest.rhythm_days,
                end,
            )
        else:
            yield rest


def _carriers(facts: Facts) -> Iterator[Signal]:
    """One who carries it is thin, none is broken; whoever is away counts by their deputy."""
    kind = SignalKind.CARRIER
    begun: Signal | None = None
    for day in _days_of_carriers(facts):
        level, evidence = _carried_on(facts, day)
        if begun is not None and begun.level is level:
            continue
        if begun is not None:
            yield replace(begun, until_on=day)
        begun = None if level is None else Signal(kind, level, day, None, evidence)
    if begun is not None:
        yield begun


def _carried_on(facts: Facts, day: date) -> tuple[Level | None, tuple[Evidence, ...]]:
    """How it is carried in the morning of a day, and by whom."""
    carriers = [
        each
        for each in facts.carriers
        if each.from_on <= day and (each.until_on is None or day < each.until_on)
    ]
    now = facts.carried_by({each.staff_id for each in carriers})

    def stands_in(each: Carrying) -> int | None:
        return living(each.staff_id, facts.colleagues, day, now)

    here = [each for each in carriers if stands_in(each) is not None]
    accepted = {stands_in(each) for each in here if _accepted(each, day)}
    evidence = tuple(Evidence("carrier", each.staff_id, each.from_on) for each in carriers)
    if not here:
        return Level.BROKEN, evidence
    return (Level.STRAINED if len(accepted) < 2 else None), evidence


def _accepted(each: Carrying, day: date) -> bool:
    """Said yes, or was asked so lately that they may still be thinking about it."""
    said = each.accepted_on is not None and each.accepted_on <= day
    return said or day < each.from_on + timedelta(days=DAYS_TO_ACCEPT)


def _days_of_carriers(facts: Facts) -> list[date]:
    """Every day on which somebody who matters here comes, goes, or says yes."""
    days = {facts.made_on}
    concerned: set[int] = set()
    for each in facts.carriers:
        days |= {each.from_on, each.from_on + timedelta(days=DAYS_TO_ACCEPT)}
        days |= {day for day in (each.accepted_on, each.until_on) if day is not None}
        concerned |= set(chain(each.staff_id, facts.colleagues, facts.network_id))
    for number in concerned:
        colleague = facts.colleagues[number]
        days |= {colleague.works_from, colleague.works_until or colleague.works_from}
        for absence in colleague.absences:
            days |= {absence.from_on, absence.until_on or absence.from_on}
    return sorted(day for day in days if day >= facts.made_on)


def _reach(facts: Facts) -> Iterator[Signal]:
    """One contact in vain; broken with three in a row, or when every address failed."""
    kind = SignalKind.REACH
    for each in facts.failures:
        seen = tuple(Evidence("attempt", on=day) for day in each.days)
        lost = each.days[ATTEMPTS_IN_VAIN - 1] if len(each.days) >= ATTEMPTS_IN_VAIN else None
        yield Signal(kind, Level.STRAINED, each.days[0], _first(each.until_on, lost), seen[:1])
        if lost is not None:
            yield Signal(kind, Level.BROKEN, lost, each.until_on, seen[:ATTEMPTS_IN_VAIN])
    failed = [day for day in facts.addresses.failed_on if day is not None]
    if not failed:
        return
    seen = tuple(Evidence("address", on=day) for day in sorted(failed))
    if len(failed) < len(facts.addresses.failed_on):
        yield Signal(kind, Level.STRAINED, min(failed), None, seen)
        return
    if min(failed) < max(failed):
        yield Signal(kind, Level.STRAINED, min(failed), max(failed), seen[:1])
    yield Signal(kind, Level.BROKEN, max(failed), None, seen)


def _repeated(facts: Facts) -> Iterator[Signal]:
    """They asked a second time without an answer in content; broken at the third."""
    kind = SignalKind.REPEATED
    for each in facts.asked:
        days = sorted(set(each.days))
        seen = tuple(Evidence("asked", each.matter_id, day) for day in days)
        if len(days) < 2:
            continue
        third = days[2] if len(days) > 2 else None
        yield Signal(kind, Level.STRAINED, days[1], _first(each.until_on, third), seen[:2])
        if third is not None:
            yield Signal(kind, Level.BROKEN, third, each.until_on, seen[:3])


def _their_word(facts: Facts) -> Iterator[Signal]:
    """What they said last. "It does not go" holds until they say otherwise, or it was mended."""
    kind = SignalKind.THEIR_WORD
    later = [day for day, _ in facts.words[1:]]
    for (day, word), said_otherwise in zip_longest(facts.words, later):
        seen = (Evidence("word", on=day),)
        if word is Word.COULD_BE_BETTER:
            until = _first(said_otherwise, _after(facts.spoken_on, day))
            yield Signal(kind, Level.STRAINED, day, until, seen)
        elif word is Word.DOES_NOT_GO:
            until = _first(said_otherwise, _after(facts.mended_on, day))
            yield Signal(kind, Level.BROKEN, day, until, seen)


def _anchoring(facts: Facts) -> Iterator[Signal]:
    """Its network lacks something that holds it in the organisation; that alone breaks nothing."""
    for each in facts.loose:
        since = max(each.from_on, facts.made_on)
        seen = (Evidence("network", each.network_id, each.from_on),)
        yield Signal(SignalKind.ANCHORING, Level.STRAINED, since, each.until_on, seen)


def _after(days: Iterable[date], day: date) -> date | None:
    return min((each for each in days if each > day), default=None)


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
