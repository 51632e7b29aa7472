"""Kinds of tasks, and who may finish one."""

from datetime import timedelta
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

# Somebody without mail hears as soon as somebody with mail would read it.
WORKING_DAYS_TO_REACH = 1
# Who did not answer is called again on the next working day.
WORKING_DAYS_TO_CALL_AGAIN = 1
# Who was asked so lately need not hear once more that it is due.
REMINDED_AFTER = timedelta(days=3)


class Kind(StrEnum):
    """What a colleague is asked to do."""

    CARRY = "carry"
    FOLLOW_UP = "follow_up"
    CALL = "call"
    SEND_LETTER = "send_letter"
    ASK_WHETHER_HEARD = "ask_whether_heard"
    OTHER_CARRIER = "other_carrier"
    INTRODUCE = "introduce"
    READ_ALONG = "read_along"
    SPEAK_FOR_US = "speak_for_us"
    REVIEW_RIGHTS = "review_rights"
    MEET = "meet"
    INTRODUCE_SUCCESSOR = "introduce_successor"
    SEEK_CARRIER = "seek_carrier"
    LAST_WORD = "last_word"
    CONFIRM_BACKING = "confirm_backing"
    LOOK_AFTER = "look_after"


# What somebody who leaves does themselves.
OF_LEAVING = frozenset({Kind.LAST_WORD, Kind.INTRODUCE_SUCCESSOR})
# Of these a colleague has one open at a time for each matter.
ASKED_ONCE = frozenset({Kind.CARRY, Kind.ASK_WHETHER_HEARD})


def check_plan_call(*, is_planned: bool) -> None:
    """Refused when a call to them stands among what this colleague does already."""
    if is_planned:
        raise Refused("call_planned_before")


def check_finish(
    *, actor: Actor, staff_id: int, carries: bool, done: bool, to_send: bool = False
) -> None:
    """Refused when done before, or neither the actor's own nor on a matter that they carry.

    What was asked ``to_send`` is done by sending it: then we know that they heard.
    """
    if done:
        raise Refused("task_done_before")
    if to_send:
        raise Refused("task_is_to_send")
    if not (actor.is_system or actor.staff_id == staff_id or carries):
        raise Refused("task_not_yours")
