"""Whether mail goes out with an account: tried, so that a page can say at which step it fails."""

from contextlib import suppress
from dataclasses import dataclass

from schakel.gateways.dkim_signature import WrongKey
from schakel.gateways.mail_account import Account
from schakel.gateways.mail_letter import Envelope, WrongAddress, letter
from schakel.gateways.mail_line import (
    InDoubt,
    Stopped,
    hand_over,
    introduce,
    is_international,
    line_to,
)
from schakel.gateways.mail_oauth import forget

# Somebody waits for it at a page.
SECONDS_TO_ANSWER = 8


@dataclass(frozen=True)
class Trial:
    """How far it went. ``step`` is the last one that was tried, ``code`` how it ended there.

    | step | codes |
    |---|---|
    | ``address`` | ``no_server``, ``address_not_valid``, ``host_not_allowed`` |
    | ``connect`` | ``name_not_found``, ``refused``, ``no_mail_server``, and those of ``tls`` |
    | ``tls`` | ``not_tls``, ``tls_not_offered``, ``not_encrypted``, ``certificate_expired``, |
    |         | ``certificate_not_known``, ``certificate_of_another``, ``certificate_not_valid`` |
    | ``token`` | ``token_host_not_allowed``, ``token_unreachable``, ``token_refused`` |
    | ``login`` | ``login_refused``, ``login_switched_off``, ``login_not_offered`` |
    | ``sender`` | ``sender_refused``, ``sender_not_valid``, ``not_now`` |
    | ``recipient`` | ``recipient_refused``, ``recipient_not_valid``, ``relay_denied``, |
    |               | ``letters_not_taken``, ``not_now``; ``ready`` when all is well |
    | ``signature`` | ``key_not_valid`` |
    | ``content`` | ``content_refused``, ``not_now``, ``in_doubt``; ``taken`` when all is well |

    Any step may end in ``no_answer`` or ``line_broke``. ``detail`` is in the words of the server.
    """

    ok: bool
    step: str
    code: str
    detail: str = ""


def try_out(account: Account, to_address: str, test: Envelope | None = None) -> Trial:
    """Log in and name sender and recipient; hand over a ``test`` only when it is given."""
    if not account.server_url:
        return Trial(False, "address", "no_server")
    sender = account.from_address
    if account.oauth is not None:
        forget(account.oauth)
    try:
        content = letter(
            test or _nothing(to_address),
            from_address=sender,
            dkim=account.dkim,
            international=is_international(sender, to_address),
        )
        with line_to(account, seconds=SECONDS_TO_ANSWER) as server:
            if test is None:
                introduce(server, sender=sender, recipient=to_address)
                with suppress(OSError):
                    server.docmd("QUIT")
                return Trial(True, "recipient", "ready")
            hand_over(server, content, sender=sender, recipient=to_address)
    except WrongAddress as wrong:
        step = "sender" if wrong.ours else "recipient"
        return Trial(False, step, f"{step}_not_valid", str(wrong))
    except WrongKey as wrong:
        return Trial(False, "signature", "key_not_valid", str(wrong))
    except Stopped as stopped:
        return Trial(False, stopped.step, stopped.code, stopped.detail)
    except InDoubt as doubt:
        return Trial(False, "content", "in_doubt", str(doubt))
    return Trial(True, "content", "taken")


def _nothing(to_address: str) -> Envelope:
    """A mail that is made, to see whether it can be, and never sent."""
    return Envelope(
        message_id="<trial@localhost>",
        to_address=to_address,
        from_name="",
        subject="",
        body="",
        automatic=True,
    )
