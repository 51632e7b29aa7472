"""Beheer, one page for each question: what holds, where that comes from, and what changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk import (
    questions_anchoring,
    questions_answers,
    questions_mail,
    questions_modules,
    questions_networks,
    questions_people,
    questions_places,
    questions_privacy,
    questions_repairs,
)
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.entrypoints.desk.steps import in_one_click, is_done
from schakel.foundation.journal.queries import Change, changes_of, last_changes
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Moment, Row, Tag
from schakel.foundation.ui.words import long_date

FILES = (
    questions_answers,
    questions_repairs,
    questions_people,
    questions_anchoring,
    questions_places,
    questions_networks,
    questions_mail,
    questions_privacy,
    questions_modules,
)


def all_questions(request: TenantRequest) -> list[Question]:
    """Every question of this institution, in the order of the page."""
    return list(chain.from_iterable(each.questions(request) for each in FILES))


@dataclass(frozen=True)
class Heading:
    """The questions of one group, under words of their own."""

    group: Group
    words: str
    slug: str
    asked: list[Question]

    @property
    def url(self) -> str:
        """Where today's answers to all of them stand."""
        return reverse("question-group", args=[self.slug])


def headings(request: TenantRequest) -> list[Heading]:
    """Each heading with its questions, of which no answer is read."""
    asked = all_questions(request)
    named = [
        (Group.ANSWERS, _("Answers"), "antwoorden"),
        (Group.PEOPLE, _("People"), "mensen"),
        (Group.PLACES, _("Themes and days"), "onderwerpen"),
        (Group.MAIL, _("Mail"), "mail"),
        (Group.PRIVACY, _("Privacy"), "privacy"),
        (Group.POSSIBLE, _("What is possible here"), "mogelijk"),
    ]
    return [
        Heading(group, words, slug, [each for each in asked if each.group is group])
        for group, words, slug in named
    ]


@staff_only(Role.ADMINISTRATOR)
def group(request: TenantRequest, slug: str) -> HttpResponse:
    """What holds today for each question under one heading, and whether somebody chose that."""
    heading = next((each for each in headings(request) if each.slug == slug), None)
    if heading is None:
        raise Http404
    last = last_changes(
        what={what for each in heading.asked for what in each.changed_by},
        subjects={each.subject for each in heading.asked if each.changed_by},
    )
    names = _names(last.values())
    rows = [_row(each, last, names, request.today) for each in heading.asked]
    return render(request, "settings/questions.html", {"title": heading.words, "rows": rows})


@staff_only(Role.ADMINISTRATOR)
def question(request: TenantRequest, slug: str, part: str = "") -> HttpResponseBase:
    """One question, with its form; or a part of it, such as one theme."""
    asked = _found([each for each in all_questions(request) if not each.url], slug)
    above = _above(request, asked)
    back = reverse("question", args=[slug])
    if part:
        above = (asked.asks, back)
        asked = _found(asked.parts() if asked.parts else [], part)
    if asked.restore is not None and "default" in request.POST:
        in_one_click(request, asked.restore, _("The default holds again."))
        return redirect(back)
    form = asked.form(request.POST if request.method == "POST" else None) if asked.form else None
    if form is None and request.method == "POST":
        raise Http404
    if form is not None and is_done(request, form, lambda: _keep(asked, form.cleaned_data)):
        messages.success(request, _("This is kept."))
        return redirect(back)
    answer = asked.read()
    parts = asked.parts() if asked.parts else []
    return render(
        request,
        "settings/question.html",
        {
            "asked": asked,
            "title": asked.title or asked.asks,
            "above": above,
            "answer": answer.words,
            "tag": _tag(answer),
            "may_restore": asked.restore is not None and answer.is_default is False,
            "form": form,
            "parts": _part_rows(parts, slug),
            "changes": list(_changes(asked, parts, request.today)),
        },
    )


def _keep(asked: Question, typed: Mapping[str, object]) -> None:
    assert asked.keep is not None, "what has a form can be kept"
    asked.keep(typed)


def _above(request: TenantRequest, asked: Question) -> tuple[str, str]:
    """Where all questions under its heading stand."""
    heading = next(each for each in headings(request) if each.group is asked.group)
    return heading.words, heading.url


def _found(among: Sequence[Question], slug: str) -> Question:
    found = next((each for each in among if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _row(each: Question, last: Mapping[str, Change], names: Names, today: date) -> Row:
    answer = each.read()
    changed = [last[what] for what in each.changed_by if what in last]
    newest = max(changed, key=lambda change: change.at, default=None)
    return Row(
        who=each.asks,
        url=each.address,
        tag=_tag(answer),
        what=answer.words,
        why=_chosen(newest, names, today) if newest and not answer.is_default else "",
    )


def _tag(answer: Answer) -> Tag | None:
    return Tag(_("default")) if answer.is_default else None


def _chosen(change: Change, names: Names, today: date) -> str:
    if change.staff_id is None:
        return _("Since the start, on %(day)s") % {"day": long_date(change.at, today)}
    return _("Chosen by %(name)s on %(day)s") % {
        "name": _who(change, names),
        "day": long_date(change.at, today),
    }


def _part_rows(parts: Sequence[Question], slug: str) -> list[Row]:
    same_source = len({each.source for each in parts}) == 1
    rows = []
    for each in parts:
        answer = each.read()
        rows.append(
            Row(
                who=each.asks,
                url=reverse("question-part", args=[slug, each.slug]),
                tag=_tag(answer),
                what=answer.words,
                why="" if same_source else each.source,
            )
        )
    return rows


def _changes(asked: Question, parts: Sequence[Question], today: date) -> Iterator[Moment]:
    """Of a part only what a person changed: how it began stands on its own page."""
    if not asked.changed_by:
        return
    found = changes_of(what=asked.changed_by, subject=asked.subject, subject_id=asked.subject_id)
    names = _names(found)
    by_number = {each.subject_id: each for each in parts}
    for each in found:
        part = by_number.get(each.subject_id)
        if part is None or each.staff_id is not None:
            yield Moment(
                when=long_date(each.at, today),
                at=each.at,
                what=_told(each, part or asked, names),
                note=" · ".join(filter(None, [part.asks if part else "", _who(each, names)])),
            )


def _told(change: Change, asked: Question, names: Names) -> str:
    before, after = (
        "" if value is None else asked.in_words(value, names)
        for value in (change.before, change.after)
    )
    if before and after:
        return _("From %(before)s to %(after)s") % {"before": before, "after": after}
    if before:
        return _("Taken away: %(before)s") % {"before": before}
    return after or _("Changed")


def _names(changes: Iterable[Change]) -> Names:
    """Of who changed something, and of who was chosen."""
    numbers = {number for each in changes for number in (each.staff_id, *each.people) if number}
    return dict(StaffMember.objects.filter(pk__in=numbers).values_list("pk", "name"))


def _who(change: Change, names: Names) -> str:
    return names.get(change.staff_id or 0) or _("Schakel itself, at the start")
