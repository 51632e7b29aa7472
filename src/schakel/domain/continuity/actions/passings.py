"""The passing of one connection: somebody is asked, says yes, is introduced, and speaks them."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank, check_goes_on
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.rules import Direction
from schakel.domain.continuity import rules
from schakel.domain.continuity.actions.dossiers import give_out_dossier
from schakel.domain.continuity.models import Decline, HandOver, Passing
from schakel.domain.continuity.queries.hand_over import (
    Proposed,
    as_successor,
    is_held_by,
    matter_to_tell,
    may_ask_for,
    other_carrier,
    proposals,
    spoke_on,
    steps_of,
)
from schakel.domain.continuity.rules import Course, HandOverKind, Introduction
from schakel.domain.continuity.rules.dossier import DossierForm
from schakel.domain.matters.actions import accept_all, hand_over_matter, take_over
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import HEARD
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import State as MessageState
from schakel.domain.networks.models import Membership
from schakel.domain.notices.actions import end_news, tell_each
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.actions import acquaint
from schakel.domain.parties.models import Channel
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.actions import ask_for, finish_task, give_tasks, reach_party
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import add_working_days


@transaction.atomic
def ask_successor(
    *,
    actor: Actor,
    passing: Passing,
    member: StaffMember | None = None,
    reasons: Collection[str] = (),
    today: date,
    now: datetime,
) -> Passing:
    """Ask this colleague to take a place, or whoever is proposed; who asks themselves says yes.

    ``reasons`` are why this colleague. Refused where nobody is found.
    """
    passing = _locked(passing)
    _check_work_on(actor, passing)
    rules.check_follows(Course(passing.course), Course.ASKED)
    proposed = _proposed(passing, member, reasons, today)
    if passing.confidential:
        return ask_in_confidence(actor, passing, proposed, today, now)
    _ask(actor, passing, proposed, today, now)
    if proposed.staff_id == actor.staff_id:
        return accept_for(actor, passing, today, now)
    return passing


def _proposed(
    passing: Passing, member: StaffMember | None, reasons: Collection[str], today: date
) -> Proposed:
    """Who is asked, with why: whoever is named, else was proposed, else fits best by now.

    Refused when who is named cannot be asked, or nobody is found.
    """
    if member is not None:
        _check_successor(passing, member, today)
        return Proposed(member.pk, tuple(reasons))
    if passing.successor is not None:
        with suppress(Refused):
            _check_successor(passing, passing.successor, today)
            return Proposed(passing.successor.pk, tuple(passing.reasons))
    found = proposals([passing], today).get(passing.pk)
    if found is None:
        raise Refused("nobody_else_can_carry")
    return found


def _check_successor(passing: Passing, member: StaffMember, today: date) -> None:
    rules.check_successor(
        as_successor(member, today),
        leaver_id=passing.hand_over.staff_id if passing.hand_over else None,
        rank=CarrierRank(passing.rank),
        other_id=other_carrier(passing),
    )


def _ask(actor: Actor, passing: Passing, to: Proposed, today: date, now: datetime) -> None:
    at_once = passing.taken_over_at is not None or _is_sudden(passing)
    _note_asked(actor, passing, to, today, now, at_once=at_once)
    if to.staff_id != actor.staff_id:
        tell_each(
            actor=actor,
            told={(to.staff_id, f"passing:{passing.pk}:{now:%Y%m%d%H%M%S%f}")},
            kind=NoticeKind.TAKE_OVER,
            now=now,
        )


def _note_asked(
    actor: Actor, passing: Passing, to: Proposed, today: date, now: datetime, *, at_once: bool
) -> None:
    passing.course, passing.successor_id = Course.ASKED.value, to.staff_id
    passing.reasons, passing.asked_at = list(to.reasons), now
    days = rules.WORKING_DAYS_TO_ANSWER_AT_ONCE if at_once else rules.WORKING_DAYS_TO_ANSWER
    passing.answer_by = add_working_days(today, days, closed_days())
    passing.save()
    _journal("passing.asked", actor, passing, now, staff_id=to.staff_id)


def _is_sudden(passing: Passing) -> bool:
    return passing.hand_over is not None and passing.hand_over.kind == HandOverKind.SUDDEN


def ask_in_confidence(
    actor: Actor, passing: Passing, to: Proposed, today: date, now: datetime
) -> Passing:
    """A matter in confidence goes as it always does: who is asked sees a date until they accept.

    Whoever carried it sees it until then.
    """
    assert passing.matter is not None, "what is in confidence hangs on a matter"
    matter, rank = passing.matter, Rank(passing.rank)
    holder = matter.owner_id if rank is Rank.FIRST else matter.second_id
    if holder != to.staff_id:
        hand_over_matter(
            actor=actor,
            matter=matter,
            rank=rank,
            to=StaffMember.objects.get(pk=to.staff_id),
            today=today,
            now=now,
        )
    passing.taken_over_at = now
    _note_asked(actor, passing, to, today, now, at_once=False)
    return passing


def _give_at_once(actor: Actor, passing: Passing, today: date, now: datetime) -> None:
    """Nobody is there who carries it: somebody has the place before they are asked."""
    is_asked = passing.course == Course.ASKED and not passing.confidential
    if is_asked and passing.taken_over_at is None:
        to = Proposed(passing.successor_id or 0, tuple(passing.reasons))
    else:
        found = proposals([passing], today).get(passing.pk)
        if found is None:
            _ask_to_seek(actor, passing, today, now)
            return
        to = found
    if passing.confidential:
        ask_in_confidence(system(actor.tenant_id), passing, to, today, now)
        return
    if passing.course != Course.ASKED:
        _ask(system(actor.tenant_id), passing, to, today, now)
    _take_over(actor, passing, today, now, has_accepted=False)


def _take_over(
    actor: Actor, passing: Passing, today: date, now: datetime, *, has_accepted: bool
) -> None:
    """The place is theirs from now on, and what is open of the connection in that place."""
    was_second = other_carrier(passing) == passing.successor_id
    assert passing.successor is not None
    leaver = _leaver(passing)
    take_over(
        actor=actor,
        connection=passing.connection,
        rank=Rank(passing.rank),
        leaver=leaver,
        to=passing.successor,
        has_accepted=has_accepted,
        position=passing.position,
        today=today,
        now=now,
    )
    if leaver is not None:
        give_tasks(
            actor=actor,
            connection=passing.connection,
            leaver=leaver,
            to=passing.successor,
            now=now,
        )
    passing.taken_over_at = now
    passing.save(update_fields=["taken_over_at"])
    _journal("passing.taken_over", actor, passing, now, staff_id=passing.successor_id)
    if was_second and passing.rank == CarrierRank.FIRST:
        # Who was the second is the first now.
        _seek_second(actor, passing.connection, passing.hand_over, now)


def holder_of(passing: Passing) -> StaffMember | None:
    """Who has a place that was given on: the successor, else who had it last and said no."""
    return passing.successor or _who_said_no(passing)


def _who_said_no(passing: Passing) -> StaffMember | None:
    declines = Decline.objects.filter(passing=passing).select_related("staff")
    last: Decline | None = declines.order_by("-pk").first()
    return last.staff if last is not None else None


def _leaver(passing: Passing) -> StaffMember | None:
    """Who leaves the place: who had it in the meantime and did not want it, else who goes.

    Where nobody goes, whoever has it: who held a function before, or never said yes.
    """
    in_between = _who_said_no(passing) if passing.taken_over_at is not None else None
    if in_between is not None:
        return in_between
    if passing.hand_over is not None:
        leaver: StaffMember = passing.hand_over.staff
        return leaver
    held = Carrier.objects.filter(
        connection=passing.connection, rank=passing.rank, until_at__isnull=True
    )
    before: Carrier | None = held.select_related("staff").first()
    return before.staff if before is not None else None


def _seek_second(
    actor: Actor, connection: Connection, hand_over: HandOver | None, now: datetime
) -> Passing:
    """Somebody is sought for the second place; the one in which somebody is, if that goes on."""
    theirs = Passing.objects.going_on().filter(
        connection=connection, rank=CarrierRank.SECOND.value, hand_over=hand_over
    )
    found: Passing | None = theirs.first()
    if found is not None:
        return found
    matter = Matter.objects.filter(connection=connection, confidential=True).first()
    return Passing.objects.create(
        tenant_id=actor.tenant_id,
        connection=connection,
        rank=CarrierRank.SECOND.value,
        hand_over=hand_over,
        matter=matter,
        confidential=matter is not None,
        made_at=now,
    )


@transaction.atomic
def accept_passing(*, actor: Actor, passing: Passing, today: date, now: datetime) -> Passing:
    """Who was asked says yes: they carry it from the day on which the other goes, or at once."""
    passing = _locked(passing)
    rules.check_asked(actor.staff_id, passing.successor_id)
    return accept_for(actor, passing, today, now)


def accept_for(actor: Actor, passing: Passing, today: date, now: datetime) -> Passing:
    """The successor of a passing says yes, by themselves or with a function that they take on."""
    rules.check_follows(Course(passing.course), Course.ACCEPTED)
    check_goes_on(passing.connection.completed_on)
    assert passing.successor is not None
    rules.check_successor(
        as_successor(passing.successor, today),
        leaver_id=passing.hand_over.staff_id if passing.hand_over else None,
        rank=CarrierRank(passing.rank),
        other_id=None if passing.taken_over_at else other_carrier(passing),
    )
    passing.course, passing.accepted_at = Course.ACCEPTED.value, now
    passing.save(update_fields=["course", "accepted_at"])
    end_news(about=f"passing:{passing.pk}", now=now)
    _journal("passing.accepted", actor, passing, now, staff_id=passing.successor_id)
    if passing.taken_over_at is not None:
        accept_all(connection=passing.connection, member=passing.successor, now=now)
    else:
        acquaint(actor=actor, party=passing.connection.party, colleagues=[passing.successor])
        if rules.takes_over_on(passing.hand_over.from_on if passing.hand_over else None, today):
            _take_over(actor, passing, today, now, has_accepted=True)
    _ask_to_introduce(actor, passing, today, now)
    give_out_dossier(
        actor=system(actor.tenant_id),
        connections=[passing.connection_id],
        form=DossierForm.HAND_OVER,
        receiver_id=passing.successor_id,
        now=now,
    )
    return passing


def _ask_to_introduce(actor: Actor, passing: Passing, today: date, now: datetime) -> None:
    """Whoever knows them introduces who comes: the old carrier, else who has the other place."""
    leaver = passing.hand_over.staff if passing.hand_over else None
    goes_suddenly = _is_sudden(passing)
    known = leaver if leaver is not None and not goes_suddenly else None
    if known is None:
        other = other_carrier(passing)
        known = StaffMember.objects.filter(pk=other).first() if other else None
    ask_for(
        actor=actor,
        member=known or passing.successor or passing.connection.network.owner,
        kind=TaskKind.INTRODUCE_SUCCESSOR,
        matter=passing.matter,
        connection=passing.connection,
        due_on=add_working_days(today, rules.WORKING_DAYS_TO_INTRODUCE, closed_days()),
        now=now,
    )


@transaction.atomic
def decline_passing(
    *, actor: Actor, passing: Passing, reason: str, today: date, now: datetime
) -> Passing:
    """Who was asked cannot, and says why: whoever fits best is asked next."""
    passing = _locked(passing)
    rules.check_asked(actor.staff_id, passing.successor_id)
    rules.check_decline(Course(passing.course), reason)
    return _declined(actor, passing, reason, today, now)


def _declined(actor: Actor, passing: Passing, reason: str, today: date, now: datetime) -> Passing:
    """Who did not say yes keeps what they were given until somebody else has it."""
    assert passing.successor is not None
    Decline.objects.create(
        tenant_id=actor.tenant_id,
        passing=passing,
        staff=passing.successor,
        reason=reason.strip()[:500],
        declined_at=now,
    )
    end_news(about=f"passing:{passing.pk}", now=now)
    _journal("passing.declined", actor, passing, now, staff_id=passing.successor_id)
    passing.course, passing.successor = Course.SEEKING.value, None
    passing.accepted_at = passing.asked_at = passing.answer_by = None
    passing.save()
    next_one = proposals([passing], today).get(passing.pk)
    if next_one is None:
        _ask_to_seek(actor, passing, today, now)
    elif passing.taken_over_at is not None:
        _give_at_once(actor, passing, today, now)
    else:
        _ask(system(actor.tenant_id), passing, next_one, today, now)
    return passing


def _ask_to_seek(actor: Actor, passing: Passing, today: date, now: datetime) -> None:
    """Nobody is left to ask: a person has to find somebody, with words of their own."""
    hand_over, network = passing.hand_over, passing.connection.network
    lead_id = hand_over.staff.lead_id if hand_over is not None else None
    connectors = Membership.objects.on(today).filter(
        network=network, staff__roles__contains=[Role.CONNECTOR.value]
    )
    wanted = [
        *(each for each in (lead_id, network.owner_id, network.deputy_id) if each is not None),
        *connectors.order_by("staff_id").values_list("staff_id", flat=True)[:1],
    ]
    here = StaffMember.objects.working_on(today)
    known = here.in_bulk(wanted)
    member = next((known[each] for each in wanted if each in known), None)
    member = member or here.fallback_chain().first()
    # Whoever looked and found nobody is not asked again the next hour.
    lately = Task.objects.filter(
        connection=passing.connection_id,
        kind=TaskKind.SEEK_CARRIER.value,
        created_at__gt=now - rules.SEEKS_AGAIN_AFTER,
    )
    asked = Task.objects.open().filter(
        connection=passing.connection_id, kind=TaskKind.SEEK_CARRIER.value
    )
    if member is not None and not (asked.exists() or lately.exists()):
        ask_for(
            actor=actor,
            member=member,
            kind=TaskKind.SEEK_CARRIER,
            matter=passing.matter,
            connection=passing.connection,
            due_on=add_working_days(today, rules.WORKING_DAYS_TO_ANSWER, closed_days()),
            now=now,
        )


@transaction.atomic
def introduce(
    *,
    actor: Actor,
    passing: Passing,
    how: Introduction,
    words: str = "",
    meet_on: date | None = None,
    today: date,
    now: datetime,
) -> Passing:
    """The other side gets to know who comes: all three meet, or in the words of who knows them."""
    passing = _locked(passing)
    _check_introduce(actor, passing)
    if passing.course != Course.ACCEPTED:
        raise Refused("passing_is_further", course=passing.course)
    matter = passing.matter or matter_to_tell(passing)
    rules.check_introduce(
        how, words=words, meet_on=meet_on, today=today, can_be_told=matter is not None
    )
    passing.introduction, passing.words = how.value, words.strip()
    passing.meet_on = meet_on if how is Introduction.MEETING else None
    if how is Introduction.MESSAGE:
        passing.introduced_at = now
        passing.message = _tell_party(actor, passing, matter, today, now)
    passing.save()
    _journal("passing.introduction_chosen", actor, passing, now, how=how)
    _ask_both_to_meet(actor, passing, now)
    _end_when_complete(actor, passing, now)
    return passing


def _check_introduce(actor: Actor, passing: Passing) -> None:
    """Who goes, who comes, who has the other place, or who may work on the connection."""
    leaver = passing.hand_over.staff_id if passing.hand_over else None
    if actor.staff_id is not None and actor.staff_id in {leaver, passing.successor_id}:
        return
    _check_work_on(actor, passing)


def _ask_both_to_meet(actor: Actor, passing: Passing, now: datetime) -> None:
    """One task each, for the day on which they meet; what was asked of it before is done."""
    _finish_tasks(actor, passing, (TaskKind.INTRODUCE_SUCCESSOR,), now)
    if passing.introduction != Introduction.MEETING or passing.meet_on is None:
        return
    leaver = passing.hand_over.staff if passing.hand_over and not _is_sudden(passing) else None
    for member in (leaver, passing.successor):
        if member is not None:
            ask_for(
                actor=actor,
                member=member,
                kind=TaskKind.INTRODUCE_SUCCESSOR,
                matter=passing.matter,
                connection=passing.connection,
                due_on=passing.meet_on,
                now=now,
            )


def _tell_party(
    actor: Actor, passing: Passing, matter: Matter | None, today: date, now: datetime
) -> Message | None:
    """Who comes, with the words of who knows them; once for each passing."""
    if matter is None:
        return None
    return reach_party(
        actor=system(actor.tenant_id),
        matter=matter,
        kind=MessageKind.SUCCESSOR,
        key=f"successor:{passing.pk}",
        typed=passing.words,
        today=today,
        now=now,
    )


@transaction.atomic
def say_introduced(
    *, actor: Actor, passing: Passing, said: str, today: date, now: datetime
) -> Passing:
    """They met: that is the first conversation with who comes, and they were told."""
    passing = _locked(passing)
    _check_introduce(actor, passing)
    if passing.course != Course.ACCEPTED:
        raise Refused("passing_is_further", course=passing.course)
    record_contact(
        actor=actor,
        party=passing.connection.party,
        matter=passing.matter,
        connection=passing.connection,
        channel=Channel.MEETING,
        direction=Direction.BOTH_WAYS,
        summary=said,
        happened_at=now,
        staff_id=passing.successor_id,
        now=now,
    )
    passing.introduction = passing.introduction or Introduction.MEETING.value
    passing.introduced_at = passing.told_at = now
    passing.spoke_on = passing.spoke_on or today
    passing.save()
    _finish_tasks(actor, passing, (TaskKind.INTRODUCE_SUCCESSOR,), now)
    _journal("passing.introduced", actor, passing, now)
    _end_when_complete(actor, passing, now)
    return passing


@transaction.atomic
def follow_passing(*, actor: Actor, passing: Passing, today: date, now: datetime) -> Passing:
    """What time and others bring: nobody answered, the day came, they heard, the two spoke.

    Idempotent: what was missed on a day is made up on the next.
    """
    passing = _locked(passing)
    if Course(passing.course) not in rules.GOES_ON:
        return passing
    if passing.confidential:
        _follow_in_confidence(actor, passing, now)
    elif passing.course == Course.ASKED and passing.answer_by and passing.answer_by < today:
        passing = _declined(actor, passing, "", today, now)
    hand_over = passing.hand_over
    if passing.connection.completed_on is not None or not _is_still_theirs(passing):
        drop_passing(actor, passing, now)
        return passing
    begins = rules.takes_over_on(hand_over.from_on if hand_over else None, today)
    if passing.taken_over_at is None and begins and (hand_over or passing.successor):
        carry_on(actor, passing, today, now)
    elif passing.course == Course.SEEKING and _is_near(hand_over, today):
        next_one = proposals([passing], today).get(passing.pk)
        if next_one is None:
            _ask_to_seek(actor, passing, today, now)
        elif passing.confidential:
            ask_in_confidence(system(actor.tenant_id), passing, next_one, today, now)
        else:
            _ask(system(actor.tenant_id), passing, next_one, today, now)
    _note_what_happened(actor, passing, today, now)
    return passing


def _is_still_theirs(passing: Passing) -> bool:
    """Whether the place is still with who passes it on, or who got it: else it went another way."""
    if passing.taken_over_at is None:
        leaver = passing.hand_over.staff_id if passing.hand_over is not None else None
        return leaver is None or is_held_by(passing, leaver)
    holder = holder_of(passing)
    return holder is not None and is_held_by(passing, holder.pk)


def _is_near(hand_over: HandOver | None, today: date) -> bool:
    """Whom nobody asked by now, Schakel asks; a place that nobody leaves waits for a person."""
    return hand_over is not None and hand_over.from_on - rules.ASKS_ITSELF_BEFORE <= today


def carry_on(actor: Actor, passing: Passing, today: date, now: datetime) -> None:
    """The day is there: who said yes takes the place, else whoever is asked, before their yes.

    Who said yes and went meanwhile makes way for somebody else. Nobody has to take what was empty.
    """
    successor = passing.successor
    is_asked = passing.course != Course.SEEKING
    if is_asked and successor is not None and not as_successor(successor, today).works_here:
        passing = _declined(actor, passing, "", today, now)
    if passing.course == Course.ACCEPTED:
        _take_over(actor, passing, today, now, has_accepted=True)
    elif passing.hand_over is not None and passing.taken_over_at is None:
        _give_at_once(actor, passing, today, now)


def _follow_in_confidence(actor: Actor, passing: Passing, now: datetime) -> None:
    """Who carries the matter in this place now is who was asked; with their yes it is theirs."""
    matter = passing.matter
    if matter is None or passing.course == Course.SEEKING:
        return
    is_first = passing.rank == CarrierRank.FIRST
    holder = matter.owner_id if is_first else matter.second_id
    accepted_at = matter.owner_accepted_at if is_first else matter.second_accepted_at
    if holder is None or (passing.hand_over and holder == passing.hand_over.staff_id):
        return
    passing.successor_id = holder
    if passing.course == Course.ASKED and accepted_at is not None:
        passing.course, passing.accepted_at = Course.ACCEPTED.value, accepted_at
        _journal("passing.accepted", actor, passing, now, staff_id=holder)
    passing.save()


def _note_what_happened(actor: Actor, passing: Passing, today: date, now: datetime) -> None:
    """Whether they were told, and the two spoke."""
    if passing.course != Course.ACCEPTED:
        return
    before = (passing.told_at, passing.spoke_on, passing.message_id)
    if passing.spoke_on is None:
        passing.spoke_on = spoke_on(passing)
    is_first = passing.rank == CarrierRank.FIRST
    if passing.told_at is None and is_first and passing.taken_over_at is not None:
        if passing.message is None:
            matter = passing.matter or matter_to_tell(passing)
            passing.message = _tell_party(actor, passing, matter, today, now)
        if passing.message is not None:
            if MessageState(passing.message.state) in HEARD:
                passing.told_at = now
        elif passing.spoke_on is not None:
            # Of whom no way is known, or with whom nothing ever was open: a conversation tells it.
            passing.told_at = now
    if passing.told_at is None and passing.spoke_on is not None and passing.message is not None:
        # Whoever speaks them knows who they are, whether that mail arrived or not.
        passing.told_at = now
    if (passing.told_at, passing.spoke_on, passing.message_id) != before:
        passing.save(update_fields=["told_at", "spoke_on", "message"])
    _end_when_complete(actor, passing, now)


def _end_when_complete(actor: Actor, passing: Passing, now: datetime) -> None:
    if not rules.is_complete(steps_of(passing)):
        return
    passing.course, passing.ended_at = Course.DONE.value, now
    passing.save(update_fields=["course", "ended_at"])
    _journal("passing.done", actor, passing, now)


def drop_passing(actor: Actor, passing: Passing, now: datetime) -> None:
    """It is not needed any more: nobody is asked, and what was asked for it is done."""
    if Course(passing.course) not in rules.GOES_ON:
        return
    passing.course, passing.ended_at = Course.DROPPED.value, now
    passing.save(update_fields=["course", "ended_at"])
    end_news(about=f"passing:{passing.pk}", now=now)
    _finish_tasks(actor, passing, (TaskKind.LAST_WORD, TaskKind.INTRODUCE_SUCCESSOR), now)


def _finish_tasks(
    actor: Actor, passing: Passing, kinds: Collection[TaskKind], now: datetime
) -> None:
    """What those of this passing were asked for it; what others were asked stays."""
    leaver = passing.hand_over.staff_id if passing.hand_over is not None else None
    theirs = {leaver, passing.successor_id, other_carrier(passing)} - {None}
    tasks = Task.objects.open().filter(
        connection=passing.connection_id,
        staff__in=theirs,
        kind__in=[kind.value for kind in kinds],
        created_at__gte=passing.made_at,
    )
    for task in tasks:
        finish_task(actor=system(actor.tenant_id), task=task, now=now)


@transaction.atomic
def seek_second(
    *,
    actor: Actor,
    connection: Connection,
    member: StaffMember,
    today: date,
    now: datetime,
    reasons: Collection[str] = (),
) -> Passing:
    """Ask somebody to be the second carrier of a connection that has none who said yes.

    Refused while somebody is asked, and where a second said yes.
    """
    Connection.objects.select_for_update(no_key=True, of=("self",)).get(pk=connection.pk)
    said_yes = Carrier.objects.filter(
        connection=connection,
        rank=CarrierRank.SECOND.value,
        until_at__isnull=True,
        accepted_at__isnull=False,
    )
    for carrier in said_yes.select_related("staff"):
        raise Refused("successor_carries_it_already", name=carrier.staff.name)
    passing = _seek_second(actor, connection, None, now)
    return ask_successor(
        actor=actor, passing=passing, member=member, reasons=reasons, today=today, now=now
    )


def _locked(passing: Passing) -> Passing:
    held = Passing.objects.select_for_update(of=("self",))
    return held.select_related(
        "hand_over__staff__lead", "connection__party", "connection__network", "successor", "matter"
    ).get(pk=passing.pk)


def _check_work_on(actor: Actor, passing: Passing) -> None:
    carriers = Carrier.objects.filter(connection=passing.connection_id, until_at__isnull=True)
    carrying = list(carriers.values_list("staff_id", flat=True))
    rules.check_ask(may=may_ask_for(actor, passing, carrying))


def _journal(what: str, actor: Actor, passing: Passing, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="passing",
        subject_id=passing.pk,
        matter_id=passing.matter_id,
        details={"connection_id": passing.connection_id, "rank": passing.rank, **details},
        now=now,
    )
