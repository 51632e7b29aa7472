"""What goes out: a queue in which every message comes to an end."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.messages.rules import Kind, State, Way
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey

STATE_WORDS = [
    (State.QUEUED.value, _("waits to be sent")),
    (State.HANDING_OVER.value, _("is being handed over")),
    (State.SENT.value, _("sent")),
    (State.UNCERTAIN.value, _("perhaps sent")),
    (State.FAILED.value, _("not sent")),
]


class MessageQuerySet(models.QuerySet["Message"]):
    """Named reads of messages."""

    def visible_to(self, actor: Actor) -> Self:
        """Messages of matters that the actor may see."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        return self.filter(matter__in=Matter.objects.visible_to(actor))

    def to_deliver(self, now: datetime) -> Self:
        """Queued messages whose turn it is."""
        return self.filter(state=State.QUEUED.value, next_attempt_at__lte=now).order_by(
            "next_attempt_at", "pk"
        )

    def handed_over_as(self, message_id: str) -> Self:
        """What is being handed over in one mail."""
        return self.filter(message_id=message_id, state=State.HANDING_OVER)

    def to_mend(self) -> Self:
        """Messages that failed, or of which nobody knows, the newest first."""
        return self.filter(state__in=[State.FAILED, State.UNCERTAIN]).order_by("-created_at")

    def stuck_since(self, moment: datetime) -> Self:
        """Handed over before ``moment`` without a result: the worker died in between."""
        return self.filter(state=State.HANDING_OVER.value, handing_over_at__lt=moment)


class Message(MatterPart):
    """A message to a party or a colleague. ``key`` makes the same message once, for ever.

    ``typed`` is what a person wrote, if anybody did. ``subject`` and ``body`` are the words as
    they went out: composed when the message is handed over, in the language of the receiver.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    party = TenantForeignKey(Party, null=True, blank=True)
    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    way = models.CharField(max_length=6, choices=[(way.value, way.value) for way in Way])
    to_address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="nl")
    typed = models.TextField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    key = models.CharField(max_length=120)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=STATE_WORDS, default=State.QUEUED.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    handing_over_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Message"]] = MessageQuerySet.as_manager()

    class Meta:
        db_table = "messages_message"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "next_attempt_at"],
                condition=Q(state=State.QUEUED.value),
                name="messages_to_deliver",
            ),
            models.Index(
                fields=["tenant", "handing_over_at"],
                condition=Q(state=State.HANDING_OVER.value),
                name="messages_stuck",
            ),
            models.Index(
                fields=["tenant", "message_id"],
                condition=Q(state=State.HANDING_OVER.value),
                name="messages_in_one_mail",
            ),
            models.Index(fields=["tenant", "matter", "-created_at"], name="messages_matter"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="messages_newest"),
            models.Index(F("tenant"), Upper("to_address"), name="messages_recipient"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "key"], name="messages_key_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="messages_state_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["queued", "handing_over"], ended_at__isnull=True)
                    | Q(state__in=["sent", "uncertain", "failed"], ended_at__isnull=False)
                ),
                name="messages_end_state_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="messages_confidential_by_matter",
            ),
            models.CheckConstraint(
                condition=~Q(way="email") | ~Q(to_address=""), name="messages_email_has_an_address"
            ),
            models.CheckConstraint(
                condition=Q(next_attempt_at__gte=F("created_at")),
                name="messages_attempt_after_creation",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
