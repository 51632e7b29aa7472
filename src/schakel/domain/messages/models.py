"""What goes out: a queue in which every message comes to an end."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.messages.rules import (
    ASTRAY,
    BY_HAND,
    CALLS_IN_VAIN,
    END_STATES,
    NOWHERE,
    ON_ITS_OWN,
    STATES_OF,
    UNDER_WAY,
    WITH_OWN_WORDS,
    FetchFault,
    Grant,
    Kind,
    Mailbox,
    MailServer,
    Permission,
    Security,
    State,
    Way,
)
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

STATE_WORDS = [
    (State.QUEUED.value, _("waits to be sent")),
    (State.HANDING_OVER.value, _("is being handed over")),
    (State.SENT.value, _("sent")),
    (State.UNCERTAIN.value, _("perhaps sent")),
    (State.FAILED.value, _("not sent")),
    (State.BOUNCED.value, _("came back undelivered")),
    (State.PRINTED.value, _("printed, not posted yet")),
    (State.POSTED.value, _("posted")),
    (State.RETURNED.value, _("came back")),
    (State.SPOKEN.value, _("spoken")),
    (State.NOT_REACHED.value, _("not reached")),
    (State.DROPPED.value, _("not needed any more")),
]
# Sealed (``foundation/database/secrets.py``): shown, exported and written down nowhere.
SECRETS = frozenset(
    {
        "out_secret",
        "in_secret",
        "oauth_client_secret",
        "oauth_refresh_token",
        "dkim_key",
        "dkim_new_key",
    }
)
_WAITS_BY_HAND = Q(
    way__in=[way.value for way in BY_HAND], state__in=[State.QUEUED.value, State.PRINTED.value]
)


def _state_fits_way() -> Q:
    """Each way has its own states."""
    fits = Q()
    for way, states in STATES_OF.items():
        fits |= Q(way=way.value, state__in=sorted(state.value for state in states))
    return fits


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
        """Queued mails whose turn it is."""
        return self.filter(
            way=Way.EMAIL.value, state=State.QUEUED.value, next_attempt_at__lte=now
        ).order_by("next_attempt_at", "pk")

    def grouped(self) -> Self:
        """Mails that tell a colleague all that is new at once."""
        return self.filter(kind=Kind.NOTICE.value, matter__isnull=True, typed="")

    def by_hand(self) -> Self:
        """Letters and calls that a colleague still has to send or make."""
        return self.filter(_WAITS_BY_HAND)

    def worked_on_by(self, actor: Actor) -> Self:
        """What goes to parties about matters that the actor may work on."""
        staff = actor.staff_id
        theirs = Q(matter__owner=staff) | Q(matter__second=staff)
        if actor.has_role("connector"):
            theirs |= Q(matter__network__in=actor.network_ids)
        return self.filter(theirs, party__isnull=False)

    def to_reach(self) -> Self:
        """Letters, calls, and mails that did not arrive; never what opens a page."""
        did_not_arrive = Q(way=Way.EMAIL.value, state__in=ASTRAY)
        found = self.filter(Q(way__in=[way.value for way in BY_HAND]) | did_not_arrive)
        return found.exclude(kind__in=[Kind.PAGE_CODE.value, Kind.PAGE_LINK.value])

    def to_print(self) -> Self:
        """Letters with their words that nobody printed yet, as long as they go somewhere."""
        return self.letters().filter(state=State.QUEUED.value).exclude(body="")

    def to_post(self) -> Self:
        """Letters that were printed and still lie here."""
        return self.letters().filter(state=State.PRINTED.value)

    def without_words(self) -> Self:
        """Letters and calls for which nobody made the words yet."""
        return self.by_hand().filter(state=State.QUEUED.value, body="")

    def letters(self) -> Self:
        """Those of these that go on paper."""
        return self.filter(way=Way.LETTER.value)

    def printed_at(self, moment: datetime) -> Self:
        """The letters of one print that were not posted yet."""
        return self.letters().filter(state=State.PRINTED.value, handing_over_at=moment)

    def handed_over_as(self, message_id: str) -> Self:
        """What is being handed over in one mail."""
        return self.filter(message_id=message_id, state=State.HANDING_OVER)

    def to_mend(self) -> Self:
        """Messages that failed or bounced, or of which nobody knows, the newest first."""
        doubtful = self.filter(state__in=ASTRAY)
        return doubtful.exclude(to_address=NOWHERE).order_by("-created_at")

    def in_conversation(self, matter: Matter, address: str) -> Self:
        """Mails about a matter that went to an address, as far as we know, the first first."""
        theirs = self.filter(matter=matter, way=Way.EMAIL.value, to_address__iexact=address)
        left = theirs.filter(state__in=[State.SENT.value, State.UNCERTAIN.value])
        return left.exclude(kind__in=[kind.value for kind in ON_ITS_OWN]).order_by("pk")

    def stuck_since(self, moment: datetime) -> Self:
        """Handed over before ``moment`` without a result: the worker died in between."""
        return self.filter(state=State.HANDING_OVER.value, handing_over_at__lt=moment)


class Message(MatterPart):
    """A message to a party or a colleague. ``key`` makes the same message once, for ever.

    ``typed`` is what a person wrote, if anybody did. ``subject`` and ``body`` are the words as
    they went out: composed when the message is handed over, in the language of the receiver. Of a
    call, ``body`` is what is said. ``to_address`` of a letter has lines; ``reply_to`` is where a
    reply to a mail goes, and opens what a link in it opens. ``handing_over_at`` is when a mail was
    given to the mail server, or a letter was printed; ``attempts`` counts calls.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    party = TenantForeignKey(Party, null=True, blank=True)
    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    way = models.CharField(max_length=6, choices=[(way.value, way.value) for way in Way])
    to_address = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=5, default="nl")
    typed = models.TextField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    reply_to = models.CharField(max_length=254, blank=True, db_default="")
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
            models.Index(
                fields=["tenant", "created_at", "id"],
                condition=_WAITS_BY_HAND,
                name="messages_by_hand",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "key"], name="messages_key_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="messages_state_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=sorted(state.value for state in UNDER_WAY),
                        ended_at__isnull=True,
                    )
                    | Q(
                        state__in=sorted(state.value for state in END_STATES),
                        ended_at__isnull=False,
                    )
                ),
                name="messages_end_state_has_a_moment",
            ),
            models.CheckConstraint(condition=_state_fits_way(), name="messages_state_of_its_way"),
            models.CheckConstraint(
                condition=~Q(state__in=["posted", "printed", "returned"])
                | Q(handing_over_at__isnull=False),
                name="messages_posted_was_printed",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_reached") | Q(attempts__gte=CALLS_IN_VAIN),
                name="messages_not_reached_was_tried",
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


class MailAccount(TenantModel):
    """From where an institution mails, as it signs and logs in; at most one row for each.

    ``from_address`` is also the base of the addresses to reply to, when it ``takes_mail``.
    """

    from_address = models.CharField(max_length=254, blank=True)
    takes_mail = models.BooleanField(default=False)
    out_host = models.CharField(max_length=253, blank=True)
    out_port = models.PositiveIntegerField(default=587)
    out_security = models.CharField(
        max_length=8,
        choices=[(each.value, each.value) for each in Security],
        default=Security.STARTTLS.value,
    )
    out_user = models.CharField(max_length=254, blank=True)
    out_secret = models.TextField(blank=True)
    in_host = models.CharField(max_length=253, blank=True)
    in_port = models.PositiveIntegerField(default=993)
    in_user = models.CharField(max_length=254, blank=True)
    in_secret = models.TextField(blank=True)
    in_folder = models.CharField(max_length=200, default="INBOX")
    oauth_token_url = models.CharField(max_length=500, blank=True)
    oauth_client_id = models.CharField(max_length=200, blank=True)
    oauth_client_secret = models.TextField(blank=True)
    oauth_scope = models.CharField(max_length=500, blank=True)
    oauth_user = models.CharField(max_length=254, blank=True)
    oauth_grant = models.CharField(
        max_length=20,
        choices=[(each.value, each.value) for each in Grant],
        default=Grant.CLIENT.value,
    )
    oauth_refresh_token = models.TextField(blank=True)
    dkim_domain = models.CharField(max_length=253, blank=True)
    dkim_selector = models.CharField(max_length=63, blank=True)
    dkim_key = models.TextField(blank=True)
    # Made here; it signs nothing before its record stands in the DNS.
    dkim_new_domain = models.CharField(max_length=253, blank=True, default="", db_default="")
    dkim_new_selector = models.CharField(max_length=63, blank=True, default="", db_default="")
    dkim_new_key = models.TextField(blank=True, default="", db_default="")
    signature_nl = models.CharField(max_length=500, blank=True)
    signature_en = models.CharField(max_length=500, blank=True)
    # When the mailbox was last looked into, and how many came when something last did.
    fetched_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    came_count = models.PositiveIntegerField(default=0, db_default=0)
    fetch_fault = models.CharField(
        max_length=24,
        choices=[(each.value, each.value) for each in FetchFault],
        blank=True,
        default="",
        db_default="",
    )
    fetch_fails_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant"], name="messages_mailaccount_one_a_tenant"),
            models.CheckConstraint(
                condition=Q(out_security__in=[each.value for each in Security]),
                name="messages_mailaccount_security_known",
            ),
            models.CheckConstraint(
                condition=Q(oauth_grant__in=[each.value for each in Grant]),
                name="messages_mailaccount_grant_known",
            ),
            models.CheckConstraint(
                condition=Q(takes_mail=False) | ~Q(from_address=""),
                name="messages_mailaccount_takes_mail_at_an_address",
            ),
            models.CheckConstraint(
                condition=Q(fetch_fault="", fetch_fails_since__isnull=True)
                | Q(
                    fetch_fault__in=[each.value for each in FetchFault],
                    fetch_fails_since__isnull=False,
                ),
                name="messages_mailaccount_fails_since_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.from_address

    @property
    def server(self) -> MailServer:
        """Where mail goes out."""
        return MailServer(
            host=self.out_host,
            port=self.out_port,
            security=Security(self.out_security),
            user=self.out_user,
        )

    @property
    def mailbox(self) -> Mailbox:
        """Where mail is fetched."""
        return Mailbox(
            host=self.in_host, port=self.in_port, user=self.in_user, folder=self.in_folder
        )

    @property
    def fetches(self) -> bool:
        """Whether there is a mailbox to look into."""
        return self.takes_mail and bool(self.in_host)

    @property
    def permission(self) -> Permission:
        """How it logs in without a password."""
        return Permission(
            token_url=self.oauth_token_url,
            client_id=self.oauth_client_id,
            scope=self.oauth_scope,
            user=self.oauth_user,
            grant=Grant(self.oauth_grant),
        )

    def signature(self, language: str) -> str:
        """What stands under every mail in a language."""
        return self.signature_en if language == "en" else self.signature_nl


class ReceivingAddress(TenantModel):
    """An address beside the institution's own: what comes in there is about a theme or an area."""

    address = models.CharField(max_length=254)
    theme = TenantForeignKey(Theme, null=True, blank=True)
    area = TenantForeignKey(Area, null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "address"], name="messages_receivingaddress_once"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class OwnWords(TenantModel):
    """What an institution says itself in a kind of mail: above what Schakel says, and below it."""

    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in WITH_OWN_WORDS]
    )
    language = models.CharField(max_length=5)
    above = models.TextField(blank=True)
    below = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "language"], name="messages_ownwords_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(kind.value for kind in WITH_OWN_WORDS)),
                name="messages_ownwords_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"
