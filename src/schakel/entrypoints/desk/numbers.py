"""Vastgelopen, in cijfers: how often, by what and for how long, without anybody in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.health.models import BreakNumber
from schakel.domain.health.queries import numbers_given, numbers_over_time, numbers_within
from schakel.domain.health.rules import Measure
from schakel.entrypoints.desk.bars import bars
from schakel.entrypoints.desk.doors import staff_only
from schakel.foundation.tenancy.requests import TenantRequest

# Who works on it, and who backs it; of no official are there numbers.
READERS = ("connector", "sponsor")
_MONTHS = 3
_PARTS = {"buurt": "area", "onderwerp": "theme"}


class NumberFilters(forms.Form):
    """Over time, or within one quarter."""

    per = forms.ChoiceField(
        label=gettext_lazy("By"),
        choices=[
            ("", gettext_lazy("quarter")),
            ("buurt", gettext_lazy("neighbourhood")),
            ("onderwerp", gettext_lazy("theme")),
        ],
        required=False,
    )
    kwartaal = forms.ChoiceField(label=gettext_lazy("In the quarter"), required=False)

    def __init__(self, *arguments: Any, quarters: Sequence[date], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["kwartaal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.isoformat(), _short(each)) for each in reversed(quarters)]


@dataclass(frozen=True)
class Line:
    """A row of the table, in ready words."""

    name: str
    begun: str
    causes: str
    repaired: str
    days: str


@staff_only(*READERS)
def numbers(request: TenantRequest) -> HttpResponse:
    """Over time as a picture and a table, or of the areas or themes in one quarter."""
    given = numbers_over_time()
    by_quarter = {day: list(of) for day, of in groupby(given, lambda each: each.quarter_from)}
    form = NumberFilters(request.GET or None, quarters=list(by_quarter))
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    part = _PARTS.get(chosen.get("per", ""))
    quarter = date.fromisoformat(chosen["kwartaal"]) if chosen.get("kwartaal") else None
    quarter = quarter or max(by_quarter, default=None)
    if part is not None and quarter is not None:
        lines = _lines_within(quarter, part)
    else:
        lines = [_line(_short(day), of) for day, of in sorted(by_quarter.items(), reverse=True)]
    return render(
        request,
        "breaks/numbers.html",
        {
            "form": form,
            "lines": lines,
            "is_over_time": part is None,
            "quarters": bars([_pair(day, of) for day, of in by_quarter.items()]),
            "caption": _caption(part, quarter),
            "first_heading": _first_heading(part),
            "is_given": bool(by_quarter),
        },
    )


def listed(request: TenantRequest) -> QuerySet[BreakNumber]:
    """Every number that was given, for a file."""
    return numbers_given()


def _pair(day: date, of: Iterable[BreakNumber]) -> tuple[date, int | None, int | None]:
    found = _by_measure(of)
    return day, found.get(Measure.BEGUN), found.get(Measure.REPAIRED)


def _by_measure(of: Iterable[BreakNumber]) -> dict[Measure, int | None]:
    return {Measure(each.measure): each.number for each in of if not each.cause}


def _lines_within(quarter: date, part: str) -> list[Line]:
    """Of each area or theme of which a number is told that is not zero."""
    given = numbers_within(quarter, part)
    lines = []
    for _part, of in groupby(given, lambda each: getattr(each, f"{part}_id")):
        rows = list(of)
        if any(each.number for each in rows):
            lines.append(_line(getattr(rows[0], part).name, rows))
    return lines


def _line(name: str, of: Sequence[BreakNumber]) -> Line:
    found = _by_measure(of)
    repaired = found.get(Measure.REPAIRED)
    return Line(
        name=name,
        begun=_number(found.get(Measure.BEGUN)),
        causes=", ".join(
            _("%(cause)s (%(number)s)") % {"cause": each.get_cause_display(), "number": each.number}
            for each in of
            if each.cause
        ),
        repaired=_number(repaired),
        days="–" if repaired == 0 else _number(found.get(Measure.DAYS)),
    )


def _number(number: int | None) -> str:
    return _("hidden") if number is None else str(number)


def _quarter(day: date) -> str:
    return _("quarter %(number)s of %(year)s") % _of_year(day)


def _short(day: date) -> str:
    return _("Q%(number)s %(year)s") % _of_year(day)


def _of_year(day: date) -> dict[str, int]:
    return {"number": (day.month - 1) // _MONTHS + 1, "year": day.year}


def _caption(part: str | None, quarter: date | None) -> str:
    return capfirst(_quarter(quarter)) if part and quarter else _("By quarter, the newest first")


def _first_heading(part: str | None) -> str:
    match part:
        case "area":
            return _("Neighbourhood")
        case "theme":
            return _("Theme")
        case _:
            return _("Quarter")
