from contextlib import nullcontext
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.surveys.rules import (
    ASK_AT_MOST_EVERY,
    LONGEST_OWN_WORDS,
    check_answer,
    check_ask,
    check_say,
    may_ask,
)
from schakel.foundation.kernel.actor import Actor, ActorKind, resident, system
from schakel.foundation.kernel.refused import Refused

TODAY = date(2026, 11, 24)
COLLEAGUE = Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=2, roles=frozenset({"connector"}))


def refusal(code):
    return pytest.raises(Refused, match=code) if code else nullcontext()


@pytest.mark.parametrize(
    ("last", "may"),
    [
        (None, True),
        (TODAY - timedelta(days=30), True),
        (TODAY - timedelta(days=29), False),
        (TODAY, False),
        (TODAY + timedelta(days=1), False),
    ],
)
def test_a_party_is_asked_once_in_thirty_days(last, may):
    assert may_ask(last, TODAY) is may


@given(st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=60))
def test_whenever_we_would_ask_no_thirty_days_hold_two(days):
    asked: list[date] = []
    for day in sorted(days):
        if may_ask(asked[-1] if asked else None, day):
            asked.append(day)
    for first, second in pairwise(asked):
        assert second - first >= ASK_AT_MOST_EVERY
    # Nobody who could be asked is passed over.
    assert not days or asked[0] == min(days)


@pytest.mark.parametrize(
    ("actor", "matter_id", "refused"),
    [
        (resident(1, 7), 7, ""),
        (resident(1, 7), 8, "word_is_theirs"),
        (resident(1), None, "word_is_theirs"),
        (COLLEAGUE, 7, "word_is_theirs"),
        (system(1), None, ""),
    ],
)
def test_only_they_say_how_it_goes(actor, matter_id, refused):
    with refusal(refused):
        check_say(actor, matter_id, "")


def test_their_own_words_fit():
    check_say(resident(1, 7), 7, "x" * LONGEST_OWN_WORDS)
    with pytest.raises(Refused, match="word_too_long"):
        check_say(resident(1, 7), 7, "x" * (LONGEST_OWN_WORDS + 1))


@pytest.mark.parametrize(
    ("last", "is_platform", "in_confidence", "refused"),
    [
        (None, False, False, ""),
        (None, True, False, "word_not_asked_here"),
        (None, False, True, "word_not_asked_here"),
        (TODAY, False, False, "word_asked_too_soon"),
    ],
)
def test_a_platform_and_what_is_in_confidence_are_not_asked(
    last, is_platform, in_confidence, refused
):
    with refusal(refused):
        check_ask(last, TODAY, is_platform=is_platform, in_confidence=in_confidence)


def test_a_mail_is_answered_once():
    check_answer(is_answered=False)
    with pytest.raises(Refused, match="word_was_said"):
        check_answer(is_answered=True)
