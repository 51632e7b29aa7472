"""What is not to be promised, dated, and by whom."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from schakel.domain.cautions.rules import LONGEST
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, AreaKind, Theme
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class CautionQuerySet(models.QuerySet["Caution"]):
    """Named reads of cautions."""

    def visible_to(self, actor: Actor) -> Self:
        """About an area or a theme: all colleagues; about a network: who belongs to it."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        return self.filter(Q(network__isnull=True) | Q(network_id__in=actor.network_ids))

    def standing(self, today: date) -> Self:
        """Those that hold today, the newest first."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=today)).order_by(
            "-said_on", "-pk"
        )

    def about(
        self, *, areas: Collection[int], themes: Collection[int], networks: Collection[int]
    ) -> Self:
        """About one of these, or about the whole municipality."""
        return self.filter(
            Q(area_id__in=areas)
            | Q(area__kind=AreaKind.MUNICIPALITY)
            | Q(theme_id__in=themes)
            | Q(network_id__in=networks)
        )


class Caution(TenantModel):
    """What is not to be promised about an area, a theme or a network: who says so, until when.

    ``until_on`` is the first day on which it no longer holds.
    """

    area = TenantForeignKey(Area, null=True, blank=True)
    theme = TenantForeignKey(Theme, null=True, blank=True)
    network = TenantForeignKey(Network, null=True, blank=True)
    words = models.CharField(max_length=LONGEST)
    said_by = TenantForeignKey(StaffMember, null=True, blank=True)
    said_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Caution"]] = CautionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "-said_on", "-id"], name="cautions_newest"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="cautions_has_words"),
            models.CheckConstraint(
                condition=Q(area__isnull=False, theme__isnull=True, network__isnull=True)
                | Q(area__isnull=True, theme__isnull=False, network__isnull=True)
                | Q(area__isnull=True, theme__isnull=True, network__isnull=False),
                name="cautions_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("said_on")),
                name="cautions_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"caution {self.pk}"

    @property
    def about(self) -> Area | Theme | Network:
        """The one thing that it is about."""
        about: Area | Theme | Network | None = self.area or self.theme or self.network
        assert about is not None
        return about
