"""Whoever ends an account, what was carried is handed over in the same step."""

from datetime import timedelta

import pytest

from schakel.domain.connections.models import Carrier
from schakel.domain.continuity.actions.leaving import (
    begin_for_leaver,
    follow_groups,
    follow_list,
    judge_rights,
)
from schakel.domain.continuity.models import HandOver
from schakel.domain.continuity.queries.hand_over import leave_without_hand_over
from schakel.domain.matters.actions import accept_matter
from schakel.domain.matters.models import Matter
from schakel.domain.networks.actions import allow_domain, give_group_meaning
from schakel.domain.reviews.actions import begin_reviews
from schakel.domain.reviews.models import Review
from schakel.domain.staff.actions import let_go
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.identity.actions import join_provider
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def team(actor):
    """Noor follows her groups, and carries what came in with Sam; Iris carries nothing."""
    team = make.Team(actor)
    allow_domain(actor=actor, domain="waterhoven.example", now=NOW)
    give_group_meaning(
        actor=actor, group="connectors", role=Role.CONNECTOR, network=team.network, now=NOW
    )
    team.user = join_provider(user=None, email=team.noor.email, subject="noor")
    StaffMember.objects.filter(pk=team.noor.pk).update(user=team.user)
    team.iris = make.colleague(actor, "Iris", networks=[team.network])
    team.ada = make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR], hours=0)
    team.matter = make.matter(actor)
    for member in (team.matter.owner, team.matter.second):
        accept_matter(actor=make.acting(member), matter=team.matter, now=NOW)
    return team


def nothing_is_of(member) -> bool:
    carried = Carrier.objects.filter(staff=member, until_at__isnull=True)
    return not (carried.exists() or Matter.objects.open().carried_by([member.pk]).exists())


def follow(team, actor, *groups):
    return follow_groups(
        actor=actor, user=team.user, name="Noor", groups=frozenset(groups), today=TODAY, now=NOW
    )


def test_who_has_no_group_any_more_left_nothing_behind_when_they_are_gone(actor, team):
    assert follow(team, actor, "connectors") == team.noor
    assert not HandOver.objects.exists()
    assert follow(team, actor) is None
    team.noor.refresh_from_db()
    assert team.noor.works_until == TODAY
    assert nothing_is_of(team.noor)
    assert HandOver.objects.get().kind == "sudden"


def test_who_is_in_no_list_any_more_left_nothing_behind(actor, team):
    gone = follow_list(actor=actor, accounts={}, today=TODAY, now=NOW)
    assert gone == [team.noor]
    assert nothing_is_of(team.noor)


def test_who_does_not_stay_by_the_review_left_nothing_behind(actor, team):
    begin_reviews(actor=actor, today=TODAY, now=NOW)
    begun = Review.objects.filter(network=None)
    if not begun.exists():
        Review.objects.create(
            tenant_id=actor.tenant_id, staff=team.ada, began_on=TODAY, due_on=TODAY
        )
    judge_rights(
        actor=make.acting(team.ada),
        review=Review.objects.get(network=None),
        stays={team.sam.pk: False},
        sign=False,
        today=TODAY,
        now=NOW,
    )
    team.sam.refresh_from_db()
    assert team.sam.works_until == TODAY
    assert nothing_is_of(team.sam)


def test_a_verdict_that_is_refused_hands_nothing_over(actor, team):
    review = Review.objects.create(
        tenant_id=actor.tenant_id, staff=team.ada, began_on=TODAY, due_on=TODAY
    )
    with pytest.raises(Refused):
        judge_rights(
            actor=make.acting(team.iris),
            review=review,
            stays={team.sam.pk: False},
            sign=False,
            today=TODAY,
            now=NOW,
        )
    assert not HandOver.objects.exists()


def test_only_who_carries_something_and_has_not_begun_is_looked_at(actor, team):
    for member in (team.noor, team.iris):
        let_go(actor=actor, member=member, last_day=YESTERDAY, now=NOW)
    assert leave_without_hand_over(TODAY) == [team.noor]
    for member in (team.noor, team.iris):
        begin_for_leaver(
            actor=actor, member=StaffMember.objects.get(pk=member.pk), today=TODAY, now=NOW
        )
    assert leave_without_hand_over(TODAY) == []
    assert HandOver.objects.get().staff == team.noor
