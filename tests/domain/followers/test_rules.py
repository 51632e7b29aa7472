"""Who may follow, and what they may ask."""

import pytest

from schakel.domain.followers import rules
from schakel.domain.followers.rules import Answer
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import Actor, ActorKind
from schakel.foundation.kernel.refused import Refused


@pytest.mark.parametrize("role", list(Role))
def test_only_council_and_executive_follow(role):
    actor = Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=1, roles=frozenset({role}))
    assert rules.may_follow(actor) is (role in {Role.COUNCILLOR, Role.SPONSOR})


@pytest.mark.parametrize("answer", list(Answer))
def test_a_name_is_asked_once(answer):
    if answer is Answer.NOT_ASKED:
        rules.check_ask_name(answer)
        return
    with pytest.raises(Refused) as refused:
        rules.check_ask_name(answer)
    assert refused.value.code == "name_was_asked"


@pytest.mark.parametrize("answer", list(Answer))
def test_who_was_asked_may_always_change_their_mind(answer):
    if answer is Answer.NOT_ASKED:
        with pytest.raises(Refused):
            rules.check_answer(answer)
    else:
        rules.check_answer(answer)
