"""How each connection stands, the breaks that were found, what repairs them, and their numbers."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.health.rules import Cause, End, Measure, SignalKind, State
from schakel.domain.health.rules.breaks import ASKED_AT_MOST, DAYS_TO_REPLY
from schakel.domain.health.rules.numbers import LEAST
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

STATE_WORDS = [
    (State.GOOD.value, _("good")),
    (State.STRAINED.value, _("watch")),
    (State.BROKEN.value, _("stuck")),
    (State.RESTING.value, _("rest")),
    (State.COMPLETED.value, _("completed")),
]
SIGNAL_WORDS = [
    (SignalKind.UNANSWERED.value, _("they wait longer than the term")),
    (SignalKind.PROMISE.value, _("what we promised was not done in time")),
    (SignalKind.THEIR_WORD.value, _("what they say of it")),
    (SignalKind.CARRIER.value, _("who carries it")),
    (SignalKind.REPEATED.value, _("they had to ask again")),
    (SignalKind.REACH.value, _("we cannot reach them")),
    (SignalKind.SILENCE.value, _("not spoken for long")),
    (SignalKind.ANCHORING.value, _("who stands behind it")),
]
CAUSE_WORDS = [
    (Cause.ALREADY_DECIDED.value, _("it was decided already")),
    (Cause.INVOLVED_TOO_LATE.value, _("they were involved too late")),
    (Cause.INPUT_IGNORED.value, _("nothing was done with what they said")),
    (Cause.NO_INFORMATION.value, _("they heard nothing")),
    (Cause.EXPECTATIONS_MISMATCH.value, _("the two sides expected different things")),
    (Cause.NOT_CAREFUL.value, _("we were not careful")),
    (Cause.NO_CONVERSATION.value, _("there was no conversation")),
    (Cause.UNCLEAR_INFORMATION.value, _("what we said was not clear or not complete")),
    (Cause.OWNER_LOST.value, _("their contact person was gone")),
    (Cause.UNREACHABLE.value, _("we could not reach them")),
    (Cause.NOT_ANCHORED.value, _("nobody in the organisation stood behind it")),
    (Cause.CONTRADICTORY_ANSWERS.value, _("our answers contradicted each other")),
]
END_WORDS = [
    (End.REPAIRED.value, _("repaired")),
    (End.DISAGREED.value, _("heard, and still not agreed")),
    (End.NO_CONTACT_WANTED.value, _("they want no contact")),
    (End.ELSEWHERE.value, _("goes on as a complaint or in court")),
    (End.CONTACT_LIMITED.value, _("contact is limited, by a decision with reasons")),
    (End.GONE.value, _("who it was is not known here any more")),
]

MEASURE_WORDS = [
    (Measure.BEGUN.value, _("got stuck")),
    (Measure.REPAIRED.value, _("repaired")),
    (Measure.DAYS.value, _("days to repair")),
]


class StandingQuerySet(models.QuerySet["Standing"]):
    """Named reads of standings."""

    def visible_to(self, actor: Actor) -> Self:
        """Of connections that the actor may see."""
        if actor.is_system:
            return self
        return self.filter(connection__in=Connection.objects.visible_to(actor))

    def changing_by(self, day: date) -> Self:
        """Those that have to be looked at on ``day``, the longest waiting first."""
        return self.filter(changes_on__lte=day).order_by("changes_on", "pk")

    def carried_by(self, staff_ids: Collection[int]) -> Self:
        """Of connections of which one of these people is the first or second carrier now."""
        carried = Carrier.objects.filter(staff_id__in=staff_ids, until_at__isnull=True)
        return self.filter(connection_id__in=carried.values("connection_id"))

    def asking(self) -> Self:
        """Those in which something asks attention, what broke before what is strained."""
        return self.filter(state__in=[State.BROKEN.value, State.STRAINED.value]).order_by(
            "state", "since", "pk"
        )

    def with_harm(self) -> Self:
        """With the harm of the open breaks of the same connection.

        ``holds_up`` is whether one holds something up; ``harmed`` the most people that one harms,
        None when nobody said. Who may see a connection may see each of its breaks.
        """
        stuck = Break.objects.open().filter(connection=OuterRef("connection"))
        most = stuck.order_by(F("people_harmed").desc(nulls_last=True)).values("people_harmed")
        return self.annotate(holds_up=Exists(stuck.exclude(blocks="")), harmed=Subquery(most[:1]))


class Standing(TenantModel):
    """How a connection stood when it was last looked at, and on which day that changes by itself.

    ``signals`` is all that held, the worst first, as numbers, codes and days. ``tie`` is how
    strong it was then: what it was silent since is told from there. ``place`` is where it comes
    in a list (``rules.place_in_list``).
    """

    connection = TenantForeignKey(Connection)
    state = models.CharField(max_length=9, choices=STATE_WORDS, default=State.GOOD.value)
    signal = models.CharField(max_length=10, choices=SIGNAL_WORDS, blank=True)
    since = models.DateField()
    signals = models.JSONField(default=list)
    changes_on = models.DateField(null=True, blank=True)
    looked_at = models.DateTimeField()
    tie = models.JSONField(default=dict)
    place = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar[models.Manager["Standing"]] = StandingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "changes_on", "id"],
                condition=Q(changes_on__isnull=False),
                name="health_standing_changes",
            ),
            models.Index(
                fields=["tenant", "state", "since", "id"],
                condition=Q(state__in=["broken", "strained"]),
                name="health_standing_asking",
            ),
            models.Index(fields=["tenant", "place", "id"], name="health_standing_place"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "connection"], name="health_standing_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="health_standing_state_known",
            ),
            models.CheckConstraint(
                condition=Q(signal="", state__in=["good", "resting", "completed"])
                | (~Q(signal="") & Q(state__in=["strained", "broken"])),
                name="health_standing_has_its_signal",
            ),
        ]

    def __str__(self) -> str:
        return f"standing {self.pk}"


class BreakQuerySet(models.QuerySet["Break"]):
    """Named reads of breaks."""

    def visible_to(self, actor: Actor) -> Self:
        """Of connections that the actor may see; those not in confidence also of their owner."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        seen = Connection.objects.visible_to(actor)
        owned = Q(owner_id=actor.staff_id, connection__is_confidential=False)
        return self.filter(Q(connection__in=seen) | owned)

    def open(self) -> Self:
        """Those that have not ended, the oldest first."""
        return self.filter(ended_on__isnull=True).order_by("since", "pk")

    def to_ask_about(self, today: date) -> Self:
        """Those that we call repaired, of which the other side can be asked (again) today."""
        before = today - timedelta(days=DAYS_TO_REPLY)
        never, silent = Q(asked_on__isnull=True), Q(asked_on__lt=before)
        said = self.open().filter(repaired_on__isnull=False, times_asked__lt=ASKED_AT_MOST)
        return said.filter(never | silent)


class Break(TenantModel):
    """A connection that broke on a day, as an episode with an owner and an end.

    ``since`` is the day on which it happened, ``found_at`` when Schakel saw it. ``repaired_on`` is
    when we said that it was repaired; only the other side ends it so. Of one that was opened again
    only what they say after ``reopened_on`` counts.
    """

    connection = TenantForeignKey(Connection)
    signal = models.CharField(max_length=10, choices=SIGNAL_WORDS)
    since = models.DateField()
    found_at = models.DateTimeField()
    owner = TenantForeignKey(StaffMember, null=True, blank=True)
    cause = models.CharField(max_length=21, choices=CAUSE_WORDS, blank=True)
    people_harmed = models.PositiveIntegerField(null=True, blank=True)
    blocks = models.CharField(max_length=300, blank=True)
    repaired_on = models.DateField(null=True, blank=True)
    reopened_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    times_asked = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=17, choices=END_WORDS, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    review_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Break"]] = BreakQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "owner", "since"],
                condition=Q(ended_on__isnull=True),
                name="health_break_open_of_owner",
            ),
            models.Index(fields=["tenant", "since", "id"], name="health_break_since"),
            models.Index(
                fields=["tenant", "ended_on"],
                condition=Q(ended_on__isnull=False),
                name="health_break_ended",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "signal", "since"], name="health_break_found_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end="")
                | (Q(ended_on__isnull=False) & ~Q(end="")),
                name="health_break_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(end__in=["", "repaired"]) | ~Q(end_reason=""),
                name="health_break_end_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
                name="health_break_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"break {self.pk}"

    @property
    def nobody_left(self) -> bool:
        """Whether nobody can say any more that it is repaired."""
        return self.end == End.GONE.value or self.connection.stopped_on is not None


class BreakStep(TenantModel):
    """What was done to repair it, in words."""

    about = TenantForeignKey(Break)
    text = models.CharField(max_length=1000)
    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    done_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "about", "done_at"], name="health_step_of_break"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="health_step_has_words"),
        ]

    def __str__(self) -> str:
        return f"step of break {self.about_id}"


class RepairSuggestion(TenantModel):
    """What could repair a break, by its cause, in the words of the institution.

    What is empty is as Schakel suggests it.
    """

    cause = models.CharField(max_length=21, choices=CAUSE_WORDS)
    who_calls = models.CharField(max_length=300, blank=True)
    say_first = models.CharField(max_length=500, blank=True)
    whom_to_bring = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "cause"], name="health_suggestion_once"),
        ]

    def __str__(self) -> str:
        return f"suggestion for {self.cause}"


class BreakNumber(TenantModel):
    """One number about a quarter that is over, as it was given once (``rules.numbers``).

    Without ``area`` and ``theme`` it is of the whole institution, with ``cause`` of that cause
    alone; ``number`` is empty where it is hidden.
    """

    quarter_from = models.DateField()
    measure = models.CharField(max_length=8, choices=MEASURE_WORDS)
    area = TenantForeignKey(Area, null=True, blank=True)
    theme = TenantForeignKey(Theme, null=True, blank=True)
    cause = models.CharField(max_length=21, choices=CAUSE_WORDS, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "quarter_from", "measure", "area", "theme", "cause"],
                nulls_distinct=False,
                name="health_number_given_once",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True)
                | ~Q(number__range=(1, LEAST - 1))
                | Q(measure="days"),
                name="health_number_is_not_small",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(theme__isnull=True),
                name="health_number_of_area_or_theme",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} in the quarter from {self.quarter_from}"
