"""Who was erased, how long things are kept, what is told about it, and who looked at what."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.matters.models import KIND_WORDS, Matter
from schakel.domain.parties.models import Party
from schakel.domain.privacy.rules import (
    MAIL_ROW,
    MAIL_YEARS,
    MONTHS_INACTIVE,
    Accessibility,
    Activity,
    Deed,
    Erased,
    Outcome,
    Question,
    Reason,
    Subject,
)
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

REASON_WORDS = [
    (Reason.REQUEST.value, _("They ask for it (AVG 17).")),
    (Reason.UNLAWFUL.value, _("We should not have kept this.")),
    (Reason.RETENTION.value, _("We kept it long enough.")),
]


OUTCOME_WORDS = [
    (Outcome.DONE.value, _("dealt with")),
    (Outcome.STOPPED.value, _("withdrawn or passed on")),
]
ACCESSIBILITY_WORDS = [
    (Accessibility.FULLY.value, _("A: meets the norm fully")),
    (Accessibility.PARTLY.value, _("B: meets the norm in part")),
    (Accessibility.FIRST_MEASURES.value, _("C: first measures were taken")),
    (Accessibility.NOT.value, _("D: does not meet the norm")),
    (Accessibility.NO_STATEMENT.value, _("E: not examined yet")),
]
QUESTION_WORDS = [
    (Question.CONTROLLER.value, _("Who is responsible for your data?")),
    (Question.OFFICER.value, _("Whom can you ask about privacy?")),
    (Question.PURPOSE.value, _("Why do we keep your data?")),
    (Question.CONTENT.value, _("What do we keep?")),
    (Question.RECIPIENTS.value, _("Who can see it?")),
    (Question.PLACE.value, _("Where is it?")),
    (Question.TERMS.value, _("How long do we keep it?")),
    (Question.RIGHTS.value, _("What can you do?")),
    (Question.STATUS.value, _("How accessible is this site?")),
    (Question.EXAMINED_ON.value, _("When was this examined?")),
    (Question.PROBLEMS.value, _("What does not work yet?")),
    (Question.HELP.value, _("What if something does not work for you?")),
    (Question.ENFORCEMENT.value, _("Do you not agree with our answer?")),
]
# A line is a paragraph. ``%(name)s`` and ``%(reach)s`` are the institution and how to reach it.
DEFAULT_ANSWERS: Mapping[Question, Sequence[Any]] = {
    Question.CONTROLLER: [
        _("%(name)s is responsible for your data."),
        "%(reach)s",
    ],
    Question.OFFICER: [
        _("%(name)s has a data protection officer. This person watches over your privacy."),
        _("Ask for the data protection officer."),
        "%(reach)s",
    ],
    Question.PURPOSE: [
        _("You wrote to us. We use your data to answer you and to keep in touch."),
        _("That is our task as a public body (GDPR, article 6, 1e)."),
        _("For some things we first ask you. You may say no, also later."),
    ],
    Question.CONTENT: [
        _("Your name, how to reach you, what you wrote, and our contact with you."),
        _("Files that you send as well. From photos we remove the place where you took them."),
        _("We only ask what we need to help you."),
    ],
    Question.RECIPIENTS: [
        _("The people who help you, and the team around your subject."),
        _("Did you start in confidence? Then only the people who carry it see it."),
        _("We write down which function looked at your data, and why."),
        _("We do not sell your data, and give it to nobody else without asking you."),
    ],
    Question.PLACE: [
        _("On the server of your organisation. This site loads nothing from other companies."),
        _("We use two cookies: one for your session and one against forgery. We follow nobody."),
    ],
    Question.TERMS: [
        _("The law says how long we keep a message. The list is the Selectielijst 2020."),
        _("A question we keep one year, a report, complaint or objection five years."),
        _("Ideas of residents go to the archive. They are kept there for ever."),
        _("Did we not speak for two years? Then we ask if we may keep your data."),
    ],
    Question.RIGHTS: [
        _("On your page you read, correct and download your data."),
        _("You can also take your message back, or ask us to erase your data."),
        _("You may ask to see the remarks of colleagues too."),
        _("Do you not agree with us? You can complain to the Dutch Data Protection Authority."),
    ],
    Question.STATUS: [_("Nobody examined this site yet.")],
    Question.EXAMINED_ON: [_("A program checks our pages. An expert did not examine them yet.")],
    Question.PROBLEMS: [
        _("Every page works without JavaScript, with a keyboard and on a small screen."),
        _("We know of no problems. Do you find one? Tell us."),
    ],
    Question.HELP: [
        _("Then we help you in another way."),
        "%(reach)s",
        _("You hear from us within two weeks."),
    ],
    Question.ENFORCEMENT: [
        _("Then you can complain to us. After that you can go to the National Ombudsman."),
    ],
}
ACTIVITY_WORDS = [
    (Activity.HANDLE_REQUEST.value, _("to answer a message")),
    (Activity.KEEP_CONTACT.value, _("to keep in touch")),
    (Activity.SUPPORT_INITIATIVE.value, _("to help an initiative")),
    (Activity.OVERSEE.value, _("to manage or oversee")),
]
SUBJECT_WORDS = [
    (Subject.MATTER.value, _("the matter")),
    (Subject.PARTY.value, _("who came with it")),
    (Subject.CONNECTION.value, _("the connection")),
    (Subject.INITIATIVE.value, _("the initiative")),
    (Subject.ATTACHMENT.value, _("a file")),
    (Subject.MESSAGE.value, _("a message")),
    (Subject.LIST.value, _("a list")),
    (Subject.AREA.value, _("the sheet of a neighbourhood")),
    (Subject.SHEET.value, _("a sheet about words that they typed")),
    (Subject.MAIL.value, _("a mail that came in")),
]
DEED_WORDS = [
    (Deed.SEEN.value, _("looked at")),
    (Deed.DOWNLOADED.value, _("downloaded")),
    (Deed.EXPORTED.value, _("exported")),
]


class Erasure(TenantModel):
    """One party that was erased. Numbers only: in an older back-up its rows may not be there."""

    party_id = models.BigIntegerField()
    registered_at = models.DateTimeField()
    erased_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=REASON_WORDS)
    staff_id = models.BigIntegerField(null=True, blank=True)
    keeps_matters = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "party_id", "registered_at"], name="privacy_erasure_once_a_party"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in Reason]),
                name="privacy_erasure_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def to_keep(self) -> Erased:
        """As it is kept outside the database."""
        return Erased(
            party_id=self.party_id,
            registered_at=self.registered_at,
            erased_at=self.erased_at,
            reason=Reason(self.reason),
            staff_id=self.staff_id,
            keeps_matters=self.keeps_matters,
        )


class RetentionTerm(TenantModel):
    """How long this institution keeps a kind of matter, where it differs from the default.

    ``row`` says where the term comes from. Without ``years`` it is kept for ever.
    """

    kind = models.CharField(max_length=20, choices=KIND_WORDS)
    outcome = models.CharField(max_length=8, choices=OUTCOME_WORDS)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    row = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "outcome"], name="privacy_retention_once_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(years__isnull=True) | Q(years__gt=0),
                name="privacy_retention_is_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"retention term {self.pk}"


class RetentionSetting(TenantModel):
    """How an institution lets go: after how long without contact, and whether by itself.

    ``mail_years`` is how long mail is kept that belongs to nothing; ``mail_row`` says where that
    comes from.
    """

    months_inactive = models.PositiveSmallIntegerField(default=MONTHS_INACTIVE)
    mail_years = models.PositiveSmallIntegerField(default=MAIL_YEARS, db_default=MAIL_YEARS)
    mail_row = models.CharField(max_length=200, default=MAIL_ROW, db_default=MAIL_ROW)
    runs_monthly = models.BooleanField(default=False)
    last_run_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant"], name="privacy_retention_setting_once"),
            models.CheckConstraint(
                condition=Q(mail_years__gt=0), name="privacy_mail_is_kept_some_time"
            ),
        ]

    def __str__(self) -> str:
        return f"retention setting {self.pk}"


class Disposal(TenantModel):
    """That the words of a matter went when its term was over (Archiefbesluit 8: what, and why)."""

    matter = TenantForeignKey(Matter)
    disposed_at = models.DateTimeField()
    row = models.CharField(max_length=200)
    staff_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "matter"], name="privacy_disposal_once"),
        ]

    def __str__(self) -> str:
        return f"disposal {self.pk}"


class FarewellQuerySet(models.QuerySet["Farewell"]):
    """Named reads of farewells."""

    def running(self) -> Self:
        """Nobody said yet whether they want to keep in touch."""
        return self.filter(ended_at__isnull=True)


class Farewell(TenantModel):
    """Somebody who is inactive is asked whether we may keep what we have; else it goes.

    ``by_mail``: else a colleague has to ask. ``kept``: they, or a colleague for them, said yes.
    """

    party = TenantForeignKey(Party)
    asked_at = models.DateTimeField()
    erase_on = models.DateField()
    by_mail = models.BooleanField()
    kept = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Farewell"]] = FarewellQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "erase_on"],
                condition=Q(ended_at__isnull=True),
                name="privacy_farewell_running",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "party"],
                condition=Q(ended_at__isnull=True),
                name="privacy_farewell_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kept=False) | Q(ended_at__isnull=False),
                name="privacy_farewell_kept_is_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"farewell {self.pk}"


class Viewing(TenantModel):
    """That a colleague looked at something in some hour, and what for. Numbers and codes only."""

    at_hour = models.DateTimeField()
    staff_id = models.BigIntegerField()
    subject = models.CharField(max_length=10, choices=SUBJECT_WORDS)
    subject_id = models.BigIntegerField()
    deed = models.CharField(max_length=10, choices=DEED_WORDS)
    activity = models.CharField(max_length=20, choices=ACTIVITY_WORDS)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "subject", "subject_id", "-at_hour"],
                name="privacy_viewing_subject",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "at_hour", "staff_id", "subject", "subject_id", "deed"],
                name="privacy_viewing_once_an_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"viewing {self.pk}"


class Answer(TenantModel):
    """A version of what the institution tells on one question; the newest is what people read.

    Empty: the default text again. Without ``language`` it is the same in every one.
    """

    question = models.CharField(max_length=12, choices=QUESTION_WORDS)
    language = models.CharField(max_length=5, blank=True)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "question", "language", "-made_at"],
                name="privacy_answer_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
