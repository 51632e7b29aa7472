"""What was found, as a reader recognises it: each kind of thing with its name, text and place."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.arrivals.models import Arrival
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.initiatives.models import Help, PhaseChange
from schakel.domain.matters.models import Matter, Remark
from schakel.domain.messages.models import Message
from schakel.domain.parties.models import Party
from schakel.domain.promises.models import Promise
from schakel.entrypoints.desk.standings import names_of
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search.queries import Hit


@dataclass(frozen=True)
class Thing:
    """A thing that somebody may look for: ``title`` names it, ``text`` is what it says."""

    title: str
    url: str
    text: str = ""
    about: str = ""
    at: datetime | None = None


def _parties(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    for party in Party.objects.visible_to(actor).filter(pk__in=ids):
        words = [party.matters_to_them, party.vouched_by, party.postal_address]
        text = " ".join(filter(None, words))
        yield party.pk, Thing(party.name, reverse("party", args=[party.pk]), text)


def _connections(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    found = Connection.objects.visible_to(actor).filter(pk__in=ids)
    for bond in found.select_related("party", "other_party"):
        url = reverse("connection", args=[bond.pk])
        yield bond.pk, Thing(names_of(bond), url, bond.purpose)


def _matters(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    found = Matter.objects.visible_to(actor).filter(pk__in=ids).select_related("party")
    for matter in found:
        words = [matter.story, matter.supporter, matter.passed_on_to, matter.end_reason]
        yield (
            matter.pk,
            Thing(
                title=matter.shown_subject,
                url=_of(matter),
                text=" ".join(filter(None, words)),
                about=matter.party.name,
                at=matter.received_at,
            ),
        )


def _contacts(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    found = ContactMoment.objects.visible_to(actor).filter(pk__in=ids)
    for contact in found.select_related("matter", "party"):
        url = _of(contact.matter) if contact.matter else reverse("party", args=[contact.party_id])
        yield (
            contact.pk,
            Thing(contact.party.name, url, contact.summary, _subject(contact), contact.happened_at),
        )


def _promises(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    found = Promise.objects.visible_to(actor).filter(pk__in=ids)
    for promise in found.select_related("matter", "party"):
        url = (
            _of(promise.matter)
            if promise.matter
            else reverse("connection", args=[promise.connection_id])
        )
        said = [promise.council_number, promise.words, promise.mandate, promise.reason]
        text = " ".join(filter(None, said))
        yield (
            promise.pk,
            Thing(promise.party.name, url, text, _subject(promise), promise.recorded_at),
        )


def _remarks(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    found = Remark.objects.filter(matter__in=Matter.objects.visible_to(actor), pk__in=ids)
    for remark in found.select_related("matter__party"):
        yield (
            remark.pk,
            Thing(
                remark.matter.party.name,
                _of(remark.matter),
                remark.text,
                _subject(remark),
                remark.made_at,
            ),
        )


def _messages(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    found = Message.objects.visible_to(actor).filter(pk__in=ids, matter__isnull=False)
    for message in found.select_related("matter__party"):
        assert message.matter is not None
        yield (
            message.pk,
            Thing(
                message.matter.party.name,
                _of(message.matter),
                message.typed,
                _subject(message),
                message.created_at,
            ),
        )


def _phase_changes(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    found = PhaseChange.objects.filter(matter__in=Matter.objects.visible_to(actor), pk__in=ids)
    for change in found.select_related("matter__party"):
        yield (
            change.pk,
            Thing(
                change.matter.party.name,
                _of(change.matter),
                change.motivation,
                _subject(change),
                change.changed_at,
            ),
        )


def _helps(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    found = Help.objects.filter(matter__in=Matter.objects.visible_to(actor), pk__in=ids)
    for help_ in found.select_related("matter__party"):
        text = " ".join(filter(None, [help_.asked, help_.given]))
        yield (
            help_.pk,
            Thing(help_.matter.party.name, _of(help_.matter), text, _subject(help_)),
        )


def _mails(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Thing]]:
    """What waits, was only recorded or was set aside; the rest became a contact."""
    for mail in Arrival.objects.visible_to(actor).filter(pk__in=ids):
        yield (
            mail.pk,
            Thing(
                title=" · ".join(filter(None, [mail.sender_name, mail.sender_address])),
                url=reverse("arrival", args=[mail.pk]),
                text=" · ".join(filter(None, [mail.subject, mail.text])),
                about=str(mail.get_state_display()),
                at=mail.arrived_at,
            ),
        )


def _of(matter: Matter) -> str:
    return reverse("matter", args=[matter.pk])


def _subject(part: ContactMoment | Promise | Remark | Message | PhaseChange | Help) -> str:
    return part.matter.shown_subject if part.matter else ""


LOADERS: Mapping[str, Callable[[Actor, Sequence[int]], Iterable[tuple[int, Thing]]]] = {
    "party": _parties,
    "connection": _connections,
    "matter": _matters,
    "contact": _contacts,
    "promise": _promises,
    "remark": _remarks,
    "message": _messages,
    "phase_change": _phase_changes,
    "help": _helps,
    "mail": _mails,
}


def label_of(kind: str) -> str:
    """The word for a kind of thing."""
    return {
        "party": _("people and groups"),
        "connection": _("connection"),
        "matter": _("matter"),
        "contact": _("contact"),
        "promise": _("promise"),
        "remark": _("remark"),
        "message": _("answer"),
        "phase_change": _("decision"),
        "help": _("help"),
        "mail": _("mail"),
    }[kind]


def things_of(actor: Actor, hits: Sequence[Hit]) -> list[tuple[Hit, Thing]]:
    """The hits that the actor may see, as things, in the same order. One query for each kind."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        wanted[hit.kind].append(hit.thing_id)
    loaded = {
        (kind, number): thing
        for kind, ids in wanted.items()
        for number, thing in LOADERS[kind](actor, ids)
    }
    return [
        (hit, loaded[hit.kind, hit.thing_id]) for hit in hits if (hit.kind, hit.thing_id) in loaded
    ]
