"""Pages of a list by keyset: from the last row seen on, however long the list is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

ROWS_A_PAGE = 30
BEFORE, AFTER = "voor", "na"

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page, and where the pages beside it are; empty where there is none."""

    rows: list[M]
    back_url: str
    on_url: str


def page_of(
    request: HttpRequest,
    rows: QuerySet[M],
    key: str,
    read: Callable[[str], Any],
    *,
    descending: bool = True,
) -> Page[M]:
    """The page of ``rows`` that the address asks for, in order of ``key`` and number.

    ``?voor=`` goes on from a row, ``?na=`` goes back from it. ``read`` makes a value of ``key``
    from the address; one that it cannot read is the first page.
    """
    back = AFTER in request.GET and BEFORE not in request.GET
    cursor = _cursor(request.GET.get(AFTER if back else BEFORE, ""), read)
    falling = descending != back
    if cursor is not None:
        rows = rows.filter(_beyond(key, *cursor, falling=falling))
    sign = "-" if falling else ""
    found = list(rows.order_by(f"{sign}{key}", f"{sign}pk")[: ROWS_A_PAGE + 1])
    more = len(found) > ROWS_A_PAGE
    shown = found[:ROWS_A_PAGE][:: -1 if back else 1]
    if not shown:
        return Page([], "", "")
    has_back, has_on = (more, True) if back else (cursor is not None, more)
    return Page(
        rows=shown,
        back_url=_url(request, AFTER, key, shown[0]) if has_back else "",
        on_url=_url(request, BEFORE, key, shown[-1]) if has_on else "",
    )


def read_moment(text: str) -> datetime:
    """A moment as it stands in the address."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {text}")
    return moment


def read_day(text: str) -> date:
    """A day as it stands in the address."""
    return date.fromisoformat(text)


def read_words(text: str) -> str:
    """A name as it stands in the address."""
    if not text.isprintable():
        raise ValueError("not a name")
    return text


def _beyond(key: str, value: Any, number: int, *, falling: bool) -> Q:
    """The first half says less than the second, and lets an index begin where the page does."""
    compare = "lt" if falling else "gt"
    same = Q(**{key: value, f"pk__{compare}": number})
    return Q(**{f"{key}__{compare}e": value}) & (Q(**{f"{key}__{compare}": value}) | same)


def _cursor(text: str, read: Callable[[str], Any]) -> tuple[Any, int] | None:
    number, _, value = text.partition("~")
    try:
        return read(value), int(number)
    except ValueError:
        return None


def _url(request: HttpRequest, name: str, key: str, row: Model) -> str:
    value = getattr(row, key)
    words = value.isoformat() if isinstance(value, date) else str(value)
    query = request.GET.copy()
    for each in (BEFORE, AFTER):
        query.pop(each, None)
    query[name] = f"{row.pk}~{words}"
    return f"?{query.urlencode()}"
