"""Alert rows: one per person, matter, kind and trigger, so that nothing is sent twice."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.notices.rules import Kind
from schakel.domain.staff.models import StaffMember
from schakel.foundation.tenancy.models import TenantForeignKey

KIND_WORDS = [
    (Kind.ASKED_TO_CARRY.value, _("asked to be the contact person")),
    (Kind.TERM_APPROACHING.value, _("answer is due soon")),
    (Kind.TERM_LATE.value, _("answer is late")),
    (Kind.TERM_SECOND_LATE.value, _("answer is very late")),
    (Kind.NEW_CONTACT.value, _("they wrote something")),
    (Kind.WANTS_OTHER_CARRIER.value, _("they want to speak to somebody else")),
    (Kind.NOBODY_REACHABLE.value, _("nobody can take this")),
    (Kind.MESSAGE_FAILED.value, _("a message did not arrive")),
    (Kind.IMPORT_RECEIPT.value, _("your file is in")),
    (Kind.CONFIDENCE_BROKEN.value, _("somebody looked at this in confidence")),
    (Kind.NOT_SENT.value, _("a letter or call waits too long")),
    (Kind.ONE_VOICE.value, _("somebody speaks for all of us")),
    (Kind.DRAFT_READ.value, _("your text was read")),
    (Kind.READER_SILENT.value, _("your reader did not react: you can send it")),
    (Kind.ANSWER_HELD.value, _("your text did not go out: look at it again")),
    (Kind.QUESTION_ANSWERED.value, _("they answered what you asked")),
    (Kind.TASK_ASKED.value, _("you are asked to do something")),
    (Kind.TASK_DUE.value, _("something still has to be done")),
    (Kind.PROMISE_HEARD.value, _("a colleague wrote down what you promised")),
    (Kind.PROMISE_DUE.value, _("a promise is due")),
    (Kind.MAIL_HELD.value, _("a mail waits to be placed")),
    (Kind.MAIL_LATE.value, _("a mail waits too long")),
    (Kind.MAILED_DRAFT.value, _("what you mailed waits as a draft")),
    (Kind.MAIL_NOT_FETCHED.value, _("no mail comes in")),
    (Kind.CONNECTION.value, _("a connection asks attention")),
    (Kind.TAKE_OVER.value, _("you are asked to take over a contact")),
    (Kind.BOTH_AWAY.value, _("both contact persons will be away")),
    (Kind.WELCOME_BACK.value, _("what happened while you were away")),
    (Kind.ANCHORING.value, _("a network lacks somebody behind it")),
]


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Named reads of notices."""

    def unseen_by(self, staff_id: int | None) -> Self:
        """What a colleague was told and has not looked at, the newest first."""
        return self.filter(staff_id=staff_id, seen_at__isnull=True).order_by("-created_at")


class Notice(MatterPart):
    """Somebody has to know something about a matter; once per trigger."""

    matter = TenantForeignKey(Matter, null=True, blank=True)
    staff = TenantForeignKey(StaffMember)
    kind = models.CharField(max_length=20, choices=KIND_WORDS)
    trigger = models.CharField(max_length=80)
    text = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Notice"]] = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "staff", "-created_at"],
                condition=Q(seen_at__isnull=True),
                name="notices_unseen",
            ),
            models.Index(fields=["tenant", "kind", "-created_at"], name="notices_kind"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "staff", "matter", "kind", "trigger"],
                nulls_distinct=False,
                name="notices_once_a_trigger",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="notices_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
