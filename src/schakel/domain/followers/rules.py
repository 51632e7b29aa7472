"""Who may follow, and what is asked of the one whom it is about."""

from enum import StrEnum

from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

# The council, and the executive that stands behind a network.
FOLLOWING_ROLES = frozenset({Role.COUNCILLOR, Role.SPONSOR})


class Answer(StrEnum):
    """What somebody said to a question of a follower. No answer is no."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    YES = "yes"
    NO = "no"


class Question(StrEnum):
    """What a follower may ask of who came with it."""

    PROGRESS = "progress"
    NAME = "name"


def may_follow(actor: Actor) -> bool:
    return actor.has_role(*FOLLOWING_ROLES)


def check_follow(actor: Actor) -> None:
    """Refused unless the actor is of the council or the executive."""
    if not may_follow(actor):
        raise Refused("not_a_follower")


def check_ask_name(answer: Answer) -> None:
    """Refused when it was asked before: asking again is pressing."""
    if answer is not Answer.NOT_ASKED:
        raise Refused("name_was_asked")


def check_answer(answer: Answer) -> None:
    """Refused when nothing was asked; an answer may be changed at any time."""
    if answer is Answer.NOT_ASKED:
        raise Refused("nothing_was_asked")
