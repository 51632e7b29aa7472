"""Hand-overs, the passing of each connection in them, and last words."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.connections.models import Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity.rules import FOR_GOOD, GOES_ON, Course, HandOverKind, Introduction
from schakel.domain.continuity.rules.proposal import IN_FORCE, ProposalState, RowCourse
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.messages.models import Message
from schakel.domain.networks.models import Network
from schakel.domain.staff.models import Position, StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

HAND_OVER_WORDS = [
    (HandOverKind.PLANNED.value, _("goes, as agreed")),
    (HandOverKind.SUDDEN.value, _("went suddenly")),
    (HandOverKind.TEMPORARY.value, _("for a time")),
    (HandOverKind.PARTIAL.value, _("a part of it")),
]
COURSE_WORDS = [
    (Course.SEEKING.value, _("somebody is sought")),
    (Course.ASKED.value, _("somebody is asked")),
    (Course.ACCEPTED.value, _("somebody said yes")),
    (Course.DONE.value, _("handed over")),
    (Course.DROPPED.value, _("not needed any more")),
]
_GOING_ON = sorted(course.value for course in GOES_ON)


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Named reads of hand-overs."""

    def going_on(self) -> Self:
        """Those that are not at an end."""
        return self.filter(ended_at__isnull=True)

    def for_good(self) -> Self:
        """Those under way of who does not come back to what they carried."""
        return self.going_on().filter(kind__in=[kind.value for kind in FOR_GOOD])


class HandOver(TenantModel):
    """What somebody carries goes to others, from ``from_on`` on; for a time until ``until_on``."""

    staff = TenantForeignKey(StaffMember)
    kind = models.CharField(max_length=9, choices=HAND_OVER_WORDS)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    begun_by = TenantForeignKey(StaffMember, null=True, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_cancelled = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["HandOver"]] = HandOverQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "from_on"],
                condition=Q(ended_at__isnull=True),
                name="continuity_handover_going_on",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "staff"],
                condition=Q(ended_at__isnull=True),
                name="continuity_handover_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in HandOverKind]),
                name="continuity_handover_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="continuity_handover_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(kind="temporary") | Q(until_on__isnull=False),
                name="continuity_handover_for_a_time_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class PassingQuerySet(models.QuerySet["Passing"]):
    """Named reads of passings."""

    def visible_to(self, actor: Actor) -> Self:
        """Of connections that the actor sees, and those that they are asked for."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        seen = Connection.objects.visible_to(actor)
        return self.filter(
            Q(successor_id=actor.staff_id) & ~Q(course=Course.SEEKING.value)
            | Q(hand_over__staff_id=actor.staff_id)
            | Q(connection__in=seen)
        )

    def of_connection(self, connection: Connection | int) -> Self:
        """Those of one connection, the last first."""
        return self.filter(connection=connection).order_by("-made_at", "-pk")

    def going_on(self) -> Self:
        """Those in which somebody is sought, asked, or not yet known to the other side."""
        return self.filter(course__in=_GOING_ON)

    def asked_of(self, staff_id: int | None) -> Self:
        """What this colleague is asked to carry, and did not answer."""
        return self.filter(course=Course.ASKED.value, successor_id=staff_id)

    def unanswered_on(self, day: date) -> Self:
        """Asked, and not answered by the last day for that."""
        return self.filter(course=Course.ASKED.value, answer_by__lt=day).order_by("pk")


class Passing(MatterPart):
    """A place of a connection goes to a ``successor``; with what is open of it in that place.

    Without a ``hand_over`` nobody leaves that place: it was empty, or belongs to a ``position``.
    ``matter`` is that of a connection in confidence. ``words`` are those of the old carrier;
    ``message`` is what told the other side who comes.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    hand_over = TenantForeignKey(HandOver, null=True, blank=True)
    connection = TenantForeignKey(Connection)
    rank = models.CharField(
        max_length=6, choices=[(rank.value, rank.value) for rank in CarrierRank]
    )
    position = TenantForeignKey(Position, null=True, blank=True)
    course = models.CharField(max_length=8, choices=COURSE_WORDS, default=Course.SEEKING.value)
    successor = TenantForeignKey(StaffMember, null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    taken_over_at = models.DateTimeField(null=True, blank=True)
    introduction = models.CharField(
        max_length=7, blank=True, choices=[(each.value, each.value) for each in Introduction]
    )
    meet_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    message = TenantForeignKey(Message, null=True, blank=True)
    introduced_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    spoke_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Passing"]] = PassingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "hand_over"], name="continuity_passing_of"),
            models.Index(
                fields=["tenant", "successor"],
                condition=Q(course__in=_GOING_ON),
                name="continuity_passing_successor",
            ),
            models.Index(
                fields=["tenant", "answer_by"],
                condition=Q(course="asked"),
                name="continuity_passing_answer_by",
            ),
            models.Index(fields=["tenant", "connection"], name="continuity_passing_connection"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "rank", "hand_over"],
                condition=Q(course__in=_GOING_ON),
                nulls_distinct=False,
                name="continuity_passing_once",
            ),
            models.CheckConstraint(
                condition=Q(course__in=[course.value for course in Course]),
                name="continuity_passing_course_known",
            ),
            models.CheckConstraint(
                condition=Q(rank__in=[rank.value for rank in CarrierRank]),
                name="continuity_passing_rank_known",
            ),
            models.CheckConstraint(
                condition=~Q(course="asked")
                | Q(successor__isnull=False, asked_at__isnull=False, answer_by__isnull=False),
                name="continuity_passing_asked_of_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(course__in=["accepted", "done"])
                | Q(successor__isnull=False, accepted_at__isnull=False),
                name="continuity_passing_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(course="done") | Q(taken_over_at__isnull=False),
                name="continuity_passing_done_is_carried",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="continuity_passing_confidential_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"passing {self.pk}"


class Decline(TenantModel):
    """Who was asked to carry a connection, and did not: with why, or without a word."""

    passing = TenantForeignKey(Passing)
    staff = TenantForeignKey(StaffMember)
    reason = models.CharField(max_length=500, blank=True)
    declined_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "passing"], name="continuity_decline_passing"),
        ]

    def __str__(self) -> str:
        return f"decline {self.pk}"


class LastWord(MatterPart):
    """What a carrier wants the next one to know. Factual: the party may ask to read it.

    ``matter`` is that of a connection in confidence.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    connection = TenantForeignKey(Connection)
    staff = TenantForeignKey(StaffMember)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "staff"], name="continuity_lastword_once"
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="continuity_lastword_says_something"
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="continuity_lastword_confidential_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"last word {self.pk}"


class Proposal(TenantModel):
    """Who could be the second carrier of each connection of a network that lacks one.

    ``missing`` are the hours a week that lack, as [theme, area, hours]: never by person.
    ``better_by`` is what part a better one could save at most; ``is_proven``: there is none better.
    ``take_by`` asks all who are proposed.
    """

    network = TenantForeignKey(Network)
    state = models.CharField(
        max_length=9, choices=[(each.value, each.value) for each in ProposalState]
    )
    asked_by = TenantForeignKey(StaffMember, null=True, blank=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    better_by = models.FloatField(default=0)
    is_proven = models.BooleanField(default=True)
    missing_hours = models.FloatField(default=0)
    missing = models.JSONField(default=list, blank=True)
    take_by = TenantForeignKey(StaffMember, null=True, blank=True)

    objects: ClassVar[models.Manager["Proposal"]] = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "network"],
                condition=Q(state__in=sorted(each.value for each in IN_FORCE)),
                name="continuity_proposal_one_a_network",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in ProposalState]),
                name="continuity_proposal_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(made_at__isnull=False),
                name="continuity_proposal_made_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class ProposalRowQuerySet(models.QuerySet["ProposalRow"]):
    """Named reads of the rows of proposals."""

    def visible_to(self, actor: Actor) -> Self:
        """Of connections that the actor sees."""
        return self.filter(connection__in=Connection.objects.visible_to(actor))


class ProposalRow(TenantModel):
    """Whom a proposal has for one connection, with why; or nobody, and why not.

    ``hours`` a week is what the connection asks. ``passing`` is in which they were asked.
    """

    proposal = TenantForeignKey(Proposal)
    connection = TenantForeignKey(Connection)
    course = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in RowCourse]
    )
    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    hours = models.FloatField()
    passing = TenantForeignKey(Passing, null=True, blank=True)

    objects: ClassVar[models.Manager["ProposalRow"]] = ProposalRowQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "connection"], name="continuity_row_connection"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "proposal", "connection"], name="continuity_row_once"
            ),
            models.CheckConstraint(
                condition=Q(course__in=[each.value for each in RowCourse]),
                name="continuity_row_course_known",
            ),
            models.CheckConstraint(
                condition=~Q(course="proposed") | Q(staff__isnull=False),
                name="continuity_row_proposes_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(course="asked") | Q(staff__isnull=False, passing__isnull=False),
                name="continuity_row_asked_in_a_passing",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal row {self.pk}"
