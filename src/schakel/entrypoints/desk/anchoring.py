"""Wie staat hierachter: how each network stands in the organisation; what sponsors are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.anchoring.actions import anchor_network, say_backing
from schakel.domain.anchoring.models import LACK_WORDS, WORD_WORDS, Confirmation
from schakel.domain.anchoring.queries import (
    asking_days,
    closed_gaps,
    confirmations_of,
    gaps_of,
    questions_to,
    seen_by,
    sponsored_by,
    with_people,
)
from schakel.domain.anchoring.rules import Gap, Lack, Word, next_asking_day
from schakel.domain.networks.models import Network
from schakel.domain.notices.models import Notice
from schakel.domain.notices.queries import unseen_of_networks
from schakel.domain.staff.rules import Role
from schakel.domain.terms.queries import late_in_sponsored
from schakel.entrypoints.desk.anchoring_words import (
    ANCHORS,
    gap_row,
    missing_words,
    network_row,
    otherwise_step,
    question_row,
    said_words,
    yes_step,
)
from schakel.entrypoints.desk.backing import backing_form, backing_of
from schakel.entrypoints.desk.chains import sponsor_link
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.late_numbers import late_row
from schakel.entrypoints.desk.steps import in_one_click, take_step, way_back
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import ChainLink, Kind, Moment, Row, State, Step, Tag
from schakel.foundation.ui.words import long_date

HISTORY_SHOWN = 20


class WordForm(forms.Form):
    """What a sponsor says."""

    word = forms.ChoiceField(
        label=gettext_lazy("Do you still stand behind this network?"),
        choices=WORD_WORDS,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Why not, or who does instead?"),
        help_text=gettext_lazy("The owner of the network reads this. Name no residents."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


@dataclass(frozen=True)
class Fact:
    """A line of the page about one network."""

    label: str
    words: str


@staff_only()
def networks(request: TenantRequest) -> HttpResponse:
    """/wie-staat-hierachter/: each network that the reader may see, with what it lacks."""
    found = list(with_people(seen_by(request.actor, request.today)))
    lacking = gaps_of(found, request.today)
    rows = [network_row(each, lacking[each.pk], request.today) for each in found]
    return render(
        request,
        "anchoring/networks.html",
        {
            "rows": sorted(rows, key=lambda row: _WORST_FIRST[row.state or State.WHOLE]),
            "is_asked": sponsored_by(request.actor.staff_id).exists(),
        },
    )


_WORST_FIRST = {State.OPEN: 0, State.THIN: 1, State.WHOLE: 2}


@staff_only()
def network(request: TenantRequest, network_id: int) -> HttpResponse:
    """/wie-staat-hierachter/<id>/: who is behind one network, with what, and what is missing."""
    found = _found(request, network_id)
    lacking = gaps_of([found], request.today)[found.pk]
    confirmations = list(confirmations_of(found)[:HISTORY_SHOWN])
    own = _own_questions(request, confirmations)
    page = reverse("anchoring-network", args=[found.pk])
    return render(
        request,
        "anchoring/network.html",
        {
            "title": _("Who is behind %(network)s?") % {"network": found.name},
            "lead": missing_words(lacking),
            "links": _chain(found, lacking, request.today),
            "facts": _facts(found, request.today),
            "gaps": [
                gap_row(each, found, request.today, _mending(each, found, request, own))
                for each in lacking
            ],
            "asked": [
                question_row(each, request.today, (yes_step(each, page), otherwise_step(each)))
                for each in own.values()
                if each.word != Word.YES
            ],
            "said": [_said(each, request.today) for each in confirmations],
            "mended": [_mended(each, request.today) for each in closed_gaps(found)[:HISTORY_SHOWN]],
            "change_url": reverse("anchoring-change", args=[found.pk])
            if _may_change(request, found)
            else "",
        },
    )


@staff_only()
def change(request: TenantRequest, network_id: int) -> HttpResponseBase:
    """/wie-staat-hierachter/<id>/wijzigen/: an administrator or the owner fills it in."""
    found = get_object_or_404(_changeable(request), pk=network_id)
    form = backing_form(request, found, request.POST if request.method == "POST" else None)
    return take_step(
        request,
        form,
        lambda: anchor_network(
            actor=request.actor,
            network=found,
            backing=backing_of(form.cleaned_data),
            today=request.today,
            now=request.now,
        ),
        said=_("This is kept."),
        back=reverse("anchoring-network", args=[found.pk]),
        title=_("Who is behind %(network)s?") % {"network": found.name},
        about=_("Who stands behind it"),
        submit_label=_("Save"),
        told=[_("What nobody backs stops when one person leaves.")],
    )


@staff_only()
def say(request: TenantRequest, confirmation_id: int) -> HttpResponseBase:
    """/wie-staat-hierachter/woord/<id>/: a sponsor says a word; a yes is one click elsewhere."""
    asked = get_object_or_404(
        Confirmation.objects.visible_to(request.actor).current().select_related("network"),
        pk=confirmation_id,
    )
    back = way_back(request, reverse("asked-of-me"))

    def act(word: str, words: str) -> Confirmation:
        return say_backing(
            actor=request.actor,
            asked=asked,
            word=Word(word),
            words=words,
            today=request.today,
            now=request.now,
        )

    if request.method == "POST" and request.POST.get("word") == Word.YES:
        in_one_click(request, lambda: act(Word.YES, ""), _("Thank you. You stand behind this."))
        return redirect(back)
    form = WordForm(request.POST if request.method == "POST" else None)
    return take_step(
        request,
        form,
        lambda: act(form.cleaned_data["word"], form.cleaned_data["words"]),
        said=_("This is kept. The owner of the network hears it."),
        back=back,
        title=_("Do you still stand behind %(network)s?") % {"network": asked.network.name},
        about=_("You are its %(place)s.") % {"place": ANCHORS[asked.place]},
        submit_label=_("Say this"),
    )


@staff_only()
def asked_of_me(request: TenantRequest) -> HttpResponse:
    """/wat-wordt-er-van-mij-gevraagd/: for who stands behind networks; numbers, never residents."""
    today = request.today
    backed = list(with_people(sponsored_by(request.actor.staff_id)))
    lacking = gaps_of(backed, today)
    page = reverse("asked-of-me")
    late = late_in_sponsored(request.actor, today)
    very_late = [each for each in late if each.second_due_on and each.second_due_on < today]
    return render(
        request,
        "anchoring/asked.html",
        {
            "asked": [
                question_row(each, today, (yes_step(each, page), otherwise_step(each)))
                for each in questions_to(request.actor.staff_id)
                if not each.word
            ],
            "networks": [network_row(each, lacking[each.pk], today) for each in backed],
            "lacking": [
                _lacking_row(each, gap, today) for each in backed for gap in lacking[each.pk]
            ],
            "late": [late_row(each, today) for each in very_late],
            "next_day": long_date(next_asking_day(today, asking_days()), today),
        },
    )


def question_rows(request: TenantRequest) -> list[Row]:
    """What the reader is asked as a sponsor and did not answer yet."""
    page = reverse("today")
    return [
        question_row(each, request.today, (yes_step(each, page), otherwise_step(each)))
        for each in questions_to(request.actor.staff_id)
        if not each.word
    ]


def _told_row(network_id: int, notice: Notice) -> Row:
    """That a network lacks something, for who can mend it."""
    url = reverse("anchoring-network", args=[network_id])
    return Row(
        who=_("A network"),
        url=url,
        state=State.THIN,
        tag=Tag(_("watch"), Kind.WATCH),
        what=notice.text,
        steps=(Step(_("Who stands behind it"), url, first=True),),
    )


def told_rows(request: TenantRequest) -> list[Row]:
    """Of the networks that the reader can mend, one row each. One query."""
    return [_told_row(*each) for each in unseen_of_networks(request.actor).items()]


def _found(request: TenantRequest, network_id: int) -> Network:
    return get_object_or_404(with_people(seen_by(request.actor, request.today)), pk=network_id)


def _changeable(request: TenantRequest) -> Any:
    seen = with_people(seen_by(request.actor, request.today))
    if request.actor.has_role(Role.ADMINISTRATOR):
        return seen
    return seen.filter(owner_id=request.actor.staff_id)


def _may_change(request: TenantRequest, found: Network) -> bool:
    is_owner = found.owner_id == request.actor.staff_id
    return is_owner or request.actor.has_role(Role.ADMINISTRATOR)


def _own_questions(
    request: TenantRequest, confirmations: list[Confirmation]
) -> dict[str, Confirmation]:
    """The newest question to the reader themselves, by the place that they have."""
    found: dict[str, Confirmation] = {}
    for each in confirmations:
        if each.sponsor_id == request.actor.staff_id:
            found.setdefault(each.place, each)
    return found


def _mending(
    gap: Gap, found: Network, request: TenantRequest, own: Mapping[str, Confirmation]
) -> tuple[Step, ...]:
    if gap.lack is Lack.SILENT or not _may_change(request, found):
        return ()
    return (Step(_("Fill in"), reverse("anchoring-change", args=[found.pk])),)


def _chain(found: Network, lacking: list[Gap], today: date) -> list[ChainLink]:
    """Owner, deputy and sponsors, each as a link that holds or not."""
    loose = {each.anchor.value for each in lacking}
    links = []
    for place in ("owner", "deputy", "administrative_sponsor", "political_sponsor"):
        person, words = getattr(found, place), str(ANCHORS[place])
        if person is None:
            links.append(ChainLink(_("Nobody"), words, State.OPEN))
            continue
        link = sponsor_link(person, words, today)
        state = State.THIN if place in loose and link.state is State.WHOLE else link.state
        small = words if link.state is State.WHOLE else link.small
        links.append(ChainLink(link.label, small, state))
    return links


def _facts(found: Network, today: date) -> list[Fact]:
    hours = _("%(hours)s hours a week") % {"hours": f"{float(found.hours):g}".replace(".", ",")}
    return [
        Fact(str(capfirst(ANCHORS["hours"])), hours if found.hours else _("none")),
        Fact(str(capfirst(ANCHORS["mandate"])), found.mandate or _("nothing written down")),
        Fact(
            str(capfirst(ANCHORS["ends_on"])),
            long_date(found.ends_on, today) if found.ends_on else _("it goes on"),
        ),
    ]


def _said(asked: Confirmation, today: date) -> Moment:
    return Moment(
        when=long_date(asked.said_on or asked.asked_on, today),
        at=asked.said_on or asked.asked_on,
        what=said_words(asked, today) if asked.word else _("Asked, and not answered."),
        note=f"{asked.sponsor.name}, {ANCHORS[asked.place]}",
    )


def _mended(gap: Any, today: date) -> Moment:
    words = {"anchor": capfirst(ANCHORS[gap.anchor]), "lack": dict(LACK_WORDS)[gap.lack]}
    return Moment(
        when=long_date(gap.until_on, today),
        at=gap.until_on,
        what=_("No more so: %(anchor)s %(lack)s.") % words,
        note=_("It was so from %(day)s.") % {"day": long_date(gap.since, today)},
    )


def _lacking_row(found: Network, gap: Gap, today: date) -> Row:
    row = gap_row(gap, found, today, ())
    return Row(
        who=found.name,
        url=reverse("anchoring-network", args=[found.pk]),
        state=row.state,
        tag=row.tag,
        what=row.what,
        why=row.why,
    )
