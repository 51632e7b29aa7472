from datetime import date

import pytest

from schakel.domain.promises import rules
from schakel.domain.promises.rules import FOLLOWS, NEEDS_REASON, Course, Side, Told
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


NOOR, SAM, ELS = 1, 2, 3


@pytest.mark.parametrize(
    ("side", "given_by", "carriers", "handed_over", "keeps"),
    [
        (Side.OURS, NOOR, (NOOR, SAM), (), [NOOR, SAM]),
        (Side.OURS, ELS, (NOOR, SAM), (), [ELS, NOOR, SAM]),
        (Side.OURS, NOOR, (ELS, SAM), (NOOR,), [ELS, SAM]),
        (Side.OURS, NOOR, (SAM, NOOR), (NOOR,), [SAM, NOOR]),
        (Side.OURS, NOOR, (ELS, None), (SAM,), [NOOR, ELS]),
        (Side.THEIRS, None, (NOOR, SAM), (), [NOOR, SAM]),
        (Side.OURS, NOOR, (), (NOOR,), []),
    ],
)
def test_who_gave_it_keeps_it_until_they_hand_over(side, given_by, carriers, handed_over, keeps):
    assert rules.who_keeps(side, given_by, carriers, handed_over) == keeps


@pytest.mark.parametrize("to", Course)
@pytest.mark.parametrize("side", Side)
def test_they_are_told_when_ours_is_given_up_or_moved(side, to):
    assert rules.is_told(side, to) is (side is Side.OURS and to in NEEDS_REASON)


@pytest.mark.parametrize(
    ("course", "confirm_by", "unconfirmed"),
    [
        (Course.HEARD, date(2026, 11, 23), True),
        (Course.HEARD, TODAY, False),
        (Course.HEARD, None, False),
        (Course.CONFIRMED, date(2026, 11, 23), False),
    ],
)
def test_until_their_last_day_nobody_else_is_asked(course, confirm_by, unconfirmed):
    assert rules.is_unconfirmed(course, confirm_by, TODAY) is unconfirmed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Toezegging van wethouder Bakker: vóór 1 maart een bankje.",
            [Told("vóór 1 maart een bankje.", date(2027, 2, 26), "Bakker")],
        ),
        ("Dag,\nToezegging: ik bel maandag.", [Told("ik bel maandag.", date(2026, 11, 30))]),
        ("BELOFTE VAN Sam Jansen : een boom", [Told("een boom", None, "Sam Jansen")]),
        ("Er is een toezegging: een bankje.", []),
        ("> Toezegging: een bankje.", []),
        ("Toezegging:", []),
        ("Toezegging: \nniets", []),
    ],
)
def test_a_line_of_a_mail_says_itself_that_it_is_a_promise(text, told):
    assert rules.told_in(text, TODAY) == told


@pytest.mark.parametrize(
    ("who", "named"),
    [("Ineke Bakker", True), ("bakker", True), ("kker", False), ("Ineke", False), ("", False)],
)
def test_a_colleague_is_named_whole_or_by_the_last_part(who, named):
    assert rules.is_named("Ineke Bakker", who) is named
