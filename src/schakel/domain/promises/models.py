"""Words given by either side, and what became of them."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.parties.models import Party
from schakel.domain.promises.rules import STANDS, Course, Side
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey

COURSE_WORDS = [
    (Course.HEARD.value, _("heard, not yet confirmed")),
    (Course.CONFIRMED.value, _("stands")),
    (Course.WITHDRAWN.value, _("withdrawn, with explanation")),
    (Course.KEPT.value, _("kept")),
    (Course.BROKEN.value, _("not kept")),
    (Course.RENEGOTIATED.value, _("new date agreed")),
]

_STANDING = Q(course__in=[course.value for course in STANDS])


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Named reads of promises."""

    def visible_to(self, actor: Actor, *, asked: bool = False) -> Self:
        """Promises on matters, or on connections, that the actor may see.

        With ``asked`` also what the actor, or somebody for whom they answer, is said to have
        promised, unless in confidence: they say whether it is so without seeing the matter.
        """
        if actor.is_system:
            return self
        if actor.matter_id is not None:
            return self.filter(matter_id=actor.matter_id)
        if not actor.is_staff:
            return self.none()
        matters = Matter.objects.visible_to(actor).filter(pk=OuterRef("matter_id"))
        connections = Connection.objects.visible_to(actor).filter(pk=OuterRef("connection_id"))
        visible = Q(Exists(matters)) | Q(Exists(connections), matter__isnull=True)
        if asked and actor.staff_id is not None:
            giver = StaffMember.objects.filter(pk=OuterRef("given_by_id")).filter(
                Q(pk=actor.staff_id) | Q(secretary=actor.staff_id) | Q(deputy=actor.staff_id)
            )
            visible |= Q(Exists(giver), confidential=False)
        return self.filter(visible)

    def of(self, staff_ids: Collection[int]) -> Self:
        """Standing ones that one of these people gave, or carries now as the first.

        By the matter, else by the connection. Each way has an index: an "or" over the three would
        read all that stand in the institution.
        """
        carried = Carrier.objects.filter(
            staff_id__in=staff_ids, rank=CarrierRank.FIRST.value, until_at__isnull=True
        )
        ways = (
            Q(given_by_id__in=staff_ids),
            Q(matter__owner_id__in=staff_ids),
            Q(matter__isnull=True, connection_id__in=carried.values("connection_id")),
        )
        standing = Promise.objects.filter(_STANDING)
        given, *others = (standing.filter(way).values("pk") for way in ways)
        return self.filter(pk__in=given.union(*others))

    def unconfirmed_on(self, day: date) -> Self:
        """Heard, and not confirmed by the last day for that."""
        return self.filter(course=Course.HEARD.value, confirm_by__lt=day).order_by("pk")

    def standing(self) -> Self:
        """Promises that still have to be kept, the first due first."""
        return self.filter(_STANDING).order_by(F("due_on").asc(nulls_last=True), "pk")

    def due_by(self, day: date) -> Self:
        """Standing promises that have to be kept on or before ``day``."""
        return self.standing().filter(due_on__lte=day)


class Promise(MatterPart):
    """In the words in which it was given: by whom, on whose mandate, to whom, by when.

    ``council_number`` is its number in the system of the council, for a promise to the council.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    connection = TenantForeignKey(Connection)
    party = TenantForeignKey(Party)
    side = models.CharField(max_length=6, choices=[(side.value, side.value) for side in Side])
    words = models.CharField(max_length=1000)
    given_by = TenantForeignKey(StaffMember, null=True, blank=True)
    mandate = models.CharField(max_length=200, blank=True)
    council_number = models.CharField(max_length=100, blank=True, default="", db_default="")
    made_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    course = models.CharField(max_length=12, choices=COURSE_WORDS)
    reason = models.CharField(max_length=1000, blank=True)
    confirm_by = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    recorded_by = TenantForeignKey(StaffMember, null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Promise"]] = PromiseQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "given_by", "due_on"],
                condition=Q(course__in=["heard", "confirmed", "renegotiated"]),
                name="promises_standing_of_staff",
            ),
            models.Index(fields=["tenant", "matter"], name="promises_matter"),
            models.Index(fields=["tenant", "connection"], name="promises_connection"),
            models.Index(fields=["tenant", "party", "-made_on"], name="promises_party"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="promises_has_words"),
            models.CheckConstraint(
                condition=Q(course__in=[course.value for course in Course]),
                name="promises_course_known",
            ),
            models.CheckConstraint(
                condition=Q(side="theirs") | Q(given_by__isnull=False),
                name="promises_ours_is_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="promises_confidential_by_matter",
            ),
            models.CheckConstraint(
                condition=~Q(course__in=["withdrawn", "broken", "renegotiated"]) | ~Q(reason=""),
                name="promises_explained_when_not_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"


class PromiseChange(MatterPart):
    """A step in the course of a promise: from what to what, why, and the date as it was."""

    matter = TenantForeignKey(Matter, null=True, blank=True)
    promise = TenantForeignKey(Promise)
    course = models.CharField(max_length=12, choices=COURSE_WORDS)
    due_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "promise", "changed_at"], name="promises_change"),
        ]

    def __str__(self) -> str:
        return f"change of promise {self.promise_id}"
