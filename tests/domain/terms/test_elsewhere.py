from datetime import date, timedelta

import pytest

from schakel.domain.initiatives.actions import sort_matter
from schakel.domain.matters.rules import Kind
from schakel.domain.terms import actions
from schakel.domain.terms.models import Term
from schakel.domain.terms.queries import clock_of
from schakel.domain.terms.rules import Level, Recipient, SuspensionReason, Thresholds, alerts_due
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

THEIRS = date(2027, 2, 1)
DAY = timedelta(days=1)


@pytest.fixture
def matter(actor):
    make.Team(actor)
    return make.matter(actor)


@pytest.fixture
def owner(matter):
    return make.acting(matter.owner)


def refer(owner, matter, **changes):
    case = {
        "number": "Z-2026-17",
        "system": "Zaaksysteem",
        "url": "https://zaken.waterhoven.example/17",
        "their_due_on": THEIRS,
        **changes,
    }
    return actions.refer_matter(actor=owner, matter=matter, **case, today=TODAY, now=NOW)


def running(matter) -> Term:
    return Term.objects.running().get(matter=matter)


def test_where_another_system_owns_the_term_its_date_counts_and_ours_ends(matter, owner):
    ours = running(matter)
    refer(owner, matter)
    ours.refresh_from_db()
    assert (ours.ended_on, ours.end_reason) == (TODAY, "runs_elsewhere")
    theirs = running(matter)
    assert (theirs.runs_elsewhere, theirs.due_on) == (True, THEIRS)
    assert (theirs.started_on, theirs.second_due_on) == (ours.started_on, None)
    ended = Line.objects.get(what="term.ended", matter_id=matter.pk)
    assert ended.details["reason"] == "runs_elsewhere"


def test_without_a_date_from_there_our_own_term_runs_on(matter, owner):
    ours = running(matter)
    refer(owner, matter, their_due_on=None)
    assert running(matter) == ours


def test_a_new_date_there_moves_the_same_term(matter, owner):
    refer(owner, matter)
    theirs = running(matter)
    refer(owner, matter, their_due_on=THEIRS + 7 * DAY)
    assert running(matter) == theirs
    assert running(matter).due_on == THEIRS + 7 * DAY
    assert Line.objects.filter(what="term.moved").count() == 1


def test_a_term_that_is_ours_again_counts_from_the_same_first_day(matter, owner):
    ours = running(matter)
    refer(owner, matter)
    refer(owner, matter, their_due_on=None)
    again = running(matter)
    assert (again.runs_elsewhere, again.due_on) == (False, ours.due_on)


def test_another_kind_starts_no_second_clock(matter, owner):
    refer(owner, matter)
    theirs = running(matter)
    sort_matter(actor=owner, matter=matter, kind=Kind.COMPLAINT, today=TODAY, now=NOW)
    assert running(matter) == theirs


def test_a_term_elsewhere_is_not_moved_here(matter, owner):
    refer(owner, matter)
    theirs = running(matter)
    with pytest.raises(Refused, match="term_runs_elsewhere"):
        actions.suspend_term(
            actor=owner, term=theirs, reason=SuspensionReason.FORCE_MAJEURE, explanation="Storm.",
            today=TODAY, now=NOW,
        )  # fmt: skip
    with pytest.raises(Refused, match="term_runs_elsewhere"):
        actions.extend_term(
            actor=owner, term=theirs, amount=1, reason="Meer tijd.", today=TODAY, now=NOW
        )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"number": " "}, "case_needs_number"),
        ({"system": ""}, "term_elsewhere_needs_case"),
        ({"their_due_on": TODAY - DAY}, "their_date_before_start"),
        ({"url": "ftp://zaken.example"}, "case_address_not_of_the_web"),
        ({"url": "javascript:alert(1)"}, "case_address_not_of_the_web"),
        ({"url": "https://"}, "case_address_not_of_the_web"),
    ],
)
def test_it_is_clear_where_a_term_runs(matter, owner, changes, refusal):
    with pytest.raises(Refused, match=refusal):
        refer(owner, matter, **changes)


def test_alerts_go_by_their_date(matter, owner):
    refer(owner, matter)
    clock = clock_of(running(matter))

    def told(day: date) -> list[tuple[Level, Recipient]]:
        return [(each.level, each.to) for each in alerts_due(clock, day, Thresholds())]

    assert told(THEIRS - 7 * DAY) == []
    assert told(THEIRS) == [(Level.APPROACHING, Recipient.FIRST_CARRIER)]
    assert told(THEIRS + DAY) == [
        (Level.LATE, Recipient.FIRST_CARRIER),
        (Level.LATE, Recipient.SECOND_CARRIER),
    ]


def test_an_answer_of_ours_ends_it(matter, owner):
    refer(owner, matter)
    actions.answer_matter(actor=owner, matter=matter, text="Ja.", today=TODAY, now=NOW)
    assert not Term.objects.running().filter(matter=matter).exists()
