"""Networks get people, hours and a mandate; sponsors are asked and answer; gaps are kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.domain.anchoring import rules
from schakel.domain.anchoring.models import AskingDay, Confirmation, NetworkGap
from schakel.domain.anchoring.queries import asking_days, gaps_of, with_people
from schakel.domain.anchoring.rules import DAYS_TO_ANSWER, SPONSORS, Gap, Word
from schakel.domain.networks.actions import Backing, back_network
from schakel.domain.networks.models import Network
from schakel.domain.notices.actions import end_notices, tell
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.rules import check_settings
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.actions import ask_for, finish_task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.tenancy.models import Tenant


@transaction.atomic
def anchor_network(
    *, actor: Actor, network: Network, backing: Backing, today: date, now: datetime
) -> Network:
    """Who is behind a network from now on, with what; what it lacks is looked at at once."""
    network = back_network(actor=actor, network=network, backing=backing, now=now)
    _look(actor, [network.pk], today, now, changed_on=today)
    return network


@transaction.atomic
def choose_asking_days(*, actor: Actor, days: Collection[tuple[int, int]], now: datetime) -> None:
    """On these two days (month, day) of each year the sponsors are asked."""
    check_settings(actor)
    rules.check_days(days)
    before, after = [list(each) for each in asking_days()], [list(each) for each in sorted(days)]
    if before == after:
        return
    AskingDay.objects.all().delete()
    AskingDay.objects.bulk_create(
        AskingDay(tenant_id=actor.tenant_id, month=month, day=day) for month, day in sorted(days)
    )
    journal.record(
        "asking_days.chosen",
        actor=actor,
        subject="tenant",
        subject_id=actor.tenant_id,
        details={"before": before, "after": after},
        now=now,
    )


@transaction.atomic
def look_at_anchoring(*, actor: Actor, today: date, now: datetime) -> None:
    """What every network lacks today is kept, with the day since which it is so; also some days
    late. Whoever can mend it is told once for each new gap.
    """
    _look(actor, Network.objects.values_list("pk", flat=True), today, now)


@transaction.atomic
def ask_sponsors(*, actor: Actor, today: date, now: datetime) -> list[Confirmation]:
    """Ask whoever backs a network and was not asked in this round; also some days late."""
    round_on = rules.last_asking_day(today, asking_days())
    began_on = timezone.localdate(Tenant.objects.get(pk=actor.tenant_id).created_at)
    working = set(StaffMember.objects.working_on(today).values_list("pk", flat=True))
    said: dict[tuple[int, str, int], _Said] = {}
    for each in Confirmation.objects.current():
        kept = said.setdefault((each.network_id, each.place, each.sponsor_id), _Said())
        kept.rounds.add(each.round_on)
        if each.word == Word.YES and each.said_on is not None:
            kept.yes_on.append(each.said_on)
    asked = []
    for network in with_people(Network.objects.order_by("pk")).select_for_update(of=("self",)):
        for place in SPONSORS:
            sponsor = getattr(network, place.value)
            if sponsor is None or sponsor.pk not in working:
                continue
            kept = said.get((network.pk, place.value, sponsor.pk), _Said())
            if rules.is_to_be_asked(
                round_on,
                asked_in_round=round_on in kept.rounds,
                said_yes_on=max(kept.yes_on, default=None),
                began_on=began_on,
            ):
                asked.append(_ask(actor, network, place.value, sponsor, round_on, today, now))
    return asked


@dataclass
class _Said:
    """In which rounds a sponsor was asked, and when they said yes."""

    rounds: set[date] = field(default_factory=set)
    yes_on: list[date] = field(default_factory=list)


def _ask(
    actor: Actor,
    network: Network,
    place: str,
    sponsor: StaffMember,
    round_on: date,
    today: date,
    now: datetime,
) -> Confirmation:
    before = Confirmation.objects.filter(network=network, place=place, sponsor=sponsor, word="")
    for each in before.select_related("task"):
        _close_task(each, now)
    answer_by = today + DAYS_TO_ANSWER
    task = ask_for(
        actor=actor,
        member=sponsor,
        kind=TaskKind.CONFIRM_BACKING,
        text=network.name,
        due_on=answer_by,
        now=now,
    )
    asked = Confirmation.objects.create(
        tenant_id=actor.tenant_id,
        network=network,
        place=place,
        sponsor=sponsor,
        round_on=round_on,
        asked_on=today,
        answer_by=answer_by,
        task=task,
    )
    _journal("sponsor.asked", actor, network.pk, now, staff_id=sponsor.pk)
    return asked


@transaction.atomic
def say_backing(
    *,
    actor: Actor,
    asked: Confirmation,
    word: Word,
    words: str,
    today: date,
    now: datetime,
) -> Confirmation:
    """A sponsor says whether they still stand behind a network. They may come back on it later."""
    Network.objects.select_for_update(of=("self",)).get(pk=asked.network_id)
    asked = Confirmation.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    is_now = Confirmation.objects.current().filter(pk=asked.pk).exists()
    rules.check_say(actor, asked.sponsor_id, is_sponsor_now=is_now)
    rules.check_words(word, words)
    asked.word, asked.said_on = word.value, today
    asked.words = "" if word is Word.YES else words.strip()
    asked.save(update_fields=["word", "words", "said_on"])
    _close_task(asked, now)
    _journal(
        "sponsor.said", actor, asked.network_id, now, staff_id=asked.sponsor_id, word=word.value
    )
    _look(actor, [asked.network_id], today, now)
    return asked


def _look(
    actor: Actor,
    networks: Iterable[int],
    today: date,
    now: datetime,
    changed_on: date | None = None,
) -> None:
    """Keep what these networks lack. In order of number, so that two at once cannot wait."""
    held = Network.objects.select_for_update(of=("self",)).filter(pk__in=networks).order_by("pk")
    found = list(with_people(held))
    lacking = gaps_of(found, today, changed_on)
    kept: dict[int, list[NetworkGap]] = {}
    for each in NetworkGap.objects.filter(network__in=lacking, until_on__isnull=True):
        kept.setdefault(each.network_id, []).append(each)
    for network in found:
        fresh = _keep(network, lacking[network.pk], kept.get(network.pk, []), today)
        _journal_turn(actor, network, kept.get(network.pk, []), lacking[network.pk], now)
        _tell(actor, network, lacking[network.pk], fresh, today, now)
    _end_questions(lacking, now)


def _keep(
    network: Network, lacking: Collection[Gap], kept: Collection[NetworkGap], today: date
) -> list[Gap]:
    """End what is mended, begin what is new; give the new."""
    now_lacking = {(each.anchor.value, each.lack.value) for each in lacking}
    known = {(each.anchor, each.lack) for each in kept}
    for each in kept:
        if (each.anchor, each.lack) in now_lacking:
            continue
        if each.since < today:
            each.until_on = today
            each.save(update_fields=["until_on"])
        else:
            each.delete()
    fresh = [each for each in lacking if (each.anchor.value, each.lack.value) not in known]
    NetworkGap.objects.bulk_create(
        NetworkGap(
            tenant_id=network.tenant_id,
            network=network,
            anchor=each.anchor.value,
            lack=each.lack.value,
            since=each.since,
        )
        for each in fresh
    )
    return fresh


def _journal_turn(
    actor: Actor,
    network: Network,
    before: Collection[NetworkGap],
    after: Collection[Gap],
    now: datetime,
) -> None:
    """Only when it begins or ends to lack anything: by that its connections are looked at."""
    if bool(before) != bool(after):
        what = "network.lacks_something" if after else "network.stands_firm"
        _journal(what, actor, network.pk, now)


def _tell(
    actor: Actor,
    network: Network,
    lacking: Collection[Gap],
    fresh: Collection[Gap],
    today: date,
    now: datetime,
) -> None:
    """One thing for each network, told again when more is lacking; over when nothing is."""
    told = Notice.objects.filter(
        kind=NoticeKind.ANCHORING.value,
        trigger__startswith=f"network:{network.pk}:",
        seen_at__isnull=True,
    )
    members = _who_mends(network, today) if lacking else []
    here = {each.pk for each in members}
    over = [each.pk for each in told if each.staff_id not in here]
    if over:
        end_notices(notices=over, now=now)
    untold = here - set(told.values_list("staff_id", flat=True))
    if fresh or untold:
        tell(
            actor=actor,
            members=members if fresh else [each for each in members if each.pk in untold],
            kind=NoticeKind.ANCHORING,
            trigger=f"network:{network.pk}:{today}",
            text=_("Something is missing behind the network %(name)s.") % {"name": network.name},
            now=now,
        )


def _who_mends(network: Network, today: date) -> list[StaffMember]:
    """The owner, else the deputy, else every administrator, of those who work here."""
    working = StaffMember.objects.working_on(today)
    here = working.in_bulk([each for each in (network.owner_id, network.deputy_id) if each])
    for number in (network.owner_id, network.deputy_id):
        if number in here:
            return [here[number]]
    return list(working.filter(roles__contains=[Role.ADMINISTRATOR.value]).order_by("pk"))


def _end_questions(networks: Collection[int], now: datetime) -> None:
    """Who is no sponsor any more need not answer."""
    asked = Confirmation.objects.filter(
        network__in=networks, word="", task__isnull=False, task__done_at__isnull=True
    )
    current = set(asked.current().values_list("pk", flat=True))
    for each in asked.exclude(pk__in=current).select_related("task"):
        _close_task(each, now)


def _close_task(asked: Confirmation, now: datetime) -> None:
    if asked.task is not None and asked.task.done_at is None:
        finish_task(actor=system(asked.tenant_id), task=asked.task, now=now)


def _journal(what: str, actor: Actor, network_id: int, now: datetime, **details: object) -> None:
    journal.record(
        what, actor=actor, subject="network", subject_id=network_id, details=details, now=now
    )
