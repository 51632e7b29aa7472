"""Laying down what is not to be promised, and ending that."""

from datetime import date, datetime

from django.db import transaction

from schakel.domain.cautions import rules
from schakel.domain.cautions.models import Caution
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.steps import Step, check_take_back


@transaction.atomic
def give_caution(
    *,
    actor: Actor,
    about: Area | Theme | Network,
    words: str,
    until_on: date | None,
    today: date,
    now: datetime,
) -> Caution:
    """Lay down what is not to be promised about something, until the day before ``until_on``."""
    rules.check_give(actor, words, until_on, today)
    caution = Caution.objects.create(
        tenant_id=actor.tenant_id,
        area=about if isinstance(about, Area) else None,
        theme=about if isinstance(about, Theme) else None,
        network=about if isinstance(about, Network) else None,
        words=words.strip(),
        said_by_id=actor.staff_id,
        said_on=today,
        until_on=until_on,
    )
    journal.record("caution.given", actor=actor, subject="caution", subject_id=caution.pk, now=now)
    return caution


@transaction.atomic
def end_caution(*, actor: Actor, caution: Caution, today: date, now: datetime) -> Caution:
    """It holds no longer, from today on; ended twice is ended once."""
    rules.check_end(actor)
    if caution.until_on is not None and caution.until_on <= today:
        return caution
    before, caution.until_on = caution.until_on, today
    caution.save(update_fields=["until_on"])
    journal.record(
        "caution.ended",
        actor=actor,
        subject="caution",
        subject_id=caution.pk,
        details={"until_on": before.isoformat() if before else None},
        now=now,
    )
    return caution


@transaction.atomic
def take_back_ending(*, actor: Actor, step: Step, now: datetime) -> Caution:
    """It holds after all, until the day that was said before."""
    rules.check_end(actor)
    caution = Caution.objects.select_for_update(of=("self",)).get(pk=step.number)
    is_so = "caution.ending_taken_back" not in step.since
    check_take_back(step, actor=actor, now=now, is_so=is_so)
    before = step.details.get("until_on")
    caution.until_on = date.fromisoformat(before) if before else None
    caution.save(update_fields=["until_on"])
    journal.record(
        "caution.ending_taken_back",
        actor=actor,
        subject="caution",
        subject_id=caution.pk,
        now=now,
    )
    return caution
