"""Reads for who comes after: all that a dossier holds, and the last words that were left."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, When, Window
from django.db.models.expressions import OrderBy
from django.db.models.functions import JSONObject, RowNumber

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.continuity.models import LastWord
from schakel.domain.continuity.rules.dossier import LAST_WORD_WITHIN, may_see_person
from schakel.domain.health.models import Break, Standing
from schakel.domain.matters.models import Matter
from schakel.domain.networks.models import Membership, Network
from schakel.domain.parties.models import (
    AddressKind,
    Channel,
    DigitalAddress,
    Party,
    PartyRelation,
)
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import STANDS
from schakel.domain.staff.models import StaffMember
from schakel.domain.surveys.models import SaidWord
from schakel.domain.surveys.queries import Said, read_along, said_in
from schakel.domain.terms.models import Term
from schakel.domain.terms.rules import TermKind
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor

M = TypeVar("M", bound=Model)
K = TypeVar("K", bound=Hashable)

# Read in ten minutes: the newest of each, and never all there is.
MOST_MATTERS = 10
MOST_MEETINGS = 4
MOST_PROMISES = 8
MOST_BREAKS = 4
MOST_WORDS = 3
MOST_LAST_WORDS = 4
MOST_KNOWN = 8
# As residents may know a colleague; see ``StaffMember.shown_name``.
_NAME = Case(
    When(~Q(staff__function=""), staff__is_named=False, then=F("staff__function")),
    default=F("staff__name"),
)


@dataclass(frozen=True)
class Due:
    """The term that runs for a matter: its kind, and by when, unless it stands still."""

    kind: TermKind
    on: date
    stands_still: bool


@dataclass(frozen=True)
class Chapter:
    """A matter with the turns that it took."""

    matter: Matter
    due: Due | None
    answered_on: list[date]
    reopened_at: list[datetime]


@dataclass(frozen=True)
class Address:
    """Where somebody is reached, and whether that still works."""

    kind: AddressKind
    address: str
    works: bool


@dataclass(frozen=True)
class Left:
    """A last word, by whom and when."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """All that somebody who comes new should know of a connection, as far as they may see it.

    ``carriers`` are of this connection, those of today first; ``known_by`` carry, or carried,
    something else of the same party.
    """

    connection: Connection
    standing: Standing | None
    carriers: list[Carrier]
    chapters: list[Chapter]
    meetings: list[ContactMoment]
    promises: list[Promise]
    breaks: list[Break]
    words: list[Said]
    last_words: list[Left]
    known_by: list[Carrier] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    relations: list[PartyRelation] = field(default_factory=list)
    brokered: list[Connection] = field(default_factory=list)


def dossiers_of(connections: Collection[int], reader: Actor) -> list[Dossier]:
    """The dossiers of those that ``reader`` may see, by name, with what they may see of each.

    Who gives it out need not be the reader. Nine queries, however many there are.
    """
    found = _connections(connections, reader)
    parties = {each.party_id for each in found if not each.is_brokered}
    standings = Standing.objects.visible_to(reader).filter(connection__in=found)
    read = _Read(
        standings={each.connection_id: each for each in standings},
        carriers=_carriers(found, parties, reader),
        relations=_relations(parties, reader),
        brokered=_brokered(parties, reader),
        matters=_by(_matters(found, reader), lambda each: each.connection_id),
        meetings=_by(_meetings(found, reader), lambda each: each.connection_id or 0),
        promises=_by(_promises(found, reader), lambda each: each.connection_id),
        breaks=_by(_breaks(found, reader), lambda each: each.connection_id),
    )
    return [_dossier(each, read) for each in found]


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What was read of all of them together, by the connection, party or matter that it is of."""

    standings: dict[int, Standing]
    carriers: list[Carrier]
    relations: list[PartyRelation]
    brokered: list[Connection]
    matters: dict[int, list[Matter]]
    meetings: dict[int, list[ContactMoment]]
    promises: dict[int, list[Promise]]
    breaks: dict[int, list[Break]]


def _dossier(connection: Connection, read: _Read) -> Dossier:
    number = connection.pk
    own = [each for each in read.carriers if each.connection_id == number]
    return Dossier(
        connection=connection,
        standing=_standing(read.standings.get(number), connection),
        carriers=sorted(own, key=lambda each: (each.until_at is not None, each.rank)),
        chapters=[_chapter(each) for each in read.matters[number]],
        meetings=read.meetings[number],
        promises=read.promises[number],
        breaks=read.breaks[number],
        words=said_in(getattr(connection, "words", ())),
        last_words=_left(connection),
        **({} if connection.is_brokered else _of_party(connection, read)),
    )


def _of_party(connection: Connection, read: _Read) -> dict[str, Any]:
    """What there is about who it is with, beside this connection."""
    party, number = connection.party_id, connection.pk
    return {
        "known_by": [
            each
            for each in read.carriers
            if each.connection.party_id == party and each.connection_id != number
        ],
        "addresses": _addresses(connection),
        "relations": [each for each in read.relations if party in (each.party_id, each.other_id)],
        "brokered": [
            each for each in read.brokered if party in (each.party_id, each.other_party_id)
        ],
    }


def carried_by(staff_id: int, reader: Actor) -> QuerySet[Connection]:
    """What a colleague carries now, as far as the reader may see it."""
    return Connection.objects.visible_to(reader).carried_by([staff_id])


def person_to_see(staff_id: int, reader: Actor, today: date) -> StaffMember | None:
    """The colleague, if the reader may see all that would break without them. Two queries."""
    member = StaffMember.objects.filter(pk=staff_id).first()
    if member is None or not reader.is_staff:
        return None
    if may_see_person(reader, staff_id=staff_id, lead_id=member.lead_id, owners=()):
        return member
    inside = Membership.objects.on(today).filter(staff=staff_id)
    carried = Connection.objects.filter(is_confidential=False).carried_by([staff_id])
    networks = Network.objects.filter(
        Q(pk__in=inside.values("network_id")) | Q(pk__in=carried.values("network_id"))
    )
    owners = set(networks.values_list("owner_id", flat=True))
    sees = may_see_person(reader, staff_id=staff_id, lead_id=member.lead_id, owners=owners)
    return member if sees else None


def open_to_last_word(actor: Actor, now: datetime) -> QuerySet[Connection]:
    """Of which the actor can leave a last word: what they carry, or did until lately.

    Of a connection in confidence only who may still see it.
    """
    own = Carrier.objects.filter(staff_id=actor.staff_id)
    carrying = own.filter(until_at__isnull=True)
    lately = own.filter(until_at__gte=now - LAST_WORD_WITHIN)
    return Connection.objects.filter(
        Q(pk__in=carrying.values("connection_id"))
        | Q(pk__in=lately.values("connection_id"), is_confidential=False)
    )


def last_word_of(connection: Connection, staff_id: int | None) -> LastWord | None:
    """What this colleague left behind about a connection."""
    return LastWord.objects.filter(connection=connection, staff_id=staff_id).first()


def _by(rows: Iterable[M], key: Callable[[M], K]) -> dict[K, list[M]]:
    found: dict[K, list[M]] = defaultdict(list)
    for each in rows:
        found[key(each)].append(each)
    return found


def _newest(rows: QuerySet[M], most: int, *order: str | OrderBy) -> QuerySet[M]:
    """At most so many of each connection, the first by ``order``."""
    nth = Window(RowNumber(), partition_by=F("connection_id"), order_by=list(order))
    return cast("QuerySet[M]", rows.annotate(nth=nth).filter(nth__lte=most).order_by("nth"))


def _standing(standing: Standing | None, connection: Connection) -> Standing | None:
    """With what its words name, which was read before."""
    if standing is not None:
        standing.connection = connection
    return standing


def _connections(numbers: Collection[int], reader: Actor) -> list[Connection]:
    """By name, with what they said of it, the last words that were left, and their addresses."""
    here = {"connection": OuterRef("pk")}
    words = SaidWord.objects.visible_to(reader).filter(**here)
    left = LastWord.objects.filter(**here).order_by("-written_at", "-pk")
    known = Party.objects.visible_to(reader).filter(pk=OuterRef("party_id"))
    addresses = DigitalAddress.objects.filter(Exists(known), party=OuterRef("party_id"))
    return list(
        Connection.objects.visible_to(reader)
        .filter(pk__in=numbers)
        .select_related("party__works_for", "other_party", "theme", "area", "network")
        .annotate(
            words=read_along(words, MOST_WORDS),
            left=ArraySubquery(
                left.values(told=JSONObject(text="text", by=_NAME, at="written_at"))[
                    :MOST_LAST_WORDS
                ]
            ),
            addresses=ArraySubquery(
                addresses.order_by("-is_preferred", "pk").values(
                    told=JSONObject(kind="kind", address="address", failed_at="failed_at")
                )[:MOST_KNOWN]
            ),
        )
        .order_by("party__name", "pk")
    )


def _left(connection: Connection) -> list[Left]:
    read = getattr(connection, "left", ())
    return [Left(each["text"], each["by"], datetime.fromisoformat(each["at"])) for each in read]


def _addresses(connection: Connection) -> list[Address]:
    read = getattr(connection, "addresses", ())
    return [
        Address(AddressKind(each["kind"]), each["address"], each["failed_at"] is None)
        for each in read
    ]


def _carriers(
    connections: Collection[Connection], parties: Collection[int], reader: Actor
) -> list[Carrier]:
    """Of these connections, and of all else of the same parties that the reader may see.

    But what is in confidence: paper of what is not goes further than its reader.
    """
    open_ones = Connection.objects.with_us().filter(party__in=parties, is_confidential=False)
    seen = open_ones.visible_to(reader)
    carriers = Carrier.objects.filter(Q(connection__in=connections) | Q(connection__in=seen))
    newest = _newest(carriers, MOST_KNOWN, F("until_at").desc(nulls_first=True), "rank", "-pk")
    return list(newest.select_related("staff__unit", "connection__theme"))


def _relations(parties: Collection[int], reader: Actor) -> list[PartyRelation]:
    """At most so many from either side of each."""
    visible = Party.objects.visible_to(reader).values("pk")
    relations = PartyRelation.objects.filter(
        Q(party__in=parties, other__in=visible) | Q(other__in=parties, party__in=visible)
    )
    order: list[str | OrderBy] = [F("until_on").desc(nulls_first=True), "-from_on", "pk"]
    ranked = relations.annotate(
        nth=Window(RowNumber(), partition_by=F("party_id"), order_by=order),
        nth_other=Window(RowNumber(), partition_by=F("other_id"), order_by=order),
    )
    few = ranked.filter(nth__lte=MOST_KNOWN, nth_other__lte=MOST_KNOWN)
    return list(few.select_related("party", "other").order_by("nth", "pk"))


def _matters(connections: Collection[Connection], reader: Actor) -> QuerySet[Matter]:
    """What is open before what is not, then the newest; with its terms and when it was reopened."""
    matters = Matter.objects.visible_to(reader).filter(connection__in=connections)
    ended = F("ended_at").desc(nulls_first=True)
    terms = Term.objects.filter(matter=OuterRef("pk"))
    due = JSONObject(kind="kind", on="due_on", suspended_from="suspended_from")
    answered = terms.filter(end_reason="answered", ended_on__isnull=False).order_by("ended_on")
    reopened = Line.objects.filter(what="matter.reopened", matter_id=OuterRef("pk")).order_by("pk")
    return _newest(matters, MOST_MATTERS, ended, "-received_at", "-pk").annotate(
        due=ArraySubquery(terms.running().values(told=due)),
        answered_on=ArraySubquery(answered.values("ended_on")),
        reopened_at=ArraySubquery(reopened.values("happened_at")),
    )


def _chapter(matter: Matter) -> Chapter:
    running = [
        Due(
            TermKind(each["kind"]),
            date.fromisoformat(each["on"]),
            each["suspended_from"] is not None,
        )
        for each in getattr(matter, "due", ())
    ]
    return Chapter(
        matter,
        running[0] if running else None,
        getattr(matter, "answered_on", []),
        getattr(matter, "reopened_at", []),
    )


def _brokered(parties: Collection[int], reader: Actor) -> list[Connection]:
    theirs = Q(party__in=parties) | Q(other_party__in=parties)
    seen = Connection.objects.visible_to(reader).brokered().filter(theirs)
    return list(seen.select_related("party", "other_party").order_by("-created_at", "pk"))


def _meetings(connections: Collection[Connection], reader: Actor) -> QuerySet[ContactMoment]:
    moments = ContactMoment.objects.visible_to(reader).filter(
        connection__in=connections,
        succeeded=True,
        direction=Direction.BOTH_WAYS.value,
        channel__in=[Channel.VISIT, Channel.MEETING, Channel.DESK],
    )
    return _newest(moments, MOST_MEETINGS, "-happened_at", "-pk").select_related("staff", "matter")


def _promises(connections: Collection[Connection], reader: Actor) -> QuerySet[Promise]:
    """What stands before what does not, then the newest."""
    promises = Promise.objects.visible_to(reader).filter(connection__in=connections)
    stands = promises.annotate(is_standing=Q(course__in=[each.value for each in STANDS]))
    newest = _newest(stands, MOST_PROMISES, "-is_standing", "-made_on", "-pk")
    return newest.select_related("given_by", "matter")


def _breaks(connections: Collection[Connection], reader: Actor) -> QuerySet[Break]:
    breaks = Break.objects.visible_to(reader).filter(connection__in=connections)
    ended = F("ended_on").desc(nulls_first=True)
    return _newest(breaks, MOST_BREAKS, ended, "-since", "-pk").select_related("owner")
