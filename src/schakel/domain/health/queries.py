"""Reads over health: the facts of connections, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from schakel.algorithms.tie_decay.calendar import Calendar
from schakel.domain.anchoring.queries import lacking
from schakel.domain.connections.actions import tie_of
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.queries import quiet_calendar
from schakel.domain.connections.rules import DEFAULT_WEIGHTS, ContactWeight, Tie, may_work_on
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction, weight_of
from schakel.domain.health.models import (
    Break,
    BreakNumber,
    BreakStep,
    RepairSuggestion,
    Standing,
)
from schakel.domain.health.rules import (
    BASELINE,
    Addresses,
    Asking,
    Carrying,
    Cause,
    Counted,
    End,
    Expectation,
    Facts,
    Failures,
    Heard,
    Loose,
    Measure,
    Of,
    PromiseFact,
    Repaired,
    SignalKind,
    Silence,
    TermFact,
    awaited,
    numbers_to_tell,
    repairs_to_tell,
    silences,
)
from schakel.domain.matters.models import Matter
from schakel.domain.networks.models import Membership
from schakel.domain.networks.queries import everybody
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.models import DigitalAddress
from schakel.domain.promises.models import Promise, PromiseChange
from schakel.domain.promises.rules import STANDS, Course, Side
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import CARRYING_ROLES
from schakel.domain.surveys.queries import SaidBy, words_since
from schakel.domain.surveys.rules import (
    WORD_WEIGHTS,
    Word,
    contacts_told,
    counts,
    worst_of_newest,
)
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.periods import Period
from schakel.foundation.tenancy.context import current_tenant_id
from schakel.foundation.tenancy.models import Tenant

# So far back failed contact, and who was away, is looked at.
DAYS_BACK = 366


def facts_of(standings: Collection[Standing], today: date) -> dict[int, Facts]:
    """All that the standing of these connections follows from; the same number of queries always.

    What ended since the day on which one was last looked at is in it too. Of a connection that
    others can see, nothing comes from a matter in confidence.
    """
    connections = {
        each.pk: each
        for each in Connection.objects.filter(
            pk__in=[each.connection_id for each in standings]
        ).select_related("theme")
    }
    since = min(_day(each.looked_at) for each in standings)
    moments = _moments(connections, since)
    terms = _terms(connections, since)
    promises, promised = _promises(connections, since)
    matters = _matters(connections, since)
    carriers = _carriers(connections)
    colleagues = everybody(today, since - timedelta(days=DAYS_BACK))
    addresses = _addresses(connections.values())
    mended = _mended(connections)
    said = words_since(connections.keys(), since)
    loose = _loose(connections.values(), since)
    counts_from = _counts_from()
    calendar = quiet_calendar()
    return {
        number: Facts(
            made_on=_day(connection.created_at),
            counts_from=counts_from,
            completed_on=connection.completed_on,
            rests_from=connection.resting_from,
            rests_until=connection.resting_until,
            terms=tuple(terms[number]),
            promises=tuple(promises[number]),
            expectations=(*matters[number], *promised[number]),
            silences=tuple(
                _silences_between(kept, connection, said.get(number, ()), calendar)
                if connection.is_brokered
                else _silences(kept, connection, moments[number], calendar)
            ),
            carriers=tuple(carriers[number]),
            colleagues=colleagues,
            network_id=connection.network_id,
            deputies_may_see=not connection.is_confidential,
            failures=tuple(_failures(moments[number])),
            addresses=Addresses(
                tuple(each for party_id in _parties(connection) for each in addresses[party_id])
            ),
            asked=tuple(_asked(moments[number])),
            words=tuple(_one_voice(said.get(number, ()), mended[number])),
            spoken_on=tuple(each.recorded_on for each in moments[number] if each.is_conversation),
            mended_on=tuple(mended[number]),
            loose=loose.get(connection.network_id, ()),
        )
        for kept in standings
        for number, connection in [(kept.connection_id, connections[kept.connection_id])]
    }


@dataclass(frozen=True)
class _Moment:
    """A contact moment, as far as a standing follows from it."""

    recorded_at: datetime
    day: date
    channel: str
    direction: Direction
    succeeded: bool
    answered_at: datetime | None
    matter_id: int | None
    matter_ended_on: date | None
    waits_for_them: bool

    @property
    def recorded_on(self) -> date:
        """From when it is known here."""
        return _day(self.recorded_at)

    @property
    def is_conversation(self) -> bool:
        """Whether the two spoke."""
        return self.succeeded and self.direction is Direction.BOTH_WAYS

    @property
    def is_from_them(self) -> bool:
        """Whether they let us hear something."""
        return self.direction is Direction.INBOUND

    @property
    def weight(self) -> ContactWeight:
        """What it was, before anybody answered it."""
        return weight_of(self.channel, self.direction, succeeded=self.succeeded)


def as_kept(tie: Tie) -> dict[str, object]:
    """A tie as a standing keeps it."""
    last = tie.last_contact_on
    return {
        "strength": tie.strength,
        "as_of": tie.as_of.isoformat(),
        "last_contact_on": last.isoformat() if last else None,
        "gaps": list(tie.gaps),
    }


def _silences(
    kept: Standing, connection: Connection, moments: Iterable[_Moment], calendar: Calendar
) -> Iterator[Silence]:
    tie = tie_of(connection, calendar)
    return silences(tie, _tie_before(kept, tie), _heard(kept, moments))


def _silences_between(
    kept: Standing, connection: Connection, said: Sequence[SaidBy], calendar: Calendar
) -> Iterator[Silence]:
    """Of two whom we introduced: what they said is what was heard, each day once."""
    tie = tie_of(connection, calendar)
    yield awaited(tie, _day(connection.created_at), said[0].on if said else None)
    known = {
        each.on for each in said if each.given_at <= kept.looked_at and WORD_WEIGHTS[each.word]
    }
    told = contacts_told((each.on, each.word) for each in said if each.on not in known)
    heard = [Heard(day, day, weight) for day, weight in told]
    yield from silences(tie, _tie_before(kept, tie), heard)


def _tie_before(kept: Standing, tie: Tie) -> Tie | None:
    """The tie when somebody last looked; None when nobody ever did."""
    if not kept.tie:
        return None
    last = kept.tie["last_contact_on"]
    return replace(
        tie,
        strength=kept.tie["strength"],
        as_of=date.fromisoformat(kept.tie["as_of"]),
        last_contact_on=date.fromisoformat(last) if last else None,
        gaps=tuple(kept.tie["gaps"]),
    )


def _heard(kept: Standing, moments: Iterable[_Moment]) -> list[Heard]:
    """What made it stronger since somebody looked, in its order."""
    found: list[tuple[datetime, Heard]] = []
    for each in moments:
        weight = DEFAULT_WEIGHTS[each.weight]
        if weight > 0 and each.recorded_at > kept.looked_at:
            found.append((each.recorded_at, Heard(each.recorded_on, each.day, weight)))
        more = DEFAULT_WEIGHTS[ContactWeight.ANSWERED] - weight
        answered_at = each.answered_at
        if answered_at is not None and answered_at > kept.looked_at and more > 0:
            heard = Heard(_day(answered_at), each.day, more, is_answer=True)
            found.append((answered_at, heard))
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _moments(connections: Mapping[int, Connection], since: date) -> dict[int, list[_Moment]]:
    rows = (
        ContactMoment.objects.that_were()
        .filter(
            connection__in=connections,
            recorded_at__gte=_midnight(since - timedelta(days=DAYS_BACK)),
        )
        .order_by("recorded_at", "pk")
        .values_list(
            "connection_id",
            "confidential",
            "recorded_at",
            "happened_at",
            "channel",
            "direction",
            "succeeded",
            "answered_at",
            "matter_id",
            "matter__ended_at",
            "matter__waits_for_them",
        )
    )
    found: dict[int, list[_Moment]] = defaultdict(list)
    for row in rows:
        number, is_secret = row[0], row[1]
        if is_secret and not connections[number].is_confidential:
            continue
        found[number].append(
            _Moment(
                recorded_at=row[2],
                day=_day(row[3]),
                channel=row[4],
                direction=Direction(row[5]),
                succeeded=row[6],
                answered_at=row[7],
                matter_id=row[8],
                matter_ended_on=_day(row[9]) if row[9] else None,
                waits_for_them=bool(row[10]),
            )
        )
    return found


def _failures(moments: Iterable[_Moment]) -> Iterable[Failures]:
    """Stretches of contact that did not succeed, each up to what did."""
    days: list[date] = []
    for each in moments:
        if not each.succeeded:
            days.append(each.recorded_on)
        elif days and (each.is_conversation or each.is_from_them):
            yield Failures(tuple(days), each.recorded_on)
            days = []
    if days:
        yield Failures(tuple(days))


def _asked(moments: Iterable[_Moment]) -> Iterable[Asking]:
    """What they sent in one matter without an answer in between."""
    asked: dict[tuple[int, date | None], list[_Moment]] = defaultdict(list)
    for each in moments:
        if each.is_from_them and each.matter_id is not None and not each.waits_for_them:
            answered_on = _day(each.answered_at) if each.answered_at else None
            asked[each.matter_id, answered_on or each.matter_ended_on].append(each)
    for (matter_id, until_on), those in asked.items():
        yield Asking(matter_id, tuple(each.recorded_on for each in those), until_on)


def _terms(connections: Mapping[int, Connection], since: date) -> dict[int, list[TermFact]]:
    rows = Term.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=since), matter__connection__in=connections
    ).values_list(
        "matter__connection_id",
        "confidential",
        "pk",
        "due_on",
        "second_due_on",
        "ended_on",
        "suspended_from",
    )
    found: dict[int, list[TermFact]] = defaultdict(list)
    for number, secret, pk, due_on, second, ended_on, suspended in rows:
        if not secret or connections[number].is_confidential:
            is_suspended = suspended is not None and ended_on is None
            found[number].append(TermFact(pk, due_on, second, ended_on, is_suspended))
    return found


def _promises(
    connections: Mapping[int, Connection], since: date
) -> tuple[dict[int, list[PromiseFact]], dict[int, list[Expectation]]]:
    """Ours with each of their days, and what either side still expects."""
    rows = [
        each
        for each in Promise.objects.filter(
            Q(settled_on__isnull=True) | Q(settled_on__gte=since), connection__in=connections
        ).order_by("pk")
        if not each.confidential or connections[each.connection_id].is_confidential
    ]
    moved: dict[int, list[PromiseChange]] = defaultdict(list)
    renegotiated = PromiseChange.objects.filter(
        promise__in=[each.pk for each in rows], course=Course.RENEGOTIATED.value
    )
    for change in renegotiated.order_by("changed_at", "pk"):
        moved[change.promise_id].append(change)
    facts: dict[int, list[PromiseFact]] = defaultdict(list)
    expected: dict[int, list[Expectation]] = defaultdict(list)
    for each in rows:
        ended_on = None if each.course in STANDS else each.settled_on or each.made_on
        expected[each.connection_id].append(Expectation("promise", each.pk, each.made_on, ended_on))
        if each.side == Side.OURS.value:
            facts[each.connection_id].extend(_days_of(each, moved[each.pk], ended_on))
    return facts, expected


def _days_of(
    promise: Promise, moved: Iterable[PromiseChange], ended_on: date | None
) -> Iterable[PromiseFact]:
    """A promise by each of its days: the earlier ones end when another day was agreed."""
    is_moved = False
    for change in moved:
        if change.due_on is not None:
            yield PromiseFact(promise.pk, change.due_on, is_moved, _day(change.changed_at))
            is_moved = True
    if promise.due_on is not None:
        yield PromiseFact(promise.pk, promise.due_on, is_moved, ended_on)


def _matters(connections: Mapping[int, Connection], since: date) -> dict[int, list[Expectation]]:
    rows = Matter.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=_midnight(since)), connection__in=connections
    ).values_list("connection_id", "confidential", "pk", "received_at", "ended_at")
    found: dict[int, list[Expectation]] = defaultdict(list)
    for number, secret, pk, received_at, ended_at in rows:
        if not secret or connections[number].is_confidential:
            until = _day(ended_at) if ended_at else None
            found[number].append(Expectation("matter", pk, _day(received_at), until))
    return found


def _carriers(connections: Mapping[int, Connection]) -> dict[int, list[Carrying]]:
    rows = Carrier.objects.filter(connection__in=connections).values_list(
        "connection_id", "staff_id", "from_at", "accepted_at", "until_at"
    )
    found: dict[int, list[Carrying]] = defaultdict(list)
    for number, staff_id, from_at, accepted_at, until_at in rows.order_by("from_at", "pk"):
        found[number].append(
            Carrying(
                staff_id,
                _day(from_at),
                _day(accepted_at) if accepted_at else None,
                _day(until_at) if until_at else None,
            )
        )
    return found


def _loose(connections: Iterable[Connection], since: date) -> dict[int, tuple[Loose, ...]]:
    """By network the days on which it lacked something that holds it."""
    found = lacking({each.network_id for each in connections}, since)
    return {
        number: tuple(Loose(number, each.from_on, each.until_on) for each in periods)
        for number, periods in found.items()
    }


def _one_voice(said: Iterable[SaidBy], mended_on: Iterable[date]) -> list[tuple[date, Word]]:
    counting = (each for each in said if counts(each.word, is_noted=each.is_noted))
    return worst_of_newest(((each.on, each.party_id, each.word) for each in counting), mended_on)


def _parties(connection: Connection) -> list[int]:
    """The other side; of two whom we introduced, both."""
    both = (connection.party_id, connection.other_party_id)
    return [each for each in both if each is not None]


def _addresses(connections: Iterable[Connection]) -> dict[int, list[date | None]]:
    parties = {number for each in connections for number in _parties(each)}
    rows = DigitalAddress.objects.filter(party__in=parties).values_list("party_id", "failed_at")
    found: dict[int, list[date | None]] = defaultdict(list)
    for party_id, failed_at in rows.order_by("pk"):
        found[party_id].append(_day(failed_at) if failed_at else None)
    return found


def _mended(connections: Mapping[int, Connection]) -> dict[int, list[date]]:
    """The days on which what they said of it came to an end."""
    rows = Break.objects.filter(
        connection__in=connections, signal=SignalKind.THEIR_WORD.value, ended_on__isnull=False
    )
    found: dict[int, list[date]] = defaultdict(list)
    for number, ended_on in rows.order_by("ended_on").values_list("connection_id", "ended_on"):
        if ended_on is not None:
            found[number].append(ended_on)
    return found


def _counts_from() -> date:
    """From when silence and the like say something here."""
    tenant_id = current_tenant_id()
    assert tenant_id is not None, "facts are read within a tenant"
    begun = Tenant.objects.get(pk=tenant_id).created_at
    return _day(begun) + BASELINE


def may_work_on_break(actor: Actor, found: Break) -> bool:
    """Whether somebody may do something about it: its owner, and who works on the connection."""
    carrying = Carrier.objects.filter(connection=found.connection_id, until_at__isnull=True)
    numbers = {found.owner_id, *carrying.values_list("staff_id", flat=True)}
    return may_work_on(actor, numbers, found.connection.network_id)


def steps_of(found: Break) -> QuerySet[BreakStep]:
    """What was done about it, the newest first."""
    taken = BreakStep.objects.filter(about=found).select_related("staff")
    return taken.order_by("-done_at", "-pk")


def who_could_own(connection: Connection, today: date) -> QuerySet[StaffMember]:
    """Who could see to a break of it: who may see it, and works here; by name."""
    carrying = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    may_see = Q(pk__in=carrying.values("staff_id"))
    if not connection.is_confidential:
        inside = Membership.objects.on(today).filter(network=connection.network_id)
        helps = Q(roles__overlap=[role.value for role in CARRYING_ROLES])
        may_see |= Q(pk__in=inside.values("staff_id")) & helps
    return StaffMember.objects.working_on(today).filter(may_see).order_by("name", "pk")


def suggested_here() -> dict[Cause, RepairSuggestion]:
    """What this institution says itself about repairing, by cause. One query."""
    return {Cause(each.cause): each for each in RepairSuggestion.objects.all()}


def first_broken_on() -> date | None:
    """The day of the oldest break, if anything ever broke."""
    found: date | None = Break.objects.aggregate(first=Min("since"))["first"]
    return found


def told_of(quarter: Period) -> dict[Measure, dict[Of, int]]:
    """The numbers of a quarter that may be told. Four queries.

    Breaks of connections in confidence are not counted: that they are there is not told either.
    """
    counted = Break.objects.filter(connection__is_confidential=False)
    places = (
        set(Area.objects.own().values_list("pk", flat=True)),
        set(Theme.objects.values_list("pk", flat=True)),
    )
    begun = (
        counted.filter(since__gte=quarter.from_on, since__lt=quarter.until_on)
        .values_list("connection__area_id", "connection__theme_id", "cause")
        .annotate(Count("pk"))
        .order_by()
    )
    repaired = counted.filter(
        end=End.REPAIRED.value, ended_on__gte=quarter.from_on, ended_on__lt=quarter.until_on
    ).values_list("connection__area_id", "connection__theme_id", "since", "ended_on")
    return {
        Measure.BEGUN: numbers_to_tell(
            [
                Counted(area, theme, Cause(cause) if cause else None, number)
                for area, theme, cause, number in begun
            ],
            *places,
        ),
        **repairs_to_tell(
            [
                Repaired(area, theme, (ended_on - since).days)
                for area, theme, since, ended_on in repaired
                if ended_on is not None
            ],
            *places,
        ),
    }


def numbers_given() -> QuerySet[BreakNumber]:
    """Every number that was ever given: what is in it may be known."""
    return BreakNumber.objects.filter(measure__in=list(Measure)).select_related("area", "theme")


def numbers_over_time() -> list[BreakNumber]:
    """What was given of the whole institution, the oldest quarter first. One query."""
    whole = numbers_given().filter(area__isnull=True, theme__isnull=True)
    return list(whole.order_by("quarter_from", "measure", "-number", "cause"))


def numbers_within(quarter_from: date, part: str) -> list[BreakNumber]:
    """What was given of each area, or of each theme (``part``), in one quarter. One query."""
    given = BreakNumber.objects.filter(
        quarter_from=quarter_from, **{f"{part}__isnull": False}
    ).select_related(part)
    return list(given.order_by(f"{part}__name", f"{part}_id", "measure", "-number", "cause"))


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
