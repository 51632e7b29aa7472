"""Mail as it came in, raw, and where it ended."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.arrivals.rules import Door, Kind, Proof, State, Why
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.messages.models import Message
from schakel.domain.networks.models import Network
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.models import Task
from schakel.foundation.files.models import File
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey

KIND_WORDS = [
    (Kind.PERSON.value, _("written by somebody")),
    (Kind.LIST.value, _("by a mailing list")),
    (Kind.ABSENCE.value, _("says that somebody is away")),
    (Kind.AUTOMATIC.value, _("sent by a machine")),
    (Kind.BOUNCED.value, _("a mail of ours did not arrive")),
    (Kind.DELAYED.value, _("a mail of ours is under way for long")),
    (Kind.DELIVERED.value, _("a mail of ours arrived")),
    (Kind.READ.value, _("a mail of ours was opened")),
    (Kind.COMPLAINT.value, _("somebody called a mail of ours spam")),
]
PROOF_WORDS = [
    (Proof.PROVEN.value, _("sender proven")),
    (Proof.UNPROVEN.value, _("sender not proven")),
    (Proof.FAILED.value, _("says to be somebody else")),
]
STATE_WORDS = [
    (State.KEPT.value, _("just came in")),
    (State.HELD.value, _("waits to be placed")),
    (State.ADDED.value, _("added")),
    (State.OPENED.value, _("new message")),
    (State.RECORDED.value, _("only recorded")),
    (State.DUPLICATE.value, _("came twice")),
    (State.SET_ASIDE.value, _("set aside")),
]
WHY_WORDS = [
    (Why.UNREADABLE.value, _("Schakel cannot read this mail.")),
    (Why.TOO_HEAVY.value, _("This mail is too large or too complicated to read.")),
    (Why.ENCRYPTED.value, _("This mail is encrypted.")),
    (Why.EMPTY.value, _("There is nothing in this mail.")),
    (Why.NO_SENDER.value, _("It does not say clearly who wrote this mail.")),
    (Why.SENDER_DENIED.value, _("The sender is probably not who they say.")),
    (Why.ADDRESS_WRONG.value, _("The address to which it was sent is not quite right.")),
    (Why.ADDRESS_EXPIRED.value, _("It answers a mail of long ago, or of somebody else.")),
    (Why.ADDRESSES_DIFFER.value, _("It was sent to two messages at once.")),
    (Why.MATTER_ENDED.value, _("It answers a message that was passed on or taken back.")),
    (Why.ANSWERS_OURS.value, _("It answers a mail of ours, but not to its own address.")),
    (Why.FROM_LIST.value, _("It came by a mailing list.")),
    (Why.TOO_MANY.value, _("Many mails came from this address today.")),
    (Why.COLLEAGUE_UNPROVEN.value, _("It says to be of a colleague, and nothing proves that.")),
    (Why.COLLEAGUE_UNCLEAR.value, _("A colleague sent it. Whom it is about is not clear.")),
    (Why.REFUSED.value, _("Schakel could not do with it what it asks.")),
    (Why.NOT_PLACED.value, _("Something went wrong when this mail was read.")),
]

# Something of what came in is still there: of a mail that was read in from elsewhere not ``raw``.
HAS_WORDS = (
    Q(raw__isnull=False)
    | ~Q(envelope_from="")
    | ~Q(sender_address="")
    | ~Q(subject="")
    | ~Q(text="")
)


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    """Named reads of mail that came in."""

    def visible_to(self, actor: Actor) -> Self:
        """Mail of matters that the actor may see; of no matter: what the actor may place."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        matters = Matter.objects.visible_to(actor).filter(pk=OuterRef("matter_id"))
        own = Q(owner=actor.staff_id) | Q(colleague=actor.staff_id)
        if actor.has_role("connector"):
            own |= Q(network__in=actor.network_ids)
        return self.filter(Exists(matters) | Q(own, matter__isnull=True))

    def waiting(self) -> Self:
        """Kept and not placed: for its job, or for the sweep when that failed."""
        return self.filter(state=State.KEPT.value)

    def fetched_as(self, mark: str) -> Self:
        """What was fetched under this mark of a mailbox."""
        return self.filter(door=Door.IMAP.value, client=mark)

    def held(self) -> Self:
        """Waits for a person, the first due first."""
        return self.filter(state=State.HELD.value)

    def held_for(self, staff_ids: list[int] | frozenset[int]) -> Self:
        """Held mail that these colleagues own."""
        return self.held().filter(owner__in=staff_ids)

    def late_on(self, today: date) -> Self:
        """Held mail that should have been placed before ``today``."""
        return self.held().filter(due_on__lt=today)

    def unplaced_before(self, moment: datetime) -> Self:
        """At an end before a moment, and with no matter and no contact: nothing else ends these.

        The longest ago first; only what has words.
        """
        ended = self.filter(HAS_WORDS, ended_at__lt=moment)
        return ended.filter(matter__isnull=True, contact__isnull=True).order_by("ended_at", "pk")

    def opened_since(self, moment: datetime, address: str) -> Self:
        """New matters from one address."""
        return self.filter(sender_address=address, state=State.OPENED.value, arrived_at__gt=moment)

    def same_as(self, identity: str) -> Self:
        """What came before and is the same mail."""
        return self.filter(identity=identity).exclude(state=State.DUPLICATE.value)


class Arrival(MatterPart):
    """A mail that came in. ``raw`` is all of it, as it came, byte by byte.

    ``envelope_from`` and ``envelope_to`` are what the other server said, ``client`` is where it
    came from: an address, or of what was fetched the mark that it had in the mailbox. Of the mail
    itself stands here what a person needs to place it: ``reply`` is what its sender wrote now,
    ``text`` all of it. ``ours`` is the mail of ours that it answers or tells about; ``colleague``
    sent it; ``owner`` places it by ``due_on`` while it is held.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    network = TenantForeignKey(Network, null=True, blank=True)
    raw = TenantForeignKey(File, null=True, blank=True)
    door = models.CharField(max_length=7, choices=[(each.value, each.value) for each in Door])
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    client = models.CharField(max_length=45, blank=True)
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=STATE_WORDS, default=State.KEPT.value)
    ended_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=9, choices=KIND_WORDS, default=Kind.PERSON.value)
    proof = models.CharField(max_length=8, choices=PROOF_WORDS, default=Proof.UNPROVEN.value)
    why = models.CharField(max_length=18, choices=WHY_WORDS, blank=True)
    message_id = models.CharField(max_length=300, blank=True)
    identity = models.CharField(max_length=64, blank=True)
    sender_address = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=5, blank=True)
    ours = TenantForeignKey(Message, null=True, blank=True)
    colleague = TenantForeignKey(StaffMember, null=True, blank=True)
    contact = TenantForeignKey(ContactMoment, null=True, blank=True)
    meant = TenantForeignKey(Matter, null=True, blank=True)
    owner = TenantForeignKey(StaffMember, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    placed_by = TenantForeignKey(StaffMember, null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager["Arrival"]] = ArrivalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "arrived_at"],
                condition=Q(state="kept"),
                name="arrivals_waiting",
            ),
            models.Index(
                fields=["tenant", "due_on", "id"], condition=Q(state="held"), name="arrivals_held"
            ),
            models.Index(fields=["tenant", "-arrived_at", "-id"], name="arrivals_newest"),
            models.Index(fields=["tenant", "matter", "-arrived_at"], name="arrivals_matter"),
            models.Index(fields=["tenant", "contact"], name="arrivals_contact"),
            models.Index(
                fields=["tenant", "sender_address", "-arrived_at"], name="arrivals_sender"
            ),
            models.Index(fields=["tenant", "ours"], name="arrivals_ours"),
            models.Index(
                fields=["tenant", "raw"], condition=Q(raw__isnull=False), name="arrivals_raw"
            ),
            models.Index(
                fields=["tenant", "ended_at", "id"],
                condition=Q(HAS_WORDS, matter__isnull=True, contact__isnull=True)
                & Q(ended_at__isnull=False),
                name="arrivals_unplaced",
            ),
            models.Index(
                fields=["tenant", "client"], condition=Q(door="imap"), name="arrivals_fetched"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "identity"],
                condition=~Q(identity="") & ~Q(state="duplicate"),
                name="arrivals_same_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in State]), name="arrivals_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["kept", "held"], ended_at__isnull=True)
                | (~Q(state__in=["kept", "held"]) & Q(ended_at__isnull=False)),
                name="arrivals_end_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="held")
                | (Q(owner__isnull=False, due_on__isnull=False) & ~Q(why="")),
                name="arrivals_held_has_owner_and_date",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="arrivals_confidential_by_matter",
            ),
            models.CheckConstraint(
                condition=~Q(state="opened") | Q(matter__isnull=False),
                name="arrivals_opened_is_a_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class ArrivalFile(MatterPart):
    """A file in a mail. Without ``file`` we did not take it, for ``untaken``; it is in ``raw``."""

    matter = TenantForeignKey(Matter, null=True, blank=True)
    arrival = TenantForeignKey(Arrival)
    file = TenantForeignKey(File, null=True, blank=True)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    untaken = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "arrival"], name="arrivals_file_arrival"),
            models.Index(fields=["tenant", "file"], name="arrivals_file_file"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, untaken="")
                | (Q(file__isnull=True) & ~Q(untaken="")),
                name="arrivals_file_taken_or_not",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="arrivals_file_confidential_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk} of a mail"


class PlannedMeeting(MatterPart):
    """A meeting to which a colleague invited somebody, with us in copy; ``uid`` is of RFC 5545.

    ``task`` asks that colleague afterwards whether it took place. Only then is there a contact.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    connection = TenantForeignKey(Connection, null=True, blank=True)
    party = TenantForeignKey(Party)
    staff = TenantForeignKey(StaffMember)
    task = TenantForeignKey(Task)
    uid = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    contact = TenantForeignKey(ContactMoment, null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "task"], name="arrivals_meeting_task"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "uid", "staff", "party"], name="arrivals_meeting_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="arrivals_meeting_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="arrivals_meeting_confidential_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"
