"""A step that a colleague took, and for how long they may take it back themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

# Long enough to see what went wrong, too short for others to rely on it.
TIME_TO_TAKE_BACK = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What somebody did at a moment, as the journal tells it; ``number`` is of its subject.

    ``along`` is what else they did at that moment about the same, ``since`` names what anybody did
    about it afterwards.
    """

    what: str
    by: int | None
    at: datetime
    number: int
    details: Mapping[str, Any]
    along: tuple["Step", ...] = ()
    since: frozenset[str] = frozenset()

    def beside(self, what: str) -> "Step | None":
        """What was done along with it, by name."""
        return next((each for each in self.along if each.what == what), None)

    def is_followed_by(self, *nouns: str) -> bool:
        """Whether anything was done since to one of these nouns."""
        return any(each.partition(".")[0] in nouns for each in self.since)


def check_take_back(step: Step, *, actor: Actor, now: datetime, is_so: bool) -> None:
    """Refused to others, after half an hour, or once it is not as the step left it (``is_so``)."""
    if actor.staff_id is None or step.by != actor.staff_id:
        raise Refused("step_of_a_colleague")
    if now - step.at > TIME_TO_TAKE_BACK:
        raise Refused("step_too_long_ago", minutes=TIME_TO_TAKE_BACK // timedelta(minutes=1))
    if not is_so:
        raise Refused("step_was_followed")
