"""That somebody was erased, so that they stay erased after a restore."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.domain.privacy.rules import Erased, Reason
from schakel.foundation.tenancy.models import TenantModel

REASON_WORDS = [
    (Reason.REQUEST.value, _("They ask for it (AVG 17).")),
    (Reason.UNLAWFUL.value, _("We should not have kept this.")),
    (Reason.RETENTION.value, _("We kept it long enough.")),
]


class Erasure(TenantModel):
    """One party that was erased. Numbers only: in an older back-up its rows may not be there."""

    party_id = models.BigIntegerField()
    registered_at = models.DateTimeField()
    erased_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=REASON_WORDS)
    staff_id = models.BigIntegerField(null=True, blank=True)

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
        )
