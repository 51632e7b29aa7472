"""Promises are recorded, and kept or not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import record_contact, take_back_contact
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction, check_told
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.notices.actions import end_news, tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.actions import hold_party
from schakel.domain.parties.models import Party
from schakel.domain.promises import rules
from schakel.domain.promises.models import Promise, PromiseChange
from schakel.domain.promises.queries import carriers_of, is_asked
from schakel.domain.promises.rules import Course, Side, Suggestion
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import ask_for, reach_party
from schakel.domain.tasks.rules import WORKING_DAYS_TO_REACH
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.steps import Step, check_take_back
from schakel.foundation.kernel.working_days import add_working_days

# In characters: what fits in a task.
_LONGEST_TASK = 300


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A contact as a colleague tells of it: with whom, about what, how and when."""

    connection: Connection
    matter: Matter | None
    channel: str
    direction: Direction
    summary: str
    happened_at: datetime
    minutes: int | None = None


@transaction.atomic
def record_promise(
    *,
    actor: Actor,
    connection: Connection,
    side: Side,
    words: str,
    made_on: date,
    due_on: date | None,
    today: date,
    now: datetime,
    matter: Matter | None = None,
    given_by: StaffMember | None = None,
    mandate: str = "",
    council_number: str = "",
) -> Promise:
    """Write down a promise in the words in which it was given.

    Who records an own promise confirms it by that; one for a colleague is *heard* until they do.
    """
    rules.check_record(actor, words, side, given_by.pk if given_by else None, made_on, today)
    hold_party(connection.party)
    heard = side is Side.OURS and given_by is not None and given_by.pk != actor.staff_id
    promise = Promise.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter is not None and matter.confidential,
        connection=connection,
        party_id=connection.party_id,
        side=side.value,
        words=words.strip(),
        given_by=given_by,
        mandate=mandate.strip(),
        council_number=council_number.strip(),
        made_on=made_on,
        due_on=due_on,
        course=(Course.HEARD if heard else Course.CONFIRMED).value,
        confirm_by=rules.who_confirms_by(today, closed_days()) if heard else None,
        recorded_by_id=actor.staff_id,
        recorded_at=now,
    )
    _journal("promise.recorded", actor, promise, now)
    if heard and given_by is not None:
        tell(
            actor=actor,
            members=[_who_is_asked(promise, given_by)],
            kind=NoticeKind.PROMISE_HEARD,
            trigger=f"promise:{promise.pk}",
            matter=matter,
            now=now,
        )
    return promise


@transaction.atomic
def record_conversation(
    *,
    actor: Actor,
    conversation: Conversation,
    promises: Sequence[Suggestion],
    today: date,
    now: datetime,
) -> ContactMoment:
    """Write down a contact with the promises that were made in it, by either side."""
    check_told(conversation.happened_at, now)
    moment = record_contact(
        actor=actor,
        party=conversation.connection.party,
        connection=conversation.connection,
        matter=conversation.matter,
        channel=conversation.channel,
        direction=conversation.direction,
        summary=conversation.summary,
        happened_at=conversation.happened_at,
        minutes=conversation.minutes,
        staff_id=actor.staff_id,
        now=now,
    )
    giver = StaffMember.objects.filter(pk=actor.staff_id or 0).first()
    for promise in promises:
        record_promise(
            actor=actor,
            connection=conversation.connection,
            matter=conversation.matter,
            side=promise.side,
            words=promise.words,
            given_by=giver if promise.side is Side.OURS else None,
            made_on=timezone.localdate(moment.happened_at),
            due_on=promise.due_on,
            today=today,
            now=now,
        )
    return moment


@transaction.atomic
def record_told(
    *,
    actor: Actor,
    writer: StaffMember,
    connection: Connection,
    matter: Matter | None,
    text: str,
    written_on: date,
    today: date,
    now: datetime,
) -> list[Promise]:
    """Write down what a colleague's mail says, on a line of its own, that somebody promised.

    Of whom no colleague has the name, or more than one, nothing is recorded.
    """
    recorded = []
    for told in rules.told_in(text, written_on):
        given_by = _named(told.who, today) if told.who else writer
        if given_by is not None:
            recorded.append(
                record_promise(
                    actor=actor,
                    connection=connection,
                    matter=matter,
                    side=Side.OURS,
                    words=told.words,
                    given_by=given_by,
                    made_on=written_on,
                    due_on=told.due_on,
                    today=today,
                    now=now,
                )
            )
    return recorded


def _named(who: str, today: date) -> StaffMember | None:
    """The one colleague with that name; None: nobody has it, or more than one."""
    found = [
        each for each in StaffMember.objects.working_on(today) if rules.is_named(each.name, who)
    ]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def confirm_promise(*, actor: Actor, promise: Promise, now: datetime) -> Promise:
    """Who is said to have promised says that it is so, or their secretary does."""
    return _move(actor, promise, Course.CONFIRMED, "", None, now)


@transaction.atomic
def keep_promise(*, actor: Actor, promise: Promise, today: date, now: datetime) -> Promise:
    """What was promised was done."""
    return _move(actor, promise, Course.KEPT, "", today, now)


@transaction.atomic
def break_promise(
    *, actor: Actor, promise: Promise, reason: str, today: date, now: datetime
) -> Promise:
    """It was not done, and will not be; the other side hears why."""
    return _move(actor, promise, Course.BROKEN, reason, today, now)


@transaction.atomic
def withdraw_promise(
    *, actor: Actor, promise: Promise, explanation: str, today: date, now: datetime
) -> Promise:
    """It should not have been promised; the other side hears why."""
    return _move(actor, promise, Course.WITHDRAWN, explanation, today, now)


@transaction.atomic
def renegotiate_promise(
    *, actor: Actor, promise: Promise, due_on: date, reason: str, today: date, now: datetime
) -> Promise:
    """A new day was agreed with the other side."""
    rules.check_renegotiate(Course(promise.course), reason, due_on, today)
    return _move(actor, promise, Course.RENEGOTIATED, reason, None, now, due_on)


@transaction.atomic
def take_back_conversation(*, actor: Actor, step: Step, now: datetime) -> str:
    """There was no such contact, and nothing was promised in it. Gives its words.

    Refused when something became of a promise since.
    """
    words = take_back_contact(actor=actor, step=step, now=now)
    moment = ContactMoment.objects.get(pk=step.number)
    made = Promise.objects.select_for_update(of=("self",)).filter(
        connection=moment.connection, recorded_by=actor.staff_id, recorded_at=step.at
    )
    changes = PromiseChange.objects.filter(promise__in=[each.pk for each in made])
    check_take_back(step, actor=actor, now=now, is_so=not changes.exists())
    for promise in made:
        _journal("promise.taken_back", actor, promise, now)
    take_back_promises(promises=[each.pk for each in made])
    return words


@transaction.atomic
def take_back_settling(*, actor: Actor, step: Step, now: datetime) -> Promise:
    """That did not become of it after all: the promise stands as it did before.

    Refused when the other side was told.
    """
    promise = Promise.objects.select_for_update(of=("self",)).get(pk=step.number)
    _check_may_settle(actor, promise, now)
    changes = PromiseChange.objects.filter(promise=promise).order_by("-changed_at", "-pk")
    last, before = changes.first(), changes[1:2].first()
    is_so = (
        last is not None
        and last.changed_at == step.at
        and last.course == promise.course
        and not rules.is_told(Side(promise.side), Course(promise.course))
    )
    check_take_back(step, actor=actor, now=now, is_so=is_so)
    assert last is not None, "the rule says so"
    promise.due_on = last.due_on
    promise.course = Course(step.details["before"]).value
    promise.reason = before.reason if before else ""
    settled_on = step.details["settled_on"]
    promise.settled_on = date.fromisoformat(settled_on) if settled_on else None
    promise.save(update_fields=["course", "reason", "due_on", "settled_on"])
    last.delete()
    _journal("promise.settling_taken_back", actor, promise, now)
    return promise


def take_back_promises(*, promises: Collection[int]) -> None:
    """These never were promises: nothing became of them."""
    Promise.objects.filter(pk__in=promises).delete()


def forget_promises(
    *,
    actor: Actor,
    party: Party | None = None,
    matters: Collection[int],
    word: str,
    today: date,
    now: datetime,
) -> None:
    """The words are gone, and what became of them stays; what stood is withdrawn.

    ``word`` stands where something has to stand. Without ``party`` only of these matters.
    """
    of_party = Q(party=party) | Q(connection__party=party) if party else Q()
    about = Promise.objects.filter(of_party | Q(matter__in=matters))
    standing = list(about.standing())
    PromiseChange.objects.bulk_create(
        PromiseChange(
            tenant_id=promise.tenant_id,
            matter_id=promise.matter_id,
            confidential=promise.confidential,
            promise=promise,
            course=Course.WITHDRAWN.value,
            due_on=promise.due_on,
            staff_id=actor.staff_id,
            changed_at=now,
        )
        for promise in standing
    )
    Promise.objects.filter(pk__in=[each.pk for each in standing]).update(
        course=Course.WITHDRAWN.value, reason=word, settled_on=today
    )
    PromiseChange.objects.filter(promise__in=about).update(reason="")
    about.exclude(reason="").update(reason=word)
    about.update(words=word, mandate="", council_number="")


def _who_is_asked(promise: Promise, given_by: StaffMember) -> StaffMember:
    """Who is said to have promised; in confidence who carries it, if they may not know of it."""
    matter = promise.matter
    if matter is None or not matter.confidential:
        return given_by
    confided = Confidant.objects.filter(
        matter=matter, staff=given_by, accepted_at__isnull=False
    ).exists()
    return given_by if confided else matter.owner


def _check_may_settle(actor: Actor, promise: Promise, now: datetime) -> None:
    asked = is_asked(promise, actor.staff_id, timezone.localdate(now))
    rules.check_may_settle(actor, is_asked=asked)


def _move(
    actor: Actor,
    promise: Promise,
    to: Course,
    reason: str,
    settled_on: date | None,
    now: datetime,
    due_on: date | None = None,
) -> Promise:
    promise = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    _check_may_settle(actor, promise, now)
    rules.check_move(Course(promise.course), to, reason)
    change = PromiseChange.objects.create(
        tenant_id=promise.tenant_id,
        matter_id=promise.matter_id,
        confidential=promise.confidential,
        promise=promise,
        course=to.value,
        due_on=promise.due_on,
        reason=reason.strip(),
        staff_id=actor.staff_id,
        changed_at=now,
    )
    before = {
        "before": promise.course,
        "settled_on": promise.settled_on.isoformat() if promise.settled_on else None,
    }
    promise.course, promise.reason = to.value, reason.strip()
    promise.due_on, promise.settled_on = due_on or promise.due_on, settled_on
    promise.save(update_fields=["course", "reason", "due_on", "settled_on"])
    _journal(f"promise.{to.value}", actor, promise, now, **before)
    end_news(about=f"promise:{promise.pk}", now=now)
    if rules.is_told(Side(promise.side), to):
        _tell_party(actor, change, now)
    return promise


def _tell_party(actor: Actor, change: PromiseChange, now: datetime) -> None:
    """The other side hears in words what became of our promise, and why.

    About a matter in the way in which they are reached; else who carries it now is asked to call.
    """
    promise, today = change.promise, timezone.localdate(now)
    if promise.matter is not None:
        reach_party(
            actor=actor,
            matter=promise.matter,
            kind=MessageKind.PROMISE_CHANGED,
            key=f"{MessageKind.PROMISE_CHANGED}:{promise.pk}:{change.pk}",
            today=today,
            now=now,
        )
        return
    staff_id = next((each for each in (*carriers_of(promise), actor.staff_id) if each), None)
    member = StaffMember.objects.filter(pk=staff_id or promise.given_by_id or 0).first()
    if member is not None and promise.party.erased_at is None:
        ask_for(
            actor=actor,
            member=member,
            kind=TaskKind.CALL,
            text=_to_say(change),
            connection=promise.connection,
            due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
            now=now,
        )


def _to_say(change: PromiseChange) -> str:
    """What who calls tells them, as far as it fits."""
    if change.course == Course.RENEGOTIATED:
        said = _("We do later what we promised: “%(words)s” The reason: %(reason)s")
    else:
        said = _("We do not do what we promised: “%(words)s” The reason: %(reason)s")
    words = said % {"words": change.promise.words, "reason": change.reason}
    return Truncator(words).chars(_LONGEST_TASK)


def _journal(what: str, actor: Actor, promise: Promise, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="promise",
        subject_id=promise.pk,
        matter_id=promise.matter_id,
        details={"side": promise.side, "given_by": promise.given_by_id, **details},
        now=now,
    )
