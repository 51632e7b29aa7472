"""What colleagues said or have open nearby, and when one of us should speak for all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from schakel.foundation.kernel.refused import Refused

# Two answers within these days may be laid side by side; a refusal is remembered longer.
ANSWERS_MEET_WITHIN = timedelta(days=60)
REFUSALS_MEET_WITHIN = timedelta(days=365)
SHOWN = 5
LONGEST_LINE = 140


class What(StrEnum):
    """What a colleague did."""

    OPEN = "open"
    ANSWERED = "answered"
    PROMISED = "promised"
    DECLINED = "declined"


class Near(StrEnum):
    """Why it is near to what is being answered, the nearest first."""

    PARTY = "party"
    STREET = "street"
    PLACE = "place"


class Sign(StrEnum):
    """Why an answer could contradict what a colleague said."""

    OTHER_OWNER = "other_owner"
    OTHER_ANSWER = "other_answer"
    STREET_ANSWER = "street_answer"
    PROMISE = "promise"
    DECLINED = "declined"


class Choice(StrEnum):
    """Who speaks: the writer, a colleague, or each for themselves, with a reason."""

    ME = "me"
    COLLEAGUE = "colleague"
    ANYWAY = "anyway"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that a colleague (``staff_id``, ``by``) did; ``words`` is how it ended, in a line.

    ``place`` is the same area and theme: several plans in a neighbourhood are often one.
    """

    what: What
    number: int
    at: datetime
    staff_id: int | None
    by: str = ""
    words: str = ""
    near: frozenset[Near] = field(default_factory=frozenset)
    matter_id: int | None = None
    connection_id: int | None = None


def nearest(said: Iterable[Said]) -> list[Said]:
    """The five nearest, of equally near ones the newest; given the newest first."""
    ranks = {near: rank for rank, near in enumerate(Near)}

    def distance(each: Said) -> tuple[int, float]:
        return min(ranks[near] for near in each.near), -each.at.timestamp()

    closest = sorted((each for each in said if each.near), key=distance)[:SHOWN]
    return sorted(closest, key=lambda each: each.at, reverse=True)


def sign_of(said: Said, writer: int | None, now: datetime) -> Sign | None:
    """Whether what is written now could contradict this; never what the writer said."""
    if said.staff_id is None or said.staff_id == writer or not said.near:
        return None
    age = now - said.at
    if said.what is What.OPEN:
        return Sign.OTHER_OWNER if Near.PARTY in said.near else None
    if said.what is What.ANSWERED and age <= ANSWERS_MEET_WITHIN:
        if Near.PARTY in said.near:
            return Sign.OTHER_ANSWER
        return Sign.STREET_ANSWER if Near.STREET in said.near else None
    if said.what is What.PROMISED:
        return Sign.PROMISE
    if said.what is What.DECLINED and age <= REFUSALS_MEET_WITHIN:
        return Sign.DECLINED
    return None


def signs_in(said: Iterable[Said], writer: int | None, now: datetime) -> list[tuple[Sign, Said]]:
    """All that could contradict, the newest first."""
    judged = [(sign_of(each, writer, now), each) for each in said]
    found = [(sign, each) for sign, each in judged if sign is not None]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


@dataclass(frozen=True)
class Chosen:
    """Who was chosen to speak and when; without speaker each spoke for themselves."""

    at: datetime
    speaker_id: int | None


def asks_one_voice(
    signs: Collection[tuple[Sign, Said]], chosen: Chosen | None, writer: int | None
) -> bool:
    """Whether the writer has to choose: not for what was known when they, or nobody, was chosen."""
    if chosen is None or chosen.speaker_id not in (None, writer):
        return bool(signs)
    return any(said.at > chosen.at for _, said in signs)


def check_choice(*, asks: bool, choice: Choice | None, reason: str) -> None:
    """Refused when one voice is asked and nobody was chosen. With a reason one can always send."""
    if asks and choice is None:
        raise Refused("answer_needs_one_voice")
    if choice is Choice.ANYWAY and not reason.strip():
        raise Refused("sending_anyway_needs_reason")


def one_line(text: str) -> str:
    """How something ended, in one line of at most 140 letters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE].rsplit(' ', 1)[0]} …"
