"""Matters that are an idea or a request to take part: their course, and help asked and given.

And what is like them: by which others are found, what may be shown to everybody, who is introduced.
"""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.connections.models import Connection
from schakel.domain.initiatives.rules import (
    Course,
    HelpKind,
    IntroductionState,
    Kind,
    Phase,
    PublicationState,
    RobStep,
    Shares,
)
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.matters.rules import Status
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import (
    TenantForeignKey,
    TenantModel,
    TenantOneToOneField,
)

PHASE_WORDS = [
    (Phase.RECEIVED.value, _("received")),
    (Phase.ACKNOWLEDGED.value, _("acknowledged")),
    (Phase.EXPLORED.value, _("being explored")),
    (Phase.AGREED.value, _("agreed")),
    (Phase.ADAPTED.value, _("agreed in another form")),
    (Phase.DECLINED.value, _("declined, with reasons")),
    (Phase.UNDER_WAY.value, _("under way")),
    (Phase.DONE.value, _("done")),
    (Phase.STOPPED.value, _("stopped")),
    (Phase.EVALUATED.value, _("evaluated")),
]
COURSE_WORDS = [
    (Course.THEY_CARRY.value, _("they carry it, we help")),
    (Course.TOGETHER.value, _("together")),
    (Course.WE_CARRY.value, _("we carry it")),
]
KIND_WORDS = [
    (Kind.GOVERNMENT_PARTICIPATION.value, _("own initiative")),
    (Kind.RIGHT_TO_CHALLENGE.value, _("right to challenge")),
    (Kind.CITIZENS_MOTION.value, _("citizens' motion")),
]
ROB_WORDS = [
    (RobStep.LETTING_GO.value, _("letting go")),
    (RobStep.FACILITATING.value, _("facilitating")),
    (RobStep.STIMULATING.value, _("stimulating")),
    (RobStep.DIRECTING.value, _("directing")),
    (RobStep.REGULATING.value, _("regulating")),
]
HELP_WORDS = [
    (HelpKind.MONEY.value, _("money")),
    (HelpKind.TIME.value, _("time")),
    (HelpKind.PLACE.value, _("a place")),
    (HelpKind.MATERIAL.value, _("material")),
    (HelpKind.PERMIT.value, _("a permit")),
    (HelpKind.KNOWLEDGE.value, _("knowledge")),
    (HelpKind.CONTACTS.value, _("contacts")),
    (HelpKind.PUBLICITY.value, _("publicity")),
    (HelpKind.OTHER.value, _("something else")),
]
PUBLICATION_WORDS = [
    (PublicationState.ASKED.value, _("asked")),
    (PublicationState.AGREED.value, _("on the public page")),
    (PublicationState.REFUSED.value, _("rather not")),
    (PublicationState.WITHDRAWN.value, _("taken off the public page")),
]
INTRODUCTION_WORDS = [
    (IntroductionState.WISHED.value, _("wants to get in contact")),
    (IntroductionState.ASKED.value, _("both were asked")),
    (IntroductionState.MET.value, _("introduced to each other")),
    (IntroductionState.ENDED.value, _("did not come about")),
]


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    """Named reads of initiatives."""

    def visible_to(self, actor: Actor) -> Self:
        """Initiatives whose matter the actor may see."""
        if actor.is_system:
            return self
        return self.filter(matter__in=Matter.objects.visible_to(actor))


class Initiative(MatterPart):
    """One-to-one on a matter: what people want to do themselves, and our part in it."""

    matter = TenantOneToOneField(Matter)
    kind = models.CharField(
        max_length=24, choices=KIND_WORDS, default=Kind.GOVERNMENT_PARTICIPATION.value
    )
    phase = models.CharField(max_length=12, choices=PHASE_WORDS, default=Phase.RECEIVED.value)
    phase_since = models.DateField()
    course = models.CharField(max_length=12, choices=COURSE_WORDS, default=Course.THEY_CARRY.value)
    rob_step = models.CharField(max_length=12, choices=ROB_WORDS, blank=True)
    people_touched = models.PositiveIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Initiative"]] = InitiativeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "phase", "-id"], name="initiatives_phase"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(phase__in=[phase.value for phase in Phase]),
                name="initiatives_phase_known",
            ),
            models.CheckConstraint(
                condition=Q(course__in=[course.value for course in Course]),
                name="initiatives_course_known",
            ),
            models.CheckConstraint(
                condition=Q(confidential=False) | Q(is_public=False),
                name="initiatives_confidential_is_not_public",
            ),
        ]

    def __str__(self) -> str:
        return f"initiative {self.pk}"


class PhaseChange(MatterPart):
    """A move from one phase to the next, with its motivation."""

    initiative = TenantForeignKey(Initiative)
    before = models.CharField(max_length=12, choices=PHASE_WORDS)
    after = models.CharField(max_length=12, choices=PHASE_WORDS)
    motivation = models.TextField(blank=True)
    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "initiative", "changed_at"], name="initiatives_change"),
        ]

    def __str__(self) -> str:
        return f"phase change {self.pk}"


class Help(MatterPart):
    """Help that was asked, and what was given."""

    initiative = TenantForeignKey(Initiative)
    kind = models.CharField(max_length=10, choices=HELP_WORDS)
    asked = models.CharField(max_length=500)
    asked_on = models.DateField()
    given = models.CharField(max_length=500, blank=True)
    given_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "initiative"], name="initiatives_help_of"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(given_on__isnull=True) | ~Q(given=""),
                name="initiatives_help_given_is_said",
            ),
        ]

    def __str__(self) -> str:
        return f"help {self.pk}"


class FingerprintQuerySet(models.QuerySet["Fingerprint"]):
    """Named reads of fingerprints."""

    def unread(self) -> Self:
        """Of matters whose text was not read yet, in the order in which they came."""
        return self.filter(bands__isnull=True, confidential=False).order_by("pk")


class Fingerprint(MatterPart):
    """By which near copies of the text of a matter are found (``likeness.signatures``).

    The database makes one with each matter, whoever writes it; ``bands`` is NULL until the text
    was read and counted, which never happens in confidence. There are no words in it, and erasing
    takes it away.
    """

    matter = TenantOneToOneField(Matter)
    bands = ArrayField(models.BigIntegerField(), null=True, blank=True)

    objects: ClassVar[models.Manager["Fingerprint"]] = FingerprintQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "id"],
                condition=Q(bands__isnull=True, confidential=False),
                name="initiatives_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"fingerprint {self.pk}"


class TextCounts(TenantModel):
    """In how many texts of an institution each piece of a word stands (``Frequencies``)."""

    counted = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant"], name="initiatives_counts_once"),
        ]

    def __str__(self) -> str:
        return f"counts of {self.tenant_id}"


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Named reads of publications."""

    def public(self) -> Self:
        """What everybody may read: the initiator agreed, and did not take the idea back."""
        return self.filter(
            state=PublicationState.AGREED.value,
            matter__status__in=[Status.OPEN, Status.ANSWERED, Status.CLOSED],
        )

    def visible_to(self, actor: Actor) -> Self:
        """Those of matters that the actor may see; for who opened no page, what is public."""
        if actor.is_system:
            return self
        if actor.is_staff or actor.matter_id is not None:
            return self.filter(matter__in=Matter.objects.visible_to(actor))
        return self.public()


class Publication(MatterPart):
    """What of an initiative everybody may read: these very words, once the initiator agrees."""

    initiative = TenantOneToOneField(Initiative)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=600)
    state = models.CharField(
        max_length=10, choices=PUBLICATION_WORDS, default=PublicationState.ASKED.value
    )
    asked_by = TenantForeignKey(StaffMember, null=True, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Publication"]] = PublicationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "-answered_at", "-id"],
                condition=Q(state=PublicationState.AGREED.value),
                name="initiatives_public_newest",
            ),
            models.Index(fields=["tenant", "matter"], name="initiatives_publication_matter"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(confidential=False), name="initiatives_nothing_confided_is_published"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PublicationState]),
                name="initiatives_publication_known",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="initiatives_answer_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"publication {self.pk}"


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Named reads of introductions."""

    def unanswered(self, today: date) -> Self:
        """Those of which the days to answer are over."""
        return self.filter(state=IntroductionState.ASKED.value, ends_on__lte=today)

    def unconnected(self) -> Self:
        """Those who met before a connection was made of that, and did not stop since."""
        stopped = IntroductionSide.objects.filter(introduction=OuterRef("pk")).exclude(
            agrees=True, matter__party__erased_at__isnull=True
        )
        met = self.filter(state=IntroductionState.MET.value, connection__isnull=True)
        return met.filter(~Exists(stopped))


class Introduction(TenantModel):
    """Two initiators who may want to know each other. Neither reads what the other said.

    Once they met, ``connection`` is the bond between them.
    """

    state = models.CharField(max_length=10, choices=INTRODUCTION_WORDS)
    asked_by = TenantForeignKey(StaffMember, null=True, blank=True)
    begun_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    connection = TenantForeignKey(Connection, null=True, blank=True)

    objects: ClassVar[models.Manager["Introduction"]] = IntroductionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "ends_on"],
                condition=Q(state=IntroductionState.ASKED.value),
                name="initiatives_unanswered",
            ),
            models.Index(
                fields=["tenant", "connection"],
                condition=Q(connection__isnull=False),
                name="initiatives_connection",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in IntroductionState]),
                name="initiatives_introduction_known",
            ),
            models.CheckConstraint(
                condition=Q(state="wished")
                | Q(asked_at__isnull=False, ends_on__isnull=False)
                | Q(state="ended"),
                name="initiatives_introduction_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"introduction {self.pk}"


class SideQuerySet(models.QuerySet["IntroductionSide"]):
    """Named reads of the sides of introductions."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of matters that the actor may see."""
        if actor.is_system:
            return self
        return self.filter(matter__in=Matter.objects.visible_to(actor))


class IntroductionSide(MatterPart):
    """One of the two, for the matter that they came with; never in confidence."""

    introduction = TenantForeignKey(Introduction)
    agrees = models.BooleanField(null=True, blank=True)
    shares = models.CharField(
        max_length=5,
        choices=[(each.value, each.value) for each in Shares],
        blank=True,
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["IntroductionSide"]] = SideQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "matter"], name="initiatives_side_matter"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "introduction", "matter"], name="initiatives_side_once"
            ),
            models.CheckConstraint(
                condition=Q(confidential=False), name="initiatives_nobody_confided_is_introduced"
            ),
            models.CheckConstraint(
                condition=Q(agrees=True) | Q(shares=""), name="initiatives_shares_by_agreement"
            ),
        ]

    def __str__(self) -> str:
        return f"side {self.pk}"
