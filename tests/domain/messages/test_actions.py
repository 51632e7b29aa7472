from datetime import timedelta

import pytest

from schakel.domain.messages import actions, rules
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind, Way
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW


def queued(actor, key="answer:1", **fields) -> Message:
    return actions.queue_message(
        actor=actor,
        kind=Kind.ANSWER,
        way=Way.EMAIL,
        to_address="fatima@bewoner.example",
        key=key,
        now=NOW,
        **fields,
    )


def test_the_same_message_is_queued_once(actor):
    assert queued(actor) == queued(actor)
    assert queued(actor, key="answer:2") != queued(actor)


def test_a_message_is_claimed_by_one_worker_only(actor):
    message = queued(actor)
    assert actions.begin_handing_over(message_id=message.pk, now=NOW).attempts == 1
    assert actions.begin_handing_over(message_id=message.pk, now=NOW) is None


def test_a_failed_attempt_is_tried_again_later_and_later_and_then_ends(actor):
    message, now, waits = queued(actor), NOW, []
    for _ in range(len(rules.BACK_OFF_MINUTES) + 1):
        claimed = actions.begin_handing_over(message_id=message.pk, now=now)
        message = actions.mark_refused(
            actor=actor, message=claimed, failure="vol", permanent=False, now=now
        )
        if message.state == "queued":
            waits.append((message.next_attempt_at - now) / timedelta(minutes=1))
            assert actions.begin_handing_over(message_id=message.pk, now=now) is None
        now = message.next_attempt_at
    assert tuple(waits) == rules.BACK_OFF_MINUTES
    assert (message.state, message.failure) == ("failed", "vol")


def test_what_can_never_arrive_fails_at_once(actor):
    claimed = actions.begin_handing_over(message_id=queued(actor).pk, now=NOW)
    failed = actions.mark_refused(
        actor=actor, message=claimed, failure="550", permanent=True, now=NOW
    )
    assert failed.state == "failed"


def test_a_message_of_a_dead_worker_is_perhaps_sent_and_keeps_its_id(actor):
    message = queued(actor)
    actions.begin_handing_over(message_id=message.pk, now=NOW)
    soon, later = NOW + timedelta(minutes=9), NOW + timedelta(minutes=11)
    assert actions.mark_uncertain(actor=actor, now=soon) == 0
    assert actions.mark_uncertain(actor=actor, now=later) == 1
    message.refresh_from_db()
    assert message.state == "uncertain"
    again = actions.send_again(actor=actor, message=message, now=later)
    assert (again.state, again.message_id) == ("queued", message.message_id)


def test_what_was_sent_is_not_sent_again(actor):
    claimed = actions.begin_handing_over(message_id=queued(actor).pk, now=NOW)
    sent = actions.mark_sent(actor=actor, message=claimed, now=NOW)
    with pytest.raises(Refused, match="message_is_not_failed"):
        actions.send_again(actor=actor, message=sent, now=NOW)


def test_fifty_forms_for_one_victim_give_three_receipts(actor):
    make.Team(actor)
    for number in range(50):
        make.matter(actor, story=f"Bericht {number}")
    assert Message.objects.filter(kind="receipt").count() == rules.RECEIPTS_PER_ADDRESS_A_DAY
