"""Hands a mail to the mail server of the institution. Never within a transaction."""

import structlog
from django.conf import settings

from schakel.gateways.dkim_signature import WrongKey
from schakel.gateways.mail_account import Account, Dkim, OAuth
from schakel.gateways.mail_letter import Envelope, WrongAddress, letter
from schakel.gateways.mail_line import InDoubt, Stopped, hand_over, is_international, line_to
from schakel.gateways.mail_trial import Trial, try_out

__all__ = [
    "Account",
    "Dkim",
    "Envelope",
    "InDoubt",
    "NotTaken",
    "OAuth",
    "Trial",
    "send",
    "try_out",
]

log = structlog.get_logger()


class NotTaken(Exception):
    """The server did not take it; it certainly does not arrive by this attempt.

    ``permanent``: trying again is no use. ``no_such_address``: it is the address that is wrong.
    """

    def __init__(self, reason: str, *, permanent: bool, no_such_address: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.no_such_address = no_such_address


def send(envelope: Envelope, account: Account | None = None) -> None:
    """Hand over, or raise ``NotTaken`` or ``InDoubt``. Of a demo nothing leaves without a server.

    Without an account it goes as the operator says.
    """
    account = account or Account(settings.SMTP_URL, settings.MAIL_FROM)
    if not account.server_url:
        if envelope.of_demo:
            log.info("mail.kept_here", message_id=envelope.message_id)
            return
        raise NotTaken("No mail server is set: give SCHAKEL_SMTP_URL.", permanent=False)
    from_address = envelope.from_address or account.from_address
    sender = envelope.bounce_address or from_address
    try:
        content = letter(
            envelope,
            from_address=from_address,
            dkim=account.dkim,
            international=is_international(sender, envelope.to_address),
        )
        with line_to(account) as server:
            hand_over(server, content, sender=sender, recipient=envelope.to_address)
    except WrongAddress as wrong:
        raise NotTaken(
            str(wrong), permanent=not wrong.ours, no_such_address=not wrong.ours
        ) from wrong
    except WrongKey as wrong:
        raise NotTaken(str(wrong), permanent=False) from wrong
    except Stopped as stopped:
        raise _not_taken(stopped) from stopped


def _not_taken(stopped: Stopped) -> NotTaken:
    """5xx is for ever, all else for now: our own set-up may be mended.

    A server that does not want to pass it on says nothing of the address (RFC 3463: X.7.X).
    """
    permanent = 500 <= stopped.reply < 600
    of_address = stopped.step == "recipient" and stopped.code != "relay_denied"
    return NotTaken(
        stopped.detail or stopped.code,
        permanent=permanent,
        no_such_address=permanent and of_address,
    )
