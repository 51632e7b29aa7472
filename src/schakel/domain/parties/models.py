"""People, organisations and groups around the institution, and how to reach them."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from schakel.domain.networks.models import Network
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class PartyKind(models.TextChoices):
    """Soort partij (Klantinteracties), with the group that it lacks."""

    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    GROUP = "group", _("group")
    CONTACT_PERSON = "contact_person", _("contact person")


class Sector(models.TextChoices):
    """The kinds that a sustainable encounter brings together."""

    RESIDENT = "resident", _("resident")
    BUSINESS = "business", _("entrepreneur")
    INSTITUTION = "institution", _("institution")


class Channel(models.TextChoices):
    """How contact goes (kanaal)."""

    WEB = "web", _("web form")
    MAIL = "mail", _("e-mail")
    PHONE = "phone", _("phone")
    LETTER = "letter", _("letter")
    DESK = "desk", _("desk")
    VISIT = "visit", _("visit")
    MEETING = "meeting", _("meeting")
    PLATFORM = "platform", _("other platform")


class PartyQuerySet(models.QuerySet["Party"]):
    """Named reads of parties."""

    def visible_to(self, actor: Actor) -> Self:
        """Parties that the actor, or a network of theirs, is acquainted with."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        known = Acquaintance.objects.filter(
            Q(network_id__in=actor.network_ids) | Q(staff_id=actor.staff_id),
            party=OuterRef("pk"),
        )
        return self.filter(Exists(known))

    def by_name(self) -> Self:
        """In order of name, with ``name_key`` as what they are ordered by."""
        return self.annotate(name_key=Lower("name")).order_by("name_key", "pk")

    def called(self, *words: str) -> Self:
        """Of whom a word of the name begins with one of ``words``."""
        begins = Q()
        for word in words:
            key = word.lower()
            begins |= Q(name_key__startswith=key) | Q(name_key__contains=f" {key}")
        return self.by_name().filter(begins)


class Party(TenantModel):
    """Anyone around the institution (Partij). Notes are factual; the party may see them."""

    kind = models.CharField(max_length=14, choices=PartyKind)
    sector = models.CharField(max_length=12, choices=Sector, default=Sector.RESIDENT)
    name = models.CharField(max_length=200)
    works_for = TenantForeignKey("self", null=True, blank=True)
    language = models.CharField(max_length=5, default="nl")
    preferred_channel = models.CharField(max_length=10, choices=Channel, blank=True)
    avoid_channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    avoid_note = models.CharField(max_length=500, blank=True)
    postal_address = models.CharField(max_length=500, blank=True)
    matters_to_them = models.TextField(blank=True)
    vouched_by = models.CharField(max_length=200, blank=True)
    is_platform = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Party"]] = PartyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(F("tenant"), Lower("name"), F("id"), name="parties_by_name"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="parties_party_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=PartyKind.values), name="parties_party_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(sector__in=Sector.values), name="parties_party_sector_known"
            ),
            models.UniqueConstraint(
                fields=["tenant", "name"],
                condition=Q(is_platform=True),
                name="parties_party_platform_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Acquaintance(TenantModel):
    """Which network, or which colleague alone, knows a party and so may see it.

    A party that came in confidence is known to its carriers only, not to their network.
    """

    party = TenantForeignKey(Party)
    network = TenantForeignKey(Network, null=True, blank=True)
    staff = TenantForeignKey(StaffMember, null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(network__isnull=True) ^ Q(staff__isnull=True),
                name="parties_acquaintance_network_or_colleague",
            ),
            models.UniqueConstraint(
                fields=["tenant", "network", "party"],
                condition=Q(network__isnull=False),
                name="parties_acquaintance_network_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "staff", "party"],
                condition=Q(staff__isnull=False),
                name="parties_acquaintance_colleague_once",
            ),
        ]

    def __str__(self) -> str:
        return f"acquaintance {self.pk}"


class AddressKind(models.TextChoices):
    """Soort digitaal adres."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    OTHER = "other", _("other")


class DigitalAddressQuerySet(models.QuerySet["DigitalAddress"]):
    """Named reads of addresses."""

    def reachable(self) -> Self:
        """Addresses that did not fail, preferred ones first."""
        return self.filter(failed_at__isnull=True).order_by("-is_preferred", "pk")


class DigitalAddress(TenantModel):
    """An address of a party (DigitaalAdres). Until it is verified it proves nothing."""

    party = TenantForeignKey(Party)
    kind = models.CharField(max_length=5, choices=AddressKind)
    address = models.CharField(max_length=254)
    is_preferred = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["DigitalAddress"]] = DigitalAddressQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(F("tenant"), Lower("address"), name="parties_address_lookup"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                F("tenant"), F("party"), Lower("address"), name="parties_address_once_a_party"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AddressKind.values), name="parties_address_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"


class RelationKind(models.TextChoices):
    """How two parties belong together."""

    REPRESENTS = "represents", _("represents")
    MEMBER_OF = "member_of", _("is a member of")
    WORKS_WITH = "works_with", _("works with")
    SUPPORTS = "supports", _("supports")


class PartyRelation(TenantModel):
    """A dated relation between two parties (Vertegenwoordiging, with dates)."""

    party = TenantForeignKey(Party)
    other = TenantForeignKey(Party)
    kind = models.CharField(max_length=10, choices=RelationKind)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "party"], name="parties_relation_party"),
            models.Index(fields=["tenant", "other"], name="parties_relation_other"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(party=F("other")), name="parties_relation_between_two"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="parties_relation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"relation {self.pk}"


class Consent(TenantModel):
    """What a party agreed to, and until when."""

    party = TenantForeignKey(Party)
    purpose = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "party", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="parties_consent_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"
