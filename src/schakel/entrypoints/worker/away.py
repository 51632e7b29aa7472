"""Who will be away, who is back, and of whom nothing was heard: those who can do something hear it.

All of it asks "on or before today": a missed day is made up, and told once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import Unattended, horizon, unattended
from schakel.domain.networks.models import Network
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.staff.actions import count_silence_from
from schakel.domain.staff.models import Absence, StaffMember
from schakel.domain.staff.queries import silent_days
from schakel.domain.staff.rules import Colleague, is_silent, last_stretch
from schakel.domain.tasks.actions import ask_for, finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.worker.recipients import Roster, roster
from schakel.foundation.kernel.periods import Period
from schakel.foundation.kernel.working_days import add_working_days, is_working_day
from schakel.foundation.ui.words import long_date

# A worker that was off for so long still says that somebody is back; before that it is old news.
BACK_SINCE = timedelta(weeks=4)
# Absences that belong together lie no further back.
LOOK_BACK = timedelta(days=366)


def tell_of_both_away(tenant_id: int) -> None:
    """Three weeks ahead: for what nobody will be there, by the day on which that begins.

    Its carriers hear it, or who stands in, and the owner of the network; each such day once. In
    confidence only its carriers do.
    """
    with inside(tenant_id) as here:
        here_today = roster(here.today)
        until = horizon(here.today)
        found = unattended(Matter.objects.all(), here_today.colleagues, here.today, until)
        # What has nobody today already is given to others, by the sweep of living owners.
        coming = [each for each in found if each.days.from_on > here.today]
        _tell_carriers(here, here_today, coming)
        _tell_owners(here, here_today, coming)


def _tell_carriers(here: Here, here_today: Roster, coming: list[Unattended]) -> None:
    counted: Counter[tuple[StaffMember, date]] = Counter()
    for each in coming:
        matter = each.matter
        for member in here_today.living(matter, (matter.owner_id, matter.second_id)):
            counted[member, each.days.from_on] += 1
    for (member, from_on), count in counted.items():
        words = ngettext(
            "From %(day)s nobody is there for %(count)s thing that you carry.",
            "From %(day)s nobody is there for %(count)s things that you carry.",
            count,
        ) % {"day": long_date(from_on, here.today), "count": count}
        _tell(here, member, Kind.BOTH_AWAY, f"away:{from_on}", words)


def _tell_owners(here: Here, here_today: Roster, coming: list[Unattended]) -> None:
    counted = Counter(
        (each.matter.network_id, each.days.from_on)
        for each in coming
        if not each.matter.confidential
    )
    networks = Network.objects.in_bulk({network_id for network_id, _from_on in counted})
    for (network_id, from_on), count in counted.items():
        network = networks[network_id]
        words = ngettext(
            "From %(day)s nobody is there for %(count)s thing in %(network)s.",
            "From %(day)s nobody is there for %(count)s things in %(network)s.",
            count,
        ) % {"day": long_date(from_on, here.today), "count": count, "network": network.name}
        for member in here_today.living(None, (network.owner_id,)):
            _tell(here, member, Kind.BOTH_AWAY, f"away:{network_id}:{from_on}", words)


def welcome_back(tenant_id: int) -> None:
    """On the first working day back: what happened meanwhile, and a word to who stood in."""
    with inside(tenant_id) as here:
        closed = closed_days()
        if not is_working_day(here.today, closed):
            return
        here_today = roster(here.today)
        for staff_id, stretch in _back(here, here_today, closed):
            member = here_today.members[staff_id]
            trigger = f"back:{staff_id}:{stretch.until_on}"
            words = _("Read what happened while you were away.")
            if _tell(here, member, Kind.WELCOME_BACK, trigger, words):
                thanks = _("%(name)s is back. Thank you for standing in.") % {"name": member.name}
                for each in _deputies(here_today.colleagues[staff_id], here_today):
                    _tell(here, each, Kind.WELCOME_BACK, f"thanks:{trigger}", thanks)


def _back(here: Here, here_today: Roster, closed: frozenset[date]) -> Iterator[tuple[int, Period]]:
    ended = Absence.objects.filter(
        until_on__lte=here.today, until_on__gt=here.today - BACK_SINCE
    ).values("staff_id")
    absences: dict[int, list[Period]] = {}
    rows = Absence.objects.filter(staff__in=ended, until_on__gt=here.today - LOOK_BACK)
    for staff_id, from_on, until_on in rows.values_list("staff_id", "from_on", "until_on"):
        absences.setdefault(staff_id, []).append(Period(from_on, until_on))
    for staff_id, periods in sorted(absences.items()):
        stretch = last_stretch(periods, here.today, closed)
        if stretch is not None and staff_id in here_today.members and here_today.is_here(staff_id):
            yield staff_id, stretch


def _deputies(colleague: Colleague, here_today: Roster) -> list[StaffMember]:
    numbers = {colleague.deputy_id, *colleague.deputies.values()}
    return [
        here_today.members[each]
        for each in sorted(filter(None, numbers))
        if here_today.is_here(each)
    ]


def look_after_the_silent(tenant_id: int) -> None:
    """Of whom nothing was seen for so many working days while people wait: their lead is asked.

    Without a lead who is here the owner of a network in which they carry something, else an
    administrator. Once for each stretch: again only when who was asked said that all is well, and
    as many days went by once more. What was asked is over when they are seen, or are away.
    """
    with inside(tenant_id) as here:
        count_silence_from(today=here.today)
        closed = closed_days()
        if not is_working_day(here.today, closed):
            return
        here_today = roster(here.today)
        _end_what_is_over(here, here_today)
        days = silent_days()
        for member in _silent(here, here_today, days, closed):
            asked = _whom_to_ask(member, here_today)
            if asked is not None:
                ask_for(
                    actor=here.actor,
                    member=asked,
                    kind=TaskKind.LOOK_AFTER,
                    about=member,
                    due_on=add_working_days(here.today, 1, closed),
                    now=here.now,
                )


def _end_what_is_over(here: Here, here_today: Roster) -> None:
    asked = Task.objects.open().filter(kind=TaskKind.LOOK_AFTER.value).select_related("about")
    for task in asked:
        about = task.about
        assert about is not None, "who is looked after is a colleague"
        seen = about.seen_on is not None and about.seen_on >= localdate(task.created_at)
        if seen or not here_today.is_here(about.pk):
            finish_task(actor=here.actor, task=task, now=here.now)


def _silent(
    here: Here, here_today: Roster, days: int, closed: frozenset[date]
) -> list[StaffMember]:
    """Who works here today, was not seen for so long, and lets somebody wait."""
    began = add_working_days(here.today, -days, closed)
    waiting = Matter.objects.waiting_for_us().values("owner_id")
    found = StaffMember.objects.working_on(here.today).filter(
        seen_on__lt=began, works_from__lt=began, pk__in=waiting
    )
    back = _back_on(here)
    asked = _asked_lately(here, days, closed)
    return [
        each
        for each in found.order_by("pk")
        if here_today.is_here(each.pk)
        and each.pk not in asked
        and is_silent(_last_sign(each, back), here.today, days, closed)
    ]


def _last_sign(member: StaffMember, back: Mapping[int, date]) -> date:
    """The day on which they were seen, or the last on which they were away."""
    assert member.seen_on is not None, "only who was seen once is silent"
    return max(member.seen_on, back.get(member.pk, member.seen_on) - timedelta(days=1))


def _back_on(here: Here) -> dict[int, date]:
    """The first day after the newest absence of each colleague."""
    over = Absence.objects.filter(until_on__lte=here.today, until_on__gt=here.today - LOOK_BACK)
    return {
        staff_id: until_on
        for staff_id, until_on in over.order_by("until_on").values_list("staff_id", "until_on")
        if until_on is not None
    }


def _asked_lately(here: Here, days: int, closed: frozenset[date]) -> set[int | None]:
    """About whom somebody is asked now, or said lately that all is well."""
    asked = Task.objects.filter(kind=TaskKind.LOOK_AFTER.value).filter(
        Q(done_at__isnull=True) | Q(done_at__gt=here.now - LOOK_BACK)
    )
    return {
        about_id
        for about_id, done_at in asked.values_list("about_id", "done_at")
        if done_at is None or not is_silent(localdate(done_at), here.today, days, closed)
    }


def _whom_to_ask(member: StaffMember, here_today: Roster) -> StaffMember | None:
    carried = Matter.objects.open().carried_by([member.pk])
    networks = Network.objects.filter(pk__in=carried.values("network_id")).order_by("pk")
    owners = networks.values_list("owner_id", flat=True)
    possible = [
        *here_today.living(None, (member.lead_id,)),
        *here_today.living(None, owners),
        *here_today.administrators(),
    ]
    return next((each for each in possible if each.pk != member.pk), None)


def _tell(here: Here, member: StaffMember, kind: Kind, trigger: str, text: str) -> bool:
    """Whether they had not heard it yet."""
    told = tell(
        actor=here.actor, members=[member], kind=kind, trigger=trigger, text=text, now=here.now
    )
    return bool(told)
