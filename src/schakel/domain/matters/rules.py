"""Kinds and statuses of a matter, passing it on, and who could carry it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from schakel.domain.connections.rules import may_work_on
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

ASK_WHETHER_HEARD_AFTER = timedelta(weeks=4)
# Smaller numbers could point at people (``docs/access.md``).
SMALLEST_SHOWN = 5


class Kind(StrEnum):
    UNSORTED = "unsorted"
    IDEA = "idea"
    QUESTION = "question"
    REPORT = "report"
    COMPLAINT = "complaint"
    OBJECTION = "objection"
    WOO_REQUEST = "woo_request"
    NOTICE_OF_DEFAULT = "notice_of_default"
    NOT_OURS = "not_ours"


class Status(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    PASSED_ON = "passed_on"


FOLLOWS: Mapping[Status, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN, Status.PASSED_ON}),
    Status.ANSWERED: frozenset({Status.OPEN, Status.CLOSED, Status.WITHDRAWN}),
    Status.CLOSED: frozenset({Status.OPEN}),
    Status.WITHDRAWN: frozenset({Status.OPEN}),
    Status.PASSED_ON: frozenset({Status.OPEN}),
}


class Receiver(StrEnum):
    """To whom a matter that is not ours is passed on (Awb 2:3)."""

    GOVERNMENT = "government"
    OTHER = "other"


class Reason(StrEnum):
    """Why somebody is proposed as a carrier, in order of importance."""

    KNOWS_PARTY = "knows_party"
    KNOWS_THEME = "knows_theme"
    KNOWS_AREA = "knows_area"
    SHARES_NETWORK = "shares_network"
    HAS_HOURS = "has_hours"
    IS_HERE = "is_here"


@dataclass(frozen=True)
class Candidate:
    """A colleague who could carry a matter; ``free_hours`` is hours a week minus the load."""

    staff_id: int
    name: str
    theme_ids: frozenset[int] = frozenset()
    area_ids: frozenset[int] = frozenset()
    network_ids: frozenset[int] = frozenset()
    free_hours: float = 0.0
    open_matters: int = 0
    absent: bool = False
    earlier_contacts: int = 0


@dataclass(frozen=True)
class Proposal:
    """Two carriers with the reasons for each; ``None`` where nobody was found."""

    first: int | None = None
    second: int | None = None
    reasons_first: tuple[Reason, ...] = ()
    reasons_second: tuple[Reason, ...] = ()


class Rank(StrEnum):
    """First or second carrier of a matter."""

    FIRST = "first"
    SECOND = "second"


def check_work_on(actor: Actor, carriers: Collection[int | None], network_id: int) -> None:
    """Refused unless the actor may work on the matter."""
    if not may_work_on(actor, carriers, network_id):
        raise Refused("matter_not_yours")


def rank_of(actor: Actor, owner: int, second: int | None) -> Rank:
    """Which place the actor has; Refused when they do not carry the matter."""
    if actor.staff_id == owner:
        return Rank.FIRST
    if actor.staff_id is None or actor.staff_id != second:
        raise Refused("matter_not_yours")
    return Rank.SECOND


def check_hand_over(
    *, rank: Rank, to: int, owner: int, second: int | None, to_works_here: bool
) -> None:
    """Refused when nothing would change, one would be both, or the new one does not work here."""
    if not to_works_here:
        raise Refused("successor_does_not_work_here")
    if (owner if rank is Rank.FIRST else second) == to:
        raise Refused("carrier_is_already")


def check_decline(reason: str) -> None:
    """Refused without a word on why: who is asked next reads it."""
    if not reason.strip():
        raise Refused("declining_needs_reason")


def check_subject(subject: str) -> None:
    """Refused without a word on what it is about."""
    if not subject.strip():
        raise Refused("matter_needs_subject")


def check_break_confidence(actor: Actor, reason: str) -> None:
    """Refused unless an administrator says why it cannot wait for who carries it."""
    if not (actor.is_staff and actor.has_role("administrator")):
        raise Refused("only_administrators")
    if not reason.strip():
        raise Refused("breaking_needs_reason")


def check_open(status: Status) -> None:
    """Refused when the matter is at an end."""
    if status not in {Status.OPEN, Status.ANSWERED}:
        raise Refused("matter_is_at_an_end", status=status)


def check_follows(status: Status, to: Status, ended_at: datetime | None = None) -> None:
    """Refused when the status cannot follow, with what is the case and since when."""
    if to in FOLLOWS[status]:
        return
    match status:
        case Status.OPEN:
            raise Refused("matter_is_open")
        case Status.CLOSED:
            raise Refused("matter_was_closed", ended_at=ended_at)
        case Status.WITHDRAWN:
            raise Refused("matter_was_withdrawn", ended_at=ended_at)
        case Status.PASSED_ON:
            raise Refused("matter_was_passed_on", ended_at=ended_at)
    raise Refused("matter_cannot_become", status=status, to=to)


def check_move(
    status: Status, to: Status, reason: str = "", ended_at: datetime | None = None
) -> None:
    """Refused when the status cannot follow, or a matter is opened again without a reason."""
    check_follows(status, to, ended_at)
    if to is Status.OPEN and not reason.strip():
        raise Refused("reopening_needs_reason")


def check_pass_on(
    status: Status,
    receiver_name: str,
    receiver: Receiver,
    consents: bool,
    ended_at: datetime | None = None,
) -> None:
    """Refused without a receiver, or to another than a government body without consent.

    A body passes on at once what is meant for another one, and tells the sender (Awb 2:3). A
    housing corporation or care institution is no such body: the sender decides.
    """
    check_follows(status, Status.PASSED_ON, ended_at)
    if not receiver_name.strip():
        raise Refused("passing_on_needs_receiver")
    if receiver is Receiver.OTHER and not consents:
        raise Refused("passing_on_needs_consent", receiver=receiver_name)


def check_case(number: str, url: str) -> None:
    """Refused without a number, or when the address of the page there is none of the web."""
    if not number.strip():
        raise Refused("case_needs_number")
    address = urlsplit(url.strip())
    if url.strip() and not (address.scheme in {"http", "https"} and address.hostname):
        raise Refused("case_address_not_of_the_web")


def check_was_passed_on(status: Status) -> None:
    """Refused unless the matter is with somebody else now."""
    if status is not Status.PASSED_ON:
        raise Refused("matter_cannot_become", status=status)


def ask_whether_heard_on(passed_on_on: date) -> date:
    """Day from which we ask the sender whether the receiver let hear."""
    return passed_on_on + ASK_WHETHER_HEARD_AFTER


def propose_carriers(
    candidates: Sequence[Candidate],
    theme_id: int | None,
    area_id: int | None,
    wanted_not: frozenset[int] = frozenset(),
    hours_needed: float = 1.0,
    network_id: int | None = None,
) -> Proposal:
    """The best pair of two different people who are here, or as many as can be found.

    The first is the one with the strongest reasons, compared in the order of ``Reason``; the
    second is the strongest of the others. Before hours comes belonging to the network of the matter
    (``network_id``), since who does not would not see the rest of it; where that is not known, the
    second shares a network with the first. Equal reasons: who had more contact with this
    party, has fewer open matters, more free hours, and at last the lower ``staff_id``.
    """
    here = [each for each in candidates if not each.absent and each.staff_id not in wanted_not]

    def shares_network(candidate: Candidate, beside: Candidate | None) -> bool:
        if network_id is not None:
            return network_id in candidate.network_ids
        return beside is not None and not candidate.network_ids.isdisjoint(beside.network_ids)

    def reasons(candidate: Candidate, beside: Candidate | None = None) -> tuple[Reason, ...]:
        held = {
            Reason.KNOWS_PARTY: candidate.earlier_contacts > 0,
            Reason.KNOWS_THEME: theme_id in candidate.theme_ids,
            Reason.KNOWS_AREA: area_id in candidate.area_ids,
            Reason.SHARES_NETWORK: shares_network(candidate, beside),
            Reason.HAS_HOURS: candidate.free_hours >= hours_needed,
            Reason.IS_HERE: True,
        }
        return tuple(reason for reason in Reason if held[reason])

    first = min(here, key=lambda each: _order(each, reasons(each)), default=None)
    if first is None:
        return Proposal()
    others = [each for each in here if each.staff_id != first.staff_id]
    second = min(others, key=lambda each: _order(each, reasons(each, first)), default=None)
    if second is None:
        return Proposal(first=first.staff_id, reasons_first=reasons(first))
    return Proposal(first.staff_id, second.staff_id, reasons(first), reasons(second, first))


def _order(candidate: Candidate, reasons: tuple[Reason, ...]) -> tuple[object, ...]:
    """Sorts the strongest candidate first; never shown."""
    return (
        tuple(reason not in reasons for reason in Reason),
        -candidate.earlier_contacts,
        candidate.open_matters,
        -candidate.free_hours,
        candidate.staff_id,
    )


def check_remark(text: str) -> None:
    """Refused when there is nothing in it."""
    if not text.strip():
        raise Refused("remark_is_empty")


def shown_number(number: int) -> int | None:
    """A number that outsiders may see; ``None`` where it is so small that it hides people."""
    return number if number >= SMALLEST_SHOWN else None
