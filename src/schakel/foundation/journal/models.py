"""Tables of the journal. The app role may insert and read lines and seals, nothing else."""

from typing import ClassVar

from django.db import models

from schakel.foundation.tenancy.models import Tenant, TenantForeignKey, TenantModel


class Line(TenantModel):
    """One thing that happened; ``is_history`` when that was elsewhere, before it was read in."""

    what = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    by_link = models.BooleanField(default=False)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    matter_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)
    commitment = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField()
    is_history = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "journal_line"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "subject", "subject_id", "id"], name="journal_subject"),
            models.Index(fields=["tenant", "matter_id", "id"], name="journal_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject} {self.subject_id}"


class Detail(TenantModel):
    """The personal detail of a line, with the salt of its commitment. Erased as one row."""

    line = TenantForeignKey(Line)
    salt = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        db_table = "journal_detail"

    def __str__(self) -> str:
        return f"detail of line {self.line_id}"


class Purpose(models.TextChoices):
    """For whom a pending row waits."""

    DISPATCH = "dispatch"
    SEAL = "seal"


class Pending(models.Model):
    """A line that still has to be dispatched, or sealed. Ids only, so without a policy."""

    line_id = models.BigIntegerField()
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=8, choices=Purpose)

    class Meta:
        db_table = "journal_pending"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["purpose", "tenant", "line_id"], name="journal_pending_order"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} line {self.line_id}"


class Seal(TenantModel):
    """A link of the chain: the line, its place, and a keyed HMAC over it and the link before."""

    sequence = models.BigIntegerField()
    line_id = models.BigIntegerField()
    mac = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_seal"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "sequence"], name="journal_seal_sequence_is_unbroken"
            ),
            models.UniqueConstraint(fields=["tenant", "line_id"], name="journal_seal_once_a_line"),
        ]

    def __str__(self) -> str:
        return f"seal {self.sequence}"
