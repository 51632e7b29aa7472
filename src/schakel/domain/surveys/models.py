"""What the other side said of the contact, and when we asked them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.connections.models import Connection
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import StaffMember
from schakel.domain.surveys.rules import LONGEST_OWN_WORDS, Way, Word
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey

WORD_WORDS = [
    (Word.GOOD.value, _("it goes well")),
    (Word.COULD_BE_BETTER.value, _("it could be better")),
    (Word.DOES_NOT_GO.value, _("it does not go")),
]


class SaidWordQuerySet(models.QuerySet["SaidWord"]):
    """Named reads of what was said."""

    def visible_to(self, actor: Actor) -> Self:
        """Of matters, or of connections, that the actor may see."""
        if actor.is_system:
            return self
        if actor.matter_id is not None:
            return self.filter(matter_id=actor.matter_id)
        if not actor.is_staff:
            return self.none()
        matters = Matter.objects.visible_to(actor).filter(pk=OuterRef("matter_id"))
        connections = Connection.objects.visible_to(actor).filter(pk=OuterRef("connection_id"))
        return self.filter(Exists(matters) | Q(Exists(connections), matter__isnull=True))

    def newest_first(self) -> Self:
        """The last word first."""
        return self.order_by("-given_at", "-pk")


class SaidWord(MatterPart):
    """How the contact goes, as they said it; an earlier word stays.

    ``noted_by`` is the colleague who wrote it down, of who said it in a conversation.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    connection = TenantForeignKey(Connection)
    party = TenantForeignKey(Party)
    word = models.CharField(max_length=15, choices=WORD_WORDS)
    own_words = models.TextField(max_length=LONGEST_OWN_WORDS, blank=True, db_default="")
    given_at = models.DateTimeField()
    noted_by = TenantForeignKey(StaffMember, null=True, blank=True)

    objects: ClassVar[models.Manager["SaidWord"]] = SaidWordQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "connection", "-given_at", "-id"], name="surveys_word_connection"
            ),
            models.Index(fields=["tenant", "matter", "-given_at"], name="surveys_word_matter"),
            models.Index(fields=["tenant", "party", "-given_at"], name="surveys_word_party"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(word__in=[word.value for word in Word]), name="surveys_word_known"
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="surveys_word_confidential_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"word {self.pk}"


class Asked(MatterPart):
    """That we asked a party how the contact goes; it can be answered once."""

    matter = TenantForeignKey(Matter, null=True, blank=True)
    connection = TenantForeignKey(Connection)
    party = TenantForeignKey(Party)
    way = models.CharField(max_length=6, choices=[(way.value, way.value) for way in Way])
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "party", "-asked_at"], name="surveys_asked_party"),
            models.Index(
                fields=["tenant", "connection", "-asked_at"], name="surveys_asked_connection"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(way__in=[way.value for way in Way]), name="surveys_asked_way_known"
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="surveys_asked_confidential_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"asked {self.pk}"
