"""Connections are looked at again; breaks are found, owned, repaired and ended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.domain.connections.actions import tie_of
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.health import rules
from schakel.domain.health.models import (
    Break,
    BreakNumber,
    BreakStep,
    RepairSuggestion,
    Standing,
)
from schakel.domain.health.queries import as_kept as tie_as_kept
from schakel.domain.health.queries import facts_of, first_broken_on, told_of, who_could_own
from schakel.domain.health.rules import Cause, End, Facts, Measure, Signal, State
from schakel.domain.matters.models import Matter
from schakel.domain.organisations.rules import check_settings
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import living
from schakel.domain.surveys.actions import ask, ask_those_between
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.periods import Period

LOOKED_AT_ONCE = 500


@transaction.atomic
def look_again(*, tenant_id: int, connections: Collection[int], today: date, now: datetime) -> None:
    """Something happened with these connections: they are looked at before anything else.

    Three queries, whatever their number; a connection that is new gets its standing.
    """
    numbers = sorted(connections)
    Standing.objects.bulk_create(
        (
            Standing(
                tenant_id=tenant_id,
                connection_id=number,
                since=today,
                looked_at=now,
                changes_on=today,
                place=rules.place_in_list(State.GOOD, today),
            )
            for number in numbers
        ),
        ignore_conflicts=True,
    )
    _mark(Standing.objects.filter(connection__in=numbers), today)


@transaction.atomic
def look_again_at_carried(*, staff_ids: Collection[int], today: date) -> None:
    """Something changed about these colleagues: all that they carry is looked at. Two queries."""
    _mark(Standing.objects.carried_by(staff_ids), today)


@transaction.atomic
def look_again_in_networks(*, networks: Collection[int], today: date) -> None:
    """What holds these networks in the organisation changed: all in them is looked at."""
    of_network = Q(connection__network__in=networks, connection__completed_on__isnull=True)
    _mark(Standing.objects.filter(of_network), today)


@transaction.atomic
def look_again_at_all(*, today: date) -> None:
    """Something changed that concerns everybody, such as the quiet weeks."""
    _mark(Standing.objects.filter(connection__completed_on__isnull=True), today)


def _mark(standings: QuerySet[Standing], today: date) -> None:
    """In order of number, so that two at once cannot wait for each other."""
    held = standings.select_for_update(of=("self",)).order_by("pk")
    numbers = list(held.values_list("pk", flat=True))
    Standing.objects.filter(pk__in=numbers).update(changes_on=today)


@journal.written_together()
def look(*, actor: Actor, today: date, now: datetime, only: Collection[int] | None = None) -> int:
    """Look at the connections that change today, at most ``LOOKED_AT_ONCE``; how many those were.

    With ``only`` at none but these. A number of queries that does not follow from theirs. What
    broke since they were last looked at is found with the day on which it happened, also when it
    is over by now. Twice on one day, or some days late, finds the same.
    """
    changing = Standing.objects.select_for_update(skip_locked=True, of=("self",)).changing_by(today)
    if only is not None:
        changing = changing.filter(connection__in=only)
    kept = list(changing.select_related("connection__theme")[:LOOKED_AT_ONCE])
    if not kept:
        return 0
    facts = facts_of(kept, today)
    broke: dict[int, list[Signal]] = {}
    for each in kept:
        theirs = facts[each.connection_id]
        looked_on = timezone.localdate(each.looked_at)
        broke[each.connection_id] = rules.breaks_between(theirs, looked_on, today)
        _set(each, theirs, today, now)
    Standing.objects.bulk_update(
        kept,
        ["state", "signal", "since", "signals", "changes_on", "looked_at", "tie", "place"],
    )
    _keep_breaks(actor, broke, facts, today, now)
    _close_confirmed(actor, facts, today, now)
    return len(kept)


def _set(kept: Standing, facts: Facts, today: date, now: datetime) -> None:
    found = rules.standing(facts, today)
    kept.state, kept.since, kept.changes_on = found.state.value, found.since, found.changes_on
    kept.place = rules.place_in_list(found.state, found.since)
    kept.signal = found.worst.kind.value if found.worst else ""
    kept.signals = [as_kept(each) for each in found.signals]
    kept.looked_at = now
    kept.tie = tie_as_kept(tie_of(kept.connection))


def as_kept(signal: Signal) -> dict[str, object]:
    """A signal as it is stored: codes, numbers and days, and nothing that anybody said."""
    return {
        "kind": signal.kind.value,
        "level": signal.level.value,
        "since": signal.since.isoformat(),
        "evidence": [
            {**asdict(each), "on": each.on.isoformat() if each.on else None}
            for each in signal.evidence
        ],
    }


def _keep_breaks(
    actor: Actor,
    broke: Mapping[int, Sequence[Signal]],
    facts: Mapping[int, Facts],
    today: date,
    now: datetime,
) -> None:
    """Each break once, by its connection, signal and day."""
    numbers = [number for number, those in broke.items() if those]
    if not numbers:
        return
    kept = set(
        Break.objects.filter(connection__in=numbers).values_list("connection_id", "signal", "since")
    )
    fresh = [
        Break(
            tenant_id=actor.tenant_id,
            connection_id=number,
            signal=each.kind.value,
            since=each.since,
            found_at=now,
            owner_id=_owner(facts[number], today),
        )
        for number, those in broke.items()
        for each in {(each.kind, each.since): each for each in those}.values()
        if (number, each.kind.value, each.since) not in kept
    ]
    for found in Break.objects.bulk_create(fresh):
        _journal("break.found", actor, found, now, signal=found.signal)


def _owner(facts: Facts, today: date) -> int | None:
    """Whoever carries it now, along deputies; None where nobody is left: the network sees it.

    In confidence no deputy is told of it who does not carry it.
    """
    carriers = sorted(
        (each for each in facts.carriers if each.until_on is None),
        key=lambda each: (each.accepted_on is None, each.from_on),
    )
    now = facts.carried_by({each.staff_id for each in carriers})
    here = (living(each.staff_id, facts.colleagues, today, now) for each in carriers)
    return next((each for each in here if each is not None), None)


def _close_confirmed(actor: Actor, facts: Mapping[int, Facts], today: date, now: datetime) -> None:
    """What the other side says is repaired has ended, on the day on which they said so.

    So has what was stuck between two of whom one stopped: nobody can say any more that it is
    repaired.
    """
    still_open = Break.objects.filter(connection__in=facts.keys(), ended_on__isnull=True)
    for each in still_open.select_related("connection"):
        theirs = facts[each.connection_id]
        confirmed = rules.confirmed_on(
            each.repaired_on, each.reopened_on or each.since, theirs.words, theirs.spoken_on
        )
        if confirmed is not None:
            _over(each, End.REPAIRED, confirmed)
            _journal("break.repaired", actor, each, now)
        elif (stopped_on := each.connection.stopped_on) is not None:
            _over(each, End.NO_CONTACT_WANTED, stopped_on, _("One of the two stopped."))
            _journal("break.ended", actor, each, now, end=End.NO_CONTACT_WANTED)


def _over(about: Break, end: End, on: date, reason: str = "") -> None:
    about.ended_on, about.end, about.end_reason = max(on, about.since), end.value, reason
    about.save(update_fields=["ended_on", "end", "end_reason"])


@transaction.atomic
def own_break(
    *, actor: Actor, about: Break, member: StaffMember, today: date, now: datetime
) -> Break:
    """Somebody sees to it that this is repaired."""
    about = _held(actor, about)
    could = who_could_own(about.connection, today)
    rules.check_owner(member.pk, frozenset(could.values_list("pk", flat=True)))
    about.owner = member
    about.save(update_fields=["owner"])
    _journal("break.given", actor, about, now, owner_id=member.pk)
    return about


@transaction.atomic
def describe_break(
    *,
    actor: Actor,
    about: Break,
    cause: Cause | None,
    people_harmed: int | None,
    blocks: str,
    now: datetime,
) -> Break:
    """Why it broke, whom it harms and what it holds up, as far as that is known."""
    about = _held(actor, about)
    rules.check_harm(people_harmed)
    about.cause = cause.value if cause else ""
    about.people_harmed, about.blocks = people_harmed, blocks.strip()
    about.save(update_fields=["cause", "people_harmed", "blocks"])
    _journal("break.described", actor, about, now, cause=about.cause)
    return about


@transaction.atomic
def take_step(*, actor: Actor, about: Break, text: str, now: datetime) -> BreakStep:
    """Something was done to repair it."""
    about = _held(actor, about)
    rules.check_step(text)
    step = _keep_step(actor, about, text, now)
    _journal("break.step_taken", actor, about, now)
    return step


@transaction.atomic
def say_repaired(*, actor: Actor, about: Break, today: date, now: datetime) -> Break:
    """We think that it is repaired: now the other side is asked, and only they end it."""
    about = _held(actor, about)
    about.repaired_on = today
    about.save(update_fields=["repaired_on"])
    _journal("break.said_repaired", actor, about, now)
    return about


@transaction.atomic
def ask_whether_repaired(*, actor: Actor, about: Break, today: date, now: datetime) -> Break | None:
    """Ask the other side how the contact goes since; None: by mail they cannot be asked.

    Refused while they were asked anything of the kind in the last 30 days.
    """
    about = _held(actor, about)
    rules.check_ask(about.repaired_on, about.asked_on, about.times_asked, today)
    if not _asked(actor, about.connection, today, now):
        return None
    about.asked_on, about.times_asked = today, about.times_asked + 1
    about.save(update_fields=["asked_on", "times_asked"])
    _journal("break.asked", actor, about, now)
    return about


def _asked(actor: Actor, connection: Connection, today: date, now: datetime) -> bool:
    """Whether somebody could be asked by mail; of two whom we introduced, both are."""
    if connection.is_brokered:
        asked = ask_those_between(actor=actor, connection=connection, today=today, now=now)
        return bool(asked)
    matter = (
        Matter.objects.select_related("party")
        .filter(connection=connection, confidential=False)
        .order_by("-received_at", "-pk")
        .first()
    )
    if matter is None:
        return False
    reached = ask(
        actor=actor,
        connection=connection,
        matter=matter,
        party=matter.party,
        today=today,
        now=now,
    )
    return reached is not None


@transaction.atomic
def end_break(
    *,
    actor: Actor,
    about: Break,
    end: End,
    reason: str,
    review_on: date | None,
    today: date,
    now: datetime,
) -> Break:
    """It ends in another way than repaired, and we say why."""
    about = _held(actor, about)
    rules.check_end(end, reason, review_on, today)
    about.ended_on, about.end, about.end_reason = today, end.value, reason.strip()
    about.review_on = review_on
    about.save(update_fields=["ended_on", "end", "end_reason", "review_on"])
    _journal("break.ended", actor, about, now, end=end)
    return about


@transaction.atomic
def reopen_break(*, actor: Actor, about: Break, reason: str, today: date, now: datetime) -> Break:
    """It is not over after all."""
    about = _held(actor, about, is_open=False)
    rules.check_reopen(about.ended_on, reason, nobody_left=about.nobody_left)
    about.ended_on, about.end, about.end_reason, about.review_on = None, "", "", None
    about.repaired_on, about.reopened_on = None, today
    about.save(
        update_fields=[
            "ended_on",
            "end",
            "end_reason",
            "review_on",
            "repaired_on",
            "reopened_on",
        ]
    )
    _keep_step(actor, about, reason, now)
    _journal("break.reopened", actor, about, now)
    return about


def _keep_step(actor: Actor, about: Break, text: str, now: datetime) -> BreakStep:
    return BreakStep.objects.create(
        tenant_id=actor.tenant_id,
        about=about,
        text=text.strip(),
        staff_id=actor.staff_id,
        done_at=now,
    )


@transaction.atomic
def suggest_repair(
    *,
    actor: Actor,
    cause: Cause,
    who_calls: str,
    say_first: str,
    whom_to_bring: str,
    now: datetime,
) -> RepairSuggestion:
    """What repairs a break by this cause, in own words; what is left empty is as we suggest it."""
    check_settings(actor)
    suggested = RepairSuggestion.objects
    own, _is_new = suggested.get_or_create(tenant_id=actor.tenant_id, cause=cause.value)
    before = _in_own_words(own)
    own.who_calls, own.say_first = who_calls.strip(), say_first.strip()
    own.whom_to_bring = whom_to_bring.strip()
    own.save(update_fields=["who_calls", "say_first", "whom_to_bring"])
    after = _in_own_words(own)
    if before != after:
        journal.record(
            "repair.suggested",
            actor=actor,
            subject="repair_suggestion",
            subject_id=own.pk,
            personal={"before": before, "after": after},
            now=now,
        )
    return own


def _in_own_words(own: RepairSuggestion) -> str:
    return " · ".join(filter(None, [own.who_calls, own.say_first, own.whom_to_bring]))


def give_numbers(*, actor: Actor, today: date, now: datetime) -> int:
    """Give the numbers of every quarter of which they can be told, each once; how many were given.

    What was given stays as it is, whatever is found or mended later. One query where none is due.
    """
    first = first_broken_on()
    if first is None:
        return 0
    due = {each.from_on: each for each in rules.quarters_to_tell(first, today)}
    given = BreakNumber.objects.filter(quarter_from__in=due).values_list("quarter_from", flat=True)
    missing = [due[day] for day in sorted(due.keys() - set(given))]
    return sum(_give(actor, each, now) for each in missing)


@transaction.atomic
def _give(actor: Actor, quarter: Period, now: datetime) -> bool:
    """False when another gave them meanwhile: who makes the first row gives all of them."""
    told = told_of(quarter)
    of_quarter = {"tenant_id": actor.tenant_id, "quarter_from": quarter.from_on}
    whole = rules.Of()
    _given, is_first = BreakNumber.objects.get_or_create(
        **of_quarter,
        measure=Measure.BEGUN.value,
        area=None,
        theme=None,
        cause="",
        defaults={"number": told[Measure.BEGUN].get(whole)},
    )
    if not is_first:
        return False
    BreakNumber.objects.bulk_create(
        BreakNumber(
            **of_quarter,
            measure=measure.value,
            area_id=of.area,
            theme_id=of.theme,
            cause=of.cause.value if of.cause else "",
            number=number,
        )
        for measure, numbers in told.items()
        for of, number in numbers.items()
        if (measure, of) != (Measure.BEGUN, whole)
    )
    journal.record(
        "numbers.given",
        actor=actor,
        subject="tenant",
        subject_id=actor.tenant_id,
        details={"quarter_from": quarter.from_on.isoformat()},
        now=now,
    )
    return True


def forget_health(*, connections: Collection[int], word: str, today: date) -> None:
    """What was written about their breaks is gone; that it broke, and when, stays.

    What was stuck is over: nobody is left to say that it is repaired.
    """
    about = Break.objects.filter(connection__in=connections)
    BreakStep.objects.filter(about__in=about).update(text=word)
    about.exclude(end_reason="").update(end_reason=word)
    about.filter(ended_on__isnull=True).update(
        ended_on=Greatest("since", Value(today)), end=End.GONE.value, end_reason=word
    )
    about.update(blocks="")


def _held(actor: Actor, about: Break, *, is_open: bool = True) -> Break:
    """The break, held; Refused when it is of others, or has ended."""
    about = Break.objects.select_for_update(of=("self",)).get(pk=about.pk)
    connection = Connection.objects.get(pk=about.connection_id)
    carrying = Carrier.objects.filter(connection=connection, until_at__isnull=True)
    rules.check_work_on(
        actor,
        frozenset(carrying.values_list("staff_id", flat=True)),
        about.owner_id,
        connection.network_id,
    )
    if is_open:
        rules.check_open(about.ended_on)
    return about


def _journal(what: str, actor: Actor, about: Break, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="break",
        subject_id=about.pk,
        details={"connection_id": about.connection_id, **details},
        now=now,
    )
