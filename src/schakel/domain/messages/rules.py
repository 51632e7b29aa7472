"""Kinds and states of what goes out, and when to try again."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from schakel.foundation.kernel.refused import Refused


class Way(StrEnum):
    """How a message goes."""

    EMAIL = "email"
    LETTER = "letter"
    CALL = "call"


class Kind(StrEnum):
    """What a message is for."""

    RECEIPT = "receipt"
    ANSWER = "answer"
    INTERIM = "interim"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    NEW_CARRIER = "new_carrier"
    PASSED_ON = "passed_on"
    WAS_HEARD = "was_heard"
    PAGE_CODE = "page_code"
    PAGE_LINK = "page_link"
    NOTICE = "notice"


class State(StrEnum):
    """Every message comes to an end: sent, perhaps sent, or not sent."""

    QUEUED = "queued"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


# What opens a page for ten minutes is not kept any longer than it takes to send it.
FLEETING = frozenset({Kind.PAGE_CODE})

END_STATES = frozenset({State.SENT, State.UNCERTAIN, State.FAILED})

# Minutes after each failed attempt; after the last one the message has failed.
BACK_OFF_MINUTES = (1, 5, 30, 120, 480, 1_440)
# Longer than any mail server takes to answer, and than the gateway's own time-out.
HANDING_OVER_LIMIT = timedelta(minutes=10)

# Of a file that a colleague imports.
RECEIPTS_IN_ONE_MAIL = 500

RECEIPTS_PER_ADDRESS_A_DAY = 3

_ADDRESS = re.compile(r"<?[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+>?")


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` failures; None when it is no use any more."""
    if attempts > len(BACK_OFF_MINUTES):
        return None
    return now + timedelta(minutes=BACK_OFF_MINUTES[attempts - 1])


def may_send_receipt(receipts_today: int) -> bool:
    """Whether an unverified address may get one more receipt today: no mail bombs by our form."""
    return receipts_today < RECEIPTS_PER_ADDRESS_A_DAY


def check_send_again(state: State) -> None:
    """Refused unless the message failed, or nobody knows whether it arrived."""
    if state not in {State.FAILED, State.UNCERTAIN}:
        raise Refused("message_is_not_failed")


def without_addresses(reply: str) -> str:
    """What a mail server said, for who may know that mail failed and not whose it was."""
    return _ADDRESS.sub("…", reply)
