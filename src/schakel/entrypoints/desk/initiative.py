"""An initiative: its phase, who carries it, our part in it, and help asked and given."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.initiatives import actions
from schakel.domain.initiatives.models import (
    COURSE_WORDS,
    HELP_WORDS,
    PHASE_WORDS,
    ROB_WORDS,
    Help,
    Initiative,
    PhaseChange,
)
from schakel.domain.initiatives.queries import (
    help_asked,
    help_of,
    like_matters,
    phase_changes_of,
)
from schakel.domain.initiatives.rules import FOLLOWS, Course, HelpKind, Phase
from schakel.domain.organisations.rules import Module
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.likes import like_row
from schakel.entrypoints.desk.publication import shown_of
from schakel.entrypoints.desk.steps import take_step
from schakel.entrypoints.desk.visible import may_work
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Moment, Row, Step, Tag
from schakel.foundation.ui.words import long_date, moment

_PHASES = dict(PHASE_WORDS)


class PhaseForm(forms.Form):
    """The next phase, and why."""

    to = forms.ChoiceField(label=gettext_lazy("Next phase"), widget=forms.RadioSelect)
    motivation = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The initiator reads this. Always needed with a no."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(self, phase: Phase, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [
            (code, capfirst(words)) for code, words in PHASE_WORDS if Phase(code) in FOLLOWS[phase]
        ]


class CourseForm(forms.Form):
    """Who carries it, and our part."""

    course = forms.ChoiceField(
        label=gettext_lazy("Who carries it?"), choices=COURSE_WORDS, widget=forms.RadioSelect
    )
    rob_step = forms.ChoiceField(
        label=gettext_lazy("What is our part?"),
        help_text=gettext_lazy("From little to much (Council for Public Administration, 2012)."),
        choices=[("", gettext_lazy("not chosen yet")), *ROB_WORDS],
        widget=forms.RadioSelect,
        required=False,
    )
    people_touched = forms.IntegerField(
        label=gettext_lazy("How many people does it touch?"),
        help_text=gettext_lazy("About is good enough."),
        min_value=0,
        max_value=10_000_000,
        required=False,
    )


class AskForm(forms.Form):
    """Help that the initiators ask."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of help?"),
        choices=HELP_WORDS,
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    asked = forms.CharField(
        label=gettext_lazy("What do they ask?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GiveForm(forms.Form):
    """Help that we gave."""

    given = forms.CharField(
        label=gettext_lazy("What did we give?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff_only()
def initiative(request: TenantRequest, initiative_id: int) -> HttpResponse:
    """One initiative and its course so far."""
    found = _initiative_of(request, initiative_id)
    today, works = request.today, may_work(request.actor, found.matter)
    touched = found.people_touched
    return render(
        request,
        "initiatives/initiative.html",
        {
            "title": found.matter.shown_subject,
            "initiative": found,
            "works": works,
            "phase": Tag(found.get_phase_display(), _phase_kind(Phase(found.phase))),
            "since": long_date(found.phase_since, today),
            "touched": ngettext("About %(n)s person", "About %(n)s people", touched)
            % {"n": touched}
            if touched is not None
            else "",
            "help": [_help_row(each, today, works=works) for each in help_of(found)],
            "changes": [_change(each, today) for each in phase_changes_of(found.matter)],
            "likes": [like_row(each, today) for each in like_matters(request.actor, found.matter)],
            "public": shown_of(request, found, works=works)
            if Module.IDEAS in request.modules
            else None,
        },
    )


@staff_only()
def move(request: TenantRequest, initiative_id: int) -> HttpResponseBase:
    """Bring an initiative to its next phase; the initiator reads why."""
    found = _initiative_of(request, initiative_id)
    form = PhaseForm(Phase(found.phase), request.POST or None)
    return _take_step(
        request,
        found,
        form,
        lambda: actions.move_initiative(
            actor=request.actor,
            initiative=found,
            to=Phase(form.cleaned_data["to"]),
            motivation=form.cleaned_data["motivation"],
            today=request.today,
            now=request.now,
        ),
        title=_("To the next phase"),
        said=_("The phase is now: %(phase)s.")
        % {"phase": _PHASES.get(request.POST.get("to", ""), "")},
        told=[_("Phase now: %(phase)s.") % {"phase": found.get_phase_display()}],
    )


@staff_only()
def course(request: TenantRequest, initiative_id: int) -> HttpResponseBase:
    """Say who carries an initiative, and what our part is."""
    found = _initiative_of(request, initiative_id)
    start = {name: getattr(found, name) for name in CourseForm.base_fields}
    form = CourseForm(request.POST or None, initial=start)
    return _take_step(
        request,
        found,
        form,
        lambda: actions.choose_course(
            actor=request.actor,
            initiative=found,
            course=Course(form.cleaned_data["course"]),
            rob_step=form.cleaned_data["rob_step"],
            people_touched=form.cleaned_data["people_touched"],
            now=request.now,
        ),
        title=_("Who carries it?"),
        said=_("It is kept who carries this."),
    )


@staff_only()
def ask(request: TenantRequest, initiative_id: int) -> HttpResponseBase:
    """Write down which help the initiators ask."""
    found = _initiative_of(request, initiative_id)
    form = AskForm(request.POST or None)
    return _take_step(
        request,
        found,
        form,
        lambda: actions.ask_help(
            actor=request.actor,
            initiative=found,
            kind=HelpKind(form.cleaned_data["kind"]),
            asked=form.cleaned_data["asked"],
            today=request.today,
            now=request.now,
        ),
        title=_("They ask for help"),
        said=_("The question for help is kept."),
    )


@staff_only()
def give(request: TenantRequest, help_id: int) -> HttpResponseBase:
    """Write down what was given."""
    wanted = help_asked(request.actor, help_id)
    if wanted is None:
        raise Http404
    form = GiveForm(request.POST or None)
    return _take_step(
        request,
        wanted.initiative,
        form,
        lambda: actions.give_help(
            actor=request.actor,
            wanted=wanted,
            given=form.cleaned_data["given"],
            today=request.today,
            now=request.now,
        ),
        title=_("What did we give?"),
        said=_("It is kept what we gave."),
        told=[_("They asked: %(words)s") % {"words": wanted.asked}],
    )


def _initiative_of(request: TenantRequest, initiative_id: int) -> Initiative:
    visible = Initiative.objects.visible_to(request.actor).select_related(
        "matter__party", "matter__owner", "matter__theme", "matter__area"
    )
    return get_object_or_404(visible, pk=initiative_id)


def _phase_kind(phase: Phase) -> Kind:
    if phase in {Phase.AGREED, Phase.UNDER_WAY, Phase.DONE, Phase.EVALUATED}:
        return Kind.GOOD
    return Kind.REST if phase in {Phase.DECLINED, Phase.STOPPED} else Kind.WATCH


def _help_row(each: Help, today: date, *, works: bool) -> Row:
    if each.given_on:
        words = {"day": long_date(each.given_on, today), "words": each.given}
        why = _("Given on %(day)s: %(words)s") % words
    else:
        why = _("Asked on %(day)s.") % {"day": long_date(each.asked_on, today)}
    step = Step(_("Given"), reverse("help-give", args=[each.pk]))
    return Row(
        who=capfirst(each.get_kind_display()),
        tag=Tag(_("given"), Kind.GOOD) if each.given_on else Tag(_("asked"), Kind.WATCH),
        what=each.asked,
        why=why,
        steps=(step,) if works and not each.given_on else (),
    )


def _change(change: PhaseChange, today: date) -> Moment:
    words = {"before": change.get_before_display(), "after": change.get_after_display()}
    by = f" · {change.staff.shown_name}" if change.staff else ""
    return Moment(
        when=moment(change.changed_at, today) + by,
        at=change.changed_at,
        what=_("From “%(before)s” to “%(after)s”.") % words,
        note=change.motivation,
    )


def _take_step(
    request: TenantRequest,
    found: Initiative,
    form: forms.Form,
    action: Callable[[], object],
    *,
    title: str,
    said: str,
    told: Sequence[str] = (),
) -> HttpResponseBase:
    return take_step(
        request,
        form,
        action,
        said=said,
        back=reverse("initiative", args=[found.pk]),
        title=title,
        about=found.matter.subject,
        submit_label=_("Save"),
        told=told,
    )
