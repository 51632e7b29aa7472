"""What changed, as a page tells it: when, by whom, from what and to what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schakel.foundation.journal.models import Detail, Line

CHANGES_SHOWN = 20


@dataclass(frozen=True)
class Change:
    """One change; ``staff_id`` is None when Schakel itself did it.

    ``before`` and ``after`` are what the action wrote down: codes, words or numbers of ``people``.
    """

    what: str
    subject_id: int
    at: datetime
    staff_id: int | None
    before: Any = None
    after: Any = None
    people: tuple[int, ...] = ()


def changes_of(
    *, what: Collection[str], subject: str, subject_id: int | None = None
) -> list[Change]:
    """The newest changes of one thing, or of all things of its kind. At most two queries."""
    lines = Line.objects.filter(subject=subject, what__in=what)
    if subject_id is not None:
        lines = lines.filter(subject_id=subject_id)
    return _changes(lines.order_by("-pk")[:CHANGES_SHOWN])


def last_changes(*, what: Collection[str], subjects: Collection[str]) -> dict[str, Change]:
    """The newest change of each name, without from what and to what. One query."""
    lines = Line.objects.filter(subject__in=subjects, what__in=what)
    newest = lines.order_by("what", "-pk").distinct("what")
    return {line.what: _change(line, {}) for line in newest}


def _changes(lines: Iterable[Line]) -> list[Change]:
    found = list(lines)
    with_words = [line.pk for line in found if line.commitment]
    words = {
        detail.line_id: detail.content for detail in Detail.objects.filter(line__in=with_words)
    }
    return [_change(line, words.get(line.pk) or line.details) for line in found]


def _change(line: Line, values: dict[str, Any]) -> Change:
    before, after = values.get("before_ids"), values.get("after_ids")
    return Change(
        line.what,
        line.subject_id,
        line.happened_at,
        line.actor_id,
        values.get("before", before),
        values.get("after", after),
        tuple(number for number in [*(before or []), *(after or [])] if number is not None),
    )
