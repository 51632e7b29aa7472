"""A connection: who carries it, how the contact goes, and what we owe each other."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.connections.actions import tie_of
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.queries import carriers_of, quiet_calendar
from schakel.domain.connections.rules import (
    DEFAULT_WEIGHTS,
    CarrierRank,
    Contact,
    ContactWeight,
    Tie,
    contact_on,
    is_resting,
    may_work_on,
    silent_on,
)
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction, weight_of
from schakel.domain.continuity.models import Passing
from schakel.domain.health.models import Break, Standing
from schakel.domain.matters.models import Matter
from schakel.domain.networks.queries import Presence, presence
from schakel.domain.parties.models import Party
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.rules import Carried
from schakel.domain.surveys.models import SaidWord
from schakel.entrypoints.desk.between import between_sentences, what_they_tell
from schakel.entrypoints.desk.chains import by_position, carrier_link, sponsor_link
from schakel.entrypoints.desk.contacts import spoke_steps
from schakel.entrypoints.desk.curves import curve
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.pledges import promise_row
from schakel.entrypoints.desk.standings import (
    names_of,
    next_change,
    reasons,
    tag_of,
    worst_in_words,
)
from schakel.entrypoints.desk.their_words import their_words, with_words
from schakel.entrypoints.desk.timelines import contact_moment, contacts_page
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import ChainLink, Kind, Row, State, Step, Tag
from schakel.foundation.ui.words import deadline, long_date

_DAY = timedelta(days=1)
# As many as a curve can show apart.
CONTACTS_DRAWN = 200
PROMISES_SHOWN = 20
MATTERS_SHOWN = 10

_TAGS = {
    Contact.GOOD: (gettext_lazy("good"), Kind.GOOD),
    Contact.FADING: (gettext_lazy("watch"), Kind.WATCH),
    Contact.SILENT: (gettext_lazy("not spoken for long"), Kind.STUCK),
    Contact.NONE: (gettext_lazy("no contact recorded"), Kind.REST),
    Contact.RESTING: (gettext_lazy("rest"), Kind.REST),
    Contact.COMPLETED: (gettext_lazy("completed"), Kind.REST),
}


@staff_only()
def connection(request: TenantRequest, connection_id: int) -> HttpResponse:
    """One bond, with the evidence for how it goes."""
    found = connection_of(request, connection_id)
    actor, today = request.actor, request.today
    tie = tie_of(found, quiet_calendar())
    carriers = carriers_of(found)
    sentences = _sentences(found, tie, today)
    words = getattr(found, "words", ())
    return render(
        request,
        "connections/connection.html",
        {
            "title": names_of(found),
            "connection": found,
            "tag": _tag(found, tie, today),
            "sentences": sentences,
            "contact_sentences": sentences,
            **_health(request, found),
            "chain": _chain(found, carriers, presence(today)),
            "earlier": [_earlier(each, today) for each in carriers if each.until_at],
            "steps": _steps(found, carriers, request),
            "handing_over": _handing_over(found, carriers, request),
            "silent_on": found.silent_on,
            "their_words": their_words(words, today, by_name=found.is_brokered),
            **(
                what_they_tell(found, tie, actor, today, request.modules)
                if found.is_brokered
                else _with_us(request, found, tie)
            ),
        },
    )


def _with_us(request: TenantRequest, found: Connection, tie: Tie) -> dict[str, Any]:
    """All contact between them and us, and what each promised the other."""
    actor, today = request.actor, request.today
    contacts = ContactMoment.objects.visible_to(actor, taken_back=True).filter(connection=found)
    drawn = list(contacts.that_were().newest_first()[:CONTACTS_DRAWN])[::-1]
    page = contacts_page(request, contacts)
    matters = _matters(request, found)
    return {
        "record_url": _record_url(found),
        "curve": curve(
            [(_day_of(each), _weight_of(each)) for each in drawn], tie, today, found.silent_on
        ),
        "curve_words": _curve_words(drawn, found.silent_on, today),
        "table": [_table_row(each, today) for each in reversed(drawn)],
        "promises": _promises(request, found),
        "matters": matters,
        "moments": [contact_moment(each, today, about=len(matters) > 1) for each in page.rows],
        "older_url": page.on_url,
        "newer_url": page.back_url,
    }


def _health(request: TenantRequest, found: Connection) -> dict[str, Any]:
    """What asks attention with its reasons, and what is stuck."""
    stands = Standing.objects.visible_to(request.actor).filter(connection=found).first()
    if stands is None:
        return {}
    # Read before, with all that its steps name.
    stands.connection = found
    stuck = Break.objects.visible_to(request.actor).filter(connection=found).open()
    weakest = worst_in_words(stands, request.today)
    # What asks attention stands in the headline; how the contact goes is read below.
    headline = {"tag": tag_of(stands), "sentences": [weakest]} if weakest else {}
    return {
        **headline,
        "reasons": reasons(stands, request.today),
        "next_change": next_change(stands, request.today),
        "stuck": [
            (reverse("break", args=[each.pk]), each.get_signal_display(), each.since)
            for each in stuck
        ],
    }


def _steps(found: Connection, carriers: Sequence[Carrier], request: TenantRequest) -> list[Step]:
    """What can be agreed with the other side, by who works on it, as long as it goes on."""
    carrying = [each.staff_id for each in carriers if each.until_at is None]
    if found.completed_on or not may_work_on(request.actor, carrying, found.network_id):
        return []
    if found.is_brokered:
        return [
            Step(_("What they want together"), reverse("connection-purpose", args=[found.pk])),
            Step(_("Complete"), reverse("connection-complete", args=[found.pk])),
        ]
    rests = is_resting(found.resting_until, request.today)
    named = [
        (_("Agree how often"), "connection-rhythm"),
        (_("What you want together"), "connection-purpose"),
        (_("Rest until another day") if rests else _("Rest for a while"), "connection-rest"),
        (_("Complete"), "connection-complete"),
    ]
    steps = [Step(label, reverse(name, args=[found.pk])) for label, name in named]
    if rests:
        url = reverse("connection-resume", args=[found.pk])
        steps.insert(0, Step(_("Go on now"), url, post=True))
    if request.actor.has_role("connector", "official", "volunteer"):
        return [*spoke_steps(found, reverse("connection", args=[found.pk])), *steps]
    return steps


def _handing_over(
    found: Connection, carriers: Sequence[Carrier], request: TenantRequest
) -> list[Step]:
    """Where it is handed over; and a deputy asked for what has none."""
    goes_on = Passing.objects.visible_to(request.actor).going_on().filter(connection=found)
    now = {each.rank: each.staff_id for each in carriers if each.until_at is None}
    may_work = may_work_on(request.actor, list(now.values()), found.network_id)
    if goes_on.exists():
        url = reverse("connection-places", args=[found.pk])
        return [Step(_("This is handed over"), url)]
    if found.completed_on or not may_work:
        return []
    if CarrierRank.SECOND.value not in now:
        return [Step(_("Ask for a deputy"), reverse("connection-second", args=[found.pk]))]
    return [Step(_("Who carries this"), reverse("connection-places", args=[found.pk]))]


def _record_url(found: Connection) -> str:
    return f"{reverse('contact')}?party={found.party_id}&about=connection-{found.pk}"


def connection_of(request: TenantRequest, connection_id: int) -> Connection:
    """The connection with all that its headline and chain name, if the reader may see it."""
    words = SaidWord.objects.visible_to(request.actor).filter(connection=OuterRef("pk"))
    visible = (
        Connection.objects.visible_to(request.actor)
        .select_related(
            "party",
            "other_party",
            "theme",
            "area",
            "network__administrative_sponsor",
            "network__political_sponsor",
        )
        .annotate(words=with_words(words))
    )
    return get_object_or_404(visible, pk=connection_id)


def _state(found: Connection, tie: Tie, today: date) -> Contact:
    return contact_on(
        tie,
        today,
        resting_until=found.resting_until,
        completed=found.completed_on is not None,
    )


def _tag(found: Connection, tie: Tie, today: date) -> Tag:
    label, kind = _TAGS[_state(found, tie, today)]
    return Tag(str(label), kind)


def _sentences(found: Connection, tie: Tie, today: date) -> list[str]:
    """How it goes and what comes next, with the dates that say so."""
    if found.is_brokered:
        return between_sentences(found, tie, _state(found, tie, today), today)
    last = tie.last_contact_on
    spoken = (
        [_("You spoke last on %(day)s.") % {"day": long_date(last, today)}]
        if last
        else [_("No contact recorded yet.")]
    )
    match _state(found, tie, today):
        case Contact.GOOD | Contact.FADING:
            call_by = deadline(silent_on(tie) - _DAY, today)
            spoken += [
                _often(tie),
                _("Call %(deadline)s, then the contact stays good.") % {"deadline": call_by},
            ]
        case Contact.SILENT:
            spoken += [_often(tie), _("Call today, or write down when you spoke.")]
        case Contact.RESTING if found.resting_until:
            day = long_date(found.resting_until, today)
            spoken.append(_("You agreed to rest until %(day)s.") % {"day": day})
            spoken.append(_("Until then nobody is asked to call."))
        case Contact.COMPLETED if found.completed_on:
            day = long_date(found.completed_on, today)
            spoken.append(_("This was completed on %(day)s.") % {"day": day})
            if found.completion_reason:
                spoken.append(_("Why: %(reason)s") % {"reason": found.completion_reason})
        case _:
            spoken.append(_("Call them, or write down when you spoke."))
    return spoken


def _often(tie: Tie) -> str:
    days = round(tie.rhythm_days)
    words = {"n": days}
    if tie.agreed_days:
        return (
            ngettext(
                "You agreed to speak each other every day.",
                "You agreed to speak each other every %(n)s days.",
                days,
            )
            % words
        )
    return (
        ngettext(
            "You speak each other about every day.",
            "You speak each other about every %(n)s days.",
            days,
        )
        % words
    )


def _chain(found: Connection, carriers: Sequence[Carrier], here: Presence) -> list[ChainLink]:
    """Party, contact person, deputy, department, and who backs the network."""
    now = {each.rank: each for each in carriers if each.until_at is None}
    first, second = now.get(CarrierRank.FIRST.value), now.get(CarrierRank.SECOND.value)
    links = [_party_link(each, found) for each in found.parties]
    carried = Carried(
        network_id=found.network_id,
        carriers={each.staff_id for each in now.values()},
        confided=frozenset() if found.is_confidential else None,
    )
    for carrier, place in ((first, _("regular contact person")), (second, _("deputy"))):
        member, accepted = (carrier.staff, carrier.accepted_at) if carrier else (None, None)
        link = carrier_link(member, place, accepted, here, carried)
        position = carrier.position if carrier is not None else None
        links.append(link if position is None else by_position(link, position))
    unit = first.staff.unit if first else None
    if unit is not None:
        links.append(ChainLink(unit.name, _("department"), State.WHOLE))
    network = found.network
    return [
        *links,
        sponsor_link(network.administrative_sponsor, _("Head of department"), here.day),
        sponsor_link(network.political_sponsor, _("Alderman"), here.day),
    ]


def _party_link(party: Party, found: Connection) -> ChainLink:
    """With their page; of two whom we introduced the reader may know only one, so with none."""
    if found.is_brokered or party.erased_at is not None:
        return ChainLink(party.name)
    return ChainLink(party.name, url=reverse("party", args=[party.pk]))


def _earlier(carrier: Carrier, today: date) -> str:
    words = {
        "name": carrier.staff.shown_name,
        "from": long_date(carrier.from_at, today),
        "until": long_date(carrier.until_at, today) if carrier.until_at else "",
    }
    return _("%(name)s, from %(from)s until %(until)s") % words


def _day_of(contact: ContactMoment) -> date:
    return timezone.localdate(contact.happened_at)


def _weight_of(contact: ContactMoment) -> float:
    if contact.answered_at:
        return DEFAULT_WEIGHTS[ContactWeight.ANSWERED]
    return DEFAULT_WEIGHTS[
        weight_of(contact.channel, Direction(contact.direction), succeeded=contact.succeeded)
    ]


def _curve_words(drawn: Sequence[ContactMoment], silent: date | None, today: date) -> str:
    """The picture in words."""
    count = ngettext("%(n)s contact.", "%(n)s contacts.", len(drawn)) % {"n": len(drawn)}
    if silent is None:
        return count
    day = {"day": long_date(silent, today)}
    if silent <= today:
        return f"{count} {_('Since %(day)s no contact is recorded.') % day}"
    return f"{count} {_('Without new contact it grows quiet on %(day)s.') % day}"


def _table_row(contact: ContactMoment, today: date) -> tuple[str, str, str]:
    weight = _weight_of(contact)
    return (
        long_date(contact.happened_at, today),
        f"{contact.get_channel_display()}, {contact.get_direction_display()}",
        _counts(weight),
    )


def _counts(weight: float) -> str:
    if weight >= 1:
        return _("counts fully")
    return _("counts half") if weight > 0 else _("does not count")


def _promises(request: TenantRequest, found: Connection) -> dict[str, list[Row]]:
    standing = Promise.objects.visible_to(request.actor).standing().filter(connection=found)
    back = reverse("connection", args=[found.pk])
    rows: dict[str, list[Row]] = {Side.OURS.value: [], Side.THEIRS.value: []}
    for promise in standing.select_related("given_by")[:PROMISES_SHOWN]:
        rows[promise.side].append(promise_row(promise, request.today, back))
    return rows


def _matters(request: TenantRequest, found: Connection) -> list[Any]:
    matters = Matter.objects.visible_to(request.actor).filter(connection=found)
    return [
        {
            "url": reverse("matter", args=[each.pk]),
            "label": each.subject,
            "status": each.get_status_display(),
        }
        for each in matters.order_by("-received_at", "-pk")[:MATTERS_SHOWN]
    ]
