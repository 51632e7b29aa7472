"""A matter is sorted, may be an initiative with a course of its own, and brings people together."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.signatures import bands, signature
from schakel.domain.connections.actions import broker, end_brokered
from schakel.domain.initiatives import rules
from schakel.domain.initiatives.models import (
    Fingerprint,
    Help,
    Initiative,
    Introduction,
    IntroductionSide,
    PhaseChange,
    Publication,
    TextCounts,
)
from schakel.domain.initiatives.queries import text_of
from schakel.domain.initiatives.rules import (
    TIME_TO_ANSWER,
    Course,
    HelpKind,
    IntroductionState,
    Phase,
    PublicationState,
    Shares,
)
from schakel.domain.matters.actions import give_kind, take_back_kind
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind, check_work_on
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.actions import give_consent, hold_party, withdraw_consent
from schakel.domain.parties.models import Party
from schakel.domain.parties.queries import addresses_of
from schakel.domain.tasks.actions import ask_for, reach_party
from schakel.domain.tasks.rules import WORKING_DAYS_TO_REACH
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.actions import restart_term, take_back_restart
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.steps import Step, check_take_back
from schakel.foundation.kernel.working_days import add_working_days

_ANSWERED = {
    PublicationState.AGREED: "publication.agreed",
    PublicationState.REFUSED: "publication.refused",
    PublicationState.WITHDRAWN: "publication.withdrawn",
}


@transaction.atomic
def sort_matter(*, actor: Actor, matter: Matter, kind: Kind, today: date, now: datetime) -> Matter:
    """A person gives the kind: the clock of that kind counts, and an idea gets its course."""
    matter = give_kind(actor=actor, matter=matter, kind=kind, now=now)
    restart_term(
        actor=actor,
        matter=matter,
        started_on=timezone.localdate(matter.received_at),
        today=today,
        now=now,
    )
    if kind is Kind.IDEA:
        begin_initiative(actor=actor, matter=matter, today=today, now=now)
    return matter


@transaction.atomic
def take_back_sorting(*, actor: Actor, step: Step, now: datetime) -> Matter:
    """It was not of that kind after all: its clock, and its course, are as they were before."""
    begun = step.beside("initiative.begun")
    is_so = begun is None or not step.is_followed_by("initiative", "help")
    check_take_back(step, actor=actor, now=now, is_so=is_so)
    matter = take_back_kind(actor=actor, step=step, now=now)
    take_back_restart(actor=actor, step=step, now=now)
    if begun is not None:
        initiative = _locked(Initiative.objects.get(pk=begun.number))
        _journal("initiative.begin_taken_back", actor, initiative, now)
        initiative.delete()
    return matter


@transaction.atomic
def begin_initiative(*, actor: Actor, matter: Matter, today: date, now: datetime) -> Initiative:
    """Follow a matter as an initiative; the same one when it was followed before."""
    initiative, made = Initiative.objects.get_or_create(
        tenant_id=actor.tenant_id,
        matter=matter,
        defaults={"confidential": matter.confidential, "phase_since": today},
    )
    if made:
        _journal("initiative.begun", actor, initiative, now)
    return initiative


@transaction.atomic
def move_initiative(
    *,
    actor: Actor,
    initiative: Initiative,
    to: Phase,
    today: date,
    now: datetime,
    motivation: str = "",
) -> Initiative:
    """The next phase; the initiator reads the motivation."""
    initiative = _locked(initiative)
    _check_work_on(actor, initiative)
    before, since = Phase(initiative.phase), initiative.phase_since.isoformat()
    rules.check_move(before, to, motivation)
    initiative.phase, initiative.phase_since = to.value, today
    initiative.save(update_fields=["phase", "phase_since"])
    PhaseChange.objects.create(
        tenant_id=actor.tenant_id,
        matter_id=initiative.matter_id,
        confidential=initiative.confidential,
        initiative=initiative,
        before=before.value,
        after=to.value,
        motivation=motivation.strip(),
        staff_id=actor.staff_id,
        changed_at=now,
    )
    _journal("initiative.moved", actor, initiative, now, before=before, after=to, since=since)
    return initiative


@transaction.atomic
def take_back_phase(*, actor: Actor, step: Step, now: datetime) -> Initiative:
    """It is not in that phase after all, but in the one before, since the day that it was."""
    initiative = _locked(Initiative.objects.get(pk=step.number))
    _check_work_on(actor, initiative)
    changes = PhaseChange.objects.filter(initiative=initiative)
    last = changes.order_by("-changed_at", "-pk").first()
    is_so = last is not None and last.changed_at == step.at
    check_take_back(step, actor=actor, now=now, is_so=is_so)
    assert last is not None, "the rule says so"
    initiative.phase, initiative.phase_since = (
        last.before,
        date.fromisoformat(step.details["since"]),
    )
    initiative.save(update_fields=["phase", "phase_since"])
    last.delete()
    _journal("initiative.phase_taken_back", actor, initiative, now, phase=initiative.phase)
    return initiative


@transaction.atomic
def choose_course(
    *,
    actor: Actor,
    initiative: Initiative,
    course: Course,
    rob_step: str,
    people_touched: int | None,
    now: datetime,
) -> Initiative:
    """Who carries it, the role of the institution, and how many people it touches."""
    initiative = _locked(initiative)
    _check_work_on(actor, initiative)
    initiative.course, initiative.rob_step = course.value, rob_step
    initiative.people_touched = people_touched
    initiative.save(update_fields=["course", "rob_step", "people_touched"])
    _journal("initiative.course_chosen", actor, initiative, now, course=course)
    return initiative


@transaction.atomic
def ask_help(
    *,
    actor: Actor,
    initiative: Initiative,
    kind: HelpKind,
    asked: str,
    today: date,
    now: datetime,
) -> Help:
    """Write down which help the initiators ask."""
    if actor.matter_id != initiative.matter_id:
        _check_work_on(actor, initiative)
    rules.check_help(asked)
    wanted = Help.objects.create(
        tenant_id=actor.tenant_id,
        matter_id=initiative.matter_id,
        confidential=initiative.confidential,
        initiative=initiative,
        kind=kind.value,
        asked=asked.strip(),
        asked_on=today,
    )
    _journal("help.asked", actor, initiative, now, kind=kind)
    return wanted


@transaction.atomic
def give_help(*, actor: Actor, wanted: Help, given: str, today: date, now: datetime) -> Help:
    """Write down what was given."""
    _check_work_on(actor, wanted.initiative)
    rules.check_help(given)
    wanted.given, wanted.given_on = given.strip(), today
    wanted.save(update_fields=["given", "given_on"])
    _journal("help.given", actor, wanted.initiative, now, kind=wanted.kind)
    return wanted


@transaction.atomic
def ask_to_publish(
    *,
    actor: Actor,
    initiative: Initiative,
    title: str,
    summary: str,
    today: date,
    now: datetime,
) -> Publication:
    """Ask the initiator whether these very words may stand on the public page.

    Until they say yes nothing does, what stood there before neither.
    """
    initiative = _locked(initiative)
    _check_work_on(actor, initiative)
    matter = initiative.matter
    rules.check_ask_publication(
        title,
        summary,
        confidential=initiative.confidential,
        nobody_to_ask=_is_nobody(matter.party),
    )
    _hide(actor, initiative, now)
    publication, _made = Publication.objects.update_or_create(
        tenant_id=actor.tenant_id,
        initiative=initiative,
        defaults={
            "matter": matter,
            "title": title.strip(),
            "summary": summary.strip(),
            "state": PublicationState.ASKED.value,
            "asked_by_id": actor.staff_id,
            "asked_at": now,
            "answered_at": None,
        },
    )
    reach_party(
        actor=actor,
        matter=matter,
        kind=MessageKind.PUBLICATION_ASKED,
        key=f"publication:{publication.pk}:{now:%Y%m%d%H%M%S%f}",
        today=today,
        now=now,
    )
    _journal("publication.asked", actor, initiative, now)
    return publication


@transaction.atomic
def answer_publication(
    *, actor: Actor, publication: Publication, agrees: bool, now: datetime
) -> Publication:
    """The initiator says yes, no, or no longer: at once it stands there, or is gone.

    Refused when they agree to other words than stand in ``publication`` as they read it.
    """
    initiative = _locked(publication.initiative)
    if actor.matter_id != initiative.matter_id:
        raise Refused("matter_not_yours")
    asked_at = publication.asked_at
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if agrees and publication.asked_at != asked_at:
        raise Refused("publication_was_changed")
    after = rules.after_answer(PublicationState(publication.state), agrees=agrees)
    if after is PublicationState.AGREED:
        initiative.is_public = True
        initiative.save(update_fields=["is_public"])
        give_consent(
            actor=actor,
            party=initiative.matter.party,
            purpose=_purpose(initiative),
            now=now,
        )
    else:
        _hide(actor, initiative, now)
    publication.state, publication.answered_at = after.value, now
    publication.save(update_fields=["state", "answered_at"])
    _journal(_ANSWERED[after], actor, initiative, now)
    return publication


@transaction.atomic
def take_off(*, actor: Actor, publication: Publication, now: datetime) -> Publication:
    """A colleague takes an idea off the public page."""
    initiative = _locked(publication.initiative)
    _check_work_on(actor, initiative)
    _hide(actor, initiative, now)
    publication.state, publication.answered_at = PublicationState.WITHDRAWN.value, now
    publication.save(update_fields=["state", "answered_at"])
    _journal("publication.taken_off", actor, initiative, now)
    return publication


def _hide(actor: Actor, initiative: Initiative, now: datetime) -> None:
    if initiative.is_public:
        initiative.is_public = False
        initiative.save(update_fields=["is_public"])
        withdraw_consent(
            actor=actor, party=initiative.matter.party, purpose=_purpose(initiative), now=now
        )


def _purpose(initiative: Initiative) -> str:
    return f"publication:{initiative.matter.reference}"


def _is_nobody(party: Party) -> bool:
    """Behind a platform stand many people; who was erased is not there any more."""
    return party.is_platform or party.erased_at is not None


@transaction.atomic
def wish_to_meet(
    *, actor: Actor, matter: Matter, others: Sequence[Publication], today: date, now: datetime
) -> list[Introduction]:
    """Who sends something in wants to know the people behind public ideas: a colleague asks them.

    Of what was asked before, is in confidence or is their own, nothing comes.
    """
    wished = []
    for other in others:
        try:
            _check_introduce(matter, other.matter, _between(matter, other.matter))
        except Refused:
            continue
        wished.append(_begin(actor, matter, other.matter, now))
    if not wished:
        return []
    known = addresses_of(matter.party)
    shares = Shares.EMAIL if known.email else Shares.PHONE if known.phone else None
    if shares is not None:
        IntroductionSide.objects.filter(introduction__in=wished, matter=matter).update(
            agrees=True, shares=shares.value, answered_at=now
        )
    ask_for(
        actor=actor,
        member=matter.owner,
        kind=TaskKind.INTRODUCE,
        text=", ".join(other.title for other in others)[:300],
        matter=matter,
        due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
        now=now,
    )
    return wished


@transaction.atomic
def introduce(
    *, actor: Actor, matter: Matter, other: Matter, today: date, now: datetime
) -> Introduction:
    """Ask two initiators whether each may have the name of the other.

    Who wished it themselves said yes already.
    """
    _lock_both(matter, other)
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)
    known = _between(matter, other)
    _check_introduce(matter, other, known)
    introduction = known or _begin(actor, matter, other, now)
    introduction.state = IntroductionState.ASKED.value
    introduction.asked_by_id, introduction.asked_at = actor.staff_id, now
    introduction.ends_on = today + TIME_TO_ANSWER
    introduction.save()
    for side in _sides(introduction):
        if side.agrees is None:
            reach_party(
                actor=actor,
                matter=side.matter,
                kind=MessageKind.INTRODUCTION_ASKED,
                key=f"introduction:{side.pk}",
                today=today,
                now=now,
            )
    _journal_introduction("introduction.asked", actor, introduction, matter, now)
    return introduction


@transaction.atomic
def agree_to_meet(
    *, actor: Actor, side: IntroductionSide, shares: Shares, today: date, now: datetime
) -> Introduction:
    """One says yes, and how the other may reach them; with two times yes both hear of it.

    From then on the two are connected, and we ask them how that goes.
    """
    _held_parties([side.introduction_id])
    hold_party(side.matter.party)
    introduction = _own(actor, side)
    state = IntroductionState(introduction.state)
    rules.check_say_yes(state, introduction.ends_on, today)
    _answer(side, True, shares.value, now)
    _journal_introduction("introduction.answered", actor, introduction, side.matter, now)
    sides = _sides(introduction)
    assert introduction.ends_on is not None, "what was asked has an end"
    after = rules.introduction_on([each.agrees for each in sides], introduction.ends_on, today)
    if after is IntroductionState.MET and _connect(actor, introduction, today, now):
        _end(introduction, after, now)
        for each in sides:
            reach_party(
                actor=actor,
                matter=each.matter,
                kind=MessageKind.INTRODUCED,
                key=f"introduced:{each.pk}",
                today=today,
                now=now,
            )
        _journal_introduction("introduction.made", actor, introduction, side.matter, now)
    return introduction


@transaction.atomic
def rather_not_meet(
    *, actor: Actor, side: IntroductionSide, today: date, now: datetime
) -> Introduction:
    """One says no, or no longer; the other is not told, and sees nothing of them any more."""
    introduction = _own(actor, side)
    _answer(side, False, "", now)
    if introduction.connection_id is not None:
        end_brokered(actor=actor, connections=[introduction.connection_id], today=today, now=now)
    _journal_introduction("introduction.answered", actor, introduction, side.matter, now)
    return introduction


@transaction.atomic
def connect_who_met(*, actor: Actor, today: date, now: datetime) -> int:
    """Who met before connections were made of that are connected now. How many were.

    All their parties are held first, in the order in which two are held everywhere.
    """
    numbers = list(Introduction.objects.unconnected().values_list("pk", flat=True))
    _held_parties(numbers)
    waiting = Introduction.objects.unconnected().filter(pk__in=numbers).order_by("pk")
    locked = waiting.select_for_update(of=("self",))
    connected = [each for each in locked if _connect(actor, each, today, now)]
    for each in connected:
        each.save(update_fields=["connection"])
    return len(connected)


def _connect(actor: Actor, introduction: Introduction, today: date, now: datetime) -> bool:
    """Make a connection of two times yes; False when one of them was erased, or stopped."""
    if any(each.erased_at is not None for each in _held_parties([introduction.pk])):
        return False
    sides = _sides(introduction)
    if not all(each.agrees for each in sides):
        return False
    one, other = (each.matter for each in sides)
    introduction.connection = broker(
        actor=actor,
        like=one.connection,
        other_party=other.party,
        purpose=one.shown_subject,
        today=today,
        now=now,
    )
    return True


@transaction.atomic
def end_unanswered(*, actor: Actor, today: date, now: datetime) -> int:
    """Fourteen days went by without two times yes: it ends, and nobody is told. How many did."""
    over = list(Introduction.objects.select_for_update(of=("self",)).unanswered(today))
    for introduction in over:
        _end(introduction, IntroductionState.ENDED, now)
        journal.record(
            "introduction.ended",
            actor=actor,
            subject="introduction",
            subject_id=introduction.pk,
            now=now,
        )
    return len(over)


def _check_introduce(matter: Matter, other: Matter, known: Introduction | None) -> None:
    both = (matter, other)
    rules.check_introduce(
        in_confidence=any(each.confidential for each in both),
        same_party=matter.party_id == other.party_id,
        nobody_to_ask=any(_is_nobody(each.party) for each in both),
        asked_before=known is not None and known.state != IntroductionState.WISHED,
    )


def _between(matter: Matter, other: Matter) -> Introduction | None:
    theirs = IntroductionSide.objects.filter(matter=other).values("introduction")
    both = IntroductionSide.objects.filter(matter=matter, introduction__in=theirs)
    side = both.select_related("introduction").first()
    return None if side is None else side.introduction


def _begin(actor: Actor, matter: Matter, other: Matter, now: datetime) -> Introduction:
    introduction = Introduction.objects.create(
        tenant_id=actor.tenant_id, state=IntroductionState.WISHED.value, begun_at=now
    )
    IntroductionSide.objects.bulk_create(
        IntroductionSide(tenant_id=actor.tenant_id, introduction=introduction, matter=each)
        for each in (matter, other)
    )
    _journal_introduction("introduction.wished", actor, introduction, matter, now)
    return introduction


def _lock_both(one: Matter, other: Matter) -> None:
    """In order of number, so that the same two are not introduced twice at once."""
    numbers = sorted({one.pk, other.pk})
    list(Matter.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))


def _own(actor: Actor, side: IntroductionSide) -> Introduction:
    """Locked, so that of two who say yes at once one comes last, and makes it."""
    if actor.matter_id != side.matter_id:
        raise Refused("matter_not_yours")
    return Introduction.objects.select_for_update(of=("self",)).get(pk=side.introduction_id)


def _answer(side: IntroductionSide, agrees: bool, shares: str, now: datetime) -> None:
    side.agrees, side.shares, side.answered_at = agrees, shares, now
    side.save(update_fields=["agrees", "shares", "answered_at"])


def _sides(introduction: Introduction) -> list[IntroductionSide]:
    sides = IntroductionSide.objects.filter(introduction=introduction)
    found = sides.select_related("matter__party", "matter__owner", "matter__connection__party")
    return list(found.order_by("pk"))


def _held_parties(introductions: Collection[int]) -> list[Party]:
    """All their parties, held in order of number, so that no two wait for each other."""
    sides = IntroductionSide.objects.filter(introduction__in=introductions)
    both = Party.objects.filter(pk__in=sides.values("matter__party")).order_by("pk")
    return list(both.select_for_update(no_key=True, of=("self",)))


def _end(introduction: Introduction, state: IntroductionState, now: datetime) -> None:
    introduction.state, introduction.ended_at = state.value, now
    introduction.save(update_fields=["state", "ended_at", "connection"])


def _journal_introduction(
    what: str, actor: Actor, introduction: Introduction, matter: Matter, now: datetime
) -> None:
    """What somebody answered stands on their side, and nowhere else."""
    journal.record(
        what,
        actor=actor,
        subject="introduction",
        subject_id=introduction.pk,
        matter_id=matter.pk,
        now=now,
    )


TEXTS_AT_A_TIME = 500


@transaction.atomic
def read_texts(*, tenant_id: int) -> int:
    """Read at most ``TEXTS_AT_A_TIME`` texts that came, so that others like them are found.

    Returns how many. Each text is counted once, whoever else reads at the same moment.
    """
    kept = _counts_to_change(tenant_id)
    unread = list(Fingerprint.objects.unread().select_related("matter")[:TEXTS_AT_A_TIME])
    if not unread:
        return 0
    counts = Frequencies.from_bytes(bytes(kept.counted))
    for each in unread:
        text = text_of(each.matter)
        each.bands = bands(signature(text))
        counts.add(text)
    Fingerprint.objects.bulk_update(unread, ["bands"])
    kept.counted = counts.to_bytes()
    kept.save(update_fields=["counted"])
    return len(unread)


def _counts_to_change(tenant_id: int) -> TextCounts:
    empty = {"counted": Frequencies().to_bytes()}
    TextCounts.objects.get_or_create(tenant_id=tenant_id, defaults=empty)
    return TextCounts.objects.select_for_update(of=("self",)).get()


def _forget_texts(matters: Collection[int]) -> None:
    """What was counted of these texts is counted no more; nothing is like them."""
    about = Fingerprint.objects.filter(matter__in=matters)
    counted = list(about.filter(bands__isnull=False).exclude(bands=[]).select_related("matter"))
    if counted:
        kept = _counts_to_change(counted[0].tenant_id)
        counts = Frequencies.from_bytes(bytes(kept.counted))
        for each in counted:
            counts.remove(text_of(each.matter))
        kept.counted = counts.to_bytes()
        kept.save(update_fields=["counted"])
    about.update(bands=[])


def end_introduced(*, actor: Actor, matters: Collection[int], today: date, now: datetime) -> None:
    """What we brokered by these matters is at an end, since they are about to be forgotten."""
    by_these = Introduction.objects.filter(
        pk__in=IntroductionSide.objects.filter(matter__in=matters).values("introduction"),
        connection__isnull=False,
    )
    connections = {each for each in by_these.values_list("connection_id", flat=True) if each}
    if connections:
        end_brokered(actor=actor, connections=connections, today=today, now=now)


def forget_initiatives(*, matters: Collection[int], word: str) -> None:
    """The phases and the kinds of help stay, without their words; nothing is public any more.

    To be called before the matters are forgotten, since their texts are counted.
    """
    _forget_texts(matters)
    Publication.objects.filter(matter__in=matters).delete()
    IntroductionSide.objects.filter(matter__in=matters).update(agrees=False, shares="")
    Initiative.objects.filter(matter__in=matters).update(is_public=False)
    PhaseChange.objects.filter(matter__in=matters).update(motivation="")
    wanted = Help.objects.filter(matter__in=matters)
    wanted.exclude(given="").update(given=word)
    wanted.update(asked=word)


def _locked(initiative: Initiative) -> Initiative:
    return (
        Initiative.objects.select_for_update(of=("self",))
        .select_related("matter")
        .get(pk=initiative.pk)
    )


def _check_work_on(actor: Actor, initiative: Initiative) -> None:
    matter = initiative.matter
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)


def _journal(
    what: str, actor: Actor, initiative: Initiative, now: datetime, **details: object
) -> None:
    journal.record(
        what,
        actor=actor,
        subject="initiative",
        subject_id=initiative.pk,
        matter_id=initiative.matter_id,
        details=details,
        now=now,
    )
