"""What a colleague fills in on the page of a link: no more than the one thing that it is for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.answers.rules import LONGEST_REMARK
from schakel.domain.contacts.rules import LONGEST_SUMMARY
from schakel.domain.parties.models import Channel
from schakel.domain.promises.rules import FOLLOWS, NEEDS_REASON, Course, Side
from schakel.foundation.ui.widgets import DateInput

LONGEST_REASON = 500
LONGEST_STEP = 1_000
# How two sides speak; the first is what it mostly is.
SPOKEN = [
    (each.value, each.label)
    for each in (Channel.PHONE, Channel.VISIT, Channel.MEETING, Channel.DESK)
]
BECAME = {
    Course.CONFIRMED: gettext_lazy("Yes, this was promised"),
    Course.KEPT: gettext_lazy("Kept"),
    Course.RENEGOTIATED: gettext_lazy("A new date was agreed"),
    Course.BROKEN: gettext_lazy("It will not happen"),
    Course.WITHDRAWN: gettext_lazy("This should not have been promised"),
}
# What reads otherwise of a promise that they gave.
THEY_BECAME = {
    Course.KEPT: gettext_lazy("They did it"),
    Course.WITHDRAWN: gettext_lazy("They did not mean it so"),
}


def _in_four_weeks() -> date:
    return timezone.localdate() + timedelta(weeks=4)


class CarryForm(forms.Form):
    """Yes, or no with a reason."""

    reason = forms.CharField(
        label=gettext_lazy("I cannot do this, because …"),
        help_text=gettext_lazy(
            "Fill this in for no only. The colleague who is asked next reads it."
        ),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class AnswerForm(forms.Form):
    """What they read, and why it was not agreed with a colleague who said something too."""

    text = forms.CharField(
        label=gettext_lazy("Your text"),
        help_text=gettext_lazy("Greeting and signature are added."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why without having agreed it?"),
        help_text=gettext_lazy("Your colleague reads this. Log in to see what they said."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def ask_no_reason(self) -> None:
        """As long as nobody else said anything, there is nothing to agree."""
        if not self.data.get("reason"):
            del self.fields["reason"]


class FinishForm(forms.Form):
    """How it went."""

    outcome = forms.CharField(
        label=gettext_lazy("How did it go?"),
        help_text=gettext_lazy("Colleagues read this."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class MetForm(forms.Form):
    """What was said, if they met."""

    said = forms.CharField(
        label=gettext_lazy("What did you speak about?"),
        help_text=gettext_lazy("They can read this on their page."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


class CalledForm(forms.Form):
    """What they said, if anything."""

    said = forms.CharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("They can read this on their page."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


class SpokeForm(forms.Form):
    """How and when, and what was said; nothing has to be filled in."""

    channel = forms.ChoiceField(label=gettext_lazy("How?"), choices=SPOKEN, required=False)
    day = forms.DateField(
        label=gettext_lazy("On which other day?"), widget=DateInput, required=False
    )
    said = forms.CharField(
        label=gettext_lazy("What did you speak about?"),
        help_text=gettext_lazy("Write it so that they may read it too."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


class RestForm(forms.Form):
    """Until when both sides wait; filled in with four weeks from today."""

    until = forms.DateField(
        label=gettext_lazy("Until which day?"), widget=DateInput, initial=_in_four_weeks
    )


class RepairForm(forms.Form):
    """What was done about it, or why it is not so."""

    text = forms.CharField(
        label=gettext_lazy("What did you do, or what is not right?"),
        help_text=gettext_lazy("Colleagues read this."),
        max_length=LONGEST_STEP,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BackingForm(forms.Form):
    """Why not, or who else; nothing for a yes."""

    words = forms.CharField(
        label=gettext_lazy("Why not, or who does instead?"),
        help_text=gettext_lazy("The owner reads this. Name no residents. A yes needs no words."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class ReadForm(forms.Form):
    """What the reader thinks of it."""

    remark = forms.CharField(
        label=gettext_lazy("Remark for the writer"),
        help_text=gettext_lazy("This never goes out."),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class KeepForm(forms.Form):
    """What became of a promise; ``course`` is what may follow."""

    course = forms.ChoiceField(label=gettext_lazy("What became of it?"), widget=forms.RadioSelect)
    due_on = forms.DateField(
        label=gettext_lazy("New date"),
        help_text=gettext_lazy("Only when a new date was agreed."),
        widget=DateInput,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The resident reads this. Not needed when it was kept."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def offer(self, now: Course, side: Side) -> None:
        """What may follow from how it stands now."""
        course = self.fields["course"]
        assert isinstance(course, forms.ChoiceField)
        words_of = BECAME if side is Side.OURS else {**BECAME, **THEY_BECAME}
        course.choices = [(to.value, words) for to, words in words_of.items() if to in FOLLOWS[now]]

    def clean(self) -> dict[str, Any]:
        """A new date needs its day; what was not kept needs its reason."""
        fields = super().clean() or {}
        became = fields.get("course")
        is_dated = bool(fields.get("due_on")) or "due_on" in self.errors
        if became == Course.RENEGOTIATED and not is_dated:
            self.add_error("due_on", _("Choose the new date."))
        if became in NEEDS_REASON and not fields.get("reason"):
            self.add_error("reason", _("Write why. The resident reads this."))
        return fields
