"""Mail is fetched from the mailbox of an institution: kept and committed first, moved then.

What was kept and not moved, since somebody pulled the plug, is kept once more and known again.
"""

import structlog
from django.db import connection

from schakel.domain.arrivals.actions import Delivery
from schakel.domain.arrivals.rules import Door
from schakel.domain.messages.queries import mail_account
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.mail_account import oauth_of
from schakel.entrypoints.mailbox.receive import take
from schakel.foundation.database.secrets import opened
from schakel.gateways.imap import Login, mailbox

_FETCH_LOCK = 7_203

log = structlog.get_logger()


def fetch(tenant_id: int) -> int:
    """Everything that lies in the mailbox; how many. 0 without a mailbox, or while another fetches.

    ``NotFetched`` when the mailbox cannot be looked into.
    """
    login = _login(tenant_id)
    if login is None or not _alone(tenant_id):
        return 0
    try:
        return _fetch(tenant_id, login)
    finally:
        _let_others(tenant_id)


def _fetch(tenant_id: int, login: Login) -> int:
    count = 0
    with mailbox(login) as opened_box:
        for number in opened_box.waiting():
            with opened_box.read(number) as content:
                take(tenant_id, content, Delivery(door=Door.IMAP, envelope_to=_to(tenant_id)))
            opened_box.done_with(number)
            count += 1
    log.info("mail.fetched", tenant_id=tenant_id, count=count)
    return count


def _login(tenant_id: int) -> Login | None:
    with inside(tenant_id):
        chosen = mail_account()
        if not (chosen.takes_mail and chosen.in_host):
            return None
        return Login(
            host=chosen.in_host,
            port=chosen.in_port,
            user=chosen.in_user,
            password=opened(chosen.in_secret),
            oauth=oauth_of(chosen),
            folder=chosen.in_folder,
        )


def _to(tenant_id: int) -> list[str]:
    """By IMAP nobody says to whom a mail was brought: it lies in our own mailbox."""
    with inside(tenant_id):
        return [mail_account().from_address]


def _alone(tenant_id: int) -> bool:
    """One fetches at a time, of all workers on all machines; held by this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_FETCH_LOCK, tenant_id])
        return bool(cursor.fetchone()[0])


def _let_others(tenant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_FETCH_LOCK, tenant_id])
