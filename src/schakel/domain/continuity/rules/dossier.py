"""Who may see what somebody carries, and what they leave behind for who comes after."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

LONGEST_LAST_WORD = 2_000
# Who just stopped still knows what they forgot to say.
LAST_WORD_WITHIN = timedelta(days=60)


class DossierForm(StrEnum):
    """In what form a dossier was given out."""

    PDF = "pdf"
    ODT = "odt"
    HAND_OVER = "hand_over"


def may_see_person(
    actor: Actor, *, staff_id: int, lead_id: int | None, owners: Collection[int | None]
) -> bool:
    """Whether the actor may see all that one colleague carries: they, their lead, who owns it.

    ``owners`` are those of the networks to which that colleague belongs, or for which they carry.
    """
    if not actor.is_staff or actor.staff_id is None:
        return False
    return actor.staff_id in (staff_id, lead_id) or actor.staff_id in owners


def check_give_out(actor: Actor) -> None:
    """Refused unless a colleague, or Schakel for a hand-over, gives it."""
    if not (actor.is_staff or actor.is_system):
        raise Refused("dossier_not_yours")


def may_leave_last_word(*, carries: bool, stopped_at: datetime | None, now: datetime) -> bool:
    """Whether somebody carries it, or did until lately."""
    return carries or (stopped_at is not None and now - stopped_at <= LAST_WORD_WITHIN)


def check_last_word(
    text: str, *, carries: bool, stopped_at: datetime | None, now: datetime
) -> None:
    """Refused to who never carried it or stopped long ago, without words, or with too many."""
    if not may_leave_last_word(carries=carries, stopped_at=stopped_at, now=now):
        raise Refused("last_word_not_yours", days=LAST_WORD_WITHIN.days)
    if not text.strip():
        raise Refused("last_word_is_empty")
    if len(text) > LONGEST_LAST_WORD:
        raise Refused("last_word_too_long", most=LONGEST_LAST_WORD)
