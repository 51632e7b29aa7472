"""What a colleague does about a break: each step on a page of its own."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.connections.models import Connection
from schakel.domain.health import actions, rules
from schakel.domain.health.models import CAUSE_WORDS, Break
from schakel.domain.health.queries import may_work_on_break, who_could_own
from schakel.domain.health.rules import ENDED_BY_US, OFFERED, Cause, End, SignalKind
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk.breaks import break_of, end_in_words, what_happened
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.standings import names_of
from schakel.entrypoints.desk.steps import be_sure, take_step
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.widgets import DateInput


class OwnForm(forms.Form):
    """Who sees to it."""

    to = forms.ChoiceField(label=gettext_lazy("Who sees to it?"), widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, people: Iterable[StaffMember], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choose(self, "to", [(str(each.pk), each.name) for each in people])


class DescribeForm(forms.Form):
    """Why it is stuck, and whom it harms."""

    cause = forms.ChoiceField(
        label=gettext_lazy("What caused it?"), widget=forms.RadioSelect, required=False
    )
    people_harmed = forms.IntegerField(
        label=gettext_lazy("How many people does it harm?"),
        help_text=gettext_lazy("An estimate is enough."),
        required=False,
    )
    blocks = forms.CharField(
        label=gettext_lazy("What does it hold up?"),
        help_text=gettext_lazy("A decision or a plan, for instance. Facts only."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *arguments: Any, signal: SignalKind, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = dict(CAUSE_WORDS)
        offered = OFFERED[signal]
        ordered = [*offered, *(each for each in Cause if each not in offered)]
        causes = [(each.value, capfirst(str(words[each.value]))) for each in ordered]
        choose(self, "cause", [*causes, ("", _("Not known yet"))])


class StepForm(forms.Form):
    """What was done."""

    text = forms.CharField(
        label=gettext_lazy("What did you do?"),
        help_text=gettext_lazy("Facts only. They may read this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class EndForm(forms.Form):
    """How it ends when it is not repaired, and why."""

    end = forms.ChoiceField(label=gettext_lazy("How does it end?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Facts only. They may read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_on = forms.DateField(
        label=gettext_lazy("When do you look at this again?"),
        help_text=gettext_lazy("Needed when contact is limited."),
        widget=DateInput,
        required=False,
    )

    def __init__(self, connection: Connection, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        ends = [
            (each.value, capfirst(end_in_words(each, connection)))
            for each in End
            if each in ENDED_BY_US
        ]
        choose(self, "end", ends)


class ReopenForm(forms.Form):
    """Why it is not over."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it not over?"),
        help_text=gettext_lazy("Facts only. They may read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


@staff_only()
def own(request: TenantRequest, break_id: int) -> HttpResponseBase:
    """Say who sees to it: oneself, or a colleague."""
    found = break_of(request, break_id)
    people = list(who_could_own(found.connection, request.today))
    form = OwnForm(
        request.POST or None,
        people=people,
        initial={"to": str(found.owner_id or request.actor.staff_id)},
    )
    return take_step(
        request,
        form,
        lambda: actions.own_break(
            actor=request.actor,
            about=found,
            member=StaffMember.objects.get(pk=form.cleaned_data["to"]),
            today=request.today,
            now=request.now,
        ),
        said=_("It is kept who sees to it."),
        title=_("Who sees to it?"),
        submit_label=_("Save"),
        told=[
            what_happened(found, request.today),
            _("That person sees to it that this is repaired. Agree it with them first."),
        ],
        **_around(request, found),
    )


@staff_only()
def describe(request: TenantRequest, break_id: int) -> HttpResponseBase:
    """Say what caused it, whom it harms and what it holds up."""
    found = break_of(request, break_id)
    form = DescribeForm(
        request.POST or None,
        signal=SignalKind(found.signal),
        initial={
            "cause": found.cause,
            "people_harmed": found.people_harmed,
            "blocks": found.blocks,
        },
    )
    return take_step(
        request,
        form,
        lambda: actions.describe_break(
            actor=request.actor,
            about=found,
            cause=Cause(form.cleaned_data["cause"]) if form.cleaned_data["cause"] else None,
            people_harmed=form.cleaned_data["people_harmed"],
            blocks=form.cleaned_data["blocks"],
            now=request.now,
        ),
        said=_("It is kept what caused this."),
        title=_("Cause and harm"),
        submit_label=_("Save"),
        told=[
            what_happened(found, request.today),
            _("What fits best stands first. You can change this later."),
        ],
        **_around(request, found),
    )


@staff_only()
def step(request: TenantRequest, break_id: int) -> HttpResponseBase:
    """Write down what was done about it."""
    found = break_of(request, break_id)
    form = StepForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: actions.take_step(
            actor=request.actor, about=found, text=form.cleaned_data["text"], now=request.now
        ),
        said=_("It is kept what you did."),
        title=_("Write what you did"),
        submit_label=_("Save"),
        told=[_("Did you speak with them? Record that as a contact, with the connection.")],
        **_around(request, found),
    )


@staff_only()
def repaired(request: TenantRequest, break_id: int) -> HttpResponseBase:
    """Say that it is repaired, as far as we can say that."""
    found = break_of(request, break_id)
    return take_step(
        request,
        be_sure(request),
        lambda: actions.say_repaired(
            actor=request.actor, about=found, today=request.today, now=request.now
        ),
        said=_("It is kept that you think so. Now it is up to them."),
        title=_("Is it repaired?"),
        submit_label=_("Yes, we think so"),
        told=[
            _("You say that it is repaired. Only they can confirm that."),
            _("They do so by saying it.")
            if found.connection.is_brokered
            else _("They do so by saying it, or by speaking with you after today."),
            _("Until then it stays in the list."),
        ],
        **_around(request, found),
    )


@staff_only()
def end(request: TenantRequest, break_id: int) -> HttpResponseBase:
    """End it in another way than repaired."""
    found = break_of(request, break_id)
    form = EndForm(found.connection, request.POST or None)
    return take_step(
        request,
        form,
        lambda: actions.end_break(
            actor=request.actor,
            about=found,
            end=End(form.cleaned_data["end"]),
            reason=form.cleaned_data["reason"],
            review_on=form.cleaned_data["review_on"],
            today=request.today,
            now=request.now,
        ),
        said=_("This is over. It is kept how and why."),
        title=_("End in another way"),
        submit_label=_("End this"),
        told=[
            _("Sometimes it is not repaired. Then say honestly how it ends."),
            _("It leaves the list. You can open it again."),
        ],
        **_around(request, found),
    )


@staff_only()
def reopen(request: TenantRequest, break_id: int) -> HttpResponseBase:
    """It is not over after all."""
    found = break_of(request, break_id)
    form = ReopenForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: actions.reopen_break(
            actor=request.actor,
            about=found,
            reason=form.cleaned_data["reason"],
            today=request.today,
            now=request.now,
        ),
        said=_("This is open again."),
        title=_("Open again"),
        submit_label=_("Open again"),
        told=[_("It comes back in the list, with all that was done.")],
        **_around(request, found, is_open=False),
    )


def _around(request: TenantRequest, found: Break, *, is_open: bool = True) -> dict[str, Any]:
    """What these pages share: where they go back to, and to whom they are shown."""

    def check() -> None:
        if not may_work_on_break(request.actor, found):
            raise Refused("break_not_yours")
        if is_open:
            rules.check_open(found.ended_on)
        elif found.ended_on is None:
            raise Refused("break_is_open")

    return {
        "back": reverse("break", args=[found.pk]),
        "about": names_of(found.connection),
        "check": check,
    }
