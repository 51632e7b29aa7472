"""Reads before something goes out: what colleagues said nearby, and who may read along."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from schakel.domain.answers.models import Draft, DraftFile, Spokesperson, StandardText
from schakel.domain.answers.rules import (
    Near,
    Purpose,
    Said,
    What,
    one_line,
    streets_in,
)
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.initiatives.models import Initiative
from schakel.domain.initiatives.rules import Phase
from schakel.domain.matters.models import Confidant, Matter, MatterQuerySet
from schakel.domain.matters.rules import Status
from schakel.domain.networks.models import Membership
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import CARRYING_ROLES
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search.queries import any_of_each, keys_of

# How far back we look, and at how many of each kind.
LOOKED_BACK = timedelta(days=365)
READ = 30
_OPEN = frozenset({Status.OPEN.value, Status.ANSWERED.value})


def with_answering(matters: MatterQuerySet) -> MatterQuerySet:
    """Each matter with ``due_on`` of its running term, the last ``chosen`` spokesperson, and the
    standard ``texts`` to choose from; all in the same query.
    """
    terms = Term.objects.running().filter(matter=OuterRef("pk"))
    chosen = Spokesperson.objects.filter(matter=OuterRef("pk")).order_by("-chosen_at", "-pk")
    told = JSONObject(
        choice="choice",
        speaker_id="speaker_id",
        speaker="speaker__name",
        chosen_by="chosen_by__name",
        chosen_at="chosen_at",
    )
    return matters.annotate(
        due_on=Subquery(terms.values("due_on")[:1]),
        chosen=Subquery(chosen.values(told=told)[:1]),
        texts=ArraySubquery(
            StandardText.objects.current().values(told=JSONObject(pk="pk", name="name"))
        ),
    )


def with_going_out(matters: MatterQuerySet) -> MatterQuerySet:
    """Each matter with ``going_out``: by whom and when a text waits to be sent, and no text."""
    waiting = Draft.objects.filter(matter=OuterRef("pk"), send_at__isnull=False)
    told = JSONObject(by="staff__name", at="send_at")
    return matters.annotate(going_out=ArraySubquery(waiting.order_by("send_at").values(told=told)))


def drafts_on(matter: Matter, purpose: Purpose) -> list[Draft]:
    """What colleagues are writing on a matter, the first first. Their texts are their own.

    Each with its ``files``: number, name and size in bytes of what goes along.
    """
    found = with_files(Draft.objects.filter(matter=matter, purpose=purpose.value))
    return list(found.select_related("staff", "reader", "standard_text").order_by("began_at"))


def with_files(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """Each draft with its ``files``, in the order in which they were added."""
    files = DraftFile.objects.filter(draft=OuterRef("pk")).order_by("pk")
    told = JSONObject(number="pk", name="name", size="file__size")
    return drafts.annotate(files=ArraySubquery(files.values(told=told)))


def draft_file(actor: Actor, number: int) -> DraftFile | None:
    """A file of a draft that the actor writes or is asked to read."""
    found = DraftFile.objects.filter(pk=number, draft__in=Draft.objects.visible_to(actor))
    return found.select_related("file").first()


def drafts_of(actor: Actor) -> list[Draft]:
    """What the actor is writing, the newest first."""
    own = Draft.objects.visible_to(actor).filter(staff_id=actor.staff_id)
    return list(own.select_related("matter__party", "reader").order_by("-saved_at")[:READ])


def last_chosen(matter: Matter) -> Spokesperson | None:
    """Who was chosen last to speak for all of us on a matter."""
    chosen = Spokesperson.objects.filter(matter=matter)
    return chosen.order_by("-chosen_at", "-pk").first()


def may_see(matter: Matter, today: date) -> list[StaffMember]:
    """Colleagues who may see a matter, by name: its network and carriers, or its confidants."""
    here = StaffMember.objects.working_on(today)
    if matter.confidential:
        told = Confidant.objects.filter(matter=matter, accepted_at__isnull=False)
        return list(here.filter(pk__in=told.values("staff_id")).order_by("name", "pk"))
    member = Membership.objects.on(today).filter(network=matter.network_id, staff=OuterRef("pk"))
    carries = Q(pk__in=[each for each in (matter.owner_id, matter.second_id) if each])
    works = Q(roles__overlap=[role.value for role in CARRYING_ROLES])
    return list(here.filter(carries | (Q(Exists(member)) & works)).order_by("name", "pk"))


def standard_texts() -> list[StandardText]:
    """Those that can be chosen."""
    return list(StandardText.objects.current())


def standard_text(number: int) -> StandardText | None:
    """One that can be chosen, or was until somebody else changed it."""
    return StandardText.objects.current().filter(pk=number).first()


@dataclass(frozen=True)
class _Around:
    """Where to look: the party, the streets that are named, and the same area and theme."""

    matter: Matter
    since: datetime
    streets: dict[str, list[int]]

    def near(self, party_id: int, matter: Matter | None, kind: str, number: int) -> frozenset[Near]:
        """Why something is near."""
        found = set()
        if party_id == self.matter.party_id:
            found.add(Near.PARTY)
        if number in self.streets.get(kind, ()) or (
            matter is not None and matter.pk in self.streets.get("matter", ())
        ):
            found.add(Near.STREET)
        if matter is not None and self._same_place(matter):
            found.add(Near.PLACE)
        return frozenset(found)

    def _same_place(self, other: Matter) -> bool:
        return None not in (self.matter.area_id, self.matter.theme_id) and (
            (self.matter.area_id, self.matter.theme_id) == (other.area_id, other.theme_id)
        )

    def places(self, prefix: str = "") -> Q:
        """The same area and theme; nothing when either is not known."""
        if self.matter.area_id is None or self.matter.theme_id is None:
            return Q(pk__in=())
        return Q(
            **{
                f"{prefix}area_id": self.matter.area_id,
                f"{prefix}theme_id": self.matter.theme_id,
            }
        )


def said_around(actor: Actor, matter: Matter, text: str, now: datetime) -> list[Said]:
    """What colleagues said, promised, declined or have open with this party, on the streets that
    the matter or ``text`` names, or about the same theme in the same area; as far as the actor may
    see it. Four queries at most.
    """
    named = streets_in(f"{matter.subject} {matter.story} {text}")
    streets = (
        any_of_each(named, keys_of(actor), ("matter", "contact", "promise"), READ) if named else {}
    )
    around = _Around(matter, now - LOOKED_BACK, streets)
    return [
        *_matters(actor, around),
        *_answers(actor, around),
        *_promises(actor, around),
    ]


def _matters(actor: Actor, around: _Around) -> Iterator[Said]:
    """What is open, and what was declined there."""
    initiatives = Initiative.objects.filter(matter=OuterRef("pk"), phase=Phase.DECLINED.value)
    matter = around.matter
    found: Any = (
        Matter.objects.visible_to(actor)
        .filter(
            Q(party_id=matter.party_id)
            | Q(pk__in=around.streets.get("matter", ()))
            | (around.places() & Q(received_at__gte=around.since))
        )
        .exclude(pk=matter.pk)
        .select_related("owner")
        .annotate(declined_on=Subquery(initiatives.values("phase_since")[:1]))
        .order_by("-received_at", "-pk")[:READ]
    )
    for each in found:
        if each.declined_on is None and each.status not in _OPEN:
            continue
        declined = each.declined_on is not None
        yield Said(
            what=What.DECLINED if declined else What.OPEN,
            number=each.pk,
            at=_start_of(each.declined_on) if declined else each.received_at,
            staff_id=each.owner_id,
            by=each.owner.name,
            words=one_line(each.shown_subject),
            near=around.near(each.party_id, each, "matter", each.pk),
            matter_id=each.pk,
            connection_id=each.connection_id,
        )


def _answers(actor: Actor, around: _Around) -> Iterator[Said]:
    found = (
        ContactMoment.objects.visible_to(actor)
        .filter(
            Q(party_id=around.matter.party_id)
            | Q(pk__in=around.streets.get("contact", ()))
            | Q(matter_id__in=around.streets.get("matter", ())),
            direction=Direction.OUTBOUND.value,
            staff__isnull=False,
            happened_at__gte=around.since,
        )
        .select_related("staff", "matter")
        .order_by("-happened_at", "-pk")[:READ]
    )
    for each in found:
        yield Said(
            what=What.ANSWERED,
            number=each.pk,
            at=each.happened_at,
            staff_id=each.staff_id,
            by=each.staff.name if each.staff else "",
            words=one_line(each.summary),
            near=around.near(each.party_id, each.matter, "contact", each.pk),
            matter_id=each.matter_id,
            connection_id=each.connection_id,
        )


def _promises(actor: Actor, around: _Around) -> Iterator[Said]:
    found = (
        Promise.objects.visible_to(actor)
        .standing()
        .filter(
            Q(party_id=around.matter.party_id)
            | Q(pk__in=around.streets.get("promise", ()))
            | Q(matter_id__in=around.streets.get("matter", ())),
            side=Side.OURS.value,
        )
        .select_related("given_by", "matter")
        .order_by("-recorded_at", "-pk")[:READ]
    )
    for each in found:
        yield Said(
            what=What.PROMISED,
            number=each.pk,
            at=each.recorded_at,
            staff_id=each.given_by_id,
            by=each.given_by.name if each.given_by else "",
            words=one_line(each.words),
            near=around.near(each.party_id, each.matter, "promise", each.pk),
            matter_id=each.matter_id,
            connection_id=each.connection_id,
        )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
