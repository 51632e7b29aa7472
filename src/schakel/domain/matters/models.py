"""What somebody came with: the hub that contacts, tasks, promises, terms and messages point to."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.connections.models import Connection
from schakel.domain.matters.rules import Kind, Status
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.models import Channel, Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

KIND_WORDS = [
    (Kind.UNSORTED.value, _("not sorted yet")),
    (Kind.IDEA.value, _("idea")),
    (Kind.QUESTION.value, _("question")),
    (Kind.REPORT.value, _("report")),
    (Kind.COMPLAINT.value, _("complaint")),
    (Kind.OBJECTION.value, _("objection")),
    (Kind.WOO_REQUEST.value, _("request under the Woo")),
    (Kind.NOTICE_OF_DEFAULT.value, _("notice of default")),
    (Kind.NOT_OURS.value, _("not ours")),
]
STATUS_WORDS = [
    (Status.OPEN.value, _("open")),
    (Status.ANSWERED.value, _("answered")),
    (Status.CLOSED.value, _("closed")),
    (Status.WITHDRAWN.value, _("withdrawn")),
    (Status.PASSED_ON.value, _("passed on")),
]


def _asked_of(staff_id: int | None) -> Q:
    return Q(owner_id=staff_id, owner_accepted_at__isnull=True) | Q(
        second_id=staff_id, second_accepted_at__isnull=True
    )


class MatterQuerySet(models.QuerySet["Matter"]):
    """Named reads of matters. Confidential ones are hidden by the database as well."""

    def visible_to(self, actor: Actor) -> Self:
        """What the actor carries, what their networks may see, or the one they opened."""
        if actor.is_system:
            return self
        if actor.matter_id is not None:
            return self.filter(pk=actor.matter_id)
        if not actor.is_staff:
            return self.none()
        confided = Confidant.objects.of(actor.staff_id).values("matter_id")
        return self.filter(
            Q(confidential=False, network_id__in=actor.network_ids)
            | Q(confidential=False, owner_id=actor.staff_id)
            | Q(confidential=False, second_id=actor.staff_id)
            | Q(confidential=True, pk__in=confided)
        )

    def asked_of(self, staff_id: int | None) -> Self:
        """Open matters that this colleague carries and has not accepted yet."""
        return self.open().filter(_asked_of(staff_id))

    def asking(self, actor: Actor, carrying: Collection[int], nobody: Collection[int]) -> Self:
        """What the actor is asked to carry, and what is carried by ``nobody``, the oldest first.

        Connectors look after all that they see; others after that of which they, or those for
        whom they stand in (``carrying``), are the second carrier.
        """
        lost = Q(owner_id__in=nobody)
        if not actor.has_role("connector"):
            lost &= Q(second_id__in=carrying)
        return self.open().filter(lost | _asked_of(actor.staff_id)).order_by("received_at", "pk")

    def carried_by(self, staff_ids: Collection[int]) -> Self:
        """Matters of which one of these people is the first or second carrier."""
        return self.filter(Q(owner_id__in=staff_ids) | Q(second_id__in=staff_ids))

    def open(self) -> Self:
        """Matters that are not at an end."""
        return self.filter(status__in=[Status.OPEN, Status.ANSWERED])

    def waiting_for_us(self) -> Self:
        """Open matters in which the next move is ours."""
        return self.filter(status=Status.OPEN.value, waits_for_them=False)

    def unsorted(self) -> Self:
        """Matters of which nobody has given the kind."""
        return self.filter(kind=Kind.UNSORTED.value, status=Status.OPEN.value)

    def to_ask_whether_heard(self, day: date) -> Self:
        """Passed on, and the sender still has to be asked whether they were heard."""
        return self.filter(
            status=Status.PASSED_ON.value, ask_heard_on__lte=day, heard_asked_at__isnull=True
        )


class Matter(TenantModel):
    """What somebody came with. It always has a living owner (``owner`` is not optional)."""

    reference = models.CharField(max_length=12)
    party = TenantForeignKey(Party)
    connection = TenantForeignKey(Connection)
    network = TenantForeignKey(Network)
    theme = TenantForeignKey(Theme, null=True, blank=True)
    area = TenantForeignKey(Area, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=KIND_WORDS, default=Kind.UNSORTED.value)
    status = models.CharField(max_length=12, choices=STATUS_WORDS, default=Status.OPEN.value)
    subject = models.CharField(max_length=200)
    story = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    received_at = models.DateTimeField()
    owner = TenantForeignKey(StaffMember)
    owner_accepted_at = models.DateTimeField(null=True, blank=True)
    second = TenantForeignKey(StaffMember, null=True, blank=True)
    second_accepted_at = models.DateTimeField(null=True, blank=True)
    carrier_reasons = models.JSONField(default=dict, blank=True)
    confidential = models.BooleanField(default=False)
    neutral_subject = models.BooleanField(default=False)
    supporter = models.CharField(max_length=200, blank=True)
    entered_by = TenantForeignKey(StaffMember, null=True, blank=True)
    waits_for_them = models.BooleanField(default=False)
    passed_on_to = models.CharField(max_length=200, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    ask_heard_on = models.DateField(null=True, blank=True)
    heard_asked_at = models.DateTimeField(null=True, blank=True)
    was_heard = models.BooleanField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    case_number = models.CharField(max_length=100, blank=True)
    case_system = models.CharField(max_length=100, blank=True)
    case_url = models.URLField(blank=True)

    objects: ClassVar[models.Manager["Matter"]] = MatterQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "-received_at", "-id"], name="matters_newest"),
            models.Index(
                fields=["tenant", "network", "-received_at", "-id"], name="matters_network_newest"
            ),
            models.Index(fields=["tenant", "owner", "status"], name="matters_owner"),
            models.Index(
                fields=["tenant", "owner"],
                condition=Q(status=Status.OPEN.value),
                name="matters_open_of_owner",
            ),
            models.Index(fields=["tenant", "second", "status"], name="matters_second"),
            models.Index(fields=["tenant", "party", "-received_at"], name="matters_party"),
            models.Index(fields=["tenant", "connection"], name="matters_connection"),
            models.Index(
                fields=["tenant", "area", "-received_at", "-id"], name="matters_area_newest"
            ),
            models.Index(
                fields=["tenant", "ended_at"],
                condition=Q(status=Status.CLOSED.value),
                name="matters_closed",
            ),
            models.Index(
                fields=["tenant", "ask_heard_on"],
                condition=Q(status=Status.PASSED_ON.value, heard_asked_at__isnull=True),
                name="matters_ask_heard",
            ),
            models.Index(
                fields=["tenant", "-received_at"],
                condition=Q(kind=Kind.UNSORTED.value, status=Status.OPEN.value),
                name="matters_unsorted",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="matters_reference_once"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("owner")),
                name="matters_two_different_carriers",
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="matters_has_a_subject"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="matters_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]),
                name="matters_status_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status__in=["open", "answered"], ended_at__isnull=True)
                    | Q(status__in=["closed", "withdrawn", "passed_on"], ended_at__isnull=False)
                ),
                name="matters_ended_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="passed_on") | ~Q(passed_on_to=""),
                name="matters_passed_on_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def shown_subject(self) -> str:
        """What may stand where others may read along: never content, if they asked for that."""
        return self.reference if self.neutral_subject or self.confidential else self.subject


class MatterPart(TenantModel):
    """Base of what hangs on a matter, and is as confidential as that matter.

    The composite foreign key holds ``confidential`` equal to that of the matter, and follows it.
    """

    matter = TenantForeignKey(Matter)
    confidential = models.BooleanField(default=False)

    class Meta:
        abstract = True


class ConfidantQuerySet(models.QuerySet["Confidant"]):
    """Named reads of confidants."""

    def of(self, staff_id: int | None) -> Self:
        """What was confided to this colleague, and accepted."""
        return self.filter(staff_id=staff_id, accepted_at__isnull=False)

    def asked(self, staff_id: int | None) -> Self:
        """What this colleague is asked to carry in confidence: a date, and nothing else."""
        return self.filter(staff_id=staff_id, accepted_at__isnull=True)


class Confidant(TenantModel):
    """Who may see a confidential matter. Until they accept, they see a date and nothing else."""

    matter = TenantForeignKey(Matter)
    staff = TenantForeignKey(StaffMember)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    hear_by = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Confidant"]] = ConfidantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "staff", "matter"], name="matters_confidant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"confidant {self.pk}"


class Remark(MatterPart):
    """An internal remark: never in an answer, though a person may ask to see it (AVG, Woo)."""

    staff = TenantForeignKey(StaffMember)
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "matter", "made_at"], name="matters_remark_matter"),
        ]

    def __str__(self) -> str:
        return f"remark {self.pk}"


class Handover(MatterPart):
    """A change of carrier, so that it can be told and looked back on."""

    rank = models.CharField(max_length=6)
    before = TenantForeignKey(StaffMember, null=True, blank=True)
    after = TenantForeignKey(StaffMember, null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "matter", "changed_at"], name="matters_handover_matter"),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"
