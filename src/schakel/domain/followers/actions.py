"""A councillor brings something in and asks; who it is about decides what they may know."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from schakel.domain.followers import rules
from schakel.domain.followers.models import Follower
from schakel.domain.followers.rules import Answer, Question
from schakel.domain.initiatives.models import Publication
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.submissions.actions import Received, Sender, take_in
from schakel.domain.tasks.actions import reach_party
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor, resident, system
from schakel.foundation.kernel.refused import Refused


@transaction.atomic
def bring_in(
    *, actor: Actor, received: Received, sender: Sender, today: date, now: datetime
) -> Follower:
    """Somebody told a councillor something: it becomes a matter like any other.

    The one whom it is about is asked whether the councillor may see how it goes.
    """
    rules.check_follow(actor)
    assert actor.staff_id is not None, "who has a role works here"
    # As from the one who told it, and entered by the councillor, who may see no people.
    teller = replace(resident(actor.tenant_id), staff_id=actor.staff_id)
    matter = take_in(actor=teller, received=received, sender=sender, today=today, now=now)
    follower, is_new = Follower.objects.get_or_create(
        tenant_id=actor.tenant_id,
        matter=matter,
        staff_id=actor.staff_id,
        defaults={"brought_in": True, "since": now, "progress": Answer.ASKED.value},
    )
    if is_new:
        _journal("follower.brought_in", actor, follower, now)
        _ask(follower, today, now)
    return follower


@transaction.atomic
def ask_name(*, actor: Actor, idea: int, today: date, now: datetime) -> Follower:
    """ "Who was it?": asked of the one whom it is about, who may say no or nothing.

    ``idea`` is the number of something public.
    """
    rules.check_follow(actor)
    assert actor.staff_id is not None, "who has a role works here"
    publication = Publication.objects.public().filter(pk=idea).select_related("matter").first()
    if publication is None:
        raise Refused("nothing_to_ask_about")
    matter = publication.matter
    # Locked: two clicks ask once.
    known = Follower.objects.select_for_update(of=("self",)).filter(
        matter=matter, staff_id=actor.staff_id
    )
    follower = known.first() or Follower(
        tenant_id=actor.tenant_id, matter=matter, staff_id=actor.staff_id, since=now
    )
    rules.check_ask_name(Answer(follower.name))
    follower.name = Answer.ASKED.value
    follower.save()
    _journal("follower.asked_name", actor, follower, now)
    _ask(follower, today, now)
    return follower


@transaction.atomic
def answer_follower(
    *, actor: Actor, follower: Follower, question: Question, agrees: bool, now: datetime
) -> Follower:
    """What the one whom it is about lets a follower know; they may change their mind."""
    if actor.matter_id != follower.matter_id:
        raise Refused("nothing_was_asked")
    rules.check_answer(Answer(getattr(follower, question.value)))
    setattr(follower, question.value, (Answer.YES if agrees else Answer.NO).value)
    follower.save(update_fields=[question.value])
    what = "follower.let_know" if agrees else "follower.kept_from"
    _journal(what, actor, follower, now)
    return follower


def forget_followers(*, matters: list[int]) -> None:
    """Nobody follows a matter of somebody who was erased."""
    Follower.objects.filter(matter__in=matters).delete()


def _ask(follower: Follower, today: date, now: datetime) -> None:
    reach_party(
        actor=system(follower.tenant_id),
        matter=follower.matter,
        kind=MessageKind.FOLLOWER_ASKS,
        key=f"follower_asks:{follower.pk}:{follower.name}",
        typed=follower.staff.shown_name,
        today=today,
        now=now,
    )


def _journal(what: str, actor: Actor, follower: Follower, now: datetime) -> None:
    journal.record(
        what,
        actor=actor,
        subject="follower",
        subject_id=follower.pk,
        matter_id=follower.matter_id,
        details={"staff_id": follower.staff_id},
        now=now,
    )
