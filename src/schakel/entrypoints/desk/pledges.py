"""A promise of either side as a row: in the words given, by whom, by when, what became of it."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.initiatives.queries import Happening
from schakel.domain.promises.models import COURSE_WORDS, Promise
from schakel.domain.promises.rules import (
    FOLLOWS,
    STANDS,
    Course,
    Side,
    is_overdue,
    is_unconfirmed,
)
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.words import deadline, long_date

_KINDS = {Course.KEPT: Kind.GOOD, Course.BROKEN: Kind.STUCK, Course.HEARD: Kind.WATCH}
_COURSES = dict(COURSE_WORDS)


def promise_row(promise: Promise, today: date, back: str, changes: Sequence[Happening] = ()) -> Row:
    """``back`` is the page to come back to after a step; ``changes`` are the newest first."""
    course = Course(promise.course)
    overdue = is_overdue(course, promise.due_on, today)
    tag = Tag(str(promise.get_course_display()), _KINDS.get(course, Kind.REST))
    return Row(
        tag=_past(promise) if overdue else tag,
        what=f"“{promise.words}”",
        why=" ".join(
            [
                _given(promise, today),
                *_asked(promise, today),
                *_became(promise, changes, today),
                *_elsewhere(promise),
            ]
        ),
        steps=_steps(promise, back) if FOLLOWS[course] else (),
    )


def _past(promise: Promise) -> Tag:
    if promise.side == Side.THEIRS:
        return Tag(_("ask how it goes"), Kind.WATCH)
    return Tag(_("past its date"), Kind.STUCK)


def _given(promise: Promise, today: date) -> str:
    words = {
        "name": _giver(promise),
        "day": long_date(promise.made_on, today),
        "due": deadline(promise.due_on, today) if promise.due_on else "",
    }
    if promise.due_on is None:
        return _("%(name)s, on %(day)s. No date was agreed.") % words
    return _("%(name)s, on %(day)s: %(due)s.") % words


def _giver(promise: Promise) -> str:
    if promise.side == Side.THEIRS or promise.given_by is None:
        return _("They")
    if not promise.mandate:
        return str(promise.given_by.shown_name)
    return _("%(name)s (%(mandate)s)") % {
        "name": promise.given_by.shown_name,
        "mandate": promise.mandate,
    }


def _asked(promise: Promise, today: date) -> list[str]:
    """Until when who is said to have promised is asked whether it is so."""
    if promise.course != Course.HEARD or promise.confirm_by is None:
        return []
    day = {"day": long_date(promise.confirm_by, today)}
    if is_unconfirmed(Course.HEARD, promise.confirm_by, today):
        return [_("Not confirmed by %(day)s. Now somebody else is asked.") % day]
    return [_("They are asked to confirm it, by %(day)s.") % day]


def _elsewhere(promise: Promise) -> list[str]:
    if not promise.council_number:
        return []
    return [_("Number of the council: %(number)s.") % {"number": promise.council_number}]


def _became(promise: Promise, changes: Sequence[Happening], today: date) -> list[str]:
    told = [
        _("Before: %(date)s. Why: %(reason)s")
        % {"date": long_date(each.from_on, today), "reason": each.words}
        for each in changes
        if each.code == Course.RENEGOTIATED and each.from_on is not None
    ]
    if promise.reason and promise.course != Course.RENEGOTIATED:
        told.append(_("Why: %(reason)s") % {"reason": promise.reason})
    return told


def _steps(promise: Promise, back: str) -> tuple[Step, ...]:
    """What mostly comes of it in one click, and all that can; of a broken one only the latter."""
    url = reverse("promise-settle", args=[promise.pk])
    otherwise = Step(_("Something else"), f"{url}?next={back}")
    if Course(promise.course) not in STANDS:
        return (Step(_("Still done, or a new date"), otherwise.url),)
    course, label = Course.KEPT, _("Kept")
    if promise.course == Course.HEARD:
        course, label = Course.CONFIRMED, _("Confirm")
    elif promise.side == Side.THEIRS:
        label = _("They did it")
    return (Step(label, url, post=True, values={"course": course.value, "next": back}), otherwise)
