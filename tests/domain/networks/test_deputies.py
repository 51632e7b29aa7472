"""Who stands in in one network, and what comes in while somebody is away."""

from datetime import timedelta

import pytest

from schakel.domain.connections.models import Carrier
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import STANDS_IN, meanwhile, not_carried, unattended
from schakel.domain.networks.actions import appoint_network_deputy
from schakel.domain.networks.models import NetworkDeputy
from schakel.domain.networks.queries import colleagues
from schakel.domain.staff.actions import appoint_deputy, appoint_lead, cancel_absence, plan_absence
from schakel.domain.staff.models import Absence, StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
BACK = TODAY + 10 * DAY


@pytest.fixture
def team(actor):
    return make.Team(actor)


def away(actor, member, until_on=BACK, from_on=TODAY):
    return plan_absence(actor=actor, member=member, from_on=from_on, until_on=until_on, now=NOW)


def stands_in(actor, member, deputy, network):
    appoint_network_deputy(actor=actor, network=network, member=member, deputy=deputy, now=NOW)


def test_a_deputy_of_one_network_is_appointed_once_and_taken_away(actor, team):
    noor = make.acting(team.noor)
    stands_in(noor, team.noor, team.sam, team.network)
    stands_in(noor, team.noor, team.sam, team.network)
    line = Line.objects.get(what="deputy.appointed")
    assert line.details["network_id"] == team.network.pk
    assert colleagues(TODAY)[team.noor.pk].deputies == {team.network.pk: team.sam.pk}
    stands_in(noor, team.noor, None, team.network)
    assert not NetworkDeputy.objects.exists()


def test_nobody_stands_in_for_themselves_or_is_appointed_by_others(actor, team):
    with pytest.raises(Refused) as oneself:
        stands_in(actor, team.noor, team.noor, team.network)
    with pytest.raises(Refused) as of_others:
        stands_in(make.acting(team.sam), team.noor, team.sam, team.network)
    with pytest.raises(Refused) as in_general:
        appoint_deputy(actor=actor, member=team.noor, deputy=team.noor, now=NOW)
    codes = [each.value.code for each in (oneself, of_others, in_general)]
    assert codes == ["deputy_is_oneself", "absence_not_yours_to_plan", "deputy_is_oneself"]


def test_what_comes_in_meanwhile_goes_to_the_deputy_and_the_connection_stays(actor, team):
    first = make.matter(actor, theme=team.theme)
    owner = first.owner
    piet = make.colleague(actor, "Piet Bos", networks=[team.network])
    stands_in(actor, owner, piet, team.network)
    away(actor, owner)
    second = make.matter(actor, theme=team.theme, sender=first.party)
    assert second.owner == piet
    assert second.carrier_reasons["first"] == [STANDS_IN]
    carrying = Carrier.objects.filter(connection=first.connection, until_at__isnull=True)
    assert carrying.get(rank="first").staff == owner
    found = meanwhile(second, TODAY)
    assert (found.away, found.back_on, found.helper) == (owner, BACK, piet)
    assert meanwhile(second, BACK) is None


def test_without_an_end_it_is_not_said_when_they_are_back(actor, team):
    matter = make.matter(actor, theme=team.theme)
    away(actor, matter.owner, until_on=None)
    found = meanwhile(matter, TODAY)
    assert (found.away, found.back_on, found.helper) == (matter.owner, None, matter.second)


def test_a_deputy_who_does_not_see_the_network_carries_nothing(actor, team):
    matter = make.matter(actor, theme=team.theme)
    outside = make.colleague(actor, "Olaf")
    appoint_deputy(actor=actor, member=matter.owner, deputy=outside, now=NOW)
    away(actor, matter.owner)
    assert not_carried(TODAY) == [matter.pk]
    inside = make.colleague(actor, "Ina", networks=[team.network])
    appoint_deputy(actor=actor, member=matter.owner, deputy=inside, now=NOW)
    assert not_carried(TODAY) == []


def test_what_has_nobody_is_found_before_it_is_so(actor, team):
    matter = make.matter(actor, theme=team.theme)
    away(actor, matter.owner, from_on=TODAY + 5 * DAY)
    away(actor, matter.second, from_on=TODAY + 7 * DAY, until_on=None)
    found = unattended(Matter.objects.all(), colleagues(TODAY), TODAY, TODAY + 21 * DAY)
    assert [(each.matter, each.days.from_on, each.days.until_on) for each in found] == [
        (matter, TODAY + 7 * DAY, BACK)
    ]


def test_who_comes_back_early_is_back_from_today_on(actor, team):
    absence = away(actor, team.noor, until_on=None, from_on=TODAY - 3 * DAY)
    cancel_absence(actor=actor, absence=absence, today=TODAY, now=NOW)
    assert Absence.objects.get().until_on == TODAY
    assert Line.objects.filter(what="absence.ended").exists()
    planned = away(actor, team.noor, from_on=TODAY + DAY)
    cancel_absence(actor=actor, absence=planned, today=TODAY, now=NOW)
    assert Absence.objects.count() == 1


def test_a_lead_is_appointed_by_an_administrator_and_never_in_a_circle(actor, team):
    ada = make.acting(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))
    appoint_lead(actor=ada, member=team.noor, lead=team.sam, now=NOW)
    assert StaffMember.objects.get(pk=team.noor.pk).lead == team.sam
    with pytest.raises(Refused) as circle:
        appoint_lead(actor=ada, member=team.sam, lead=team.noor, now=NOW)
    with pytest.raises(Refused) as oneself:
        appoint_lead(actor=ada, member=team.sam, lead=team.sam, now=NOW)
    with pytest.raises(Refused) as not_theirs:
        appoint_lead(actor=make.acting(team.noor), member=team.sam, lead=None, now=NOW)
    codes = [each.value.code for each in (circle, oneself, not_theirs)]
    assert codes == ["lead_is_led_by_them", "lead_is_led_by_them", "only_administrators"]
