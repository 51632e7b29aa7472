"""Search over everything that the reader may see. What was typed is often a name.

So it stands in no address: it is kept with the log-in, and the page has a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.parties.queries import known_by_address
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.found import Thing, label_of, things_of
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search import queries, words
from schakel.foundation.search.queries import MARK, UNMARK, Found, Hit
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import long_date

SHOWN = 20
KEPT = 10
LONGEST = 5_000
_SAME_WORDS = 12

SORTS: dict[str, tuple[str, ...]] = {
    "mensen": ("party", "connection"),
    "kwesties": ("matter", "help", "phase_change"),
    "gesprekken": ("contact", "message", "remark", "mail"),
    "toezeggingen": ("promise",),
}
SORT_WORDS = {
    "mensen": gettext_lazy("People and groups"),
    "kwesties": gettext_lazy("Matters"),
    "gesprekken": gettext_lazy("Contacts and answers"),
    "toezeggingen": gettext_lazy("Promises"),
}


@dataclass(frozen=True)
class Result:
    """One thing that was found. Texts are parts, with whether a part is what matches."""

    label: str
    url: str
    title: list[tuple[str, bool]]
    text: list[tuple[str, bool]]
    about: str
    why: str


class SearchForm(forms.Form):
    """What to look for."""

    q = forms.CharField(label=gettext_lazy("A name, street or subject"), max_length=LONGEST)


@staff_only("connector", "official", "volunteer")
def search(request: TenantRequest) -> HttpResponse:
    """Take what was typed, or ask for it."""
    form = SearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("found", number=keep(request, form.cleaned_data["q"]))
    recent = [
        (reverse("found", args=[number]), typed) for number, typed in kept_by(request).items()
    ]
    return render(request, "search/search.html", {"form": form, "recent": recent})


@staff_only("connector", "official", "volunteer")
def found(request: TenantRequest, number: int) -> HttpResponse:
    """What matches, the best first, each with the reason why."""
    typed = kept_by(request).get(str(number))
    if typed is None:
        raise Http404
    sort = request.GET.get("soort", "")
    sort = sort if sort in SORTS else ""
    result = queries.find(request.actor, typed, SORTS.get(sort))
    start = _start(request)
    known = known_by_address(request.actor, typed) if not start else []
    hits = result.hits[start : start + SHOWN]
    direct = [Hit("party", party.pk, party.created_at) for party in known]
    things = told_once(things_of(request.actor, [*direct, *hits]))
    return render(
        request,
        "search/found.html",
        {
            "search_words": typed,
            "sheet_url": reverse("sheet-words", args=[number]),
            "results": _results(request, result, things, {party.pk for party in known}),
            "sorts": [(f"?soort={key}", label, key == sort) for key, label in SORT_WORDS.items()],
            "sort": sort,
            "everything_url": request.path,
            "only_newest": result.only_newest and queries.NEWEST,
            "is_cut": len(words.words_of(typed)) == words.MOST_WORDS,
            "most_words": words.MOST_WORDS,
            "none_has_all": bool(hits) and not hits[0].every_word,
            "on_url": _page_url(sort, start + SHOWN) if len(result.hits) > start + SHOWN else "",
            "back_url": _page_url(sort, max(start - SHOWN, 0)) if start else "",
        },
    )


def keep(request: TenantRequest, typed: str) -> int:
    """Keep what was typed with the log-in; the number under which its pages stand."""
    kept = kept_by(request)
    number = max(map(int, kept), default=0) + 1
    request.session["searches"] = {str(number): typed} | dict(list(kept.items())[: KEPT - 1])
    return number


def kept_by(request: TenantRequest) -> dict[str, str]:
    """The last things that the reader typed, by number, the newest first."""
    kept: dict[str, str] = request.session.get("searches", {})
    return kept


def _start(request: TenantRequest) -> int:
    typed = request.GET.get("vanaf", "")
    return min(int(typed), queries.NEWEST) if typed.isdecimal() and len(typed) < 5 else 0


def _page_url(sort: str, start: int) -> str:
    return f"?soort={sort}&vanaf={start}" if sort else f"?vanaf={start}"


def _results(
    request: TenantRequest, found: Found, things: Sequence[tuple[Hit, Thing]], known: set[int]
) -> list[Result]:
    texts = [text for _hit, thing in things for text in (thing.title, thing.text)]
    marked = queries.marked(texts, found.question) if found.question else texts
    return [
        Result(
            label=label_of(hit.kind),
            url=thing.url,
            title=parts(title) if MARK in title else [(thing.title, False)],
            text=parts(text),
            about=_about(request, thing),
            why=_why(request.actor, hit, title, text, known),
        )
        for (hit, thing), title, text in zip(things, marked[::2], marked[1::2], strict=True)
    ]


def told_once(things: Sequence[tuple[Hit, Thing]]) -> list[tuple[Hit, Thing]]:
    """The first of what leads to the same page with the same text: a story is a contact too."""
    once: dict[tuple[str, str], tuple[Hit, Thing]] = {}
    for hit, thing in things:
        once.setdefault((thing.url, _start_of(thing.text)), (hit, thing))
    return list(once.values())


def _start_of(text: str) -> str:
    return " ".join(text.split()[:_SAME_WORDS])


def parts(marked: str) -> list[tuple[str, bool]]:
    """A marked text as parts, each with whether it is what matches."""
    found: list[tuple[str, bool]] = []
    for piece in marked.split(MARK):
        match, unmark, rest = piece.rpartition(UNMARK)
        found += [(match, True)] if unmark else []
        found += [(rest, False)] if rest else []
    return found


def _about(request: TenantRequest, thing: Thing) -> str:
    when = long_date(thing.at, request.today) if thing.at else ""
    return " · ".join(filter(None, [thing.about, when]))


def _why(actor: Actor, hit: Hit, title: str, text: str, known: set[int]) -> str:
    """The reason in words; nothing when the marked words say it themselves."""
    if hit.kind == "party" and hit.thing_id in known:
        return _("This is their address or number.")
    alike = sorted({part for part, match in parts(title) + parts(text) if match})
    if not hit.as_typed and alike:
        return _("“%(word)s” looks like what you typed.") % {"word": alike[0]}
    if not hit.every_word:
        return _("Has some of your words.")
    return ""
