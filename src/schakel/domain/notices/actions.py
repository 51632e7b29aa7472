"""Colleagues are told, once per trigger, and see what they were told."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from schakel.domain.matters.models import Matter
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import OF_TERMS, Kind
from schakel.domain.staff.models import StaffMember
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor


@transaction.atomic
def tell(
    *,
    actor: Actor,
    members: Iterable[StaffMember],
    kind: Kind,
    trigger: str,
    now: datetime,
    matter: Matter | None = None,
    text: str = "",
) -> list[Notice]:
    """Tell colleagues something, unless they were told for this trigger; give the new notices."""
    by_number = {member.pk: member for member in members}
    once = Notice.objects.filter(matter=matter, kind=kind.value, trigger=trigger)
    told = set(once.filter(staff__in=by_number).values_list("staff_id", flat=True))
    fresh = [
        Notice(
            tenant_id=actor.tenant_id,
            confidential=matter is not None and matter.confidential,
            matter=matter,
            staff=member,
            kind=kind.value,
            trigger=trigger,
            text=text,
            created_at=now,
        )
        for number, member in by_number.items()
        if number not in told
    ]
    # Who is told of it elsewhere at this very moment hears it once.
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    new = [each.staff_id for each in fresh]
    made = list(once.filter(staff__in=new, created_at=now).order_by("pk")) if new else []
    _journal_given(actor, made, now)
    return made


@journal.written_together()
def tell_each(
    *, actor: Actor, told: Collection[tuple[int, str]], kind: Kind, now: datetime
) -> list[Notice]:
    """Tell colleagues, by number, each something by its trigger, about no matter; each once.

    The same number of queries whatever their number.
    """
    triggers = {trigger for _, trigger in told}
    once = Notice.objects.filter(matter__isnull=True, kind=kind.value, trigger__in=triggers)
    fresh = set(told) - set(once.values_list("staff_id", "trigger"))
    Notice.objects.bulk_create(
        (
            Notice(
                tenant_id=actor.tenant_id,
                staff_id=staff_id,
                kind=kind.value,
                trigger=trigger,
                created_at=now,
            )
            for staff_id, trigger in sorted(fresh)
        ),
        ignore_conflicts=True,
    )
    found = once.filter(created_at=now).order_by("pk") if fresh else ()
    made = [each for each in found if (each.staff_id, each.trigger) in fresh]
    _journal_given(actor, made, now)
    return made


def _journal_given(actor: Actor, notices: Iterable[Notice], now: datetime) -> None:
    for notice in notices:
        journal.record(
            "notice.given",
            actor=actor,
            subject="notice",
            subject_id=notice.pk,
            matter_id=notice.matter_id,
            details={"kind": notice.kind, "staff_id": notice.staff_id},
            now=now,
        )


def end_notices(*, notices: Collection[int], now: datetime) -> None:
    """What these told is so no more: nobody needs to hear it."""
    Notice.objects.filter(pk__in=notices, seen_at__isnull=True).update(seen_at=now)


def mark_seen(*, actor: Actor, matter: Matter, now: datetime) -> int:
    """The actor looked at a matter: what they were told about it has done its work."""
    return Notice.objects.filter(
        staff_id=actor.staff_id, matter=matter, seen_at__isnull=True
    ).update(seen_at=now)


def mark_answers_seen(*, actor: Actor, now: datetime) -> int:
    """The actor looked at what they asked about matters that are not theirs to see."""
    return Notice.objects.filter(
        staff_id=actor.staff_id,
        matter__isnull=True,
        kind=Kind.QUESTION_ANSWERED.value,
        seen_at__isnull=True,
    ).update(seen_at=now)


def mark_read(*, actor: Actor, kind: Kind, now: datetime) -> int:
    """The actor looked at the page that tells more of all that they were told of this kind."""
    told = Notice.objects.unseen_by(actor.staff_id).filter(matter__isnull=True, kind=kind.value)
    return told.order_by().update(seen_at=now)


def end_news(*, about: str, now: datetime) -> None:
    """What was told about this (``task:12``) was done: nobody needs to hear it any more."""
    told = Notice.objects.filter(Q(trigger=about) | Q(trigger__startswith=f"{about}:"))
    told.filter(seen_at__isnull=True).update(seen_at=now)


def end_news_of_term(*, matter_id: int, now: datetime) -> None:
    """The clock of a matter stopped: nobody needs to hear any more that it runs out."""
    kinds = [kind.value for kind in OF_TERMS]
    told = Notice.objects.filter(matter_id=matter_id, kind__in=kinds)
    told.filter(seen_at__isnull=True).update(seen_at=now)


def forget_notices(*, matters: Collection[int], now: datetime) -> list[int]:
    """That colleagues were told stays; what they were told does not, and asks nothing any more.

    Gives who was told.
    """
    about = Notice.objects.filter(matter__in=matters)
    about.update(text="", seen_at=Coalesce("seen_at", now))
    return list(about.order_by().values_list("staff_id", flat=True).distinct())
