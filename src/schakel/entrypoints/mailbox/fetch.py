"""Mail is fetched from the mailbox of an institution: kept and committed first, moved then.

With the mail its mark in the mailbox is kept. So what was kept and not moved, since somebody pulled
the plug, is only moved.
"""

import structlog
from django.db import DatabaseError, connection

from schakel.domain.arrivals.actions import Delivery
from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Door
from schakel.domain.messages.models import MailAccount
from schakel.domain.messages.queries import mail_account
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.mail_account import oauth_of
from schakel.entrypoints.mailbox.receive import take
from schakel.foundation.database.secrets import opened
from schakel.foundation.kernel.refused import Refused
from schakel.gateways.imap import Login, Mailbox, NotFetched, NotThisOne, mailbox

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
    with mailbox(login) as box:
        for number in box.waiting():
            try:
                count += _one(tenant_id, box, number, login.to)
            except (NotThisOne, DatabaseError) as error:
                log.warning("mail.passed_over", tenant_id=tenant_id, reason=type(error).__name__)
    return count


def _one(tenant_id: int, box: Mailbox, number: int, to: str) -> int:
    """Keep and move one mail. What was kept before is only moved: 0."""
    mark, kept = box.mark(number), 0
    if not _is_kept(tenant_id, mark):
        with box.read(number) as content:
            delivery = Delivery(door=Door.IMAP, envelope_to=[to], client=mark)
            take(tenant_id, content, delivery)
        kept = 1
    box.done_with(number)
    return kept


def _is_kept(tenant_id: int, mark: str) -> bool:
    with inside(tenant_id):
        return Arrival.objects.fetched_as(mark).exists()


def _login(tenant_id: int) -> Login | None:
    with inside(tenant_id):
        chosen = mail_account()
        if not chosen.fetches:
            return None
        try:
            return _login_of(chosen)
        except Refused as refused:
            raise NotFetched(str(refused), refused.code) from refused


def _login_of(chosen: MailAccount) -> Login:
    """Refused when a secret cannot be read any more."""
    return Login(
        host=chosen.in_host,
        port=chosen.in_port,
        user=chosen.in_user,
        password=opened(chosen.in_secret),
        oauth=oauth_of(chosen),
        folder=chosen.in_folder,
        to=chosen.from_address,
    )


def _alone(tenant_id: int) -> bool:
    """One fetches at a time, of all workers on all machines; held by this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_FETCH_LOCK, tenant_id])
        return bool(cursor.fetchone()[0])


def _let_others(tenant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_FETCH_LOCK, tenant_id])
