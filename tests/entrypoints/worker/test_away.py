"""Who will be away, who is back, of whom nothing was heard: told once, after missed days too."""

from datetime import timedelta

import pytest

from schakel.domain.matters.models import Matter
from schakel.domain.networks.actions import appoint_network_deputy
from schakel.domain.networks.models import Network
from schakel.domain.notices.models import Notice
from schakel.domain.organisations.actions import plan_quiet_week
from schakel.domain.staff.actions import (
    appoint_lead,
    choose_silent_days,
    give_sign_of_life,
    plan_absence,
)
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.actions import finish_task
from schakel.domain.tasks.models import Task
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.worker import away
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)


@pytest.fixture
def on_day(actor, monkeypatch):
    """Run a sweep on a day, in the transaction of the test."""
    tenant = Tenant.objects.get(pk=actor.tenant_id)

    def run(sweep, day):
        now = NOW + (day - TODAY)

        class Inside:
            def __enter__(self):
                return Here(tenant, system(tenant.pk), now, day)

            def __exit__(self, *_):
                return None

        monkeypatch.setattr(away, "inside", lambda tenant_id: Inside())
        sweep(tenant.pk)

    return run


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def matter(actor, team):
    found = make.matter(actor, theme=team.theme)
    Network.objects.filter(pk=team.network.pk).update(
        owner=make.colleague(actor, "Olga Eigenaar", roles=[Role.OFFICIAL])
    )
    return Matter.objects.get(pk=found.pk)


def plan(actor, member, from_on, until_on):
    plan_absence(actor=actor, member=member, from_on=from_on, until_on=until_on, now=NOW)


def told(kind):
    rows = Notice.objects.filter(kind=kind).values_list("staff__name", flat=True)
    return sorted(rows)


def test_three_weeks_before_both_carriers_and_the_owner_hear_it_once(actor, matter, on_day):
    start = TODAY + 30 * DAY
    for member in (matter.owner, matter.second):
        plan(actor, member, start, start + 7 * DAY)
    on_day(away.tell_of_both_away, TODAY)
    assert told("both_away") == []
    for missed in (25, 24, 20):
        on_day(away.tell_of_both_away, start - (missed - 10) * DAY)
    assert told("both_away") == ["Noor de Wit", "Olga Eigenaar", "Sam Jansen"]


def test_before_quiet_weeks_all_of_them_are_looked_at(actor, matter, on_day):
    start = TODAY + 20 * DAY
    plan_quiet_week(actor=actor, name="Kerst", from_on=start, until_on=start + 14 * DAY, now=NOW)
    for member in (matter.owner, matter.second):
        plan(actor, member, start + 10 * DAY, start + 12 * DAY)
    on_day(away.tell_of_both_away, TODAY)
    assert len(told("both_away")) == 3


def test_in_confidence_the_owner_of_the_network_hears_nothing(actor, team, on_day):
    Network.objects.update(owner=make.colleague(actor, "Olga Eigenaar", roles=[Role.OFFICIAL]))
    secret = make.matter(actor, theme=team.theme, confidential=True)
    for member in (secret.owner, secret.second):
        plan(actor, member, TODAY + 5 * DAY, TODAY + 9 * DAY)
    on_day(away.tell_of_both_away, TODAY)
    assert told("both_away") == ["Noor de Wit", "Sam Jansen"]


def test_who_is_back_reads_it_on_the_first_working_day_and_who_stood_in_is_thanked(
    actor, team, matter, on_day
):
    saturday = TODAY + 4 * DAY
    plan(actor, matter.owner, TODAY, saturday)
    appoint_network_deputy(
        actor=actor, network=team.network, member=matter.owner, deputy=matter.second, now=NOW
    )
    for day in (saturday - DAY, saturday, saturday + 4 * DAY, saturday + 5 * DAY):
        on_day(away.welcome_back, day)
        assert len(told("welcome_back")) == (0 if day <= saturday else 2)
    assert set(told("welcome_back")) == {matter.owner.name, matter.second.name}


def test_a_lead_is_asked_after_silent_days_once(actor, team, matter, on_day):
    lead = make.colleague(actor, "Lea Leidt", roles=[Role.SPONSOR])
    appoint_lead(actor=actor, member=matter.owner, lead=lead, now=NOW)
    give_sign_of_life(staff_id=matter.owner_id, today=TODAY)
    # Wednesday to Tuesday: five working days in between.
    for day in (6, 7, 8, 10):
        on_day(away.look_after_the_silent, TODAY + day * DAY)
        assert Task.objects.filter(kind="look_after").exists() == (day >= 8)
    task = Task.objects.get(kind="look_after")
    assert (task.staff, task.about) == (lead, matter.owner)
    finish_task(actor=make.acting(lead), task=task, now=NOW + 10 * DAY)
    on_day(away.look_after_the_silent, TODAY + 13 * DAY)
    assert Task.objects.filter(kind="look_after").count() == 1
    on_day(away.look_after_the_silent, TODAY + 20 * DAY)
    assert Task.objects.filter(kind="look_after").count() == 2
    give_sign_of_life(staff_id=matter.owner_id, today=TODAY + 20 * DAY)
    on_day(away.look_after_the_silent, TODAY + 21 * DAY)
    assert not Task.objects.open().filter(kind="look_after").exists()


@pytest.mark.parametrize("why", ["nothing waits", "away", "just back", "other number", "new here"])
def test_nobody_is_asked_when_there_is_no_reason(actor, matter, on_day, why):
    StaffMember.objects.update(seen_on=TODAY)
    day = TODAY + 8 * DAY
    if why == "nothing waits":
        Matter.objects.update(waits_for_them=True)
    elif why == "away":
        plan(actor, matter.owner, TODAY + DAY, day + DAY)
    elif why == "just back":
        plan(actor, matter.owner, TODAY + DAY, day)
    elif why == "other number":
        choose_silent_days(actor=actor, days=10, now=NOW)
    else:
        StaffMember.objects.update(seen_on=None)
    on_day(away.look_after_the_silent, day)
    assert not Task.objects.filter(kind="look_after").exists()


def test_without_a_lead_the_owner_of_the_network_is_asked(actor, matter, on_day):
    StaffMember.objects.filter(pk=matter.owner_id).update(seen_on=TODAY)
    on_day(away.look_after_the_silent, TODAY + 8 * DAY)
    assert Task.objects.get(kind="look_after").staff.name == "Olga Eigenaar"
