"""Who may erase, and when it has to wait."""

import pytest

from schakel.domain.privacy.rules import Reason, Unfinished, check_erase, may_erase
from schakel.foundation.kernel.actor import Actor, ActorKind, resident, system
from schakel.foundation.kernel.refused import Refused

DONE = Unfinished()


def colleague(role: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=1, roles=frozenset({role}))


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (system(1), True),
        (colleague("administrator"), True),
        (colleague("connector"), False),
        (colleague("official"), False),
        (resident(1, 7), False),
    ],
)
def test_an_administrator_and_schakel_itself_may_erase(actor, may):
    assert may_erase(actor) is may


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"actor": colleague("connector")}, "only_administrators"),
        ({"reason": Reason.RETENTION}, "erasing_needs_reason"),
        ({"is_platform": True}, "platform_is_many_people"),
        ({"is_erased": True}, "party_is_erased"),
        ({"unfinished": Unfinished(matters=1)}, "party_has_something_open"),
        ({"unfinished": Unfinished(terms=1)}, "party_has_something_open"),
        ({"unfinished": Unfinished(messages_on_their_way=1)}, "message_is_on_its_way"),
    ],
)
def test_erasing_is_refused(changes, code):
    given = {
        "actor": colleague("administrator"),
        "reason": Reason.REQUEST,
        "is_platform": False,
        "is_erased": False,
        "unfinished": DONE,
    }
    check_erase(**given)
    with pytest.raises(Refused, match=code):
        check_erase(**{**given, **changes})


def test_only_schakel_itself_says_that_it_was_kept_long_enough():
    check_erase(system(1), Reason.RETENTION, is_platform=False, is_erased=False, unfinished=DONE)
