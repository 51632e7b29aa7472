"""Afwezig: from when until when somebody is away, never why, and who stands in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import Unattended, horizon, unattended
from schakel.domain.networks.actions import appoint_network_deputy
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import Presence, networks_of, presence
from schakel.domain.notices.actions import mark_read
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.staff.actions import (
    appoint_deputy,
    appoint_secretary,
    cancel_absence,
    plan_absence,
)
from schakel.domain.staff.models import Absence, StaffMember
from schakel.domain.staff.queries import coming_absences
from schakel.domain.staff.rules import (
    CARRYING_ROLES,
    Carried,
    Colleague,
    Role,
    chain,
    comes_back,
    first_day_after,
)
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date, sentence_list

# More than a page helps nobody.
MOST_SHOWN = 50


class AbsenceForm(forms.Form):
    """From when until when."""

    from_on = forms.DateField(label=gettext_lazy("First day away"), widget=DateInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day away"),
        help_text=gettext_lazy("Leave it empty when you do not know."),
        widget=DateInput,
        required=False,
    )


class DeputyForm(forms.Form):
    """Who stands in, and who answers for them."""

    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in?"),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("nobody"),
        required=False,
    )
    secretary = forms.ModelChoiceField(
        label=gettext_lazy("Who answers when it is asked what was promised?"),
        help_text=gettext_lazy("A secretary. Without one the deputy is asked."),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("nobody"),
        required=False,
    )


class DeputyInForm(forms.Form):
    """Who stands in, network by network, where it is not who stands in for all else."""

    def __init__(
        self,
        networks: Sequence[Network],
        possible: Mapping[int, Sequence[Colleague]],
        names: Mapping[int, str],
        *arguments: Any,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        for network in networks:
            members = sorted(possible[network.pk], key=lambda each: names[each.id])
            self.fields[f"network_{network.pk}"] = forms.ChoiceField(
                label=_("In %(network)s") % {"network": network.name},
                choices=[
                    ("", _("the deputy for all else")),
                    *((str(each.id), names[each.id]) for each in members),
                ],
                required=False,
            )


class ColleagueForm(forms.Form):
    """Whose absence, for who may plan that of others."""

    colleague = forms.ModelChoiceField(
        label=gettext_lazy("Whose absence?"),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("my own"),
        required=False,
    )


@staff_only()
def absences(request: TenantRequest) -> HttpResponseBase:
    """Plan an absence, take one back, and choose who stands in."""
    member = _member(request)
    posted = request.POST if request.method == "POST" else None
    asked = posted.get("asked", "") if posted else ""
    absence = AbsenceForm(posted if asked == "plan" else None)
    deputy = DeputyForm(
        posted if asked == "deputy" else None,
        initial={"deputy": member.deputy_id, "secretary": member.secretary_id},
    )
    for place in deputy.fields:
        choose(deputy, place, _possible_deputies(member, request.today))
    own = coming_absences([member.pk], request.today)
    who, networks = presence(request.today), _networks(member, request.today)
    here = {number: each for number, each in who.colleagues.items() if who.left_on(number) is None}
    per_network = _per_network(request, member, who, networks)
    if (
        (asked == "plan" and _plan(request, member, absence))
        or (asked == "deputy" and _appoint(request, member, deputy))
        or (asked == "networks" and _appoint_in(request, member, networks, per_network))
    ):
        return redirect(request.get_full_path())
    if asked == "cancel":
        _cancel(request, own)
        return redirect(request.get_full_path())
    is_own = member.pk == request.actor.staff_id
    if is_own:
        mark_read(actor=request.actor, kind=NoticeKind.BOTH_AWAY, now=request.now)
    return render(
        request,
        "absences/absences.html",
        {
            "title": _("Your absence and deputy")
            if is_own
            else _("Absence and deputy of %(name)s") % {"name": member.name},
            "colleagues": _colleagues(request, member),
            "absence": absence,
            "deputy": deputy,
            "per_network": per_network if networks else None,
            "gaps": _gaps(member, here, networks),
            "planned": [_planned(each, request) for each in own],
            "unattended": [
                _warning(each, member, request.today)
                for each in unattended(
                    Matter.objects.visible_to(request.actor).carried_by([member.pk]),
                    here,
                    request.today,
                    date.max,
                )
            ],
            "in_networks": _in_owned_networks(request, here) if is_own else [],
        },
    )


def _member(request: TenantRequest) -> StaffMember:
    """The reader, or who the address names and whose absence the reader may plan."""
    number = request.GET.get("colleague", "")
    if not number:
        return get_object_or_404(StaffMember, pk=request.actor.staff_id or 0)
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    return get_object_or_404(_may_plan_for(request), pk=number)


def _may_plan_for(request: TenantRequest) -> QuerySet[StaffMember]:
    working = StaffMember.objects.working_on(request.today).order_by("name", "pk")
    if request.actor.has_role(Role.ADMINISTRATOR):
        return working
    return working.filter(lead=request.actor.staff_id)


def _colleagues(request: TenantRequest, member: StaffMember) -> ColleagueForm | None:
    """A choice of colleagues; nothing to choose for who plans only their own absence."""
    form = ColleagueForm(initial={"colleague": member.pk})
    choose(form, "colleague", _may_plan_for(request).exclude(pk=request.actor.staff_id or 0))
    field = form.fields["colleague"]
    assert isinstance(field, forms.ModelChoiceField)
    return form if field.queryset else None


def _possible_deputies(member: StaffMember, today: date) -> QuerySet[StaffMember]:
    return StaffMember.objects.working_on(today).exclude(pk=member.pk).order_by("name", "pk")


def _plan(request: TenantRequest, member: StaffMember, form: AbsenceForm) -> bool:
    if not form.is_valid():
        return False
    last_day = form.cleaned_data["last_day"]
    try:
        plan_absence(
            actor=request.actor,
            member=member,
            from_on=form.cleaned_data["from_on"],
            until_on=first_day_after(last_day) if last_day else None,
            now=request.now,
        )
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    messages.success(request, _("The absence is planned."))
    return True


def _appoint(request: TenantRequest, member: StaffMember, form: DeputyForm) -> bool:
    if not form.is_valid():
        return False
    deputy, secretary = form.cleaned_data["deputy"], form.cleaned_data["secretary"]
    actor, now = request.actor, request.now
    try:
        appoint_deputy(actor=actor, member=member, deputy=deputy, now=now)
        appoint_secretary(actor=actor, member=member, secretary=secretary, now=now)
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    if deputy is None:
        messages.warning(request, _("Nobody stands in now."))
    else:
        messages.success(request, _("%(name)s stands in now.") % {"name": deputy.name})
    return True


def _cancel(request: TenantRequest, own: list[Absence]) -> None:
    for absence in own:
        if str(absence.pk) == request.POST.get("absence"):
            cancel_absence(
                actor=request.actor, absence=absence, today=request.today, now=request.now
            )
            messages.success(request, _("The absence is taken back."))


def _networks(member: StaffMember, today: date) -> list[Network]:
    """Those in which they carry something, or could."""
    if not CARRYING_ROLES & set(member.roles):
        return []
    return networks_of(member, today)


def _per_network(
    request: TenantRequest,
    member: StaffMember,
    who: Presence,
    networks: Sequence[Network],
) -> DeputyInForm:
    """Only who sees the network can be chosen."""
    possible = {
        network.pk: [
            each
            for each in who.colleagues.values()
            if network.pk in each.networks and each.id != member.pk
            if who.left_on(each.id) is None
        ]
        for network in networks
    }
    chosen = who.colleagues[member.pk].deputies
    posted = request.POST if request.POST.get("asked") == "networks" else None
    initial = {f"network_{number}": str(deputy) for number, deputy in chosen.items()}
    return DeputyInForm(networks, possible, who.names, posted, initial=initial)


def _appoint_in(
    request: TenantRequest, member: StaffMember, networks: Sequence[Network], form: DeputyInForm
) -> bool:
    if not form.is_valid():
        return False
    numbers = {int(each) for each in form.cleaned_data.values() if each}
    chosen = StaffMember.objects.in_bulk(numbers)
    try:
        for network in networks:
            number = form.cleaned_data[f"network_{network.pk}"]
            appoint_network_deputy(
                actor=request.actor,
                network=network,
                member=member,
                deputy=chosen[int(number)] if number else None,
                now=request.now,
            )
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    messages.success(request, _("The deputies are kept."))
    return True


def _gaps(
    member: StaffMember, here: Mapping[int, Colleague], networks: Sequence[Network]
) -> list[str]:
    """Where nobody who may see it stands in, or deputies stand in for each other."""
    said = []
    for network in networks:
        asked = chain(member.pk, here, network.pk)[1:]
        words = {"network": network.name}
        if not any(Carried(network.pk).may_see(here[each]) for each in asked):
            said.append(_("In %(network)s no deputy sees the matters.") % words)
        elif comes_back(member.pk, here, network.pk):
            said.append(
                _("In %(network)s your deputies stand in for each other, or for you.") % words
            )
    return said


def _in_owned_networks(request: TenantRequest, here: Mapping[int, Colleague]) -> list[Row]:
    """What has nobody in the coming weeks in the networks that the reader looks after."""
    owned = Matter.objects.visible_to(request.actor).filter(network__owner=request.actor.staff_id)
    others = owned.exclude(owner=request.actor.staff_id).exclude(second=request.actor.staff_id)
    until = horizon(request.today)
    found = unattended(others, here, request.today, until)[:MOST_SHOWN]
    return [_warning(each, None, request.today) for each in found]


def _planned(absence: Absence, request: TenantRequest) -> Row:
    return Row(
        what=_days(Period(absence.from_on, absence.until_on), request.today),
        steps=(
            Step(
                _("Take back"),
                request.get_full_path(),
                post=True,
                values={"asked": "cancel", "absence": str(absence.pk)},
            ),
        ),
    )


def _warning(unattended: Unattended, member: StaffMember | None, today: date) -> Row:
    days = _days(unattended.days, today)
    matter = unattended.matter
    both = [each for each in (matter.owner, matter.second) if each is not None]
    others = [each.name for each in both if each != member]
    if not others:
        what = _("%(days)s: nobody is there, since there is no deputy.") % {"days": days}
    elif member is None:
        what = _("%(days)s: nobody is there. %(names)s: away.") % {
            "days": days,
            "names": sentence_list(others),
        }
    else:
        what = _("%(days)s: nobody is there, since %(name)s is away too.") % {
            "days": days,
            "name": others[0],
        }
    return Row(
        who=matter.party.name,
        url=reverse("matter", args=[matter.pk]),
        state=State.OPEN,
        tag=Tag(_("nobody there"), Kind.STUCK),
        what=what,
        why=matter.shown_subject,
        steps=(Step(_("Ask somebody"), reverse("matter-hand-over", args=[matter.pk])),),
    )


def _days(period: Period, today: date) -> str:
    first = long_date(period.from_on, today)
    if period.until_on is None:
        return _("From %(first)s, without a last day") % {"first": first}
    last = period.until_on - timedelta(days=1)
    if last == period.from_on:
        return _("On %(first)s") % {"first": first}
    return _("From %(first)s up to and including %(last)s") % {
        "first": first,
        "last": long_date(last, today),
    }
