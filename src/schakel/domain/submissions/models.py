"""What somebody sent in, as it came: by form, at the desk or in a file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from schakel.domain.matters.models import MatterPart
from schakel.domain.staff.models import StaffMember
from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel


class ImportBatch(TenantModel):
    """One file that was read in, as a whole or not at all."""

    source = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    staff = TenantForeignKey(StaffMember, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "-created_at"], name="submissions_batch_newest"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ColumnMapping(TenantModel):
    """Which column means what, asked once for each shape of file and remembered."""

    header_digest = models.CharField(max_length=64)
    columns = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "header_digest"], name="submissions_mapping_once_a_header"
            ),
        ]

    def __str__(self) -> str:
        return f"column mapping {self.pk}"


class Submission(MatterPart):
    """One thing sent in, kept as it came. ``key`` makes the same one once."""

    source = models.CharField(max_length=200)
    key = models.CharField(max_length=100)
    typed = models.JSONField(default=dict)
    batch = TenantForeignKey(ImportBatch, null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "matter"], name="submissions_matter"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "source", "key"], name="submissions_submission_once"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="submissions_submission_has_a_key"),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"
