from datetime import date

import pytest

from schakel.domain.promises import actions
from schakel.domain.promises.models import Promise, PromiseChange
from schakel.domain.promises.rules import Side
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def matter(actor):
    make.Team(actor)
    return make.matter(actor)


def promised(actor, matter, given_by, **fields) -> Promise:
    return actions.record_promise(
        actor=actor,
        connection=matter.connection,
        matter=matter,
        side=Side.OURS,
        words=fields.get("words", "Ik zoek uit of het hek weg mag."),
        given_by=given_by,
        made_on=TODAY,
        due_on=FRIDAY,
        today=TODAY,
        now=NOW,
    )


def test_an_own_promise_stands_at_once_and_one_for_a_colleague_is_heard(matter):
    owner = make.acting(matter.owner)
    assert promised(owner, matter, matter.owner).course == "confirmed"
    heard = promised(owner, matter, matter.second)
    assert (heard.course, heard.confirm_by) == ("heard", date(2026, 11, 26))
    confirmed = actions.confirm_promise(actor=make.acting(matter.second), promise=heard, now=NOW)
    assert confirmed.course == "confirmed"


def test_a_promise_without_words_is_none(matter):
    with pytest.raises(Refused, match="promise_needs_words"):
        promised(make.acting(matter.owner), matter, matter.owner, words=" ")


def test_a_promise_is_kept(matter):
    owner = make.acting(matter.owner)
    promise = promised(owner, matter, matter.owner)
    assert Promise.objects.due_by(FRIDAY).get() == promise
    actions.keep_promise(actor=owner, promise=promise, today=TODAY, now=NOW)
    assert not Promise.objects.due_by(FRIDAY).exists()


def test_a_new_day_keeps_the_old_one_on_record(matter):
    owner = make.acting(matter.owner)
    promise = promised(owner, matter, matter.owner)
    moved = actions.renegotiate_promise(
        actor=owner,
        promise=promise,
        due_on=date(2026, 12, 4),
        reason="De tekening is later.",
        today=TODAY,
        now=NOW,
    )
    assert (moved.course, moved.due_on) == ("renegotiated", date(2026, 12, 4))
    assert PromiseChange.objects.get(promise=promise).due_on == FRIDAY


def test_what_is_not_kept_is_explained(matter):
    owner = make.acting(matter.owner)
    promise = promised(owner, matter, matter.owner)
    with pytest.raises(Refused, match="promise_needs_reason"):
        actions.break_promise(actor=owner, promise=promise, reason="", today=TODAY, now=NOW)


def test_a_stranger_does_not_settle_it(actor, matter):
    promise = promised(make.acting(matter.owner), matter, matter.owner)
    stranger = make.acting(make.colleague(actor, "Vreemd", roles=[Role.OFFICIAL]))
    with pytest.raises(Refused, match="promise_not_yours_to_settle"):
        actions.keep_promise(actor=stranger, promise=promise, today=TODAY, now=NOW)
