"""Who may erase somebody, why, and when it has to wait."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused


class Reason(StrEnum):
    """Why somebody is erased (AVG 5 and 17)."""

    REQUEST = "request"
    UNLAWFUL = "unlawful"
    RETENTION = "retention"


# That a term of keeping is over is for Schakel to say, which counts the days.
GIVEN_BY_PEOPLE = (Reason.REQUEST, Reason.UNLAWFUL)


@dataclass(frozen=True, kw_only=True)
class Erased:
    """An erasure as it is kept outside the database: numbers and codes only.

    ``registered_at`` tells the party apart from another one that got its number after a restore.
    ``keeps_matters``: only who it was went; for their matters a term of keeping still runs.
    """

    party_id: int
    registered_at: datetime
    erased_at: datetime
    reason: Reason
    staff_id: int | None
    keeps_matters: bool = False


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """What of a party is not at an end."""

    matters: int = 0
    terms: int = 0
    messages_on_their_way: int = 0


def may_erase(actor: Actor) -> bool:
    """An administrator, who need not see who it is; or Schakel itself."""
    return actor.is_system or (actor.is_staff and actor.has_role("administrator"))


def check_may_erase(actor: Actor) -> None:
    """Refused unless the actor may erase somebody."""
    if not may_erase(actor):
        raise Refused("only_administrators")


def check_erase(
    actor: Actor, reason: Reason, *, is_platform: bool, is_erased: bool, unfinished: Unfinished
) -> None:
    """Refused while something of them is open, and for a platform: behind it stand many people."""
    check_may_erase(actor)
    if not actor.is_system and reason not in GIVEN_BY_PEOPLE:
        raise Refused("erasing_needs_reason")
    if is_platform:
        raise Refused("platform_is_many_people")
    if is_erased:
        raise Refused("party_is_erased")
    if unfinished.matters or unfinished.terms:
        raise Refused("party_has_something_open")
    if unfinished.messages_on_their_way:
        raise Refused("message_is_on_its_way")
