"""A matter: who waits, since when, by which date, who carries it, and what happened."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.answers.queries import with_going_out
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.initiatives.actions import sort_matter
from schakel.domain.initiatives.models import Initiative
from schakel.domain.initiatives.queries import Happening, What, history_of
from schakel.domain.matters.actions import add_remark, place_matter
from schakel.domain.matters.models import KIND_WORDS, Matter
from schakel.domain.matters.queries import carried_today
from schakel.domain.matters.rules import Kind, Status, check_follows
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import ASTRAY, BY_HAND, State, Way
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import Presence, presence
from schakel.domain.notices.actions import mark_seen
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.promises.models import Promise
from schakel.domain.surveys.models import SaidWord
from schakel.domain.tasks.models import Task
from schakel.domain.terms.actions import conclude_matter, refer_matter, take_up_again
from schakel.domain.terms.models import Term
from schakel.entrypoints.desk import deadlines, reasons, voices
from schakel.entrypoints.desk.attention import task_step
from schakel.entrypoints.desk.chains import carrier_link
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.entrypoints.desk.mail_failures import failure_words
from schakel.entrypoints.desk.offered import offered_rows
from schakel.entrypoints.desk.pledges import promise_row
from schakel.entrypoints.desk.steps import in_one_click, take_step, way_back, words_again
from schakel.entrypoints.desk.their_words import their_words, with_words
from schakel.entrypoints.desk.timelines import contacts_page, next_newer, whole_timeline
from schakel.entrypoints.desk.visible import matter_of, may_work, url_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui import components as ui
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import deadline, moment

MESSAGES_SHOWN = 10
_MESSAGE_KINDS = {
    State.SENT.value: ui.Kind.GOOD,
    State.FAILED.value: ui.Kind.STUCK,
    State.BOUNCED.value: ui.Kind.STUCK,
    State.UNCERTAIN.value: ui.Kind.WATCH,
    State.POSTED.value: ui.Kind.GOOD,
    State.SPOKEN.value: ui.Kind.GOOD,
    State.PRINTED.value: ui.Kind.WATCH,
    State.RETURNED.value: ui.Kind.STUCK,
    State.NOT_REACHED.value: ui.Kind.STUCK,
}
_SENT_TO = {
    Way.EMAIL: gettext_lazy("To %(address)s, %(when)s"),
    Way.LETTER: gettext_lazy("Letter to %(address)s, %(when)s"),
    Way.CALL: gettext_lazy("Phone call to %(address)s, %(when)s"),
}


class PlaceForm(forms.Form):
    """What it is about, and who may see it."""

    theme = forms.ModelChoiceField(
        label=gettext_lazy("Theme"), queryset=Theme.objects.none(), required=False
    )
    area = forms.ModelChoiceField(
        label=gettext_lazy("Area"), queryset=Area.objects.none(), required=False
    )
    network = forms.ModelChoiceField(
        label=gettext_lazy("Network whose members may see it"), queryset=Network.objects.none()
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choose(self, "theme", Theme.objects.filter(is_active=True).order_by("name"))
        choose(self, "area", Area.objects.own())
        choose(self, "network", Network.objects.order_by("name"))


class CaseForm(forms.Form):
    """Where the same thing stands in another system, and who owns the term."""

    number = forms.CharField(label=gettext_lazy("Case number"), max_length=100)
    system = forms.CharField(
        label=gettext_lazy("Name of the system"), max_length=100, required=False
    )
    url = forms.URLField(
        label=gettext_lazy("Address of the page there"), required=False, assume_scheme="https"
    )
    their_due_on = forms.DateField(
        label=gettext_lazy("Last day for the answer, by that system"),
        help_text=gettext_lazy(
            "Fill this in when the term runs there. Then no term runs here any more."
        ),
        widget=DateInput,
        required=False,
    )


class RemarkForm(forms.Form):
    """A remark for colleagues."""

    text = forms.CharField(
        label=gettext_lazy("Remark for colleagues"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The resident reads this on their page."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


@staff_only()
def matter(request: TenantRequest, matter_id: int) -> HttpResponse:
    """All of one matter on one page."""
    initiatives = Initiative.objects.visible_to(request.actor).filter(matter=OuterRef("pk"))
    visible = (
        Matter.objects.visible_to(request.actor)
        .select_related(
            "party", "connection", "network", "theme", "area", "owner", "second", "entered_by"
        )
        .annotate(
            initiative_id=Subquery(initiatives.values("pk")[:1]),
            words=with_words(
                SaidWord.objects.visible_to(request.actor).filter(matter=OuterRef("pk"))
            ),
        )
    )
    found = get_object_or_404(with_going_out(visible), pk=matter_id)
    mark_seen(actor=request.actor, matter=found, now=request.now)
    return render(request, "matters/matter.html", _shown(request, found))


def _shown(request: TenantRequest, matter: Matter) -> dict[str, Any]:
    actor, today = request.actor, request.today
    history = history_of(matter)
    terms = Term.objects.visible_to(actor).filter(matter=matter)
    term = terms.order_by("-ended_on", "-pk").first()
    contacts = ContactMoment.objects.visible_to(actor, taken_back=True).filter(matter=matter)
    page = contacts_page(request, contacts)
    works = may_work(actor, matter)
    promises = _promises(request, matter)
    return {
        "title": matter.shown_subject,
        "matter": matter,
        "kind": matter.get_kind_display(),
        "waiting": deadlines.waiting(matter, term, today),
        "why": deadlines.why_this_date(term, history, today) if term else [],
        "chain": _chain(matter, presence(today)),
        "works": works,
        "first_steps": _first_steps(matter, actor.staff_id) if works else [],
        "more_steps": _more_steps(matter, term) if works else [],
        "kinds": _kind_steps(matter) if works else [],
        "unsorted": matter.kind == Kind.UNSORTED,
        "promises": _promise_rows(request, matter, promises, history),
        "offered": offered_rows(page.rows, [each.words for each in promises], matter.pk, today)
        if works
        else [],
        "tasks": [_task_row(each, matter, today) for each in _tasks(request, matter)],
        "moments": whole_timeline(page, history, today, next_newer(page, contacts)),
        "their_words": their_words(getattr(matter, "words", ()), today),
        "older_url": page.on_url,
        "newer_url": page.back_url,
        "remarks": [_remark(each, today) for each in history if each.what is What.REMARK],
        "remark_form": RemarkForm(),
        "going_out": voices.going_out(getattr(matter, "going_out", ()), today),
        "messages_out": _messages(request, matter),
        "case_host": urlsplit(matter.case_url).hostname or "",
        "carried_since": _why_these(matter),
        "record_url": f"{reverse('contact')}?party={matter.party_id}&matter={matter.pk}",
    }


def _chain(matter: Matter, here: Presence) -> list[ui.ChainLink]:
    """The party, who is its contact person, and the deputy."""
    gone = matter.party.erased_at is not None
    url = "" if gone else reverse("party", args=[matter.party_id])
    party = ui.ChainLink(matter.party.name, url=url)
    first = (matter.owner, _("regular contact person"), matter.owner_accepted_at)
    second = (matter.second, _("deputy"), matter.second_accepted_at)
    now = carried_today(matter)
    return [party, *(carrier_link(*each, here, now) for each in (first, second))]


def _first_steps(matter: Matter, staff_id: int | None) -> list[ui.Step]:
    """What mostly comes next."""
    if Status(matter.status) not in {Status.OPEN, Status.ANSWERED}:
        return [ui.Step(_("Open again"), reverse("matter-reopen", args=[matter.pk]))]
    asked = (matter.owner_id == staff_id and matter.owner_accepted_at is None) or (
        matter.second_id == staff_id and matter.second_accepted_at is None
    )
    steps = [
        ui.Step(_("Answer"), reverse("matter-answer", args=[matter.pk]), first=not asked),
        ui.Step(_("Say how it stands"), reverse("matter-interim", args=[matter.pk])),
        ui.Step(_("Hand over"), reverse("matter-hand-over", args=[matter.pk])),
    ]
    if asked:
        url = reverse("matter-accept", args=[matter.pk])
        steps.insert(0, ui.Step(_("Yes, I carry this"), url, first=True, post=True))
    return steps


def _more_steps(matter: Matter, term: Term | None) -> list[ui.Step]:
    """What comes up now and then."""
    named = [(_("Theme and area"), "matter-place"), (_("Case in another system"), "matter-refer")]
    if Status(matter.status) in {Status.OPEN, Status.ANSWERED}:
        named += _term_steps(term)
        named += [(_("Record a promise"), "promise-record"), (_("Close"), "matter-close")]
    if Status(matter.status) is Status.OPEN:
        named.insert(0, (_("Pass on, it is not ours"), "matter-pass-on"))
    named.append((_("Code on paper"), "matter-paper-code"))
    if matter.confidential:
        named.append((_("No longer in confidence"), "matter-lift"))
    steps = [ui.Step(label, reverse(name, args=[matter.pk])) for label, name in named]
    archive = reverse("matter-archive", args=[matter.pk])
    return [*steps, ui.Step(_("Copy for the archive"), archive, post=True)]


def _term_steps(term: Term | None) -> list[tuple[str, str]]:
    if term is None or term.ended_on is not None or term.runs_elsewhere:
        return []
    if term.suspended_from is not None:
        return [(_("Let the term run again"), "term-resume")]
    steps = [(_("Let the term stand still"), "term-suspend")]
    if term.extension_length and not term.extended_by:
        steps.append((_("Take more time"), "term-extend"))
    return steps


def _kind_steps(matter: Matter) -> list[ui.Step]:
    """The kinds that it is not, each a click away."""
    if Status(matter.status) not in {Status.OPEN, Status.ANSWERED}:
        return []
    url = reverse("matter-sort", args=[matter.pk])
    return [
        ui.Step(str(capfirst(words)), url, post=True, values={"kind": code})
        for code, words in KIND_WORDS
        if code not in {Kind.UNSORTED.value, matter.kind}
    ]


def _promises(request: TenantRequest, matter: Matter) -> list[Promise]:
    found = Promise.objects.visible_to(request.actor).filter(matter=matter)
    return list(found.select_related("given_by").order_by("due_on", "pk"))


def _promise_rows(
    request: TenantRequest,
    matter: Matter,
    promises: Sequence[Promise],
    history: Sequence[Happening],
) -> dict[str, list[ui.Row]]:
    rows: dict[str, list[ui.Row]] = {"ours": [], "theirs": []}
    for promise in promises:
        changes = [
            each for each in history if each.what is What.PROMISE and each.number == promise.pk
        ]
        rows[promise.side].append(promise_row(promise, request.today, url_of(matter), changes))
    return rows


def _tasks(request: TenantRequest, matter: Matter) -> list[Task]:
    tasks = Task.objects.visible_to(request.actor).filter(matter=matter)
    return list(tasks.open().select_related("staff"))


def _task_row(task: Task, matter: Matter, today: date) -> ui.Row:
    late = task.due_on < today
    words = [capfirst(task.get_kind_display()), MESSAGE_WORDS.get(task.text, task.text)]
    return ui.Row(
        who=": ".join(str(each) for each in words if each),
        tag=ui.Tag(_("late"), ui.Kind.STUCK) if late else None,
        what=_("%(name)s, %(deadline)s")
        % {"name": task.staff.shown_name, "deadline": deadline(task.due_on, today)},
        steps=(task_step(task, url_of(matter)),),
    )


def _remark(change: Happening, today: date) -> ui.Moment:
    return ui.Moment(
        when=f"{moment(change.at, today)} · {change.by}", at=change.at, what=change.words
    )


def _messages(request: TenantRequest, matter: Matter) -> list[ui.Row]:
    found = Message.objects.visible_to(request.actor).filter(matter=matter, party__isnull=False)
    return [
        ui.Row(
            who=str(MESSAGE_WORDS.get(each.kind, each.kind)),
            url=_sending_url(each),
            tag=ui.Tag(each.get_state_display(), _MESSAGE_KINDS.get(each.state, ui.Kind.REST)),
            what=_SENT_TO[Way(each.way)]
            % {"address": _sent_to(each), "when": moment(each.created_at, request.today)},
            why=_why_not(each),
        )
        for each in found.order_by("-created_at", "-pk")[:MESSAGES_SHOWN]
    ]


def _why_not(message: Message) -> str:
    if State(message.state) is State.DROPPED:
        return message.failure
    is_astray = State(message.state) in ASTRAY and message.failure
    return failure_words(message.failure) if is_astray else ""


def _sent_to(message: Message) -> str:
    known = ", ".join(message.to_address.splitlines())
    return known or _("an address that we do not know")


def _sending_url(message: Message) -> str:
    """A mail can be read in a demo only; what a colleague sends, by who works on it."""
    is_sent_here = Way(message.way) in BY_HAND or State(message.state) in ASTRAY
    return reverse("sending" if is_sent_here else "outbox-message", args=[message.pk])


MESSAGE_WORDS = {
    "receipt": gettext_lazy("Receipt"),
    "answer": gettext_lazy("Our answer"),
    "interim": gettext_lazy("How it stands"),
    "suspended": gettext_lazy("The term stands still"),
    "resumed": gettext_lazy("The term runs again"),
    "extended": gettext_lazy("More time"),
    "new_carrier": gettext_lazy("Another contact person"),
    "passed_on": gettext_lazy("Passed on"),
    "was_heard": gettext_lazy("Were you heard?"),
    "page_code": gettext_lazy("Code for their page"),
    "page_link": gettext_lazy("Link to their page"),
    "publication_asked": gettext_lazy("May their idea be shown?"),
    "introduction_asked": gettext_lazy("Do they want to meet somebody?"),
    "follower_asks": gettext_lazy("The council asks whether it may follow this"),
    "introduced": gettext_lazy("They can get in contact"),
    "promise_changed": gettext_lazy("What became of our promise"),
    "successor": gettext_lazy("Who is there for them"),
    "spokesperson_asked": gettext_lazy("Who speaks for your group?"),
    "word_asked": gettext_lazy("How does the contact go?"),
}


def _why_these(matter: Matter) -> list[str]:
    """Why these two carry it, as far as it was proposed and not chosen."""
    named = [("first", matter.owner), ("second", matter.second)]
    found = [
        (member.shown_name, reasons.in_words(matter.carrier_reasons.get(place, ())))
        for place, member in named
        if member is not None
    ]
    return [
        _("%(name)s: %(reasons)s.") % {"name": name, "reasons": words}
        for name, words in found
        if words
    ]


@require_POST
@staff_only()
def sort(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Give the kind, in one click."""
    matter = matter_of(request, matter_id)
    words = {kind: str(text) for kind, text in KIND_WORDS}
    kind = request.POST.get("kind", "")
    if kind in words:
        in_one_click(
            request,
            lambda: sort_matter(
                actor=request.actor,
                matter=matter,
                kind=Kind(kind),
                today=request.today,
                now=request.now,
            ),
            _("The kind is now: %(kind)s.") % {"kind": words[kind]},
        )
    return redirect(way_back(request, url_of(matter)))


@staff_only()
def place(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Say which theme and area it is about."""
    matter = matter_of(request, matter_id)
    start = {"theme": matter.theme_id, "area": matter.area_id, "network": matter.network_id}
    form = PlaceForm(request.POST or None, initial=start)
    return take_step(
        request,
        form,
        lambda: place_matter(
            actor=request.actor,
            matter=matter,
            **form.cleaned_data,
            today=request.today,
            now=request.now,
        ),
        said=_("Theme and area are kept."),
        back=way_back(request, url_of(matter)),
        title=_("Theme and area"),
        about=matter.subject,
        submit_label=_("Save"),
    )


@staff_only()
def refer(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Name the case in another system."""
    matter = matter_of(request, matter_id)
    term = Term.objects.visible_to(request.actor).running().filter(matter=matter).first()
    start = {
        "number": matter.case_number,
        "system": matter.case_system,
        "url": matter.case_url,
        "their_due_on": term.due_on if term and term.runs_elsewhere else None,
    }
    form = CaseForm(request.POST or None, initial=start)
    return take_step(
        request,
        form,
        lambda: refer_matter(
            actor=request.actor,
            matter=matter,
            **form.cleaned_data,
            today=request.today,
            now=request.now,
        ),
        said=_("The case number is kept."),
        back=url_of(matter),
        title=_("Case in another system"),
        about=matter.subject,
        submit_label=_("Save"),
        told=[
            _("The content stays in the other system. Only the number is kept here."),
            _("With a date from there, our own term ends. The resident sees that date."),
        ],
    )


@staff_only()
def remark(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Write something for colleagues; it never goes out in an answer."""
    matter = matter_of(request, matter_id)
    form = RemarkForm(request.POST or None, initial={"text": words_again(request)})
    return take_step(
        request,
        form,
        lambda: add_remark(
            actor=request.actor, matter=matter, **form.cleaned_data, now=request.now
        ),
        said=_("The remark is kept, for colleagues only."),
        back=url_of(matter),
        title=_("Remark for colleagues"),
        about=matter.subject,
        submit_label=_("Keep"),
        told=[
            _("This never goes out in an answer."),
            _("Somebody may ask to see it all the same (AVG, Woo)."),
        ],
    )


@staff_only()
def close(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """It is done."""
    matter = matter_of(request, matter_id)
    form = ReasonForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: conclude_matter(
            actor=request.actor,
            matter=matter,
            **form.cleaned_data,
            today=request.today,
            now=request.now,
        ),
        said=_("This is closed. You can open it again."),
        back=url_of(matter),
        title=_("Close this?"),
        about=matter.subject,
        submit_label=_("Close"),
        told=[_("The term ends today."), _("You and the resident can open it again.")],
        check=lambda: check_follows(Status(matter.status), Status.CLOSED, matter.ended_at),
    )


@staff_only()
def reopen(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """It turns out not to be done."""
    matter = matter_of(request, matter_id)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = True
    return take_step(
        request,
        form,
        lambda: take_up_again(
            actor=request.actor,
            matter=matter,
            **form.cleaned_data,
            today=request.today,
            now=request.now,
        ),
        said=_("This is open again. A new term runs from today."),
        back=url_of(matter),
        title=_("Open again?"),
        about=matter.subject,
        submit_label=_("Open again"),
        told=[_("A new term starts today.")],
        check=lambda: check_follows(Status(matter.status), Status.OPEN, matter.ended_at),
    )
