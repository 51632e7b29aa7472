"""Questions about people: who works here, who stands behind what, and how they log in."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.networks.actions import back_network
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import log_in_domains
from schakel.domain.reviews.queries import review_day
from schakel.domain.reviews.rules import DEFAULT_DAY, DEFAULT_MONTH
from schakel.domain.staff.actions import choose_fallback_chain
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk.days import day_of_year
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import sentence_list

PLACES = {
    "owner": gettext_lazy("Owner"),
    "deputy": gettext_lazy("Deputy of the owner"),
    "administrative_sponsor": gettext_lazy("Administrative sponsor"),
    "political_sponsor": gettext_lazy("Political sponsor"),
}
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
    yield _chain(request)
    yield _networks(request)
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


def _chosen_names(value: Any, names: Names) -> str:
    found = [names.get(number, "") for number in value if number]
    return sentence_list([name for name in found if name]) or _("nobody")


def _networks(request: TenantRequest) -> Question:
    networks = cache(lambda: list(Network.objects.select_related(*PLACES).order_by("name")))

    def read() -> Answer:
        bare = [
            each.name for each in networks() if not (each.owner and each.administrative_sponsor)
        ]
        if not bare:
            return Answer(_("Each network has an owner and an administrative sponsor."))
        return Answer(
            _("Without owner or administrative sponsor: %(names)s") % {"names": sentence_list(bare)}
        )

    return Question(
        slug="netwerken",
        group=Group.PEOPLE,
        asks=_("Who is behind each network?"),
        why=_("What nobody backs stops when one person leaves."),
        source=_("You choose this yourself."),
        touches=_("Who is chosen hears of answers that are really too late."),
        read=read,
        parts=lambda: [_network(request, each) for each in networks()],
        subject="network",
        changed_by=("network.backed",),
        in_words=_chosen_names,
    )


def _network(request: TenantRequest, network: Network) -> Question:
    def keep(typed: Mapping[str, Any]) -> object:
        working = _here(request, network)
        chosen = {place: working.get(int(typed[place] or 0)) for place in PLACES}
        return back_network(actor=request.actor, network=network, now=request.now, **chosen)

    def form(typed: Any) -> ColleaguesForm:
        now = {place: getattr(network, f"{place}_id") for place in PLACES}
        return ColleaguesForm(PLACES, _here(request, network), typed, initial=now)

    return Question(
        slug=str(network.pk),
        group=Group.PEOPLE,
        asks=network.name,
        title=_("Who is behind %(network)s?") % {"network": network.name},
        why=_("What nobody backs stops when one person leaves."),
        source=_("You choose this yourself."),
        touches=_("Who is chosen hears of answers that are really too late."),
        read=lambda: Answer(_behind(network)),
        form=form,
        keep=keep,
        subject="network",
        subject_id=network.pk,
        changed_by=("network.backed",),
        in_words=_chosen_names,
    )


def _here(request: TenantRequest, network: Network) -> dict[int, StaffMember]:
    """Who works here, and who stands behind it now, though they left."""
    behind: Sequence[StaffMember | None] = [getattr(network, place) for place in PLACES]
    return _working(request) | {each.pk: each for each in behind if each is not None}


def _behind(network: Network) -> str:
    known = [
        f"{label}: {person.name}"
        for place, label in PLACES.items()
        if (person := getattr(network, place)) is not None
    ]
    return " · ".join(known) or _("Nobody yet")


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
