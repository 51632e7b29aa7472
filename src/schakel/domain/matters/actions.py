"""Everything that happens to a matter. It never is without an owner."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from schakel.domain.connections.actions import (
    accept_carrying,
    complete,
    connect,
    forget_who_carried,
    give_carriers,
    open_up,
)
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.matters import rules
from schakel.domain.matters.models import Confidant, Handover, Matter, Remark
from schakel.domain.matters.queries import (
    CarrierChoice,
    carried_today,
    carriers_here,
    choose_carriers,
)
from schakel.domain.matters.rules import Kind, Rank, Receiver, Status
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import colleagues
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.actions import hold_party
from schakel.domain.parties.models import Party
from schakel.domain.staff.models import Position, StaffMember
from schakel.domain.staff.rules import living
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.steps import Step, check_take_back
from schakel.foundation.kernel.tokens import new_paper_code
from schakel.foundation.tenancy.context import ALL_MATTERS, also_show, within_tenant

_FIELD = {Rank.FIRST: "owner", Rank.SECOND: "second"}
_CONNECTION_RANK = {Rank.FIRST: CarrierRank.FIRST, Rank.SECOND: CarrierRank.SECOND}


@transaction.atomic
def open_matter(
    *,
    actor: Actor,
    party: Party,
    network: Network,
    subject: str,
    story: str,
    channel: str,
    received_at: datetime,
    today: date,
    now: datetime,
    theme: Theme | None = None,
    area: Area | None = None,
    kind: Kind = Kind.UNSORTED,
    confidential: bool = False,
    neutral_subject: bool = False,
    supporter: str = "",
    entered_by: StaffMember | None = None,
) -> Matter:
    """Somebody came with something: from this moment two people carry it, or one who is loud.

    ``received_at`` may lie in the past: the term counts from the day on which they came.
    """
    rules.check_subject(subject)
    connection = connect(
        actor=actor,
        party=party,
        network=network,
        theme=theme,
        area=area,
        is_confidential=confidential,
        today=today,
        now=now,
    )
    carrying = carriers_here(connection, today)
    choice = choose_carriers(
        party_id=_known_party(party),
        theme_id=theme.pk if theme else None,
        area_id=area.pk if area else None,
        network_id=network.pk,
        today=today,
        # Behind a platform stand many people, who need not all get the same two.
        first=() if party.is_platform else carrying,
    )
    people = StaffMember.objects.in_bulk({choice.owner_id, choice.second_id} - {None})
    matter = Matter(
        tenant_id=actor.tenant_id,
        reference=new_paper_code()[:9],
        party=party,
        connection=connection,
        network=network,
        theme=theme,
        area=area,
        kind=kind.value,
        subject=subject.strip(),
        story=story.strip(),
        channel=channel,
        received_at=received_at,
        owner=people[choice.owner_id],
        second=people[choice.second_id] if choice.second_id else None,
        carrier_reasons=dict(choice.reasons),
        neutral_subject=neutral_subject,
        supporter=supporter.strip(),
        entered_by=entered_by,
    )
    matter.save()
    if confidential:
        _make_confidential(actor, matter, asked=choice.by_fallback, now=now)
    # Whoever is away keeps the connection.
    stands_in = any(each.stands_in for each in carrying)
    if not (stands_in or (party.is_platform and carrying)):
        _give_connection_to_carriers(actor, matter, now)
    journal.record(
        "matter.opened",
        actor=actor,
        subject="matter",
        subject_id=matter.pk,
        matter_id=matter.pk,
        details={
            "owner_id": choice.owner_id,
            "second_id": choice.second_id,
            "by_fallback": choice.by_fallback,
            "nobody_here": choice.nobody_here,
            "channel": channel,
        },
        now=now,
    )
    return matter


def _give_connection_to_carriers(actor: Actor, matter: Matter, now: datetime) -> None:
    """The connection goes with the matter; in confidence, only to who knows with whom it is.

    With it goes what we brokered for the same party about the same.
    """
    carriers = {CarrierRank.FIRST: matter.owner, CarrierRank.SECOND: matter.second}
    members = {
        rank: member
        for rank, member in carriers.items()
        if member is not None and _knows(member, matter)
    }
    give_carriers(actor=actor, connection=matter.connection, members=members, now=now)
    if not matter.confidential:
        for along in Connection.objects.beside(matter.connection):
            give_carriers(actor=actor, connection=along, members=members, now=now)


def _knows(member: StaffMember, matter: Matter) -> bool:
    if not matter.confidential:
        return True
    return Confidant.objects.of(member.pk).filter(matter=matter).exists()


@transaction.atomic
def give_kind(*, actor: Actor, matter: Matter, kind: Kind, now: datetime) -> Matter:
    """A person says what it is; software may suggest, never decide."""
    matter = _locked(matter)
    _check_work_on(actor, matter)
    rules.check_open(Status(matter.status))
    before, matter.kind = matter.kind, kind.value
    matter.save(update_fields=["kind"])
    _journal("matter.sorted", actor, matter, now, before=before, kind=kind)
    return matter


@transaction.atomic
def take_back_kind(*, actor: Actor, step: Step, now: datetime) -> Matter:
    """It was not of that kind after all: it is of the kind that it was before."""
    matter = _locked(Matter(pk=step.number))
    _check_work_on(actor, matter)
    is_so = matter.kind == step.details["kind"] and not step.is_followed_by("term")
    check_take_back(step, actor=actor, now=now, is_so=is_so)
    matter.kind = Kind(step.details["before"]).value
    matter.save(update_fields=["kind"])
    _journal("matter.sorting_taken_back", actor, matter, now, kind=matter.kind)
    return matter


@transaction.atomic
def accept_matter(*, actor: Actor, matter: Matter, now: datetime) -> Matter:
    """A carrier confirms that they carry it."""
    matter = _locked(matter)
    rank = rules.rank_of(actor, matter.owner_id, matter.second_id)
    member = matter.owner if rank is Rank.FIRST else matter.second
    setattr(matter, f"{_FIELD[rank]}_accepted_at", now)
    matter.save(update_fields=["owner_accepted_at", "second_accepted_at"])
    accept_carrying(connection=matter.connection, member=member, now=now)
    _journal("matter.accepted", actor, matter, now, rank=rank)
    return matter


def accept_all(*, connection: Connection, member: StaffMember, now: datetime) -> None:
    """A carrier says yes to a connection that they have already, with all that is open of it."""
    open_ones = Matter.objects.open().filter(connection=connection)
    for place in _FIELD.values():
        asked = open_ones.filter(**{place: member, f"{place}_accepted_at": None})
        asked.update(**{f"{place}_accepted_at": now})
    accept_carrying(connection=connection, member=member, now=now)


@transaction.atomic
def accept_in_confidence(*, actor: Actor, matter_id: int, now: datetime) -> None:
    """A colleague agrees to carry a matter of which they know nothing but a date.

    Whoever carried it before them, and does no longer, sees it until this moment.
    """
    asked = Confidant.objects.select_for_update().asked(actor.staff_id).get(matter_id=matter_id)
    asked.accepted_at = now
    asked.save(update_fields=["accepted_at"])
    also_show(matter_id)
    matter = _locked(Matter(pk=matter_id))
    _give_connection_to_carriers(actor, matter, now)
    before = Confidant.objects.filter(matter=matter).exclude(
        staff_id__in=_carriers(matter) | {asked.staff_id}
    )
    gone = list(before.values_list("staff_id", flat=True))
    before.delete()
    _let_forget(matter.party, gone)
    journal.record(
        "matter.confided",
        actor=actor,
        subject="matter",
        subject_id=matter_id,
        matter_id=matter_id,
        details={"staff_id": actor.staff_id},
        now=now,
    )


@transaction.atomic
def say_yes(*, actor: Actor, matter_id: int, now: datetime) -> Matter:
    """Accept to carry a matter, of which one may know nothing yet but a date."""
    also_show(matter_id)
    if Confidant.objects.asked(actor.staff_id).filter(matter_id=matter_id).exists():
        accept_in_confidence(actor=actor, matter_id=matter_id, now=now)
    return accept_matter(actor=actor, matter=Matter.objects.get(pk=matter_id), now=now)


@transaction.atomic
def say_no(*, actor: Actor, matter_id: int, reason: str, today: date, now: datetime) -> Matter:
    """Who is asked to carry a matter cannot, and says why: whoever fits best is asked next.

    Not who carried it before, and Refused when there is nobody else: somebody always carries it.
    """
    also_show(matter_id)
    matter = _locked(Matter(pk=matter_id))
    rank = rules.rank_of(actor, matter.owner_id, matter.second_id)
    rules.check_decline(reason)
    earlier = Handover.objects.filter(matter=matter, before__isnull=False)
    without = _carriers(matter) | set(earlier.values_list("before_id", flat=True))
    to_id = _choice(matter, today, without).owner_id
    if to_id in without:
        raise Refused("nobody_else_can_carry")
    return hand_over_matter(
        actor=actor,
        matter=matter,
        rank=rank,
        to=StaffMember.objects.get(pk=to_id),
        reason=reason,
        today=today,
        now=now,
    )


@transaction.atomic
def hand_over_matter(
    *,
    actor: Actor,
    matter: Matter,
    rank: Rank,
    to: StaffMember | None,
    today: date,
    now: datetime,
    reason: str = "",
) -> Matter:
    """Give a matter another first or second carrier; without ``to``, whoever fits best.

    The resident is told by what follows from the journal line.
    """
    matter = _locked(matter)
    _check_work_on(actor, matter)
    rules.check_open(Status(matter.status))
    if to is None:
        to = StaffMember.objects.get(pk=_best_other(matter, today))
    # In order of number, so that two exchanges at once cannot wait for each other.
    here = set(
        StaffMember.objects.select_for_update()
        .working_on(today)
        .filter(pk__in={to.pk, *_carriers(matter)})
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    rules.check_hand_over(
        rank=rank,
        to=to.pk,
        owner=matter.owner_id,
        second=matter.second_id,
        to_works_here=to.pk in here,
    )
    return _exchange(actor, matter, rank, to, reason, now)


def _exchange(
    actor: Actor, matter: Matter, rank: Rank, to: StaffMember, reason: str, now: datetime
) -> Matter:
    """Put ``to`` in the place; who stands in the other place already changes places."""
    before = {Rank.FIRST: matter.owner_id, Rank.SECOND: matter.second_id}
    other = Rank.SECOND if rank is Rank.FIRST else Rank.FIRST
    after = {rank: to.pk, other: before[rank] if before[other] == to.pk else before[other]}
    for each, staff_id in after.items():
        if before[each] == staff_id:
            continue
        setattr(matter, f"{_FIELD[each]}_id", staff_id)
        setattr(matter, f"{_FIELD[each]}_accepted_at", now if staff_id == actor.staff_id else None)
        Handover.objects.create(
            tenant_id=matter.tenant_id,
            matter=matter,
            confidential=matter.confidential,
            rank=each.value,
            before_id=before[each],
            after_id=staff_id,
            reason=reason.strip(),
            changed_at=now,
        )
    matter.carrier_reasons = {}
    matter.save()
    if matter.confidential:
        _ask_in_confidence(actor, matter, to, now)
    _give_connection_to_carriers(actor, matter, now)
    _let_forget(matter.party, [each for each in before.values() if each is not None])
    _journal(
        "matter.handed_over", actor, matter, now, rank=rank, before_id=before[rank], to_id=to.pk
    )
    return matter


def _let_forget(party: Party, staff_ids: Collection[int]) -> None:
    """Who of these carries nothing with a party any more, no matter either, no longer knows it."""
    carried = Matter.objects.filter(party=party, confidential=False).carried_by(staff_ids)
    still = {each for pair in carried.values_list("owner_id", "second_id") for each in pair}
    forget_who_carried(party=party, staff_ids=set(staff_ids) - still)


@transaction.atomic
def take_over(
    *,
    actor: Actor,
    connection: Connection,
    rank: Rank,
    leaver: StaffMember | None,
    to: StaffMember,
    has_accepted: bool,
    today: date,
    now: datetime,
    reason: str = "",
    position: Position | None = None,
) -> None:
    """A place of a connection, and what is open of it in that place, go from ``leaver`` to another.

    Without a ``leaver`` that place is empty. Who stands in the other place moves up, and leaves
    that one empty. Refused when ``to`` does not work here any more. What is in confidence goes by
    itself: see ``hand_over_matter``.
    """
    matters = list(
        Matter.objects.select_for_update(of=("self",))
        .open()
        .filter(connection=connection, confidential=False)
        .order_by("pk")
    )
    people = StaffMember.objects.select_for_update(of=("self",)).working_on(today)
    both = people.filter(pk__in={to.pk, leaver.pk if leaver else to.pk}).order_by("pk")
    if to.pk not in set(both.values_list("pk", flat=True)):
        raise Refused("successor_does_not_work_here")
    accepted_at = now if has_accepted else None
    for matter in matters:
        _move_place(actor, matter, rank, leaver, to, accepted_at, reason, now)
    _take_over_connections(actor, connection, rank, leaver, to, position, now)
    if has_accepted:
        accept_carrying(connection=connection, member=to, now=now)
    if leaver is not None:
        _let_forget(connection.party, [leaver.pk])


def _move_place(
    actor: Actor,
    matter: Matter,
    rank: Rank,
    leaver: StaffMember | None,
    to: StaffMember,
    accepted_at: datetime | None,
    reason: str,
    now: datetime,
) -> None:
    """In one matter: the place of who leaves, else the second place where that is empty."""
    before = {Rank.FIRST: matter.owner_id, Rank.SECOND: matter.second_id}
    leaves = leaver.pk if leaver is not None else None
    places = [each for each in Rank if leaves is not None and before[each] == leaves]
    if not places and rank is Rank.SECOND and matter.second_id is None:
        places = [Rank.SECOND]
    if not places or (places[0] is Rank.SECOND and matter.owner_id == to.pk):
        return
    after = {**before, places[0]: to.pk}
    if places[0] is Rank.FIRST and matter.second_id == to.pk:
        after[Rank.SECOND] = None
    for place, staff_id in after.items():
        if before[place] == staff_id:
            continue
        setattr(matter, f"{_FIELD[place]}_id", staff_id)
        setattr(matter, f"{_FIELD[place]}_accepted_at", accepted_at if staff_id else None)
        Handover.objects.create(
            tenant_id=matter.tenant_id,
            matter=matter,
            rank=place.value,
            before_id=before[place],
            after_id=staff_id,
            reason=reason.strip(),
            changed_at=now,
        )
    matter.carrier_reasons = {}
    matter.save()
    _journal(
        "matter.handed_over",
        actor,
        matter,
        now,
        rank=places[0],
        before_id=before[places[0]],
        to_id=to.pk,
        with_connection=True,
    )


def _take_over_connections(
    actor: Actor,
    connection: Connection,
    rank: Rank,
    leaver: StaffMember | None,
    to: StaffMember,
    position: Position | None,
    now: datetime,
) -> None:
    """With it goes what we brokered for the same party about the same."""
    for each in (connection, *Connection.objects.beside(connection)):
        carrying = Carrier.objects.filter(connection=each, until_at__isnull=True)
        current = {Rank(found.rank): found.staff_id for found in carrying}
        place = _CONNECTION_RANK[rank]
        if current.get(rank) not in {None, leaver.pk if leaver else None, to.pk}:
            continue
        members: dict[CarrierRank, StaffMember | None] = {place: to}
        other = Rank.SECOND if rank is Rank.FIRST else Rank.FIRST
        if current.get(other) == to.pk:
            if rank is Rank.SECOND:
                continue
            members[_CONNECTION_RANK[other]] = None
        give_carriers(actor=actor, connection=each, members=members, position=position, now=now)


@transaction.atomic
def find_living_owner(
    *, actor: Actor, matter: Matter, today: date, now: datetime, reason: str
) -> Matter:
    """Whoever carries is no longer here: the second takes over, else whoever fits best."""
    matter = _locked(matter)
    here, so_far = colleagues(today), carried_today(matter)
    gone = frozenset(
        each
        for each in (matter.owner_id, matter.second_id)
        if each is not None and living(each, here, today, so_far) is None
    )
    if matter.owner_id in gone:
        second = matter.second_id
        to_id = second if second and second not in gone else _best_other(matter, today)
        if to_id != matter.owner_id:
            to = StaffMember.objects.get(pk=to_id)
            matter = _exchange(actor, matter, Rank.FIRST, to, reason, now)
        else:
            _journal("matter.without_owner", actor, matter, now)
    if matter.second_id is None or matter.second_id in gone:
        choice = _choice(matter, today, without=gone | {matter.owner_id})
        if not choice.by_fallback:
            to = StaffMember.objects.get(pk=choice.owner_id)
            matter = _exchange(actor, matter, Rank.SECOND, to, reason, now)
    return matter


def _best_other(matter: Matter, today: date) -> int:
    return _choice(matter, today, _carriers(matter)).owner_id


def _known_party(party: Party) -> int | None:
    """Who came by a platform is nobody in particular: having met one is not knowing the other."""
    return None if party.is_platform else party.pk


def _choice(matter: Matter, today: date, without: Collection[int]) -> CarrierChoice:
    return choose_carriers(
        party_id=_known_party(matter.party),
        theme_id=matter.theme_id,
        area_id=matter.area_id,
        network_id=matter.network_id,
        today=today,
        without=frozenset(without),
    )


@transaction.atomic
def mark_answered(*, actor: Actor, matter: Matter, now: datetime) -> Matter:
    """The answer in content was given; the next move is theirs."""
    return _move(actor, matter, Status.ANSWERED, "matter.answered", now)


@transaction.atomic
def close_matter(*, actor: Actor, matter: Matter, reason: str, now: datetime) -> Matter:
    """The matter comes to an end: done, or the other side says so."""
    return _move(actor, matter, Status.CLOSED, "matter.closed", now, reason)


@transaction.atomic
def withdraw_matter(*, actor: Actor, matter: Matter, reason: str, now: datetime) -> Matter:
    """Whoever came with it takes it back."""
    return _move(actor, matter, Status.WITHDRAWN, "matter.withdrawn", now, reason)


@transaction.atomic
def reopen_matter(*, actor: Actor, matter: Matter, reason: str, now: datetime) -> Matter:
    """It turns out not to be done; the reason is kept."""
    hold_party(matter.party)
    return _move(actor, matter, Status.OPEN, "matter.reopened", now, reason)


def _move(
    actor: Actor, matter: Matter, to: Status, what: str, now: datetime, reason: str = ""
) -> Matter:
    matter = _locked(matter)
    if actor.matter_id != matter.pk:
        _check_work_on(actor, matter)
    rules.check_move(Status(matter.status), to, reason, matter.ended_at)
    before = {"before": matter.status, "waited_for_them": matter.waits_for_them}
    matter.status = to.value
    matter.waits_for_them = to is Status.ANSWERED
    matter.ended_at = None if to in {Status.OPEN, Status.ANSWERED} else now
    matter.end_reason = reason.strip()[:500]
    matter.save(update_fields=["status", "waits_for_them", "ended_at", "end_reason"])
    _journal(what, actor, matter, now, **before)
    return matter


@transaction.atomic
def take_back_move(*, actor: Actor, step: Step, now: datetime) -> Matter:
    """It was not closed, or not answered, after all: the matter is what it was before."""
    matter = _locked(Matter(pk=step.number))
    _check_work_on(actor, matter)
    hold_party(matter.party)
    is_there = matter.ended_at == step.at or matter.status == Status.ANSWERED.value
    is_so = is_there and not step.is_followed_by("term")
    check_take_back(step, actor=actor, now=now, is_so=is_so)
    matter.status = Status(step.details["before"]).value
    matter.waits_for_them = step.details["waited_for_them"]
    matter.ended_at, matter.end_reason = None, ""
    matter.save(update_fields=["status", "waits_for_them", "ended_at", "end_reason"])
    _journal("matter.end_taken_back", actor, matter, now, status=matter.status)
    return matter


@transaction.atomic
def wait_for_them(*, actor: Actor, matter: Matter, waits: bool, now: datetime) -> Matter:
    """Whose move it is: theirs (``waits``), or ours again."""
    matter = _locked(matter)
    if matter.waits_for_them != waits:
        matter.waits_for_them = waits
        matter.save(update_fields=["waits_for_them"])
        _journal("matter.move_passed", actor, matter, now, theirs=waits)
    return matter


@transaction.atomic
def pass_on_matter(
    *,
    actor: Actor,
    matter: Matter,
    to: str,
    receiver: Receiver,
    consents: bool,
    today: date,
    now: datetime,
) -> Matter:
    """It belongs elsewhere: it goes there with its original date, and the sender hears where."""
    matter = _locked(matter)
    _check_work_on(actor, matter)
    rules.check_pass_on(Status(matter.status), to, receiver, consents, matter.ended_at)
    matter.kind, matter.status = Kind.NOT_OURS.value, Status.PASSED_ON.value
    matter.passed_on_to, matter.passed_on_at, matter.ended_at = to.strip(), now, now
    matter.ask_heard_on = rules.ask_whether_heard_on(today)
    matter.heard_asked_at = matter.was_heard = None
    matter.save()
    _journal("matter.passed_on", actor, matter, now)
    return matter


@transaction.atomic
def ask_whether_heard(*, actor: Actor, matter: Matter, now: datetime) -> Matter:
    """Four weeks later: did they hear from whom we passed it on to?"""
    matter = _locked(matter)
    matter.heard_asked_at = now
    matter.save(update_fields=["heard_asked_at"])
    _journal("matter.heard_asked", actor, matter, now)
    return matter


@transaction.atomic
def say_whether_heard(*, actor: Actor, matter: Matter, heard: bool, now: datetime) -> Matter:
    """The sender tells whether they were heard; if not, it is ours again."""
    matter = _locked(matter)
    matter.was_heard = heard
    matter.save(update_fields=["was_heard"])
    _journal("matter.was_heard" if heard else "matter.was_not_heard", actor, matter, now)
    return matter


@transaction.atomic
def add_remark(*, actor: Actor, matter: Matter, text: str, now: datetime) -> Remark:
    """Write down something for colleagues; it never goes out in an answer."""
    _check_work_on(actor, matter)
    rules.check_remark(text)
    hold_party(matter.party)
    remark = Remark.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter.confidential,
        staff=StaffMember.objects.get(pk=actor.staff_id or 0),
        text=text.strip(),
        made_at=now,
    )
    _journal("remark.made", actor, matter, now, remark_id=remark.pk)
    return remark


@transaction.atomic
def take_back_remark(*, actor: Actor, step: Step, now: datetime) -> str:
    """It was not meant to be written here. Gives its words."""
    made = Remark.objects.select_for_update(of=("self",)).filter(pk=step.details["remark_id"])
    remark = made.first()
    check_take_back(step, actor=actor, now=now, is_so=remark is not None)
    assert remark is not None, "the rule says so"
    hold_party(remark.matter.party)
    words = remark.text
    _journal("remark.taken_back", actor, remark.matter, now, remark_id=remark.pk)
    remark.delete()
    return words


@transaction.atomic
def refer_to_case(
    *, actor: Actor, matter: Matter, number: str, system: str, url: str, now: datetime
) -> Matter:
    """Say which case in which other system this is; its content stays there."""
    hold_party(matter.party)
    matter = _locked(matter)
    _check_work_on(actor, matter)
    rules.check_case(number, url)
    matter.case_number, matter.case_system = number.strip(), system.strip()
    matter.case_url = url.strip()
    matter.save(update_fields=["case_number", "case_system", "case_url"])
    _journal("matter.referred", actor, matter, now)
    return matter


@transaction.atomic
def take_for_archive(*, actor: Actor, matter: Matter, files: int, now: datetime) -> None:
    """A copy of what was answered leaves for the archive; that it did is written down."""
    _check_work_on(actor, matter)
    _journal("matter.taken_for_archive", actor, matter, now, files=files)


@transaction.atomic
def place_matter(
    *,
    actor: Actor,
    matter: Matter,
    network: Network,
    theme: Theme | None,
    area: Area | None,
    today: date,
    now: datetime,
) -> Matter:
    """Say which theme and area it is about; its connection moves along."""
    matter = _locked(matter)
    _check_work_on(actor, matter)
    matter.network, matter.theme, matter.area = network, theme, area
    matter.connection = connect(
        actor=actor,
        party=matter.party,
        network=network,
        theme=theme,
        area=area,
        is_confidential=matter.confidential,
        today=today,
        now=now,
    )
    matter.save(update_fields=["network", "theme", "area", "connection"])
    _give_connection_to_carriers(actor, matter, now)
    _journal("matter.placed", actor, matter, now)
    return matter


@transaction.atomic
def complete_connection(
    *, actor: Actor, connection: Connection, reason: str, today: date, now: datetime
) -> Connection:
    """What the two sides wanted with each other is done; Refused while a matter of it is open."""
    return complete(
        actor=actor,
        connection=connection,
        reason=reason,
        open_matters=Matter.objects.open().filter(connection=connection).count(),
        today=today,
        now=now,
    )


@transaction.atomic
def break_confidence(*, actor: Actor, reference: str, reason: str, now: datetime) -> Matter:
    """See a matter in confidence without being asked: for danger, when nobody can be reached.

    The reason is kept, and the carriers are told.
    """
    rules.check_break_confidence(actor, reason)
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        matter = Matter.objects.filter(
            reference=reference.strip().upper(), confidential=True
        ).first()
    if matter is None:
        raise Refused("nothing_in_confidence", reference=reference.strip()[:20])
    Confidant.objects.update_or_create(
        tenant_id=actor.tenant_id,
        matter=matter,
        staff_id=actor.staff_id,
        defaults={"asked_at": now, "accepted_at": now},
    )
    journal.record(
        "confidence.broken",
        actor=actor,
        subject="matter",
        subject_id=matter.pk,
        matter_id=matter.pk,
        details={"staff_id": actor.staff_id},
        personal={"reason": reason.strip()},
        now=now,
    )
    return matter


@transaction.atomic
def lift_confidence(*, actor: Actor, matter: Matter, now: datetime) -> Matter:
    """The matter need no longer be kept in confidence: its network may see it from now on."""
    matter = _locked(matter)
    if actor.matter_id != matter.pk:
        _check_work_on(actor, matter)
    confided, matter.confidential = matter.connection_id, False
    matter.connection = open_up(actor=actor, connection=matter.connection, now=now)
    matter.save(update_fields=["confidential", "connection"])
    Confidant.objects.filter(matter=matter, accepted_at__isnull=True).delete()
    if matter.connection_id == confided:
        _give_connection_to_carriers(actor, matter, now)
    _journal("matter.confidence_lifted", actor, matter, now)
    return matter


def forget_matters(*, matters: Collection[int], word: str) -> None:
    """What these were about is gone; when they came, of which kind they were and who carried stay.

    ``word`` stands where something has to stand. Nobody is asked any more whether they were heard.
    """
    about = Matter.objects.filter(pk__in=matters)
    about.exclude(passed_on_to="").update(passed_on_to=word)
    about.update(
        subject=word,
        story="",
        supporter="",
        end_reason="",
        case_number="",
        case_system="",
        case_url="",
        ask_heard_on=None,
    )
    Remark.objects.filter(matter__in=matters).update(text=word)
    Handover.objects.filter(matter__in=matters).update(reason="")


def _make_confidential(actor: Actor, matter: Matter, *, asked: bool, now: datetime) -> None:
    """Only its carriers see it; somebody who only fell in for others first has to accept."""
    Confidant.objects.bulk_create(
        Confidant(
            tenant_id=actor.tenant_id,
            matter=matter,
            staff_id=staff_id,
            asked_at=now,
            accepted_at=None if asked else now,
        )
        for staff_id in (matter.owner_id, matter.second_id)
        if staff_id is not None
    )
    also_show(matter.pk)
    matter.confidential = True
    matter.save(update_fields=["confidential"])


def _ask_in_confidence(actor: Actor, matter: Matter, to: StaffMember, now: datetime) -> None:
    """Ask the new carrier; whoever was asked for that place before them is asked no longer."""
    asked = Confidant.objects.filter(matter=matter, accepted_at__isnull=True)
    asked.exclude(staff_id__in=_carriers(matter)).delete()
    Confidant.objects.get_or_create(
        tenant_id=actor.tenant_id, matter=matter, staff=to, defaults={"asked_at": now}
    )


def _locked(matter: Matter) -> Matter:
    return Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)


def _carriers(matter: Matter) -> frozenset[int]:
    second = matter.second_id
    return frozenset({matter.owner_id} if second is None else {matter.owner_id, second})


def _check_work_on(actor: Actor, matter: Matter) -> None:
    rules.check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)


def _journal(what: str, actor: Actor, matter: Matter, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="matter",
        subject_id=matter.pk,
        matter_id=matter.pk,
        details=details,
        now=now,
    )
