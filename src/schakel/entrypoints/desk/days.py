"""The day that somebody fills in, as a moment; and a day of each year, in words."""

from datetime import date, datetime, time

from django.utils import timezone

from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import long_date


def moment_on(day: date, request: TenantRequest) -> datetime:
    """Now for today; the middle of another day, since nobody remembers the hour."""
    if day == request.today:
        return request.now
    return timezone.make_aware(datetime.combine(day, time(12)))


def day_of_year(month: int, day: int) -> str:
    """ "1 februari". Of a leap year, which has all days."""
    leap_day = date(2024, month, day)
    return long_date(leap_day, leap_day).split(" ", 1)[1]
