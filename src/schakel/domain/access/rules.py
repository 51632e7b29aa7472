"""How long links and codes live, and when they are refused."""

from datetime import datetime, timedelta
from enum import StrEnum

from schakel.foundation.kernel.refused import Refused

PAGE_LINK_LIVES = timedelta(days=180)
CODE_LIVES = timedelta(minutes=10)
CODE_ATTEMPTS = 5
CODES_AN_HOUR = 5
CODES_COUNTED_OVER = timedelta(hours=1)
ACTION_LINK_LIVES = timedelta(days=14)


class LinkAction(StrEnum):
    """What a link in a mail to a colleague can do."""

    ACCEPT = "accept"


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
