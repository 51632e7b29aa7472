"""What happens when people leave, say yes and are asked at the same moment: real transactions."""

from datetime import timedelta

import pytest

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.continuity.actions.hand_overs import begin_hand_over
from schakel.domain.continuity.actions.leaving import end_account
from schakel.domain.continuity.actions.passings import (
    accept_passing,
    ask_successor,
    decline_passing,
)
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.continuity.rules import HandOverKind
from schakel.domain.matters.actions import accept_matter
from schakel.domain.matters.models import Matter
from schakel.domain.staff.actions import let_go
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.worker.hand_overs import go_on_with_hand_overs
from schakel.entrypoints.worker.owners import find_living_owners
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.domain.matters.test_at_once import at_once
from tests.make import NOW, TODAY

YESTERDAY = TODAY - timedelta(days=1)


class Town:
    """A team of five, of whom two carry one matter."""

    def __init__(self) -> None:
        self.tenant = make.tenant()
        self.actor = system(self.tenant.pk)
        with within_tenant(self.tenant.pk):
            team = make.Team(self.actor)
            self.matter = make.matter(self.actor)
            self.iris = make.colleague(self.actor, "Iris", networks=[team.network])
            self.bo = make.colleague(self.actor, "Bo", networks=[team.network])
            for member in (self.matter.owner, self.matter.second):
                accept_matter(actor=make.acting(member), matter=self.matter, now=NOW)
            self.first, self.second = self.matter.owner, self.matter.second

    def goes(self, member):
        return lambda: end_account(
            actor=self.actor,
            member=member,
            last_day=YESTERDAY,
            starts_hand_over=True,
            today=TODAY,
            now=NOW,
        )

    def sweep(self) -> None:
        go_on_with_hand_overs(self.tenant.pk)
        find_living_owners(self.tenant.pk)

    def living(self) -> set[int]:
        """Who carries it, as the rows say, while they work here; two different people at most."""
        with within_tenant(self.tenant.pk):
            here = set(StaffMember.objects.working_on(TODAY).values_list("pk", flat=True))
            matter = Matter.objects.get(pk=self.matter.pk)
            connection = Connection.objects.get(pk=matter.connection_id)
            carriers = Carrier.objects.filter(connection=connection, until_at__isnull=True)
            holders = dict(carriers.values_list("rank", "staff_id"))
            assert matter.owner_id in here
            assert holders["first"] in here
            assert len(set(holders.values())) == len(holders)
            return here & set(holders.values())


@pytest.fixture
def town(committed):
    return Town()


@pytest.fixture
def real_time(monkeypatch, town):
    """The sweep reads a clock; in this story it is the day of the story."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return town


def test_both_carriers_go_at_the_same_moment(real_time):
    town = real_time
    at_once(town.tenant.pk, town.goes(town.first), town.goes(town.second))
    town.sweep()
    assert town.living() <= {town.iris.pk, town.bo.pk}


def test_who_is_asked_says_yes_while_they_go(real_time):
    town = real_time
    with within_tenant(town.tenant.pk):
        hand_over = begin_hand_over(
            actor=make.acting(town.first),
            member=town.first,
            kind=HandOverKind.PLANNED,
            from_on=TODAY,
            today=TODAY,
            now=NOW,
        )
        passing = Passing.objects.get(hand_over=hand_over)
        ask_successor(
            actor=make.acting(town.first), passing=passing, member=town.iris, today=TODAY, now=NOW
        )
        asked = make.acting(town.iris)
    at_once(
        town.tenant.pk,
        lambda: accept_passing(actor=asked, passing=passing, today=TODAY, now=NOW),
        town.goes(town.iris),
    )
    at_once(town.tenant.pk, town.goes(town.first))
    town.sweep()
    assert town.iris.pk not in town.living()


def test_a_no_and_the_sweep_at_the_same_moment_leave_one_successor(real_time):
    town = real_time
    at_once(town.tenant.pk, town.goes(town.first))
    with within_tenant(town.tenant.pk):
        passing = Passing.objects.filter(course="asked").order_by("pk").first()
        asked = make.acting(passing.successor)
    at_once(
        town.tenant.pk,
        lambda: decline_passing(
            actor=asked, passing=passing, reason="Te druk.", today=TODAY, now=NOW
        ),
        lambda: let_go(actor=town.actor, member=town.bo, last_day=YESTERDAY, now=NOW),
    )
    town.sweep()
    assert town.living()
    with within_tenant(town.tenant.pk):
        going_on = Passing.objects.going_on().values_list("connection_id", "rank")
        assert len(set(going_on)) == len(going_on)


def test_two_hand_over_the_same_connection_at_once_to_the_same_one(real_time):
    town = real_time
    passings = []
    with within_tenant(town.tenant.pk):
        for leaver in (town.first, town.second):
            hand_over = begin_hand_over(
                actor=make.acting(leaver),
                member=leaver,
                kind=HandOverKind.PLANNED,
                from_on=TODAY,
                today=TODAY,
                now=NOW,
            )
            passing = Passing.objects.get(hand_over=hand_over)
            ask_successor(
                actor=make.acting(leaver), passing=passing, member=town.iris, today=TODAY, now=NOW
            )
            passings.append(passing)
        asked = make.acting(town.iris)
    said = at_once(
        town.tenant.pk,
        *(
            lambda passing=passing: accept_passing(
                actor=asked, passing=passing, today=TODAY, now=NOW
            )
            for passing in passings
        ),
    )
    town.sweep()
    assert town.living()
    with within_tenant(town.tenant.pk):
        held = Carrier.objects.filter(staff=town.iris, until_at__isnull=True)
        assert held.count() <= 1
    assert said.count("successor_carries_it_already") <= 1
    with within_tenant(town.tenant.pk):
        assert HandOver.objects.count() == 2
