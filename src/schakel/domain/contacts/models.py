"""Contact moments of any channel and direction. Written so that the party may read them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.parties.models import Channel, Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.files.models import File
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey

DIRECTION_WORDS = [
    (Direction.INBOUND.value, _("from them")),
    (Direction.OUTBOUND.value, _("from us")),
    (Direction.BOTH_WAYS.value, _("conversation")),
]


class ContactMomentQuerySet(models.QuerySet["ContactMoment"]):
    """Named reads of contact moments."""

    def that_were(self) -> Self:
        """Contact that there was: not what was recorded by mistake."""
        return self.filter(taken_back_at__isnull=True)

    def visible_to(self, actor: Actor, *, taken_back: bool = False) -> Self:
        """Moments of a matter, or of a connection, that the actor may see.

        With ``taken_back`` also those that were recorded by mistake, of which the words are gone.
        """
        found = self if taken_back else self.that_were()
        return found._seen_by(actor)

    def _seen_by(self, actor: Actor) -> Self:
        if actor.is_system:
            return self
        if actor.matter_id is not None:
            return self.filter(matter_id=actor.matter_id)
        if not actor.is_staff:
            return self.none()
        # Asked of each moment that is read, not of all matters there are.
        matters = Matter.objects.visible_to(actor).filter(pk=OuterRef("matter_id"))
        connections = Connection.objects.visible_to(actor).filter(pk=OuterRef("connection_id"))
        return self.filter(Exists(matters) | Q(Exists(connections), matter__isnull=True))

    def newest_first(self) -> Self:
        """As a timeline shows them."""
        return self.order_by("-happened_at", "-pk")


class ContactMoment(MatterPart):
    """A klantcontact: who spoke with whom, how, when, about what.

    What was recorded by mistake is ``taken_back_at``: it counts no longer, and has no words.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    party = TenantForeignKey(Party)
    connection = TenantForeignKey(Connection, null=True, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=10, choices=DIRECTION_WORDS)
    happened_at = models.DateTimeField()
    summary = models.TextField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    recorded_by = TenantForeignKey(StaffMember, null=True, blank=True)
    recorded_at = models.DateTimeField()
    succeeded = models.BooleanField(default=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ContactMoment"]] = ContactMomentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "party", "-happened_at", "-id"], name="contacts_party"),
            models.Index(
                fields=["tenant", "matter", "-happened_at", "-id"], name="contacts_matter"
            ),
            models.Index(
                fields=["tenant", "connection", "-happened_at", "-id"], name="contacts_connection"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(direction__in=[direction.value for direction in Direction]),
                name="contacts_direction_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="contacts_channel_known"
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="contacts_has_a_summary"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=1440),
                name="contacts_minutes_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="contacts_confidential_by_matter",
            ),
            models.CheckConstraint(
                condition=Q(happened_at__lte=F("recorded_at")), name="contacts_not_in_future"
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Attachment(MatterPart):
    """A file that came or went with a contact moment (Bijlage)."""

    matter = TenantForeignKey(Matter, null=True, blank=True)
    contact = TenantForeignKey(ContactMoment)
    file = TenantForeignKey(File)
    name = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "contact"], name="contacts_attachment_contact"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="contacts_attachment_confidential_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
