"""A change of who speaks for a group, from the day it was asked to its end."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.parties.models import Party
from schakel.domain.spokespersons.rules import LONGEST_WORDS, Course, Proof, course_of
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

PROOF_WORDS = [
    (Proof.BEFORE.value, _("who spoke until now says so")),
    (Proof.MEMBER.value, _("a second member says so")),
    (Proof.DOCUMENT.value, _("it stands in a document")),
]


class SpokespersonChangeQuerySet(models.QuerySet["SpokespersonChange"]):
    """Named reads of changes."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of groups that the actor knows."""
        if actor.is_system:
            return self
        return self.filter(group__in=Party.objects.visible_to(actor))

    def running(self) -> Self:
        """Those that are neither confirmed nor taken back."""
        return self.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)

    def contested(self) -> Self:
        """Those in which two speak for one group."""
        return self.running().filter(contested_at__isnull=False)

    def confirmed(self) -> Self:
        """Those after which somebody else speaks, the last first."""
        return self.filter(confirmed_at__isnull=False).order_by("-confirmed_at", "-pk")


class SpokespersonChange(TenantModel):
    """Somebody else speaks for a group: from ``before``, if that is known, to ``newcomer``.

    ``confirmed_by`` and ``asked_by`` are colleagues; nobody stands there when it was confirmed on
    the page of the group. ``words`` go with the proof, ``objection`` with who objected.
    """

    group = TenantForeignKey(Party)
    before = TenantForeignKey(Party, null=True, blank=True)
    newcomer = TenantForeignKey(Party)
    asked_at = models.DateTimeField()
    asked_by = TenantForeignKey(StaffMember, null=True, blank=True)
    proof = models.CharField(max_length=8, choices=PROOF_WORDS, blank=True)
    witness = TenantForeignKey(Party, null=True, blank=True)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    document_on = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = TenantForeignKey(StaffMember, null=True, blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    objection = models.CharField(max_length=LONGEST_WORDS, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["SpokespersonChange"]] = (
        SpokespersonChangeQuerySet.as_manager()
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "group"],
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="spokespersons_one_change_a_group",
            ),
            models.CheckConstraint(
                condition=~Q(newcomer=F("group")) & ~Q(newcomer=F("before")),
                name="spokespersons_newcomer_is_another",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="spokespersons_one_end",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, proof="")
                | Q(confirmed_at__isnull=False, proof__in=[proof.value for proof in Proof]),
                name="spokespersons_confirmed_by_something",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "group"], name="spokespersons_of_group"),
        ]

    def __str__(self) -> str:
        return f"change of spokesperson {self.pk}"

    @property
    def course(self) -> Course:
        """How far it is."""
        return course_of(
            contested=self.contested_at,
            confirmed=self.confirmed_at,
            withdrawn=self.withdrawn_at,
        )
