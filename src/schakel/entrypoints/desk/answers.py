"""The answer to a matter, and word of how it stands in between: written, checked and sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.answers import actions, queries, rules
from schakel.domain.answers.actions import Voice, Writing
from schakel.domain.answers.models import Draft
from schakel.domain.answers.rules import Choice, Placeholder, Purpose
from schakel.domain.contacts.actions import Upload
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import LONGEST_SUMMARY, MINUTES_A_DAY, Direction
from schakel.domain.matters.models import Matter
from schakel.domain.parties.queries import Reach, how_to_reach
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.desk import drafts, voices
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import is_done
from schakel.entrypoints.desk.visible import url_of
from schakel.entrypoints.desk.voices import Around
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Moment
from schakel.foundation.ui.files import FilesField
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.widgets import DateInput, TimeInput
from schakel.foundation.ui.words import deadline, long_date, moment

QUESTIONS_SHOWN = 5
# What may be done with what was typed; without any of these it goes out.
STEPS = ("keep", "preview", "begin", "ask", "later", "off")


class InterimForm(forms.Form):
    """What we say, and what happens with it."""

    text = forms.CharField(
        label=gettext_lazy("Your text"),
        help_text=gettext_lazy("Greeting and signature are added."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    voice = forms.ChoiceField(
        label=gettext_lazy("Who answers for all of us?"),
        help_text=gettext_lazy("A colleague said or promised something about this too."),
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why without having agreed it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    standard_text = forms.TypedChoiceField(
        label=gettext_lazy("Standard text"), coerce=int, empty_value=None, required=False
    )
    reader = forms.TypedChoiceField(
        label=gettext_lazy("Who reads along?"), coerce=int, empty_value=None, required=False
    )
    send_on = forms.DateField(
        label=gettext_lazy("Day on which it goes out"), widget=DateInput, required=False
    )
    send_time = forms.TimeField(
        label=gettext_lazy("Time"), widget=TimeInput, initial="09:00", required=False
    )
    after_term = forms.BooleanField(
        label=gettext_lazy("It may go out after the last day of the term"), required=False
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AnswerForm(InterimForm):
    """The answer in content."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that this took you"),
        min_value=0,
        max_value=MINUTES_A_DAY,
        required=False,
    )
    attachments = FilesField(
        Upload,
        label=gettext_lazy("Attachments"),
        help_text=gettext_lazy("They are kept with your text."),
        required=False,
    )


@dataclass(frozen=True)
class Kind:
    """The two pages differ in these only."""

    purpose: Purpose
    form: type[InterimForm]
    title: Words | str
    submit: Words | str


ANSWER = Kind(Purpose.ANSWER, AnswerForm, gettext_lazy("Answer"), gettext_lazy("Send the answer"))
INTERIM = Kind(
    Purpose.INTERIM, InterimForm, gettext_lazy("Say how it stands"), gettext_lazy("Send")
)


@dataclass
class Page:
    """All that one request is about; ``seeing`` may see the matter, as far as that is needed."""

    request: TenantRequest
    kind: Kind
    matter: Any
    own: Any
    others: list[Draft]
    around: Around
    seeing: list[StaffMember]
    form: InterimForm

    def writing(self) -> Writing:
        """What was typed, with what fills in its placeholders."""
        at = self.send_at() if "later" in self.request.POST else None
        on = timezone.localdate(at) if at else self.request.today
        return Writing(
            matter=self.matter,
            purpose=self.kind.purpose,
            text=self.form.cleaned_data["text"],
            minutes=self.form.cleaned_data.get("minutes"),
            values=values_of(self.matter, on),
            uploads=self.form.cleaned_data.get("attachments") or (),
        )

    def send_at(self) -> datetime | None:
        """The moment that was chosen; None when it was not."""
        day, hour = self.form.cleaned_data["send_on"], self.form.cleaned_data["send_time"]
        if day is None or hour is None:
            return None
        return timezone.make_aware(datetime.combine(day, hour))

    def voice(self) -> Voice:
        """Who speaks, as it was chosen in the form."""
        chosen = self.form.cleaned_data["voice"]
        known = {Choice.ME.value, Choice.ANYWAY.value}
        return Voice(
            choice=Choice(chosen) if chosen in known else None,
            reason=self.form.cleaned_data["reason"],
        )


@staff_only()
def answer(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Give the answer in content: it goes out, and stops the clock."""
    return _write(request, matter_id, ANSWER)


@staff_only()
def interim(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Say how it stands; the clock runs on."""
    return _write(request, matter_id, INTERIM)


def _write(request: TenantRequest, matter_id: int, kind: Kind) -> HttpResponseBase:
    matter = _matter(request, matter_id)
    if "back" in request.POST or "away" in request.POST:
        return _undone(request, matter, kind)
    page = _page(request, matter, kind)
    if request.method == "POST":
        name = next((each for each in STEPS if each in request.POST), "send")
        page.form.fields["text"].required = name != "begin"
        done = page.form.is_valid() and _DOES[name](page)
        if done:
            return done
    return _shown(page)


def _undone(request: TenantRequest, matter: Matter, kind: Kind) -> HttpResponseBase:
    """Take back what waits, or throw away what was written."""
    actor, purpose, now = request.actor, kind.purpose, request.now
    if "away" in request.POST and "sure" not in request.POST:
        return _sure_to_throw_away(request, matter, kind)
    if "away" in request.POST:
        actions.throw_away(actor=actor, matter=matter, purpose=purpose, now=now)
        messages.success(request, _("Your text is thrown away."))
        return redirect(url_of(matter))
    if actions.take_back(actor=actor, matter=matter, purpose=purpose, now=now) is None:
        messages.info(request, _("Nothing waits to be sent any more."))
    else:
        messages.success(request, _("It does not go out. You can change it now."))
    return redirect(drafts.PAGES[purpose], matter.pk)


def _sure_to_throw_away(request: TenantRequest, matter: Matter, kind: Kind) -> HttpResponse:
    return render(
        request,
        "ui/confirm.html",
        {
            "title": _("Throw your text away?"),
            "consequences": [_("Your text is gone then. Nobody can bring it back.")],
            "values": {"away": "1", "sure": "1"},
            "confirm_label": _("Throw away"),
            "cancel_url": reverse(drafts.PAGES[kind.purpose], args=[matter.pk]),
        },
    )


def _matter(request: TenantRequest, matter_id: int) -> Any:
    """With all that the page names, the last day of its term and who was chosen to speak."""
    visible = Matter.objects.visible_to(request.actor).select_related(
        "party", "connection", "network", "owner", "second"
    )
    return get_object_or_404(queries.with_answering(visible), pk=matter_id)


def _page(request: TenantRequest, matter: Any, kind: Kind) -> Page:
    writes = queries.drafts_on(matter, kind.purpose)
    own = next((each for each in writes if each.staff_id == request.actor.staff_id), None)
    typed = request.POST.get("text", "") if request.method == "POST" else own.text if own else ""
    said = queries.said_around(request.actor, matter, typed, request.now)
    around = voices.around(said, matter.chosen, request.actor.staff_id, request.now)
    seeing = (
        queries.may_see(matter, request.today) if around.signs or matter.network.reads_along else []
    )
    form = kind.form(
        request.POST or None,
        request.FILES or None,
        initial={
            "text": own.text if own else "",
            "minutes": own.minutes if own else None,
            "revision": own.revision if own else 0,
            "reader": _first_reader(request, matter),
        },
    )
    _offer(form, request, matter, around, seeing)
    return Page(
        request=request,
        kind=kind,
        matter=matter,
        own=own,
        others=[each for each in writes if each is not own],
        around=around,
        seeing=seeing,
        form=form,
    )


def _offer(
    form: InterimForm,
    request: TenantRequest,
    matter: Any,
    around: Around,
    seeing: list[StaffMember],
) -> None:
    """What can be chosen on this page."""
    writer = request.actor.staff_id
    offered: dict[str, list[tuple[Any, str]]] = {
        "voice": list(voices.choices(around.may_speak(seeing, writer))),
        "reader": [("", "—"), *((each.pk, each.name) for each in seeing if each.pk != writer)],
        "standard_text": [("", "—"), *((each["pk"], each["name"]) for each in matter.texts)],
    }
    for name, choices in offered.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _first_reader(request: TenantRequest, matter: Matter) -> int | None:
    """The second carrier, or the first when the second one writes."""
    if request.actor.staff_id == matter.second_id:
        return matter.owner_id
    return matter.second_id


def _kept(page: Page) -> bool:
    """Keep what was typed, unless somebody else changed the text since it was read."""
    return is_done(
        page.request,
        page.form,
        lambda: actions.keep_draft(
            actor=page.request.actor,
            writing=page.writing(),
            revision=page.form.cleaned_data["revision"] or 0,
            now=page.request.now,
        ),
    )


def _keep(page: Page) -> HttpResponseBase | None:
    if not _kept(page):
        return None
    messages.success(page.request, _("Your text is kept. You find it on Today."))
    return redirect(page.request.path)


def _preview(page: Page) -> None:
    """What they will read, with the real values; shown with the page itself."""
    if _kept(page):
        writes = queries.drafts_on(page.matter, page.kind.purpose)
        page.own = next(each for each in writes if each.staff_id == page.request.actor.staff_id)


def _begin(page: Page) -> HttpResponseBase | None:
    chosen = page.form.cleaned_data["standard_text"]
    standard = queries.standard_text(chosen or 0)
    if standard is None:
        page.form.add_error("standard_text", _("Choose a standard text."))
        return None
    if is_done(
        page.request,
        page.form,
        lambda: actions.begin_with(
            actor=page.request.actor,
            writing=page.writing(),
            standard_text=standard,
            now=page.request.now,
        ),
    ):
        messages.success(page.request, _("The standard text stands in your text now."))
        return redirect(page.request.path)
    return None


def _ask(page: Page) -> HttpResponseBase | None:
    request, chosen = page.request, page.form.cleaned_data["reader"]
    reader = next((each for each in page.seeing if each.pk == chosen), None)
    if reader is None:
        page.form.add_error("reader", _("Choose a colleague."))
        return None
    if _kept(page) and is_done(
        request,
        page.form,
        lambda: actions.ask_reader(
            actor=request.actor,
            matter=page.matter,
            purpose=page.kind.purpose,
            reader=reader,
            today=request.today,
            now=request.now,
        ),
    ):
        messages.success(
            request,
            _("%(name)s is asked to read along. You need not wait for that.")
            % {"name": reader.name},
        )
        return redirect(request.path)
    return None


def _later(page: Page) -> HttpResponseBase | None:
    request, send_at = page.request, page.send_at()
    if send_at is None:
        page.form.add_error("send_on", _("Choose a day and a time."))
        return None
    if _given_away(page) or not is_done(
        request,
        page.form,
        lambda: actions.send_later(
            actor=request.actor,
            writing=page.writing(),
            send_at=send_at,
            after_term=page.form.cleaned_data["after_term"],
            voice=page.voice(),
            now=request.now,
        ),
    ):
        return None
    messages.success(
        request,
        _("It goes out on %(when)s. Until then you can take it back.")
        % {"when": moment(send_at, request.today)},
    )
    return redirect(url_of(page.matter))


def _off(page: Page) -> HttpResponseBase | None:
    """A file does not go along; what was typed is kept."""
    number = page.request.POST["off"]
    if not _kept(page) or not is_done(
        page.request,
        page.form,
        lambda: actions.take_off_file(
            actor=page.request.actor,
            matter=page.matter,
            purpose=page.kind.purpose,
            number=int(number) if number.isdecimal() and len(number) < 19 else 0,
            now=page.request.now,
        ),
    ):
        return None
    messages.success(page.request, _("The file does not go along any more."))
    return redirect(page.request.path)


def _send(page: Page) -> HttpResponseBase | None:
    speaker_id = voices.speaker_of(page.form.cleaned_data["voice"])
    if speaker_id is not None:
        return _let_speak(page, speaker_id)
    request = page.request
    if page.own is not None and page.own.send_at is not None:
        page.form.add_error(None, sentence(Refused("answer_waits_to_be_sent")))
        return None
    if not is_done(
        request,
        page.form,
        lambda: actions.send(
            actor=request.actor,
            writing=page.writing(),
            voice=page.voice(),
            today=request.today,
            now=request.now,
        ),
    ):
        _keep_quietly(page)
        return None
    messages.success(request, _said(request, page))
    return redirect(url_of(page.matter))


def _let_speak(page: Page, speaker_id: int) -> HttpResponseBase | None:
    request = page.request
    speaker = next((each for each in page.seeing if each.pk == speaker_id), None)
    if speaker is None or not is_done(
        request,
        page.form,
        lambda: actions.let_speak(
            actor=request.actor,
            writing=page.writing(),
            speaker=speaker,
            today=request.today,
            now=request.now,
        ),
    ):
        return None
    messages.success(
        request,
        _("%(name)s answers for all of us, and has your text.") % {"name": speaker.name},
    )
    return redirect(url_of(page.matter))


def _given_away(page: Page) -> bool:
    """Somebody else who answers sends it themselves, when they want."""
    if voices.speaker_of(page.form.cleaned_data["voice"]) is None:
        return False
    page.form.add_error("voice", _("Your colleague decides when it goes out."))
    return True


def _keep_quietly(page: Page) -> None:
    """What could not go out is not lost; why it could not, is said already."""
    try:
        actions.keep_draft(actor=page.request.actor, writing=page.writing(), now=page.request.now)
    except Refused:
        return


_DOES: dict[str, Callable[[Page], HttpResponseBase | None]] = {
    "keep": _keep,
    "preview": _preview,
    "begin": _begin,
    "ask": _ask,
    "later": _later,
    "off": _off,
    "send": _send,
}


def values_of(matter: Any, on: date) -> dict[str, str]:
    """What each placeholder stands for, in the language of who gets it; empty where unknown."""
    with translation.override(matter.party.language):
        return {
            Placeholder.NAME.value: matter.party.name,
            Placeholder.SUBJECT.value: matter.subject,
            Placeholder.REFERENCE.value: matter.reference,
            Placeholder.DATE.value: long_date(on),
            Placeholder.CONTACT_PERSON.value: matter.owner.shown_name,
            Placeholder.PHONE.value: matter.owner.phone,
            Placeholder.DUE.value: deadline(matter.due_on, on) if matter.due_on else "",
        }


def _said(request: TenantRequest, page: Page) -> str:
    if page.kind.purpose is Purpose.INTERIM:
        return _("Your word is on its way. The term runs on.")
    if how_to_reach(page.matter.party).way != "mail":
        return _("Your answer has to be posted or told. The term runs until then.")
    return _("Your answer to %(name)s is on its way. The term stopped on %(day)s.") % {
        "name": page.matter.party.name,
        "day": long_date(request.today, request.today),
    }


def _shown(page: Page) -> HttpResponse:
    request, matter, own = page.request, page.matter, page.own
    today, writer = request.today, request.actor.staff_id
    return render(
        request,
        "answers/answer.html",
        {
            "title": page.kind.title,
            "matter": matter,
            "form": page.form,
            "submit_label": page.kind.submit,
            "purpose": page.kind.purpose.value,
            "preview": _preview_of(page),
            "reach": _reach_words(matter, how_to_reach(matter.party)),
            "asked": asked_on(request, matter),
            "said": voices.rows(page.around, writer, today),
            "asks_voice": page.around.asks,
            "chosen": voices.said_of(matter.chosen, today),
            "also_writing": voices.also_writing(page.others, writer, today),
            "kept": drafts.said_kept(own, today),
            "waits": moment(own.send_at, today) if own and own.send_at else "",
            "own_text": own.text if own else "",
            "files": own.files if own else [],
            "has_draft": own is not None,
            "changed_by": own.reader.name if own and own.revision and own.reader else "",
            "read": _read_words(own, today),
            "remark": own.remark if own else "",
            "may_ask": matter.network.reads_along,
            "due": deadline(matter.due_on, today) if matter.due_on else "",
            "cancel_url": url_of(matter),
        },
    )


def _preview_of(page: Page) -> str:
    """How it reads with its placeholders filled in; what cannot be filled in is said."""
    if "preview" not in page.request.POST or not page.form.is_bound or page.form.errors:
        return ""
    writing = page.writing()
    try:
        text = rules.filled(writing.text, writing.values or {})
    except Refused as refused:
        page.form.add_error("text", sentence(refused))
        return ""
    return _as_mail(page.request, page.matter, text)


def _as_mail(request: TenantRequest, matter: Matter, text: str) -> str:
    """How the mail will read, in the language of who gets it."""
    words: dict[str, Any] = {
        "person_name": matter.party.name,
        "sender_name": request.actor_name,
        "tenant_name": request.tenant.name,
        "text": text,
    }
    with translation.override(matter.party.language):
        return render_to_string("answers/preview.txt", words).strip()


def _read_words(own: Draft | None, today: date) -> str:
    """Who reads along, and what they said."""
    if own is None or own.reader is None or own.asked_at is None:
        return ""
    if own.verdict:
        return drafts.said_by_reader(own)
    return _("%(name)s is asked to read along, since %(when)s.") % {
        "name": own.reader.name,
        "when": moment(own.asked_at, today),
    }


def _reach_words(matter: Matter, reach: Reach) -> str:
    words = {"name": matter.party.name, "address": reach.address.address if reach.address else ""}
    if reach.address is not None:
        return _("This goes to %(name)s by mail: %(address)s.") % words
    if reach.way == "letter":
        return _("%(name)s gets no mail. You are asked to send this as a letter.") % words
    return _("%(name)s gets no mail. You are asked to call.") % words


def asked_on(request: TenantRequest, matter: Matter) -> list[Moment]:
    """What they asked and was not answered yet, the newest first; else what they came with."""
    contacts = ContactMoment.objects.visible_to(request.actor).filter(
        matter=matter, direction=Direction.INBOUND.value, answered_at__isnull=True
    )
    found = contacts.newest_first()[:QUESTIONS_SHOWN]
    asked = [
        Moment(moment(each.happened_at, request.today), each.summary, each.happened_at)
        for each in found
    ]
    came = matter.received_at
    return asked or [Moment(moment(came, request.today), matter.story or matter.subject, came)]
