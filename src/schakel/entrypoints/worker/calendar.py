"""What happens because time passes. Everything asks "on or before today": a missed run is made up.

A sweep goes through all tenants; what goes wrong in one of them does not stop the others.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import cast

import structlog
from django.core.cache import cache
from django.db.models import Max, QuerySet
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from schakel.domain.matters.actions import ask_whether_heard
from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import mark_uncertain, queue_message
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import OF_NEWS_KEY, OF_TERMS_KEY, Way
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import ALWAYS_TOLD, MAILED_AT_ONCE, is_mail_due, terms_told
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import GroupedMail
from schakel.domain.tasks.actions import reach_party
from schakel.entrypoints.at_work import Here, all_tenants, inside
from schakel.entrypoints.worker.alerts import (
    tell_of_due,
    tell_of_terms,
    tell_of_unconfirmed,
    tell_of_unsent,
)
from schakel.entrypoints.worker.anchoring import ask_sponsors, look_at_anchoring
from schakel.entrypoints.worker.answers import send_due_answers, tell_of_silent_readers
from schakel.entrypoints.worker.away import (
    look_after_the_silent,
    tell_of_both_away,
    welcome_back,
)
from schakel.entrypoints.worker.hand_overs import go_on_with_hand_overs
from schakel.entrypoints.worker.jobs import deliver_message
from schakel.entrypoints.worker.likeness import end_unanswered_introductions, read_new_texts
from schakel.entrypoints.worker.lists import forget_old_lists
from schakel.entrypoints.worker.mail_in import (
    find_owners_of_mail,
    hold_what_was_not_placed,
    tell_of_late_mail,
    tell_of_mail_not_fetched,
)
from schakel.entrypoints.worker.mails import queue_fetching
from schakel.entrypoints.worker.owners import find_living_owners
from schakel.entrypoints.worker.queue import put
from schakel.entrypoints.worker.retention import let_go
from schakel.entrypoints.worker.reviews import begin_yearly_reviews
from schakel.entrypoints.worker.sealing import seal_all
from schakel.entrypoints.worker.signals import tell_of_connections
from schakel.entrypoints.worker.standings import (
    ask_whether_repaired,
    give_numbers,
    look_at_what_changes,
)
from schakel.entrypoints.worker.vocabulary import forget_lost_words, learn_new_words
from schakel.entrypoints.worker.words import ask_how_it_goes, ask_who_were_introduced
from schakel.foundation.database.cache import SharedCache
from schakel.foundation.kernel.working_days import is_working_day

# Three missed heartbeats of procrastinate.
SECONDS_UNTIL_DEAD = 30
# In the morning of the tenant, so that a mail is there when the day begins.
GROUPED_MAIL_FROM_HOUR = 7

log = structlog.get_logger()


@app.periodic(cron="* * * * *")
@app.task(name="rescue_jobs", queueing_lock="rescue_jobs", pass_context=True)
async def rescue_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs of a worker that died are taken up again. Holds no lock that it could be kept out by."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_UNTIL_DEAD):
        log.warning("job.rescued", job=job.task_name, id=job.id)
        await manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(name="every_minute", queueing_lock="every_minute", lock="every_minute")
def every_minute(timestamp: int) -> None:
    """Mail whose turn came, mail that nobody knows of, the seal of the journal, new texts."""
    _in_each_tenant(
        send_due_answers,
        end_doubt,
        queue_due_messages,
        queue_fetching,
        hold_what_was_not_placed,
        seal_all,
        learn_new_words,
        read_new_texts,
    )


@app.periodic(cron="7 * * * *")
@app.task(name="every_hour", queueing_lock="every_hour", lock="every_hour")
def every_hour(timestamp: int) -> None:
    """What a new day brings. By the hour, since a day begins when a tenant's clock says so."""
    cast(SharedCache, cache).clear_expired()
    _in_each_tenant(
        go_on_with_hand_overs,
        find_living_owners,
        ask_sponsors,
        look_at_anchoring,
        look_at_what_changes,
        ask_whether_repaired,
        give_numbers,
        tell_of_connections,
        tell_of_both_away,
        welcome_back,
        look_after_the_silent,
        find_owners_of_mail,
        forget_old_lists,
        begin_yearly_reviews,
        tell_of_terms,
        tell_of_due,
        tell_of_unconfirmed,
        tell_of_unsent,
        tell_of_late_mail,
        tell_of_mail_not_fetched,
        tell_of_silent_readers,
        ask_who_was_heard,
        ask_how_it_goes,
        ask_who_were_introduced,
        end_unanswered_introductions,
        mail_notices,
        forget_lost_words,
        let_go,
    )


def end_doubt(tenant_id: int) -> None:
    """What was being handed over when a worker died is perhaps sent."""
    with inside(tenant_id) as here:
        mark_uncertain(actor=here.actor, now=here.now)


def queue_due_messages(tenant_id: int) -> None:
    """Messages whose turn came, or that have no words yet, and for which no job waits already."""
    with inside(tenant_id) as here:
        due = set(Message.objects.to_deliver(here.now).values_list("pk", flat=True))
        due |= set(Message.objects.without_words().values_list("pk", flat=True))
        waiting = ProcrastinateJob.objects.filter(
            task_name=deliver_message.name,
            status__in=("todo", "doing"),
            args__tenant_id=tenant_id,
        )
        due -= set(waiting.values_list("args__subject_id", flat=True))
        ids = [{"tenant_id": tenant_id, "subject_id": each} for each in sorted(due)]
        put(deliver_message, ids)


def ask_who_was_heard(tenant_id: int) -> None:
    """Four weeks after something was passed on: did they hear from who got it?"""
    with inside(tenant_id) as here:
        matters = Matter.objects.to_ask_whether_heard(here.today).select_related("party", "owner")
        for matter in matters:
            ask_whether_heard(actor=here.actor, matter=matter, now=here.now)
            reach_party(
                actor=here.actor,
                matter=matter,
                kind=MessageKind.WAS_HEARD,
                key=f"was_heard:{matter.pk}:{matter.ask_heard_on}",
                today=here.today,
                now=here.now,
            )


def mail_notices(tenant_id: int) -> None:
    """One mail for all that is new to a colleague, at most two a week; a term is never held back.

    What was held back is in the next one, unless it was seen by then.
    """
    with inside(tenant_id) as here:
        if timezone.localtime(here.now).hour < GROUPED_MAIL_FROM_HOUR:
            return
        # Being asked to carry has its own mail.
        unseen = Notice.objects.filter(seen_at__isnull=True).exclude(
            kind=NoticeKind.ASKED_TO_CARRY.value
        )
        mails = Message.objects.grouped()
        last_mail = _latest(mails)
        news = _newer(unseen, last_mail)
        of_terms = {
            told: _newer(unseen.filter(kind__in=[each.value for each in told]), last_mail)
            for told in (MAILED_AT_ONCE, ALWAYS_TOLD)
        }
        this_week = _mails_this_week(mails, here.today)
        on_working_day = is_working_day(here.today, closed_days())
        for member in StaffMember.objects.working_on(here.today).filter(pk__in=news).order_by("pk"):
            last = last_mail.get(member.pk)
            often = GroupedMail(member.grouped_mail)
            of_term = of_terms[terms_told(often)].get(member.pk)
            if is_mail_due(
                of_term=of_term is not None,
                on_working_day=on_working_day,
                mailed_today=last is not None and timezone.localdate(last) == here.today,
                mails_this_week=this_week[member.pk],
                often=often,
            ):
                _mail(here, member, of_term)


def _mail(here: Here, member: StaffMember, term_told_at: datetime | None) -> None:
    """One a day; of terms as many as there are moments at which somebody was told of one."""
    key = (
        f"{OF_TERMS_KEY}{member.pk}:{term_told_at.isoformat()}"
        if term_told_at
        else f"{OF_NEWS_KEY}{member.pk}:{here.today}"
    )
    queue_message(
        actor=here.actor,
        kind=MessageKind.NOTICE,
        way=Way.EMAIL,
        to_address=member.email,
        key=key,
        staff=member,
        language=here.tenant.language,
        now=here.now,
    )


def _latest(rows: QuerySet[Notice] | QuerySet[Message]) -> dict[int, datetime]:
    pairs = rows.values_list("staff_id").annotate(Max("created_at")).order_by()
    return {staff_id: moment for staff_id, moment in pairs if staff_id is not None}


def _newer(notices: QuerySet[Notice], last_mail: dict[int, datetime]) -> dict[int, datetime]:
    """When each colleague was last told something, for who was told it after their last mail."""
    return {
        staff_id: told_at
        for staff_id, told_at in _latest(notices).items()
        if staff_id not in last_mail or last_mail[staff_id] < told_at
    }


def _mails_this_week(mails: QuerySet[Message], today: date) -> Counter[int | None]:
    """Since Monday, by colleague, without those of terms."""
    monday = timezone.make_aware(
        datetime.combine(today - timedelta(days=today.weekday()), time.min)
    )
    counted = mails.filter(created_at__gte=monday).exclude(key__startswith=OF_TERMS_KEY)
    return Counter(counted.values_list("staff_id", flat=True))


def _in_each_tenant(*sweeps: Callable[[int], object]) -> None:
    for tenant_id in all_tenants():
        for sweep in sweeps:
            try:
                sweep(tenant_id)
            except Exception:
                log.exception("sweep.failed", sweep=sweep.__name__, tenant_id=tenant_id)
