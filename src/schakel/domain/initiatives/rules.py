"""Phases of an initiative, who carries it, which help goes with it, and what is like it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.grams import fold
from schakel.foundation.kernel.refused import Refused


class Kind(StrEnum):
    GOVERNMENT_PARTICIPATION = "government_participation"
    RIGHT_TO_CHALLENGE = "right_to_challenge"
    CITIZENS_MOTION = "citizens_motion"


class Phase(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    EXPLORED = "explored"
    AGREED = "agreed"
    ADAPTED = "adapted"
    DECLINED = "declined"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"
    EVALUATED = "evaluated"


FOLLOWS: Mapping[Phase, frozenset[Phase]] = {
    Phase.RECEIVED: frozenset({Phase.ACKNOWLEDGED, Phase.STOPPED}),
    Phase.ACKNOWLEDGED: frozenset({Phase.EXPLORED, Phase.STOPPED}),
    Phase.EXPLORED: frozenset({Phase.AGREED, Phase.ADAPTED, Phase.DECLINED, Phase.STOPPED}),
    Phase.AGREED: frozenset({Phase.UNDER_WAY, Phase.ADAPTED, Phase.STOPPED}),
    Phase.ADAPTED: frozenset({Phase.UNDER_WAY, Phase.STOPPED}),
    Phase.DECLINED: frozenset({Phase.EXPLORED, Phase.EVALUATED}),
    Phase.UNDER_WAY: frozenset({Phase.DONE, Phase.STOPPED}),
    Phase.DONE: frozenset({Phase.UNDER_WAY, Phase.EVALUATED}),
    Phase.STOPPED: frozenset({Phase.EXPLORED, Phase.EVALUATED}),
    Phase.EVALUATED: frozenset({Phase.EXPLORED}),
}

# Moves back: the initiative is taken up again.
REOPENS: frozenset[tuple[Phase, Phase]] = frozenset(
    {
        (Phase.DECLINED, Phase.EXPLORED),
        (Phase.DONE, Phase.UNDER_WAY),
        (Phase.STOPPED, Phase.EXPLORED),
        (Phase.EVALUATED, Phase.EXPLORED),
    }
)


class Course(StrEnum):
    """Who carries the initiative."""

    THEY_CARRY = "they_carry"
    TOGETHER = "together"
    WE_CARRY = "we_carry"


class RobStep(StrEnum):
    """Role of the government, from little to much (Raad voor het openbaar bestuur, 2012)."""

    LETTING_GO = "letting_go"
    FACILITATING = "facilitating"
    STIMULATING = "stimulating"
    DIRECTING = "directing"
    REGULATING = "regulating"


class HelpKind(StrEnum):
    """What an initiator can ask for, or gets."""

    MONEY = "money"
    TIME = "time"
    PLACE = "place"
    MATERIAL = "material"
    PERMIT = "permit"
    KNOWLEDGE = "knowledge"
    CONTACTS = "contacts"
    PUBLICITY = "publicity"
    OTHER = "other"


def needs_motivation(phase: Phase, to: Phase) -> bool:
    """The initiator hears why: it is declined or adapted, or taken up again."""
    return to in {Phase.DECLINED, Phase.ADAPTED} or (phase, to) in REOPENS


def check_move(phase: Phase, to: Phase, motivation: str = "") -> None:
    """Refused when the phase cannot follow, or needs a motivation that is not there."""
    if to not in FOLLOWS[phase]:
        raise Refused("initiative_cannot_become", phase=phase, to=to)
    if needs_motivation(phase, to) and not motivation.strip():
        raise Refused("initiative_needs_motivation", to=to)


def check_help(words: str) -> None:
    """Refused when it does not say which help."""
    if not words.strip():
        raise Refused("help_needs_words")


class PublicationState(StrEnum):
    """Whether the initiator wants their idea on the public page."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def check_ask_publication(
    title: str, summary: str, *, confidential: bool, nobody_to_ask: bool
) -> None:
    """Refused in confidence, when there is nobody to ask, or without the very words to be shown."""
    if confidential:
        raise Refused("publication_in_confidence")
    if nobody_to_ask:
        raise Refused("publication_nobody_to_ask")
    if not title.strip() or not summary.strip():
        raise Refused("publication_needs_words")


def after_answer(state: PublicationState, *, agrees: bool) -> PublicationState:
    """What a yes or a no makes of it; Refused when it was not asked, or is settled."""
    if state is PublicationState.ASKED:
        return PublicationState.AGREED if agrees else PublicationState.REFUSED
    if state is PublicationState.AGREED and not agrees:
        return PublicationState.WITHDRAWN
    raise Refused("publication_not_asked")


class IntroductionState(StrEnum):
    """*Wished* by one side, *asked* of both, *met*; or *ended*, which tells nothing of a no."""

    WISHED = "wished"
    ASKED = "asked"
    MET = "met"
    ENDED = "ended"


class Shares(StrEnum):
    """By which way somebody wants to be reached by who is introduced to them."""

    EMAIL = "email"
    PHONE = "phone"


TIME_TO_ANSWER = timedelta(days=14)


def check_introduce(
    *, in_confidence: bool, same_party: bool, nobody_to_ask: bool, asked_before: bool
) -> None:
    """Refused for what is in confidence, for who is one or nobody, and for who was asked before."""
    if in_confidence:
        raise Refused("introduction_in_confidence")
    if same_party:
        raise Refused("introduction_of_one_party")
    if nobody_to_ask:
        raise Refused("introduction_nobody_to_ask")
    if asked_before:
        raise Refused("introduction_asked_before")


def check_say_yes(state: IntroductionState, ends_on: date | None, today: date) -> None:
    """Refused once the days to answer are over, or when nothing was asked."""
    if state is not IntroductionState.ASKED or ends_on is None or today >= ends_on:
        raise Refused("introduction_has_ended")


def introduction_on(
    answers: Sequence[bool | None], ends_on: date, today: date
) -> IntroductionState:
    """How it stands. A no ends it on the same day as silence does, so that neither can be told
    from the other.
    """
    if all(answers):
        return IntroductionState.MET
    return IntroductionState.ENDED if today >= ends_on else IntroductionState.ASKED


# Longer words tell more; what stands in many texts tells nothing.
SHORTEST_TELLING = 4
MOST_TELLING = 12
LEAST_TELLING = 3
TEXTS_ENOUGH = 300

_WORD = re.compile(r"\w+")


def telling_words(text: str, frequencies: Frequencies) -> list[str]:
    """The words of a text that stand in the fewest texts: as many as lead to enough candidates."""
    words = {word for word in _WORD.findall(fold(text)) if len(word) >= SHORTEST_TELLING}
    found: list[str] = []
    texts = 0
    for number, word in sorted((frequencies.most_texts(word), word) for word in words):
        texts += number
        if len(found) >= LEAST_TELLING and texts > TEXTS_ENOUGH:
            break
        found.append(word)
    return found[:MOST_TELLING]


_SENTENCE = re.compile(r".*?[.!?](?=\s|$)", re.DOTALL)


def first_sentence(text: str) -> str:
    """The first sentence of a text, or all of it."""
    found = _SENTENCE.match(text.strip())
    return found[0] if found else text.strip()
