"""Contact vastleggen: one text field; the rest is guessed from the words and can be changed."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.models import DIRECTION_WORDS
from schakel.domain.contacts.rules import (
    LONGEST_SUMMARY,
    MINUTES_A_DAY,
    Direction,
    guess_channel,
    guess_direction,
)
from schakel.domain.matters.models import Matter
from schakel.domain.organisations.rules import Module
from schakel.domain.parties.models import Channel, Party
from schakel.domain.parties.rules import likeness, names_in
from schakel.domain.promises.actions import Conversation
from schakel.domain.promises.rules import Side, Suggestion, suggestions
from schakel.domain.surveys.actions import Noted, record_conversation
from schakel.domain.surveys.models import WORD_WORDS
from schakel.domain.surveys.queries import introduced_to, may_be_asked_in_person
from schakel.domain.surveys.rules import LONGEST_OWN_WORDS, Word
from schakel.entrypoints.desk.days import moment_on
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.parties import FOUND_SHOWN, find
from schakel.entrypoints.desk.spokespersons import neither_binds
from schakel.entrypoints.desk.steps import in_one_click, is_done, way_back, words_again
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Step
from schakel.foundation.ui.widgets import DateInput
from schakel.foundation.ui.words import deadline

MATTERS_SHOWN = 10
# In these two speak, so that something can be asked.
SPOKEN = frozenset({Channel.PHONE, Channel.DESK, Channel.VISIT, Channel.MEETING})
_CHANNELS = [
    (channel.value, channel.label)
    for channel in Channel
    if channel not in {Channel.WEB, Channel.PLATFORM}
]


@dataclass(frozen=True)
class About:
    """Something that a contact can be about: a matter, or a connection in general.

    ``key`` is the name of its page and its number: "matter-12".
    """

    key: str
    words: str
    connection: Connection
    matter: Matter | None = None

    @property
    def in_confidence(self) -> bool:
        """Whether others may not read along."""
        return self.connection.is_confidential or (
            self.matter is not None and self.matter.confidential
        )


@dataclass(frozen=True)
class Understood:
    """What the words say, and what there is to choose from.

    ``may_ask``: they have no mail, were not asked of late how the contact goes, and it is not about
    what is in confidence. ``introduced``: where we introduced them, they can be asked of that.
    """

    parties: Sequence[Party]
    party: Party | None
    about: Sequence[About]
    promises: Sequence[Suggestion]
    may_ask: bool
    introduced: Sequence[Connection]
    guesses: dict[str, Any]


class ContactForm(forms.Form):
    """One text, and what was understood of it."""

    text = forms.CharField(
        label=gettext_lazy("What did you talk about, and with whom?"),
        help_text=gettext_lazy("Write it so that they may read it too."),
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        max_length=LONGEST_SUMMARY,
    )
    party = forms.TypedChoiceField(
        label=gettext_lazy("With whom?"), coerce=int, widget=forms.RadioSelect
    )
    who = forms.CharField(
        label=gettext_lazy("Somebody else: a part of the name"), max_length=100, required=False
    )
    about = forms.ChoiceField(label=gettext_lazy("What is it about?"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=gettext_lazy("How?"), choices=_CHANNELS)
    direction = forms.ChoiceField(
        label=gettext_lazy("A conversation, or from one side?"), choices=DIRECTION_WORDS
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes?"),
        min_value=0,
        max_value=MINUTES_A_DAY,
        required=False,
    )
    day = forms.DateField(label=gettext_lazy("When?"), widget=DateInput)
    promises = forms.MultipleChoiceField(
        label=gettext_lazy("Is this a promise?"),
        help_text=gettext_lazy("Only what you tick is recorded as a promise."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    word = forms.ChoiceField(
        label=gettext_lazy("How does the contact go, do they say?"),
        help_text=gettext_lazy("They have no mail. Fill this in only if you asked them."),
        choices=[("", gettext_lazy("not asked")), *WORD_WORDS],
        widget=forms.RadioSelect,
        required=False,
    )
    between = forms.ChoiceField(
        label=gettext_lazy("Which contact did you ask about?"),
        help_text=gettext_lazy("Ask about one of them. After that we ask nothing for 30 days."),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("That contact has ended. Choose again.")},
    )
    own_words = forms.CharField(
        label=gettext_lazy("In their own words"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_OWN_WORDS,
        required=False,
    )

    def __init__(self, understood: Understood, today: date, **options: Any) -> None:
        super().__init__(initial=understood.guesses, **options)
        self._offer("party", [(str(each.pk), each.name) for each in understood.parties])
        self._offer("about", [(each.key, each.words) for each in understood.about])
        self._offer(
            "promises", [(each.words, _offered(each, today)) for each in understood.promises]
        )
        warned = neither_binds(understood.party) if understood.party and understood.promises else []
        if warned:
            self.fields["promises"].help_text = " ".join(warned)
        self._offer("between", _with_whom(understood))
        if not understood.may_ask:
            del self.fields["word"], self.fields["own_words"]
        # What was chosen and has ended by now is refused, and not taken for another contact.
        if not (understood.introduced or {"word", "between"} <= _filled_in(understood)):
            del self.fields["between"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a field its choices; without any there is nothing to ask."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@staff_only("connector", "official", "volunteer")
def record(request: TenantRequest) -> HttpResponseBase:
    """Write down a contact: first the words, then what was understood of them, then saved."""
    typed = request.POST if request.method == "POST" else _linked(request)
    is_part = request.headers.get("X-Part") == "understood"
    understood = _understand(request, typed)
    if "save" in request.POST:
        form = ContactForm(understood, request.today, data=request.POST)
        said = _("The contact is recorded.")
        if is_done(request, form, lambda: _save(request, form, understood), said):
            return redirect(_page_of(form))
    elif request.method == "POST" and not is_part and not understood.guesses["text"].strip():
        form = _without_words(understood, request)
    else:
        form = ContactForm(understood, request.today)
    return render(
        request,
        "contacts/understood.html" if is_part else "contacts/contact.html",
        {
            "form": form,
            "is_understood": bool(understood.guesses["text"].strip()),
            "nobody_found": bool(understood.guesses["who"]) and not understood.parties,
            "between": understood.guesses["between"],
            "nothing_open": understood.party is not None and not understood.about,
        },
    )


@require_POST
@staff_only("connector", "official", "volunteer")
def spoke(request: TenantRequest, connection_id: int) -> HttpResponseBase:
    """The two spoke today: one click, without a word of what it was about."""
    visible = Connection.objects.with_us().visible_to(request.actor)
    going_on = visible.filter(completed_on__isnull=True)
    connection = get_object_or_404(going_on.select_related("party"), pk=connection_id)
    in_one_click(
        request,
        lambda: record_contact(
            actor=request.actor,
            party=connection.party,
            connection=connection,
            channel=Channel.PHONE,
            direction=Direction.BOTH_WAYS,
            summary=_("We spoke."),
            happened_at=request.now,
            staff_id=request.actor.staff_id,
            now=request.now,
        ),
        _("It is written down that you spoke today."),
    )
    return redirect(way_back(request, reverse("connection", args=[connection.pk])))


def spoke_steps(connection: Connection, back: str) -> tuple[Step, ...]:
    """The button by which somebody says that we spoke today; none between two others."""
    if connection.is_brokered:
        return ()
    url = reverse("connection-spoke", args=[connection.pk])
    return (Step(_("We spoke today"), url, post=True, values={"next": back}),)


def _linked(request: TenantRequest) -> QueryDict:
    """What the link names, with the words of a contact that was recorded in the wrong place."""
    typed = request.GET.copy()
    if words := words_again(request):
        typed["text"] = words
    return typed


def _without_words(understood: Understood, request: TenantRequest) -> ContactForm:
    """The form that asks for the words first, and for nothing else yet."""
    form = ContactForm(understood, request.today, data=request.POST)
    for name in form.errors.keys() - {"text"}:
        del form.errors[name]
    return form


def _understand(request: TenantRequest, typed: QueryDict) -> Understood:
    text = typed.get("text", "").replace("\x00", "")
    who = typed.get("who", "").replace("\x00", "")[:100]
    parties = _parties(request, typed.get("party", ""), who, text)
    party = _chosen(parties, typed.get("party", ""), text)
    about = _about(request, party) if party is not None else []
    # What somebody else is said to have promised is offered where they can be chosen.
    found = suggestions(text, request.today)
    offered = [each for each in found if each.is_own or each.side is Side.THEIRS]
    keys = [each.key for each in about]
    chosen = _known(_asked_about(typed), keys) or _most_likely(about)
    in_confidence = any(each.in_confidence for each in about if each.key == chosen)
    channel = _known(typed.get("channel", ""), dict(_CHANNELS)) or guess_channel(text)
    direction = (
        _known(typed.get("direction", ""), dict(DIRECTION_WORDS)) or guess_direction(text).value
    )
    may_ask = (
        party is not None
        and direction == Direction.BOTH_WAYS.value
        and channel in SPOKEN
        # What was written down already is refused with a sentence, not dropped.
        and (bool(typed.get("word")) or not in_confidence)
        and may_be_asked_in_person(party, request.today)
    )
    return Understood(
        parties=parties,
        party=party,
        about=about,
        promises=list({each.words: each for each in offered}.values()),
        may_ask=may_ask,
        introduced=_introduced(request, party) if may_ask and party is not None else (),
        guesses={
            "text": text,
            "who": who,
            "party": str(party.pk) if party else "",
            "about": chosen,
            "channel": channel,
            "direction": direction,
            "minutes": typed.get("minutes", ""),
            "day": typed.get("day") or request.today,
            "promises": typed.getlist("promises"),
            "word": typed.get("word", ""),
            "between": typed.get("between", ""),
            "own_words": typed.get("own_words", "").replace("\x00", ""),
        },
    )


def _parties(request: TenantRequest, number: str, who: str, text: str) -> list[Party]:
    """The chosen one, else who is looked for by name, else whom the text names; best first."""
    visible = Party.objects.visible_to(request.actor)
    chosen = list(visible.filter(pk=number)) if number.isdecimal() and len(number) < 19 else []
    if who.strip():
        return [*chosen, *(each for each in find(request.actor, who.split()) if each not in chosen)]
    names = names_in(text)
    if not names:
        return chosen
    named = sorted(
        visible.called(*names)[: 5 * FOUND_SHOWN], key=lambda each: -likeness(each.name, names)
    )
    return [*chosen, *(each for each in named[:FOUND_SHOWN] if each not in chosen)]


def _chosen(parties: list[Party], number: str, text: str) -> Party | None:
    """The one that was chosen, else the only one that fits the words best."""
    chosen = next((each for each in parties if str(each.pk) == number), None)
    if chosen is not None or not parties:
        return chosen
    names = names_in(text)
    fits = [likeness(each.name, names) for each in parties]
    return parties[0] if fits.count(fits[0]) == 1 or len(parties) == 1 else None


def _about(request: TenantRequest, party: Party) -> list[About]:
    """Open matters of the party, and its open connections in general."""
    connections = (
        Connection.objects.with_us()
        .visible_to(request.actor)
        .filter(party=party, completed_on__isnull=True)
        .select_related("party", "theme", "area")
        .order_by("-pk")[:MATTERS_SHOWN]
    )
    matters = (
        Matter.objects.visible_to(request.actor)
        .open()
        .filter(party=party)
        .select_related("connection__party")
        .order_by("-received_at", "-pk")[:MATTERS_SHOWN]
    )
    return [
        *(
            About(f"matter-{each.pk}", each.shown_subject, each.connection, each)
            for each in matters
        ),
        *(About(f"connection-{each.pk}", _in_general(each), each) for each in connections),
    ]


def _asked_about(typed: QueryDict) -> str:
    """What was chosen; the page of a matter names it by its number."""
    return typed.get("about") or f"matter-{typed.get('matter', '')}"


def _introduced(request: TenantRequest, party: Party) -> Sequence[Connection]:
    """Where introducing is turned off, nobody is asked of it."""
    is_on = Module.INTRODUCTIONS in request.modules
    return introduced_to(request.actor, party)[:MATTERS_SHOWN] if is_on else ()


def _filled_in(understood: Understood) -> set[str]:
    return {name for name, value in understood.guesses.items() if value}


def _with_whom(understood: Understood) -> list[tuple[str, str]]:
    """With us, or with one of whom we introduced to them."""
    others = [
        (str(between.pk), _("with %(name)s") % {"name": each.name})
        for between in understood.introduced
        for each in between.parties
        if each != understood.party
    ]
    return [("", _("with us")), *others]


def _most_likely(about: Sequence[About]) -> str:
    """The only matter, else the only connection, else nothing: then it is asked."""
    matters = [each.key for each in about if each.matter is not None]
    keys = matters or [each.key for each in about]
    return keys[0] if len(keys) == 1 else ""


def _in_general(connection: Connection) -> str:
    names = [each.name for each in (connection.theme, connection.area) if each is not None]
    if not names:
        return _("in general")
    return _("in general: %(about)s") % {"about": ", ".join(names)}


def _offered(promise: Suggestion, today: date) -> str:
    words = {"words": promise.words}
    if promise.side is Side.OURS:
        said = _("You promise: “%(words)s”") % words
    else:
        said = _("They promise: “%(words)s”") % words
    return f"{said} ({deadline(promise.due_on, today)})" if promise.due_on else said


def _save(request: TenantRequest, form: ContactForm, understood: Understood) -> None:
    fields = form.cleaned_data
    about = next(each for each in understood.about if each.key == fields["about"])
    ticked = set(fields["promises"])
    record_conversation(
        actor=request.actor,
        conversation=Conversation(
            connection=about.connection,
            matter=about.matter,
            channel=fields["channel"],
            direction=Direction(fields["direction"]),
            summary=fields["text"],
            happened_at=moment_on(fields["day"], request),
            minutes=fields["minutes"],
        ),
        promises=[each for each in understood.promises if each.words in ticked],
        noted=_noted(fields, understood),
        today=request.today,
        now=request.now,
    )


def _noted(fields: dict[str, Any], understood: Understood) -> Noted | None:
    if not fields.get("word"):
        return None
    chosen = fields.get("between")
    between = next((each for each in understood.introduced if str(each.pk) == chosen), None)
    return Noted(Word(fields["word"]), fields["own_words"], between)


def _page_of(form: ContactForm) -> str:
    """The page of what it was about, where the contact now stands."""
    noun, _dash, number = form.cleaned_data["about"].partition("-")
    return reverse(noun, args=[number])


def _known(value: str, choices: Container[str]) -> str:
    return value if value in choices else ""
