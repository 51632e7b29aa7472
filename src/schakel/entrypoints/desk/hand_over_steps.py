"""The steps of handing over one connection: asked, yes or no, introduced, met."""

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity.actions.passings import (
    accept_passing,
    ask_successor,
    decline_passing,
    introduce,
    say_introduced,
)
from schakel.domain.continuity.models import Passing
from schakel.domain.continuity.queries.hand_over import who_comes
from schakel.domain.continuity.queries.hand_over_pages import Askable, to_ask
from schakel.domain.continuity.rules import Course, Introduction
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk import reasons
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.hand_over_rows import READ_ALONG, asked_words, passing_row
from schakel.entrypoints.desk.hand_overs import reader_of
from schakel.entrypoints.desk.standings import names_of
from schakel.entrypoints.desk.steps import be_sure, is_done, take_step, way_back
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import SENTENCES
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date

SURE, AGAIN = "sure", "again"


class AskForm(forms.Form):
    """Who is asked."""

    to = forms.ChoiceField(
        label=gettext_lazy("Whom do you ask?"),
        help_text=gettext_lazy("Who fits best stands first, with the reasons."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, people: list[Askable], **options: Any) -> None:
        super().__init__(*arguments, **options)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [
            (str(each.staff_id), f"{each.name}: {reasons.in_words(each.reasons)}")
            for each in people
        ]

    @property
    def chosen(self) -> StaffMember:
        """The colleague who was chosen."""
        return StaffMember.objects.get(pk=self.cleaned_data["to"])


class NoForm(forms.Form):
    """Why somebody cannot."""

    reason = forms.CharField(
        label=gettext_lazy("Why can you not do this?"),
        help_text=gettext_lazy("Colleagues read this. Never write about your health."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": SENTENCES["declining_needs_reason"]},
    )


class IntroduceForm(forms.Form):
    """How the other side gets to know who comes."""

    how = forms.ChoiceField(
        label=gettext_lazy("How do they get to know who comes?"),
        choices=[
            (Introduction.MEETING.value, gettext_lazy("we meet, all together")),
            (Introduction.MESSAGE.value, gettext_lazy("they get a message in your words")),
        ],
        widget=forms.RadioSelect,
        initial=Introduction.MEETING.value,
    )
    meet_on = forms.DateField(
        label=gettext_lazy("On which day do you meet?"), widget=DateInput, required=False
    )
    words = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("Only for a message. Name nobody else in it."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )


class MetForm(forms.Form):
    """What was said when they met."""

    said = forms.CharField(
        label=gettext_lazy("What was said?"),
        help_text=gettext_lazy("In facts. It stands with what happened."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@staff_only()
def passing(request: TenantRequest, passing_id: int) -> HttpResponseBase:
    """One connection that is handed over."""
    found = passing_of(request, passing_id)
    reader = reader_of(request, [found], reverse("passing", args=[found.pk]))
    is_asked = found.course == Course.ASKED.value and found.successor_id == request.actor.staff_id
    return render(
        request,
        "hand_overs/passing.html",
        {
            "title": _("Hand over: %(name)s") % {"name": names_of(found.connection)},
            "told": [asked_words(found, request.today)] if is_asked else [],
            "why_you": reasons.in_words(found.reasons) if is_asked else "",
            "rows": [passing_row(found, reader)],
        },
    )


@staff_only()
def ask(request: TenantRequest, passing_id: int) -> HttpResponseBase:
    """Ask somebody to take it; in one click whoever is proposed."""
    found = passing_of(request, passing_id)
    rank = CarrierRank(found.rank)
    leaver = found.hand_over.staff_id if found.hand_over else None
    people = to_ask(found.connection, rank, leaver, request.today)
    sent = request.POST if request.method == "POST" else None
    form = AskForm(sent, people=_with_proposed(people, sent))
    return take_step(
        request,
        form,
        lambda: ask_successor(
            actor=request.actor,
            passing=found,
            member=form.chosen,
            today=request.today,
            now=request.now,
        ),
        said=_("This is asked."),
        back=way_back(request, _page_of(found)),
        title=_("Ask somebody to take this over"),
        about=names_of(found.connection),
        submit_label=_("Ask"),
        told=[
            _("They hear it today, and say yes or no."),
            _("Without an answer we ask somebody else after some days."),
        ],
    )


def _with_proposed(people: list[Askable], sent: Any) -> list[Askable]:
    """A second who becomes the first is proposed, and stands in no list of others."""
    number = sent.get("to", "") if sent is not None else ""
    if number.isdecimal() and int(number) not in {each.staff_id for each in people}:
        found = StaffMember.objects.filter(pk=number).first()
        if found is not None:
            return [Askable(found.pk, found.name, ()), *people]
    return people


@staff_only()
def say_yes(request: TenantRequest, passing_id: int) -> HttpResponseBase:
    """Who is asked says yes."""
    found = _asked_of_reader(request, passing_id)
    day = found.hand_over.from_on if found.hand_over else request.today
    return take_step(
        request,
        be_sure(request),
        lambda: accept_passing(
            actor=request.actor, passing=found, today=request.today, now=request.now
        ),
        said=_("You said yes. Read the dossier, and get to know them."),
        back=way_back(request, reverse("passing", args=[found.pk])),
        title=_("Do you take this over?"),
        about=names_of(found.connection),
        submit_label=_("Yes, I do this"),
        told=[
            asked_words(found, request.today),
            _("You carry it from %(day)s, with all that is open.")
            % {"day": long_date(max(day, request.today), request.today)},
            _("You get the dossier. They hear who you are."),
        ],
    )


@staff_only()
def say_no(request: TenantRequest, passing_id: int) -> HttpResponseBase:
    """Who is asked cannot, and says why."""
    found = _asked_of_reader(request, passing_id)
    form = NoForm(request.POST if request.method == "POST" else None)
    return take_step(
        request,
        form,
        lambda: decline_passing(
            actor=request.actor,
            passing=found,
            reason=form.cleaned_data["reason"],
            today=request.today,
            now=request.now,
        ),
        said=_("You said no. Somebody else is asked."),
        back=reverse("hand-overs"),
        title=_("You cannot take this over"),
        about=names_of(found.connection),
        submit_label=_("No, I cannot"),
        told=[
            _("Somebody else is asked at once."),
            *(
                [_("Until somebody says yes, it stays with you.")]
                if found.taken_over_at is not None
                else []
            ),
        ],
    )


@staff_only()
def introducing(request: TenantRequest, passing_id: int) -> HttpResponseBase:
    """Choose a day to meet, or write words; these are shown as they are read, before they go."""
    found = passing_of(request, passing_id)
    form = IntroduceForm(
        request.POST if request.method == "POST" else None, initial={"words": _opening(found)}
    )
    writes_again = AGAIN in request.POST
    if not writes_again and SURE not in request.POST and form.is_valid():
        fields = form.cleaned_data
        if fields["how"] == Introduction.MESSAGE.value and fields["words"].strip():
            return _preview(request, found, fields)
    if not writes_again and is_done(
        request,
        form,
        lambda: introduce(
            actor=request.actor,
            passing=found,
            how=Introduction(form.cleaned_data["how"]),
            words=form.cleaned_data["words"],
            meet_on=form.cleaned_data["meet_on"],
            today=request.today,
            now=request.now,
        ),
        said=_("This is arranged."),
    ):
        return redirect(_page_of(found))
    return render(
        request,
        "matters/step.html",
        {
            "title": _("Introduce %(name)s") % {"name": _comes(found)},
            "about": names_of(found.connection),
            "told": [
                _("Meeting is best. Then they know each other."),
                _("A message you read once more before it goes."),
            ],
            "form": form,
            "submit_label": _("Go on"),
            "cancel_url": _page_of(found),
        },
    )


@staff_only()
def met(request: TenantRequest, passing_id: int) -> HttpResponseBase:
    """They met: what was said is kept as the first conversation with who comes."""
    found = passing_of(request, passing_id)
    form = MetForm(request.POST if request.method == "POST" else None)
    return take_step(
        request,
        form,
        lambda: say_introduced(
            actor=request.actor,
            passing=found,
            said=form.cleaned_data["said"],
            today=request.today,
            now=request.now,
        ),
        said=_("This is kept. They know each other now."),
        back=_page_of(found),
        title=_("They met"),
        about=names_of(found.connection),
        submit_label=_("Save"),
        told=[_("It counts as the first conversation of %(name)s.") % {"name": _comes(found)}],
    )


def passing_of(request: TenantRequest, passing_id: int) -> Passing:
    """A passing with all that its page names, if the reader may see it."""
    visible = Passing.objects.visible_to(request.actor).select_related(*READ_ALONG)
    return get_object_or_404(visible, pk=passing_id)


def _asked_of_reader(request: TenantRequest, passing_id: int) -> Passing:
    """For who was not asked there is no such page."""
    visible = Passing.objects.visible_to(request.actor).going_on()
    asked = visible.filter(successor=request.actor.staff_id)
    return get_object_or_404(asked.select_related(*READ_ALONG), pk=passing_id)


def _page_of(found: Passing) -> str:
    return reverse("passing", args=[found.pk])


def _comes(found: Passing) -> str:
    return found.successor.shown_name if found.successor else ""


def _opening(found: Passing) -> str:
    """Words to begin with, that name nobody but who comes: who and when stands above them."""
    return _("I told %(name)s what we are busy with.") % {"name": _comes(found)}


def _preview(request: TenantRequest, found: Passing, fields: dict[str, Any]) -> HttpResponseBase:
    """What the other side reads."""
    comes = who_comes(found, request.today)
    return render(
        request,
        "hand_overs/preview.html",
        {
            "title": _("Send this message?"),
            "about": names_of(found.connection),
            "words": fields["words"].strip(),
            "comes_name": comes.name,
            "comes_phone": comes.phone,
            "comes_first": comes.is_first,
            "comes_on": long_date(comes.from_on, request.today) if comes.from_on else "",
            "leaves_name": comes.until_then,
            "values": {"how": fields["how"], "words": fields["words"], SURE: "yes"},
        },
    )
