"""Mail that was kept is placed, each by a job; mailboxes are looked into every minute."""

from functools import cache

import structlog
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from schakel.domain.messages.actions import note_fetching
from schakel.domain.messages.queries import mail_account
from schakel.domain.messages.rules import FetchFault
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.mailbox.child import Reader
from schakel.entrypoints.mailbox.fetch import fetch
from schakel.entrypoints.mailbox.receive import place
from schakel.entrypoints.worker.queue import RETRY, put
from schakel.gateways.imap import NotFetched

log = structlog.get_logger()


@cache
def _reader() -> Reader:
    """The child of this process in which mail is read; it ends with the process."""
    return Reader()


@app.task(name="place_mail", retry=RETRY)
def place_mail(*, tenant_id: int, subject_id: int, line_id: int | None = None) -> None:
    """Put one kept mail where it belongs."""
    place(tenant_id, subject_id, _reader())


@app.task(name="fetch_mail")
def fetch_mail(*, tenant_id: int) -> None:
    """What lies in the mailbox of an institution; how that went is kept for who looks after it."""
    came, fault = 0, None
    try:
        came = fetch(tenant_id)
    except NotFetched as failure:
        log.warning("mail.not_fetched", tenant_id=tenant_id, reason=str(failure))
        fault = FetchFault(failure.code)
    with inside(tenant_id) as here:
        note_fetching(actor=here.actor, came=came, fault=fault, now=here.now)


def queue_fetching(tenant_id: int) -> None:
    """A job of its own for each mailbox, so that a slow one keeps nobody waiting; one at a time."""
    with inside(tenant_id):
        account = mail_account()
    if not account.fetches:
        return
    waiting = ProcrastinateJob.objects.filter(
        task_name=fetch_mail.name, status__in=("todo", "doing"), args__tenant_id=tenant_id
    )
    if not waiting.exists():
        put(fetch_mail, [{"tenant_id": tenant_id}])
