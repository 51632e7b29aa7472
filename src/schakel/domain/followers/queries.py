"""What a follower may know of what they follow, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from schakel.domain.followers.models import Follower
from schakel.domain.followers.rules import Answer
from schakel.domain.initiatives.models import Initiative, Publication
from schakel.domain.matters.models import Matter
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import Actor, system

MOST_SHOWN = 50
IDEAS_SHOWN = 20


@dataclass(frozen=True)
class Idea:
    """What everybody may read of an initiative."""

    number: int
    title: str
    summary: str


@dataclass(frozen=True)
class Progress:
    """How it goes, once they agreed: whose turn it is, and by when."""

    status: str
    phase: str
    owner: str
    due_on: date | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Followed:
    """One matter as its follower may see it. ``name`` and ``progress`` only with consent."""

    follower_id: int
    reference: str
    since: datetime
    brought_in: bool
    asked_progress: Answer
    asked_name: Answer
    name: str = ""
    progress: Progress | None = None


def followed_by(actor: Actor) -> list[Followed]:
    """What the actor follows, the newest first. Three queries."""
    followers = Follower.objects.visible_to(actor).select_related("matter__party", "matter__owner")
    shown = list(followers.order_by("-since", "-pk")[:MOST_SHOWN])
    agreed = [each.matter_id for each in shown if each.progress == Answer.YES]
    # In the name of Schakel: a follower sees no matter, and of these only what is told here.
    here = system(actor.tenant_id)
    due = dict(
        Term.objects.visible_to(here)
        .running()
        .filter(matter__in=agreed)
        .values_list("matter_id", "due_on")
    )
    initiatives = Initiative.objects.visible_to(here).filter(matter__in=agreed)
    phases = {each.matter_id: str(each.get_phase_display()) for each in initiatives}
    return [_followed(each, due, phases) for each in shown]


def public_ideas(actor: Actor) -> list[Idea]:
    """Ideas that everybody may read and this actor does not follow, the newest first. One query."""
    followed = Follower.objects.visible_to(actor).values("matter_id")
    public = Publication.objects.public().exclude(matter__in=followed)
    return [
        Idea(each.pk, each.title, each.summary)
        for each in public.order_by("-answered_at", "-pk")[:IDEAS_SHOWN]
    ]


def somebody_follows() -> Exists:
    """Whether anybody of council or executive asks about a matter, read with that matter."""
    return Exists(Follower.objects.filter(matter=OuterRef("pk")))


def who_follow(actor: Actor) -> list[Follower]:
    """Who asks something about the matter of this page, for the one whom it is about."""
    return list(Follower.objects.visible_to(actor).select_related("staff").order_by("pk"))


def _followed(follower: Follower, due: Mapping[int, date], phases: Mapping[int, str]) -> Followed:
    matter = follower.matter
    agrees = follower.progress == Answer.YES
    return Followed(
        follower_id=follower.pk,
        reference=matter.reference,
        since=follower.since,
        brought_in=follower.brought_in,
        asked_progress=Answer(follower.progress),
        asked_name=Answer(follower.name),
        name=matter.party.name if follower.name == Answer.YES else "",
        progress=_progress(matter, due, phases) if agrees else None,
    )


def _progress(matter: Matter, due: Mapping[int, date], phases: Mapping[int, str]) -> Progress:
    return Progress(
        status=str(matter.get_status_display()),
        phase=phases.get(matter.pk, ""),
        owner=matter.owner.shown_name,
        due_on=due.get(matter.pk),
        ended_at=matter.ended_at,
    )
