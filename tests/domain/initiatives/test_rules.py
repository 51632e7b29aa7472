import pytest

from schakel.domain.initiatives import rules
from schakel.domain.initiatives.rules import FOLLOWS, REOPENS, Phase
from schakel.foundation.kernel.refused import Refused

MOVES = [(phase, to) for phase in Phase for to in FOLLOWS[phase]]


def refusal(phase, to, motivation=""):
    try:
        rules.check_move(phase, to, motivation)
    except Refused as refused:
        return refused.code
    return None


def test_every_phase_says_what_may_follow():
    assert set(FOLLOWS) == set(Phase)


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("to", Phase)
def test_a_phase_follows_only_from_the_table(phase, to):
    allowed = to in FOLLOWS[phase]
    assert refusal(phase, to, "omdat het zo is") == (
        None if allowed else "initiative_cannot_become"
    )


@pytest.mark.parametrize(("phase", "to"), sorted(MOVES))
def test_declining_adapting_and_taking_up_again_are_motivated(phase, to):
    motivated = to in {Phase.DECLINED, Phase.ADAPTED} or (phase, to) in REOPENS
    assert refusal(phase, to, " ") == ("initiative_needs_motivation" if motivated else None)


def test_taking_up_again_is_a_move_in_the_table():
    assert set(MOVES) >= REOPENS


def test_every_phase_can_be_reached():
    reached = {Phase.RECEIVED}
    for _ in Phase:
        reached |= {to for phase in reached for to in FOLLOWS[phase]}
    assert reached == set(Phase)


def test_what_is_not_finished_can_be_stopped():
    finished = {Phase.DECLINED, Phase.DONE, Phase.STOPPED, Phase.EVALUATED}
    assert {phase for phase in Phase if Phase.STOPPED in FOLLOWS[phase]} == set(Phase) - finished
