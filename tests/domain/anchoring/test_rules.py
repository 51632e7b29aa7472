"""What a network lacks, since when, who can mend it, and when its sponsors are asked."""

from datetime import date, timedelta
from typing import Any

import pytest

from schakel.domain.anchoring.rules import (
    DEFAULT_DAYS,
    Anchor,
    Anchors,
    Asked,
    Firmness,
    Gap,
    Lack,
    Mender,
    Person,
    Word,
    check_days,
    check_words,
    dated,
    firmness,
    gaps,
    is_to_be_asked,
    last_asking_day,
    mender,
    next_asking_day,
    stretches,
)
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused

TODAY = date(2026, 11, 24)
ALL_THERE = {
    Anchor.OWNER: Person(),
    Anchor.DEPUTY: Person(),
    Anchor.ADMINISTRATIVE: Person(),
    Anchor.POLITICAL: Person(),
}


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def anchors(**changed: Any) -> Anchors:
    """A network that has all, but for what is said."""
    given: dict[str, Any] = {"people": ALL_THERE, "hours": 8, "has_mandate": True}
    return Anchors(**given | changed)


def without(anchor: Anchor) -> dict[Anchor, Person]:
    return {each: person for each, person in ALL_THERE.items() if each is not anchor}


def asked(word: Word | None, answer_by: int, said: int | None = None) -> dict[Anchor, Asked]:
    said_on = None if said is None else day(said)
    return {Anchor.POLITICAL: Asked(day(answer_by), word, said_on)}


CASES = [
    ("all is there", {}, []),
    ("nobody owns it", {"people": without(Anchor.OWNER)}, [(Anchor.OWNER, Lack.MISSING, 0)]),
    ("no deputy", {"people": without(Anchor.DEPUTY)}, [(Anchor.DEPUTY, Lack.MISSING, 0)]),
    ("no hours", {"hours": 0}, [(Anchor.HOURS, Lack.MISSING, 0)]),
    ("half an hour", {"hours": 0.5}, []),
    ("no mandate", {"has_mandate": False}, [(Anchor.MANDATE, Lack.MISSING, 0)]),
    ("no head of department", {"people": without(Anchor.ADMINISTRATIVE)},
     [(Anchor.ADMINISTRATIVE, Lack.MISSING, 0)]),
    ("no alderman", {"people": without(Anchor.POLITICAL)},
     [(Anchor.POLITICAL, Lack.MISSING, 0)]),
    ("the owner left", {"people": ALL_THERE | {Anchor.OWNER: Person(day(-3))}},
     [(Anchor.OWNER, Lack.LEFT, -3)]),
    ("the owner leaves tomorrow", {"people": ALL_THERE | {Anchor.OWNER: Person(day(1))}}, []),
    ("nine weeks before its end", {"ends_on": day(63)}, []),
    ("eight weeks before its end", {"ends_on": day(56)}, [(Anchor.END, Lack.ENDS_SOON, 0)]),
    ("on its last day", {"ends_on": day(0)}, [(Anchor.END, Lack.ENDS_SOON, -56)]),
    ("after its last day", {"ends_on": day(-4)}, [(Anchor.END, Lack.ENDED, -3)]),
    ("asked, and time to answer", {"asked": asked(None, 5)}, []),
    ("reminded, and a week to answer", {"asked": asked(None, -7)}, []),
    ("silent after that", {"asked": asked(None, -8)}, [(Anchor.POLITICAL, Lack.SILENT, 0)]),
    ("silent for long", {"asked": asked(None, -20)}, [(Anchor.POLITICAL, Lack.SILENT, -12)]),
    ("said yes too late", {"asked": asked(Word.YES, -20, -1)}, []),
    ("said no", {"asked": asked(Word.NO, 5, -2)}, [(Anchor.POLITICAL, Lack.WITHDRAWN, -2)]),
    ("named somebody else", {"asked": asked(Word.ELSEWHERE, 5, -2)},
     [(Anchor.POLITICAL, Lack.ELSEWHERE, -2)]),
    ("who left need not answer",
     {"people": ALL_THERE | {Anchor.POLITICAL: Person(day(-1))}, "asked": asked(None, -20)},
     [(Anchor.POLITICAL, Lack.LEFT, -1)]),
    ("in the order of a page", {"people": without(Anchor.OWNER), "hours": 0, "ends_on": day(3)},
     [(Anchor.OWNER, Lack.MISSING, 0), (Anchor.HOURS, Lack.MISSING, 0),
      (Anchor.END, Lack.ENDS_SOON, -53)]),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "expected"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_what_a_network_lacks_and_since_when(changed, expected):
    found = gaps(anchors(**changed), TODAY)
    assert found == [Gap(anchor, lack, day(since)) for anchor, lack, since in expected]


def test_a_gap_that_is_known_keeps_its_day_and_one_by_a_change_begins_with_it():
    found = gaps(anchors(hours=0, ends_on=day(10)), TODAY)
    known = {(Anchor.HOURS, Lack.MISSING): day(-30)}
    assert [each.since for each in dated(found, known)] == [day(-30), day(-46)]
    assert [each.since for each in dated(found, known, changed_on=TODAY)] == [day(-30), TODAY]


@pytest.mark.parametrize(
    ("gap", "has_owner", "who"),
    [
        ((Anchor.DEPUTY, Lack.MISSING), True, Mender.OWNER),
        ((Anchor.DEPUTY, Lack.MISSING), False, Mender.ADMINISTRATOR),
        ((Anchor.OWNER, Lack.LEFT), True, Mender.ADMINISTRATOR),
        ((Anchor.POLITICAL, Lack.SILENT), False, Mender.SPONSOR),
        ((Anchor.POLITICAL, Lack.WITHDRAWN), True, Mender.OWNER),
    ],
)
def test_each_gap_has_somebody_who_can_mend_it(gap, has_owner, who):
    assert mender(Gap(*gap, TODAY), has_owner=has_owner) is who


@pytest.mark.parametrize(
    ("lacking", "how"),
    [
        ([], Firmness.WHOLE),
        ([(Anchor.HOURS, Lack.MISSING)], Firmness.THIN),
        ([(Anchor.HOURS, Lack.MISSING), (Anchor.OWNER, Lack.LEFT)], Firmness.OPEN),
        ([(Anchor.END, Lack.ENDS_SOON)], Firmness.THIN),
        ([(Anchor.END, Lack.ENDED)], Firmness.OPEN),
    ],
)
def test_a_network_is_whole_thin_or_open(lacking, how):
    assert firmness([Gap(*each, TODAY) for each in lacking]) is how


@pytest.mark.parametrize(
    ("lacking", "joined"),
    [
        ([], []),
        ([(0, 3), (3, 9)], [(0, 9)]),
        ([(5, 9), (0, 3)], [(0, 3), (5, 9)]),
        ([(0, None), (3, 9)], [(0, None)]),
        ([(0, 4), (2, None)], [(0, None)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
    ],
)
def test_days_on_which_anything_is_lacking_are_joined_where_they_touch(lacking, joined):
    def period(begin: int, end: int | None) -> Period:
        return Period(day(begin), None if end is None else day(end))

    assert list(stretches(period(*each) for each in lacking)) == [period(*each) for each in joined]


@pytest.mark.parametrize(
    ("today", "last", "following"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 9, 1)),
        (date(2026, 2, 28), date(2025, 9, 1), date(2026, 3, 1)),
        (date(2026, 12, 31), date(2026, 9, 1), date(2027, 3, 1)),
    ],
)
def test_sponsors_are_asked_in_march_and_september(today, last, following):
    assert last_asking_day(today, DEFAULT_DAYS) == last
    assert next_asking_day(today, DEFAULT_DAYS) == following


def test_a_leap_day_is_the_last_of_february_in_other_years():
    assert last_asking_day(date(2026, 3, 5), [(2, 29), (9, 1)]) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("asked_in_round", "said_yes", "began", "expected"),
    [
        (False, None, -100, True),
        (True, None, -100, False),
        (False, None, 0, False),
        (False, -60, -400, False),
        (False, -61, -400, True),
    ],
)
def test_a_sponsor_is_asked_once_a_round_and_not_right_after_a_yes(
    asked_in_round, said_yes, began, expected
):
    assert expected is is_to_be_asked(
        TODAY,
        asked_in_round=asked_in_round,
        said_yes_on=None if said_yes is None else day(said_yes),
        began_on=day(began),
    )


@pytest.mark.parametrize("days", [[(3, 1)], [(3, 1), (3, 1)], [(2, 30), (9, 1)], [(13, 1), (9, 1)]])
def test_two_different_days_of_a_year_are_needed(days):
    with pytest.raises(Refused, match="asking_days_not_valid"):
        check_days(days)


def test_a_no_says_why_and_another_has_a_name():
    check_words(Word.YES, "")
    with pytest.raises(Refused, match="no_longer_behind_needs_reason"):
        check_words(Word.NO, " ")
    with pytest.raises(Refused, match="other_sponsor_needs_name"):
        check_words(Word.ELSEWHERE, "")


def test_a_last_day_at_the_beginning_of_the_calendar_is_over():
    ended = [Gap(Anchor.END, Lack.ENDED, date.min + timedelta(days=1))]
    assert gaps(anchors(ends_on=date.min), TODAY) == ended
