"""Which step can be taken back, by which action, and what is said then (``docs/undo.md``)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from schakel.domain.answers.actions import take_back_retirement
from schakel.domain.cautions.actions import take_back_ending
from schakel.domain.initiatives.actions import take_back_phase, take_back_sorting
from schakel.domain.matters.actions import take_back_remark
from schakel.domain.parties.actions import take_back_end_of_relation
from schakel.domain.promises.actions import take_back_conversation, take_back_settling
from schakel.domain.promises.rules import Course
from schakel.domain.tasks.actions import take_back_finishing, take_back_stopping
from schakel.domain.terms.actions import take_back_concluding, take_back_letter
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.steps import Step


class TakeBack(Protocol):
    """The action of a noun that takes back a step of it."""

    def __call__(self, *, actor: Actor, step: Step, now: datetime) -> object:
        """Refused when it is too late; gives what was changed, or the words that were written."""


@dataclass(frozen=True)
class WayBack:
    """The page (``route``) on which a step is taken, the action that takes it back, and the words.

    ``also`` are other pages on which the same step is taken.

    Where there is a page to ``write_again``, the action gives the words to write there.
    """

    route: str
    take_back: TakeBack
    said: Lazy
    write_again: Callable[[Step], str] | None = None
    also: tuple[str, ...] = ()

    def is_from(self, route: str) -> bool:
        """Whether the step is taken on this page."""
        return route in (self.route, *self.also)


_SETTLED = WayBack("promise-settle", take_back_settling, _("What was promised stands as before."))

WAYS_BACK: Mapping[str, WayBack] = {
    "task.done": WayBack("task-finish", take_back_finishing, _("The task waits again.")),
    "contact.recorded": WayBack(
        "contact",
        take_back_conversation,
        _("The contact is taken back. Your words stand here: choose where they belong."),
        write_again=lambda step: reverse("contact"),
        also=("connection-spoke",),
    ),
    "remark.made": WayBack(
        "matter-remark",
        take_back_remark,
        _("The remark is taken back. Your words stand here still."),
        write_again=lambda step: reverse("matter-remark", args=[step.number]),
    ),
    "matter.sorted": WayBack("matter-sort", take_back_sorting, _("The kind is as before.")),
    "matter.closed": WayBack(
        "matter-close", take_back_concluding, _("It is open as before, with the same date.")
    ),
    **{f"promise.{each.value}": _SETTLED for each in Course if each is not Course.HEARD},
    "message.posted": WayBack(
        "letters-posted", take_back_letter, _("The letter lies here still. It was not posted.")
    ),
    "message.dropped": WayBack("sending-drop", take_back_stopping, _("It has to go after all.")),
    "party.relation_ended": WayBack(
        "relation-end", take_back_end_of_relation, _("They belong together, as before.")
    ),
    "caution.ended": WayBack("caution-end", take_back_ending, _("It holds, as before.")),
    "standard_text.retired": WayBack(
        "standard-text-retire", take_back_retirement, _("It can be chosen again.")
    ),
    "initiative.moved": WayBack("initiative-move", take_back_phase, _("The phase is as before.")),
}


# What somebody else was told along with a step, or said themselves, cannot be unsaid.
_TOLD = frozenset({"message.queued", "task.asked", "word.noted"})


def way_back_from(route: str, lines: Sequence[Line]) -> str:
    """Where a step is taken back, by what was written of it; nowhere for many steps at once.

    Nor for a step of which somebody else was told.
    """
    if any(line.what in _TOLD for line in lines):
        return ""
    found = [
        line for line in lines if line.what in WAYS_BACK and WAYS_BACK[line.what].is_from(route)
    ]
    return reverse("undo", args=[found[0].pk]) if len(found) == 1 else ""
