from datetime import date

import pytest

from schakel.domain.promises import rules
from schakel.domain.promises.rules import FOLLOWS, NEEDS_REASON, Course
from schakel.foundation.kernel.refused import Refused

TODAY = date(2026, 11, 24)


def test_every_course_says_what_may_follow():
    assert set(FOLLOWS) == set(Course)


@pytest.mark.parametrize("course", Course)
@pytest.mark.parametrize("to", Course)
def test_a_course_follows_only_from_the_table(course, to):
    if to in FOLLOWS[course]:
        rules.check_move(course, to, "de aannemer is failliet")
    else:
        with pytest.raises(Refused) as refused:
            rules.check_move(course, to, "de aannemer is failliet")
        assert refused.value.code == "promise_cannot_become"


@pytest.mark.parametrize("to", sorted(NEEDS_REASON))
def test_a_promise_is_not_given_up_or_moved_without_an_explanation(to):
    with pytest.raises(Refused) as refused:
        rules.check_move(Course.CONFIRMED, to, "  ")
    assert refused.value.code == "promise_needs_reason"


def test_a_promise_is_kept_without_an_explanation():
    rules.check_move(Course.CONFIRMED, Course.KEPT)


def test_a_broken_promise_can_still_be_kept_or_renegotiated():
    assert FOLLOWS[Course.BROKEN] == {Course.KEPT, Course.RENEGOTIATED}


def test_what_was_only_heard_cannot_be_broken():
    assert Course.BROKEN not in FOLLOWS[Course.HEARD]


@pytest.mark.parametrize(("due_on", "accepted"), [(date(2026, 11, 25), True), (TODAY, False)])
def test_a_new_day_is_still_to_come(due_on, accepted):
    if accepted:
        rules.check_renegotiate(Course.CONFIRMED, "meer tijd nodig", due_on, TODAY)
        return
    with pytest.raises(Refused) as refused:
        rules.check_renegotiate(Course.CONFIRMED, "meer tijd nodig", due_on, TODAY)
    assert refused.value.code == "promise_needs_later_day"


def test_a_promise_is_recorded_in_the_words_in_which_it_was_given():
    rules.check_words("Ik zoek het uit vóór de kerst")
    with pytest.raises(Refused):
        rules.check_words(" \n")


@pytest.mark.parametrize(
    ("course", "due_on", "overdue"),
    [
        (Course.CONFIRMED, date(2026, 11, 23), True),
        (Course.CONFIRMED, TODAY, False),
        (Course.CONFIRMED, None, False),
        (Course.HEARD, date(2026, 11, 23), True),
        (Course.KEPT, date(2026, 11, 23), False),
    ],
)
def test_a_promise_that_stands_is_overdue_from_the_day_after(course, due_on, overdue):
    assert rules.is_overdue(course, due_on, TODAY) is overdue


@pytest.mark.parametrize(
    ("heard_on", "confirms_by"),
    [
        (TODAY, date(2026, 11, 26)),
        (date(2026, 11, 27), date(2026, 12, 1)),
        (date(2026, 12, 24), date(2026, 12, 29)),
    ],
)
def test_who_promised_has_two_working_days_to_confirm(heard_on, confirms_by):
    assert rules.who_confirms_by(heard_on) == confirms_by
