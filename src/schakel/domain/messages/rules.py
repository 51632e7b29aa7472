"""Kinds and states of what goes out, and when to try again."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import NO_DAYS, add_working_days


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
    PUBLICATION_ASKED = "publication_asked"
    INTRODUCTION_ASKED = "introduction_asked"
    INTRODUCED = "introduced"
    FOLLOWER_ASKS = "follower_asks"
    KEEP_ASKED = "keep_asked"
    NOTICE = "notice"


class State(StrEnum):
    """Every message comes to an end, by each way in its own manner.

    A mail is sent, perhaps sent, or not sent. A letter is posted, and may come back. A call is
    spoken, or they were not reached. A letter or call that is needed no more is dropped.
    """

    QUEUED = "queued"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    PRINTED = "printed"
    POSTED = "posted"
    RETURNED = "returned"
    SPOKEN = "spoken"
    NOT_REACHED = "not_reached"
    DROPPED = "dropped"


STATES_OF: Mapping[Way, frozenset[State]] = {
    Way.EMAIL: frozenset(
        {State.QUEUED, State.HANDING_OVER, State.SENT, State.UNCERTAIN, State.FAILED}
    ),
    Way.LETTER: frozenset(
        {State.QUEUED, State.PRINTED, State.POSTED, State.RETURNED, State.DROPPED}
    ),
    Way.CALL: frozenset({State.QUEUED, State.SPOKEN, State.NOT_REACHED, State.DROPPED}),
}
# What a colleague does, and no mail server.
BY_HAND = (Way.LETTER, Way.CALL)
# Where they heard from us, as far as we can know.
HEARD = frozenset({State.SENT, State.POSTED, State.SPOKEN})


# What opens a page for ten minutes is not kept any longer than it takes to send it.
FLEETING = frozenset({Kind.PAGE_CODE})

UNDER_WAY = frozenset({State.QUEUED, State.HANDING_OVER, State.PRINTED})
END_STATES = frozenset(State) - UNDER_WAY

# Minutes after each failed attempt; after the last one the message has failed.
BACK_OFF_MINUTES = (1, 5, 30, 120, 480, 1_440)
# Longer than any mail server takes to answer, and than the gateway's own time-out.
HANDING_OVER_LIMIT = timedelta(minutes=10)

# Of a file that a colleague imports.
RECEIPTS_IN_ONE_MAIL = 500

RECEIPTS_PER_ADDRESS_A_DAY = 3

# After so many calls in vain there has to be another way.
CALLS_IN_VAIN = 3
# For somebody without mail no answer is on its way as long as it lies here.
WORKING_DAYS_UNSENT = 2
LETTERS_IN_ONE_PRINT = 100

# Stands in place of the address of who was erased: no mail can ever get there (RFC 2606).
NOWHERE = "erased@schakel.invalid"

# The number of a link and its MAC, as they stand in the address of a page.
_TOKEN = re.compile(r"\b[0-9]+-[0-9a-f]{32}\b")
_GONE = "…"
_ADDRESS = re.compile(r"<?[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+>?")


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` failures; None when it is no use any more."""
    if attempts > len(BACK_OFF_MINUTES):
        return None
    return now + timedelta(minutes=BACK_OFF_MINUTES[attempts - 1])


def may_send_receipt(receipts_today: int) -> bool:
    """Whether an unverified address may get one more receipt today: no mail bombs by our form."""
    return receipts_today < RECEIPTS_PER_ADDRESS_A_DAY


def check_send_again(state: State, to_address: str) -> None:
    """Refused unless the message failed, came back, or nobody knows whether it arrived."""
    if to_address == NOWHERE:
        raise Refused("party_is_erased")
    if state not in {State.FAILED, State.UNCERTAIN, State.RETURNED}:
        raise Refused("message_is_not_failed")


def envelope_lines(name: str, address: str) -> list[str]:
    """Who and where, as it stands in the window of an envelope: a line for each part."""
    parts = [part.strip() for line in address.splitlines() for part in line.split(",")]
    lines = [name.strip(), *filter(None, parts)]
    return lines[1:] if len(lines) > 1 and lines[1].casefold() == lines[0].casefold() else lines


def check_print(way: Way, state: State, *, has_words: bool, has_address: bool) -> None:
    """Refused unless it is a letter that was not posted, with its words and where it goes."""
    if way is not Way.LETTER or state not in {State.QUEUED, State.PRINTED}:
        raise Refused("letter_not_to_print")
    if not has_words:
        raise Refused("letter_has_no_words_yet")
    if not has_address:
        raise Refused("letter_needs_address")


def check_post(way: Way, state: State) -> None:
    """Refused unless the letter was printed and lies here."""
    if way is not Way.LETTER or state not in {State.QUEUED, State.PRINTED}:
        raise Refused("letter_was_posted")
    if state is not State.PRINTED:
        raise Refused("letter_was_not_printed")


def check_return(state: State) -> None:
    """Refused unless the letter was posted: what never left does not come back."""
    if state is not State.POSTED:
        raise Refused("letter_was_not_posted")


def check_call(way: Way, state: State) -> None:
    """Refused unless it is a call that nobody made with result."""
    if way is not Way.CALL or state is not State.QUEUED:
        raise Refused("call_has_ended")


def after_call_in_vain(calls: int) -> State:
    """What a call is after so many in vain: it waits for the next, or they were not reached."""
    return State.NOT_REACHED if calls >= CALLS_IN_VAIN else State.QUEUED


def check_drop(way: Way, state: State, reason: str) -> None:
    """Refused unless it still lies here and somebody says why it is not needed any more."""
    if way not in BY_HAND or state not in UNDER_WAY:
        raise Refused("message_has_ended")
    if not reason.strip():
        raise Refused("dropping_needs_reason")


def check_other_way(way: Way, state: State, to: Way, address: str) -> None:
    """Refused when it arrived, or the other way is the same, or leads nowhere."""
    if state in HEARD or state in {State.HANDING_OVER, State.DROPPED}:
        raise Refused("message_arrived")
    if way is Way.EMAIL and state is State.QUEUED:
        raise Refused("message_arrived")
    if to is way:
        raise Refused("way_is_the_same")
    if not address:
        raise Refused("way_has_no_address")


def waits_too_long(created_on: date, today: date, closed_on: frozenset[date] = NO_DAYS) -> bool:
    """Whether a letter or call lies here for two working days: then somebody has to know."""
    return today >= add_working_days(created_on, WORKING_DAYS_UNSENT, closed_on)


def without_tokens(words: str) -> str:
    """Words that went out, in which nothing opens a page any more."""
    return _TOKEN.sub(_GONE, words)


def without_addresses(reply: str) -> str:
    """What a mail server said, for who may know that mail failed and not whose it was."""
    return _ADDRESS.sub("…", reply)
