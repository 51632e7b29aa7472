"""Vervangers: who lacks a second carrier, one proposal for a whole network, and asking them."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from schakel.domain.continuity.actions.second_carriers import (
    ask_proposal,
    ask_second,
    leave_second,
    take_proposal,
)
from schakel.domain.continuity.models import Proposal, ProposalRow
from schakel.domain.continuity.queries.second_carriers import (
    Lacking,
    counted,
    lacking,
    may_be_asked,
    networks_to_see,
    proposal_of,
    rows_of,
    said_no,
)
from schakel.domain.continuity.rules import Course
from schakel.domain.continuity.rules.proposal import (
    BEING_MADE,
    HOLDS_FOR,
    OPEN_ROWS,
    RowCourse,
    WhyNobody,
    is_too_old,
    may_propose,
)
from schakel.domain.matters.rules import Reason
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk import reasons
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.paging import page_of
from schakel.entrypoints.desk.standings import about_of
from schakel.entrypoints.desk.steps import be_sure, in_one_click, is_done, take_step
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag
from schakel.foundation.ui.words import long_date, sentence_list

_WHY_NOBODY = {
    WhyNobody.ALONE.value: gettext_lazy("There is nobody else in this network who can carry it."),
    WhyNobody.AWAY.value: gettext_lazy("Everybody else leaves, or is away for long."),
    WhyNobody.ASKED_BEFORE.value: gettext_lazy("Everybody who is here was asked, and said no."),
    WhyNobody.NOT_BY_THEM.value: gettext_lazy("They asked for somebody else than who is here."),
}


class MakeForm(forms.Form):
    """Which proposal the reader saw when they asked for a new one."""

    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AskForm(forms.Form):
    """Who is asked."""

    to = forms.ChoiceField(label=gettext_lazy("Whom do you ask?"), widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = people


@staff_only()
def networks(request: TenantRequest) -> HttpResponseBase:
    """The networks to whose second carriers the reader sees, each with how many are lacking."""
    found = list(networks_to_see(request.actor))
    without = lacking([each.pk for each in found], request.today)
    rows = [
        Row(
            who=each.name,
            url=reverse("second-carriers-of", args=[each.pk]),
            state=State.THIN if without[each.pk] else State.WHOLE,
            what=_lead(without[each.pk]),
        )
        for each in found
    ]
    return render(request, "proposals/networks.html", {"rows": rows})


@staff_only()
def network(request: TenantRequest, network_id: int) -> HttpResponseBase:
    """What lacks a second carrier; the last proposal, with what became of it; making a new one."""
    about = _network(request, network_id)
    form = MakeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        in_one_click(
            request,
            lambda: ask_proposal(
                actor=request.actor,
                network=about,
                instead_of=form.cleaned_data["instead_of"],
                today=request.today,
                now=request.now,
            ),
            _("Schakel asks nobody yet: you choose."),
        )
        return redirect("second-carriers-of", about.pk)
    without = lacking([about.pk], request.today)[about.pk]
    proposal = proposal_of(about)
    return render(
        request,
        "proposals/network.html",
        {
            "network": about,
            "lead": _lead(without),
            "can_make": any(not each.is_asked for each in without),
            "make_label": _("Make a new proposal") if proposal else _("Make a proposal"),
            "instead_of": proposal.pk if proposal else "",
            **(_shown(request, proposal, without) if proposal else {}),
        },
    )


@staff_only()
def take(request: TenantRequest, network_id: int) -> HttpResponseBase:
    """Ask all who are proposed, after reading what follows."""
    about = _network(request, network_id)
    proposal = proposal_of(about)
    if proposal is None or proposal.made_at is None:
        raise Http404
    count = counted(proposal, request.actor).get(RowCourse.PROPOSED, 0)
    return take_step(
        request,
        be_sure(request),
        lambda: take_proposal(
            actor=request.actor, proposal=proposal, today=request.today, now=request.now
        ),
        said=_("They are asked. Who says yes meets the other side."),
        back=reverse("second-carriers-of", args=[about.pk]),
        title=_("Take all of it over"),
        about=about.name,
        submit_label=_("Ask all of them"),
        told=[
            ngettext(
                "We ask for %(n)s contact who is proposed for it.",
                "We ask for %(n)s contacts who is proposed for each.",
                count,
            )
            % {"n": count},
            _("Each of them can say yes or no. Nothing changes before they say yes."),
            _("Many are asked one after the other. You can leave the page."),
        ],
    )


@staff_only()
def ask(request: TenantRequest, row_id: int) -> HttpResponseBase:
    """Ask whoever is proposed for one connection, or somebody else."""
    row = _row_of(request, row_id)
    about = row.proposal.network
    people = {str(each.pk): each for each in may_be_asked(about, row.connection, request.today)}
    if request.method == "POST" and row.staff is not None:
        # Who cannot be asked any more is refused by the row itself: it is outdated.
        people.setdefault(str(row.staff_id), row.staff)
    form = AskForm(request.POST or None, people=_choices(row, people))
    back = reverse("second-carriers-of", args=[about.pk])
    if is_done(
        request,
        form,
        lambda: ask_second(
            actor=request.actor,
            row=row,
            member=people[form.cleaned_data["to"]],
            today=request.today,
            now=request.now,
        ),
    ):
        row.refresh_from_db()
        if row.course == RowCourse.ASKED and row.staff is not None:
            messages.success(request, _("%(name)s is asked.") % {"name": row.staff.name})
        else:
            messages.info(request, _("Something changed here. Make a new proposal."))
        return redirect(back)
    return render(
        request,
        "matters/step.html",
        {
            "title": _("Who could be the deputy?"),
            "about": row.connection.party.name,
            "told": [_("They can say yes or no. Who says yes meets the other side.")],
            "form": form,
            "submit_label": _("Ask this colleague"),
            "cancel_url": back,
        },
    )


def _choices(row: ProposalRow, people: Mapping[str, StaffMember]) -> list[tuple[str, str]]:
    """By name, but whoever is proposed first, with why."""
    proposed = str(row.staff_id)
    named = [(number, each.name) for number, each in people.items() if number != proposed]
    if proposed not in people:
        return named
    why = reasons.in_words(row.reasons)
    name = people[proposed].name
    return [(proposed, f"{name}: {why}" if why else name), *named]


@require_POST
@staff_only()
def leave(request: TenantRequest, row_id: int) -> HttpResponseBase:
    """Ask nobody for this connection, for now."""
    row = _row_of(request, row_id)
    in_one_click(
        request,
        lambda: leave_second(actor=request.actor, row=row, now=request.now),
        _("Nobody is asked for this now. You can still choose somebody."),
    )
    return redirect("second-carriers-of", row.proposal.network_id)


def _network(request: TenantRequest, network_id: int) -> Network:
    return get_object_or_404(networks_to_see(request.actor), pk=network_id)


def _row_of(request: TenantRequest, row_id: int) -> ProposalRow:
    rows = ProposalRow.objects.visible_to(request.actor).select_related(
        "proposal__network", "connection__party", "staff"
    )
    row = get_object_or_404(rows, pk=row_id)
    about = row.proposal.network
    if not may_propose(
        request.actor,
        network_id=about.pk,
        owner_id=about.owner_id,
        deputy_id=about.deputy_id,
    ):
        raise Http404
    return row


def _lead(without: Collection[Lacking]) -> str:
    """How many lack one, and for how many somebody is asked."""
    count, asked = len(without), sum(each.is_asked for each in without)
    if not count:
        return _("Every contact has a deputy who said yes.")
    words = ngettext(
        "%(n)s contact has no deputy who said yes.",
        "%(n)s contacts have no deputy who said yes.",
        count,
    ) % {"n": count}
    if not asked:
        return words
    more = ngettext(
        "For %(n)s of them somebody is asked.", "For %(n)s of them somebody is asked.", asked
    )
    return f"{words} {more % {'n': asked}}"


def _shown(
    request: TenantRequest, proposal: Proposal, without: Collection[Lacking]
) -> dict[str, Any]:
    """What the page says of a proposal."""
    if proposal.state in BEING_MADE:
        return {"is_being_made": True}
    assert proposal.made_at is not None
    is_old = is_too_old(proposal.made_at, request.now)
    page = page_of(request, rows_of(proposal, request.actor), "pk", int, descending=False)
    count = counted(proposal, request.actor)
    no = said_no(page.rows)
    lacks = {each.connection.pk for each in without if not each.is_asked}
    return {
        "made_on": long_date(proposal.made_at, request.today),
        "is_too_old": is_old,
        "days": HOLDS_FOR.days,
        "how_good": _how_good(proposal),
        "missing": _missing(proposal),
        "rows": [
            _row(each, is_open=not is_old and each.connection_id in lacks, said_no=each.pk in no)
            for each in page.rows
        ],
        "is_empty": not count,
        "back_url": page.back_url,
        "on_url": page.on_url,
        "can_take": not is_old and count.get(RowCourse.PROPOSED, 0) > 0,
        "is_taking": proposal.take_by_id is not None and count.get(RowCourse.PROPOSED, 0) > 0,
        "progress": _progress(count),
    }


def _how_good(proposal: Proposal) -> str:
    if proposal.is_proven:
        return _("This is the best division that is possible.")
    percent = {"percent": _number(max(proposal.better_by * 100, 0.1), 1)}
    return _("A better division would save %(percent)s%% at most.") % percent


def _missing(proposal: Proposal) -> str:
    """How many hours a week are missing, and where; never of whom."""
    if not proposal.missing_hours:
        return ""
    themes = Theme.objects.in_bulk([theme for theme, _area, _hours in proposal.missing if theme])
    areas = Area.objects.in_bulk([area for _theme, area, _hours in proposal.missing if area])
    places = []
    for theme, area, hours in sorted(proposal.missing, key=lambda each: -each[2]):
        known = [themes.get(theme), areas.get(area)]
        names = [each.name for each in known if each is not None]
        where = " · ".join(names) or _("what has no theme")
        places.append(_("%(hours)s for %(where)s") % {"hours": _number(hours), "where": where})
    hours = _number(proposal.missing_hours)
    words = {"hours": hours, "places": sentence_list(places)}
    return _("%(hours)s hours a week are missing: %(places)s.") % words


def _progress(count: Mapping[RowCourse, int]) -> str:
    asked = count.get(RowCourse.ASKED, 0)
    if not asked:
        return ""
    words = {"n": asked, "total": sum(count.values())}
    return _("For %(n)s of the %(total)s contacts somebody was asked.") % words


def _number(value: float, digits: int = 2) -> str:
    """As people write it, without zeros at its end."""
    rounded = round(value, digits)
    return number_format(int(rounded) if rounded == int(rounded) else rounded)


def _row(row: ProposalRow, *, is_open: bool, said_no: bool) -> Row:
    course = RowCourse(row.course)
    if course in OPEN_ROWS and not is_open:
        course = RowCourse.OUTDATED
    tag, what, why = _told(row, course, said_no=said_no)
    return Row(
        who=row.connection.party.name,
        url=reverse("connection", args=[row.connection_id]),
        tag=tag,
        what=what,
        why=" ".join(part for part in (why, about_of(row.connection)) if part),
        steps=_steps(row, course),
    )


def _told(row: ProposalRow, course: RowCourse, *, said_no: bool) -> tuple[Tag | None, str, str]:
    """The tag, what is proposed or became of it, and why."""
    name = row.staff.name if row.staff is not None else ""
    hours = _("About %(hours)s hours a week.") % {"hours": _number(row.hours)}
    match course:
        case RowCourse.PROPOSED:
            # All of them are in the same network.
            told = [each for each in row.reasons if each != Reason.SHARES_NETWORK]
            why = f"{name} {reasons.in_words(told)}."
            return None, _("%(name)s could do this.") % {"name": name} + f" {hours}", why
        case RowCourse.NO_HOURS:
            words = _("There are no hours left for this.")
            return Tag(_("no hours"), Kind.WATCH), f"{words} {hours}", ""
        case RowCourse.NOBODY:
            why = "".join(str(_WHY_NOBODY.get(each, "")) for each in row.reasons)
            return Tag(_("nobody"), Kind.STUCK), why, ""
        case RowCourse.NOT_WANTED:
            return Tag(_("not now")), _("You ask nobody for this now."), ""
        case RowCourse.OUTDATED:
            return Tag(_("outdated")), _("Something changed here. Make a new proposal."), ""
        case RowCourse.ASKED:
            return _became(row, name, said_no=said_no)


def _became(row: ProposalRow, name: str, *, said_no: bool) -> tuple[Tag | None, str, str]:
    passing, named = row.passing, {"name": name}
    is_theirs = passing is not None and passing.successor_id == row.staff_id
    if passing is not None and is_theirs and passing.course in (Course.ACCEPTED, Course.DONE):
        tag = Tag(_("yes"), Kind.GOOD)
        if passing.course == Course.DONE:
            return tag, _("%(name)s said yes, and they know each other.") % named, ""
        return tag, _("%(name)s said yes. Now they meet.") % named, ""
    if passing is not None and is_theirs and passing.course == Course.ASKED and passing.answer_by:
        words = {**named, "day": long_date(passing.answer_by)}
        return Tag(_("asked")), _("%(name)s is asked, and answers by %(day)s.") % words, ""
    if said_no:
        return Tag(_("no"), Kind.WATCH), _("%(name)s cannot do it. Schakel seeks on.") % named, ""
    return Tag(_("not needed")), _("This is not needed any more."), ""


def _steps(row: ProposalRow, course: RowCourse) -> tuple[Step, ...]:
    if course not in OPEN_ROWS:
        return ()
    url = reverse("second-carrier-ask", args=[row.pk])
    proposed = Step(_("Ask them"), url, post=True, values={"to": str(row.staff_id)})
    other = Step(_("Somebody else"), url)
    nobody = Step(_("Not now"), reverse("second-carrier-leave", args=[row.pk]), post=True)
    if course is RowCourse.PROPOSED:
        return proposed, other, nobody
    return (other,) if course is RowCourse.NOT_WANTED else (other, nobody)
