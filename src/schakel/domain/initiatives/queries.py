"""Reads over initiatives, and over all that changed about a matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Left

from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.ranking import rank
from schakel.algorithms.likeness.signatures import bands, signature
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.initiatives.models import (
    PHASE_WORDS,
    Help,
    Initiative,
    Introduction,
    IntroductionSide,
    PhaseChange,
    Publication,
    TextCounts,
)
from schakel.domain.initiatives.rules import Phase, telling_words
from schakel.domain.matters.models import Handover, Matter, MatterQuerySet, Remark
from schakel.domain.parties.models import Party
from schakel.domain.promises.models import PromiseChange
from schakel.domain.terms.models import Suspension
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search.queries import EVERYBODY, any_of, keys_of


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


# Compared in full, which takes longest: those with most words in common, and near copies.
BY_WORDS, BY_BANDS = 20, 6
# Of 32: with a Jaccard likeness of 0.8 found with chance 0.998, of 0.15 with 0.006 instead of 0.016
# (``signatures.found_with_chance``), so that strangers stay few among very many.
BANDS_ASKED = 12
MOST_LIKE, MOST_PUBLIC = 4, 3
ANSWER_SHOWN = 300


def text_of(matter: Matter) -> str:
    """What of a matter is compared."""
    return f"{matter.subject}\n{matter.story}"


def text_counts() -> Frequencies:
    """How often each piece of a word stands in the texts that were read. One query."""
    kept = TextCounts.objects.values_list("counted", flat=True).first()
    return Frequencies() if kept is None else Frequencies.from_bytes(bytes(kept))


@dataclass(frozen=True)
class LikeMatter:
    """A matter that is like another one, by which words, and what was said then.

    ``phase`` is empty for who is no initiative, ``answer`` as long as nothing was said.
    """

    matter: Matter
    words: tuple[str, ...]
    phase: str
    answer: str
    answered_at: datetime | None


def like_matters(actor: Actor, matter: Matter) -> list[LikeMatter]:
    """What is most like a matter of all that the actor may see, the likest first. Four queries."""
    text, counts, keys = text_of(matter), text_counts(), keys_of(actor)
    numbers = set(any_of(telling_words(text, counts), keys, "matter", BY_WORDS))
    numbers |= set(_copies(text, keys))
    visible = Matter.objects.visible_to(actor).filter(pk__in=numbers - {matter.pk})
    said = (
        ContactMoment.objects.that_were()
        .filter(matter=OuterRef("pk"), direction=Direction.OUTBOUND.value, succeeded=True)
        .newest_first()
    )
    phases = Initiative.objects.filter(matter=OuterRef("pk")).values("phase")
    found: list[Any] = list(
        visible.filter(party__erased_at__isnull=True)
        .select_related("owner", "party")
        .annotate(
            phase=Coalesce(Subquery(phases[:1]), Value("")),
            said=Coalesce(
                Subquery(said.values(start=Left("summary", ANSWER_SHOWN))[:1]), Value("")
            ),
            said_at=Subquery(said.values("happened_at")[:1]),
        )
        .order_by("-received_at", "-pk")
    )
    likest = rank(text, [text_of(each) for each in found], counts, top=MOST_LIKE)
    return [_like(found[each.place], each.words) for each in likest]


def _like(found: Any, words: tuple[str, ...]) -> LikeMatter:
    phase = str(dict(PHASE_WORDS)[found.phase]) if found.phase else ""
    return LikeMatter(found, words, phase, found.said, found.said_at)


def _copies(text: str, keys: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT matter_id FROM search_copies(%s::bigint[], %s, %s)",
            [bands(signature(text))[:BANDS_ASKED], list(keys), BY_BANDS],
        )
        return [row[0] for row in cursor.fetchall()]


def like_public(text: str) -> list[Publication]:
    """What everybody may read and is most like a text, by those public words alone.

    One query where nothing is public, else four.
    """
    if not Publication.objects.public().exists():
        return []
    counts = text_counts()
    numbers = any_of(telling_words(text, counts), [EVERYBODY], "publication", BY_WORDS)
    public = Publication.objects.public().filter(pk__in=numbers)
    found = list(
        public.select_related("initiative", "matter__party").order_by("-answered_at", "-pk")
    )
    texts = [f"{each.title}\n{each.summary}" for each in found]
    return [found[each.place] for each in rank(text, texts, counts, top=MOST_PUBLIC)]


def publication_of(actor: Actor, matter: Matter) -> Publication | None:
    """What of a matter may be shown to everybody, or was asked to be."""
    visible = Publication.objects.visible_to(actor).filter(matter=matter)
    return visible.select_related("initiative").first()


def introductions_of(actor: Actor, matter: Matter) -> dict[int, IntroductionSide]:
    """The other sides of the introductions of a matter, as far as the actor may see them too.

    By the matter of that side. Whether they agree is theirs to tell, and on no page of the desk.
    """
    own = IntroductionSide.objects.filter(matter=matter).values("introduction")
    others = IntroductionSide.objects.visible_to(actor).filter(introduction__in=own)
    others = others.exclude(matter=matter).select_related("introduction")
    return {each.matter_id: each for each in others}


@dataclass(frozen=True)
class Met:
    """Who somebody was introduced to: ``way`` is how they want to be reached."""

    party: Party
    shares: str


def something_was_asked() -> Exists | Q:
    """Of a matter: whether we asked to show it, or to introduce who came with it."""
    publications = Publication.objects.filter(matter=OuterRef("pk"))
    sides = IntroductionSide.objects.filter(matter=OuterRef("pk"))
    return Exists(publications) | Exists(sides)


def sides_of(actor: Actor, matter: Matter) -> list[IntroductionSide]:
    """The own sides of introductions, the newest first: what was asked, and what one said."""
    sides = IntroductionSide.objects.visible_to(actor).filter(matter=matter)
    return list(sides.select_related("introduction").order_by("-pk"))


def introduced_at(connection: Connection) -> datetime | None:
    """When the two of a connection both said yes. One query."""
    met = Introduction.objects.filter(connection=connection).order_by("ended_at")
    return met.values_list("ended_at", flat=True).first()


def whom_they_met(side: IntroductionSide) -> Met | None:
    """The other one, as long as both of them agree; None when one does not (any more)."""
    other = (
        IntroductionSide.objects.filter(introduction=side.introduction_id, agrees=True)
        .exclude(pk=side.pk)
        .select_related("matter__party")
        .first()
    )
    if not side.agrees or other is None or other.matter.party.erased_at is not None:
        return None
    return Met(other.matter.party, other.shares)


def with_decline(matters: MatterQuerySet) -> MatterQuerySet:
    """Each matter with ``declined_why`` and ``declined_at``: the last time that we said no."""
    declined = PhaseChange.objects.filter(
        initiative__matter=OuterRef("pk"), after=Phase.DECLINED.value
    ).order_by("-changed_at")
    return matters.annotate(
        declined_why=Subquery(declined.values("motivation")[:1]),
        declined_at=Subquery(declined.values("changed_at")[:1]),
    )
