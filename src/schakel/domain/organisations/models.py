"""Units, areas, themes, norms and calendars of a tenant."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.domain.organisations.rules import (
    DEFAULT_RHYTHM_DAYS,
    LONGEST_RHYTHM_DAYS,
    SHORTEST_RHYTHM_DAYS,
    Module,
)
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class Unit(TenantModel):
    """A department or team."""

    name = models.CharField(max_length=200)
    parent = TenantForeignKey("self", null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "name"], name="organisations_unit_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AreaKind(models.TextChoices):
    """Levels of the CBS division of the Netherlands."""

    MUNICIPALITY = "municipality", _("municipality")
    DISTRICT = "district", _("district")
    NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")


class AreaQuerySet(models.QuerySet["Area"]):
    """Named reads of areas."""

    def own(self) -> Self:
        """The areas that the tenant works in, as opposed to areas it only knows of."""
        return self.filter(is_own=True).order_by("name")


class Area(TenantModel):
    """A municipality (GMxxxx), district (WKxxxxxx) or neighbourhood (BUxxxxxxxx)."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=AreaKind)
    parent = TenantForeignKey("self", null=True, blank=True)
    inhabitants = models.PositiveIntegerField(null=True, blank=True)
    is_own = models.BooleanField(default=True)

    objects: ClassVar[models.Manager["Area"]] = AreaQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "code"], name="organisations_area_code_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=AreaKind.values), name="organisations_area_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Theme(TenantModel):
    """A subject that connections and matters are about; gives the first guess of a rhythm."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    rhythm_days = models.PositiveSmallIntegerField(default=DEFAULT_RHYTHM_DAYS)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="organisations_theme_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(rhythm_days__range=(SHORTEST_RHYTHM_DAYS, LONGEST_RHYTHM_DAYS)),
                name="organisations_theme_rhythm_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceNorm(TenantModel):
    """How long a kind of answer may take here, with the article or decision as its source."""

    kind = models.CharField(max_length=24)
    length = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12)
    second_length = models.PositiveSmallIntegerField(null=True, blank=True)
    extension_length = models.PositiveSmallIntegerField(null=True, blank=True)
    extension_article = models.CharField(max_length=200, blank=True)
    article = models.CharField(max_length=200)
    is_statutory = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "kind"], name="organisations_servicenorm_kind_once"
            ),
            models.CheckConstraint(
                condition=models.Q(length__gt=0), name="organisations_servicenorm_length_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.length} {self.unit}"


class ClosedDay(TenantModel):
    """A day on which this institution is closed beside the public holidays."""

    day = models.DateField()
    name = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "day"], name="organisations_closedday_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class QuietWeekQuerySet(models.QuerySet["QuietWeek"]):
    """Named reads of quiet weeks."""

    def touching(self, day: date) -> Self:
        """Those that are under way on ``day``."""
        return self.filter(from_on__lte=day, until_on__gt=day)


class QuietWeek(TenantModel):
    """School holidays, recess, builders' holiday: stretches a rhythm, never a term."""

    name = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField()

    objects: ClassVar[models.Manager["QuietWeek"]] = QuietWeekQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until_on__gt=models.F("from_on")),
                name="organisations_quietweek_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TurnedOn(TenantModel):
    """A module that this institution turned on; without a row it is off."""

    module = models.CharField(max_length=24)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "module"], name="organisations_turnedon_module_once"
            ),
            models.CheckConstraint(
                condition=models.Q(module__in=[module.value for module in Module]),
                name="organisations_turnedon_module_known",
            ),
        ]

    def __str__(self) -> str:
        return self.module
