"""Uw lijst inlezen: the list that a team kept so far, from file to people, groups and bonds.

Choose the file; say which column is what; look at what it makes and who is known already; read it
in. A long list is read in by the worker. Nothing of a list stands in an address but its number.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.imports import actions, queries
from schakel.domain.imports.models import NetworkImport, State
from schakel.domain.imports.queries import ListFile, Plan
from schakel.domain.imports.rules import (
    ANOTHER,
    UNDONE_WITHIN,
    Bond,
    Duplicate,
    Field,
    Likeness,
    Table,
)
from schakel.domain.networks.models import Network
from schakel.domain.parties.models import PartyKind
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.entrypoints.desk.steps import is_done
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind as TagKind
from schakel.foundation.ui.components import Row, Tag
from schakel.foundation.ui.refusals import row_fault, sentence
from schakel.foundation.ui.words import long_date

# More than this is for the worker.
MOST_IN_A_REQUEST = 2_000
SHOWN = 50
MOST_ASKED = 100
RECENT = 10
LONGEST_EXAMPLE = 60

FIELD_WORDS = {
    Field.GROUP: gettext_lazy("Group or organisation"),
    Field.KIND: gettext_lazy("Kind: resident, group or organisation"),
    Field.NAME: gettext_lazy("Name of the person"),
    Field.FIRST_NAME: gettext_lazy("First name"),
    Field.INFIX: gettext_lazy("Infix, such as “van der”"),
    Field.LAST_NAME: gettext_lazy("Last name"),
    Field.EMAIL: gettext_lazy("E-mail address"),
    Field.PHONE: gettext_lazy("Phone number"),
    Field.MOBILE: gettext_lazy("Mobile number"),
    Field.ADDRESS: gettext_lazy("Street, or whole address"),
    Field.HOUSE_NUMBER: gettext_lazy("House number"),
    Field.POSTCODE: gettext_lazy("Postcode"),
    Field.CITY: gettext_lazy("Town"),
    Field.THEME: gettext_lazy("Theme"),
    Field.AREA: gettext_lazy("Neighbourhood"),
    Field.PURPOSE: gettext_lazy("What the contact is for"),
    Field.CARRIER: gettext_lazy("Our contact person"),
    Field.SECOND: gettext_lazy("Deputy"),
    Field.LAST_CONTACT: gettext_lazy("Last contact"),
    Field.OUR_PROMISE: gettext_lazy("What we promised"),
    Field.OUR_DUE: gettext_lazy("What we promised: by when"),
    Field.OUR_GIVER: gettext_lazy("What we promised: by whom"),
    Field.THEIR_PROMISE: gettext_lazy("What they promised"),
    Field.THEIR_DUE: gettext_lazy("What they promised: by when"),
}
_WHY = {
    Likeness.SAME_ADDRESS: gettext_lazy("same e-mail address or phone number"),
    Likeness.SAME_NAME: gettext_lazy("same name"),
    Likeness.LIKE_NAME: gettext_lazy("nearly the same name"),
}
_TAGS = {
    State.OPEN: TagKind.WATCH,
    State.WAITING: TagKind.REST,
    State.UNDER_WAY: TagKind.REST,
    State.DONE: TagKind.GOOD,
    State.FAILED: TagKind.STUCK,
    State.UNDONE: TagKind.REST,
}


class ListForm(forms.Form):
    """The file, and who comes to know the people in it."""

    file = forms.FileField(
        label=gettext_lazy("Your list"), help_text=gettext_lazy("An Excel file (.xlsx) or a CSV.")
    )
    network = forms.ModelChoiceField(
        label=gettext_lazy("Which network comes to know them?"),
        queryset=Network.objects.none(),
        empty_label=None,
    )

    def __init__(self, request: TenantRequest, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        own = Network.objects.filter(pk__in=request.actor.network_ids).order_by("name")
        choose(self, "network", own)


class SheetForm(forms.Form):
    """Which of several sheets."""

    sheet = forms.ChoiceField(
        label=gettext_lazy("Which sheet do you want to read in?"), widget=forms.RadioSelect
    )

    def __init__(self, sheets: tuple[str, ...], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["sheet"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each, each) for each in sheets]


class ColumnsForm(forms.Form):
    """Which column is what."""

    def __init__(self, table: Table, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        columns = [(each, each) for each in table.header if each]
        for each, words in FIELD_WORDS.items():
            self.fields[each.value] = forms.ChoiceField(
                label=words,
                choices=[("", _("not in the list")), *columns],
                required=False,
            )

    @property
    def chosen(self) -> dict[Field, str]:
        """What was chosen."""
        return {each: self.cleaned_data[each] for each in Field if self.cleaned_data[each]}


class ChoicesForm(forms.Form):
    """For each who may be known: the same one, or another."""

    def __init__(self, duplicates: tuple[Duplicate, ...], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for each in duplicates[:MOST_ASKED]:
            self.fields[each.newcomer.slot] = forms.ChoiceField(
                label=_("Row %(line)d: %(name)s")
                % {"line": each.newcomer.line, "name": each.newcomer.name},
                choices=[
                    *((match.known.key, _same_as(match.known.name, match.likeness))
                      for match in each.matches),
                    (ANOTHER, _("somebody else")),
                ],
                initial=each.suggested,
                widget=forms.RadioSelect,
            )  # fmt: skip


def _same_as(name: str, likeness: Likeness) -> str:
    return _("the same as %(name)s (%(why)s)") % {"name": name, "why": _WHY[likeness]}


@staff_only("connector")
def lists(request: TenantRequest) -> HttpResponseBase:
    """Choose a file, or go on with an earlier list."""
    posted = request.method == "POST"
    form = ListForm(request, request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            source = _open(request, form.cleaned_data["file"], form.cleaned_data["network"])
        except Refused as refused:
            form.add_error("file", sentence(refused))
        else:
            return redirect("network-import", import_id=source.pk)
    recent = NetworkImport.objects.visible_to(request.actor).order_by("-created_at")[:RECENT]
    return render(
        request,
        "imports/lists.html",
        {"form": form, "rows": [_row(request, source) for source in recent]},
    )


@staff_only("connector")
def one(request: TenantRequest, import_id: int) -> HttpResponseBase:
    """How far a list is: which sheet and columns, whether it waits, or what it made."""
    source = _source(request, import_id)
    if source.state in {State.OPEN, State.FAILED} and source.file_id is not None:
        return _columns(request, source)
    return render(request, "imports/outcome.html", _outcome(request, source))


@staff_only("connector")
def check(request: TenantRequest, import_id: int) -> HttpResponseBase:
    """What it will make, what is wrong in it, and who may be known already; then read it in."""
    source = _source(request, import_id)
    if source.state not in {State.OPEN, State.FAILED} or not source.columns:
        return redirect("network-import", import_id=source.pk)
    try:
        table = _read(source).table
        if table is None:
            return redirect("network-import", import_id=source.pk)
        plan = _plan(request, source, table, _choices(request))
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("network-imports")
    posted = request.POST if request.method == "POST" else None
    form = ChoicesForm(plan.duplicates, posted)
    if not plan.errors and is_done(request, form, lambda: _go(request, source, plan, form)):
        return redirect("network-import", import_id=source.pk)
    return render(request, "imports/check.html", _checked(source, table, plan, form))


@staff_only("connector")
def undo(request: TenantRequest, import_id: int) -> HttpResponseBase:
    """Take back what a list made, as one step."""
    source = _source(request, import_id)
    back = reverse("network-import", args=[source.pk])
    if request.method == "POST":
        try:
            actions.take_back(actor=request.actor, source=source, now=request.now)
        except Refused as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, _("The list is taken back."))
        return redirect(back)
    return render(
        request,
        "ui/confirm.html",
        {
            "title": _("Take this list back?"),
            "consequences": [
                _("Everything that this list made goes."),
                _("Whom somebody changed, or wrote about since, stays. You see who that is."),
            ],
            "confirm_label": _("Take the list back"),
            "cancel_url": back,
        },
    )


@staff_only("connector")
def throw_away(request: TenantRequest, import_id: int) -> HttpResponseBase:
    """The file goes, and nothing was read in."""
    source = _source(request, import_id)
    if request.method == "POST":
        try:
            actions.throw_away(actor=request.actor, source=source)
        except Refused as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, _("The file is thrown away."))
        return redirect("network-imports")
    return render(
        request,
        "ui/confirm.html",
        {
            "title": _("Throw this file away?"),
            "consequences": [
                _("Nothing of it is read in. What you chose for its columns is lost."),
                _("You can choose the file again later."),
            ],
            "confirm_label": _("Throw the file away"),
            "cancel_url": reverse("network-import", args=[source.pk]),
        },
    )


def _source(request: TenantRequest, import_id: int) -> NetworkImport:
    visible = NetworkImport.objects.visible_to(request.actor).select_related("file", "network")
    return get_object_or_404(visible, pk=import_id)


def _open(request: TenantRequest, file: "UploadedFile[bytes]", network: Network) -> NetworkImport:
    """Keep the file once it is clear that it can be read."""
    content = file.read()
    queries.read_list(content)
    return actions.open_list(
        actor=request.actor,
        content=content,
        file_name=file.name or "",
        network=network,
        importer=StaffMember.objects.get(pk=request.actor.staff_id or 0),
        now=request.now,
    )


def _read(source: NetworkImport) -> ListFile:
    return queries.read_list(queries.content_of(source), source.sheet)


def _columns(request: TenantRequest, source: NetworkImport) -> HttpResponseBase:
    form: forms.Form
    read = _read_as_chosen(request, source)
    if read.table is None:
        form = SheetForm(read.sheets, request.POST or None)
        if is_done(
            request,
            form,
            lambda: actions.choose_sheet(
                actor=request.actor, source=source, sheet=form.cleaned_data["sheet"]
            ),
        ):
            return redirect("network-import", import_id=source.pk)
        return render(request, "imports/sheet.html", {"form": form, "source": source})
    table = read.table
    columns = ColumnsForm(
        table,
        request.POST or None,
        initial=source.columns
        or {each.value: column for each, column in queries.columns_of(table).items()},
    )
    if is_done(
        request,
        columns,
        lambda: actions.choose_columns(
            actor=request.actor, source=source, table=table, columns=columns.chosen,
            now=request.now,
        ),
    ):  # fmt: skip
        return redirect("network-import-check", import_id=source.pk)
    return render(
        request,
        "imports/columns.html",
        {
            "form": columns,
            "source": source,
            "failure": _failure(source),
            "examples": _examples(table),
        },
    )


def _read_as_chosen(request: TenantRequest, source: NetworkImport) -> ListFile:
    """As the sheet was chosen; where that one cannot be read, the choice is asked again."""
    try:
        return _read(source)
    except Refused as refused:
        if not source.sheet:
            raise Http404 from refused
        messages.error(request, sentence(refused))
        return ListFile(queries.read_list(queries.content_of(source)).sheets, None)


def _examples(table: Table) -> list[tuple[str, str]]:
    """Of each column its name, and what stands in the first rows."""
    return [
        (name, " · ".join(filter(None, (_cell(cells, position) for _, cells in table.lines[:3]))))
        for position, name in enumerate(table.header)
        if name
    ]


def _cell(cells: Sequence[str], position: int) -> str:
    return Truncator(cells[position] if position < len(cells) else "").chars(LONGEST_EXAMPLE)


def _failure(source: NetworkImport) -> str:
    if source.state != State.FAILED:
        return ""
    return _("Reading in did not succeed. Nothing was made. Look at it once more.")


def _choices(request: TenantRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items() if name[:1].isdigit()}


def _plan(
    request: TenantRequest, source: NetworkImport, table: Table, choices: Mapping[str, str]
) -> Plan:
    return queries.plan_of(
        actor=request.actor,
        table=table,
        columns={Field(name): column for name, column in source.columns.items()},
        choices=choices,
        today=request.today,
    )


def _go(
    request: TenantRequest, source: NetworkImport, plan: Plan, form: forms.Form
) -> NetworkImport:
    """Now, or by the worker when it takes long."""
    if plan.rows > MOST_IN_A_REQUEST:
        return actions.ask_to_read_in(
            actor=request.actor, source=source, choices=form.cleaned_data, now=request.now
        )
    return actions.read_in(
        actor=request.actor, source=source, plan=plan, today=request.today, now=request.now
    )


def _checked(source: NetworkImport, table: Table, plan: Plan, form: forms.Form) -> dict[str, Any]:
    unused = [name for name in table.header if name and name not in source.columns.values()]
    return {
        "source": source,
        "form": form,
        "counts": _counts(plan),
        "preview": _preview(plan),
        "more": max(0, len(plan.bonds) - SHOWN),
        "faults": [
            Row(
                who=" · ".join(filter(None, (_in_row(each.line), each.column))),
                what=row_fault(each.code, each.values),
            )
            for each in plan.errors[:SHOWN]
        ],
        "more_faults": max(0, len(plan.errors) - SHOWN),
        "asked": len(plan.duplicates),
        "not_asked": max(0, len(plan.duplicates) - MOST_ASKED),
        "unused": unused,
        "unknown_colleagues": plan.unknown_colleagues[:SHOWN],
        "unknown_themes": plan.unknown_themes[:SHOWN],
        "unknown_areas": plan.unknown_areas[:SHOWN],
        "is_long": plan.rows > MOST_IN_A_REQUEST,
    }


def _counts(plan: Plan) -> list[tuple[str, int]]:
    entries = [bond.entry for bond in plan.bonds]
    return [
        (_("New people and groups"), len(plan.fresh)),
        (_("Known already"), len(plan.newcomers) - len(plan.fresh)),
        (_("Last contacts"), sum(each.last_contact is not None for each in entries)),
        (_("What we promised"), sum(each.ours is not None for each in entries)),
        (_("What they promised"), sum(each.theirs is not None for each in entries)),
    ]


def _preview(plan: Plan) -> list[Row]:
    by_line: dict[int, list[Any]] = {}
    for newcomer in plan.newcomers:
        by_line.setdefault(newcomer.line, []).append(newcomer)
    rows = []
    for bond in plan.bonds[:SHOWN]:
        here = by_line.get(bond.entry.line, [])
        kinds = ", ".join(
            _("known already") if each.slot in plan.known_as else str(PartyKind(each.kind).label)
            for each in here
        )
        rows.append(
            Row(
                who=", ".join(filter(None, (bond.entry.group, bond.entry.name))),
                tag=Tag(kinds) if kinds else None,
                what=", ".join((*bond.entry.emails, *bond.entry.phones)),
                why=" · ".join(filter(None, (_in_row(bond.entry.line), _bond_words(bond)))),
            )
        )
    return rows


def _in_row(line: int) -> str:
    return _("Row %(line)d") % {"line": line}


def _bond_words(bond: Bond) -> str:
    entry = bond.entry
    said = []
    if entry.carrier:
        said.append(_("contact person %(name)s") % {"name": entry.carrier})
    if entry.last_contact:
        said.append(_("spoke on %(day)s") % {"day": long_date(entry.last_contact)})
    for given, words in ((entry.ours, _("we promised")), (entry.theirs, _("they promised"))):
        if given is not None:
            due = f" ({long_date(given.due_on)})" if given.due_on else ""
            said.append(f"{words}: {given.words}{due}")
    return "; ".join(said)


def _row(request: TenantRequest, source: NetworkImport) -> Row:
    return Row(
        who=source.file_name,
        url=reverse("network-import", args=[source.pk]),
        tag=Tag(str(State(source.state).label), _TAGS[State(source.state)]),
        what=long_date(source.created_at, request.today),
    )


def _outcome(request: TenantRequest, source: NetworkImport) -> dict[str, Any]:
    made = queries.made_by(source) if source.state == State.DONE else {}
    until = source.finished_at + UNDONE_WITHIN if source.finished_at else None
    kept = queries.kept_of(source, request.actor) if source.state == State.UNDONE else []
    return {
        "source": source,
        "state": State(source.state).label,
        "is_waiting": source.state in {State.WAITING, State.UNDER_WAY},
        "is_done": source.state == State.DONE,
        "is_undone": source.state == State.UNDONE,
        "is_gone": source.state == State.FAILED,
        "counts": [
            (_("New people and groups"), source.added),
            (_("Known already"), source.known),
            (_("Connections"), made.get("connection", 0)),
            (_("Last contacts"), made.get("contact", 0)),
            (_("Promises"), made.get("promise", 0)),
        ],
        "undo_until": until if until and until > request.now else None,
        "kept": [
            Row(who=party.name, url=reverse("party", args=[party.pk]),
                what=str(capfirst(PartyKind(party.kind).label)))
            for party in kept
        ],
    }  # fmt: skip
