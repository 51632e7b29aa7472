"""Questions about what holds each network in the organisation, and when its sponsors are asked."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.anchoring.actions import anchor_network, choose_asking_days
from schakel.domain.anchoring.queries import asking_days, gaps_of, names_of_loose, with_people
from schakel.domain.anchoring.rules import DEFAULT_DAYS
from schakel.domain.networks.models import Network
from schakel.entrypoints.desk.anchoring_words import missing_words
from schakel.entrypoints.desk.backing import PLACES, backing_form, backing_of
from schakel.entrypoints.desk.days import day_of_year
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import sentence_list

_WHY = gettext_lazy("What nobody backs stops when one person leaves.")
_CHANGES = ("network.backed", "network.terms_changed")


class DaysForm(forms.Form):
    """Two days of each year."""

    first_day = forms.IntegerField(label=gettext_lazy("First day"), min_value=1, max_value=31)
    first_month = forms.IntegerField(
        label=gettext_lazy("Month of the first day"),
        help_text=gettext_lazy("As a number, such as 2 for February."),
        min_value=1,
        max_value=12,
    )
    second_day = forms.IntegerField(label=gettext_lazy("Second day"), min_value=1, max_value=31)
    second_month = forms.IntegerField(
        label=gettext_lazy("Month of the second day"),
        help_text=gettext_lazy("As a number, such as 2 for February."),
        min_value=1,
        max_value=12,
    )


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    yield _networks(request)
    yield _asking_days(request)


def _networks(request: TenantRequest) -> Question:
    networks = cache(lambda: list(with_people(Network.objects.order_by("name"))))
    lacking = cache(lambda: gaps_of(networks(), request.today))

    def read() -> Answer:
        names = names_of_loose()
        if not names:
            return Answer(_("Each network has all that it needs."))
        return Answer(_("Something is missing in: %(names)s") % {"names": sentence_list(names)})

    return Question(
        slug="netwerken",
        group=Group.PEOPLE,
        asks=_("Who is behind each network?"),
        why=str(_WHY),
        source=_("You choose this yourself."),
        touches=_("Who is chosen hears of answers that are really too late."),
        read=read,
        parts=lambda: [
            _network(request, each, missing_words(lacking()[each.pk])) for each in networks()
        ],
        subject="network",
        changed_by=_CHANGES,
        in_words=_in_words,
    )


def _network(request: TenantRequest, network: Network, missing: str) -> Question:
    return Question(
        slug=str(network.pk),
        group=Group.PEOPLE,
        asks=network.name,
        title=_("Who is behind %(network)s?") % {"network": network.name},
        why=str(_WHY),
        source=_("You choose this yourself."),
        touches=_("Who is chosen hears of answers that are really too late."),
        read=lambda: Answer(f"{_behind(network)} · {missing}"),
        form=lambda typed: backing_form(request, network, typed),
        keep=lambda typed: anchor_network(
            actor=request.actor,
            network=network,
            backing=backing_of(typed),
            today=request.today,
            now=request.now,
        ),
        subject="network",
        subject_id=network.pk,
        changed_by=_CHANGES,
        in_words=_in_words,
    )


def _behind(network: Network) -> str:
    known = [
        f"{label}: {person.name}"
        for place, label in PLACES.items()
        if (person := getattr(network, place)) is not None
    ]
    return " · ".join(known) or _("Nobody yet")


def _in_words(value: Any, names: Names) -> str:
    """The people who were chosen; or the hours, the mandate and the last day."""
    if any(isinstance(each, str) for each in value):
        hours, mandate, ends_on = value
        told = [_("%(hours)s hours a week") % {"hours": hours}, mandate, ends_on]
        return " · ".join(each for each in told if each)
    found = [names.get(number, "") for number in value if number]
    return sentence_list([name for name in found if name]) or _("nobody")


def _asking_days(request: TenantRequest) -> Question:
    days = cache(asking_days)

    def form(typed: Any) -> DaysForm:
        (first_month, first_day), (second_month, second_day) = days()
        now = {
            "first_day": first_day,
            "first_month": first_month,
            "second_day": second_day,
            "second_month": second_month,
        }
        return DaysForm(typed, initial=now)

    def keep(chosen: tuple[tuple[int, int], ...]) -> None:
        choose_asking_days(actor=request.actor, days=chosen, now=request.now)

    return Question(
        slug="opdrachtgevers-vragen",
        group=Group.PLACES,
        asks=_("When do we ask sponsors whether they still stand behind it?"),
        why=_("Who once said yes may have other plans by now."),
        source=_("We chose this: before the summer, and before the budget of next year."),
        default=_days_in_words(DEFAULT_DAYS, {}),
        touches=_("It holds from the next of these days."),
        read=lambda: Answer(_days_in_words(days(), {}), is_default=days() == DEFAULT_DAYS),
        form=form,
        keep=lambda typed: keep(_chosen(typed)),
        restore=lambda: keep(DEFAULT_DAYS),
        subject="tenant",
        changed_by=("asking_days.chosen",),
        in_words=_days_in_words,
    )


def _chosen(typed: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    return (
        (typed["first_month"], typed["first_day"]),
        (typed["second_month"], typed["second_day"]),
    )


def _days_in_words(value: Any, names: Names) -> str:
    return sentence_list([day_of_year(month, day) for month, day in value])
