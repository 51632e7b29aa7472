"""Reads over initiatives, and over all that changed about a matter."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from schakel.domain.initiatives.models import Help, Initiative, PhaseChange
from schakel.domain.matters.models import Handover, Matter, Remark
from schakel.domain.promises.models import PromiseChange
from schakel.domain.terms.models import Suspension
from schakel.foundation.kernel.actor import Actor


def phase_changes_of(matter: Matter) -> list[PhaseChange]:
    """Every move from phase to phase, the newest first; none for who is no initiative."""
    changes = PhaseChange.objects.filter(initiative__matter=matter).select_related("staff")
    return list(changes.order_by("-changed_at", "-pk"))


def help_of(initiative: Initiative) -> list[Help]:
    """The help that was asked, and given or not, in the order of asking."""
    return list(Help.objects.filter(initiative=initiative).order_by("asked_on", "pk"))


def help_asked(actor: Actor, help_id: int) -> Help | None:
    """Help that was asked for an initiative that the actor may see."""
    visible = Initiative.objects.visible_to(actor)
    asked = Help.objects.filter(pk=help_id, initiative__in=visible)
    return asked.select_related("initiative__matter").first()


class What(StrEnum):
    """What changed about a matter, beside the contact about it."""

    HANDOVER = "handover"
    SUSPENSION = "suspension"
    PHASE = "phase"
    PROMISE = "promise"
    REMARK = "remark"


@dataclass(frozen=True)
class Happening:
    """Something that changed; what does not apply is empty.

    ``code`` is the carrier's rank, the article of a suspension, or the course of a promise;
    ``number`` is that of the promise. ``before`` and ``after`` are names or phases. ``from_on`` is
    the old date of a promise; a suspension stands from ``from_on`` to the day before ``until_on``.
    """

    what: What
    number: int
    at: datetime
    by: str
    code: str
    before: str
    after: str
    words: str
    from_on: date | None
    until_on: date | None


def history_of(matter: Matter) -> list[Happening]:
    """What changed about a matter, the newest first. One query."""
    parts = [
        _part(
            What.HANDOVER,
            Handover.objects.filter(matter=matter),
            at="changed_at", code="rank", before="before__name", after="after__name",
            words="reason",
        ),
        _part(
            What.SUSPENSION,
            Suspension.objects.filter(matter=matter),
            at="from_on", code="article", words="explanation",
            from_on="from_on", until_on="until_on",
        ),
        _part(
            What.PHASE,
            PhaseChange.objects.filter(matter=matter),
            at="changed_at", by="staff__name", before="before", after="after", words="motivation",
        ),
        _part(
            What.PROMISE,
            PromiseChange.objects.filter(matter=matter),
            number="promise_id", at="changed_at", by="staff__name", code="course", words="reason",
            from_on="due_on",
        ),
        _part(
            What.REMARK,
            Remark.objects.filter(matter=matter),
            at="made_at", by="staff__name", words="text",
        ),
    ]  # fmt: skip
    rows = parts[0].union(*parts[1:], all=True)
    found = [Happening(What(what), *rest) for what, *rest in rows]
    return sorted(found, key=lambda each: (each.at, each.number), reverse=True)


def _part(
    what: What, of: QuerySet[Any], *, at: str, number: str = "pk", **columns: str
) -> QuerySet[Any, tuple[Any, ...]]:
    """The rows of one table in the columns of ``Happening``."""
    texts = {
        f"in_{name}": Coalesce(Cast(F(columns[name]), CharField()), Value(""))
        if name in columns
        else Cast(Value(""), CharField())
        for name in ("by", "code", "before", "after", "words")
    }
    days = {
        f"in_{name}": Cast(F(columns[name]) if name in columns else Value(None), DateField())
        for name in ("from_on", "until_on")
    }
    rows: QuerySet[Any, tuple[Any, ...]] = of.annotate(
        in_what=Value(what.value),
        in_number=F(number),
        in_at=Cast(F(at), DateTimeField()),
        **texts,
        **days,
    ).values_list("in_what", "in_number", "in_at", *texts, *days)
    return rows
