"""Questions about people: who works here, who is told last of all, and how they log in."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.networks.queries import log_in_domains
from schakel.domain.reviews.queries import review_day
from schakel.domain.reviews.rules import DEFAULT_DAY, DEFAULT_MONTH
from schakel.domain.staff.actions import choose_fallback_chain, choose_silent_days
from schakel.domain.staff.models import Position, StaffMember
from schakel.domain.staff.queries import silent_days
from schakel.domain.staff.rules import DEFAULT_SILENT_DAYS, FEWEST_SILENT_DAYS, MOST_SILENT_DAYS
from schakel.entrypoints.desk.days import day_of_year
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import sentence_list

NOBODY = ("", gettext_lazy("nobody"))
LONGEST_CHAIN = 5


class ColleaguesForm(forms.Form):
    """Colleagues, each in a place of their own."""

    def __init__(
        self,
        places: Mapping[str, Any],
        colleagues: Mapping[int, StaffMember],
        *arguments: Any,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.colleagues = colleagues
        choices = [NOBODY, *((str(pk), each.name) for pk, each in colleagues.items())]
        for place, label in places.items():
            self.fields[place] = forms.ChoiceField(label=label, choices=choices, required=False)

    def chosen(self) -> dict[str, StaffMember | None]:
        """Who was chosen, in the order of the places."""
        return {
            place: self.colleagues[int(number)] if number else None
            for place, number in self.cleaned_data.items()
        }


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    yield Question(
        slug="medewerkers",
        group=Group.PEOPLE,
        asks=_("Who works here?"),
        read=lambda: _counted(StaffMember.objects.working_on(request.today).count()),
        url=reverse("colleagues"),
    )
    yield Question(
        slug="functies",
        group=Group.PEOPLE,
        asks=_("Which functions carry contacts?"),
        read=_functions,
        url=reverse("positions"),
        subject="position",
        changed_by=("position.added", "position.filled"),
    )
    yield _chain(request)
    yield _silence(request)
    yield Question(
        slug="inloggen",
        group=Group.PEOPLE,
        asks=_("Who logs in how?"),
        read=_log_ins,
        url=reverse("settings-log-ins"),
        subject="log_in_domain",
        changed_by=("log_in_domain.allowed", "log_in_domain.refused"),
    )
    yield Question(
        slug="controle",
        group=Group.PEOPLE,
        asks=_("When do we look at everybody's rights?"),
        read=_review,
        url=reverse("review-day"),
        subject="review_day",
        changed_by=("review_day.chosen",),
    )


def _counted(count: int) -> Answer:
    return Answer(ngettext("%(n)s colleague", "%(n)s colleagues", count) % {"n": count})


def _functions() -> Answer:
    holders = list(Position.objects.values_list("holder_id", flat=True))
    vacant = sum(each is None for each in holders)
    if not holders:
        return Answer(_("None: people carry them"), is_default=True)
    words = ngettext("%(n)s function", "%(n)s functions", len(holders)) % {"n": len(holders)}
    return Answer(f"{words}, {_('%(n)s of them vacant') % {'n': vacant}}" if vacant else words)


def _working(request: TenantRequest) -> dict[int, StaffMember]:
    working = StaffMember.objects.working_on(request.today).order_by("name", "pk")
    return {each.pk: each for each in working}


def _chain(request: TenantRequest) -> Question:
    in_chain = cache(lambda: list(StaffMember.objects.fallback_chain()))
    places = {f"place_{n}": _("Number %(n)s") % {"n": n} for n in range(1, LONGEST_CHAIN + 1)}

    def form(typed: Any) -> ColleaguesForm:
        now = {place: each.pk for place, each in zip(places, in_chain(), strict=False)}
        return ColleaguesForm(places, _working(request), typed, initial=now)

    def keep(typed: Mapping[str, Any]) -> object:
        working = _working(request)
        return choose_fallback_chain(
            actor=request.actor,
            members=[working[int(number)] for number in typed.values() if number],
            today=request.today,
            now=request.now,
        )

    return Question(
        slug="vangnet",
        group=Group.PEOPLE,
        asks=_("Who takes what nobody else can take?"),
        why=_("When both contact persons are away, somebody must still hear of it."),
        source=_("You choose this yourself. At the start it is the first administrator."),
        touches=_("It holds from the next matter that nobody can take."),
        read=lambda: Answer(sentence_list([each.name for each in in_chain()]) or _("Nobody yet")),
        form=form,
        keep=keep,
        changed_by=("fallback.chosen",),
        in_words=_chosen_names,
    )


class SilentForm(forms.Form):
    """After how many working days a lead is asked."""

    days = forms.IntegerField(
        label=gettext_lazy("Number of working days"),
        min_value=FEWEST_SILENT_DAYS,
        max_value=MOST_SILENT_DAYS,
    )


def _silence(request: TenantRequest) -> Question:
    days = cache(silent_days)

    def keep_days(number: int) -> object:
        return choose_silent_days(actor=request.actor, days=number, now=request.now)

    return Question(
        slug="stilte",
        group=Group.PEOPLE,
        asks=_("When do we ask whether a colleague is all right?"),
        why=_("Somebody who falls ill cannot say so here, and people wait for them."),
        source=_("Our own choice: a week of work."),
        default=_in_working_days(DEFAULT_SILENT_DAYS),
        touches=_("Their lead is asked. Nobody sees when somebody was here last."),
        read=lambda: Answer(_in_working_days(days()), is_default=days() == DEFAULT_SILENT_DAYS),
        form=lambda typed: SilentForm(typed, initial={"days": days()}),
        keep=lambda typed: keep_days(typed["days"]),
        restore=lambda: keep_days(DEFAULT_SILENT_DAYS),
        subject="silent_after",
        changed_by=("silent_days.chosen",),
        in_words=lambda value, names: _in_working_days(value),
    )


def _in_working_days(days: int) -> str:
    words = ngettext(
        "After %(n)s working day without a sign of life",
        "After %(n)s working days without a sign of life",
        days,
    )
    return words % {"n": days}


def _chosen_names(value: Any, names: Names) -> str:
    found = [names.get(number, "") for number in value if number]
    return sentence_list([name for name in found if name]) or _("nobody")


def _log_ins() -> Answer:
    domains = [f"@{each.domain}" for each in log_in_domains()]
    if not domains:
        return Answer(_("With a password and a second key"), is_default=True)
    return Answer(
        _("With the account of the organisation: %(domains)s")
        % {"domains": sentence_list(domains)},
        is_default=False,
    )


def _review() -> Answer:
    month, day = review_day()
    return Answer(
        _("Each year on %(day)s") % {"day": day_of_year(month, day)},
        is_default=(month, day) == (DEFAULT_MONTH, DEFAULT_DAY),
    )
