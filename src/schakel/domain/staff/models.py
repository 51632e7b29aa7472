"""Colleagues and other connectors, and when they are away."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from schakel.domain.organisations.models import Unit
from schakel.domain.staff.rules import (
    DEFAULT_SILENT_DAYS,
    FEWEST_SILENT_DAYS,
    MOST_SILENT_DAYS,
    GroupedMail,
)
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class StaffMemberQuerySet(models.QuerySet["StaffMember"]):
    """Named reads of colleagues."""

    def working_on(self, day: date) -> Self:
        """Those who work here on ``day``, absent or not."""
        return self.filter(
            Q(works_from__lte=day), Q(works_until__isnull=True) | Q(works_until__gt=day)
        )

    def working_from(self, day: date) -> Self:
        """Those who work here on ``day``, or begin later."""
        return self.filter(Q(works_until__isnull=True) | Q(works_until__gt=day))

    def after(self, number: str) -> Self:
        """By name, from the one with this number on; no name stands in an address."""
        last = StaffMember.objects.filter(pk=number).first() if number.isdecimal() else None
        by_name = self.order_by("name", "pk")
        if last is None:
            return by_name
        return by_name.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))

    def fallback_chain(self) -> Self:
        """Those who take what nobody else can take, the first to ask first."""
        return self.filter(fallback_order__isnull=False).order_by("fallback_order", "pk")


class StaffMember(TenantModel):
    """Somebody through whom the institution speaks: official, connector, volunteer, sponsor."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    name = models.CharField(max_length=200)
    function = models.CharField(max_length=200, blank=True)
    unit = TenantForeignKey(Unit, null=True, blank=True)
    email = models.EmailField()
    phone = models.CharField(max_length=20, blank=True)
    roles = ArrayField(models.CharField(max_length=16), default=list)
    connecting_hours = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    works_from = models.DateField()
    works_until = models.DateField(null=True, blank=True)
    lead = TenantForeignKey("self", null=True, blank=True)
    deputy = TenantForeignKey("self", null=True, blank=True)
    # Answers for them where they do not: what they are said to have promised.
    secretary = TenantForeignKey("self", null=True, blank=True)
    fallback_order = models.PositiveSmallIntegerField(null=True, blank=True)
    is_named = models.BooleanField(default=True)
    # Left since no group of theirs gives a place here any more: a group may bring them back.
    ended_by_groups = models.BooleanField(default=False, db_default=False)
    # The newest day on which they did something here; for ``SilentAfter`` and shown to nobody.
    seen_on = models.DateField(null=True, blank=True)
    grouped_mail = models.CharField(
        max_length=16,
        choices=[(each.value, each.value) for each in GroupedMail],
        default=GroupedMail.TWICE_A_WEEK.value,
        db_default=GroupedMail.TWICE_A_WEEK.value,
    )

    objects: ClassVar[models.Manager["StaffMember"]] = StaffMemberQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "name"], name="staff_by_name"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "user"], name="staff_user_once_a_tenant"),
            models.UniqueConstraint(
                "tenant", models.functions.Lower("email"), name="staff_email_once_a_tenant"
            ),
            models.CheckConstraint(
                condition=Q(works_until__isnull=True) | Q(works_until__gt=F("works_from")),
                name="staff_leaves_after_starting",
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("id")),
                name="staff_is_not_their_own_deputy",
            ),
            models.CheckConstraint(
                condition=Q(secretary__isnull=True) | ~Q(secretary=F("id")),
                name="staff_is_not_their_own_secretary",
            ),
            models.CheckConstraint(
                condition=Q(connecting_hours__gte=0), name="staff_hours_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(grouped_mail__in=[each.value for each in GroupedMail]),
                name="staff_grouped_mail_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """How residents see them: by function only, where a name is not safe."""
        return self.name if self.is_named else self.function or self.name

    @property
    def first_name(self) -> str:
        """What a button or a short line calls them."""
        return self.shown_name.split(" ")[0] if self.is_named else self.shown_name


class Position(TenantModel):
    """A function (functie) that carries, whoever holds it. Vacant without a ``holder``.

    While it is vacant ``fallback`` does its work: what a function carries is never nobody's.
    """

    name = models.CharField(max_length=200)
    unit = TenantForeignKey(Unit, null=True, blank=True)
    holder = TenantForeignKey(StaffMember, null=True, blank=True)
    fallback = TenantForeignKey(StaffMember)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "holder"], name="staff_position_holder"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "name"], name="staff_position_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="staff_position_has_a_name"),
            models.CheckConstraint(
                condition=Q(holder__isnull=True) | ~Q(holder=F("fallback")),
                name="staff_position_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Named reads of absences."""

    def on(self, day: date) -> Self:
        """Those that are under way on ``day``."""
        return self.filter(Q(from_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gt=day))

    def not_over(self, day: date) -> Self:
        """Those that are under way on ``day`` or begin later."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=day))


class Absence(TenantModel):
    """From when until when somebody is away. Never why."""

    staff = TenantForeignKey(StaffMember)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Absence"]] = AbsenceQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "from_on", "until_on"], name="staff_absence_days"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="staff_absence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"


class SilentAfter(TenantModel):
    """After how many working days without a sign of life a lead is asked, as chosen here."""

    working_days = models.PositiveSmallIntegerField(default=DEFAULT_SILENT_DAYS)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant"], name="staff_silentafter_once_a_tenant"),
            models.CheckConstraint(
                condition=Q(working_days__range=(FEWEST_SILENT_DAYS, MOST_SILENT_DAYS)),
                name="staff_silentafter_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.working_days} working days"
