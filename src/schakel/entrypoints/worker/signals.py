"""Connections that ask attention: who carries one is told, once for each stretch of a signal.

Of terms, promises and tasks they hear by their own notices. What is stuck is told to its owner, by
the line of the journal that made it theirs. A reminder comes once: it comes again when it gets
worse, or when somebody else carries it. On Vandaag it stands as long as it lasts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schakel.domain.access.rules import LinkAction
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.health.models import SIGNAL_WORDS, Break, Standing
from schakel.domain.health.rules import SignalKind, State
from schakel.domain.matters.models import Matter
from schakel.domain.notices.actions import end_notices, tell_each
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind, number_of
from schakel.domain.promises.models import Promise
from schakel.domain.promises.queries import expecting
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.worker.recipients import Roster, roster
from schakel.foundation.ui.words import sentence_list

# What has no notice of its own.
TOLD = (
    SignalKind.SILENCE.value,
    SignalKind.THEIR_WORD.value,
    SignalKind.REPEATED.value,
    SignalKind.REACH.value,
)
# Longer than a worker is ever away: what was looked at before was told before.
LATELY = timedelta(days=7)
_OF_STRAINED = (LinkAction.SPOKE, LinkAction.CALL_SOON, LinkAction.REST)
_OF_STUCK = (LinkAction.SPOKE, LinkAction.CALL_SOON, LinkAction.REPAIR)
# What two others do between them is not for us to say.
_WITH_US = frozenset({LinkAction.SPOKE, LinkAction.REST})
_WORDS = dict(SIGNAL_WORDS)


@dataclass(frozen=True)
class Asking:
    """A connection in a mail: who it is, what asks attention since when, and what can be answered.

    ``answers`` are the links, each with the number of what it is about. Where others may not read
    along there are none, and no name: then it is read at the desk.
    """

    connection_id: int
    what: str
    since: date
    is_stuck: bool
    answers: Sequence[tuple[LinkAction, int]]
    page: tuple[str, ...]
    place: tuple[Any, ...]


@dataclass(frozen=True)
class _Found:
    """What was told of a connection and is so still: its standing, or a break of it."""

    connection: Connection
    signal: str
    since: date
    told_at: datetime
    stuck: Break | None = None

    @property
    def place(self) -> tuple[Any, ...]:
        """As on Vandaag: what is stuck first, whom it harms most, then what is so for longest."""
        harmed = self.stuck.people_harmed or 0 if self.stuck else 0
        holds_up = bool(self.stuck and self.stuck.blocks)
        return self.stuck is None, not holds_up, -harmed, self.since, self.connection.pk


def tell_of_connections(tenant_id: int) -> None:
    """Who carries a connection now hears that it asks attention; the same stretch once only.

    What was told before and is so no more, or of somebody else by now, is no news any more. The
    number of queries does not follow from how many there are.
    """
    with inside(tenant_id) as here:
        asking = list(_strained(here))
        carriers, here_today = _carriers(asking), roster(here.today)
        told = {
            (staff_id, stretch_of(each))
            for each in asking
            for staff_id in _carries_now(each.connection, carriers, here_today)
        }
        tell_each(actor=here.actor, told=told, kind=Kind.CONNECTION, now=here.now)
        end_notices(notices=_old_news(told), now=here.now)


def stretch_of(standing: Standing) -> str:
    """The stretch of its worst signal, as the trigger by which it is told once."""
    worst = standing.signals[0]
    return f"connection:{standing.connection_id}:{worst['kind']}:{worst['level']}:{worst['since']}"


def asking_of(member: StaffMember, notices: Sequence[Notice]) -> list[Asking]:
    """What these notices told a colleague and is so still, what is worst first.

    Without those with whom somebody spoke since. Four queries, whatever their number.
    """
    told = {each.trigger: each.created_at for each in notices}
    found = {
        each.connection.pk: each for each in [*_told_strained(told), *_told_stuck(member, told)]
    }
    if not found:
        return []
    spoken, quiet = _spoken(found), _quiet(found)
    asking = [
        _asking(each, is_quiet=number in quiet)
        for number, each in found.items()
        if number not in spoken or spoken[number] <= each.told_at
    ]
    return sorted(asking, key=lambda each: each.place)


def _strained(here: Here) -> Iterator[Standing]:
    """What was found lately and has no notice of its own; silence where something is expected."""
    readable = Q(confidential=False) | Q(connection__is_confidential=True)
    expected = Connection.objects.filter(
        expecting(
            Matter.objects.open().filter(readable), Promise.objects.standing().filter(readable)
        )
    )
    silent = Q(signal=SignalKind.SILENCE.value)
    found = Standing.objects.filter(
        ~silent | Q(connection__in=expected),
        state=State.STRAINED.value,
        signal__in=TOLD,
        looked_at__gte=here.now - LATELY,
    )
    return found.select_related("connection").order_by("pk").iterator()


def _carriers(asking: Collection[Standing]) -> Mapping[int, Sequence[int]]:
    """Who carries these connections now, the first carrier first."""
    found: dict[int, list[int]] = defaultdict(list)
    carrying = Carrier.objects.filter(
        connection__in=[each.connection_id for each in asking], until_at__isnull=True
    )
    rows = carrying.order_by("rank").values_list("connection_id", "staff_id")
    for connection_id, staff_id in rows:
        found[connection_id].append(staff_id)
    return found


def _carries_now(
    connection: Connection, carriers: Mapping[int, Sequence[int]], here_today: Roster
) -> list[int]:
    """The first carrier, else the second, else a deputy; in confidence no deputy is told."""
    carrying = carriers.get(connection.pk, ())
    present = [each for each in carrying if here_today.is_here(each)]
    if present or connection.is_confidential:
        return present[:1]
    return [each.pk for each in here_today.living(connection, carrying)[:1]]


def _old_news(told: Collection[tuple[int, str]]) -> list[int]:
    """The unseen notices of what ended, or is told to somebody else by now."""
    unseen = Notice.objects.filter(kind=Kind.CONNECTION.value, seen_at__isnull=True)
    rows = list(unseen.values_list("pk", "staff_id", "trigger"))
    triggers = [trigger for _pk, _staff_id, trigger in rows]
    asking = Standing.objects.asking().filter(connection__in=_numbers("connection", triggers))
    holding = {stretch_of(each) for each in asking}
    stuck = Break.objects.open().filter(pk__in=_numbers("break", triggers))
    owned = set(stuck.values_list("pk", "owner_id"))
    elsewhere = {trigger for _staff_id, trigger in told}
    return [
        pk
        for pk, staff_id, trigger in rows
        if (number_of("break", trigger), staff_id) not in owned
        and (trigger not in holding or (trigger in elsewhere and (staff_id, trigger) not in told))
    ]


def _numbers(noun: str, triggers: Collection[str]) -> set[int]:
    numbers = {number_of(noun, trigger) for trigger in triggers}
    return {each for each in numbers if each is not None}


def _told_strained(told: Mapping[str, datetime]) -> Iterator[_Found]:
    standings = Standing.objects.filter(
        connection__in=_numbers("connection", told), state=State.STRAINED.value
    )
    for each in standings.select_related("connection__party", "connection__other_party"):
        told_at = told.get(stretch_of(each))
        if told_at is not None:
            yield _Found(each.connection, each.signal, each.since, told_at)


def _told_stuck(member: StaffMember, told: Mapping[str, datetime]) -> Iterator[_Found]:
    told_at = {number_of("break", trigger): at for trigger, at in told.items()}
    owned = Break.objects.open().filter(pk__in=_numbers("break", told), owner=member)
    for each in owned.select_related("connection__party", "connection__other_party"):
        yield _Found(each.connection, each.signal, each.since, told_at[each.pk], each)


def _spoken(found: Collection[int]) -> dict[int, datetime]:
    """When it was last written down that the two spoke."""
    spoken = ContactMoment.objects.that_were().filter(
        connection__in=found, direction=Direction.BOTH_WAYS.value, succeeded=True
    )
    last = spoken.order_by().values("connection_id").annotate(last=Max("recorded_at"))
    return {number: at for number, at in last.values_list("connection_id", "last") if number}


def _quiet(found: Collection[int]) -> set[int]:
    """Where others may read along about somebody whose matter is told in no mail."""
    matters = Matter.objects.filter(connection__in=found, neutral_subject=True)
    return set(matters.values_list("connection_id", flat=True))


def _asking(found: _Found, *, is_quiet: bool) -> Asking:
    connection, stuck = found.connection, found.stuck
    page: tuple[str, ...] = ("connection", str(connection.pk))
    answers: Sequence[tuple[LinkAction, int]] = ()
    if connection.is_confidential:
        what, page = _("Something in confidence asks attention"), ("today",)
    elif is_quiet:
        what = _("Somebody asks your attention")
    else:
        words = {"name": _names(connection), "signal": _WORDS[found.signal]}
        what = capfirst(_("%(name)s: %(signal)s") % words)
        answers = [
            (each, stuck.pk if stuck and each is LinkAction.REPAIR else connection.pk)
            for each in (_OF_STUCK if stuck else _OF_STRAINED)
            if each not in _WITH_US or not connection.is_brokered
        ]
    return Asking(connection.pk, what, found.since, stuck is not None, answers, page, found.place)


def _names(connection: Connection) -> str:
    """Of one who is connected with us, or of two whom we introduced."""
    return sentence_list([each.name for each in connection.parties])
