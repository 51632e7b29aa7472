"""Who is asked to do what by when (InterneTaak, with the date that it lacks)."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.connections.models import Connection
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.messages.models import Message
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.rules import Kind
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.models import TenantForeignKey

KIND_WORDS = [
    (Kind.CARRY.value, _("be the contact person")),
    (Kind.FOLLOW_UP.value, _("follow up")),
    (Kind.CALL.value, _("call")),
    (Kind.SEND_LETTER.value, _("send a letter")),
    (Kind.ASK_WHETHER_HEARD.value, _("ask whether they were heard")),
    (Kind.OTHER_CARRIER.value, _("find another contact person")),
    (Kind.INTRODUCE.value, _("introduce them to people with a like idea")),
    (Kind.READ_ALONG.value, _("read along with an answer")),
    (Kind.REVIEW_RIGHTS.value, _("look at the rights of colleagues")),
    (Kind.SPEAK_FOR_US.value, _("answer for all of us")),
    (Kind.MEET.value, _("say whether you met")),
    (Kind.INTRODUCE_SUCCESSOR.value, _("introduce who takes over")),
    (Kind.SEEK_CARRIER.value, _("find somebody who takes over")),
    (Kind.LAST_WORD.value, _("write a last word for who comes after you")),
    (Kind.CONFIRM_BACKING.value, _("say whether you still stand behind it")),
    (Kind.LOOK_AFTER.value, _("look whether a colleague is all right")),
]


class TaskQuerySet(models.QuerySet["Task"]):
    """Named reads of tasks."""

    def visible_to(self, actor: Actor) -> Self:
        """The actor's own tasks, and those on matters that they may see."""
        if actor.is_system:
            return self
        if not actor.is_staff:
            return self.none()
        matters = Matter.objects.visible_to(actor).filter(pk=OuterRef("matter_id"))
        return self.filter(Q(staff_id=actor.staff_id) | Exists(matters))

    def open(self) -> Self:
        """Tasks that are not done, the first due first."""
        return self.filter(done_at__isnull=True).order_by("due_on", "pk")

    def due_by(self, day: date) -> Self:
        """Open tasks that have to be done on or before ``day``."""
        return self.open().filter(due_on__lte=day)

    def to_remind_of(self, day: date, asked_before: datetime) -> Self:
        """Due by ``day``, and asked so long ago that who was asked may have forgotten it."""
        return self.due_by(day).filter(created_at__lt=asked_before)

    def at_hand(self, day: date, staff_id: int | None) -> Self:
        """Due by ``day``; a review of rights from its beginning on, and for who was asked alone."""
        review = Q(kind=Kind.REVIEW_RIGHTS.value)
        return self.open().filter(Q(due_on__lte=day) & ~review | review & Q(staff_id=staff_id))


class Task(MatterPart):
    """A request to a colleague, about a matter, a connection, or another colleague (``about``).

    ``message`` is the letter to send or the call to make: the task is done when that came to an
    end.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    connection = TenantForeignKey(Connection, null=True, blank=True)
    message = TenantForeignKey(Message, null=True, blank=True)
    staff = TenantForeignKey(StaffMember)
    about = TenantForeignKey(StaffMember, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=KIND_WORDS)
    text = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    asked_by = TenantForeignKey(StaffMember, null=True, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager["Task"]] = TaskQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "staff", "due_on"],
                condition=Q(done_at__isnull=True),
                name="tasks_open_of_staff",
            ),
            models.Index(fields=["tenant", "matter"], name="tasks_matter"),
            models.Index(
                fields=["tenant", "message"],
                condition=Q(message__isnull=False),
                name="tasks_of_message",
            ),
            models.Index(
                fields=["tenant", "about"],
                condition=Q(about__isnull=False),
                name="tasks_about_a_colleague",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "matter", "kind", "staff"],
                condition=Q(done_at__isnull=True, kind__in=["carry", "ask_whether_heard"]),
                name="tasks_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="tasks_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"
