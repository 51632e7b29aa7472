import pytest

from schakel.domain.notices.rules import Kind, is_mail_due, number_of, terms_told
from schakel.domain.staff.rules import GroupedMail

# of a term, on a working day, mailed today, mails this week: due
CASES = {
    "the first of the week goes": (False, True, False, 0, True),
    "the second of the week goes": (False, True, False, 1, True),
    "a third waits for Monday": (False, True, False, 2, False),
    "a second on one day waits": (False, True, True, 1, False),
    "nothing goes in the weekend": (False, False, False, 0, False),
    "a term goes beside two others": (True, True, False, 2, True),
    "a term goes on a day with a mail": (True, True, True, 1, True),
    "a term goes in the weekend": (True, False, False, 0, True),
}


@pytest.mark.parametrize(
    ("of_term", "on_working_day", "mailed_today", "mails_this_week", "due"),
    CASES.values(),
    ids=CASES,
)
def test_two_mails_a_week_and_each_term(
    of_term, on_working_day, mailed_today, mails_this_week, due
):
    found = is_mail_due(
        of_term=of_term,
        on_working_day=on_working_day,
        mailed_today=mailed_today,
        mails_this_week=mails_this_week,
        often=GroupedMail.TWICE_A_WEEK,
    )
    assert found is due


@pytest.mark.parametrize(
    ("often", "mails_this_week", "due"),
    [
        (GroupedMail.WORKING_DAY, 6, True),
        (GroupedMail.WEEK, 0, True),
        (GroupedMail.WEEK, 1, False),
        (GroupedMail.NEVER, 0, False),
    ],
)
def test_a_colleague_chooses_how_often_news_is_mailed(often, mails_this_week, due):
    found = is_mail_due(
        of_term=False,
        on_working_day=True,
        mailed_today=False,
        mails_this_week=mails_this_week,
        often=often,
    )
    assert found is due


def test_what_is_far_too_late_is_told_to_everybody():
    assert all(Kind.TERM_SECOND_LATE in terms_told(each) for each in GroupedMail)
    assert Kind.TERM_LATE not in terms_told(GroupedMail.NEVER)


@pytest.mark.parametrize(
    ("noun", "trigger", "number"),
    [
        ("task", "task:12", 12),
        ("task", "task:12:2026-12-08", 12),
        ("task", "promise:12", None),
        ("promise", "promise:7:None", 7),
        ("task", "late:2026-12-08", None),
        ("task", "task", None),
    ],
)
def test_a_trigger_says_which_task_or_promise_it_is_about(noun, trigger, number):
    assert number_of(noun, trigger) == number
