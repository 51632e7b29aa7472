"""How people without a log-in come in: page links with a code, paper codes, action links.

A link holds a keyed MAC over the number and the nonce of its row, so no token is stored; codes
are stored as keyed digests only.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from schakel.domain.access.rules import OF_MATTER, LinkAction
from schakel.domain.matters.models import Matter, MatterPart
from schakel.domain.parties.models import DigitalAddress
from schakel.domain.staff.models import StaffMember
from schakel.foundation.tenancy.models import TenantForeignKey


class PageLinkQuerySet(models.QuerySet["PageLink"]):
    """Named reads of page links."""

    def live(self, now: datetime) -> Self:
        """Links that open a page today."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class PageLink(MatterPart):
    """A link to the page of one matter. It opens nothing without a code.

    ``address`` is where codes and renewals go; without one (paper) the link is the code itself,
    handed over in person or by letter.
    """

    address = TenantForeignKey(DigitalAddress, null=True, blank=True)
    nonce = models.CharField(max_length=32)
    paper_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PageLink"]] = PageLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "paper_digest"],
                condition=~Q(paper_digest=""),
                name="access_pagelink_paper_code_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "matter", "address"],
                condition=Q(revoked_at__isnull=True, address__isnull=False),
                name="access_pagelink_one_an_address",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="access_pagelink_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"page link {self.pk}"


class PageCode(MatterPart):
    """Six digits, for one link and one browser, ten minutes, five attempts."""

    link = TenantForeignKey(PageLink)
    browser_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "link", "-created_at"], name="access_pagecode_link"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(attempts__lte=5), name="access_pagecode_five_attempts"
            ),
        ]

    def __str__(self) -> str:
        return f"page code {self.pk}"


class ActionLink(MatterPart):
    """One act by one colleague, by a link in a mail. Single use.

    ``about_id`` is the number of the task, promise, connection or break, unless it is about the
    matter as a whole.
    """

    matter = TenantForeignKey(Matter, null=True, blank=True)
    staff = TenantForeignKey(StaffMember)
    action = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in LinkAction]
    )
    about_id = models.BigIntegerField(null=True, blank=True)
    nonce = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "matter", "staff"], name="access_actionlink_matter"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(action__in=[action.value for action in LinkAction]),
                name="access_actionlink_action_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    action__in=sorted(action.value for action in OF_MATTER),
                    matter__isnull=False,
                    about_id__isnull=True,
                )
                | (
                    ~Q(action__in=sorted(action.value for action in OF_MATTER))
                    & Q(about_id__isnull=False)
                ),
                name="access_actionlink_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(confidential=False),
                name="access_actionlink_confidential_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"action link {self.pk}"
