"""A promise of either side as a row: in the words given, by whom, by when, what became of it."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.initiatives.queries import Happening
from schakel.domain.promises.models import COURSE_WORDS, Promise
from schakel.domain.promises.rules import STANDS, Course, Side, is_overdue
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
        tag=Tag(_("past its date"), Kind.STUCK) if overdue else tag,
        what=f"“{promise.words}”",
        why=" ".join([_given(promise, today), *_became(promise, changes, today)]),
        steps=_steps(promise, back) if course in STANDS else (),
    )


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
    url = reverse("promise-settle", args=[promise.pk])
    first = (
        Step(_("Confirm"), url, post=True, values={"course": Course.CONFIRMED.value, "next": back})
        if promise.course == Course.HEARD
        else Step(_("Kept"), url, post=True, values={"course": Course.KEPT.value, "next": back})
    )
    return (first, Step(_("Something else"), f"{url}?next={back}"))
