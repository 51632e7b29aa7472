"""Reviews of rights, and what was found about each colleague."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from schakel.domain.networks.models import Network
from schakel.domain.reviews.rules import DEFAULT_DAY, DEFAULT_MONTH
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class ReviewDay(TenantModel):
    """The day of the year on which an institution begins its reviews."""

    month = models.PositiveSmallIntegerField(default=DEFAULT_MONTH)
    day = models.PositiveSmallIntegerField(default=DEFAULT_DAY)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant"], name="reviews_one_day_a_year"),
            models.CheckConstraint(
                condition=models.Q(month__range=(1, 12), day__range=(1, 31)),
                name="reviews_day_is_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}-{self.month}"


class ReviewQuerySet(models.QuerySet["Review"]):
    """Named reads of reviews."""

    def visible_to(self, actor: Actor) -> Self:
        """All for an administrator; for others what they were asked."""
        if actor.is_system or actor.has_role(Role.ADMINISTRATOR):
            return self
        return self.filter(staff_id=actor.staff_id) if actor.is_staff else self.none()

    def open(self) -> Self:
        """Those that are not signed, the first due first."""
        return self.filter(signed_at__isnull=True).order_by("due_on", "pk")

    def signed(self) -> Self:
        """Those that are done, the newest first."""
        return self.filter(signed_at__isnull=False).order_by("-signed_at", "-pk")


class Review(TenantModel):
    """Somebody is asked whether the rights in a network, or of all who work here, still fit."""

    staff = TenantForeignKey(StaffMember)
    network = TenantForeignKey(Network, null=True, blank=True)
    began_on = models.DateField()
    due_on = models.DateField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = TenantForeignKey(StaffMember, null=True, blank=True)

    objects: ClassVar[models.Manager["Review"]] = ReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "network", "began_on"],
                nulls_distinct=False,
                name="reviews_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class Verdict(TenantModel):
    """Whether a colleague keeps what they had, and what that was."""

    review = TenantForeignKey(Review)
    staff = TenantForeignKey(StaffMember)
    stays = models.BooleanField()
    roles = ArrayField(models.CharField(max_length=16), default=list)
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "review", "staff"], name="reviews_verdict_once"
            ),
        ]

    def __str__(self) -> str:
        return f"verdict {self.pk}"
