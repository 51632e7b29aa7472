"""Contact moments are recorded, and attachments kept with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schakel.algorithms.tie_decay.grouped import grouped
from schakel.domain.connections.actions import hold_some, replay, replay_many, strengthen
from schakel.domain.connections.models import Connection
from schakel.domain.connections.rules import DEFAULT_WEIGHTS, ContactWeight, check_with_us
from schakel.domain.contacts import rules
from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.contacts.queries import FIRST_DAY, weighed_contacts
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.models import Matter
from schakel.domain.parties.actions import hold_party
from schakel.domain.parties.models import Party
from schakel.foundation.files.actions import forget_files, keep_file
from schakel.foundation.files.models import File
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.steps import Step, check_take_back


@dataclass(frozen=True)
class Upload:
    """A file as it came in: its name as the sender gave it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class KeptFile:
    """A file that was kept before, and the name that it goes by."""

    name: str
    file: File


Enclosed = Upload | KeptFile


@transaction.atomic
def record_contact(
    *,
    actor: Actor,
    party: Party,
    channel: str,
    direction: Direction,
    summary: str,
    happened_at: datetime,
    now: datetime,
    connection: Connection | None = None,
    matter: Matter | None = None,
    minutes: int | None = None,
    staff_id: int | None = None,
    succeeded: bool = True,
    uploads: Sequence[Enclosed] = (),
) -> ContactMoment:
    """Write down that there was contact; it keeps the connection alive by what it weighs.

    An inbound moment that is answered later weighs more: ``answer_contact`` says so.
    """
    rules.check_record(
        actor=actor,
        summary=summary,
        happened_at=happened_at,
        minutes=minutes,
        matter_id=matter.pk if matter else None,
        now=now,
    )
    hold_party(party)
    if matter is not None and connection is None:
        connection = matter.connection
    if connection is not None:
        check_with_us(is_brokered=connection.is_brokered)
    moment = ContactMoment.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        connection=connection,
        matter=matter,
        confidential=matter is not None and matter.confidential,
        channel=channel,
        direction=direction.value,
        happened_at=min(happened_at, now),
        summary=summary.strip(),
        minutes=minutes,
        staff_id=staff_id,
        recorded_by_id=actor.staff_id,
        recorded_at=now,
        succeeded=succeeded,
    )
    for upload in uploads:
        attach(actor=actor, contact=moment, upload=upload, now=now)
    if connection is not None:
        weight = rules.weight_of(channel, direction, succeeded=succeeded)
        _keep_alive(connection, timezone.localdate(moment.happened_at), weight)
    journal.record(
        "contact.recorded",
        actor=actor,
        subject="contact",
        subject_id=moment.pk,
        matter_id=moment.matter_id,
        details={"channel": channel, "direction": direction, "succeeded": succeeded},
        now=now,
    )
    return moment


@transaction.atomic
def attach(*, actor: Actor, contact: ContactMoment, upload: Enclosed, now: datetime) -> Attachment:
    """Keep a file with a contact moment; its type is told from its content."""
    file = (
        upload.file
        if isinstance(upload, KeptFile)
        else keep_file(actor=actor, content=upload.content, name=upload.name, now=now)
    )
    return Attachment.objects.create(
        tenant_id=actor.tenant_id,
        matter_id=contact.matter_id,
        confidential=contact.confidential,
        contact=contact,
        file=file,
        name=rules.shown_name(upload.name),
    )


@transaction.atomic
def answer_contacts(*, matter: Matter, now: datetime) -> int:
    """What they sent is answered: those moments weigh as a conversation from now on."""
    unanswered = ContactMoment.objects.that_were().filter(
        matter=matter, direction=Direction.INBOUND.value, answered_at__isnull=True
    )
    answered = unanswered.update(answered_at=now)
    if answered:
        connection = Connection.objects.get(pk=matter.connection_id)
        replay(connection=connection, contacts=_moments(connection))
    return answered


@transaction.atomic
def take_back_answering(*, actor: Actor, step: Step, matter: Matter, now: datetime) -> None:
    """They were not answered after all: what they sent weighs as it did before."""
    check_take_back(step, actor=actor, now=now, is_so=not step.is_followed_by("contact"))
    answered = ContactMoment.objects.filter(matter=matter, answered_at=step.at)
    if answered.update(answered_at=None):
        connection = Connection.objects.get(pk=matter.connection_id)
        replay(connection=connection, contacts=_moments(connection))


@transaction.atomic
def take_back_contact(*, actor: Actor, step: Step, now: datetime) -> str:
    """There was no such contact: it counts no longer, and only that it was taken back is kept.

    Refused when it was part of something larger, or answered since. Gives its words, to be
    recorded where they belong.
    """
    moment = ContactMoment.objects.select_for_update(of=("self",)).get(pk=step.number)
    hold_party(moment.party)
    alone = all(each.what == "promise.recorded" for each in step.along)
    is_so = moment.taken_back_at is None and moment.answered_at is None
    check_take_back(step, actor=actor, now=now, is_so=is_so and alone)
    words, moment.summary, moment.taken_back_at = moment.summary, rules.NO_WORDS, now
    moment.save(update_fields=["summary", "taken_back_at"])
    if moment.connection is not None:
        replay(connection=moment.connection, contacts=_moments(moment.connection))
    journal.record(
        "contact.taken_back",
        actor=actor,
        subject="contact",
        subject_id=moment.pk,
        matter_id=moment.matter_id,
        now=now,
    )
    return words


def take_back_contacts(*, contacts: Collection[int]) -> None:
    """These never were contacts; the connections are as alive as without them."""
    moments = ContactMoment.objects.filter(pk__in=contacts)
    connections = list(moments.values_list("connection_id", flat=True).distinct())
    moments.delete()
    for connection in Connection.objects.filter(pk__in=connections):
        replay(connection=connection, contacts=_moments(connection))


def forget_contacts(*, matters: Collection[int], word: str, party: Party | None = None) -> None:
    """What was said is gone, with the files; that there was contact, and how, stays.

    Without ``party`` only of these matters.
    """
    of_party = Q(party=party) | Q(connection__party=party) if party else Q()
    contacts = ContactMoment.objects.filter(of_party | Q(matter__in=matters))
    attachments = Attachment.objects.filter(Q(contact__in=contacts) | Q(matter__in=matters))
    files = list(attachments.values_list("file_id", flat=True))
    attachments.delete()
    forget_files(files=files)
    contacts.update(summary=word)


@dataclass(frozen=True)
class Recomputed:
    """How many connections were looked at and changed, and the number of the last one."""

    looked_at: int
    changed: int
    last: int


@transaction.atomic
def recompute_connections(*, after: int = 0, most: int = 50_000) -> Recomputed:
    """Compute the strength of the next connections that go on anew from all their contacts.

    What ``replay`` does, in a few statements for very many. Who records a contact of one of them
    waits until it is done. The confidential ones must be shown, or they count as silence.
    """
    connections = hold_some(after=after, most=most)
    if not connections:
        return Recomputed(0, 0, after)
    numbers = np.array([each.pk for each in connections])
    read = weighed_contacts([each.pk for each in connections])
    ties = np.searchsorted(numbers, read["connection"])
    days = read["day"] + FIRST_DAY.toordinal()
    contacts = grouped(ties, days, read["weight"], len(numbers))
    changed = replay_many(connections=connections, contacts=contacts)
    return Recomputed(len(connections), changed, connections[-1].pk)


def _keep_alive(connection: Connection, day: date, weight: ContactWeight) -> None:
    if not strengthen(connection=connection, day=day, weight=DEFAULT_WEIGHTS[weight]):
        replay(connection=connection, contacts=_moments(connection))


def _moments(connection: Connection) -> list[tuple[date, float]]:
    """All moments of a connection as (day, weight); read only when one comes late."""
    return [
        (
            timezone.localdate(moment.happened_at),
            DEFAULT_WEIGHTS[ContactWeight.ANSWERED]
            if moment.answered_at
            else DEFAULT_WEIGHTS[
                rules.weight_of(
                    moment.channel, Direction(moment.direction), succeeded=moment.succeeded
                )
            ],
        )
        for moment in ContactMoment.objects.that_were().filter(connection=connection)
    ]
