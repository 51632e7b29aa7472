"""Somebody around the institution: one page over all themes, to avoid asking them twice."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Status
from schakel.domain.parties.actions import correct_party
from schakel.domain.parties.models import (
    AddressKind,
    Channel,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
    Sector,
)
from schakel.domain.parties.queries import relations_of, ways_to_reach
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.spokespersons.queries import running_change
from schakel.domain.spokespersons.rules import Course
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.pledges import promise_row
from schakel.entrypoints.desk.standings import about_of, last_told
from schakel.entrypoints.desk.steps import take_step
from schakel.entrypoints.desk.their_words import asked_this_year
from schakel.entrypoints.desk.timelines import contact_moment, contacts_page
from schakel.entrypoints.desk.visible import party_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.words import long_date, sentence_list

PROMISES_SHOWN = 20
MATTERS_SHOWN = 20
CONNECTIONS_SHOWN = 20
_REACHABLE_BY = [
    (each.value, each.label)
    for each in (Channel.MAIL, Channel.PHONE, Channel.LETTER, Channel.VISIT, Channel.DESK)
]


class PartyForm(forms.Form):
    """What we hold about somebody; they may see all of it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Who is it?"), choices=PartyKind.choices, widget=forms.RadioSelect
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("From which side?"), choices=Sector.choices, widget=forms.RadioSelect
    )
    matters_to_them = forms.CharField(
        label=gettext_lazy("What matters to them, in their words"),
        help_text=gettext_lazy("Facts only. They may read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    vouched_by = forms.CharField(
        label=gettext_lazy("Who introduces them?"), max_length=200, required=False
    )
    preferred_channel = forms.ChoiceField(
        label=gettext_lazy("How do they like to be reached?"),
        choices=[("", gettext_lazy("we do not know")), *_REACHABLE_BY],
        widget=forms.RadioSelect,
        required=False,
    )
    avoid_channels = forms.MultipleChoiceField(
        label=gettext_lazy("How not?"),
        choices=_REACHABLE_BY,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    avoid_note = forms.CharField(
        label=gettext_lazy("What else to mind when you reach them?"),
        help_text=gettext_lazy("For instance: no voice mail, not before ten."),
        max_length=500,
        required=False,
    )
    postal_address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("nl", gettext_lazy("Dutch")), ("en", gettext_lazy("English"))],
        widget=forms.RadioSelect,
    )


@staff_only()
def party(request: TenantRequest, party_id: int) -> HttpResponse:
    """All that the reader may see of one party."""
    found = party_of(request, party_id)
    actor, today = request.actor, request.today
    contacts = ContactMoment.objects.visible_to(actor, taken_back=True).filter(party=found)
    page = contacts_page(request, contacts)
    return render(
        request,
        "parties/party.html",
        {
            "title": found.name,
            "party": found,
            "who": sentence_list([found.get_kind_display(), found.get_sector_display()]),
            "avoids": sentence_list(
                [Channel(each).label for each in found.avoid_channels if each in Channel.values]
            ),
            "ways": [_way(each, today) for each in ways_to_reach(found)],
            "speaks": _speaks(request, found),
            "relations": [_relation(each, found, today) for each in relations_of(found, actor)],
            "connections": _connections(request, found),
            "asked": asked_this_year(found, request.today),
            "promises": _promises(request, found),
            "matters": _matters(request, found),
            "moments": [contact_moment(each, today, about=True) for each in page.rows],
            "older_url": page.on_url,
            "newer_url": page.back_url,
            "record_url": f"{reverse('contact')}?party={found.pk}",
        },
    )


@staff_only("connector", "official", "volunteer")
def correct(request: TenantRequest, party_id: int) -> HttpResponseBase:
    """Correct what we hold about a party."""
    found = party_of(request, party_id)
    start = {name: getattr(found, name) for name in PartyForm.base_fields}
    form = PartyForm(request.POST or None, initial=start)
    return take_step(
        request,
        form,
        lambda: correct_party(
            actor=request.actor,
            party=found,
            changes={name: form.cleaned_data[name] for name in form.changed_data},
            now=request.now,
        ),
        said=_("What we hold about %(name)s is kept.") % {"name": found.name},
        back=reverse("party", args=[found.pk]),
        title=_("What we hold about them"),
        about=found.name,
        submit_label=_("Save"),
        told=[_("They may ask to see all of this. Write it so that they may read it.")],
    )


def _way(address: DigitalAddress, today: date) -> Row:
    if address.failed_at:
        tag = Tag(_("does not work"), Kind.STUCK)
        why = _("Since %(day)s") % {"day": long_date(address.failed_at, today)}
    elif address.verified_at:
        tag = Tag(_("checked"), Kind.GOOD)
        why = _("On %(day)s") % {"day": long_date(address.verified_at, today)}
    else:
        tag, why = Tag(_("not checked yet")), ""
    return Row(
        who=address.address,
        url=f"tel:{address.address}" if address.kind == AddressKind.PHONE else "",
        tag=tag,
        what=why,
        steps=tuple(_address_steps(address)),
    )


def _address_steps(address: DigitalAddress) -> Iterator[Step]:
    def step(label: str, name: str, *, post: bool = False) -> Step:
        return Step(label, reverse(name, args=[address.pk]), post=post)

    if not address.verified_at or address.failed_at:
        yield step(_("It is checked"), "address-verify")
    if address.failed_at:
        return
    if not address.is_preferred:
        yield step(_("Use this first"), "address-prefer", post=True)
    yield step(_("Correct"), "address-correct")
    yield step(_("It is wrong"), "address-disown")


def _relation(relation: PartyRelation, of: Party, today: date) -> dict[str, Any]:
    """The other one, and how they belong together, with its dates."""
    other = relation.other if relation.party_id == of.pk else relation.party
    words = {
        "who": relation.party.name,
        "how": relation.get_kind_display(),
        "whom": relation.other.name,
        "from": long_date(relation.from_on, today),
    }
    said = _("%(who)s %(how)s %(whom)s, since %(from)s.") % words
    if relation.until_on:
        until = long_date(relation.until_on, today)
        ended = (
            _("That ended on %(until)s.")
            if relation.until_on <= today
            else _("That ends on %(until)s.")
        )
        said += " " + ended % {"until": until}
    end_url = f"{reverse('relation-end', args=[relation.pk])}?next={reverse('party', args=[of.pk])}"
    return {
        "name": other.name,
        "url": reverse("party", args=[other.pk]),
        "words": said,
        "end_url": "" if relation.until_on else end_url,
    }


def _speaks(request: TenantRequest, of: Party) -> dict[str, str]:
    """Where to read who speaks for a group, and that two do; nothing of who is no group."""
    if of.kind != PartyKind.GROUP or of.is_platform:
        return {}
    change = running_change(of)
    said = ""
    if change is not None:
        said = (
            _("Two people speak for this group. Neither binds it.")
            if change.course is Course.CONTESTED
            else _("Somebody else would speak for this group. It is not confirmed yet.")
        )
    return {"url": reverse("spokesperson", args=[of.pk]), "said": said}


def _connections(request: TenantRequest, of: Party) -> list[Row]:
    found = Connection.objects.visible_to(request.actor).of(of)
    return [
        Row(
            who=_connected_with(connection, of),
            url=reverse("connection", args=[connection.pk]),
            what=_last_contact(connection, request.today),
        )
        for connection in found.select_related(
            "party", "other_party", "theme", "area", "network"
        ).order_by("-pk")[:CONNECTIONS_SHOWN]
    ]


def _connected_with(connection: Connection, of: Party) -> str:
    """About what, with us; or with whom, of somebody whom we introduced to them."""
    if connection.is_brokered:
        other = next(each for each in connection.parties if each.pk != of.pk)
        return _("with %(name)s, introduced by us") % {"name": other.name}
    return about_of(connection) or connection.network.name


def _last_contact(connection: Connection, today: date) -> str:
    if connection.is_brokered:
        return last_told(connection, today)
    last = connection.last_contact_on
    if last is None:
        return _("No contact recorded.")
    return _("Last contact: %(day)s.") % {"day": long_date(last, today)}


def _promises(request: TenantRequest, of: Party) -> dict[str, list[Row]]:
    standing = Promise.objects.visible_to(request.actor).standing().filter(party=of)
    back = reverse("party", args=[of.pk])
    rows: dict[str, list[Row]] = {Side.OURS.value: [], Side.THEIRS.value: []}
    for promise in standing.select_related("given_by")[:PROMISES_SHOWN]:
        rows[promise.side].append(promise_row(promise, request.today, back))
    return rows


def _matters(request: TenantRequest, of: Party) -> list[Row]:
    found = Matter.objects.visible_to(request.actor).filter(party=of).select_related("owner")
    is_open = {Status.OPEN.value: Kind.WATCH, Status.ANSWERED.value: Kind.GOOD}
    return [
        Row(
            who=matter.subject,
            url=reverse("matter", args=[matter.pk]),
            tag=Tag(matter.get_status_display(), is_open.get(matter.status, Kind.REST)),
            what=_("%(kind)s, since %(day)s. %(name)s is the contact person.")
            % {
                "kind": capfirst(matter.get_kind_display()),
                "day": long_date(matter.received_at, request.today),
                "name": matter.owner.shown_name,
            },
        )
        for matter in found.order_by("-received_at", "-pk")[:MATTERS_SHOWN]
    ]
