"""Te versturen: letters to print and calls to make, about what the reader works on."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import (
    ASTRAY,
    BY_HAND,
    HEARD,
    NOWHERE,
    State,
    Way,
    check_drop,
    envelope_lines,
    waits_too_long,
)
from schakel.domain.parties.queries import addresses_of
from schakel.domain.tasks.actions import send_in_another_way, send_once_more, stop_sending
from schakel.entrypoints.desk import calls
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.mail_failures import failure_words
from schakel.entrypoints.desk.matter import MESSAGE_WORDS
from schakel.entrypoints.desk.paging import page_of, read_moment
from schakel.entrypoints.desk.steps import in_one_click, take_step
from schakel.entrypoints.desk.visible import message_of, url_of_sending
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.words import long_date, moment

_TAGS = {
    State.POSTED: Kind.GOOD,
    State.SPOKEN: Kind.GOOD,
    State.SENT: Kind.GOOD,
    State.PRINTED: Kind.WATCH,
    State.UNCERTAIN: Kind.WATCH,
    State.RETURNED: Kind.STUCK,
    State.NOT_REACHED: Kind.STUCK,
    State.FAILED: Kind.STUCK,
    State.BOUNCED: Kind.STUCK,
}
_WAYS = {
    Way.LETTER: gettext_lazy("Letter"),
    Way.CALL: gettext_lazy("Phone call"),
    Way.EMAIL: gettext_lazy("Mail"),
}
_OTHER_WAYS = {
    Way.LETTER: gettext_lazy("Send a letter instead"),
    Way.CALL: gettext_lazy("Call instead"),
    Way.EMAIL: gettext_lazy("Mail instead"),
}
# What a party can say that it does not want, by the way that it is.
_CHANNELS = {Way.LETTER: "letter", Way.CALL: "phone", Way.EMAIL: "mail"}


class ReasonForm(forms.Form):
    """Why it need not go any more."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this not needed any more?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@staff_only()
def to_send(request: TenantRequest) -> HttpResponse:
    """What a colleague has to print or call, the longest waiting first."""
    found = Message.objects.visible_to(request.actor).worked_on_by(request.actor).by_hand()
    page = page_of(
        request,
        found.select_related("party", "matter__owner"),
        "created_at",
        read_moment,
        descending=False,
    )
    return render(
        request,
        "sending/to_send.html",
        {
            "rows": [_row(each, request.today) for each in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
            "prints": found.to_print().exists(),
            "posts": found.to_post().exists(),
        },
    )


@staff_only()
def sending(request: TenantRequest, message_id: int) -> HttpResponse:
    """One letter or call: where it goes, its words, and what comes next."""
    found = message_of(request, message_id)
    way, state = Way(found.way), State(found.state)
    party = found.party
    assert party is not None, "the list holds what goes to a party"
    return render(
        request,
        "sending/sending.html",
        {
            "title": f"{_WAYS[way]}: {MESSAGE_WORDS.get(found.kind, found.kind)}",
            "name": party.name,
            "matter_url": reverse("matter", args=[found.matter_id]),
            "party_url": reverse("party", args=[party.pk]),
            "tag": tag_of(found),
            "why": _why(found),
            "to": _goes_to(found),
            "facts": _facts(found, request.today),
            "avoid_note": party.avoid_note,
            # The words of a mail may hold the link to somebody's page.
            "body": found.typed if way is Way.EMAIL else found.body,
            "words_follow": way is not Way.EMAIL,
            "script": calls.script(request, found) if way is Way.CALL else None,
            "calls_now": way is Way.CALL and state is State.QUEUED,
            "steps": [*_steps(found), *_other_ways(found)],
        },
    )


def tag_of(found: Message) -> Tag:
    """How far it is, in words."""
    return Tag(str(found.get_state_display()), _TAGS.get(State(found.state), Kind.REST))


def _why(found: Message) -> str:
    """In words, with what the mail server said; or the reason that a colleague gave."""
    if Way(found.way) is not Way.EMAIL or not found.failure:
        return found.failure
    return f"{failure_words(found.failure)} ({found.failure})"


def _goes_to(found: Message) -> list[str]:
    party = found.party
    assert party is not None, "the list holds what goes to a party"
    if found.to_address == NOWHERE:
        return []
    match Way(found.way):
        case Way.LETTER:
            if State(found.state) is State.QUEUED:
                address = party.postal_address or found.to_address
            else:
                address = found.to_address
            return envelope_lines(party.name, address) if address else []
        case Way.CALL:
            number = addresses_of(party).phone or found.to_address
            return [number] if number else []
        case _:
            return [found.to_address]


def _facts(found: Message, today: date) -> list[tuple[str, str]]:
    told = [(_("Waits since"), moment(found.created_at, today))]
    if found.way == Way.LETTER and found.handing_over_at:
        told.append((_("Printed"), moment(found.handing_over_at, today)))
    if found.ended_at:
        told.append((str(found.get_state_display()).capitalize(), moment(found.ended_at, today)))
    if found.way == Way.CALL and found.attempts:
        told.append((_("Called"), _("%(count)s times") % {"count": found.attempts}))
    return told


def _steps(found: Message) -> list[Step]:
    here = {"message": str(found.pk)}
    pdf = Step(_("See the letter"), reverse("letter", args=[found.pk]))
    again = Step(_("Send it once more"), reverse("sending-again", args=[found.pk]), post=True)
    match Way(found.way), State(found.state):
        case Way.LETTER, State.QUEUED:
            steps = [Step(_("Print"), reverse("letters-print"), first=True, post=True, values=here)]
            return [*(steps if found.body else []), *([pdf] if found.body else []), _drop(found)]
        case Way.LETTER, State.PRINTED:
            posted = reverse("letters-posted")
            return [
                Step(_("Posted"), posted, first=True, post=True, values=here),
                Step(_("Print again"), pdf.url),
                _drop(found),
            ]
        case Way.LETTER, State.POSTED:
            back = reverse("letter-returned", args=[found.pk])
            return [pdf, Step(_("It came back"), back)]
        case Way.LETTER, State.RETURNED:
            return [again, pdf]
        case Way.CALL, State.QUEUED:
            return [
                Step(_("Spoken"), reverse("call-spoken", args=[found.pk]), first=True),
                Step(_("Not reached"), reverse("call-in-vain", args=[found.pk]), post=True),
                _drop(found),
            ]
    return [pdf] if found.way == Way.LETTER and found.body else []


def _drop(found: Message) -> Step:
    return Step(_("Not needed any more"), reverse("sending-drop", args=[found.pk]))


def _other_ways(found: Message) -> list[Step]:
    """Ways in which they can be reached as well, where this one did not do it."""
    party, state = found.party, State(found.state)
    if party is None or party.erased_at or state in HEARD or state is State.DROPPED:
        return []
    if Way(found.way) not in BY_HAND and state not in ASTRAY:
        return []
    known = addresses_of(party)
    possible = {Way.LETTER: party.postal_address, Way.CALL: known.phone, Way.EMAIL: known.email}
    return [
        Step(
            str(_OTHER_WAYS[way]),
            f"{reverse('sending-other-way', args=[found.pk])}?way={way.value}",
        )
        for way, address in possible.items()
        if address and way != found.way and _CHANNELS[way] not in party.avoid_channels
    ]


def _row(found: Message, today: date) -> Row:
    way = Way(found.way)
    url = url_of_sending(found)
    assert found.party is not None, "the list holds what goes to a party"
    assert found.matter is not None, "what goes to a party is about a matter"
    waits_since = long_date(found.created_at, today)
    late = waits_too_long(timezone.localdate(found.created_at), today)
    words = {"way": _WAYS[way], "kind": MESSAGE_WORDS.get(found.kind, found.kind)}
    return Row(
        who=found.party.name,
        url=url,
        tag=Tag(_("waits too long"), Kind.STUCK) if late else tag_of(found),
        what=_("%(way)s: %(kind)s") % words,
        why=_("Since %(day)s. %(name)s carries it.")
        % {"day": waits_since, "name": found.matter.owner.shown_name},
        steps=tuple(_row_steps(found, url)),
    )


def _row_steps(found: Message, url: str) -> Sequence[Step]:
    if found.way == Way.CALL:
        return [Step(_("Call"), url)]
    if found.state == State.PRINTED:
        here = {"message": str(found.pk)}
        return [Step(_("Posted"), reverse("letters-posted"), post=True, values=here)]
    return [Step(_("Open"), url)]


@require_POST
@staff_only()
def again(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """What came back goes once more, in the same way."""
    found = message_of(request, message_id)
    in_one_click(
        request,
        lambda: send_once_more(
            actor=request.actor, message=found, today=request.today, now=request.now
        ),
        _("It waits to be printed again. Check the address first."),
    )
    return redirect(url_of_sending(found))


@staff_only()
def other_way(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """What does not arrive in one way goes in another one (``?way=``), after being sure."""
    found = message_of(request, message_id)
    try:
        way = Way(request.POST.get("way", request.GET.get("way", "")))
    except ValueError:
        return redirect(url_of_sending(found))
    if request.method != "POST":
        return _sure_of_other_way(request, found, way)
    made: list[Message] = []
    in_one_click(
        request,
        lambda: made.append(
            send_in_another_way(
                actor=request.actor,
                message=found,
                to=way,
                reason=_("Goes in another way."),
                today=request.today,
                now=request.now,
            )
        ),
        _("It goes in another way now."),
    )
    by_hand = [each for each in made if Way(each.way) in BY_HAND]
    return redirect(url_of_sending(by_hand[0] if by_hand else found))


def _sure_of_other_way(request: TenantRequest, found: Message, way: Way) -> HttpResponse:
    follows = {
        Way.EMAIL: _("The mail goes at once. You cannot take it back."),
        Way.LETTER: _("A letter waits to be printed and posted."),
        Way.CALL: _("The contact person is asked to call."),
    }
    return render(
        request,
        "ui/confirm.html",
        {
            "title": f"{_OTHER_WAYS[way]}?",
            "consequences": [follows[way], _("In the way before it does not go any more.")],
            "values": {"way": way.value},
            "confirm_label": _OTHER_WAYS[way],
            "cancel_url": url_of_sending(found),
        },
    )


@staff_only()
def drop(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """It need not go any more."""
    found = message_of(request, message_id)
    form = ReasonForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: stop_sending(
            actor=request.actor, message=found, **form.cleaned_data, now=request.now
        ),
        said=_("This does not go any more."),
        back=url_of_sending(found),
        title=_("Not needed any more?"),
        about=found.party.name if found.party else "",
        submit_label=_("It does not go"),
        told=[
            _("Nobody prints or calls any more."),
            _("An answer that does not go stops no term."),
        ],
        check=lambda: check_drop(Way(found.way), State(found.state), _("not needed")),
    )
