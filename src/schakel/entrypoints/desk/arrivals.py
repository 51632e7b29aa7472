"""Binnengekomen mail: all that came in, and what waits for a person to place it."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.arrivals.actions import add_to_matter, open_as_new, set_aside
from schakel.domain.arrivals.models import Arrival, ArrivalFile
from schakel.domain.arrivals.queries import (
    Suggestion,
    file_of_mail,
    files_of,
    suggestions,
)
from schakel.domain.arrivals.rules import Proof, State, Why
from schakel.domain.matters.models import Matter
from schakel.domain.promises.rules import Suggestion as Promised
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk.attachments import as_file
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.offered import offered_in, promise_words
from schakel.entrypoints.desk.paging import page_of, read_moment
from schakel.entrypoints.desk.steps import is_done, take_step
from schakel.entrypoints.mailbox.clean_html import clean_html
from schakel.foundation.files.actions import LARGEST_BYTES
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.refusals import SENTENCES, sentence
from schakel.foundation.ui.words import deadline, long_date, moment

_CARRYING = ("connector", "official", "volunteer")
_WHY_SUGGESTED = {
    "address": gettext_lazy("The address to which it was sent is almost that of this message."),
    "answers": gettext_lazy("It says that it answers our mail about this."),
    "sender": gettext_lazy("Its sender gives the address that we have of them."),
}
_STATES = {
    State.KEPT: Kind.WATCH,
    State.HELD: Kind.WATCH,
    State.ADDED: Kind.GOOD,
    State.OPENED: Kind.GOOD,
}


class PlaceForm(forms.Form):
    """The message to which a mail belongs, and what in it is a promise.

    ``asks_where``: the message is not chosen yet.
    """

    promises = forms.MultipleChoiceField(
        label=gettext_lazy("Is this a promise?"),
        help_text=gettext_lazy("What you tick is recorded with the message that you choose."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reference = forms.CharField(
        label=gettext_lazy("Number of the message"),
        help_text=gettext_lazy("Such as 4T7K-92QX. It stands at the top of its page."),
        max_length=20,
        error_messages={"required": gettext_lazy("Write the number of the message.")},
    )

    def __init__(
        self, request: TenantRequest, mail: Arrival, *, asks_where: bool, **options: Any
    ) -> None:
        super().__init__(request.POST if request.method == "POST" else None, **options)
        self._found = offered_in(mail)
        self.fields["reference"].required = asks_where
        promises = self.fields["promises"]
        assert isinstance(promises, forms.ChoiceField)
        promises.choices = [
            (each.words, promise_words(each, request.today)) for each in self._found
        ]

    @property
    def picked(self) -> list[Promised]:
        """What was ticked."""
        ticked = set(self.cleaned_data["promises"])
        return [each for each in self._found if each.words in ticked]


class AsideForm(forms.Form):
    """Why nobody does anything with a mail."""

    reason = forms.CharField(
        label=gettext_lazy("Why does nothing have to be done with it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why. Who looks for it later reads that.")},
    )


@staff_only(*_CARRYING)
def arrivals(request: TenantRequest) -> HttpResponse:
    """What waits first; below it all that came in, the newest first."""
    visible = Arrival.objects.visible_to(request.actor).select_related("owner", "matter__party")
    held = list(visible.held().order_by("due_on", "pk")[:100])
    rest = visible.exclude(state=State.HELD.value)
    page = page_of(request, rest, "arrived_at", read_moment)
    return render(
        request,
        "arrivals/arrivals.html",
        {
            "held": [_held_row(each, request) for each in held],
            "rows": [_row(each, request.today) for each in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
        },
    )


@staff_only(*_CARRYING)
def arrival(request: TenantRequest, arrival_id: int) -> HttpResponseBase:
    """One mail: what it says, what is proven, where it is, and while it waits where it could be."""
    found = _arrival(request, arrival_id)
    form = PlaceForm(request, found, asks_where=True)
    if request.method == "POST" and form.is_valid():
        matter = _referred(request, form.cleaned_data["reference"])
        if matter is None:
            form.add_error("reference", _("No message has this number, or it is not yours to see."))
        elif is_done(request, form, lambda: _add(request, found, matter, form), _added(matter)):
            return redirect("matter", matter.pk)
    return _page(request, found, form)


def _page(request: TenantRequest, found: Arrival, form: PlaceForm) -> HttpResponse:
    """What was ticked and written stays when it is refused."""
    is_held = found.state == State.HELD.value
    near = suggestions(request.actor, found) if is_held else []
    return render(
        request,
        "arrivals/arrival.html",
        {
            "mail": found,
            "is_held": is_held,
            **_facts(found, request.today),
            "reply": found.reply or found.text,
            "files": _files(found),
            "suggested": [_suggested(each, found, request.today) for each in near],
            "form": form,
            "placed_url": reverse("matter", args=[found.matter_id])
            if found.matter_id and not is_held
            else "",
        },
    )


@staff_only(*_CARRYING)
def whole(request: TenantRequest, arrival_id: int) -> HttpResponse:
    """All that a mail says, also what it quotes; nothing in it is loaded from elsewhere."""
    found = _arrival(request, arrival_id)
    return render(
        request,
        "arrivals/whole.html",
        {
            "mail": found,
            # Cleaned where it is shown as well: nothing that once came from elsewhere is trusted.
            "html": clean_html(found.html),
            "files": _files(found),
            **_facts(found, request.today),
        },
    )


@staff_only(*_CARRYING)
def raw(request: TenantRequest, arrival_id: int) -> HttpResponseBase:
    """The mail as it came, to open in a mail program."""
    found = _arrival(request, arrival_id)
    if found.raw is None:
        raise Http404
    return as_file(request, found.raw, f"mail-{found.pk}.eml")


@staff_only(*_CARRYING)
def file(request: TenantRequest, arrival_file_id: int) -> HttpResponseBase:
    """A file of a mail."""
    kept = file_of_mail(request.actor, arrival_file_id)
    if kept is None or kept.file is None:
        raise Http404
    return as_file(request, kept.file, kept.name)


@staff_only(*_CARRYING)
@require_POST
def add(request: TenantRequest, arrival_id: int, matter_id: int) -> HttpResponseBase:
    """It belongs to this message."""
    found = _arrival(request, arrival_id)
    visible = Matter.objects.visible_to(request.actor).select_related("party", "owner", "second")
    matter = get_object_or_404(visible, pk=matter_id)
    form = PlaceForm(request, found, asks_where=False)
    if is_done(request, form, lambda: _add(request, found, matter, form), _added(matter)):
        return redirect("matter", matter.pk)
    return _page(request, found, form)


@staff_only(*_CARRYING)
@require_POST
def open_new(request: TenantRequest, arrival_id: int) -> HttpResponseBase:
    """It is something new."""
    found = _arrival(request, arrival_id)
    form = PlaceForm(request, found, asks_where=False)

    def act() -> None:
        open_as_new(
            actor=request.actor,
            arrival=found,
            today=request.today,
            now=request.now,
            promises=form.picked,
        )

    said = _("It is a message of its own now, with a contact person.")
    if is_done(request, form, act, said):
        return redirect("arrival", found.pk)
    return _page(request, found, form)


@staff_only(*_CARRYING)
def aside(request: TenantRequest, arrival_id: int) -> HttpResponseBase:
    """Nothing has to be done with it; it is kept, with the reason."""
    found = _arrival(request, arrival_id)
    form = AsideForm(request.POST if request.method == "POST" else None)
    return take_step(
        request,
        form,
        lambda: set_aside(
            actor=request.actor,
            arrival=found,
            reason=form.cleaned_data["reason"],
            now=request.now,
        ),
        said=_("The mail is set aside. You find it in the list below."),
        back=reverse("arrivals"),
        title=_("Set this mail aside"),
        about=_sender(found),
        submit_label=_("Set aside"),
        told=[
            _("The mail is kept. Its sender hears nothing."),
            _("Is it of somebody who waits for an answer? Then make a new message of it."),
        ],
    )


def _add(request: TenantRequest, found: Arrival, matter: Matter, form: PlaceForm) -> None:
    add_to_matter(
        actor=request.actor,
        arrival=found,
        matter=matter,
        today=request.today,
        now=request.now,
        promises=form.picked,
    )


def _added(matter: Matter) -> str:
    return _("The mail stands with %(reference)s now. Who carries it hears of it.") % {
        "reference": matter.reference
    }


def _arrival(request: TenantRequest, arrival_id: int) -> Arrival:
    visible = Arrival.objects.visible_to(request.actor).select_related(
        "owner", "colleague", "placed_by", "matter__party", "raw", "ours"
    )
    return get_object_or_404(visible, pk=arrival_id)


def _referred(request: TenantRequest, reference: str) -> Matter | None:
    visible = Matter.objects.visible_to(request.actor).select_related("party", "owner", "second")
    return visible.filter(reference__iexact=reference.strip()).first()


def _sender(mail: Arrival) -> str:
    colleague: StaffMember | None = mail.colleague
    if colleague is not None:
        return colleague.shown_name
    return mail.sender_name or mail.sender_address or _("sender unknown")


def _facts(mail: Arrival, today: date) -> dict[str, object]:
    return {
        "sender": _sender(mail),
        "address": mail.sender_address,
        "proof": proof_tag(mail),
        "state": _state_tag(mail, today),
        "came": moment(mail.arrived_at, today),
        "why": mail.get_why_display() if mail.state == State.HELD.value else "",
        "refused": _refusal(mail),
        "due": deadline(mail.due_on, today) if mail.due_on else "",
    }


def proof_tag(mail: Arrival) -> Tag:
    """What is proven of its sender."""
    kind = {Proof.PROVEN: Kind.GOOD, Proof.FAILED: Kind.STUCK}.get(Proof(mail.proof), Kind.WATCH)
    return Tag(str(mail.get_proof_display()), kind)


def _state_tag(mail: Arrival, today: date) -> Tag:
    if mail.due_on is not None and mail.state == State.HELD.value and mail.due_on < today:
        return Tag(_("late"), Kind.STUCK)
    kind = _STATES.get(State(mail.state), Kind.REST)
    return Tag(str(mail.get_state_display()), kind)


def _files(mail: Arrival) -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "url": reverse("arrival-file", args=[each.pk]) if each.file_id else "",
            "untaken": _untaken(each),
        }
        for each in files_of(mail)
    ]


def _refusal(mail: Arrival) -> str:
    """What Schakel refused to do with it, where that can be said without more."""
    words = str(SENTENCES.get(mail.reason, "")) if mail.why == Why.REFUSED else ""
    return "" if "{" in words else words


def _untaken(file: ArrivalFile) -> str:
    """Why we did not take a file; it is in the mail as it came."""
    if not file.untaken:
        return ""
    most = LARGEST_BYTES // (1024 * 1024)
    return sentence(Refused(file.untaken, name=file.name, most=most))


def _suggested(near: Suggestion, mail: Arrival, today: date) -> dict[str, object]:
    matter = near.matter
    return {
        "who": matter.party.name,
        "subject": matter.shown_subject,
        "reference": matter.reference,
        "came": long_date(matter.received_at, today),
        "why": _WHY_SUGGESTED[near.why],
        "url": reverse("arrival-add", args=[mail.pk, matter.pk]),
    }


def _held_row(mail: Arrival, request: TenantRequest) -> Row:
    """Who wrote, why it waits, until when, and who is to place it."""
    url = reverse("arrival", args=[mail.pk])
    own = mail.owner_id == request.actor.staff_id
    owner = _("you") if own or mail.owner is None else mail.owner.name
    return Row(
        who=_sender(mail),
        url=url,
        tag=_state_tag(mail, request.today),
        what=str(mail.get_why_display()),
        why=_("%(owner)s, %(deadline)s")
        % {
            "owner": capfirst(owner),
            "deadline": deadline(mail.due_on, request.today) if mail.due_on else "",
        },
        steps=(Step(_("Place"), url, first=own),),
    )


def _row(mail: Arrival, today: date) -> Row:
    who = mail.matter.party.name if mail.matter is not None else _sender(mail)
    return Row(
        who=who,
        url=reverse("arrival", args=[mail.pk]),
        tag=_state_tag(mail, today),
        what=_("%(kind)s. Came on %(day)s.")
        % {"kind": capfirst(mail.get_kind_display()), "day": long_date(mail.arrived_at, today)},
        why=Truncator(mail.subject).chars(80) if mail.matter is None else "",
    )
