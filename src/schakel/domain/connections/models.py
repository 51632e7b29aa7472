"""The bond between a party and the organisation, and the people who carry it."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from schakel.domain.connections.rules import CarrierRank
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Named reads of connections."""

    def visible_to(self, actor: Actor) -> Self:
        """Connections in the actor's networks, or carried by the actor."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        carried = Carrier.objects.filter(staff_id=actor.staff_id, until_at__isnull=True)
        return self.filter(
            Q(network_id__in=actor.network_ids, is_confidential=False)
            | Q(pk__in=carried.values("connection_id"))
        )

    def carried_by(self, staff_ids: Collection[int]) -> Self:
        """Those of which one of these people is the first or second carrier now."""
        carried = Carrier.objects.filter(staff_id__in=staff_ids, until_at__isnull=True)
        return self.filter(pk__in=carried.values("connection_id"))

    def resting(self, today: date) -> Self:
        """Those of which both sides agreed to wait until a later day than ``today``."""
        return self.filter(resting_until__gt=today, completed_on__isnull=True)

    def awake(self, today: date) -> Self:
        """Open connections that do not rest ``today``."""
        rests = Q(resting_until__isnull=False, resting_until__gt=today)
        return self.filter(~rests, completed_on__isnull=True)

    def silent_by(self, day: date, today: date) -> Self:
        """Awake connections that are silent on ``day``, the longest silent first."""
        return self.awake(today).filter(silent_on__lte=day).order_by("silent_on", "pk")


class Connection(TenantModel):
    """A bond about a theme and an area. Its strength fades by its rhythm (half-life in days).

    ``agreed_rhythms`` is what was agreed over time, as [day, days]: a rhythm counts forward only.
    """

    party = TenantForeignKey(Party)
    network = TenantForeignKey(Network)
    theme = TenantForeignKey(Theme, null=True, blank=True)
    area = TenantForeignKey(Area, null=True, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    is_confidential = models.BooleanField(default=False)
    agreed_rhythm_days = models.FloatField(null=True, blank=True)
    agreed_rhythms = models.JSONField(default=list, blank=True, db_default=[])
    strength = models.FloatField(default=0)
    strength_as_of = models.DateField()
    last_contact_on = models.DateField(null=True, blank=True)
    gaps = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    silent_on = models.DateField(null=True, blank=True)
    resting_from = models.DateField(null=True, blank=True)
    resting_until = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    completion_reason = models.CharField(max_length=500, blank=True, db_default="")
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Connection"]] = ConnectionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "party"], name="connections_party"),
            models.Index(fields=["tenant", "network", "silent_on"], name="connections_silent"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "party", "network", "theme", "area"],
                condition=Q(completed_on__isnull=True, is_confidential=False),
                nulls_distinct=False,
                name="connections_connection_open_once",
            ),
            models.CheckConstraint(
                condition=Q(strength__gte=0, strength__lte=4), name="connections_strength_in_range"
            ),
            models.CheckConstraint(
                condition=Q(agreed_rhythm_days__isnull=True) | Q(agreed_rhythm_days__gt=0),
                name="connections_rhythm_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"connection {self.pk}"


class Carrier(TenantModel):
    """Somebody who carries a connection. Those who stopped stay, with their dates."""

    connection = TenantForeignKey(Connection)
    staff = TenantForeignKey(StaffMember)
    rank = models.CharField(
        max_length=6, choices=[(rank.value, rank.value) for rank in CarrierRank]
    )
    from_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "staff"],
                condition=Q(until_at__isnull=True),
                name="connections_carrier_staff",
            ),
            models.Index(fields=["tenant", "connection"], name="connections_carrier_of"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "rank"],
                condition=Q(until_at__isnull=True),
                name="connections_carrier_one_a_rank",
            ),
            models.UniqueConstraint(
                fields=["tenant", "connection", "staff"],
                condition=Q(until_at__isnull=True),
                name="connections_carrier_two_people",
            ),
            models.CheckConstraint(
                condition=Q(rank__in=[rank.value for rank in CarrierRank]),
                name="connections_carrier_rank_known",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="connections_carrier_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"carrier {self.pk}"
