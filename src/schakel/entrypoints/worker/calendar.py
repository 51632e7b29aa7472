"""What happens because time passes. Everything asks "on or before today": a missed run is made up.

A sweep goes through all tenants; what goes wrong in one of them does not stop the others.
"""

from collections.abc import Callable
from datetime import date, datetime

import structlog
from django.db.models import Max, QuerySet
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from schakel.domain.matters.actions import ask_whether_heard
from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import mark_uncertain, queue_message
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import reach_party
from schakel.entrypoints.worker.alerts import tell_of_terms
from schakel.entrypoints.worker.jobs import deliver_message
from schakel.entrypoints.worker.owners import find_living_owners
from schakel.entrypoints.worker.queue import put
from schakel.entrypoints.worker.sealing import seal_all
from schakel.entrypoints.worker.tenants import all_tenants, inside

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
    """Mail whose turn came, mail that nobody knows of, and the seal of the journal."""
    _in_each_tenant(end_doubt, queue_due_messages, seal_all)


@app.periodic(cron="7 * * * *")
@app.task(name="every_hour", queueing_lock="every_hour", lock="every_hour")
def every_hour(timestamp: int) -> None:
    """What a new day brings. By the hour, since a day begins when a tenant's clock says so."""
    _in_each_tenant(find_living_owners, tell_of_terms, ask_who_was_heard, mail_notices)


def end_doubt(tenant_id: int) -> None:
    """What was being handed over when a worker died is perhaps sent."""
    with inside(tenant_id) as here:
        mark_uncertain(actor=here.actor, now=here.now)


def queue_due_messages(tenant_id: int) -> None:
    """Messages whose turn came, and for which no job waits already."""
    with inside(tenant_id) as here:
        due = set(Message.objects.to_deliver(here.now).values_list("pk", flat=True))
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
    """At most one mail a day to a colleague, and only when there is something new in it."""
    with inside(tenant_id) as here:
        if timezone.localtime(here.now).hour < GROUPED_MAIL_FROM_HOUR:
            return
        for member in _with_something_new(here.today):
            queue_message(
                actor=here.actor,
                kind=MessageKind.NOTICE,
                way=Way.EMAIL,
                to_address=member.email,
                key=f"notices:{member.pk}:{here.today}",
                staff=member,
                language=here.tenant.language,
                now=here.now,
            )


def _with_something_new(today: date) -> list[StaffMember]:
    """Who was told something since their last such mail. Being asked to carry has its own mail."""
    unseen = Notice.objects.filter(seen_at__isnull=True).exclude(
        kind=NoticeKind.ASKED_TO_CARRY.value
    )
    newest = _latest(unseen)
    mails = Message.objects.filter(kind=MessageKind.NOTICE.value, matter__isnull=True, typed="")
    last_mail = _latest(mails)
    wanted = [
        staff_id
        for staff_id, told_at in newest.items()
        if staff_id not in last_mail or last_mail[staff_id] < told_at
    ]
    return list(StaffMember.objects.working_on(today).filter(pk__in=wanted).order_by("pk"))


def _latest(rows: QuerySet[Notice] | QuerySet[Message]) -> dict[int, datetime]:
    pairs = rows.values_list("staff_id").annotate(Max("created_at")).order_by()
    return {staff_id: moment for staff_id, moment in pairs if staff_id is not None}


def _in_each_tenant(*sweeps: Callable[[int], object]) -> None:
    for tenant_id in all_tenants():
        for sweep in sweeps:
            try:
                sweep(tenant_id)
            except Exception:
                log.exception("sweep.failed", sweep=sweep.__name__, tenant_id=tenant_id)
