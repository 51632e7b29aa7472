"""Mail that was kept is placed, each by a job; mailboxes are looked into every minute."""

from functools import cache

import structlog
from procrastinate.contrib.django import app

from schakel.entrypoints.mailbox.child import Reader
from schakel.entrypoints.mailbox.fetch import fetch
from schakel.entrypoints.mailbox.receive import place
from schakel.entrypoints.worker.queue import RETRY
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


def fetch_mail(tenant_id: int) -> None:
    """What lies in the mailbox of an institution, if it has one. What is wrong is in the log."""
    try:
        fetch(tenant_id)
    except NotFetched as fault:
        log.warning("mail.not_fetched", tenant_id=tenant_id, reason=str(fault))
