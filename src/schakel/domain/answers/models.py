"""What is being written before it goes out, who speaks for all of us, and standard texts."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.answers.rules import LONGEST_NAME, LONGEST_REMARK, Choice, Purpose, Verdict
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.staff.models import StaffMember
from schakel.foundation.files.models import File
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

PURPOSE_WORDS = [
    (Purpose.ANSWER.value, _("answer")),
    (Purpose.INTERIM.value, _("word of how it stands")),
]
VERDICT_WORDS = [
    (Verdict.AGREED.value, _("agrees")),
    (Verdict.RATHER_NOT.value, _("rather not like this")),
]


class StandardTextQuerySet(models.QuerySet["StandardText"]):
    """Named reads of standard texts."""

    def current(self) -> Self:
        """Those that can be chosen, by name."""
        return self.filter(until_at__isnull=True).order_by("name", "pk")


class StandardText(TenantModel):
    """A text to begin with. A version is never changed: a new one stands after it (``before``)."""

    name = models.CharField(max_length=LONGEST_NAME)
    text = models.TextField()
    version = models.PositiveSmallIntegerField(default=1)
    before = TenantForeignKey("self", null=True, blank=True)
    made_by = TenantForeignKey(StaffMember, null=True, blank=True)
    made_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["StandardText"]] = StandardTextQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "name"],
                condition=Q(until_at__isnull=True),
                name="answers_standard_text_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DraftQuerySet(models.QuerySet["Draft"]):
    """Named reads of drafts. What stands in one is for its writer and its reader only."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that the actor writes or is asked to read, on matters that they may see."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        own = Q(staff_id=actor.staff_id) | Q(reader_id=actor.staff_id)
        return self.filter(own, matter__in=Matter.objects.visible_to(actor))

    def to_go_out(self, now: datetime) -> Self:
        """Texts that wait to be sent, and whose moment came."""
        return self.filter(send_at__lte=now).order_by("send_at", "pk")

    def asked_before(self, moment: datetime) -> Self:
        """Texts of which a second reader was asked before ``moment`` and has said nothing."""
        return self.filter(reader__isnull=False, verdict="", asked_at__lt=moment)


class Draft(MatterPart):
    """What a colleague is writing on a matter. It goes when it is sent, or thrown away.

    ``revision`` counts how often somebody else changed the text, so that nobody overwrites that.
    """

    staff = TenantForeignKey(StaffMember)
    purpose = models.CharField(max_length=8, choices=PURPOSE_WORDS)
    text = models.TextField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    standard_text = TenantForeignKey(StandardText, null=True, blank=True)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    revision = models.PositiveSmallIntegerField(default=0)
    reader = TenantForeignKey(StaffMember, null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=VERDICT_WORDS, blank=True)
    remark = models.CharField(max_length=LONGEST_REMARK, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    send_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Draft"]] = DraftQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "staff", "-saved_at"], name="answers_draft_of_staff"),
            models.Index(
                fields=["tenant", "send_at"],
                condition=Q(send_at__isnull=False),
                name="answers_draft_to_go_out",
            ),
            models.Index(
                fields=["tenant", "asked_at"],
                condition=Q(reader__isnull=False, verdict=""),
                name="answers_draft_to_read",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "matter", "staff", "purpose"], name="answers_draft_once"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=[purpose.value for purpose in Purpose]),
                name="answers_draft_purpose_known",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="answers_draft_has_text"),
            models.CheckConstraint(
                condition=Q(reader__isnull=True, asked_at__isnull=True)
                | Q(reader__isnull=False, asked_at__isnull=False),
                name="answers_draft_reader_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", read_at__isnull=True)
                | Q(
                    verdict__in=[verdict.value for verdict in Verdict],
                    read_at__isnull=False,
                    reader__isnull=False,
                ),
                name="answers_draft_verdict_of_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftFile(MatterPart):
    """A file that goes along when its draft goes out."""

    draft = TenantForeignKey(Draft)
    file = TenantForeignKey(File)
    name = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "draft"], name="answers_file_of_draft"),
        ]

    def __str__(self) -> str:
        return f"file {self.file_id} of draft {self.draft_id}"


class Spokesperson(MatterPart):
    """Who speaks for all of us on a matter, when answers could contradict each other.

    Without a ``speaker`` somebody sent without agreeing, for the ``reason`` that they gave.
    """

    speaker = TenantForeignKey(StaffMember, null=True, blank=True)
    chosen_by = TenantForeignKey(StaffMember)
    chosen_at = models.DateTimeField()
    choice = models.CharField(
        max_length=10, choices=[(choice.value, choice.value) for choice in Choice]
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "matter", "-chosen_at"], name="answers_last_chosen"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(choice__in=["me", "colleague"], speaker__isnull=False)
                | (Q(choice="anyway", speaker__isnull=True) & ~Q(reason="")),
                name="answers_spokesperson_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"spokesperson {self.pk}"
