"""What we call repaired is asked of them: twice at most, whatever happens to a worker."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections

from schakel.domain.health.actions import say_repaired
from schakel.domain.health.models import Break, BreakNumber
from schakel.domain.health.rules import SignalKind
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.surveys.models import Asked
from schakel.entrypoints.worker import standings
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
SUMMER = date(2026, 7, 1)


def inside(town):
    return within_tenant(town.pk, matters=ALL_MATTERS)


@pytest.fixture
def broke(town):
    """It broke, and today we say that it is repaired."""
    with inside(town):
        make.Team(system(town.pk))
        matter = make.matter(system(town.pk))
        found = Break.objects.create(
            tenant_id=town.pk,
            connection=matter.connection,
            signal=SignalKind.SILENCE.value,
            since=TODAY - 40 * DAY,
            found_at=NOW,
            owner=matter.owner,
        )
        return say_repaired(actor=make.acting(matter.owner), about=found, today=TODAY, now=NOW)


@pytest.fixture
def sweep(town, monkeypatch):
    def on(day: int) -> None:
        moment: datetime = NOW + day * DAY
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)
        standings.ask_whether_repaired(town.pk)

    return on


def asked(town) -> list[int]:
    """On which days, counted from when we said that it is repaired; each has its one mail."""
    with inside(town):
        mails = Message.objects.filter(kind=MessageKind.WORD_ASKED.value)
        days = [(each.asked_at - NOW).days for each in Asked.objects.order_by("asked_at")]
        assert mails.count() == len(days)
        found = Break.objects.get()
        assert found.times_asked == len(days)
        return days


@pytest.mark.parametrize(
    ("swept", "days"),
    [
        pytest.param([0], [0], id="the first day"),
        pytest.param([0, 0, 0], [0], id="by every hour"),
        pytest.param(range(120), [0, 30], id="by every day"),
        pytest.param([0, 14], [0], id="while they may still reply"),
        pytest.param([9, 10, 41, 90, 120], [9, 41], id="after an outage of days"),
        pytest.param([200, 201], [200], id="after an outage of months"),
    ],
)
def test_they_are_asked_twice_at_most_and_never_within_a_month(town, broke, sweep, swept, days):
    for day in swept:
        sweep(day)
    assert asked(town) == days


def test_what_is_over_is_asked_no_more(town, broke, sweep):
    sweep(0)
    with inside(town):
        Break.objects.update(ended_on=TODAY + 5 * DAY, end="repaired")
    sweep(60)
    assert asked(town) == [0]


def test_who_has_no_mail_holds_up_nobody_else(town, broke, sweep):
    with inside(town):
        silent = make.party(system(town.pk), "Zonder mail")
        first = make.matter(system(town.pk), sender=silent)
        Break.objects.create(
            tenant_id=town.pk,
            connection=first.connection,
            signal=SignalKind.SILENCE.value,
            since=TODAY - 90 * DAY,
            found_at=NOW,
            repaired_on=TODAY,
        )
    sweep(0)
    with inside(town):
        assert sorted(Break.objects.values_list("times_asked", flat=True)) == [0, 1]


def at_once(deed: Callable[[], object]) -> None:
    """Two workers do it at the same moment."""
    ready = Barrier(2)

    def do() -> None:
        try:
            ready.wait(10)
            deed()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(do), pool.submit(do)]:
            done.result()


def test_two_workers_ask_once(town, broke, monkeypatch):
    monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: NOW)
    at_once(lambda: standings.ask_whether_repaired(town.pk))
    assert asked(town) == [0]


def test_two_workers_give_the_numbers_of_a_quarter_once(town, broke, monkeypatch):
    monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: NOW)
    with inside(town):
        Break.objects.bulk_create(
            Break(
                tenant_id=town.pk,
                connection=broke.connection,
                signal=SignalKind.SILENCE.value,
                since=SUMMER + number * DAY,
                found_at=NOW,
            )
            for number in range(6)
        )
    at_once(lambda: standings.give_numbers(town.pk))
    with inside(town):
        whole = BreakNumber.objects.filter(measure="begun", area=None, theme=None, cause="")
        assert [(each.quarter_from, each.number) for each in whole] == [(SUMMER, 6)]
