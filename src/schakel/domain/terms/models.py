"""Running clocks. Stored are the facts and the due days; lateness is always derived."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.terms.rules import SuspensionReason, TermKind, Unit
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey

KIND_WORDS = [
    (TermKind.RECEIPT.value, _("receipt")),
    (TermKind.FIRST_ANSWER.value, _("first answer in content")),
    (TermKind.DECISION.value, _("decision")),
    (TermKind.CITIZENS_MOTION.value, _("citizens' motion")),
    (TermKind.RIGHT_TO_CHALLENGE.value, _("right to challenge")),
    (TermKind.COMPLAINT.value, _("complaint")),
    (TermKind.OBJECTION.value, _("objection")),
    (TermKind.WOO_REQUEST.value, _("request under the Woo")),
    (TermKind.NOTICE_OF_DEFAULT.value, _("notice of default")),
]
SUSPENSION_WORDS = [
    (SuspensionReason.AWAITING_COMPLETION.value, _("we wait for something that you send us")),
    (SuspensionReason.APPLICANT_AGREED.value, _("you agreed that we take more time")),
    (SuspensionReason.DELAY_BY_APPLICANT.value, _("the delay is on your side")),
    (SuspensionReason.FORCE_MAJEURE.value, _("we cannot work on it for now")),
]


class TermQuerySet(models.QuerySet["Term"]):
    """Named reads of terms."""

    def visible_to(self, actor: Actor) -> Self:
        """Terms of matters that the actor may see."""
        if actor.is_system:
            return self
        return self.filter(matter__in=Matter.objects.visible_to(actor))

    def running(self) -> Self:
        """Terms that have not ended, suspended or not."""
        return self.filter(ended_on__isnull=True)

    def carried_by(self, staff_ids: Collection[int]) -> Self:
        """Terms of matters of which one of these people is the first or second carrier."""
        return self.filter(Q(matter__owner_id__in=staff_ids) | Q(matter__second_id__in=staff_ids))

    def due_by(self, day: date) -> Self:
        """Running terms that are due on or before ``day`` and not suspended."""
        return (
            self.running()
            .filter(due_on__lte=day, suspended_from__isnull=True)
            .order_by("due_on", "pk")
        )


class Term(MatterPart):
    """A clock towards an answer. ``due_on`` and ``second_due_on`` follow from the rules.

    The norm is copied when the term starts: a tenant that changes its norms moves no term that
    runs. ``suspended_from`` is set while a suspension is open: the due days are then not known.
    A term that ``runs_elsewhere`` is owned by another system: ``due_on`` is the date given there.
    """

    kind = models.CharField(max_length=20, choices=KIND_WORDS)
    length = models.PositiveSmallIntegerField()
    second_length = models.PositiveSmallIntegerField(null=True, blank=True)
    extension_length = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=12, choices=[(unit.value, unit.value) for unit in Unit])
    article = models.CharField(max_length=200)
    extension_article = models.CharField(max_length=200, blank=True)
    is_statutory = models.BooleanField(default=False)
    runs_elsewhere = models.BooleanField(default=False, db_default=False)
    started_on = models.DateField()
    due_on = models.DateField()
    second_due_on = models.DateField(null=True, blank=True)
    suspended_from = models.DateField(null=True, blank=True)
    extended_by = models.PositiveSmallIntegerField(null=True, blank=True)
    extension_reason = models.CharField(max_length=1000, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager["Term"]] = TermQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "due_on", "id"],
                condition=Q(ended_on__isnull=True),
                name="terms_running_by_due_day",
            ),
            models.Index(fields=["tenant", "matter"], name="terms_matter"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "matter"],
                condition=Q(ended_on__isnull=True),
                name="terms_one_running_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in TermKind]), name="terms_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit]), name="terms_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("started_on")), name="terms_due_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="terms_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(extended_by__isnull=True) | ~Q(extension_reason=""),
                name="terms_extension_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(runs_elsewhere=False)
                | Q(suspended_from__isnull=True, extended_by__isnull=True),
                name="terms_elsewhere_is_not_moved_here",
            ),
        ]

    def __str__(self) -> str:
        return f"term {self.pk}"


class Suspension(MatterPart):
    """Days on which the clock stands still, with the reason that the other side reads."""

    term = TenantForeignKey(Term)
    reason = models.CharField(max_length=20, choices=SUSPENSION_WORDS)
    article = models.CharField(max_length=100)
    explanation = models.CharField(max_length=1000)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "term", "from_on"], name="terms_suspension_term"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "term"],
                condition=Q(until_on__isnull=True),
                name="terms_suspension_open_once",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="terms_suspension_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(explanation=""), name="terms_suspension_is_explained"
            ),
        ]

    def __str__(self) -> str:
        return f"suspension {self.pk}"
