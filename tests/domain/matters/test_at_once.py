"""What happens when two people do something at the same moment, on connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from schakel.domain.connections.models import Carrier
from schakel.domain.matters import actions
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.staff.actions import let_go
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.make import NOW, TODAY

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def town(committed):
    return make.tenant()


def at_once(tenant_id: int, *deeds: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment, each in a transaction of its own."""
    ready = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        try:
            ready.wait(10)
            with within_tenant(tenant_id):
                return deed()
        except Refused as refused:
            return refused.code
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_both_carriers_leave_at_the_same_moment_and_somebody_living_owns_it(town):
    actor = system(town.pk)
    with within_tenant(town.pk):
        team = make.Team(actor)
        els = make.colleague(actor, "Els", networks=[team.network])
        matter = make.matter(actor, theme=team.theme)
        first, second = matter.owner, matter.second
    leave = [
        lambda member=member: let_go(actor=actor, member=member, last_day=TODAY, now=NOW)
        for member in (first, second)
    ]
    at_once(town.pk, *leave)
    with within_tenant(town.pk):
        actions.find_living_owner(actor=actor, matter=matter, today=TOMORROW, now=NOW, reason="weg")
        assert Matter.objects.get(pk=matter.pk).owner_id == els.pk


def test_two_hand_overs_at_once_leave_two_different_carriers(town):
    actor = system(town.pk)
    with within_tenant(town.pk):
        team = make.Team(actor)
        els = make.colleague(actor, "Els", networks=[team.network])
        piet = make.colleague(actor, "Piet", networks=[team.network])
        matter = make.matter(actor, theme=team.theme)

    def give(rank: Rank, to: object) -> Callable[[], object]:
        return lambda: actions.hand_over_matter(
            actor=actor, matter=matter, rank=rank, to=to, today=TODAY, now=NOW
        )

    at_once(
        town.pk,
        give(Rank.FIRST, els),
        give(Rank.SECOND, els),
        give(Rank.FIRST, piet),
        give(Rank.SECOND, piet),
    )
    with within_tenant(town.pk):
        after = Matter.objects.get(pk=matter.pk)
        carrying = Carrier.objects.filter(connection=after.connection, until_at__isnull=True)
        # Whoever came last; but two people, and the same two for the connection.
        assert after.second_id not in {None, after.owner_id}
        assert dict(carrying.values_list("rank", "staff_id")) == {
            "first": after.owner_id,
            "second": after.second_id,
        }


def test_a_hand_over_to_who_leaves_at_that_moment_is_mended_by_the_sweep(town):
    actor = system(town.pk)
    with within_tenant(town.pk):
        team = make.Team(actor)
        els = make.colleague(actor, "Els", networks=[team.network])
        matter = make.matter(actor, theme=team.theme)
    at_once(
        town.pk,
        lambda: let_go(actor=actor, member=els, last_day=TODAY - timedelta(days=1), now=NOW),
        lambda: actions.hand_over_matter(
            actor=actor, matter=matter, rank=Rank.FIRST, to=els, today=TODAY, now=NOW
        ),
    )
    with within_tenant(town.pk):
        actions.find_living_owner(actor=actor, matter=matter, today=TODAY, now=NOW, reason="weg")
        assert Matter.objects.get(pk=matter.pk).owner_id != els.pk
