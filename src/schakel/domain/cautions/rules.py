"""What colleagues may lay down about what is not to be promised."""

from datetime import date

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

LONGEST = 300


def may_give(actor: Actor) -> bool:
    """Connectors and officials say what is not to be promised; others read it."""
    return actor.is_system or actor.has_role("connector", "official")


def check_give(actor: Actor, words: str, until_on: date | None, today: date) -> None:
    """Refused without words, with too many, or when it would end before it begins."""
    if not may_give(actor):
        raise Refused("caution_not_yours")
    if not words.strip():
        raise Refused("caution_needs_words")
    if len(words.strip()) > LONGEST:
        raise Refused("caution_too_long", most=LONGEST)
    if until_on is not None and until_on <= today:
        raise Refused("caution_needs_later_day")


def check_end(actor: Actor) -> None:
    """Refused for who only reads."""
    if not may_give(actor):
        raise Refused("caution_not_yours")
