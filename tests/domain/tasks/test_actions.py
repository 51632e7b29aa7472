import pytest

from schakel.domain.notices.actions import mark_seen, tell
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.actions import ask_for, finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY


@pytest.fixture
def matter(actor):
    make.Team(actor)
    return make.matter(actor)


def asked(actor, matter) -> Task:
    return ask_for(
        actor=actor, member=matter.owner, kind=Kind.CALL, due_on=TODAY, matter=matter, now=NOW
    )


def test_a_task_is_done_once(actor, matter):
    task = asked(actor, matter)
    assert Task.objects.due_by(TODAY).get() == task
    owner = make.acting(matter.owner)
    finish_task(actor=owner, task=task, outcome="Gebeld", now=NOW)
    assert not Task.objects.due_by(TODAY).exists()
    with pytest.raises(Refused, match="task_done_before"):
        finish_task(actor=owner, task=task, now=NOW)


def test_the_second_carrier_may_do_it_too_and_a_stranger_may_not(actor, matter):
    stranger = make.acting(make.colleague(actor, "Vreemd", roles=[Role.OFFICIAL]))
    task = asked(actor, matter)
    with pytest.raises(Refused, match="task_not_yours"):
        finish_task(actor=stranger, task=task, now=NOW)
    finish_task(actor=make.acting(matter.second), task=task, now=NOW)


def test_nobody_is_told_twice_for_the_same_reason(actor, matter):
    told = {
        "actor": actor,
        "members": [matter.owner],
        "kind": NoticeKind.TERM_LATE,
        "matter": matter,
        "now": NOW,
    }
    assert len(tell(trigger="late:2026-12-08", **told)) == 1
    assert tell(trigger="late:2026-12-08", **told) == []
    assert len(tell(trigger="late:2026-12-15", **told)) == 1


def test_a_notice_about_no_matter_is_given_once_too(actor, matter):
    told = {
        "actor": actor,
        "members": [matter.owner],
        "kind": NoticeKind.IMPORT_RECEIPT,
        "now": NOW,
    }
    assert len(tell(trigger="import:1", **told)) == 1
    assert tell(trigger="import:1", **told) == []


def test_looking_at_a_matter_settles_its_notices_for_the_one_who_looks(actor, matter):
    assert mark_seen(actor=make.acting(matter.owner), matter=matter, now=NOW) == 1
    unseen = Notice.objects.filter(seen_at__isnull=True)
    assert {notice.staff_id for notice in unseen} == {matter.second_id}
