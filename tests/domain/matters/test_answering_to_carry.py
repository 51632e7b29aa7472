"""Who is asked to carry something says yes or no, and somebody always carries it."""

import pytest

from schakel.domain.matters.actions import say_no, say_yes
from schakel.domain.matters.models import Confidant, Matter
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY


@pytest.fixture
def team(actor):
    return make.Team(actor)


def declined(member, matter: Matter, reason: str = "Ik ga met verlof.") -> Matter:
    return say_no(
        actor=make.acting(member), matter_id=matter.pk, reason=reason, today=TODAY, now=NOW
    )


@pytest.mark.parametrize("place", ["owner", "second"])
def test_after_a_no_whoever_fits_best_is_asked_and_the_other_stays(actor, team, place):
    matter = make.matter(actor)
    piet = make.colleague(actor, "Piet Bos", networks=[team.network])
    after = declined(getattr(matter, place), matter)
    assert getattr(after, place) == piet
    assert getattr(after, f"{place}_accepted_at") is None
    other = "second" if place == "owner" else "owner"
    assert getattr(after, other) == getattr(matter, other)


@pytest.mark.parametrize("place", ["owner", "second"])
def test_when_there_is_nobody_else_a_no_changes_nothing(actor, team, place):
    matter = make.matter(actor)
    with pytest.raises(Refused, match="nobody_else_can_carry"):
        declined(getattr(matter, place), matter)
    after = Matter.objects.get()
    assert (after.owner, after.second) == (matter.owner, matter.second)


def test_a_no_says_why(actor, team):
    matter = make.matter(actor)
    with pytest.raises(Refused, match="declining_needs_reason"):
        declined(matter.owner, matter, reason=" ")


def test_who_carries_nothing_has_nothing_to_say_to_it(actor, team):
    matter = make.matter(actor)
    piet = make.colleague(actor, "Piet Bos", networks=[team.network])
    with pytest.raises(Refused, match="matter_not_yours"):
        declined(piet, matter)
    with pytest.raises(Refused, match="matter_not_yours"):
        say_yes(actor=make.acting(piet), matter_id=matter.pk, now=NOW)


def test_in_confidence_the_next_one_knows_nothing_until_they_say_yes(actor, team):
    matter = make.matter(actor, confidential=True)
    Confidant.objects.filter(staff=matter.owner).update(accepted_at=None)
    piet = make.colleague(actor, "Piet Bos", networks=[team.network])
    assert declined(matter.owner, matter).owner == piet
    assert Confidant.objects.get(staff=piet).accepted_at is None
    say_yes(actor=make.acting(piet), matter_id=matter.pk, now=NOW)
    assert Confidant.objects.get(staff=piet).accepted_at == NOW
    assert not Confidant.objects.filter(staff=matter.owner).exists()
