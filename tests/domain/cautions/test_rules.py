from datetime import timedelta

import pytest

from schakel.domain.cautions import rules
from schakel.foundation.kernel.actor import Actor, ActorKind, system
from schakel.foundation.kernel.refused import Refused
from tests.make import TODAY


def staff(*roles):
    return Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=1, roles=frozenset(roles))


@pytest.mark.parametrize(
    ("actor", "words", "until_on", "code"),
    [
        (staff("volunteer"), "Geen datum noemen.", None, "caution_not_yours"),
        (staff("councillor"), "Geen datum noemen.", None, "caution_not_yours"),
        (staff("official"), "  ", None, "caution_needs_words"),
        (staff("official"), "x" * 301, None, "caution_too_long"),
        (staff("connector"), "Geen datum noemen.", TODAY, "caution_needs_later_day"),
    ],
)
def test_what_may_not_be_laid_down(actor, words, until_on, code):
    with pytest.raises(Refused, match=code):
        rules.check_give(actor, words, until_on, TODAY)


@pytest.mark.parametrize("actor", [system(1), staff("connector"), staff("official")])
def test_connectors_and_officials_lay_it_down(actor):
    rules.check_give(actor, "x" * 300, TODAY + timedelta(days=1), TODAY)
    rules.check_end(actor)
