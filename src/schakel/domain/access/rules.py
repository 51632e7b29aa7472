"""How long links and codes live, and when they are refused."""

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
    FINISH = "finish"
    HAND_OVER = "hand_over"
    KEEP = "keep"
    POSTED = "posted"
    READ = "read"


# What is about a matter as a whole; all else is about one task or promise.
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
