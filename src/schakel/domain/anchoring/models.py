"""What networks lacked from when to when, and what their sponsors were asked and said."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.anchoring.rules import SPONSORS, Anchor, Lack, Word
from schakel.domain.networks.models import Network
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.models import Task
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

ANCHOR_WORDS = [
    (Anchor.OWNER.value, _("owner")),
    (Anchor.DEPUTY.value, _("deputy of the owner")),
    (Anchor.HOURS.value, _("hours a week")),
    (Anchor.MANDATE.value, _("what it may do")),
    (Anchor.ADMINISTRATIVE.value, _("administrative sponsor")),
    (Anchor.POLITICAL.value, _("political sponsor")),
    (Anchor.END.value, _("last day")),
]
LACK_WORDS = [
    (Lack.MISSING.value, _("is missing")),
    (Lack.LEFT.value, _("works here no more")),
    (Lack.SILENT.value, _("did not answer")),
    (Lack.WITHDRAWN.value, _("stands behind it no more")),
    (Lack.ELSEWHERE.value, _("says that somebody else does")),
    (Lack.ENDS_SOON.value, _("is near")),
    (Lack.ENDED.value, _("is over")),
]
WORD_WORDS = [
    (Word.YES.value, _("Yes, I stand behind it")),
    (Word.NO.value, _("No, not any more")),
    (Word.ELSEWHERE.value, _("Somebody else does this now")),
]


class AskingDay(TenantModel):
    """A day of each year on which the sponsors are asked."""

    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "month", "day"], name="anchoring_asking_day_once"
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31)),
                name="anchoring_asking_day_is_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}-{self.month}"


class NetworkGap(TenantModel):
    """Something that a network lacked, from ``since`` up to ``until_on``; None: still."""

    network = TenantForeignKey(Network)
    anchor = models.CharField(max_length=22, choices=ANCHOR_WORDS)
    lack = models.CharField(max_length=9, choices=LACK_WORDS)
    since = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "network", "since"], name="anchoring_gap_of_network"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "network", "anchor", "lack"],
                condition=Q(until_on__isnull=True),
                name="anchoring_gap_open_once",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("since")),
                name="anchoring_gap_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"gap {self.pk} of network {self.network_id}"


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Named reads of confirmations."""

    def visible_to(self, actor: Actor) -> Self:
        """What the actor was asked themselves."""
        if actor.is_system:
            return self
        return self.filter(sponsor_id=actor.staff_id) if actor.is_staff else self.none()

    def current(self) -> Self:
        """Of sponsors who still are so."""
        return self.filter(
            Q(place=Anchor.ADMINISTRATIVE.value, network__administrative_sponsor=F("sponsor"))
            | Q(place=Anchor.POLITICAL.value, network__political_sponsor=F("sponsor"))
        )

    def newest_first(self) -> Self:
        """The last round first."""
        return self.order_by("-round_on", "-pk")


class Confirmation(TenantModel):
    """A sponsor is asked in a round whether they still stand behind a network, and says a word.

    ``words`` are theirs: why not, or who does instead.
    """

    network = TenantForeignKey(Network)
    place = models.CharField(
        max_length=22, choices=[each for each in ANCHOR_WORDS if each[0] in SPONSORS]
    )
    sponsor = TenantForeignKey(StaffMember)
    round_on = models.DateField()
    asked_on = models.DateField()
    answer_by = models.DateField()
    task = TenantForeignKey(Task, null=True, blank=True)
    word = models.CharField(max_length=9, choices=WORD_WORDS, blank=True)
    words = models.CharField(max_length=500, blank=True)
    said_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Confirmation"]] = ConfirmationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "sponsor"], name="anchoring_asked_of_sponsor"),
            models.Index(
                fields=["tenant", "task"],
                condition=Q(task__isnull=False),
                name="anchoring_asked_by_task",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "network", "place", "sponsor", "round_on"],
                name="anchoring_asked_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(place__in=[place.value for place in SPONSORS]),
                name="anchoring_asked_of_a_sponsor",
            ),
            models.CheckConstraint(
                condition=Q(word="", said_on__isnull=True)
                | (~Q(word="") & Q(said_on__isnull=False)),
                name="anchoring_word_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(word__in=["no", "elsewhere"]) | ~Q(words=""),
                name="anchoring_no_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"
