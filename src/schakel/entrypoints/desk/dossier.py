"""The dossier of a connection, or of all that one colleague carries: screen, PDF and ODT."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from schakel.domain.continuity.actions.dossiers import give_out_dossier
from schakel.domain.continuity.queries.dossier import (
    carried_by,
    dossiers_of,
    open_to_last_word,
    person_to_see,
)
from schakel.domain.continuity.rules.dossier import DossierForm
from schakel.domain.matters.queries import asked_in_confidence
from schakel.domain.privacy.actions import note_viewings
from schakel.domain.privacy.rules import Deed, Subject
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.dossier_parts import Entry, entry_of
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.printing import odt
from schakel.foundation.printing.press import render as print_page
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import deadline, long_date

PAPER = "schakel.entrypoints.desk:dossier.typ"
# Printed within a request; what comes after stands in the next part.
MOST_AT_ONCE = 60
FROM = "vanaf"
_TYPES = {DossierForm.PDF: "application/pdf", DossierForm.ODT: odt.MEDIA_TYPE}


@dataclass(frozen=True)
class Book:
    """One dossier, or those of what a colleague carries with a list at the top."""

    title: str
    told: tuple[str, ...]
    entries: tuple[Entry, ...]
    is_of_person: bool = False
    next_from: int | None = None


@staff_only()
def of_connection(request: TenantRequest, connection_id: int) -> HttpResponse:
    """What somebody who comes new should know of one connection."""
    book = _book_of_connection(request, connection_id)
    leaves = open_to_last_word(request.actor, request.now).filter(pk=connection_id)
    return render(
        request,
        "dossier/dossier.html",
        {
            "book": book,
            "pdf_url": reverse("dossier-pdf", args=[connection_id]),
            "odt_url": reverse("dossier-odt", args=[connection_id]),
            "back_url": reverse("connection", args=[connection_id]),
            "last_word_url": reverse("last-word", args=[connection_id]) if leaves.exists() else "",
        },
    )


@staff_only()
def of_connection_as_pdf(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """The same on paper."""
    book = _book_of_connection(request, connection_id)
    return _given(request, book, DossierForm.PDF, reverse("dossier", args=[connection_id]))


@staff_only()
def of_connection_as_odt(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """The same as a text that can be changed."""
    book = _book_of_connection(request, connection_id)
    return _given(request, book, DossierForm.ODT, reverse("dossier", args=[connection_id]))


@staff_only()
def of_person(request: TenantRequest, staff_id: int) -> HttpResponse:
    """All that one colleague carries, as far as the reader may see it."""
    book = _book_of_person(request, staff_id)
    _note(request, book, Deed.SEEN)
    following = f"?{FROM}={book.next_from}" if book.next_from else ""
    this_part = f"?{FROM}={_first_number(request)}" if FROM in request.GET else ""
    return render(
        request,
        "dossier/dossier.html",
        {
            "book": book,
            "pdf_url": reverse("person-dossier-pdf", args=[staff_id]) + this_part,
            "odt_url": reverse("person-dossier-odt", args=[staff_id]) + this_part,
            "following_url": following,
        },
    )


@staff_only()
def of_person_as_pdf(request: TenantRequest, staff_id: int) -> HttpResponseBase:
    """The same on paper."""
    return _given_of_person(request, staff_id, DossierForm.PDF)


@staff_only()
def of_person_as_odt(request: TenantRequest, staff_id: int) -> HttpResponseBase:
    """The same as a text that can be changed."""
    return _given_of_person(request, staff_id, DossierForm.ODT)


def _given_of_person(request: TenantRequest, staff_id: int, form: DossierForm) -> HttpResponseBase:
    book = _book_of_person(request, staff_id)
    given = _given(request, book, form, reverse("person-dossier", args=[staff_id]))
    if given.status_code == 200:
        _note(request, book, Deed.DOWNLOADED)
    return given


def _book_of_connection(request: TenantRequest, connection_id: int) -> Book:
    entries = _entries(request, [connection_id])
    if not entries:
        raise Http404
    title = _("Dossier: %(name)s") % {"name": entries[0].title}
    return Book(title, (_made_for(request),), entries)


def _book_of_person(request: TenantRequest, staff_id: int) -> Book:
    member = person_to_see(staff_id, request.actor, request.today)
    if member is None:
        raise Http404
    after = carried_by(staff_id, request.actor).filter(pk__gte=_first_number(request))
    numbers = list(after.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    return Book(
        title=_("Dossier of what %(name)s carries") % {"name": member.shown_name},
        told=_told_of_person(request, member, len(numbers[:MOST_AT_ONCE])),
        entries=_entries(request, numbers[:MOST_AT_ONCE]),
        is_of_person=True,
        next_from=numbers[MOST_AT_ONCE] if len(numbers) > MOST_AT_ONCE else None,
    )


def _entries(request: TenantRequest, numbers: Collection[int]) -> tuple[Entry, ...]:
    found = dossiers_of(numbers, request.actor)
    return tuple(entry_of(each, request.today) for each in found)


def _first_number(request: TenantRequest) -> int:
    asked = request.GET.get(FROM, "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0


def _made_for(request: TenantRequest) -> str:
    words = {"name": request.actor_name, "day": long_date(request.today)}
    return _("Made for %(name)s on %(day)s. It holds what this reader may see.") % words


def _told_of_person(request: TenantRequest, member: StaffMember, count: int) -> tuple[str, ...]:
    counted = ngettext(
        "Here stands %(count)s contact.", "Here stand %(count)s contacts.", count
    ) % {"count": count}
    asked = [each.hear_by for each in asked_in_confidence(request.actor)]
    return (_made_for(request), counted, *(_in_confidence(request, day) for day in asked))


def _in_confidence(request: TenantRequest, hear_by: Any) -> str:
    """Who was asked sees a date and nothing else."""
    if hear_by is None:
        return _("You are asked for something in confidence. Accept it to read on.")
    words = {"day": deadline(hear_by, request.today)}
    return _("You are asked for something in confidence. They hear from us %(day)s.") % words


def _note(request: TenantRequest, book: Book, deed: Deed) -> None:
    """That somebody looked at each of them: the address names the colleague only."""
    note_viewings(
        actor=request.actor,
        subject=Subject.CONNECTION,
        subject_ids=[each.number for each in book.entries],
        deed=deed,
        now=request.now,
    )


def _given(request: TenantRequest, book: Book, form: DossierForm, page: str) -> HttpResponseBase:
    """The file; that it was given, and to whom, is in the journal. Refused: back to the page."""
    try:
        content = _as_pdf(request, book) if form is DossierForm.PDF else _as_odt(request, book)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect(page)
    give_out_dossier(
        actor=request.actor,
        connections=[each.number for each in book.entries],
        form=form,
        receiver_id=request.actor.staff_id,
        now=request.now,
    )
    response = HttpResponse(content, content_type=_TYPES[form])
    shown = "inline" if form is DossierForm.PDF else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="wat-u-moet-weten.{form}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _as_pdf(request: TenantRequest, book: Book) -> bytes:
    return print_page(PAPER, _printed(request, book))


def _printed(request: TenantRequest, book: Book) -> Mapping[str, Any]:
    return {
        **asdict(book),
        "who": _("With whom"),
        "next": _("The next step"),
        "page": _("Page"),
        "sender": request.tenant.name,
        "printed_on": request.today,
        "language": get_language() or "nl",
    }


def _as_odt(request: TenantRequest, book: Book) -> bytes:
    return odt.odt(
        title=book.title,
        language=get_language() or "nl",
        sender=request.tenant.name,
        blocks=_blocks(book),
    )


def _blocks(book: Book) -> list[odt.Block]:
    blocks: list[odt.Block] = [odt.Heading(book.title, 1)]
    blocks += [odt.Paragraph(each, faint=True) for each in book.told]
    if book.is_of_person and book.entries:
        blocks.append(
            odt.Columns(
                headings=(_("With whom"), _("The next step")),
                rows=[(each.title, each.next) for each in book.entries],
                marks=[f"dossier-{each.number}" for each in book.entries],
            )
        )
    for entry in book.entries:
        if book.is_of_person:
            blocks.append(odt.Heading(entry.title, 2, f"dossier-{entry.number}"))
        blocks.append(odt.Paragraph(entry.about, faint=True))
        for part in entry.parts:
            blocks.append(odt.Heading(part.title, 3 if book.is_of_person else 2))
            if part.lines:
                blocks.append(odt.Bullets([line.lines for line in part.lines]))
            else:
                blocks.append(odt.Paragraph(part.nothing, faint=True))
            if part.more:
                blocks.append(odt.Paragraph(part.more, faint=True))
    return blocks
