"""What could repair a break, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from schakel.domain.health.models import CAUSE_WORDS, Break, RepairSuggestion
from schakel.domain.health.queries import suggested_here
from schakel.domain.health.rules import (
    OFFERED,
    REPAIRS,
    Caller,
    Cause,
    Company,
    Opening,
    SignalKind,
)

_CALLERS = {
    Caller.OWNER: gettext_lazy("Whoever sees to this."),
    Caller.WHO_DECIDED: gettext_lazy("Whoever decided, in person."),
    Caller.WHO_WAS_WRONG: gettext_lazy("Whoever it went wrong with, in person."),
    Caller.NEW_CARRIER: gettext_lazy("The new contact person."),
    Caller.SPONSOR: gettext_lazy("The manager who backs the network."),
}
_OPENINGS = {
    Opening.WHAT_IS_FIXED: gettext_lazy(
        "Say honestly what is fixed. Then say what they can still change."
    ),
    Opening.WE_CAME_LATE: gettext_lazy(
        "Say that we came too late. Then say what they can still change."
    ),
    Opening.WHAT_WE_DID_WITH_IT: gettext_lazy(
        "Go through what they said. Say for each point what we did with it, and why."
    ),
    Opening.WHERE_IT_STANDS: gettext_lazy(
        "Say where it stands now. Then say on which day they hear more."
    ),
    Opening.WHAT_THEY_EXPECT: gettext_lazy(
        "Ask what they expect. Then say what we can do, and what we cannot."
    ),
    Opening.WHAT_WENT_WRONG: gettext_lazy(
        "Say what went wrong with us, and say sorry. Give a new date only if it is certain."
    ),
    Opening.HOW_THEY_ARE: gettext_lazy("Ask how they are doing, and listen. Ask nothing for us."),
    Opening.IN_PLAIN_WORDS: gettext_lazy(
        "Say the answer once more, in plain words. Ask whether that was their question."
    ),
    Opening.WHO_TAKES_OVER: gettext_lazy(
        "Say who you are, and that you take over. Say what you already know of them."
    ),
    Opening.WHICH_WAY_SUITS: gettext_lazy("Write a letter, or go there. Ask which way suits them."),
    Opening.WHO_STANDS_BEHIND_IT: gettext_lazy("Say who stands behind this from now on."),
    Opening.WHICH_ANSWER_HOLDS: gettext_lazy(
        "Say which answer holds. Say that the other one was wrong."
    ),
}
_COMPANY = {
    Company.NOBODY: gettext_lazy("Nobody. This is between the two of you."),
    Company.WHO_DECIDES: gettext_lazy("A colleague who may decide on it."),
    Company.WHO_KNOWS_THE_SUBJECT: gettext_lazy("A colleague who knows the subject."),
    Company.DEPUTY: gettext_lazy("The deputy, so that they know two people."),
    Company.WHO_THEY_TRUST: gettext_lazy("Somebody from the neighbourhood whom they trust."),
    Company.THE_OTHER_WHO_ANSWERED: gettext_lazy("The colleague who gave the other answer."),
}


@dataclass(frozen=True)
class Suggestion:
    """What could be done if this is the cause, in ready words."""

    cause: str
    caller: str
    opening: str
    company: str

    @property
    def in_one_line(self) -> str:
        """All three."""
        return " · ".join(each.rstrip(".") for each in (self.caller, self.opening, self.company))


def suggestions(found: Break) -> list[Suggestion]:
    """For its cause; while that is not known, for those that fit what was found. One query."""
    causes = [Cause(found.cause)] if found.cause else OFFERED[SignalKind(found.signal)]
    own = suggested_here()
    return [suggestion(each, own.get(each)) for each in causes]


def suggestion(cause: Cause, own: RepairSuggestion | None = None) -> Suggestion:
    """In the words of the institution, where it has them."""
    repair = REPAIRS[cause]
    return Suggestion(
        cause=str(dict(CAUSE_WORDS)[cause.value]),
        caller=(own and own.who_calls) or str(_CALLERS[repair.caller]),
        opening=(own and own.say_first) or str(_OPENINGS[repair.opening]),
        company=(own and own.whom_to_bring) or str(_COMPANY[repair.company]),
    )
