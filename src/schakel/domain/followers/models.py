"""Followers of a matter, and what they may know of it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from schakel.domain.followers.rules import Answer
from schakel.domain.matters.models import MatterPart
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey

ANSWERS = [(answer.value, answer.value) for answer in Answer]


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Named reads of followers."""

    def visible_to(self, actor: Actor) -> Self:
        """A follower sees what they follow; who came with it sees who follows."""
        if actor.is_system:
            return self
        if actor.matter_id is not None:
            return self.filter(matter_id=actor.matter_id)
        return self.filter(staff_id=actor.staff_id) if actor.is_staff else self.none()


class Follower(MatterPart):
    """Somebody of the council or the executive who asks about a matter."""

    staff = TenantForeignKey(StaffMember)
    brought_in = models.BooleanField(default=False)
    since = models.DateTimeField()
    progress = models.CharField(max_length=10, choices=ANSWERS, default=Answer.NOT_ASKED.value)
    name = models.CharField(max_length=10, choices=ANSWERS, default=Answer.NOT_ASKED.value)

    objects: ClassVar[models.Manager["Follower"]] = FollowerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "staff", "-since", "-id"], name="followers_of_staff"),
            models.Index(fields=["tenant", "matter"], name="followers_of_matter"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "matter", "staff"], name="followers_follower_once"
            ),
            models.CheckConstraint(
                condition=Q(progress__in=[answer.value for answer in Answer])
                & Q(name__in=[answer.value for answer in Answer]),
                name="followers_answer_known",
            ),
            models.CheckConstraint(
                condition=Q(confidential=False), name="followers_nothing_confided_is_followed"
            ),
        ]

    def __str__(self) -> str:
        return f"follower {self.pk}"
