"""The yearly review of rights: who works here, what they may do, and whether that still fits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.continuity.actions.leaving import judge_rights
from schakel.domain.reviews.actions import choose_review_day
from schakel.domain.reviews.models import Review
from schakel.domain.reviews.queries import Rights, review_day, rights_in
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.days import day_of_year
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.settings import ROLE_WORDS
from schakel.entrypoints.desk.steps import take_step
from schakel.foundation.files.tables import Cell, as_csv, as_xlsx
from schakel.foundation.journal.actions import record
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import deadline, long_date, sentence_list

SIGNED_SHOWN = 20
_STAYS, _ENDS = "stays", "ends"
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DayForm(forms.Form):
    """A day of each year."""

    day = forms.IntegerField(label=gettext_lazy("Day"), min_value=1, max_value=31)
    month = forms.IntegerField(
        label=gettext_lazy("Month"),
        help_text=gettext_lazy("As a number, such as 2 for February."),
        min_value=1,
        max_value=12,
    )


@staff_only()
def reviews(request: TenantRequest) -> HttpResponse:
    """What is to be looked at, and what was signed before."""
    visible = Review.objects.visible_to(request.actor).select_related("network", "staff")
    month, day = review_day()
    return render(
        request,
        "reviews/reviews.html",
        {
            "open": [_open_row(each, request.today) for each in visible.open()],
            "signed": [
                _signed_row(each, request.today)
                for each in visible.signed().select_related("signed_by")[:SIGNED_SHOWN]
            ],
            "next_day": day_of_year(month, day),
            "may_choose": request.actor.has_role(Role.ADMINISTRATOR),
        },
    )


@staff_only()
def review(request: TenantRequest, review_id: int) -> HttpResponseBase:
    """Each colleague with what helps to judge; keep some of it, or all and sign."""
    found = _found(request, review_id)
    people = rights_in(found, request.today)
    given = _given(request.POST, people)
    if request.method == "POST" and found.signed_at is None:
        leaving = [each for each in people if given.get(each.staff_id) is False]
        if leaving and "sure" not in request.POST:
            return _ask_whether_sure(request, found, leaving)
        try:
            judge_rights(
                actor=request.actor,
                review=found,
                stays=given,
                sign="sign" in request.POST,
                today=request.today,
                now=request.now,
            )
        except Refused as refused:
            messages.error(request, sentence(refused))
        else:
            if "sign" in request.POST:
                messages.success(request, _("Signed. Thank you."))
                return redirect("reviews")
            messages.success(request, _("Kept. You can go on later."))
            return redirect("review", found.pk)
    return render(
        request,
        "reviews/review.html",
        {
            "title": _title(found),
            "signed": _signed_words(found, request.today),
            "due": _("Look at this %(deadline)s.")
            % {"deadline": deadline(found.due_on, request.today)},
            "people": [_shown(each, given, request) for each in people],
            "files": [
                (form.upper(), reverse("review-file", args=[found.pk, form])) for form in _TYPES
            ],
        },
    )


@staff_only()
def download(request: TenantRequest, review_id: int, form: str) -> HttpResponseBase:
    """The review as a file, for the file of the institution. That it was taken is written down."""
    found = _found(request, review_id)
    if form not in _TYPES:
        raise Http404
    rows = [_headings(), *(_cells(each) for each in rights_in(found, request.today))]
    record(
        "review.exported",
        actor=request.actor,
        subject="review",
        subject_id=found.pk,
        details={"form": form, "count": len(rows) - 1},
        now=request.now,
    )
    title = _("Rights")
    content = as_csv(rows) if form == "csv" else as_xlsx(rows, title=title)
    response = StreamingHttpResponse(content, content_type=_TYPES[form])
    name = f"{title.lower()}-{found.pk}-{request.today}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@staff_only(Role.ADMINISTRATOR)
def choose_day(request: TenantRequest) -> HttpResponseBase:
    """When the reviews of each year begin."""
    month, day = review_day()
    form = DayForm(request.POST or None, initial={"month": month, "day": day})
    return take_step(
        request,
        form,
        lambda: choose_review_day(
            actor=request.actor,
            month=form.cleaned_data["month"],
            day=form.cleaned_data["day"],
            now=request.now,
        ),
        said=_("From now on the review begins on that day."),
        back=reverse("reviews"),
        title=_("When does the review begin?"),
        about=_("Yearly review of rights"),
        submit_label=_("Save"),
        told=[_("The BIO2 asks for this each year. There are 20 working days for it.")],
    )


def _found(request: TenantRequest, review_id: int) -> Review:
    visible = Review.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("network", "signed_by"), pk=review_id)


def _given(typed: Mapping[str, Any], people: list[Rights]) -> dict[int, bool]:
    answers = {each.staff_id: typed.get(f"person-{each.staff_id}") for each in people}
    return {
        staff_id: answer == _STAYS
        for staff_id, answer in answers.items()
        if answer in (_STAYS, _ENDS)
    }


def _ask_whether_sure(request: TenantRequest, found: Review, leaving: list[Rights]) -> HttpResponse:
    names = sentence_list([each.name for each in leaving])
    if found.network is None:
        what = _("%(names)s cannot log in any more from today on.") % {"names": names}
        then = _("Others take over what they carry.")
    else:
        what = _("%(names)s do not see %(network)s any more from today on.") % {
            "names": names,
            "network": found.network.name,
        }
        then = _("What they carry there, they keep until somebody takes it over.")
    values = {key: value for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}
    return render(
        request,
        "ui/confirm.html",
        {
            "title": _("End these rights?"),
            "consequences": [what, then],
            "confirm_label": _("Yes, end them"),
            "cancel_url": reverse("review", args=[found.pk]),
            "values": {**values, "sure": "1"},
        },
    )


def _title(found: Review) -> str:
    if found.network is None:
        return _("Does this still fit, for all who work here?")
    return _("Does this still fit, in %(network)s?") % {"network": found.network.name}


def _signed_words(found: Review, today: date) -> str:
    if found.signed_at is None:
        return ""
    return _("Signed by %(name)s on %(day)s.") % {
        "name": found.signed_by.name if found.signed_by else "",
        "day": long_date(timezone.localdate(found.signed_at), today),
    }


def _open_row(found: Review, today: date) -> Row:
    page = reverse("review", args=[found.pk])
    return Row(
        who=_title(found),
        url=page,
        what=_("%(name)s looks at this %(deadline)s.")
        % {"name": found.staff.name, "deadline": deadline(found.due_on, today)},
        steps=(Step(_("Look at it"), page, first=True),),
    )


def _signed_row(found: Review, today: date) -> Row:
    return Row(
        who=_title(found),
        url=reverse("review", args=[found.pk]),
        what=_signed_words(found, today),
    )


def _shown(rights: Rights, given: Mapping[int, bool], request: TenantRequest) -> dict[str, object]:
    """One colleague as the page shows them."""
    chosen = rights.stays if rights.stays is not None else given.get(rights.staff_id)
    return {
        "name": rights.name,
        "field": f"person-{rights.staff_id}",
        "facts": _facts(rights, request.today),
        "stays": chosen is True,
        "ends": chosen is False,
        "judged": "" if rights.stays is None else _fits(rights.stays),
        "may_end": rights.staff_id != request.actor.staff_id and not rights.by_groups,
        "why_not": _why_not(rights, request),
    }


def _why_not(rights: Rights, request: TenantRequest) -> str:
    if rights.by_groups:
        return _("Groups of your organisation decide. Have them taken out of the group there.")
    if rights.staff_id == request.actor.staff_id:
        return _("This is you. Only somebody else can end your rights.")
    return ""


def _facts(rights: Rights, today: date) -> list[str]:
    log_in = rights.last_log_in
    return [
        capfirst(_roles(rights)) or _("No role"),
        _("Networks: %(names)s") % {"names": sentence_list(list(rights.networks))}
        if rights.networks
        else _("In no network"),
        _("Last logged in on %(day)s") % {"day": long_date(timezone.localdate(log_in), today)}
        if log_in
        else _("Never logged in"),
        _("Rights end on %(day)s") % {"day": long_date(rights.ends_on, today)}
        if rights.ends_on
        else _("Rights have no end"),
    ]


def _roles(rights: Rights) -> str:
    words = {code: str(word) for code, word in ROLE_WORDS}
    return ", ".join(words.get(role, role) for role in rights.roles)


def _fits(stays: bool) -> str:
    return _("This fits") if stays else _("Ended")


def _headings() -> list[Cell]:
    return [
        _("Name"), _("Roles"), _("Networks"), _("Last log-in"), _("Rights end on"),
        _("By a group of the organisation"), _("Found"),
    ]  # fmt: skip


def _cells(rights: Rights) -> list[Cell]:
    return [
        rights.name,
        _roles(rights),
        ", ".join(rights.networks),
        timezone.localdate(rights.last_log_in) if rights.last_log_in else None,
        rights.ends_on,
        _("yes") if rights.by_groups else "",
        "" if rights.stays is None else _fits(rights.stays),
    ]


def asked_rows(request: TenantRequest) -> list[Row]:
    """What of this the reader was asked, for Vandaag."""
    asked = Review.objects.visible_to(request.actor).open().filter(staff_id=request.actor.staff_id)
    return [_open_row(each, request.today) for each in asked.select_related("network", "staff")]
