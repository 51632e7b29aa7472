"""Calls to make: what to say, and what never to say; then spoken, or not reached."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.contacts.rules import LONGEST_SUMMARY
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import CALLS_IN_VAIN, State, Way, check_call
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import call_in_vain
from schakel.domain.terms.actions import tell_by_phone
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, take_step
from schakel.entrypoints.desk.visible import message_of, url_of_sending
from schakel.foundation.tenancy.requests import TenantRequest


@dataclass(frozen=True)
class Script:
    """What somebody who calls says, word for word, in the language of who is called.

    ``opening`` to whoever answers, ``voice_mail`` to a machine, ``message`` to somebody else. None
    of them says what it is about. Discreetly, they do not say who we are either.
    """

    opening: list[str]
    voice_mail: list[str]
    message: list[str]
    discreet: bool


def script(request: TenantRequest, call: Message) -> Script:
    """The words around those of the message; neutral for who asked for that, or in confidence."""
    matter, party = call.matter, call.party
    assert matter is not None, "a call is about a matter"
    assert party is not None, "a call is to a party"
    caller = StaffMember.objects.get(pk=request.actor.staff_id or 0)
    discreet = matter.neutral_subject or matter.confidential
    words = {
        "caller": request.actor_name,
        "tenant": request.tenant.name,
        "name": party.name,
        "phone": caller.phone or request.tenant.phone,
    }
    with translation.override(call.language):
        who = _("This is %(caller)s.") if discreet else _("This is %(caller)s of %(tenant)s.")
        opening = [who, _("Do I speak to %(name)s?")]
        if discreet:
            opening.append(_("Can you talk freely now?"))
        back = _("Will you call me back?")
        if words["phone"]:
            back = _("Will you call me back on %(phone)s?")
        ask = _("Will you ask %(name)s to call me back?")
        return Script(
            opening=[each % words for each in opening],
            voice_mail=[each % words for each in (who, back)],
            message=[each % words for each in (who, ask)],
            discreet=discreet,
        )


class SpokenForm(forms.Form):
    """What they said, if anything."""

    said = forms.CharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("They can read this on their page."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


@staff_only()
def spoken(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """They were told."""
    call = message_of(request, message_id)
    form = SpokenForm(request.POST if request.method == "POST" else None)
    return take_step(
        request,
        form,
        lambda: tell_by_phone(
            actor=request.actor,
            message=call,
            summary=form.cleaned_data["said"] or _("We called and told this."),
            today=request.today,
            now=request.now,
        ),
        said=_("Written down: you spoke to them today."),
        back=url_of_sending(call),
        title=_("You told %(name)s?") % {"name": call.party.name if call.party else ""},
        about=_("Phone call"),
        submit_label=_("Yes, spoken"),
        told=[
            _("You spoke to them in person, and they know what we wanted to say."),
            _("An answer stops its term today."),
        ],
        check=lambda: check_call(Way(call.way), State(call.state)),
    )


@require_POST
@staff_only()
def in_vain(request: TenantRequest, message_id: int) -> HttpResponseBase:
    """Nobody answered."""
    call = message_of(request, message_id)
    last = call.attempts + 1 >= CALLS_IN_VAIN
    in_one_click(
        request,
        lambda: call_in_vain(
            actor=request.actor,
            message=call,
            summary=_("We called. Nobody answered."),
            today=request.today,
            now=request.now,
        ),
        _("Not reached three times. Choose a letter or another way.")
        if last
        else _("Written down. Call again on the next working day."),
    )
    return redirect(url_of_sending(call))
