"""Who may see all that somebody carries, and who may leave a last word."""

from datetime import timedelta

import pytest

from schakel.domain.continuity.rules.dossier import (
    LAST_WORD_WITHIN,
    LONGEST_LAST_WORD,
    check_last_word,
    may_see_person,
)
from schakel.foundation.kernel.actor import Actor, ActorKind, resident, system
from schakel.foundation.kernel.refused import Refused
from tests.make import NOW

PERSON, LEAD, OWNER, OTHER = 1, 2, 3, 4


def staff(number: int) -> Actor:
    return Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=number)


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (staff(PERSON), True),
        (staff(LEAD), True),
        (staff(OWNER), True),
        (staff(OTHER), False),
        (resident(1, 5), False),
        (system(1), False),
    ],
)
def test_only_that_person_their_lead_and_the_owner_see_what_they_carry(actor, sees):
    assert may_see_person(actor, staff_id=PERSON, lead_id=LEAD, owners={OWNER, None}) is sees


def test_without_a_lead_or_an_owner_nobody_else_sees_it():
    assert not may_see_person(staff(OTHER), staff_id=PERSON, lead_id=None, owners={None})


@pytest.mark.parametrize(
    ("text", "carries", "stopped_days_ago", "code"),
    [
        ("Bel na vier uur.", True, None, None),
        ("Bel na vier uur.", False, 1, None),
        ("Bel na vier uur.", False, LAST_WORD_WITHIN.days, None),
        ("Bel na vier uur.", False, LAST_WORD_WITHIN.days + 1, "last_word_not_yours"),
        ("Bel na vier uur.", False, None, "last_word_not_yours"),
        ("Bel na vier uur.", True, 900, None),
        (" \n ", True, None, "last_word_is_empty"),
        ("x" * LONGEST_LAST_WORD, True, None, None),
        ("x" * (LONGEST_LAST_WORD + 1), True, None, "last_word_too_long"),
    ],
)
def test_who_carries_it_or_did_until_lately_leaves_a_last_word(
    text, carries, stopped_days_ago, code
):
    ago = None if stopped_days_ago is None else NOW - timedelta(days=stopped_days_ago)
    if code is None:
        check_last_word(text, carries=carries, stopped_at=ago, now=NOW)
        return
    with pytest.raises(Refused, match=code):
        check_last_word(text, carries=carries, stopped_at=ago, now=NOW)
