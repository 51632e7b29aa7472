"""What an institution tells about privacy and accessibility: one answer to each question.

Sources: AVG 13; Besluit digitale toegankelijkheid overheid, with the statuses A to E of its model.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

LONGEST_ANSWER = 5_000
LANGUAGES = ("nl", "en")


class Question(StrEnum):
    """What people may want to know."""

    CONTROLLER = "controller"
    OFFICER = "officer"
    PURPOSE = "purpose"
    CONTENT = "content"
    RECIPIENTS = "recipients"
    PLACE = "place"
    TERMS = "terms"
    RIGHTS = "rights"
    STATUS = "status"
    EXAMINED_ON = "examined_on"
    PROBLEMS = "problems"
    HELP = "help"
    ENFORCEMENT = "enforcement"


PRIVACY: Sequence[Question] = (
    Question.CONTROLLER,
    Question.OFFICER,
    Question.PURPOSE,
    Question.CONTENT,
    Question.RECIPIENTS,
    Question.PLACE,
    Question.TERMS,
    Question.RIGHTS,
)
ACCESSIBILITY: Sequence[Question] = (
    Question.STATUS,
    Question.EXAMINED_ON,
    Question.PROBLEMS,
    Question.HELP,
    Question.ENFORCEMENT,
)
# What no default text can know.
NEEDS_ANSWER = frozenset({Question.OFFICER, Question.STATUS, Question.EXAMINED_ON})
# A letter and a day are the same in every language.
WITHOUT_LANGUAGE = frozenset({Question.STATUS, Question.EXAMINED_ON})


class Accessibility(StrEnum):
    """How far a site meets the norm, by the Dutch model."""

    FULLY = "A"
    PARTLY = "B"
    FIRST_MEASURES = "C"
    NOT = "D"
    NO_STATEMENT = "E"


def check_answer(actor: Actor, question: Question, text: str, today: date) -> None:
    """Refused unless an administrator answers, and the answer is one to this question."""
    if not (actor.is_staff and actor.has_role("administrator")):
        raise Refused("only_administrators")
    if len(text) > LONGEST_ANSWER:
        raise Refused("answer_too_long", most=LONGEST_ANSWER)
    if question is Question.STATUS and text not in set(Accessibility):
        raise Refused("unknown_accessibility")
    if question is Question.EXAMINED_ON and not _is_past_day(text, today):
        raise Refused("examined_on_needs_day")


def _is_past_day(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False
