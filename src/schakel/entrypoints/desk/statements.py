"""What the institution tells about privacy and accessibility: one page for each question."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from schakel.domain.privacy.actions import answer_question
from schakel.domain.privacy.models import ACCESSIBILITY_WORDS, QUESTION_WORDS, Answer
from schakel.domain.privacy.queries import Told, answers_now, told_about, versions_of
from schakel.domain.privacy.rules import (
    ACCESSIBILITY,
    LANGUAGES,
    LONGEST_ANSWER,
    PRIVACY,
    WITHOUT_LANGUAGE,
    Question,
)
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import is_done
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Tag
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import long_date

LANGUAGE_WORDS = {"nl": gettext_lazy("In Dutch"), "en": gettext_lazy("In English")}
_NO_LANGUAGE = ""


class AnswerForm(forms.Form):
    """The answer, in each language where it is a text; empty for our example."""

    def __init__(self, question: Question, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if question is Question.STATUS:
            self.fields["text"] = forms.ChoiceField(
                label=gettext_lazy("Status"),
                choices=ACCESSIBILITY_WORDS,
                widget=forms.RadioSelect,
            )
        elif question is Question.EXAMINED_ON:
            self.fields["text"] = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
        else:
            for language in LANGUAGES:
                self.fields[f"text_{language}"] = forms.CharField(
                    label=LANGUAGE_WORDS[language],
                    help_text=gettext_lazy("Each line is a paragraph. Empty gives our example."),
                    max_length=LONGEST_ANSWER,
                    widget=forms.Textarea(attrs={"rows": 8}),
                    required=False,
                )

    def answers(self) -> dict[str, str]:
        """What was filled in, by language."""
        return {
            name.partition("_")[2]: str(value or "") for name, value in self.cleaned_data.items()
        }


@staff_only(Role.ADMINISTRATOR)
def statements(request: TenantRequest) -> HttpResponseBase:
    """Both statements as they are read now, and what still has to be filled in."""
    language = (get_language() or request.tenant.language)[:2]
    privacy = told_about(PRIVACY, request.tenant, language)
    accessibility = told_about(ACCESSIBILITY, request.tenant, language)
    return render(
        request,
        "settings/statements.html",
        {
            "unfinished": any(each.is_missing for each in (*privacy, *accessibility)),
            "privacy": [_row(each, request) for each in privacy],
            "accessibility": [_row(each, request) for each in accessibility],
        },
    )


@staff_only(Role.ADMINISTRATOR)
def question(request: TenantRequest) -> HttpResponseBase:
    """One question (``?vraag=``) with its answer; what was told before stays below it."""
    asked = _question(request)
    form = AnswerForm(asked, request.POST or None, initial=_now(asked))

    def keep() -> None:
        for language, text in form.answers().items():
            answer_question(
                actor=request.actor,
                question=asked,
                language=language,
                text=text,
                today=request.today,
                now=request.now,
            )

    if is_done(request, form, keep):
        messages.success(request, _("This is kept. Everybody reads it from now on."))
        return redirect("statements")
    told = told_about([asked], request.tenant, (get_language() or request.tenant.language)[:2])
    return render(
        request,
        "settings/statement.html",
        {
            "title": told[0].heading,
            "form": form,
            "now": told[0].paragraphs,
            "versions": [_version(each, request) for each in versions_of(asked)],
        },
    )


def _question(request: TenantRequest) -> Question:
    asked = request.GET.get("vraag", "")
    if asked not in dict(QUESTION_WORDS):
        raise Http404
    return Question(asked)


def _now(asked: Question) -> dict[str, str]:
    written = answers_now([asked])
    if asked in WITHOUT_LANGUAGE:
        answer = written.get((asked, _NO_LANGUAGE))
        return {"text": answer.text} if answer else {}
    return {f"text_{language}": each.text for (_asked, language), each in written.items()}


def _row(told: Told, request: TenantRequest) -> Row:
    tag = None
    if told.is_missing:
        tag = Tag(_("fill this in"), Kind.WATCH)
    elif told.since is None:
        tag = Tag(_("our example"))
    since = _("Since %(day)s") % {"day": long_date(told.since, request.today)} if told.since else ""
    return Row(
        who=told.heading,
        url=f"{reverse('statement-question')}?vraag={told.question}",
        tag=tag,
        what=told.paragraphs[0],
        why=since,
    )


def _version(answer: Answer, request: TenantRequest) -> Row:
    language = LANGUAGE_WORDS.get(answer.language, "")
    return Row(
        who=long_date(answer.made_at, request.today),
        what=answer.text or _("Our example"),
        why=str(language),
    )
