"""Matters that are an idea or a request to take part: their course, and help asked and given."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.initiatives.rules import Course, HelpKind, Kind, Phase, RobStep
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantOneToOneField

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
