from dataclasses import replace
from datetime import timedelta

import pytest

from schakel.foundation.kernel.actor import Actor, ActorKind, resident, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.steps import Step, check_take_back
from tests.make import NOW

NOOR = Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=7)
STEP = Step(what="task.done", by=7, at=NOW, number=3, details={})


@pytest.mark.parametrize(
    ("actor", "minutes", "is_so", "code"),
    [
        (NOOR, 0, True, None),
        (NOOR, 30, True, None),
        (NOOR, 31, True, "step_too_long_ago"),
        (NOOR, 5, False, "step_was_followed"),
        (NOOR, 31, False, "step_too_long_ago"),
        (replace(NOOR, staff_id=8), 1, True, "step_of_a_colleague"),
        (system(1), 1, True, "step_of_a_colleague"),
        (resident(1, 3), 1, True, "step_of_a_colleague"),
    ],
)
def test_who_did_it_takes_it_back_for_half_an_hour(actor, minutes, is_so, code):
    now = NOW + timedelta(minutes=minutes)
    if code is None:
        check_take_back(STEP, actor=actor, now=now, is_so=is_so)
        return
    with pytest.raises(Refused, match=code):
        check_take_back(STEP, actor=actor, now=now, is_so=is_so)


def test_what_nobody_did_is_taken_back_by_nobody():
    with pytest.raises(Refused, match="step_of_a_colleague"):
        check_take_back(replace(STEP, by=None), actor=system(1), now=NOW, is_so=True)


def test_a_step_knows_what_was_done_along_with_it_and_since():
    ended = replace(STEP, what="term.ended")
    step = replace(STEP, along=(ended,), since=frozenset({"matter.reopened", "terms"}))
    assert step.beside("term.ended") is ended
    assert step.beside("term.started") is None
    assert step.is_followed_by("matter")
    assert not step.is_followed_by("term", "contact")
