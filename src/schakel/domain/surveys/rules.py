"""Who says how the contact goes, and when we may ask it."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

ASK_AT_MOST_EVERY = timedelta(days=30)
WEEKS_AFTER_CLOSING = 4
# Somebody who hears of it later than this no longer knows what it is about.
WEEKS_TOO_LATE = 12
LONGEST_OWN_WORDS = 2_000


class Word(StrEnum):
    """How the contact goes."""

    GOOD = "good"
    COULD_BE_BETTER = "could_be_better"
    DOES_NOT_GO = "does_not_go"


# As they stand in the address of a link.
IN_ADDRESSES: Mapping[str, Word] = {
    "goed": Word.GOOD,
    "kan-beter": Word.COULD_BE_BETTER,
    "loopt-niet": Word.DOES_NOT_GO,
}


class Way(StrEnum):
    """How we asked."""

    MAIL = "mail"


def may_ask(last_asked_on: date | None, today: date) -> bool:
    """Whether so much time has passed since we last asked this party anything of the kind."""
    return last_asked_on is None or today - last_asked_on >= ASK_AT_MOST_EVERY


def check_ask(
    last_asked_on: date | None, today: date, *, is_platform: bool, in_confidence: bool
) -> None:
    """Refused too soon, where many people are behind one name, or where others may read along."""
    if is_platform or in_confidence:
        raise Refused("word_not_asked_here")
    if not may_ask(last_asked_on, today):
        raise Refused("word_asked_too_soon")


def check_say(actor: Actor, matter_id: int | None, own_words: str) -> None:
    """Refused when somebody else would say it for them, or it is too long."""
    is_theirs = actor.matter_id is not None and actor.matter_id == matter_id
    if not (is_theirs or actor.is_system):
        raise Refused("word_is_theirs")
    if len(own_words) > LONGEST_OWN_WORDS:
        raise Refused("word_too_long")


def check_answer(*, is_answered: bool) -> None:
    """Refused when this mail was answered: they can say more on their page."""
    if is_answered:
        raise Refused("word_was_said")
