"""Beheer: what went wrong and needs a person, how we work here, and who does."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.continuity.actions.leaving import end_account
from schakel.domain.continuity.queries.hand_over_pages import places_without
from schakel.domain.matters.actions import break_confidence
from schakel.domain.messages.actions import send_again as send_message_again
from schakel.domain.messages.models import Message
from schakel.domain.messages.queries import messages_to_mend
from schakel.domain.networks.actions import welcome_colleague
from schakel.domain.networks.models import Network
from schakel.domain.notices.queries import loud_notices
from schakel.domain.staff import actions
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role, first_day_after
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.mail_failures import failure_words
from schakel.entrypoints.desk.questions import headings
from schakel.entrypoints.desk.steps import is_done
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date

ROLE_WORDS = [
    (Role.CONNECTOR.value, gettext_lazy("connector")),
    (Role.OFFICIAL.value, gettext_lazy("official")),
    (Role.VOLUNTEER.value, gettext_lazy("volunteer")),
    (Role.SPONSOR.value, gettext_lazy("sponsor")),
    (Role.COUNCILLOR.value, gettext_lazy("councillor")),
    (Role.ADMINISTRATOR.value, gettext_lazy("administrator")),
]
COLLEAGUES_A_PAGE = 50


class WelcomeForm(forms.Form):
    """Somebody who starts here."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    function = forms.CharField(label=gettext_lazy("Function"), max_length=200, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone number that residents may call"), max_length=20, required=False
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("What they do here"),
        choices=ROLE_WORDS,
        widget=forms.CheckboxSelectMultiple,
    )
    networks = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Networks that they may see"),
        queryset=Network.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    connecting_hours = forms.FloatField(
        label=gettext_lazy("Hours a week for being a contact person"),
        min_value=0,
        max_value=40,
        initial=4,
    )
    works_from = forms.DateField(label=gettext_lazy("First day"), widget=DateInput)
    works_until = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("For volunteers: their rights end after this day."),
        widget=DateInput,
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        networks = self.fields["networks"]
        assert isinstance(networks, forms.ModelMultipleChoiceField)
        networks.queryset = Network.objects.order_by("name")


class BreakForm(forms.Form):
    """Which matter, and why it cannot wait."""

    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("It stands in the mail of the resident, such as K7F3-Q2XM."),
        max_length=12,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why can this not wait?"),
        help_text=gettext_lazy("This is kept. The contact persons hear that you looked."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LeaveForm(forms.Form):
    """The last day of somebody."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day on which they work here"), widget=DateInput
    )
    starts_hand_over = forms.BooleanField(
        label=gettext_lazy("Begin the hand-over in the same step"), required=False, initial=True
    )

    def __init__(self, *arguments: Any, carries: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not carries:
            del self.fields["starts_hand_over"]


@staff_only(Role.ADMINISTRATOR)
def settings(request: TenantRequest) -> HttpResponse:
    """What needs a person, and how this institution works."""
    return render(
        request,
        "settings/settings.html",
        {
            "loud": [_loud_row(notice) for notice in loud_notices()],
            "failed": [_failed_row(message) for message in messages_to_mend()[:20]],
            "headings": headings(request),
        },
    )


@staff_only(Role.ADMINISTRATOR)
def colleagues(request: TenantRequest) -> HttpResponse:
    """Who works here, by name."""
    after = request.GET.get("na", "")
    working = StaffMember.objects.working_on(request.today)
    members = list(working.after(after)[: COLLEAGUES_A_PAGE + 1])
    return render(
        request,
        "settings/colleagues.html",
        {
            "colleagues": [
                _colleague_row(each, request.today) for each in members[:COLLEAGUES_A_PAGE]
            ],
            "older_url": f"?na={members[COLLEAGUES_A_PAGE - 1].pk}"
            if len(members) > COLLEAGUES_A_PAGE
            else "",
        },
    )


@staff_only(Role.ADMINISTRATOR)
def invite(request: TenantRequest) -> HttpResponseBase:
    """Let somebody start here."""
    form = WelcomeForm(request.POST or None, initial={"works_from": request.today})
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            member, password = welcome_colleague(
                actor=request.actor,
                name=fields["name"],
                email=fields["email"],
                function=fields["function"],
                phone=fields["phone"],
                roles=[Role(role) for role in fields["roles"]],
                networks=fields["networks"],
                connecting_hours=fields["connecting_hours"],
                works_from=fields["works_from"],
                works_until=_day_after(fields["works_until"]),
                now=request.now,
            )
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            return _show_password(request, member, password)
    return render(request, "settings/welcome.html", {"form": form})


@staff_only(Role.ADMINISTRATOR)
def let_go(request: TenantRequest, staff_id: int) -> HttpResponseBase:
    """Somebody leaves; while they carry anything, only with the hand-over in the same step."""
    member = get_object_or_404(StaffMember, pk=staff_id)
    carries = places_without(member, request.actor)
    form = LeaveForm(request.POST or None, carries=carries, initial={"last_day": request.today})
    if is_done(
        request,
        form,
        lambda: end_account(
            actor=request.actor,
            member=member,
            last_day=form.cleaned_data["last_day"],
            starts_hand_over=form.cleaned_data.get("starts_hand_over", False),
            today=request.today,
            now=request.now,
        ),
    ):
        messages.success(
            request,
            _("%(name)s works here until and including %(day)s. Others take over after that.")
            % {"name": member.name, "day": long_date(form.cleaned_data["last_day"], request.today)},
        )
        return redirect("colleagues")
    return render(
        request,
        "settings/let_go.html",
        {"form": form, "name": member.name, "carries": carries},
    )


@staff_only(Role.ADMINISTRATOR)
def reset(request: TenantRequest, staff_id: int) -> HttpResponseBase:
    """A new password for somebody else; asked with the consequence in words."""
    member = get_object_or_404(StaffMember, pk=staff_id)
    if request.method != "POST":
        return render(
            request,
            "ui/confirm.html",
            {
                "title": _("A new password for %(name)s?") % {"name": member.name},
                "consequences": [
                    _("The old password and the code on their phone stop working."),
                    _("They are logged out everywhere."),
                    _("You see the new password once. Hand it over in person."),
                ],
                "confirm_label": _("Make a new password"),
                "cancel_url": reverse("colleagues"),
            },
        )
    try:
        password = actions.reset_colleague(actor=request.actor, member=member, now=request.now)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("colleagues")
    return _show_password(request, member, password)


@staff_only(Role.ADMINISTRATOR)
def break_glass(request: TenantRequest) -> HttpResponseBase:
    """See one matter in confidence, with a reason that is kept and told to its carriers."""
    form = BreakForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            matter = break_confidence(
                actor=request.actor,
                reference=form.cleaned_data["reference"],
                reason=form.cleaned_data["reason"],
                now=request.now,
            )
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            return redirect("matter", matter.pk)
    return render(request, "settings/break_glass.html", {"form": form})


@require_POST
@staff_only(Role.ADMINISTRATOR)
def send_again(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """Send a message once more, with the same number, so that it is not taken for a second one."""
    message = get_object_or_404(messages_to_mend(), pk=message_id)
    try:
        send_message_again(actor=request.actor, message=message, now=request.now)
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The message goes out once more."))
    return redirect("settings")


def _show_password(request: TenantRequest, member: StaffMember, password: str) -> HttpResponse:
    return render(request, "settings/password.html", {"name": member.name, "password": password})


def _day_after(last_day: date | None) -> date | None:
    return None if last_day is None else first_day_after(last_day)


def _loud_row(notice: Any) -> Row:
    return Row(
        who=notice.get_kind_display(),
        tag=Tag(_("asks attention now"), Kind.STUCK),
        what=_("Reference %(reference)s") % {"reference": notice.reference}
        if notice.reference
        else notice.text,
        why=_("Since %(day)s") % {"day": long_date(notice.created_at.date())},
    )


def _failed_row(message: Message) -> Row:
    return Row(
        who=message.get_state_display(),
        what=f"{failure_words(message.failure)} ({message.failure})"
        if message.failure
        else _("Nobody knows whether it arrived."),
        why=_("Since %(day)s") % {"day": long_date(message.created_at.date())},
        steps=(
            Step(
                _("Send again"),
                reverse("settings-send-again", args=[message.pk]),
                post=True,
            ),
        ),
    )


def _colleague_row(member: StaffMember, today: date) -> Row:
    words = dict(ROLE_WORDS)
    roles = ", ".join(str(words[role]) for role in member.roles if role in words)
    leaves = member.works_until
    return Row(
        who=member.name,
        what=roles,
        why=_("Rights end on %(day)s") % {"day": long_date(leaves, today)} if leaves else "",
        steps=(
            Step(_("Lead"), reverse("settings-lead", args=[member.pk])),
            Step(_("New password"), reverse("settings-reset", args=[member.pk])),
            Step(_("Leaves"), reverse("settings-let-go", args=[member.pk])),
        ),
    )
