"""Who says how the contact goes, and when we may ask it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from schakel.domain.connections.rules import DEFAULT_WEIGHTS, ContactWeight
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

ASK_AT_MOST_EVERY = timedelta(days=30)
WEEKS_AFTER_CLOSING = 4
# Somebody who hears of it later than this no longer knows what it is about.
WEEKS_TOO_LATE = 12
LONGEST_OWN_WORDS = 2_000
# Two who were introduced are asked for the first time when they could have spoken.
FIRST_ASKED_AFTER = timedelta(weeks=4)
# Who lets us ask so often without an answer is left alone; on their page they can say it.
ASKED_IN_VAIN_AT_MOST = 2


class Word(StrEnum):
    """How the contact goes."""

    GOOD = "good"
    COULD_BE_BETTER = "could_be_better"
    DOES_NOT_GO = "does_not_go"


# What their word says of the contact between two who were introduced: of its own day, there was
# contact both ways, or there was none. Only between the two of them; with us contact is recorded.
WORD_WEIGHTS: Mapping[Word, float] = {
    Word.GOOD: DEFAULT_WEIGHTS[ContactWeight.SPOKE],
    Word.COULD_BE_BETTER: DEFAULT_WEIGHTS[ContactWeight.SPOKE],
    Word.DOES_NOT_GO: 0.0,
}
_BETTER_FIRST = list(Word)

# As they stand in the address of a link.
IN_ADDRESSES: Mapping[str, Word] = {
    "goed": Word.GOOD,
    "kan-beter": Word.COULD_BE_BETTER,
    "loopt-niet": Word.DOES_NOT_GO,
}


class Way(StrEnum):
    """How we asked."""

    MAIL = "mail"
    SPOKEN = "spoken"


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


def counts(word: Word, *, is_noted: bool) -> bool:
    """Whether a word says something of how a connection stands.

    Of what a colleague noted only that it does not go: no colleague confirms our own repair, and
    of their own contact all that is better follows from the contact itself, which is recorded.
    That two whom we introduced spoke follows from any word that tells of it, also a noted one.
    """
    return not is_noted or word is Word.DOES_NOT_GO


def check_note(actor: Actor, own_words: str, *, has_mail: bool) -> None:
    """Refused by who records no contact, of who can say it themselves, or when it is too long."""
    if not actor.has_role("connector", "official", "volunteer"):
        raise Refused("contact_not_yours_to_record")
    if has_mail:
        raise Refused("word_is_theirs")
    if len(own_words) > LONGEST_OWN_WORDS:
        raise Refused("word_too_long")


def check_say(actor: Actor, matter_id: int | None, own_words: str) -> None:
    """Refused when somebody else would say it for them, or it is too long."""
    is_theirs = actor.matter_id is not None and actor.matter_id == matter_id
    if not (is_theirs or actor.is_system):
        raise Refused("word_is_theirs")
    if len(own_words) > LONGEST_OWN_WORDS:
        raise Refused("word_too_long")


def check_between(party_id: int, parties: Collection[int | None], *, goes_on: bool) -> None:
    """Refused of who is not one of the two who were introduced, or when one of them stopped."""
    if party_id not in parties:
        raise Refused("word_is_theirs")
    if not goes_on:
        raise Refused("introduction_has_ended")


def contacts_told(said: Iterable[tuple[date, Word]]) -> list[tuple[date, float]]:
    """The contacts that these words tell of, as (day, weight), in the order of their days.

    What is said twice on a day, or by both, is of one contact.
    """
    told: dict[date, float] = {}
    for day, word in said:
        told[day] = max(told.get(day, 0.0), WORD_WEIGHTS[word])
    return sorted((day, weight) for day, weight in told.items() if weight > 0)


def worst_of_newest(
    said: Iterable[tuple[date, int, Word]], settled_on: Iterable[date] = ()
) -> list[tuple[date, Word]]:
    """What was said as (day, party, word), as one voice: the worst of the newest word of each.

    Who says good while another says that it does not go changes nothing; who says again what is
    the worst by then says it anew. What was settled on a later day counts no more after it.
    """
    settled = sorted(settled_on)
    newest: dict[int, tuple[date, Word]] = {}
    voice: list[tuple[date, Word]] = []
    for day, party, word in said:
        newest[party] = (day, word)
        standing = [
            each for on, each in newest.values() if not any(on < end <= day for end in settled)
        ]
        worst = max(standing, key=_BETTER_FIRST.index)
        if not voice or worst is word or worst is not voice[-1][1]:
            voice.append((day, worst))
    return voice


def ask_again_from(made_on: date, last_heard_on: date | None, rhythm_days: float) -> date:
    """From which day one of two who were introduced is asked (again), by the rhythm of the two.

    ``last_heard_on`` is when this one was last asked, or said it.
    """
    if last_heard_on is None:
        return made_on + FIRST_ASKED_AFTER
    return last_heard_on + max(ASK_AT_MOST_EVERY, timedelta(days=ceil(rhythm_days)))


def check_answer(*, is_answered: bool) -> None:
    """Refused when this mail was answered: they can say more on their page."""
    if is_answered:
        raise Refused("word_was_said")
