"""How long links and codes live, and when they are refused; what stands in a mail address."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from schakel.foundation.kernel.refused import Refused

PAGE_LINK_LIVES = timedelta(days=180)
CODE_LIVES = timedelta(minutes=10)
CODE_ATTEMPTS = 5
CODES_AN_HOUR = 5
CODES_COUNTED_OVER = timedelta(hours=1)
# How long a browser may stay on a page after its code; long enough to write a letter in.
PAGE_STAYS_OPEN = timedelta(hours=8)
ACTION_LINK_LIVES = timedelta(days=14)


class LinkState(StrEnum):
    """Whether a link leads to its page, can be renewed, or is dead."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


class LinkAction(StrEnum):
    """What a link in a mail to a colleague can do."""

    ACCEPT = "accept"
    ANSWER = "answer"
    CALLED = "called"
    CALL_SOON = "call_soon"
    FEWER_MAILS = "fewer_mails"
    FINISH = "finish"
    HAND_OVER = "hand_over"
    KEEP = "keep"
    MET = "met"
    POSTED = "posted"
    READ = "read"
    REPAIR = "repair"
    REST = "rest"
    SPOKE = "spoke"
    TAKE_OVER = "take_over"
    CONFIRM_BACKING = "confirm_backing"


# What is about a matter as a whole; all else is about one task, promise, connection or break.
OF_MATTER = frozenset({LinkAction.ACCEPT, LinkAction.ANSWER})


def link_state(*, expires_at: datetime, revoked: bool, now: datetime) -> LinkState:
    if revoked:
        return LinkState.REVOKED
    return LinkState.LIVE if now < expires_at else LinkState.EXPIRED


def check_link_live(state: LinkState) -> None:
    """Refused when a link is expired or revoked."""
    if state is not LinkState.LIVE:
        raise Refused("link_expired")


def check_renewable(state: LinkState, *, has_address: bool) -> None:
    """Refused unless time alone ended the link, and there is an address to which it went before."""
    if state is not LinkState.EXPIRED or not has_address:
        raise Refused("link_not_renewable")


def check_mail_change(*, opened_by_mail: bool, has_mail: bool) -> None:
    """Refused when the old address had no say: it must have opened the page, if there is one."""
    if has_mail and not opened_by_mail:
        raise Refused("mail_change_needs_old_address")


def masked(address: str) -> str:
    """An e-mail address of which only its owner knows whose it is: ``f***@b***.example``."""
    name, _, domain = address.rpartition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{name[:1]}***@{host[:1]}***{dot}{ending}"


def check_code_asked(codes_in_last_hour: int) -> None:
    """Refused when too many codes were asked for one page: somebody may be guessing."""
    if codes_in_last_hour >= CODES_AN_HOUR:
        raise Refused("too_many_codes")


def check_code_usable(*, expires_at: datetime, attempts: int, used: bool, now: datetime) -> None:
    """Refused when a code is used, too old, or was tried too often."""
    if used or now >= expires_at:
        raise Refused("code_expired")
    if attempts >= CODE_ATTEMPTS:
        raise Refused("code_tried_too_often")


def check_action_link(
    *, expires_at: datetime, used: bool, staff_works_here: bool, now: datetime
) -> None:
    """Refused when a link was used, is too old, or its colleague left."""
    if used:
        raise Refused("link_used")
    if now >= expires_at or not staff_works_here:
        raise Refused("link_expired")


def check_confidence(action: LinkAction, *, confidential: bool) -> None:
    """Refused for what is in confidence: of that a link says yes or no to a question, no more."""
    if confidential and action is not LinkAction.ACCEPT:
        raise Refused("link_in_confidence")


def check_still_asked(*, asked: bool) -> None:
    """Refused when it was done, passed to a colleague, or is needed no more."""
    if not asked:
        raise Refused("no_longer_asked")


class MailPurpose(StrEnum):
    """What a mail to one of our addresses is for, by the letter in front of its token."""

    REPLY = "r"
    DONE = "d"
    BOUNCE = "b"
    ACT = ""


@dataclass(frozen=True)
class MailToken:
    """What stands behind the plus of an address: a purpose, the number of a row, and a MAC.

    The MAC has 128 bits. It is possession that a token proves, never who somebody is.
    """

    purpose: MailPurpose
    number: int
    mac: str

    def __str__(self) -> str:
        return f"{self.purpose}{self.number}-{self.mac}"


_TAGGED = re.compile(r"[^@+]{1,64}\+([rdb]?)([0-9]{1,18})-([0-9a-z]{20,44})@", re.IGNORECASE)
# As people type over and machines misread them.
_LOOKALIKES = str.maketrans("ols", "015")
_MAC_LETTERS = 32
_ALIKE_LETTERS = 26


def mail_token(address: str) -> MailToken | None:
    """The token in an address such as ``stad+r12-0f…@mail.example``, right or wrong."""
    found = _TAGGED.match(address)
    if found is None:
        return None
    purpose, number, mac = found.groups()
    return MailToken(MailPurpose(purpose.lower()), int(number), mac.lower())


def is_near_miss(mac: str, expected: str) -> bool:
    """Whether a wrong MAC is so like the right one that somebody may have mistyped it.

    Good for a suggestion to a person, and for nothing else.
    """
    if mac == expected or abs(len(mac) - len(expected)) > _MAC_LETTERS - _ALIKE_LETTERS:
        return False
    read = mac.translate(_LOOKALIKES)
    ahead = sum(one == other for one, other in zip(read, expected, strict=False))
    behind = sum(one == other for one, other in zip(read[::-1], expected[::-1], strict=False))
    return min(ahead + behind, _MAC_LETTERS) >= _ALIKE_LETTERS
