"""A list that is read in, and each row that it made, so that it can be taken back as one step."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.imports.rules import KEPT_FOR, UNDONE_WITHIN
from schakel.domain.networks.models import Network
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.files.models import File
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class State(models.TextChoices):
    """How far a list is."""

    OPEN = "open", _("not read in yet")
    WAITING = "waiting", _("waits until we read it in")
    UNDER_WAY = "under_way", _("is being read in")
    DONE = "done", _("read in")
    FAILED = "failed", _("could not be read in")
    UNDONE = "undone", _("taken back")


class NetworkImportQuerySet(models.QuerySet["NetworkImport"]):
    """Named reads of lists."""

    def visible_to(self, actor: Actor) -> Self:
        """Lists that the actor reads in: there are people in them whom nobody else may know."""
        if actor.is_system:
            return self
        return self.filter(staff_id=actor.staff_id) if actor.is_staff else self.none()

    def thrown_away_by(self, now: datetime) -> Self:
        """Those whose file was kept long enough."""
        return self.filter(file__isnull=False, created_at__lte=now - KEPT_FOR)

    def settled_by(self, now: datetime) -> Self:
        """Those that cannot be taken back any more."""
        return self.filter(finished_at__lte=now - UNDONE_WITHIN)


class NetworkImport(TenantModel):
    """One sheet of a file. The file itself is kept until it is read in, seven days at most."""

    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    network = TenantForeignKey(Network)
    file = TenantForeignKey(File, null=True, blank=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    sheet = models.CharField(max_length=200, blank=True)
    columns = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    refusal = models.CharField(max_length=60, blank=True)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["NetworkImport"]] = NetworkImportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "staff", "-created_at"], name="imports_of_staff"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="imports_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "undone"]) | Q(finished_at__isnull=False),
                name="imports_done_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"network import {self.pk}"


class Kind(models.TextChoices):
    """What a list makes of somebody."""

    PARTY = "party"
    ADDRESS = "address"
    POSTAL_ADDRESS = "postal"
    RELATION = "relation"
    ACQUAINTANCE = "knows"
    CONNECTION = "connection"
    CARRIER = "carrier"
    CONTACT = "contact"
    PROMISE = "promise"


class ImportedThing(TenantModel):
    """One row that a list made for somebody, and the digest of what it held at that moment."""

    source = TenantForeignKey(NetworkImport)
    party = TenantForeignKey(Party)
    kind = models.CharField(max_length=10, choices=Kind)
    thing_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "party"], name="imports_thing_party"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "source", "kind", "thing_id"], name="imports_thing_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="imports_thing_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"thing {self.pk} of import {self.source_id}"
