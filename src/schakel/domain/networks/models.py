"""Networks: themes and areas with the people who carry them, and what they stand on."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from schakel.domain.organisations.models import Area, Theme
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class NetworkQuerySet(models.QuerySet["Network"]):
    """Named reads of networks."""

    def fallback(self) -> Self:
        """The one network that takes what fits nowhere else."""
        return self.filter(is_fallback=True)


class Network(TenantModel):
    """A set of themes and areas, who may see it, and its anchoring in the organisation."""

    name = models.CharField(max_length=200)
    owner = TenantForeignKey(StaffMember, null=True, blank=True)
    deputy = TenantForeignKey(StaffMember, null=True, blank=True)
    administrative_sponsor = TenantForeignKey(StaffMember, null=True, blank=True)
    political_sponsor = TenantForeignKey(StaffMember, null=True, blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    mandate = models.TextField(blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_fallback = models.BooleanField(default=False)
    # Whether the pages of its answers offer to ask a colleague to read along.
    reads_along = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[models.Manager["Network"]] = NetworkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "name"], name="networks_network_name_once"),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=Q(is_fallback=True),
                name="networks_network_one_fallback",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NetworkTheme(TenantModel):
    """A theme that a network is about."""

    network = TenantForeignKey(Network)
    theme = TenantForeignKey(Theme)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "network", "theme"], name="networks_networktheme_once"
            ),
        ]

    def __str__(self) -> str:
        return f"network {self.network_id}, theme {self.theme_id}"


class NetworkArea(TenantModel):
    """An area that a network is about."""

    network = TenantForeignKey(Network)
    area = TenantForeignKey(Area)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "network", "area"], name="networks_networkarea_once"
            ),
        ]

    def __str__(self) -> str:
        return f"network {self.network_id}, area {self.area_id}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Named reads of memberships."""

    def on(self, day: date) -> Self:
        """Those that hold on ``day``: a volunteer's rights end by date."""
        return self.filter(Q(from_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gt=day))


class Membership(TenantModel):
    """Who belongs to a network, and so may see it, from when until when."""

    network = TenantForeignKey(Network)
    staff = TenantForeignKey(StaffMember)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "staff"], name="networks_membership_staff"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "network", "staff"],
                condition=Q(until_on__isnull=True),
                name="networks_membership_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"network {self.network_id}, staff {self.staff_id}"


class NetworkDeputy(TenantModel):
    """Who stands in for a colleague in one network, before their deputy for all else."""

    network = TenantForeignKey(Network)
    staff = TenantForeignKey(StaffMember)
    deputy = TenantForeignKey(StaffMember)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "deputy"], name="networks_deputy_of_whom"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "staff", "network"], name="networks_deputy_one_a_network"
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("staff")), name="networks_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"deputy of {self.staff_id} in network {self.network_id}"


class LogInDomain(TenantModel):
    """Addresses that end in this may be vouched for by the identity provider."""

    domain = models.CharField(max_length=253)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "domain"], name="networks_domain_once"),
        ]

    def __str__(self) -> str:
        return self.domain


class GroupMeaning(TenantModel):
    """Who is in a group of the identity provider has a role here, and belongs to a network."""

    group = models.CharField(max_length=200)
    role = models.CharField(max_length=16)
    network = TenantForeignKey(Network, null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "group", "role", "network"],
                nulls_distinct=False,
                name="networks_group_means_it_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]),
                name="networks_group_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"group meaning {self.pk}"
