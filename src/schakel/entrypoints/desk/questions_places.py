"""Questions about themes and days: how often we speak, and when nobody is here."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.organisations.actions import (
    add_theme,
    cancel_quiet_week,
    change_theme,
    close_on,
    open_on,
    plan_quiet_week,
)
from schakel.domain.organisations.models import ClosedDay, QuietWeek, Theme
from schakel.domain.organisations.queries import days_to_come, quiet_weeks_to_come
from schakel.domain.organisations.rules import (
    DEFAULT_RHYTHM_DAYS,
    LONGEST_RHYTHM_DAYS,
    SHORTEST_RHYTHM_DAYS,
    code_of,
)
from schakel.domain.staff.rules import first_day_after
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date

_DAY = timedelta(days=1)


class RhythmForm(forms.Form):
    """In days."""

    rhythm_days = forms.IntegerField(
        label=gettext_lazy("Days between two contacts"),
        help_text=gettext_lazy("A number from 3 to 180."),
        min_value=SHORTEST_RHYTHM_DAYS,
        max_value=LONGEST_RHYTHM_DAYS,
    )


class NewThemeForm(RhythmForm):
    """A theme that is not there yet."""

    name = forms.CharField(label=gettext_lazy("Name of the theme"), max_length=200)
    field_order = ("name", "rhythm_days")


class ThemeForm(RhythmForm):
    """A theme that is there."""

    is_active = forms.BooleanField(
        label=gettext_lazy("We still work with this theme"), required=False
    )


class ClosedDayForm(forms.Form):
    """A day, and why."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    name = forms.CharField(
        label=gettext_lazy("What day is it?"),
        help_text=gettext_lazy("Such as “bridging day”."),
        max_length=100,
    )


class QuietWeekForm(forms.Form):
    """From when until when, and why."""

    name = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("Such as “autumn holiday”."),
        max_length=100,
    )
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput)
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput)


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    yield _themes(request)
    yield _closed_days(request)
    yield _quiet_weeks(request)


def _themes(request: TenantRequest) -> Question:
    themes = cache(lambda: list(Theme.objects.order_by("-is_active", "name")))

    def read() -> Answer:
        active = [each for each in themes() if each.is_active]
        other = sum(each.rhythm_days != DEFAULT_RHYTHM_DAYS for each in active)
        words = ngettext("%(n)s theme", "%(n)s themes", len(active)) % {"n": len(active)}
        if not other:
            return Answer(words, is_default=True)
        return Answer(
            _("%(themes)s, of which %(other)s with a rhythm of their own")
            % {"themes": words, "other": other},
            is_default=False,
        )

    return Question(
        slug="onderwerpen",
        group=Group.PLACES,
        asks=_("How often do we speak about each theme?"),
        why=_("Without contact a bond fades. Then it comes under your attention."),
        source=_(
            "Every two months is our choice to begin with. How often it truly is follows from use."
        ),
        default=rhythm_words(DEFAULT_RHYTHM_DAYS),
        touches=_("It counts from the next contact. What you agreed with people goes before it."),
        read=read,
        form=lambda typed: NewThemeForm(typed, initial={"rhythm_days": DEFAULT_RHYTHM_DAYS}),
        keep=lambda typed: add_theme(
            actor=request.actor,
            code=code_of(typed["name"]),
            name=typed["name"],
            rhythm_days=typed["rhythm_days"],
            now=request.now,
        ),
        submit_label=_("Add this theme"),
        parts=lambda: [_theme(request, each) for each in themes()],
        subject="theme",
        changed_by=("theme.added", "theme.changed"),
        in_words=_rhythm_and_use,
    )


def _theme(request: TenantRequest, theme: Theme) -> Question:
    def change(*, rhythm_days: int, is_active: bool) -> object:
        return change_theme(
            actor=request.actor,
            theme=theme,
            rhythm_days=rhythm_days,
            is_active=is_active,
            now=request.now,
        )

    now = [theme.rhythm_days, theme.is_active]
    return Question(
        slug=str(theme.pk),
        group=Group.PLACES,
        asks=theme.name,
        title=_("How often do we speak about %(theme)s?") % {"theme": theme.name},
        why=_("Without contact a bond fades. Then it comes under your attention."),
        source=_("Every two months is our choice to begin with."),
        default=rhythm_words(DEFAULT_RHYTHM_DAYS),
        touches=_("It counts from the next contact. What was about this theme stays about it."),
        read=lambda: Answer(
            _rhythm_and_use(now, {}),
            theme.rhythm_days == DEFAULT_RHYTHM_DAYS and theme.is_active,
        ),
        form=lambda typed: ThemeForm(
            typed, initial={"rhythm_days": theme.rhythm_days, "is_active": theme.is_active}
        ),
        keep=lambda typed: change(**typed),
        restore=lambda: change(rhythm_days=DEFAULT_RHYTHM_DAYS, is_active=True),
        subject="theme",
        subject_id=theme.pk,
        changed_by=("theme.added", "theme.changed"),
        in_words=_rhythm_and_use,
    )


def rhythm_words(days: int) -> str:
    """ "elke 60 dagen"."""
    return _("every %(n)s days") % {"n": days}


def _rhythm_and_use(value: Any, names: Names) -> str:
    rhythm_days, is_active = value
    words = rhythm_words(rhythm_days)
    return words if is_active else _("%(rhythm)s, put away") % {"rhythm": words}


def _closed_days(request: TenantRequest) -> Question:
    days = cache(lambda: days_to_come(request.today))
    today = request.today
    return Question(
        slug="gesloten-dagen",
        group=Group.PLACES,
        asks=_("On which days are we closed?"),
        why=_("On such a day nobody answers. A term of your own moves to the next working day."),
        source=_("Weekends and public holidays always count (Algemene termijnenwet, article 3)."),
        default=_("No other days"),
        touches=_("It holds for new terms of your own, never for a term of law."),
        read=lambda: Answer(
            ngettext("%(n)s day to come", "%(n)s days to come", len(days())) % {"n": len(days())}
            if days()
            else _("No other days"),
            not days(),
        ),
        form=ClosedDayForm,
        keep=lambda typed: close_on(
            actor=request.actor, day=typed["day"], name=typed["name"], now=request.now
        ),
        submit_label=_("Close on this day"),
        parts=lambda: [_closed_day(request, each) for each in days()],
        subject="closed_day",
        changed_by=("day.closed", "day.opened"),
        in_words=lambda value, names: long_date(date.fromisoformat(value), today),
    )


def _closed_day(request: TenantRequest, closed: ClosedDay) -> Question:
    return Question(
        slug=str(closed.pk),
        group=Group.PLACES,
        asks=closed.name,
        why=_("Take this day away when somebody is here after all."),
        read=lambda: Answer(long_date(closed.day, request.today)),
        form=_nothing_to_fill_in,
        keep=lambda typed: open_on(actor=request.actor, closed=closed, now=request.now),
        submit_label=_("We are open on this day"),
    )


def _quiet_weeks(request: TenantRequest) -> Question:
    weeks = cache(lambda: quiet_weeks_to_come(request.today))
    today = request.today

    def in_words(value: Any, names: Names) -> str:
        from_on, until_on = (date.fromisoformat(each) for each in value)
        return _stretch(from_on, until_on, today)

    def keep(typed: Mapping[str, Any]) -> object:
        return plan_quiet_week(
            actor=request.actor,
            name=typed["name"],
            from_on=typed["from_on"],
            until_on=first_day_after(typed["last_day"]),
            now=request.now,
        )

    return Question(
        slug="rustige-weken",
        group=Group.PLACES,
        asks=_("Which weeks are quiet?"),
        why=_("School holidays and recess: people speak each other less, and that is fine."),
        source=_("You choose this yourself, by the school holidays of your region."),
        default=_("None"),
        touches=_("It never moves a term. For now these weeks are kept, and change nothing."),
        read=lambda: Answer(
            ", ".join(each.name for each in weeks()) or _("None"), is_default=not weeks()
        ),
        form=QuietWeekForm,
        keep=keep,
        submit_label=_("Add this time"),
        parts=lambda: [_quiet_week(request, each) for each in weeks()],
        subject="quiet_week",
        changed_by=("quiet_week.planned", "quiet_week.cancelled"),
        in_words=in_words,
    )


def _quiet_week(request: TenantRequest, week: QuietWeek) -> Question:
    return Question(
        slug=str(week.pk),
        group=Group.PLACES,
        asks=week.name,
        why=_("Take this time away when everybody is here after all."),
        read=lambda: Answer(_stretch(week.from_on, week.until_on, request.today)),
        form=_nothing_to_fill_in,
        keep=lambda typed: cancel_quiet_week(actor=request.actor, week=week, now=request.now),
        submit_label=_("This time is not quiet"),
    )


def _stretch(from_on: date, until_on: date, today: date) -> str:
    return _("%(first)s until and including %(last)s") % {
        "first": long_date(from_on, today),
        "last": long_date(until_on - _DAY, today),
    }


def _nothing_to_fill_in(typed: Any) -> forms.Form:
    return forms.Form(typed)
