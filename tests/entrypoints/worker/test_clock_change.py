"""Days begin when the clock on the wall says so, also around the night on which it is changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.networks.models import Network
from schakel.domain.notices.models import Notice
from schakel.domain.staff.actions import plan_absence
from schakel.domain.terms.models import Term
from schakel.entrypoints.worker import calendar
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def inside(town):
    return within_tenant(town.pk, matters=ALL_MATTERS)


@pytest.fixture
def tick(monkeypatch):
    """The sweep of an hour, at a moment."""

    def sweep(moment: datetime) -> None:
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)
        calendar.every_hour(timestamp=0)

    return sweep


@pytest.fixture
def noor_is_away_from_sunday(town):
    """And her matter, which came in two weeks before, is due on the Monday after that."""

    def begin(sunday: datetime) -> Matter:
        received = sunday - timedelta(days=13)
        with inside(town):
            actor = system(town.pk)
            team = make.Team(actor)
            chief = make.colleague(actor, "Ada Hoofd", hours=0)
            Network.objects.filter(pk=team.network.pk).update(administrative_sponsor=chief)
            matter = make.matter(actor, now=received, today=received.date())
            assert Term.objects.get().due_on == sunday.date() + timedelta(days=1)
            plan_absence(
                actor=actor,
                member=matter.owner,
                from_on=sunday.date(),
                until_on=None,
                now=received,
            )
        return matter

    return begin


@pytest.mark.parametrize(
    ("sunday", "absence_begins", "late_begins"),
    [
        # The hour before the clock goes forward, UTC+1; the day after it, UTC+2.
        ("2026-03-29", "2026-03-28T23", "2026-03-30T22"),
        ("2026-10-25", "2026-10-24T22", "2026-10-26T23"),
    ],
)
def test_absence_and_lateness_begin_at_midnight_and_are_told_once(
    town, tick, noor_is_away_from_sunday, sunday, absence_begins, late_begins
):
    noon = datetime.fromisoformat(sunday).replace(hour=12, tzinfo=UTC)
    matter = noor_is_away_from_sunday(noon)
    replaced, late = [], []
    saturday_morning = noon - timedelta(hours=31)
    for hour in range(72):
        moment = saturday_morning + timedelta(hours=hour)
        tick(moment)
        with inside(town):
            if Matter.objects.get().owner_id != matter.owner_id:
                replaced.append(moment)
            if Notice.objects.filter(kind="term_late").exists():
                late.append(moment)
    assert replaced[0].isoformat()[:13] == absence_begins
    assert late[0].isoformat()[:13] == late_begins
    with inside(town):
        told = list(Notice.objects.values_list("kind", "staff_id", "matter_id", "trigger"))
        assert len(told) == len(set(told))
        mails = Message.objects.filter(kind="notice", matter__isnull=True)
        mornings = [
            (each.staff_id, each.created_at.astimezone(AMSTERDAM))
            for each in mails.order_by("created_at")
        ]
    assert mornings
    assert {moment.hour for _, moment in mornings} == {7}
    assert len(mornings) == len({(member, moment.date()) for member, moment in mornings})
