"""Reads over mail that came in: what its addresses say, and where it could belong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Lower

from schakel.domain.access.actions import (
    action_link,
    is_bounce_of,
    mailed_link,
    nearly_mailed_link,
    state_of,
)
from schakel.domain.access.models import ActionLink, PageLink
from schakel.domain.access.rules import (
    LinkAction,
    LinkState,
    MailPurpose,
    MailToken,
    check_still_asked,
    mail_token,
)
from schakel.domain.answers.models import Draft
from schakel.domain.answers.rules import Purpose
from schakel.domain.arrivals import rules
from schakel.domain.arrivals.models import Arrival, ArrivalFile
from schakel.domain.arrivals.rules import IncomingMail, Proof, State, TokenState
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Status
from schakel.domain.messages.models import Message, ReceivingAddress
from schakel.domain.messages.rules import UNDER_WAY, untagged
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.organisations.models import Area
from schakel.domain.parties.models import AddressKind, DigitalAddress, Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search.queries import find
from schakel.foundation.tenancy.queries import tenant_of_address

MOST_SUGGESTED = 5
_STANDING = [Status.OPEN.value, Status.ANSWERED.value]


@dataclass(frozen=True)
class Addressed:
    """What the addresses of a mail lead to: a page link, an action link, or a sent message."""

    state: TokenState
    purpose: MailPurpose | None = None
    link: PageLink | None = None
    act: ActionLink | None = None
    meant: int | None = None


def addressed(addresses: Iterable[str], now: datetime) -> Addressed:
    """By the tokens that stand in the addresses to which a mail went; a bounce's is not one.

    At most two queries for each token.
    """
    found = {str(token): token for token in map(mail_token, addresses) if token is not None}
    told = [token for token in found.values() if token.purpose is not MailPurpose.BOUNCE]
    if not told:
        return Addressed(TokenState.NONE)
    read = [_read(token, now) for token in told[:MOST_SUGGESTED]]
    live = {_about(each): each for each in read if each.state is TokenState.LIVE}
    if len(live) > 1:
        return Addressed(TokenState.SEVERAL)
    return next(iter(live.values()), read[0])


def _about(found: Addressed) -> tuple[str, int | None]:
    if found.act is not None:
        return ("act", found.act.pk)
    return ("matter", found.link.matter_id if found.link else None)


def _read(token: MailToken, now: datetime) -> Addressed:
    if token.purpose is MailPurpose.ACT:
        act = action_link(f"{token.number}-{token.mac}")
        if act is None or act.action != LinkAction.ANSWER.value:
            return Addressed(TokenState.WRONG)
        return Addressed(TokenState.LIVE, token.purpose, act=act)
    link = mailed_link(token)
    if link is None:
        near = nearly_mailed_link(token)
        return Addressed(TokenState.WRONG, meant=near.matter_id if near else None)
    if state_of(link, now) is not LinkState.LIVE:
        return Addressed(TokenState.EXPIRED, token.purpose, link=link, meant=link.matter_id)
    return Addressed(TokenState.LIVE, token.purpose, link=link)


def bounced_message(addresses: Iterable[str]) -> Message | None:
    """The message whose own envelope address this came back to; no other bounce counts."""
    for token in filter(None, map(mail_token, addresses)):
        if token.purpose is not MailPurpose.BOUNCE:
            continue
        message = Message.objects.filter(pk=token.number).first()
        if message is not None and is_bounce_of(token, message.pk, message.message_id):
            return message
    return None


def message_answered(references: Sequence[str]) -> Message | None:
    """The last mail of ours that a mail refers to, as it says itself."""
    ours = Message.objects.filter(message_id__in=references[:100], matter__isnull=False)
    return ours.order_by("-created_at").first()


def colleague_at(address: str) -> StaffMember | None:
    """Who works here with this mail address."""
    if not address:
        return None
    members = StaffMember.objects.annotate(key=Lower("email"))
    return members.filter(key=address.lower()).order_by("-pk").first()


def proven_party(address: str) -> Party | None:
    """The one party that showed that this address is theirs; None when there are more, or none."""
    known = DigitalAddress.objects.annotate(key=Lower("address")).filter(
        key=address.lower(), kind=AddressKind.EMAIL, verified_at__isnull=False
    )
    parties = list(Party.objects.filter(pk__in=known.values("party"), erased_at__isnull=True)[:2])
    return parties[0] if len(parties) == 1 else None


def opened_lately(address: str, now: datetime) -> int:
    """How many new matters came from this address in the last day."""
    return Arrival.objects.opened_since(now - timedelta(days=1), address).count()


def addresses_in(mail: IncomingMail, envelope_to: Iterable[str]) -> list[str]:
    """All addresses to which a mail went, in lower case: a token stands in one of them."""
    boxes = [*mail.to, *mail.cc]
    return [each.lower() for each in envelope_to] + [each.address for each in boxes]


@dataclass(frozen=True)
class Suggestion:
    """A matter where a held mail may belong, and a code for why."""

    matter: Matter
    why: str


def suggestions(actor: Actor, arrival: Arrival) -> list[Suggestion]:
    """Where a held mail may belong, of what the actor may see, the likeliest first; two queries.

    None of these is proof: what it rests on is shown.
    """
    visible = Matter.objects.visible_to(actor).select_related("party", "owner")
    answered = arrival.ours.matter_id if arrival.ours else None
    of_sender = DigitalAddress.objects.annotate(key=Lower("address")).filter(
        key=arrival.sender_address.lower(), kind=AddressKind.EMAIL
    )
    near = Q(pk=arrival.meant_id) | Q(pk=answered)
    if arrival.sender_address:
        near |= Q(party__in=of_sender.values("party"), status__in=_STANDING)
    found = [
        Suggestion(each, _reason(each, arrival, answered))
        for each in visible.filter(near).order_by("-received_at")[: 4 * MOST_SUGGESTED]
    ]
    order = ["address", "answers", "sender"]
    return sorted(found, key=lambda each: order.index(each.why))[:MOST_SUGGESTED]


def _reason(matter: Matter, arrival: Arrival, answered: int | None) -> str:
    if matter.pk == arrival.meant_id:
        return "address"
    return "answers" if matter.pk == answered else "sender"


def is_ours(address: str) -> bool:
    """Whether mail to this address comes to us: what comes from there is our own, come back."""
    return bool(address) and (
        address == settings.MAIL_FROM.lower() or tenant_of_address(address) is not None
    )


def in_no_matter(*, addresses: Iterable[str], party: Party | None) -> list[int]:
    """The mails of no matter that came from these addresses, or became contact with a party."""
    outside = Arrival.objects.filter(matter__isnull=True)
    came = outside.filter(sender_address__in=[each.lower() for each in addresses])
    numbers = set(came.values_list("pk", flat=True))
    if party is not None:
        told = outside.filter(contact__party=party)
        numbers.update(told.values_list("pk", flat=True))
    return sorted(numbers)


def receiving_address(envelope_to: Iterable[str]) -> ReceivingAddress | None:
    """The address about a theme or an area to which a mail went, if it did."""
    plain = {untagged(each) for each in envelope_to}
    found = ReceivingAddress.objects.filter(address__in=plain).select_related("theme", "area")
    return found.order_by("pk").first()


def check_answerable(matter: Matter, actor: Actor) -> None:
    """Refused unless the next move is ours, no answer lies here, and this colleague carries it."""
    is_open = Matter.objects.open().filter(pk=matter.pk, waits_for_them=False).exists()
    carries = actor.staff_id in (matter.owner_id, matter.second_id)
    under_way = Message.objects.filter(
        matter=matter,
        kind=MessageKind.ANSWER.value,
        state__in=[state.value for state in UNDER_WAY],
    )
    check_still_asked(asked=is_open and carries and not under_way.exists())


def draft_of(actor: Actor, matter: Matter, purpose: Purpose) -> Draft | None:
    """What this colleague was writing about a matter."""
    drafts = Draft.objects.filter(matter=matter, staff=actor.staff_id, purpose=purpose.value)
    return drafts.first()


def with_mail(contacts: QuerySet[ContactMoment]) -> QuerySet[ContactMoment]:
    """Each contact with ``mail``: of the mail by which it came, number, sender and proof."""
    came = Arrival.objects.filter(contact=OuterRef("pk")).order_by("pk")
    told = JSONObject(number="pk", address="sender_address", proof="proof")
    return contacts.annotate(mail=Subquery(came.values(told=told)[:1]))


def sheet_asked(actor: Actor, subject: str, reply: str) -> str:
    """The words on which a Buurtblad can be made for this colleague; empty when nothing has them.

    Two searches at most.
    """
    for words in rules.sheet_words(subject, reply):
        if Area.objects.own().filter(name__iexact=words).exists():
            return words
        found = find(actor, words, ("party", "matter", "contact", "promise"))
        if any(hit.every_word for hit in found.hits):
            return words
    return ""


def files_of(arrival: Arrival) -> list[ArrivalFile]:
    """The files of a mail, also those that we did not take."""
    return list(ArrivalFile.objects.filter(arrival=arrival).order_by("pk"))


def file_of_mail(actor: Actor, number: int) -> ArrivalFile | None:
    """A file of a mail that the actor may see, if we took it."""
    visible = Arrival.objects.visible_to(actor)
    kept = ArrivalFile.objects.select_related("file").filter(file__isnull=False)
    return kept.filter(pk=number, arrival__in=visible).first()


@dataclass(frozen=True)
class TheirMails:
    """What somebody mailed about a matter: by Message-ID, and how they began, when that is proven.

    Both empty for who never mailed.
    """

    message_ids: tuple[str, ...]
    subject: str


def their_mails(message: Message) -> TheirMails:
    """What the receiver of a mail of ours wrote about the same matter from that address."""
    came = Arrival.objects.filter(
        matter=message.matter_id,
        sender_address=message.to_address.lower(),
        state__in=[State.ADDED.value, State.OPENED.value],
    )
    mails = list(came.order_by("arrived_at", "pk")[: rules.MOST_IN_THREAD])
    begun = [
        each.subject for each in mails if (each.state, each.proof) == (State.OPENED, Proof.PROVEN)
    ]
    return TheirMails(
        message_ids=tuple(
            each.message_id for each in mails if rules.is_message_id(each.message_id)
        ),
        subject=rules.bare_subject(begun[0]) if begun else "",
    )


@dataclass(frozen=True)
class TakesPart:
    """Somebody in a mail of a colleague: who it is, where it belongs, who spoke, which words."""

    party: Party
    matter: Matter | None
    connection: Connection | None
    direction: Direction
    words: str


def taking_part(mail: IncomingMail, reply: str, actor: Actor) -> list[TakesPart]:
    """Everybody in a mail whom the colleague knows by their address; four queries.

    Each with the one matter of theirs that the colleague may work on, else their one connection.
    """
    forwarded = mail.forwarded
    boxes = [*mail.to, *mail.cc, *([forwarded.sender, *forwarded.to] if forwarded else [])]
    addresses = {each.address for each in boxes} - {mail.sender.address}
    if mail.meeting is not None:
        addresses |= {mail.meeting.organiser, *mail.meeting.attendees}
    keys = DigitalAddress.objects.annotate(key=Lower("address")).filter(
        key__in=addresses, kind=AddressKind.EMAIL
    )
    party_of = dict(keys.values_list("party", "key"))
    parties = Party.objects.visible_to(actor).filter(pk__in=party_of, erased_at__isnull=True)
    known = list(parties.order_by("pk")[: rules.MOST_TAKING_PART + 1])
    if len(known) > rules.MOST_TAKING_PART:
        return []
    matters = _only(Matter.objects.visible_to(actor).open().filter(party__in=known))
    bonds = _only(
        Connection.objects.with_us()
        .visible_to(actor)
        .filter(party__in=known, completed_on__isnull=True)
    )
    return [
        _part(party, matters.get(party.pk), bonds.get(party.pk), party_of[party.pk], mail, reply)
        for party in known
    ]


def _part(
    party: Party,
    matter: Matter | None,
    bond: Connection | None,
    address: str,
    mail: IncomingMail,
    reply: str,
) -> TakesPart:
    theirs = mail.forwarded is not None and mail.forwarded.sender.address == address
    if theirs and mail.forwarded is not None:
        return TakesPart(party, matter, bond, Direction.INBOUND, mail.forwarded.text)
    return TakesPart(party, matter, bond, Direction.OUTBOUND, reply or mail.subject)


def _only(found: QuerySet[Any]) -> dict[int, Any]:
    """Of each party the one row that there is; none for who has more."""
    rows: dict[int, list[Any]] = {}
    for row in found.order_by("pk"):
        rows.setdefault(row.party_id, []).append(row)
    return {party: each[0] for party, each in rows.items() if len(each) == 1}
