from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from schakel.domain.notices.actions import (
    end_news,
    end_news_of_term,
    end_notices,
    tell,
    tell_each,
)
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind
from schakel.foundation.journal.models import Line
from tests import make
from tests.make import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def matter(actor):
    make.Team(actor)
    return make.matter(actor)


def told(actor, matter, kind: Kind, trigger: str) -> None:
    tell(
        actor=actor, members=[matter.owner], kind=kind, trigger=trigger, matter=matter, now=NOW
    )  # fmt: skip


def unseen() -> set[str]:
    return set(Notice.objects.filter(seen_at__isnull=True).values_list("trigger", flat=True))


def test_what_is_done_is_no_news_any_more_and_a_number_like_it_is(actor, matter):
    for trigger in ("task:1", "task:1:2026-12-08", "task:12"):
        told(actor, matter, Kind.TASK_ASKED, trigger)
    end_news(about="task:1", now=NOW)
    assert {each for each in unseen() if each.startswith("task")} == {"task:12"}


def test_when_a_clock_stops_nobody_hears_that_it_runs_out(actor, matter):
    told(actor, matter, Kind.TERM_LATE, "late:2026-12-08")
    told(actor, matter, Kind.NEW_CONTACT, "contact:1")
    end_news_of_term(matter_id=matter.pk, now=NOW)
    assert "late:2026-12-08" not in unseen()
    assert "contact:1" in unseen()


def test_each_is_told_each_thing_once_however_often_it_is_said(actor, matter):
    noor, sam = matter.owner.pk, matter.second.pk
    first = {(noor, "connection:1:silence:1:2026-11-01"), (sam, "break:2:9")}
    again = first | {(noor, "break:2:9")}
    told = [
        len(tell_each(actor=actor, told=each, kind=Kind.CONNECTION, now=NOW + number * HOUR))
        for number, each in enumerate((first, first, again, set()))
    ]
    assert told == [2, 0, 1, 0]
    given = Line.objects.filter(what="notice.given", details__kind="connection")
    assert given.count() == 3


def test_many_are_told_in_as_few_queries_as_one(actor, matter):
    def told(count: int) -> int:
        things = {(matter.owner_id, f"break:{number}:{count}") for number in range(count)}
        with CaptureQueriesContext(database) as asked:
            tell_each(actor=actor, told=things, kind=Kind.CONNECTION, now=NOW)
        return len(asked)

    assert told(40) == told(1)


def test_what_is_over_is_no_news_any_more(actor, matter):
    told = tell_each(
        actor=actor, told={(matter.owner_id, "break:2:9")}, kind=Kind.CONNECTION, now=NOW
    )
    end_notices(notices=[each.pk for each in told], now=NOW)
    assert "break:2:9" not in unseen()
