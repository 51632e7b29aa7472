"""The day that somebody fills in, as a moment."""

from datetime import date, datetime, time

from django.utils import timezone

from schakel.foundation.tenancy.requests import TenantRequest


def moment_on(day: date, request: TenantRequest) -> datetime:
    """Now for today; the middle of another day, since nobody remembers the hour."""
    if day == request.today:
        return request.now
    return timezone.make_aware(datetime.combine(day, time(12)))
