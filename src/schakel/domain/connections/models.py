"""The bond between a party and the organisation, and the people who carry it."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from schakel.domain.connections.rules import CarrierRank
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import Position, StaffMember
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

    def with_us(self) -> Self:
        """Between a party and us: not those between two whom we introduced."""
        return self.filter(other_party__isnull=True)

    def brokered(self) -> Self:
        """Between two parties whom we introduced to each other."""
        return self.filter(other_party__isnull=False)

    def of(self, party: Party | int) -> Self:
        """Those of a party, also with somebody else."""
        return self.filter(Q(party=party) | Q(other_party=party))

    def beside(self, connection: "Connection") -> Self:
        """What we brokered for the same party, about the same: it goes along with its carriers."""
        return self.brokered().filter(
            party=connection.party_id,
            network=connection.network_id,
            theme=connection.theme_id,
            area=connection.area_id,
            completed_on__isnull=True,
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
    With an ``other_party`` it is between two parties whom we introduced; ``party`` is the one
    through whose matter that was. Its strength comes from what the two say, and from nothing else.
    """

    party = TenantForeignKey(Party)
    other_party = TenantForeignKey(Party, null=True, blank=True)
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
            models.Index(
                fields=["tenant", "other_party"],
                condition=Q(other_party__isnull=False),
                name="connections_other_party",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # PostgreSQL passes over what is empty: of a connection with us both are the party.
            models.UniqueConstraint(
                F("tenant"),
                Least("party", "other_party"),
                Greatest("party", "other_party"),
                F("network"),
                F("theme"),
                F("area"),
                condition=Q(completed_on__isnull=True, is_confidential=False),
                nulls_distinct=False,
                name="connections_pair_open_once",
            ),
            models.CheckConstraint(
                condition=Q(other_party__isnull=True) | ~Q(other_party=F("party")),
                name="connections_brokered_between_two",
            ),
            models.CheckConstraint(
                condition=Q(other_party__isnull=True) | Q(is_confidential=False),
                name="connections_brokered_in_the_open",
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

    @property
    def is_brokered(self) -> bool:
        """Whether it is between two parties whom we introduced, and not with us."""
        return self.other_party_id is not None

    @property
    def stopped_on(self) -> date | None:
        """When one of two whom we introduced did not want it any more; a colleague says why."""
        return self.completed_on if self.is_brokered and not self.completion_reason else None

    @property
    def parties(self) -> list[Party]:
        """With whom it is; of two whom we introduced, both."""
        return [each for each in (self.party, self.other_party) if each is not None]


class Carrier(TenantModel):
    """Somebody who carries a connection. Those who stopped stay, with their dates.

    With a ``position`` they do so since they hold it, or stand in while nobody does.
    """

    connection = TenantForeignKey(Connection)
    staff = TenantForeignKey(StaffMember)
    position = TenantForeignKey(Position, null=True, blank=True)
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
            models.Index(
                fields=["tenant", "position"],
                condition=Q(until_at__isnull=True, position__isnull=False),
                name="connections_carrier_position",
            ),
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
