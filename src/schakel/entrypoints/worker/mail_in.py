"""Mail that waits: for who is here to place it, and loudly when nobody does, or none comes in."""

from datetime import timedelta

from schakel.domain.arrivals.actions import find_owners, give_up_placing, tell_of_late
from schakel.domain.messages.queries import mail_account
from schakel.domain.messages.rules import HOURS_WITHOUT_MAIL
from schakel.domain.notices.actions import end_news
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker.alarms import FETCHING, mail_not_fetched
from schakel.entrypoints.worker.recipients import roster


def hold_what_was_not_placed(tenant_id: int) -> None:
    """What was kept for an hour and never placed, a person looks at."""
    with inside(tenant_id) as here:
        give_up_placing(actor=here.actor, today=here.today, now=here.now)


def find_owners_of_mail(tenant_id: int) -> None:
    """Held mail of who is away goes to somebody who is here."""
    with inside(tenant_id) as here:
        find_owners(actor=here.actor, today=here.today, now=here.now)


def tell_of_late_mail(tenant_id: int) -> None:
    """Held mail that should have been placed before today: once."""
    with inside(tenant_id) as here:
        tell_of_late(
            actor=here.actor,
            administrators=roster(here.today).administrators(),
            today=here.today,
            now=here.now,
        )


def tell_of_mail_not_fetched(tenant_id: int) -> None:
    """A mailbox into which nobody could look for hours: once, as long as it lasts."""
    with inside(tenant_id) as here:
        account = mail_account()
        since = account.fetch_fails_since if account.fetches else None
        if since is None:
            end_news(about=FETCHING, now=here.now)
        elif since <= here.now - timedelta(hours=HOURS_WITHOUT_MAIL):
            mail_not_fetched(here, roster(here.today).administrators(), since)
