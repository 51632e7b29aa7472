"""Each signal as the stretch of days on which it holds, and the standing that follows."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from schakel.domain.connections.rules import Tie, after_contact
from schakel.domain.health.rules import (
    Addresses,
    Asking,
    Carrying,
    Expectation,
    Facts,
    Failures,
    Heard,
    Level,
    Loose,
    PromiseFact,
    SignalKind,
    Silence,
    State,
    TermFact,
    breaks_between,
    confirmed_on,
    signals,
    silences,
    standing,
)
from schakel.domain.staff.rules import Colleague
from schakel.domain.surveys.rules import Word
from schakel.foundation.kernel.periods import Period

DAY = timedelta(days=1)
START = date(2026, 1, 5)
LONG_AGO = date(2020, 1, 1)


def day(number: int) -> date:
    return START + number * DAY


NOOR, SAM, PIET = (Colleague(number, LONG_AGO) for number in (1, 2, 3))
BOTH = (Carrying(1, START, START), Carrying(2, START, START))


def facts(**known: Any) -> Facts:
    """A connection that two people carry, of which nothing is known that asks attention."""
    given: dict[str, Any] = {
        "made_on": START,
        "counts_from": START,
        "carriers": BOTH,
        "colleagues": {each.id: each for each in (NOOR, SAM, PIET)},
    }
    return Facts(**given | known)


CASES = [
    ("nothing", {}, 50, State.GOOD, None, 0),
    # They wait.
    ("in time on the last day", {"terms": (TermFact(1, day(10), day(20)),)}, 10,
     State.GOOD, None, 0),
    ("late from the day after", {"terms": (TermFact(1, day(10), day(20)),)}, 11,
     State.STRAINED, SignalKind.UNANSWERED, 11),
    ("past the second day", {"terms": (TermFact(1, day(10), day(20)),)}, 21,
     State.BROKEN, SignalKind.UNANSWERED, 21),
    ("answered late is over at once", {"terms": (TermFact(1, day(10), day(20), day(15)),)}, 15,
     State.GOOD, None, 15),
    ("a clock that stands still", {"terms": (TermFact(1, day(10), day(20), None, True),)}, 40,
     State.GOOD, None, 0),
    ("without a second day it stays late", {"terms": (TermFact(1, day(10), None),)}, 90,
     State.STRAINED, SignalKind.UNANSWERED, 11),
    # What we promised.
    ("a promise in time", {"promises": (PromiseFact(1, day(5)),)}, 5, State.GOOD, None, 0),
    ("past its day", {"promises": (PromiseFact(1, day(5)),)}, 6,
     State.STRAINED, SignalKind.PROMISE, 6),
    ("two weeks without a word", {"promises": (PromiseFact(1, day(5)),)}, 20,
     State.BROKEN, SignalKind.PROMISE, 20),
    ("past the second day given", {"promises": (PromiseFact(1, day(9), True),)}, 10,
     State.BROKEN, SignalKind.PROMISE, 10),
    ("kept late", {"promises": (PromiseFact(1, day(5), False, day(8)),)}, 8,
     State.GOOD, None, 8),
    # Silence.
    ("fading", {"silences": (Silence(day(30), day(60), 30),)}, 30,
     State.STRAINED, SignalKind.SILENCE, 30),
    ("silent while nobody expects anything", {"silences": (Silence(day(30), day(60), 30),)}, 70,
     State.STRAINED, SignalKind.SILENCE, 60),
    ("silent while somebody expects something",
     {"silences": (Silence(day(30), day(60), 30),),
      "expectations": (Expectation("matter", 1, day(0)),)}, 60,
     State.BROKEN, SignalKind.SILENCE, 60),
    ("expected only later",
     {"silences": (Silence(day(30), day(60), 30),),
      "expectations": (Expectation("promise", 1, day(70)),)}, 75,
     State.BROKEN, SignalKind.SILENCE, 70),
    ("their good ends a silence",
     {"silences": (Silence(day(30), day(60), 30),), "words": ((day(40), Word.GOOD),)}, 41,
     State.GOOD, None, 40),
    ("for as long as they are used to speak",
     {"silences": (Silence(day(30), day(60), 30),), "words": ((day(40), Word.GOOD),)}, 70,
     State.STRAINED, SignalKind.SILENCE, 70),
    # Who carries it.
    ("one carrier", {"carriers": BOTH[:1]}, 0, State.STRAINED, SignalKind.CARRIER, 0),
    ("nobody", {"carriers": ()}, 3, State.BROKEN, SignalKind.CARRIER, 0),
    ("one left", {"colleagues": {1: replace(NOOR, works_until=day(9)), 2: SAM}}, 9,
     State.STRAINED, SignalKind.CARRIER, 9),
    ("both are away", {"colleagues": {
        1: replace(NOOR, absences=(Period(day(5), day(20)),)),
        2: replace(SAM, absences=(Period(day(10), day(15)),))}}, 12,
     State.BROKEN, SignalKind.CARRIER, 10),
    ("back again", {"colleagues": {1: replace(NOOR, absences=(Period(day(5), day(20)),)), 2: SAM}},
     20, State.GOOD, None, 20),
    ("a deputy is there", {"colleagues": {
        1: replace(NOOR, absences=(Period(day(5), day(20)),), deputy_id=3), 2: SAM, 3: PIET}}, 6,
     State.GOOD, None, 0),
    ("a deputy who may not see it", {"deputies_may_see": False, "colleagues": {
        1: replace(NOOR, absences=(Period(day(5), day(20)),), deputy_id=3), 2: SAM, 3: PIET}}, 6,
     State.STRAINED, SignalKind.CARRIER, 5),
    ("a deputy who carries it already", {"colleagues": {
        1: replace(NOOR, absences=(Period(day(5), day(20)),), deputy_id=2), 2: SAM}}, 6,
     State.STRAINED, SignalKind.CARRIER, 5),
    ("asked and not yet accepted", {"carriers": (BOTH[0], Carrying(2, START))}, 6,
     State.GOOD, None, 0),
    ("asked and not accepted for a week", {"carriers": (BOTH[0], Carrying(2, START))}, 7,
     State.STRAINED, SignalKind.CARRIER, 7),
    # Reach.
    ("one contact in vain", {"failures": (Failures((day(3),)),)}, 3,
     State.STRAINED, SignalKind.REACH, 3),
    ("three in vain", {"failures": (Failures((day(3), day(4), day(8))),)}, 8,
     State.BROKEN, SignalKind.REACH, 8),
    ("reached after all", {"failures": (Failures((day(3), day(4)), day(6)),)}, 6,
     State.GOOD, None, 6),
    ("one address of two failed", {"addresses": Addresses((day(4), None))}, 5,
     State.STRAINED, SignalKind.REACH, 4),
    ("every address failed", {"addresses": Addresses((day(4), day(6)))}, 6,
     State.BROKEN, SignalKind.REACH, 6),
    # Asked again.
    ("asked twice", {"asked": (Asking(7, (day(1), day(9))),)}, 9,
     State.STRAINED, SignalKind.REPEATED, 9),
    ("twice on one day is once", {"asked": (Asking(7, (day(1), day(1))),)}, 9,
     State.GOOD, None, 0),
    ("a third time", {"asked": (Asking(7, (day(1), day(9), day(12))),)}, 12,
     State.BROKEN, SignalKind.REPEATED, 12),
    ("answered in between", {"asked": (Asking(7, (day(1), day(9)), day(11)),)}, 11,
     State.GOOD, None, 11),
    # Their word.
    ("it could be better", {"words": ((day(4), Word.COULD_BE_BETTER),)}, 4,
     State.STRAINED, SignalKind.THEIR_WORD, 4),
    ("we spoke since", {"words": ((day(4), Word.COULD_BE_BETTER),), "spoken_on": (day(6),)}, 6,
     State.GOOD, None, 6),
    ("it does not go", {"words": ((day(4), Word.DOES_NOT_GO),), "spoken_on": (day(6),)}, 9,
     State.BROKEN, SignalKind.THEIR_WORD, 4),
    ("until it was mended", {"words": ((day(4), Word.DOES_NOT_GO),), "mended_on": (day(9),)}, 9,
     State.GOOD, None, 9),
    ("good does not hide what is late",
     {"words": ((day(12), Word.GOOD),), "terms": (TermFact(1, day(10), None),)}, 13,
     State.STRAINED, SignalKind.UNANSWERED, 11),
    # What holds its network in the organisation.
    ("its network lacks something", {"loose": (Loose(7, day(4)),)}, 4,
     State.STRAINED, SignalKind.ANCHORING, 4),
    ("until that is mended", {"loose": (Loose(7, day(4), day(9)),)}, 9, State.GOOD, None, 9),
    ("since before there was a connection", {"loose": (Loose(7, day(-40)),)}, 2,
     State.STRAINED, SignalKind.ANCHORING, 0),
    ("mended before there was a connection", {"loose": (Loose(7, day(-40), day(-3)),)}, 2,
     State.GOOD, None, 0),
    ("never broken, however long", {"loose": (Loose(7, day(4)),)}, 390,
     State.STRAINED, SignalKind.ANCHORING, 4),
    ("after what is of this connection alone, also where it is older",
     {"loose": (Loose(7, day(1)),), "terms": (TermFact(1, day(10), None),)}, 12,
     State.STRAINED, SignalKind.UNANSWERED, 11),
    ("not in the first weeks", {"counts_from": day(60), "loose": (Loose(7, day(4)),)}, 59,
     State.GOOD, None, 0),
    # Rest, end, and the first weeks.
    ("rest", {"rests_from": day(5), "rests_until": day(50),
              "silences": (Silence(day(10), day(20), 30),)}, 30, State.RESTING, None, 5),
    ("after the rest", {"rests_from": day(5), "rests_until": day(50),
                        "silences": (Silence(day(10), day(20), 30),)}, 50,
     State.STRAINED, SignalKind.SILENCE, 50),
    ("completed", {"completed_on": day(8), "terms": (TermFact(1, day(5), day(6)),)}, 8,
     State.COMPLETED, None, 8),
    ("no silence in the first weeks",
     {"counts_from": day(60), "silences": (Silence(day(10), day(20), 30),)}, 59,
     State.GOOD, None, 0),
    ("but late is late in the first weeks",
     {"counts_from": day(60), "terms": (TermFact(1, day(5), None),)}, 6,
     State.STRAINED, SignalKind.UNANSWERED, 6),
    # The weakest link.
    ("what broke before what is strained",
     {"terms": (TermFact(1, day(3), None),), "words": ((day(9), Word.DOES_NOT_GO),)}, 10,
     State.BROKEN, SignalKind.THEIR_WORD, 9),
    ("of equal ones the oldest",
     {"terms": (TermFact(1, day(6), None),), "promises": (PromiseFact(1, day(4)),)}, 8,
     State.STRAINED, SignalKind.PROMISE, 5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "on", "state", "kind", "since"),
    [pytest.param(*case[1:], id=case[0].replace(" ", "-")) for case in CASES],
)
def test_a_connection_stands_as_its_weakest_link(
    known: dict[str, Any], on: int, state: State, kind: SignalKind | None, since: int
) -> None:
    found = standing(facts(**known), day(on))
    assert (found.state, found.worst.kind if found.worst else None) == (state, kind)
    assert found.since == day(since)


@pytest.mark.parametrize("known", [case[1] for case in CASES], ids=range(len(CASES)))
def test_the_day_on_which_it_changes_is_the_first_on_which_it_is_different(
    known: dict[str, Any],
) -> None:
    here = facts(**known)

    def seen(number: int) -> tuple[State, object]:
        found = standing(here, day(number))
        return found.state, (found.worst.kind, found.worst.since) if found.worst else None

    for number in range(0, 120, 7):
        changes_on = standing(here, day(number)).changes_on
        later = (other for other in range(number + 1, 400) if seen(other) != seen(number))
        first = next(later, None)
        assert changes_on == (None if first is None else day(first))


def test_what_ended_on_the_day_on_which_it_broke_is_found_as_well() -> None:
    answered = facts(terms=(TermFact(1, day(10), day(20), day(21)),))
    found = breaks_between(answered, day(15), day(30))
    assert [(each.kind, each.since) for each in found] == [(SignalKind.UNANSWERED, day(21))]
    in_time = facts(terms=(TermFact(1, day(10), day(20), day(20)),))
    assert breaks_between(in_time, day(15), day(30)) == []


def test_a_rest_in_the_midst_of_what_asked_attention_cuts_it_in_two() -> None:
    here = facts(terms=(TermFact(1, day(2), None),), rests_from=day(5), rests_until=day(9))
    found = [each for each in signals(here) if each.kind is SignalKind.UNANSWERED]
    assert [(each.since, each.until_on) for each in found] == [(day(3), day(5)), (day(9), None)]


def test_silence_between_two_contacts_that_nobody_looked_at_is_found() -> None:
    tie = after_contact(Tie(as_of=day(0), prior_days=10), day(0), 1.0)
    late = after_contact(after_contact(tie, day(60), 1.0), day(200), 1.0)
    heard = [Heard(day(60), day(60), 1.0), Heard(day(200), day(200), 1.0)]
    found = list(silences(late, tie, heard))
    assert [each.until_on for each in found] == [day(60), day(200), None]
    assert all(a.silent_on < b.fading_on for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("repaired", "words", "spoken", "expected"),
    [
        (None, (), (), None),
        (None, ((5, Word.GOOD),), (), 5),
        (None, ((0, Word.GOOD),), (), None),
        (None, (), (9,), None),
        (4, (), (4,), None),
        (4, (), (6,), 6),
        (4, ((5, Word.COULD_BE_BETTER),), (), None),
    ],
)
def test_only_the_other_side_confirms_a_repair(
    repaired: int | None,
    words: tuple[tuple[int, Word], ...],
    spoken: tuple[int, ...],
    expected: int | None,
) -> None:
    found = confirmed_on(
        None if repaired is None else day(repaired),
        day(0),
        tuple((day(number), word) for number, word in words),
        tuple(day(number) for number in spoken),
    )
    assert found == (None if expected is None else day(expected))


def test_the_evidence_names_what_a_signal_rests_on() -> None:
    found = standing(facts(terms=(TermFact(42, day(3), None),)), day(9)).worst
    assert found is not None
    assert found.level is Level.STRAINED
    assert [(each.what, each.number, each.on) for each in found.evidence] == [("term", 42, day(3))]
