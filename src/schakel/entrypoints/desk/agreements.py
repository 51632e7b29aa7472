"""What the two sides of a connection agree: how often, for what, to rest, and that it is done."""

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.connections import actions
from schakel.domain.connections.models import Connection
from schakel.domain.connections.rules import check_goes_on
from schakel.domain.matters.actions import complete_connection
from schakel.domain.promises.models import Promise
from schakel.entrypoints.desk.connection import connection_of
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.spokespersons import neither_binds
from schakel.entrypoints.desk.standings import names_of
from schakel.entrypoints.desk.steps import in_one_click, take_step
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date

_OFTEN = (
    ("", gettext_lazy("as it turns out by itself")),
    ("7", gettext_lazy("every week")),
    ("14", gettext_lazy("every two weeks")),
    ("30", gettext_lazy("every month")),
    ("60", gettext_lazy("every two months")),
    ("90", gettext_lazy("every three months")),
    ("180", gettext_lazy("twice a year")),
)


class RhythmForm(forms.Form):
    """How often the two sides want to speak."""

    days = forms.ChoiceField(
        label=gettext_lazy("How often do you want to speak each other?"),
        choices=_OFTEN,
        widget=forms.RadioSelect,
        required=False,
    )


class PurposeForm(forms.Form):
    """What the two sides want with each other."""

    purpose = forms.CharField(
        label=gettext_lazy("What do you want together?"),
        help_text=gettext_lazy("In words that both sides would use."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class RestForm(forms.Form):
    """Until when both sides wait."""

    until = forms.DateField(label=gettext_lazy("Until which day?"), widget=DateInput)
    both_agreed = forms.BooleanField(
        label=gettext_lazy("Both sides agreed to this"), required=False
    )


class CompleteForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it done?"),
        help_text=gettext_lazy("Facts only. They may read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff_only()
def rhythm(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """Agree how often the two sides want to speak."""
    found = connection_of(request, connection_id)
    agreed = found.agreed_rhythm_days
    form = RhythmForm(request.POST or None, initial={"days": f"{agreed:.0f}" if agreed else ""})
    return take_step(
        request,
        form,
        lambda: actions.agree_rhythm(
            actor=request.actor,
            connection=found,
            days=float(form.cleaned_data["days"]) if form.cleaned_data["days"] else None,
            today=request.today,
            now=request.now,
        ),
        said=_("It is kept how often you want to speak each other."),
        back=_page_of(found),
        title=_("How often do you speak each other?"),
        about=names_of(found),
        submit_label=_("Save"),
        told=[
            *neither_binds(found.party),
            _("Agree this with them. The date by which you call follows from it."),
        ],
        check=lambda: check_goes_on(found.completed_on),
    )


@staff_only()
def purpose(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """Say what the two sides want with each other."""
    found = connection_of(request, connection_id)
    form = PurposeForm(request.POST or None, initial={"purpose": found.purpose})
    return take_step(
        request,
        form,
        lambda: actions.change_purpose(
            actor=request.actor, connection=found, **form.cleaned_data, now=request.now
        ),
        said=_("It is kept what you want together."),
        back=_page_of(found),
        title=_("What you want together"),
        about=names_of(found),
        submit_label=_("Save"),
        told=[
            *neither_binds(found.party),
            _("This stands at the top of the connection, for all who may see it."),
        ],
        check=lambda: check_goes_on(found.completed_on),
    )


@staff_only()
def rest(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """Let a connection rest until a day that both sides agreed."""
    found = connection_of(request, connection_id)
    form = RestForm(request.POST or None, initial={"until": found.resting_until})
    return take_step(
        request,
        form,
        lambda: actions.agree_rest(
            actor=request.actor,
            connection=found,
            **form.cleaned_data,
            today=request.today,
            now=request.now,
        ),
        said=_("You rest. On the agreed day it asks your attention again."),
        back=_page_of(found),
        title=_("Rest for a while"),
        about=names_of(found),
        submit_label=_("Rest"),
        told=[
            *neither_binds(found.party),
            _("Until that day nobody is asked to call. Silence then means nothing."),
            _("What you promised stands, with its dates."),
        ],
        check=lambda: check_goes_on(found.completed_on),
    )


@require_POST
@staff_only()
def resume(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """End a rest before its day, in one click."""
    found = connection_of(request, connection_id)
    in_one_click(
        request,
        lambda: actions.resume(
            actor=request.actor, connection=found, today=request.today, now=request.now
        ),
        _("The rest is over. From now on silence counts again."),
    )
    return redirect(_page_of(found))


@staff_only()
def complete(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """What the two sides wanted with each other is done."""
    found = connection_of(request, connection_id)
    form = CompleteForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: complete_connection(
            actor=request.actor,
            connection=found,
            **form.cleaned_data,
            today=request.today,
            now=request.now,
        ),
        said=_("This connection is completed on %(day)s.")
        % {"day": long_date(request.today, request.today)},
        back=_page_of(found),
        title=_("Complete this connection?"),
        about=names_of(found),
        submit_label=_("Complete"),
        told=[
            _("Nobody is asked to call any more. What happened stays to be read."),
            _("Do they come with something new? Then a new connection begins."),
            *_still_promised(request, found),
        ],
        check=lambda: check_goes_on(found.completed_on),
    )


def _still_promised(request: TenantRequest, found: Connection) -> list[str]:
    standing = Promise.objects.visible_to(request.actor).standing().filter(connection=found)
    return [_("Something that was promised is still open. It stays open.")] * standing.exists()


def _page_of(found: Connection) -> str:
    return reverse("connection", args=[found.pk])
