"""Whoever leaves, comes back, says no or vanishes: nothing is nobody's at any moment."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.continuity.actions.hand_overs import (
    begin_hand_over,
    cancel_hand_over,
    follow_hand_over,
)
from schakel.domain.continuity.actions.leaving import begin_for_leaver, end_account
from schakel.domain.continuity.actions.passings import (
    accept_passing,
    ask_successor,
    decline_passing,
    follow_passing,
)
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.continuity.queries.hand_over import leave_without_hand_over
from schakel.domain.continuity.rules import Course, HandOverKind
from schakel.domain.matters.actions import find_living_owner
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import not_carried
from schakel.domain.networks.queries import presence
from schakel.domain.staff.actions import let_go, plan_absence
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.make import NOW, TODAY

COLLEAGUES = 6
PARTIES = 4


def sweep(actor, today, now) -> None:
    """What the worker does every hour, in its order."""
    for member in leave_without_hand_over(today):
        begin_for_leaver(actor=actor, member=member, today=today, now=now)
    for passing in Passing.objects.going_on().order_by("pk"):
        follow_passing(actor=actor, passing=passing, today=today, now=now)
    for hand_over in HandOver.objects.going_on().order_by("pk"):
        follow_hand_over(actor=actor, hand_over=hand_over, today=today, now=now)
    for number in not_carried(today):
        find_living_owner(
            actor=actor,
            matter=Matter.objects.get(pk=number),
            today=today,
            now=now,
            reason="Niemand is er.",
        )


def nobodys(today) -> list[str]:
    """What nobody who works here carries: an independent look, by the rows alone."""
    here = set(StaffMember.objects.working_on(today).values_list("pk", flat=True))
    found = [
        f"matter {pk} of {owner}"
        for pk, owner in Matter.objects.open().values_list("pk", "owner_id")
        if owner not in here
    ]
    first = dict(
        Carrier.objects.filter(until_at__isnull=True, rank="first").values_list(
            "connection_id", "staff_id"
        )
    )
    for number in Connection.objects.filter(completed_on__isnull=True).values_list("pk", flat=True):
        if first.get(number) not in here:
            found.append(f"connection {number} of {first.get(number)}")
    return found


class Comings(RuleBasedStateMachine):
    """A team in which everything happens at once, day after day; two always stay."""

    def __init__(self) -> None:
        super().__init__()
        self.tenant = make.tenant()
        self.outer = within_tenant(self.tenant.pk, matters=ALL_MATTERS)
        self.outer.__enter__()
        self.actor = system(self.tenant.pk)
        self.day, self.now = TODAY, NOW

    @initialize()
    def begin(self) -> None:
        team = make.Team(self.actor)
        self.people = [team.noor, team.sam]
        names = ("Iris", "Bo", "Kees", "Fadoua")
        self.people += [make.colleague(self.actor, name, networks=[team.network]) for name in names]
        for number in range(PARTIES):
            make.matter(self.actor, sender=make.party(self.actor, f"Groep {number}"))
        # A connection of which nothing is open is carried as well.
        closed = Matter.objects.order_by("pk").last()
        Matter.objects.filter(pk=closed.pk).update(status="closed", ended_at=self.now)

    def member(self, number: int) -> StaffMember:
        return StaffMember.objects.get(pk=self.people[number].pk)

    def tried(self, act) -> None:
        with suppress(Refused):
            act()

    @rule(who=st.integers(2, COLLEAGUES - 1), last=st.integers(-1, 20), how=st.booleans())
    def leaves(self, who, last, how) -> None:
        """By the page of the administrator, or as the identity provider does it."""
        member, last_day = self.member(who), self.day + timedelta(days=last)
        if how:
            self.tried(
                lambda: end_account(
                    actor=self.actor,
                    member=member,
                    last_day=last_day,
                    starts_hand_over=True,
                    today=self.day,
                    now=self.now,
                )
            )
        else:
            let_go(actor=self.actor, member=member, last_day=last_day, now=self.now)
        sweep(self.actor, self.day, self.now)

    @rule(who=st.integers(2, COLLEAGUES - 1))
    def comes_back(self, who) -> None:
        StaffMember.objects.filter(pk=self.people[who].pk).update(works_until=None)
        for hand_over in HandOver.objects.going_on().filter(staff=self.people[who].pk):
            self.tried(
                lambda hand_over=hand_over: cancel_hand_over(
                    actor=self.actor, hand_over=hand_over, now=self.now
                )
            )

    @rule(who=st.integers(0, COLLEAGUES - 1), days=st.integers(1, 30))
    def is_away(self, who, days) -> None:
        plan_absence(
            actor=self.actor,
            member=self.member(who),
            from_on=self.day,
            until_on=self.day + timedelta(days=days),
            now=self.now,
        )
        sweep(self.actor, self.day, self.now)

    @rule(
        who=st.integers(0, COLLEAGUES - 1),
        kind=st.sampled_from([HandOverKind.PLANNED, HandOverKind.TEMPORARY, HandOverKind.PARTIAL]),
        days=st.integers(0, 15),
    )
    def hands_over(self, who, kind, days) -> None:
        from_on = self.day + timedelta(days=days)
        self.tried(
            lambda: begin_hand_over(
                actor=self.actor,
                member=self.member(who),
                kind=kind,
                from_on=from_on,
                until_on=from_on + timedelta(days=10) if kind is HandOverKind.TEMPORARY else None,
                today=self.day,
                now=self.now,
            )
        )

    @precondition(lambda self: Passing.objects.going_on().exists())
    @rule(data=st.data(), who=st.integers(0, COLLEAGUES - 1), answer=st.sampled_from("ynp"))
    def is_asked(self, data, who, answer) -> None:
        going_on = list(Passing.objects.going_on().order_by("pk"))
        passing = data.draw(st.sampled_from(going_on))
        if passing.course == Course.SEEKING:
            self.tried(
                lambda: ask_successor(
                    actor=self.actor,
                    passing=passing,
                    member=self.member(who) if answer == "p" else None,
                    today=self.day,
                    now=self.now,
                )
            )
        elif passing.course == Course.ASKED:
            self.tried(lambda: self._answers(passing, answer))

    def _answers(self, passing, answer) -> None:
        if passing.successor_id not in presence(self.day).colleagues:
            return
        place = make.acting(passing.successor, self.day)
        if answer == "y":
            accept_passing(actor=place, passing=passing, today=self.day, now=self.now)
        elif answer == "n":
            decline_passing(
                actor=place, passing=passing, reason="Ik kan niet.", today=self.day, now=self.now
            )

    @rule(days=st.integers(1, 12))
    def time_goes_on(self, days) -> None:
        self.day += timedelta(days=days)
        self.now += timedelta(days=days)
        sweep(self.actor, self.day, self.now)

    @invariant()
    def nothing_is_nobodys(self) -> None:
        if hasattr(self, "people"):
            assert nobodys(self.day) == []

    def teardown(self) -> None:
        # All of it goes with the transaction.
        self.outer.__exit__(Refused, Refused("undone"), None)


Comings.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=14,
    # Each example is a town of its own: making a failing one smaller would take minutes.
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
class TestComings(Comings.TestCase):
    """The state machine, against the real database."""
