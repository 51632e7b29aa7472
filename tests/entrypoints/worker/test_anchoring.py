"""Sponsors are mailed one question, and what begins to be missing reaches the connections."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from schakel.domain.anchoring.actions import anchor_network
from schakel.domain.anchoring.models import Confirmation, NetworkGap
from schakel.domain.health.models import Standing
from schakel.domain.messages.models import Message
from schakel.domain.networks.actions import Backing
from schakel.domain.notices.models import Notice
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker import alerts, anchoring, calendar, standings
from schakel.entrypoints.worker.compose import compose
from schakel.foundation.journal.models import Line
from schakel.foundation.tenancy.models import Tenant
from tests import make

MONDAY = date(2026, 11, 30)


@pytest.fixture
def at(monkeypatch):
    """The clock of the entry point stands at eight in the morning of a day."""

    def set_clock(day: date) -> datetime:
        moment = datetime.combine(day, time(8), tzinfo=UTC)
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)
        return moment

    set_clock(MONDAY)
    return set_clock


@pytest.fixture
def town_id(town, at) -> int:
    """A network that lacks nothing, with Peter as both sponsors."""
    Tenant.objects.filter(pk=town.pk).update(created_at=make.NOW - timedelta(days=400))
    with inside(town.pk) as here:
        team = make.Team(here.actor)
        peter = make.colleague(here.actor, "Peter Bos", roles=[Role.SPONSOR], hours=0)
        backing = Backing(
            owner=team.noor, deputy=team.sam, administrative_sponsor=peter,
            political_sponsor=None, hours=Decimal(8), mandate="Tot 2.500 euro.", ends_on=None,
        )  # fmt: skip
        anchor_network(
            actor=here.actor, network=team.network, backing=backing, today=here.today, now=here.now
        )
        make.matter(here.actor)
    return int(town.pk)


def swept(tenant_id: int) -> None:
    anchoring.ask_sponsors(tenant_id)
    anchoring.look_at_anchoring(tenant_id)
    alerts.tell_of_due(tenant_id)
    calendar.mail_notices(tenant_id)


def mails_to_peter(tenant_id: int) -> list[str]:
    with inside(tenant_id) as here:
        peter = StaffMember.objects.get(name="Peter Bos")
        mails = Message.objects.filter(staff=peter).order_by("pk")
        return [compose(here, each).body for each in mails]


def test_a_sponsor_is_mailed_one_question_and_answers_it_with_one_click(town_id):
    swept(town_id)
    swept(town_id)
    (mail,) = mails_to_peter(town_id)
    assert "Staat u nog achter dit netwerk?" in mail
    assert "Groen in de wijk" in mail
    address = re.search(r"/doen/\S+", mail)
    assert address is not None
    client = Client()
    assert "Staat u hier nog achter?" in client.get(address[0]).content.decode()
    assert "Gelukt" in client.post(address[0], {"yes": ""}).content.decode()
    with inside(town_id):
        assert Confirmation.objects.get().word == "yes"


def test_who_is_silent_is_reminded_once_and_then_it_is_missing(town_id, at):
    swept(town_id)
    for day in (21, 22, 23, 28, 29):
        at(MONDAY + timedelta(days=day))
        swept(town_id)
    with inside(town_id):
        peter = Notice.objects.filter(staff__name="Peter Bos")
        assert sorted(peter.values_list("kind", flat=True)) == ["task_asked", "task_due"]
        gap = NetworkGap.objects.get(lack="silent", until_on__isnull=True)
        assert gap.since == MONDAY + timedelta(days=29)
        assert Notice.objects.filter(kind="anchoring", staff__name="Noor de Wit").exists()


def test_that_a_network_lacks_something_reaches_its_connections(town_id, at):
    with inside(town_id):
        matter_lines = list(Line.objects.filter(what__startswith="matter."))
        standings.mark(town_id, matter_lines, standings.touched(matter_lines))
    standings.look_at_standings(tenant_id=town_id)
    with inside(town_id):
        lines = list(Line.objects.filter(what="network.lacks_something"))
        assert len(lines) == 1
        Standing.objects.update(changes_on=None)
        standings.mark(town_id, lines, standings.touched(lines))
        assert Standing.objects.get().changes_on == MONDAY
    standings.look_at_standings(tenant_id=town_id)
    with inside(town_id):
        assert [each["kind"] for each in Standing.objects.get().signals] == ["anchoring"]
