"""Questions about what is stuck: who calls, what they say first and whom they bring, by cause."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.health.actions import suggest_repair
from schakel.domain.health.models import RepairSuggestion
from schakel.domain.health.queries import suggested_here
from schakel.domain.health.rules import OF_THE_OMBUDSMAN, Cause
from schakel.entrypoints.desk.question import Answer, Group, Question
from schakel.entrypoints.desk.repairs import Suggestion, suggestion
from schakel.foundation.tenancy.requests import TenantRequest

Own = Mapping[Cause, RepairSuggestion]

SLUGS = {
    Cause.ALREADY_DECIDED: "al-besloten",
    Cause.INVOLVED_TOO_LATE: "te-laat-betrokken",
    Cause.INPUT_IGNORED: "niets-mee-gedaan",
    Cause.NO_INFORMATION: "niets-gehoord",
    Cause.EXPECTATIONS_MISMATCH: "andere-verwachtingen",
    Cause.NOT_CAREFUL: "niet-zorgvuldig",
    Cause.NO_CONVERSATION: "geen-gesprek",
    Cause.UNCLEAR_INFORMATION: "onduidelijk",
    Cause.OWNER_LOST: "contactpersoon-weg",
    Cause.UNREACHABLE: "niet-bereikbaar",
    Cause.NOT_ANCHORED: "niemand-achter",
    Cause.CONTRADICTORY_ANSWERS: "tegenstrijdig",
}


class RepairForm(forms.Form):
    """What is left empty is as Schakel suggests it."""

    who_calls = forms.CharField(label=gettext_lazy("Who calls"), max_length=300, required=False)
    say_first = forms.CharField(
        label=gettext_lazy("Say this first"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    whom_to_bring = forms.CharField(
        label=gettext_lazy("Whom to bring"), max_length=300, required=False
    )

    def __init__(self, *arguments: Any, by_default: Suggestion, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = {
            "who_calls": by_default.caller,
            "say_first": by_default.opening,
            "whom_to_bring": by_default.company,
        }
        for name, said in words.items():
            self.fields[name].help_text = _("Empty: %(said)s") % {"said": said}


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    own: Any = cache(suggested_here)
    yield Question(
        slug="herstellen",
        group=Group.ANSWERS,
        asks=_("What helps when a connection is stuck?"),
        why=_("Who sees to it reads here who calls, what to say first and whom to bring."),
        source=_("Of each cause its own: a report of the national ombudsman, or our choice."),
        default=_("As Schakel suggests"),
        touches=_("It holds at once, also for what is stuck now. Nothing is sent."),
        read=lambda: _all(own()),
        parts=lambda: [_of(request, cause, own().get(cause)) for cause in Cause],
        subject="repair_suggestion",
        changed_by=("repair.suggested",),
    )


def _all(own: Own) -> Answer:
    number = sum(_is_said(each) for each in own.values())
    if not number:
        return Answer(_("As Schakel suggests"), is_default=True)
    words = ngettext("%(n)s cause in your own words", "%(n)s causes in your own words", number)
    return Answer(words % {"n": number}, is_default=False)


def _of(request: TenantRequest, cause: Cause, own: RepairSuggestion | None) -> Question:
    by_default = suggestion(cause)
    words = {
        "who_calls": own.who_calls if own else "",
        "say_first": own.say_first if own else "",
        "whom_to_bring": own.whom_to_bring if own else "",
    }

    def keep(typed: Mapping[str, Any]) -> object:
        return suggest_repair(actor=request.actor, cause=cause, now=request.now, **typed)

    return Question(
        slug=SLUGS[cause],
        group=Group.ANSWERS,
        asks=capfirst(by_default.cause),
        title=_("What helps when this is the cause: %(cause)s?") % {"cause": by_default.cause},
        why=_("Who sees to it reads here who calls, what to say first and whom to bring."),
        source=_source(cause),
        default=by_default.in_one_line,
        touches=_("It holds at once, also for what is stuck now. Nothing is sent."),
        read=lambda: Answer(
            suggestion(cause, own).in_one_line, is_default=not (own and _is_said(own))
        ),
        form=lambda typed: RepairForm(typed, initial=words, by_default=by_default),
        keep=keep,
        restore=lambda: keep(dict.fromkeys(words, "")),
        subject="repair_suggestion",
        subject_id=own.pk if own else 0,
        changed_by=("repair.suggested",),
    )


def _source(cause: Cause) -> str:
    if cause in OF_THE_OMBUDSMAN:
        return _(
            "The complaint stands in report 2009/180 of the national ombudsman."
            " What helps follows from what it demands there."
        )
    return _("Our own choice. The report of the ombudsman does not name this cause.")


def _is_said(own: RepairSuggestion) -> bool:
    return bool(own.who_calls or own.say_first or own.whom_to_bring)
