"""The clock of a matter: standing still, running again, taking more time."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.terms import rules
from schakel.domain.terms.actions import extend_term, resume_term, suspend_term
from schakel.domain.terms.models import SUSPENSION_WORDS, Term
from schakel.domain.terms.queries import clock_of
from schakel.domain.terms.rules import (
    SUSPENSION_ARTICLES,
    Extension,
    Length,
    SuspensionReason,
    Unit,
)
from schakel.entrypoints.desk.deadlines import length
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, is_done, take_step
from schakel.entrypoints.desk.visible import matter_of, running_term_of, url_of
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import deadline, long_date


class SuspendForm(forms.Form):
    """Why the clock stands still."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=gettext_lazy("What does the resident read?"),
        help_text=gettext_lazy("Say what you wait for, and what they can do."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # as Django's own form
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = [
            (code, f"{words} ({SUSPENSION_ARTICLES[SuspensionReason(code)]})")
            for code, words in SUSPENSION_WORDS
        ]


class ExtendForm(forms.Form):
    """How much more time, and why."""

    amount = forms.IntegerField(label=gettext_lazy("How much more time?"), min_value=1)
    reason = forms.CharField(
        label=gettext_lazy("Why? The resident reads this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff_only()
def suspend(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Let the clock stand still while we wait for them."""
    matter = matter_of(request, matter_id)
    term = running_term_of(request, matter)
    form = SuspendForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: suspend_term(
            actor=request.actor,
            term=term,
            reason=SuspensionReason(form.cleaned_data["reason"]),
            explanation=form.cleaned_data["explanation"],
            today=request.today,
            now=request.now,
        ),
        said=_("The term stands still. The resident hears why."),
        back=url_of(matter),
        title=_("Let the term stand still"),
        about=matter.subject,
        submit_label=_("Stand still"),
        told=[
            _now_due(request, term),
            _("Each day that the term stands still, this date moves one day."),
            _("The resident hears why, and by which article."),
        ],
    )


@staff_only()
def resume(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Let the clock run again from today; the new date is shown first."""
    matter = matter_of(request, matter_id)
    term = running_term_of(request, matter)
    new_date = deadline(rules.dates(clock_of(term), request.today).due_on, request.today)
    if request.method == "POST":
        in_one_click(
            request,
            lambda: resume_term(
                actor=request.actor, term=term, today=request.today, now=request.now
            ),
            _("The term runs again. New date: %(deadline)s.") % {"deadline": new_date},
        )
        return redirect(url_of(matter))
    return render(
        request,
        "ui/confirm.html",
        {
            "title": _("Let the term run again?"),
            "consequences": [
                _("New date: %(deadline)s.") % {"deadline": new_date},
                _("The resident hears this date."),
            ],
            "confirm_label": _("Let it run again"),
            "cancel_url": url_of(matter),
        },
    )


@staff_only()
def extend(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Take more time, once; the new date is shown before it is done."""
    matter = matter_of(request, matter_id)
    term = running_term_of(request, matter)
    form = ExtendForm(request.POST or None, initial={"amount": term.extension_length})
    if "sure" in request.POST and is_done(
        request,
        form,
        lambda: extend_term(
            actor=request.actor,
            term=term,
            amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            today=request.today,
            now=request.now,
        ),
    ):
        messages.success(request, _("You have more time. The resident hears the new date."))
        return redirect(url_of(matter))
    told = [_now_due(request, term), _at_most(term)]
    new_date = _extended(request, term, form)
    if new_date:
        told = [_("New date: %(deadline)s.") % {"deadline": new_date}]
    return render(
        request,
        "terms/extend.html",
        {
            "title": _("Take more time"),
            "about": matter.subject,
            "told": told,
            "form": form,
            "unit": length(2, Unit(term.unit)).removeprefix("2 "),
            "new_date": new_date,
            "cancel_url": url_of(matter),
        },
    )


def _extended(request: TenantRequest, term: Term, form: ExtendForm) -> str:
    """The date that would follow from the form; empty while it cannot be done so."""
    if request.method != "POST" or not form.is_valid():
        return ""
    clock = clock_of(term)
    more = Length(form.cleaned_data["amount"], Unit(term.unit))
    try:
        rules.check_extend(clock, more, form.cleaned_data["reason"], request.today)
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return ""
    extended = replace(clock, extension=Extension(more, form.cleaned_data["reason"]))
    return deadline(rules.dates(extended, request.today).due_on, request.today)


def _now_due(request: TenantRequest, term: Term) -> str:
    day = long_date(term.due_on, request.today)
    return _("The answer is due on %(day)s now.") % {"day": day}


def _at_most(term: Term) -> str:
    if not term.extension_length:
        return _("This term cannot be extended.")
    return _("At most %(length)s, once (%(article)s). The resident hears why.") % {
        "length": length(term.extension_length, Unit(term.unit)),
        "article": term.extension_article,
    }
