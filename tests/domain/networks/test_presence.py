from datetime import timedelta

import pytest

from schakel.domain.networks.queries import presence
from schakel.domain.staff.actions import appoint_deputy, let_go, plan_absence
from tests import make
from tests.make import NOW, TODAY

pytestmark = pytest.mark.django_db


def away(actor, member, until_on=None):
    plan_absence(actor=actor, member=member, from_on=TODAY, until_on=until_on, now=NOW)


@pytest.fixture
def three(actor):
    return [make.colleague(actor, name) for name in ("Noor", "Sam", "Piet")]


def test_a_deputy_stands_in_along_the_chain(actor, three):
    noor, sam, piet = three
    appoint_deputy(actor=actor, member=piet, deputy=sam, now=NOW)
    appoint_deputy(actor=actor, member=sam, deputy=noor, now=NOW)
    away(actor, piet)
    assert presence(TODAY).stand_in_for(sam.pk) == {sam.pk, piet.pk}
    away(actor, sam)
    assert presence(TODAY).stand_in_for(noor.pk) == {noor.pk, sam.pk, piet.pk}


def test_nobody_does_the_work_of_who_left_or_is_away_without_a_deputy(actor, three):
    noor, sam, piet = three
    away(actor, sam)
    let_go(actor=actor, member=piet, last_day=TODAY - timedelta(days=1), now=NOW)
    who = presence(TODAY)
    assert who.nobody_for([1]) == {sam.pk, piet.pk}
    assert who.left_on(piet.pk) == TODAY
    assert who.stand_in_for(noor.pk) == {noor.pk}


def test_of_two_absences_the_longest_says_when_somebody_is_back(actor, three):
    sam = three[1]
    away(actor, sam, TODAY + timedelta(days=2))
    away(actor, sam, TODAY + timedelta(days=9))
    assert presence(TODAY).back_on(sam.pk) == TODAY + timedelta(days=9)
    away(actor, sam)
    assert presence(TODAY).back_on(sam.pk) is None


def test_who_is_where_is_one_query(actor, three, django_assert_num_queries):
    with django_assert_num_queries(1):
        presence(TODAY).nobody_for([])


def test_who_is_away_again_at_once_is_back_after_both(actor, three):
    sam = three[1]
    for first, end in ((0, 9), (1, 3), (9, 12), (20, 22)):
        plan_absence(
            actor=actor,
            member=sam,
            from_on=TODAY + timedelta(days=first),
            until_on=TODAY + timedelta(days=end),
            now=NOW,
        )
    assert presence(TODAY).back_on(sam.pk) == TODAY + timedelta(days=12)
