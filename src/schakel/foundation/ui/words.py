"""Dates, moments and lists as a person says them, in the active language."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext


def long_date(day: date | datetime, today: date | None = None) -> str:
    """ "dinsdag 8 december"; with the year unless it is the year of ``today``."""
    local = _local(day)
    same_year = today is not None and local.year == today.year
    return date_format(local, "l j F" if same_year else "l j F Y")


def deadline(day: date | datetime, today: date | None = None) -> str:
    """ "uiterlijk dinsdag 8 december": the 8th is still in time, late is from the 9th."""
    return gettext("%(date)s at the latest") % {"date": long_date(day, today)}


def moment(at: datetime, today: date | None = None) -> str:
    """ "dinsdag 17 november, 14.30 uur", in the time zone of the reader."""
    local = timezone.localtime(at)
    return gettext("%(date)s, %(hours)s:%(minutes)s") % {
        "date": long_date(local, today),
        "hours": f"{local:%H}",
        "minutes": f"{local:%M}",
    }


def sentence_list(items: Sequence[object]) -> str:
    """ "Noor, Sam en Piet"."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _local(day: date | datetime) -> date | datetime:
    if isinstance(day, datetime) and timezone.is_aware(day):
        return timezone.localtime(day)
    return day
