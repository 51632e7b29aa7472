import pytest

from schakel.domain.notices.actions import end_news, end_news_of_term, tell
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind
from tests import make
from tests.make import NOW


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
